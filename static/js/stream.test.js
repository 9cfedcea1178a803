import { beforeEach, mock, test } from 'node:test';
import assert from 'node:assert/strict';
import { BYE, LIVE, POLL, RESET, REST, createStream } from './stream.js';
import { BYE_SPREAD, DOUBTFUL, FIRST_WAIT, LONGEST_WAIT, POLL_EVERY, SILENCE } from './stream.js';
import { event, liveServer, settled } from './rig.js';

beforeEach((t) => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_700_000_000_000 });
});

// followed returns a stream that is followed, with what it was told to do. Waits are as long as they can be.
async function followed(more = {}) {
  const server = liveServer();
  const s = { server, said: [], handled: [], reported: [], left: 0, mode: LIVE, address: '/live?topic=room', mayLeave: true };
  const stream = createStream({
    fetch: server.fetch,
    base: 'http://stoa.test/',
    random: () => 1,
    cursor: '7-0',
    wanted: () => s.address,
    mode: () => s.mode,
    handle: (e) => (s.handled.push(e), e.name === 'reset' ? RESET : e.name === 'bye' ? BYE : ''),
    readAnew: async () => '',
    leave: () => s.mayLeave && ((s.left += 1), true),
    say: (words) => s.said.push(words),
    report: (error) => s.reported.push(error.message),
    ...more,
  });
  stream.follow();
  await settled();
  return Object.assign(s, stream);
}

async function pass(ms) {
  mock.timers.tick(ms);
  await settled();
}

test('the stream is asked for what comes after the cursor, and events are taken as they come, in pieces too', async () => {
  const s = await followed();
  const call = s.server.last();
  assert.equal(call.url.href, 'http://stoa.test/live?topic=room&after=7-0');
  assert.equal(call.headers.Accept, 'text/event-stream');
  call.answer();
  call.send('id: 8-0\ndata: on');
  call.send('e\ndata: two\n\nevent: beat\ndata: \n\n');
  await settled();
  assert.deepEqual(s.handled, [{ id: '8-0', name: '', data: ['one', 'two'] }, { id: '', name: 'beat', data: [''] }]);
});

test('a connection that is silent for too long is given up, and the next one begins where it stopped', async () => {
  const s = await followed();
  s.server.last().answer();
  s.server.last().send(event({ id: '9-0', data: ['x'] }));
  await settled();
  await pass(SILENCE - 1);
  assert.equal(s.server.last().open, true, 'given up too early');
  s.server.last().send(event({ name: 'beat' }));
  await settled();
  await pass(SILENCE - 1);
  assert.equal(s.server.last().open, true, 'a beat must wind the watchdog up');
  await pass(1);
  assert.equal(s.server.last().open, false, 'a dead connection is kept');
  await pass(FIRST_WAIT * 2);
  assert.equal(s.server.calls.length, 2);
  assert.equal(s.server.last().url.searchParams.get('after'), '9-0');
});

test('a server that accepts and never answers is given up too', async () => {
  const s = await followed();
  await pass(SILENCE);
  assert.equal(s.server.calls[0].open, false);
});

test('waits double up to the longest, and begin small again after a success', async () => {
  const s = await followed();
  const waits = [];
  for (let i = 0; i < 8; i++) {
    s.server.last().fail();
    await settled();
    let waited = 0;
    for (const before = s.server.calls.length; s.server.calls.length === before; waited += 100) await pass(100);
    waits.push(waited);
  }
  assert.deepEqual(waits, [600, 1200, 2400, 4800, 9600, 15_000, 15_000, 15_000]);
  assert.equal(waits.at(-1), LONGEST_WAIT);
  assert.equal(s.said.at(-1), 'Reconnecting…');
  s.server.last().answer();
  await settled();
  assert.equal(s.said.at(-1), '');
  s.server.last().end();
  await settled();
  await pass(FIRST_WAIT * 2);
  assert.equal(s.server.calls.length, 10);
});

test('a wait is a random part of the longest it could be', async () => {
  const s = await followed({ random: () => 0.5 });
  s.server.last().fail();
  await settled();
  await pass(FIRST_WAIT - 1);
  assert.equal(s.server.calls.length, 1);
  await pass(1);
  assert.equal(s.server.calls.length, 2);
});

test('one short break is not worth a word', async () => {
  const s = await followed();
  s.server.last().fail();
  await settled();
  assert.deepEqual(s.said, []);
});

test('who may not watch any more sees what the page says', async () => {
  for (const status of [401, 403]) {
    const s = await followed();
    s.server.last().answer(status);
    await settled();
    await pass(60_000);
    assert.deepEqual([s.left, s.server.calls.length], [1, 1], `status ${status}`);
  }
});

test('a page that was loaded for it a moment ago waits like any other', async () => {
  const s = await followed();
  s.mayLeave = false;
  s.server.last().answer(403);
  await settled();
  await pass(FIRST_WAIT * 2);
  assert.deepEqual([s.left, s.server.calls.length], [0, 2]);
});

test('a reset loads the page, once: the stream is over', async () => {
  const s = await followed();
  s.server.last().answer();
  s.server.last().send(event({ name: 'reset' }));
  await settled();
  assert.equal(s.left, 1);
  assert.equal(s.server.calls[0].open, false);
  await pass(60_000);
  assert.equal(s.server.calls.length, 1);
});

test('a server that says reset again and again is not asked at once', async () => {
  const s = await followed();
  s.mayLeave = false;
  s.server.last().answer();
  s.server.last().send(event({ name: 'reset' }));
  await settled();
  assert.equal(s.server.calls.length, 1);
  await pass(FIRST_WAIT * 2);
  assert.equal(s.server.calls.length, 2);
});

test('after a good-bye the readers come back spread over a time', async () => {
  const s = await followed();
  s.server.last().answer();
  s.server.last().send(event({ name: 'bye' }));
  await settled();
  await pass(BYE_SPREAD - 1);
  assert.equal(s.server.calls.length, 1);
  await pass(1);
  assert.equal(s.server.calls.length, 2);
});

test('what cannot be put in is reported, the page is read again, and the cursor moves only then', async () => {
  let broken = true;
  const handled = [];
  const handle = (e) => {
    if (broken && e.data[0] === 'bad') throw new Error('cannot');
    handled.push(e.data[0]);
    return '';
  };
  let read = 0;
  const s = await followed({ handle, readAnew: async () => ((read += 1), '20-0') });
  s.server.last().answer();
  s.server.last().send(event({ id: '8-0', data: ['good'] }) + event({ id: '9-0', data: ['bad'] }) + event({ id: '10-0', data: ['later'] }));
  await settled();
  assert.deepEqual([handled, s.reported, read], [['good'], ['cannot'], 0]);
  await pass(FIRST_WAIT * 2);
  assert.equal(read, 1);
  assert.equal(s.server.last().url.searchParams.get('after'), '20-0', 'the page that was read is at its own place');
  assert.deepEqual(s.said.filter(Boolean), [], 'it was no lost connection');
});

test('a page that has no place of its own goes on from the last event that was put in', async () => {
  let broken = false;
  const handle = (e) => {
    if (e.data[0] === 'bad' && (broken = !broken)) throw new Error('cannot');
    return '';
  };
  const s = await followed({ handle });
  s.server.last().answer();
  s.server.last().send(event({ id: '8-0', data: ['good'] }) + event({ id: '9-0', data: ['bad'] }));
  await settled();
  await pass(FIRST_WAIT * 2);
  assert.equal(s.server.last().url.searchParams.get('after'), '8-0');
});

test('what fails again after the page was read is passed over: no page reads itself for ever', async () => {
  const handle = (e) => {
    if (e.data[0] === 'bad') throw new Error('cannot');
    return '';
  };
  let read = 0;
  const s = await followed({ cursor: '', handle, readAnew: async () => ((read += 1), '') });
  for (let i = 0; i < 5; i++) {
    s.server.last().answer();
    s.server.last().send(event({ data: ['bad'] }) + event({ id: '3-0', data: ['next'] }));
    await settled();
    if (!s.server.last().open) await pass(LONGEST_WAIT);
  }
  assert.deepEqual([read, s.server.calls.length], [1, 2]);
  s.server.last().end();
  await settled();
  await pass(LONGEST_WAIT);
  assert.equal(s.server.last().url.searchParams.get('after'), '3-0', 'the stream went on');
});

test('a page that cannot be read again now is read again later', async () => {
  let tries = 0;
  const readAnew = async () => {
    if (++tries < 3) throw new Error('status 503');
    return '5-0';
  };
  const s = await followed({ handle: () => { throw new Error('cannot'); }, readAnew });
  s.server.last().answer();
  s.server.last().send(event({ data: ['bad'] }));
  await settled();
  await pass(600);
  await pass(1200);
  assert.deepEqual([tries, s.server.calls.length], [2, 1]);
  await pass(2400);
  assert.deepEqual([tries, s.server.calls.length], [3, 2]);
});

test('a page that is out of date is read again, and follows from there; one at rest does so when it is looked at', async () => {
  let reads = 0;
  const s = await followed({ readAnew: async () => `${(reads += 1)}9-0` });
  s.server.last().answer();
  await settled();
  s.renew();
  await settled();
  assert.deepEqual([reads, s.server.calls[0].open, s.server.last().url.search], [1, false, '?topic=room&after=19-0']);
  s.mode = REST;
  await s.reopen();
  s.renew();
  await settled();
  await pass(60_000);
  assert.deepEqual([reads, s.server.calls.length], [1, 2]);
  s.mode = LIVE;
  s.reopen();
  await settled();
  assert.deepEqual([reads, s.server.last().url.search], [2, '?topic=room&after=29-0']);
});

test('a page without a place asks every five seconds for what is new', async () => {
  const s = await followed();
  s.mode = POLL;
  s.reopen();
  await settled();
  assert.equal(s.server.calls[0].open, false, 'the stream must be given up');
  assert.equal(s.server.last().url.search, '?topic=room&after=7-0&once=1');
  s.server.last().answer();
  s.server.last().send(event({ id: '8-0', data: ['x'] }));
  s.server.last().end();
  await settled();
  await pass(POLL_EVERY - 1);
  assert.equal(s.server.calls.length, 2);
  await pass(1);
  assert.equal(s.server.last().url.search, '?topic=room&after=8-0&once=1');
  assert.deepEqual(s.said.filter(Boolean), []);
});

test('a page at rest asks for nothing, and catches up from its cursor', async () => {
  const s = await followed();
  s.server.last().answer();
  s.server.last().send(event({ id: '8-0', data: ['x'] }));
  await settled();
  s.mode = REST;
  await s.reopen();
  assert.equal(s.server.calls[0].open, false);
  await settled();
  await pass(600_000);
  assert.equal(s.server.calls.length, 1);
  s.mode = LIVE;
  s.reopen();
  await settled();
  assert.equal(s.server.last().url.search, '?topic=room&after=8-0');
});

test('a page that follows nothing asks nothing until there is something', async () => {
  const s = await followed({});
  assert.equal(s.server.calls.length, 1);
  s.address = '';
  s.reopen();
  await settled();
  await pass(60_000);
  assert.equal(s.server.calls.length, 1);
  s.address = '/live?topic=course:2';
  s.reopen();
  await settled();
  assert.equal(s.server.last().url.search, '?topic=course%3A2&after=7-0');
});

test('a connection that was silent for longer than between two beats is doubted', async () => {
  const s = await followed();
  s.server.last().answer();
  await settled();
  await pass(DOUBTFUL);
  s.doubt();
  await settled();
  assert.equal(s.server.calls.length, 1);
  await pass(1);
  s.doubt();
  await settled();
  assert.deepEqual([s.server.calls.length, s.server.calls[0].open], [2, false]);
});
