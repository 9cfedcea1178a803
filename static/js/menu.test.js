import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createCopy, createMenu } from './menu.js';
import { openPage, settled } from './rig.js';

const room = `<ol><li id="m-7"><a class="about" href="/meetings/1/2/messages/7" data-menu>More</a></li>
  <li id="m-8"><a class="about" href="/meetings/1/2/messages/8" data-menu>More</a></li></ol><p id="else">elsewhere</p>`;
const menu = `<div role="menu"><a role="menuitem" tabindex="-1" data-do="copy" href="/copy">Copy</a>
  <a role="menuitem" tabindex="-1" href="/report">Report</a><a role="menuitem" tabindex="-1" href="/block">Block</a></div>`;

function page() {
  const window = openPage(room);
  const { document } = window;
  const p = { window, document, calls: [], done: [], processed: 0, location: { href: '' } };
  const fetch = (url, { headers }) =>
    new Promise((resolve, reject) => p.calls.push({ url, headers, reject, answer: (html, ok = true) => resolve({ ok, text: async () => html }) }));
  const made = createMenu({
    document, fetch, location: p.location, process: () => p.processed++,
    actions: { copy: (entry, from) => p.done.push([entry.textContent, from.closest('li').id]) },
  });
  made.dress(document.body);
  p.openers = [...document.querySelectorAll('.about')];
  p.click = (element, keys = {}) => {
    const e = new window.MouseEvent('click', { bubbles: true, cancelable: true, ...keys });
    element.dispatchEvent(e);
    return e.defaultPrevented;
  };
  p.key = (key) => {
    const e = new window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(e);
    return e.defaultPrevented;
  };
  p.shown = () => document.querySelectorAll('.menu-place').length;
  p.focus = () => document.activeElement.textContent.trim();
  p.open = async (n = 0) => {
    p.openers[n].focus();
    p.click(p.openers[n]);
    p.calls.at(-1).answer(menu);
    await settled();
  };
  return Object.assign(p, { other: made.open });
}

test('a menu is fetched for who asks, opens with the focus in it, and is said to be open', async () => {
  const p = page();
  assert.deepEqual(p.openers.map((a) => [a.role, a.getAttribute('aria-haspopup'), a.getAttribute('aria-expanded')]), Array(2).fill(['button', 'menu', 'false']));
  await p.open();
  assert.match(p.calls[0].url, /\/meetings\/1\/2\/messages\/7$/);
  assert.deepEqual([p.calls[0].headers['HX-Request'], p.shown(), p.focus(), p.processed], ['true', 1, 'Copy', 1]);
  assert.equal(p.openers[0].getAttribute('aria-expanded'), 'true');
  await p.open(1);
  assert.deepEqual([p.shown(), p.openers.map((a) => a.getAttribute('aria-expanded'))], [1, ['false', 'true']]);
});

test('arrows, Home and End go through it, and round', async () => {
  const p = page();
  await p.open();
  for (const [key, wants] of [['ArrowDown', 'Report'], ['End', 'Block'], ['ArrowDown', 'Copy'], ['ArrowUp', 'Block'], ['Home', 'Copy']]) {
    assert.equal(p.key(key), true);
    assert.equal(p.focus(), wants, key);
  }
});

test('Escape and Tab close it and give the focus back; a click elsewhere, scrolling and a resize close it', async () => {
  const p = page();
  for (const key of ['Escape', 'Tab']) {
    await p.open();
    assert.equal(p.key(key), key === 'Escape', key);
    assert.deepEqual([p.shown(), p.document.activeElement.id || p.focus(), p.openers[0].getAttribute('aria-expanded')], [0, 'More', 'false'], key);
  }
  for (const away of [() => p.click(p.document.getElementById('else')), () => p.document.dispatchEvent(new p.window.Event('scroll')), () => p.window.dispatchEvent(new p.window.Event('resize'))]) {
    await p.open();
    away();
    assert.equal(p.shown(), 0);
  }
  await p.open();
  p.click(p.openers[0]);
  assert.deepEqual([p.shown(), p.focus()], [0, 'More']);
});

test('an entry with an action is not followed, others are', async () => {
  const p = page();
  await p.open(1);
  assert.equal(p.click(p.document.querySelector('[data-do]')), true);
  assert.deepEqual([p.done, p.shown()], [[['Copy', 'm-8']], 0]);
  await p.open();
  assert.equal(p.click(p.document.querySelectorAll('[role=menuitem]')[1]), false);
  assert.equal(p.shown(), 0);
});

test('a menu may take the place of another, at what opened that', async () => {
  const p = page();
  await p.open(1);
  p.other(p.openers[1], '/meetings/1/2/people/3');
  p.calls.at(-1).answer('<div role="menu"><a role="menuitem" tabindex="-1" href="/mute">Mute</a></div>');
  await settled();
  assert.deepEqual([p.calls.at(-1).url, p.shown(), p.focus()], ['/meetings/1/2/people/3', 1, 'Mute']);
  p.key('Escape');
  assert.deepEqual([p.document.activeElement, p.openers[1].getAttribute('aria-expanded')], [p.openers[1], 'false']);
});

test('what cannot be fetched leads to the page; what was closed meanwhile stays closed; a new tab is the browser\'s business', async () => {
  const p = page();
  p.click(p.openers[0]);
  p.calls[0].answer('', false);
  await settled();
  assert.match(p.location.href, /messages\/7$/);
  p.location.href = '';
  p.click(p.openers[0]);
  p.click(p.openers[0]);
  p.calls[1].answer(menu);
  await settled();
  assert.deepEqual([p.shown(), p.location.href], [0, '']);
  assert.equal(p.click(p.openers[0], { ctrlKey: true }), false);
  assert.equal(p.calls.length, 2);
});

test('an address is copied, or it is said that it was not', async () => {
  const said = [];
  const copied = [];
  const copy = (writeText) => createCopy({ clipboard: { writeText }, say: (words) => said.push(words) })({ href: 'http://stoa.test/x' });
  await copy(async (text) => copied.push(text));
  await copy(async () => { throw new Error('not allowed'); });
  assert.deepEqual([copied, said], [['http://stoa.test/x'], ['The link is copied.', 'The link could not be copied.']]);
});
