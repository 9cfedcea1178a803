import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createToasts, MOST, STAYS } from './toasts.js';
import { openPage } from './rig.js';

function opened() {
  const { document, Event } = openPage('<div id="toasts" role="status"></div><span id="told" data-unread=""></span>');
  const due = new Map();
  let next = 0;
  const passed = [];
  const toasts = createToasts({
    document,
    setTimeout: (go, ms) => (due.set(++next, [go, ms]), next),
    clearTimeout: (timer) => due.delete(timer),
    passOn: (html) => passed.push(html),
  });
  const put = (id) => {
    const toast = document.createElement('div');
    Object.assign(toast, { id: `toast-${id}`, innerHTML: '<p>News</p><button>OK</button>' });
    toast.dataset.toast = id;
    document.getElementById('toasts').append(toast);
    toasts.came();
    return toast;
  };
  const shown = () => [...document.querySelectorAll('[data-toast]')].map(({ dataset }) => dataset.toast);
  const unread = (ids) => {
    document.getElementById('told').dataset.unread = ids;
    toasts.look();
  };
  return { Event, due, passed, put, shown, unread };
}

test('a toast goes after a while, but not while somebody points at it', () => {
  const p = opened();
  const toast = p.put('a');
  assert.equal([...p.due.values()][0][1], STAYS);
  toast.dispatchEvent(new p.Event('mouseenter'));
  assert.equal(p.due.size, 0);
  toast.dispatchEvent(new p.Event('mouseleave'));
  [...p.due.values()][0][0]();
  assert.deepEqual(p.shown(), []);
  p.put('a'); // told again: it is no news
  assert.deepEqual(p.shown(), []);
});

test('what is read anywhere goes, and what is unread stays', () => {
  const p = opened();
  p.put('a');
  p.put('b');
  p.unread('b c');
  assert.deepEqual(p.shown(), ['b']);
});

test('one that is closed is closed in the other tabs too, and the oldest give way', () => {
  const p = opened();
  const first = p.put('a');
  first.querySelector('button').click();
  assert.deepEqual(p.shown(), []);
  assert.match(p.passed[0], /data-swap="remove" data-target="toast-a"/);
  for (let i = 0; i < MOST + 2; i++) p.put(`n${i}`);
  assert.deepEqual(p.shown(), ['n2', 'n3', 'n4']);
});
