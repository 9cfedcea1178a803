import { test } from 'node:test';
import assert from 'node:assert/strict';
import { AT_MOST_EVERY, EVERY, SPREAD, createRead } from './read.js';
import { fakeLocation, openPage, settled } from './rig.js';

// reading is a room of four lines, of which the reader has read one, and has set that back twice; lines up to seen are in sight.
function reading({ readTo = '/rooms/general/read', hash = '', room = 'general' } = {}) {
  const lines = [1, 2, 3, 4].map((n) => `<li class="line" id="m-${n}"><a class="about" href="/rooms/general/messages/${n}"></a></li>`);
  const to = readTo && ` data-read-to="${readTo}" data-room="${room}" data-read="1" data-marked="2"`;
  const { document, Event } = openPage(`<div id="scroll"><ol id="lines"${to}>${lines[0]}<li id="first-unread"></li>${lines.slice(1).join('')}</ol></div>`);
  const t = { document, calls: [], timers: [], said: [], saw: [], begins: 0, seen: 1, shown: 'visible', status: 204 };
  t.location = { ...fakeLocation('/rooms/general'), hash };
  document.getElementById('first-unread').scrollIntoView = () => t.begins++;
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
    saw: (...words) => t.saw.push(words.join(' ')),
    random: () => 0.5,
    above: () => true,
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
      assert.equal(ms, room === 'general' ? EVERY + SPREAD / 2 : AT_MOST_EVERY);
      done();
    }
    await settled();
    return due.length;
  };
  t.comes = (n) => {
    const line = document.createElement('li');
    line.className = 'line';
    line.id = `m-${n}`;
    document.getElementById('lines').append(line);
    t.read.look();
  };
  t.unread = async (n) => {
    const about = document.querySelector(`#m-${n} a`);
    await t.read.unread({ href: `http://stoa.test/rooms/general/messages/${n}/unread` }, about);
  };
  return t;
}

test('what comes into sight is told once, and what comes together is told together', async () => {
  const t = reading();
  assert.equal(await t.tick(), 0); // the page itself, of which nothing is new
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

test('what comes into sight is said at once in this tab, and told over a time, since all readers see a line at once', async () => {
  const t = reading();
  t.scroll(2);
  t.scroll(3);
  assert.deepEqual([t.saw, t.calls], [['general 2 2', 'general 3 2'], []]);
  t.read.now(); // they go to another page
  await settled();
  assert.deepEqual(t.calls, ['/rooms/general/read line=3&marked=2']);
});

test('in a room of two what comes into sight is told at once, and what comes right after it together', async () => {
  const t = reading({ readTo: '/rooms/1:2/read', room: '1:2' });
  t.scroll(2);
  await settled();
  assert.deepEqual(t.calls, ['/rooms/1:2/read line=2&marked=2']);
  t.scroll(3);
  t.scroll(4);
  await settled();
  assert.equal(t.calls.length, 1);
  assert.equal(await t.tick(), 1);
  assert.deepEqual(t.calls.slice(1), ['/rooms/1:2/read line=4&marked=2']);
  assert.deepEqual(t.saw, ['1:2 2 2', '1:2 3 2', '1:2 4 2']);
  await t.tick();
  assert.equal(await t.tick(), 0);
  t.comes(5);
  t.scroll(5);
  await settled();
  assert.equal(t.calls.length, 3, 'after a rest it is at once again');
});

test('that something was seen is said once, however often the page is moved', () => {
  const t = reading();
  for (let i = 0; i < 3; i++) t.scroll(3);
  assert.deepEqual(t.saw, ['general 3 2']);
});

test('the page begins at the first unread line, unless a link leads elsewhere', () => {
  assert.equal(reading().begins, 1);
  assert.equal(reading({ hash: '#first-unread' }).begins, 1);
  assert.equal(reading({ hash: '#m-1' }).begins, 0);
});

test('what another tab has read is not told again', async () => {
  const t = reading();
  t.read.told('general', 3, 2);
  t.read.told('1:2', 4, 2);
  t.scroll(3);
  assert.equal(await t.tick(), 0);
  t.scroll(4);
  await t.tick();
  assert.deepEqual(t.calls, ['/rooms/general/read line=4&marked=2']);
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

test('what was marked as unread in another tab is not read either, until a later line is', async () => {
  const t = reading();
  t.scroll(4);
  await t.tick();
  t.read.told('general', 1, 3);
  t.read.told('general', 4, 2); // that came late
  t.scroll(4);
  assert.equal(await t.tick(), 0);
  t.comes(5);
  assert.equal(await t.tick(), 0); // it is not in sight
  t.scroll(5);
  await t.tick();
  assert.deepEqual(t.calls, ['/rooms/general/read line=4&marked=2', '/rooms/general/read line=5&marked=3']);
});

test('who comes back to a page reads again what they had marked as unread', async () => {
  const t = reading();
  t.scroll(4);
  await t.tick();
  await t.unread(3);
  t.read.told('general', 2, 3);
  t.turn('hidden');
  t.turn('visible');
  await t.tick();
  assert.equal(t.calls.at(-1), '/rooms/general/read line=4&marked=3');
});

test('what could not be marked as unread says so, and is read on', async () => {
  const t = reading();
  t.status = 503;
  await t.unread(2);
  assert.deepEqual(t.said, ['It could not be marked as unread. Please try again.']);
  assert.equal(t.document.getElementById('first-unread').previousElementSibling.id, 'm-1');
  t.status = 204;
  t.scroll(4);
  await t.tick();
  assert.deepEqual(t.calls.at(-1), '/rooms/general/read line=4&marked=2');
});

test('a line that is written says what the page has shown by then', () => {
  const t = reading();
  assert.deepEqual(t.read.shown(), { line: 1, marked: 2 });
  t.seen = 3;
  assert.deepEqual(t.read.shown(), { line: 3, marked: 2 });
  t.read.told('general', 1, 3); // set back in another tab: what stands here counts no more
  assert.deepEqual(t.read.shown(), { line: 0, marked: 3 });
  const other = reading({ readTo: '' });
  assert.equal(other.read.shown(), '', 'of a meeting nothing is kept');
  other.document.body.insertAdjacentHTML('beforeend', '<form id="composer"><input name="seen" value="9"><input name="marked" value="1"></form>');
  assert.deepEqual(other.read.shown(), { line: '9', marked: '1' }, 'unread lines are missing');
});

test('of a meeting that line alone is told that mentions the reader, and nothing is said of how far it is read', async () => {
  const t = reading({ readTo: '/meetings/1/2/read' });
  const list = t.document.getElementById('lines');
  delete list.dataset.room;
  list.dataset.read = list.dataset.marked = '0';
  t.document.body.dataset.me = '7';
  for (const [n, who] of [[2, 7], [4, 8]]) {
    t.document.getElementById(`m-${n}`).innerHTML = `<span class="mention" data-mention="${who}">@them</span>`;
  }
  t.scroll(1);
  t.scroll(4);
  await t.tick();
  t.scroll(4);
  await t.tick();
  assert.deepEqual(t.calls.map((call) => call.split(' ')[1].split('&')[0]), ['line=2']);
  assert.deepEqual([t.saw, t.read.shown()], [[], '']);
});
