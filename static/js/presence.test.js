import { beforeEach, mock, test } from 'node:test';
import assert from 'node:assert/strict';
import { QUIET, createPresence } from './presence.js';
import { settled } from './rig.js';

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['Date'], now: 1_700_000_000_000 });
});

// inRoom is a page in a room, and a server that answers as told: a status, or null for a network that is gone.
function inRoom() {
  const s = { to: '/meetings/1/2/here', sent: [], left: 0, said: [], status: 204, back: false, type: 'basic' };
  const fetch = async (url, { method }) => {
    s.sent.push(`${method} ${url}`);
    if (s.status === null) throw new TypeError('network');
    return { status: s.status, type: s.type, headers: new Headers(s.back ? { 'Stoa-Back': '1' } : {}) };
  };
  const presence = createPresence({ fetch, address: () => s.to, leave: () => (s.left += 1), say: (words) => s.said.push(words) });
  return Object.assign(s, presence);
}

test('every second beat is answered, the first at once', async () => {
  const s = inRoom();
  for (let i = 0; i < 6; i++) await s.beat();
  assert.deepEqual(s.sent, Array(3).fill('POST /meetings/1/2/here'));
});

test('an answer that was lost is given again at the next beat', async () => {
  const s = inRoom();
  for (s.status of [null, 503, 429, 204]) await s.beat();
  assert.equal(s.sent.length, 4);
  await s.beat();
  assert.equal(s.sent.length, 4, 'and after a success every second one');
  assert.equal(s.left, 0);
});

test('who is not in the room answers nothing', async () => {
  const s = inRoom();
  s.to = '';
  await s.beat();
  await s.opened();
  assert.deepEqual(s.sent, []);
});

test('who has left in another tab, lost the right or is signed out sees the page that says so', async () => {
  const s = inRoom();
  for (s.status of [409, 403, 401]) await s.beat();
  Object.assign(s, { status: 0, type: 'opaqueredirect' });
  await s.beat();
  assert.equal(s.left, 4);
  Object.assign(s, { status: 400, type: 'basic' }); // it is over: that the stream says, spread over all readers
  await s.beat();
  assert.equal(s.left, 4);
});

test('a page that slept answers as soon as its stream is back, and says that its reader is in again', async () => {
  const s = inRoom();
  await s.beat();
  mock.timers.tick(QUIET);
  await s.opened();
  assert.equal(s.sent.length, 1, 'a stream that is renewed is no sleep');
  mock.timers.tick(1);
  s.back = true;
  await s.opened();
  assert.equal(s.sent.length, 2);
  assert.match(s.said.join(), /in the room again/);
});

test('one answer is under way at a time', async () => {
  const s = inRoom();
  s.beat();
  mock.timers.tick(2 * QUIET);
  s.opened();
  s.beat();
  await settled();
  assert.equal(s.sent.length, 1);
});
