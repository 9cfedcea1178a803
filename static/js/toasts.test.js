import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createToasts, INBOX, MOST, STAYS } from './toasts.js';
import { openPage } from './rig.js';

function opened() {
  const { document, Event, MouseEvent } = openPage('<main id="main" tabindex="-1"><input></main><div id="toasts" role="status"></div><span id="told"></span><b id="nav-inbox-new">2<i> new</i></b>');
  const due = new Map();
  let next = 0;
  let seen = 'visible';
  Object.defineProperty(document, 'visibilityState', { get: () => seen });
  const turn = (to) => ((seen = to), document.dispatchEvent(new Event('visibilitychange')));
  const passed = [];
  const toasts = createToasts({
    document,
    setTimeout: (go, ms) => (due.set(++next, [go, ms]), next),
    clearTimeout: (timer) => due.delete(timer),
    passOn: (html) => passed.push(html),
    reading: () => p.open,
    reads: (line) => p.read.includes(line),
    told: (what) => p.told.push(what),
  });
  const put = (id, about = '', line = '') => {
    const toast = document.createElement('div');
    Object.assign(toast, { id: `toast-${id}`, innerHTML: '<p>News</p><button>OK</button>' });
    Object.assign(toast.dataset, { toast: id, about, line });
    document.getElementById('toasts').append(toast);
    toasts.came();
    return toast;
  };
  const shown = () => [...document.querySelectorAll('[data-toast]')].map(({ dataset }) => dataset.toast);
  const unread = (ids, lines = '', count = ids.split(' ').length) => {
    const all = ids.split(' ').filter(Boolean);
    const words = (word) => all.map(word).join(' ');
    Object.assign(document.getElementById('told').dataset, { unread: ids, toasts: words((id) => `toast-${id}`), about: words((id) => `of-${id}`), lines, count });
    toasts.look();
  };
  const ok = (id, detail) => {
    const button = document.querySelector(`[data-toast="${id}"] button`);
    button.focus();
    button.dispatchEvent(new MouseEvent('click', { bubbles: true, detail }));
    return document.activeElement;
  };
  const p = { document, Event, due, passed, put, shown, unread, ok, turn, open: '', read: [], told: [], lines: toasts.lines };
  return p;
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

test('a toast that comes while nobody looks waits until somebody does, and then for as long as it stays', () => {
  const p = opened();
  p.turn('hidden');
  p.put('a');
  p.put('b', '/meetings/1/2/messages/7');
  assert.equal(p.due.size, 0);
  p.open = '/meetings/1/2';
  p.turn('visible');
  assert.deepEqual(p.shown(), ['a'], 'of the other one reads now');
  assert.equal([...p.due.values()][0][1], STAYS);
  p.turn('hidden'); // not long enough
  assert.equal(p.due.size, 0);
  p.turn('visible');
  [...p.due.values()][0][0]();
  assert.deepEqual(p.shown(), []);
  assert.match(p.passed[0], /data-swap="remove" data-target="toast-a" data-behind/, 'in tabs behind this one it is no news any more');
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

test('of the room that one is reading nothing is told, and of others it is', () => {
  const p = opened();
  p.open = '/rooms/1:2';
  p.put('a', '/rooms/1:2');
  p.put('b', '/rooms/1:2/messages/7');
  p.put('c', '/rooms/1:23');
  p.open = '';
  p.put('d', '/rooms/1:2');
  assert.deepEqual(p.shown(), ['c', 'd']);
});

test('all that was told since is shown, and what was there to be read before is not', () => {
  const p = opened();
  p.unread('a');
  for (const id of ['a', 'b', 'c']) p.put(id); // as one drawing brings them
  p.unread('a b c');
  assert.deepEqual([p.shown(), p.told], [['b', 'c'], ['of-b', 'of-c']]);
  p.unread('a b c');
  assert.equal(p.told.length, 2);
});

test('a tab that does not know what was told before shows the newest alone', () => {
  const p = opened();
  p.put('a');
  p.put('b');
  p.unread('a b');
  assert.deepEqual([p.shown(), p.told], [['b'], []]);
});

test('the keyboard goes on to the next one, and at last back to where it was; the mouse goes back at once', () => {
  const p = opened();
  const field = p.document.querySelector('input');
  for (const id of ['a', 'b', 'c']) p.put(id);
  field.focus();
  assert.equal(p.ok('c', 1), field);
  assert.equal(p.ok('a', 0).closest('[data-toast]')?.dataset.toast, 'b');
  assert.equal(p.ok('b', 0), field);
  p.put('d');
  field.focus();
  p.document.querySelector('[data-toast=d] button').focus();
  field.remove();
  p.unread('x'); // it was read elsewhere
  assert.equal(p.document.activeElement.id, 'main');
});

test('what a page of this browser has shown is no news, and does not count', () => {
  const p = opened();
  const badge = () => p.document.getElementById('nav-inbox-new').textContent;
  assert.equal(p.lines(), null);
  p.unread('a b', '- -', 2);
  p.read = ['1:2/7'];
  p.put('seen', '/rooms/1:2', '1:2/7');
  p.put('next', '/rooms/1:2', '1:2/8');
  assert.deepEqual(p.shown(), ['next']);
  p.unread('a b seen next', '- - 1:2/7 1:2/8', 120);
  assert.deepEqual([p.shown(), badge(), p.lines()], [['next'], '99+ new', ['1:2/8']]);
  p.unread('a b seen', '- - 1:2/7', 3);
  assert.deepEqual([p.shown(), badge()], [[], '2 new']);
  p.unread('seen', '1:2/7', 1);
  assert.equal(badge(), '');
  p.put('c', '/courses/5');
  p.unread('seen c', '1:2/7 -', 2);
  assert.deepEqual([p.shown(), badge()], [['c'], '1 new']);
});

test('an inbox that shows as unread what was read elsewhere is drawn again; what is new alone does not move it', () => {
  const p = opened();
  const list = p.document.createElement('div');
  list.dataset.unreadTold = '3';
  p.document.getElementById('main').append(list);
  const asked = () => p.told.splice(0).filter((what) => what === INBOX).length;
  p.unread('a b c');
  assert.equal(asked(), 0);
  p.unread('a b c d'); // one came
  assert.equal(asked(), 0);
  p.unread('b c d e', '', 4); // one was read, another came
  assert.equal(asked(), 1);
  delete list.dataset.came;
  list.dataset.unreadTold = '4'; // as it is drawn again
  p.unread('b c d e', '', 4);
  assert.equal(asked(), 0);
  p.unread('b c d e', '', 9); // more came than is told
  assert.equal(asked(), 0);
  p.unread('', '', 0);
  assert.equal(asked(), 1);
});

test('an inbox that was drawn before something was read elsewhere is drawn again at once', () => {
  const p = opened();
  p.document.getElementById('main').dataset.unreadTold = '2';
  p.unread('a');
  assert.deepEqual(p.told, [INBOX]);
});

test('an inbox that shows as unread what was told again is drawn again, unless that would move it', () => {
  const p = opened();
  const list = p.document.createElement('div');
  list.dataset.unreadTold = '1';
  list.innerHTML = '<ul data-newest></ul><ul><li class="unread"></li><li></li></ul>';
  p.document.getElementById('main').append(list);
  const asked = () => p.told.splice(0).filter((what) => what === INBOX).length;
  p.unread('a');
  assert.equal(asked(), 0);
  const again = list.querySelector('li:not(.unread)');
  again.className = 'unread';
  const note = p.document.createElement('li');
  list.firstChild.append(note); // it stands further down, and is the newest now
  p.unread('a b');
  assert.equal(asked(), 0);
  note.remove();
  p.unread('a b');
  assert.equal(asked(), 1);
});
