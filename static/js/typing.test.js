import { test } from 'node:test';
import assert from 'node:assert/strict';
import { EVERY, SHOWN_FOR, createTyping } from './typing.js';
import { openPage, settled } from './rig.js';

const room = `<ol id="lines" data-blocked="9"></ol><ul id="typing-now" hidden></ul>
  <p id="typing" data-to="/meetings/1/2/typing"></p><form id="composer"><textarea id="composer-body"></textarea></form>`;

// typed is a room read by person 1, in which time stands until it is told to go on.
function typed() {
  const { document, Event } = openPage(room, { 'data-me': '1' });
  let at = 0;
  let timers = [];
  let shown = 'visible';
  const sent = [];
  Object.defineProperty(document, 'visibilityState', { get: () => shown });
  const typing = createTyping({
    document,
    fetch: async (to) => void sent.push(to),
    now: () => at,
    setTimeout: (done, ms) => (timers.push({ done, at: at + ms }), timers.at(-1)),
    clearTimeout: (timer) => (timers = timers.filter((one) => one !== timer)),
  });
  const byId = (id) => document.getElementById(id);
  return {
    ...typing, sent, byId, timers: () => timers.length,
    hide: () => (shown = 'hidden'),
    pass(ms) {
      at += ms;
      const due = timers.filter((timer) => timer.at <= at);
      timers = timers.filter((timer) => timer.at > at);
      due.forEach(({ done }) => done());
    },
    async type(text) {
      byId('composer-body').value = text;
      byId('composer-body').dispatchEvent(new Event('input', { bubbles: true }));
      await settled();
    },
    submit: () => byId('composer').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })),
    hear(who, name, time) {
      byId('typing-' + who)?.remove();
      byId('typing-now').insertAdjacentHTML('beforeend', `<li id="typing-${who}" data-who="${who}" data-at="${time}">${name}</li>`);
      typing.look();
    },
    words: () => byId('typing').textContent,
  };
}

test('that one types is said once in a while, and at once again after a line', async () => {
  const t = typed();
  await t.type('h');
  await t.type('he');
  assert.equal(t.sent.length, 1);
  t.pass(EVERY);
  await t.type('hel');
  t.submit();
  await t.type('n');
  assert.deepEqual(t.sent, Array(3).fill('/meetings/1/2/typing'));
});

test('nothing is said of an empty box, or of a page that nobody sees', async () => {
  const t = typed();
  await t.type('  ');
  t.hide();
  await t.type('hello');
  assert.deepEqual(t.sent, []);
});

test('who types is named, of more than two only that they do', () => {
  const t = typed();
  t.hear(2, 'Ann', 1);
  assert.equal(t.words(), 'Ann is typing');
  t.hear(3, 'Ben', 2);
  assert.equal(t.words(), 'Ann and Ben are typing');
  t.hear(4, 'Cleo', 3);
  assert.equal(t.words(), 'Several people are typing');
});

test('it goes some seconds after it was last heard, and when their line comes', () => {
  const t = typed();
  t.hear(2, 'Ann', 1);
  t.pass(SHOWN_FOR - 1);
  t.hear(2, 'Ann', 2);
  t.pass(SHOWN_FOR - 1);
  assert.equal(t.words(), 'Ann is typing', 'heard again');
  t.pass(1);
  assert.deepEqual([t.words(), t.timers()], ['', 0]);
  t.hear(3, 'Ben', 3);
  t.byId('lines').innerHTML = '<li data-author="3"></li>';
  t.came(t.byId('lines'));
  t.look();
  assert.equal(t.words(), '');
});

test('nobody is told of themselves, or of whom they have blocked', () => {
  const t = typed();
  t.hear(1, 'Me', 1);
  t.hear(9, 'Blocked', 1);
  assert.equal(t.words(), '');
});
