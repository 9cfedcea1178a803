import { mock, test } from 'node:test';
import assert from 'node:assert/strict';
import { A_LETTER, createNotices, STAYS } from './notices.js';
import { openPage } from './rig.js';

mock.timers.enable({ apis: ['setTimeout'] });

function page(text = 'Saved.') {
  const window = openPage(`<div data-notice><p>${text}</p></div><form></form>`);
  const { document } = window;
  createNotices({ document, setTimeout, clearTimeout });
  const notice = document.querySelector('[data-notice]');
  return { window, document, notice, shown: () => notice.isConnected, tell: (name, at = notice) => at.dispatchEvent(new window.Event(name, { bubbles: true })) };
}

test('what was done is said for eight seconds, and longer when it is long', () => {
  const p = page();
  mock.timers.tick(STAYS - 1);
  assert.ok(p.shown());
  mock.timers.tick(1);
  assert.ok(!p.shown());
  const long = page('x'.repeat(200));
  mock.timers.tick(200 * A_LETTER - 1);
  assert.ok(long.shown());
  mock.timers.tick(1);
  assert.ok(!long.shown());
});

test('who points at it or is in it reads it still', () => {
  const p = page();
  p.tell('mouseenter');
  p.tell('focusin');
  mock.timers.tick(10 * STAYS);
  p.tell('mouseleave');
  mock.timers.tick(10 * STAYS);
  assert.ok(p.shown());
  p.tell('focusout');
  mock.timers.tick(STAYS);
  assert.ok(!p.shown());
});

test('it goes with the next thing that is done, and with the page', () => {
  const p = page();
  p.tell('submit', p.document.querySelector('form'));
  assert.ok(!p.shown());
  const q = page();
  q.tell('pagehide', q.window);
  assert.ok(!q.shown());
});
