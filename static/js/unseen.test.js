import { test } from 'node:test';
import assert from 'node:assert/strict';
import { SEEN_AFTER, createUnseen } from './unseen.js';
import { openPage } from './rig.js';

const room = `<div id="scroll" tabindex="0"><ol id="lines" data-room="general"><li id="m-1" data-author="2"></li></ol></div>
  <button id="new-lines" hidden><svg></svg><span></span></button><textarea id="composer-body"></textarea>`;

// reading is a room read by person 1; lines from up on are below what is in sight.
function reading() {
  const { document, Event, KeyboardEvent } = openPage(room, { 'data-me': '1' });
  let heard = '';
  const timers = new Map();
  let seen = 1;
  let shown = 'visible';
  let next = 0;
  Object.defineProperty(document, 'visibilityState', { get: () => shown });
  const unseen = createUnseen({
    document,
    setTimeout: (done, ms) => (timers.set(++next, [done, ms]), next),
    clearTimeout: (timer) => timers.delete(timer),
    inView: (line) => Number(line.id.slice(2)) <= seen,
    changed: () => (heard = String(unseen.whileAway())),
  });
  const byId = (id) => document.getElementById(id);
  return {
    ...unseen, document, timers, byId,
    missed: () => heard,
    line(n, author = 2, words = '') {
      byId('lines').insertAdjacentHTML('beforeend', `<li id="m-${n}" data-author="${author}">${words}</li>`);
      unseen.came(byId('lines'));
    },
    hide: () => ((shown = 'hidden'), document.dispatchEvent(new Event('visibilitychange'))),
    show: () => ((shown = 'visible'), document.dispatchEvent(new Event('visibilitychange'))),
    scroll(top, upTo) {
      byId('scroll').scrollTop = top;
      seen = upTo;
      byId('scroll').dispatchEvent(new Event('scroll'));
    },
    press(key, on) {
      const e = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      byId(on).dispatchEvent(e);
      return e.defaultPrevented;
    },
    click: () => byId('new-lines').dispatchEvent(new Event('click', { bubbles: true })),
    button: () => (byId('new-lines').hidden ? '' : byId('new-lines').textContent.trim()),
    marked: () => [...document.querySelectorAll('.first-new')].map(({ id }) => id).join(),
  };
}

test('who is at the end and looks on sees lines as they come', () => {
  const t = reading();
  t.line(2);
  assert.deepEqual([t.button(), t.marked(), t.missed()], ['', '', '']);
});

test('who reads further up is told how many lines came, and is led to them', () => {
  const t = reading();
  t.scroll(-81, 1);
  assert.equal(t.button(), 'Latest messages');
  t.line(2);
  assert.equal(t.button(), '1 new message');
  t.line(3);
  t.line(4, 1);
  assert.deepEqual([t.button(), t.marked(), t.missed()], ['2 new messages', 'm-2', ''], 'one’s own are not new');
  t.scroll(-90, 2);
  assert.equal(t.button(), '1 new message', 'what came into sight is seen');
  t.scroll(-90, 4);
  t.click();
  assert.deepEqual([t.byId('scroll').scrollTop, t.button(), t.marked()], [0, '', 'm-2']);
  const [[done, ms]] = t.timers.values();
  assert.equal(ms, SEEN_AFTER);
  done();
  assert.equal(t.marked(), '', 'the mark goes when all was seen');
});

test('who was away is told which lines came, and finds where they begin', () => {
  const t = reading();
  t.hide();
  for (const n of [2, 3]) t.line(n);
  t.line(4, 2, '<a class="mention me">@you</a>');
  assert.deepEqual([t.missed(), t.marked(), t.timers.size], ['general/2,general/3', 'm-2', 0], 'of the last the inbox tells');
  t.scroll(0, 4);
  assert.equal(t.missed(), 'general/2,general/3', 'nobody sees what a hidden page shows');
  t.show();
  assert.deepEqual([t.missed(), t.marked(), t.timers.size], ['', 'm-2', 1]);
  t.hide();
  t.line(5);
  assert.deepEqual([t.missed(), t.marked(), t.timers.size], ['general/5', 'm-5', 0], 'the mark moves on, once all before was seen');
});

test('a line that is drawn anew keeps its mark, and no other gets it', () => {
  const t = reading();
  t.hide();
  t.line(2);
  const [same, other] = ['m-2', 'm-1'].map((id) => Object.assign(t.document.createElement('li'), { id }));
  t.dress(same);
  t.dress(other);
  assert.deepEqual([same.className, other.className], ['first-new', '']);
});

test('End leads to the newest line, but not out of what one writes', () => {
  const t = reading();
  t.scroll(-500, 1);
  t.byId('composer-body').value = 'typing';
  assert.equal(t.press('End', 'composer-body'), false);
  assert.equal(t.byId('scroll').scrollTop, -500);
  t.byId('composer-body').value = '';
  assert.equal(t.press('End', 'composer-body'), true);
  assert.equal(t.byId('scroll').scrollTop, 0);
});

test('a button that goes gives its focus to the conversation', () => {
  const t = reading();
  t.scroll(-500, 1);
  t.byId('new-lines').focus();
  t.click();
  assert.equal(t.document.activeElement, t.byId('scroll'));
});
