import { test } from 'node:test';
import assert from 'node:assert/strict';
import { EVERY, createRead } from './read.js';
import { fakeLocation, openPage, settled } from './rig.js';

// reading is a room of four lines, of which the reader has read one, and has set that back twice; lines up to seen are in sight.
function reading({ readTo = '/rooms/general/read' } = {}) {
  const lines = [1, 2, 3, 4].map((n) => `<li class="line" id="m-${n}"><a class="about" href="/rooms/general/messages/${n}"></a></li>`);
  const to = readTo && ` data-read-to="${readTo}" data-read="1" data-marked="2"`;
  const { document, Event } = openPage(`<div id="scroll"><ol id="lines"${to}>${lines.join('')}</ol></div>`);
  const t = { document, calls: [], timers: [], said: [], seen: 1, shown: 'visible', status: 204, location: fakeLocation('/rooms/general') };
  Object.defineProperty(document, 'visibilityState', { get: () => t.shown });
  t.read = createRead({
    document,
    location: t.location,
    fetch: async (url, { body }) => {
      t.calls.push(`${new URL(url, 'http://stoa.test').pathname} ${body}`);
      return { ok: t.status === 204 };
    },
    newOp: () => 'an-op',
    say: (words) => t.said.push(words),
    setTimeout: (done, ms) => t.timers.push([done, ms]),
    inView: (line) => Number(line.id.slice(2)) <= t.seen,
  });
  t.scroll = (seen) => {
    t.seen = seen;
    document.getElementById('scroll').dispatchEvent(new Event('scroll'));
  };
  t.turn = (shown) => {
    t.shown = shown;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  t.tick = async () => {
    const due = t.timers.splice(0);
    for (const [done, ms] of due) {
      assert.equal(ms, EVERY);
      done();
    }
    await settled();
    return due.length;
  };
  t.unread = async (n) => {
    const about = document.querySelector(`#m-${n} a`);
    await t.read.unread({ href: `http://stoa.test/rooms/general/messages/${n}/unread` }, about);
  };
  return t;
}

test('what comes into sight is told once, and what comes together is told together', async () => {
  const t = reading();
  assert.equal(await t.tick(), 1); // the page itself, of which nothing is new
  assert.deepEqual(t.calls, []);
  t.scroll(2);
  t.scroll(3);
  assert.equal(await t.tick(), 1);
  t.scroll(2);
  await t.tick();
  assert.deepEqual(t.calls, ['/rooms/general/read line=3&marked=2']);
});

test('a hidden page reads nothing, and what could not be told is told with the next', async () => {
  const t = reading();
  await t.tick();
  t.turn('hidden');
  t.scroll(3);
  assert.equal(await t.tick(), 0);
  assert.deepEqual(t.calls, []);
  t.status = 503;
  t.turn('visible');
  await t.tick();
  t.status = 204;
  t.read.look();
  await t.tick();
  t.read.look();
  await t.tick();
  assert.deepEqual(t.calls, Array(2).fill('/rooms/general/read line=3&marked=2'));
});

test('who turns away has seen what was in sight', async () => {
  const t = reading();
  t.scroll(3);
  t.turn('hidden');
  await settled();
  assert.deepEqual(t.calls, ['/rooms/general/read line=3&marked=2']);
  await t.tick();
  assert.equal(t.calls.length, 1);
});

test('a room of a meeting is not counted in', async () => {
  const t = reading({ readTo: '' });
  t.scroll(4);
  assert.equal(await t.tick(), 0);
});

test('what is marked as unread is not read by the page that marked it, which shows where it begins', async () => {
  const t = reading();
  t.scroll(4);
  await t.tick();
  await t.unread(3);
  t.scroll(4);
  await t.tick();
  assert.deepEqual(t.calls, ['/rooms/general/read line=4&marked=2', '/rooms/general/messages/3/unread op=an-op']);
  assert.equal(t.document.getElementById('m-3').previousElementSibling.id, 'first-unread');
  await t.unread(2);
  assert.equal(t.document.querySelectorAll('#first-unread').length, 1);
});

test('what could not be marked as unread says so, and is read on', async () => {
  const t = reading();
  t.status = 503;
  await t.unread(2);
  assert.deepEqual(t.said, ['It could not be marked as unread. Please try again.']);
  assert.equal(t.document.getElementById('first-unread'), null);
  Object.assign(t, { status: 204, seen: 4 });
  await t.tick();
  assert.deepEqual(t.calls.at(-1), '/rooms/general/read line=4&marked=2');
});
