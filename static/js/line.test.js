import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createEdit, createFollow, createReply } from './line.js';
import { fakeStorage, openPage, settled } from './rig.js';

const item = (n, mine, words) => `<li id="m-${n}" class="line${mine ? ' mine' : ''}"><div class="said"><p class="who"><b>Zeno</b> <a href="/meetings/1/2?line=${n}#m-${n}">13:00</a></p>
  <p class="quote"><a href="/meetings/1/2?line=1#m-1">Answers</a></p><div class="words"><p>${words}</p></div></div><a class="about" href="/meetings/1/2/messages/${n}">More</a></li>`;
const room = `<ol id="lines">${item(1, false, 'one\n  two')}${item(2, true, 'three')}${item(3, false, 'four')}</ol>
  <form id="composer"><div id="replying" hidden><input type="hidden" name="reply_to"><p>Answering <b></b> <span></span></p><a href="/" data-cancel>Do not</a></div>
  <textarea id="composer-body"></textarea></form>`;
const form = (text, why = '') => `<form class="edit-line" action="/meetings/1/2/messages/2/edit"><input name="op" value="o"><p role="alert">${why}</p>
  <textarea name="body">${text}</textarea><button>Save</button><a href="/back" data-cancel>Cancel</a></form>`;

function page(make) {
  const window = openPage(room, { 'data-me': '1' });
  const { document } = window;
  const p = { window, document, calls: [], said: [], swapped: [], location: { href: '', hash: '' } };
  const fetch = (url, { body } = {}) =>
    new Promise((resolve, reject) => p.calls.push({ url, body, reject, answer: (html, status = 200) => resolve({ ok: status < 300, status, text: async () => html }) }));
  p.made = make({ document, location: p.location, fetch, swap: (html) => p.swapped.push(html), say: (words) => p.said.push(words), ...p });
  p.by = (selector) => document.querySelector(selector);
  p.key = (key, target) => {
    const e = new window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
    target.dispatchEvent(e);
    return e.defaultPrevented;
  };
  return p;
}

test('a line that is answered stands above the box, once; Escape and its link let go of it', () => {
  const storage = fakeStorage();
  const p = page((rig) => createReply({ ...rig, storage, path: '/x' }));
  const answer = () => p.made.answer({ href: '/page' }, p.by('#m-1 .about'));
  answer();
  assert.deepEqual([p.by('#replying').hidden, p.by('#replying b').textContent, p.by('#replying span').textContent, p.document.activeElement.id],
    [false, 'Zeno', 'one two', 'composer-body']);
  assert.deepEqual(p.made.take(), { number: '1', name: 'Zeno', words: 'one two' });
  assert.deepEqual([p.made.take(), p.by('#replying').hidden], [null, true]);
  for (const letGo of [() => p.key('Escape', p.by('#composer-body')), () => p.by('#replying a').click()]) {
    answer();
    letGo();
    assert.equal(p.made.take(), null);
  }
  answer();
  p.made.keep();
  assert.equal(Object.keys(storage).length, 1);
  p.made.take();
  p.made.restore();
  assert.deepEqual([p.made.take().number, Object.keys(storage).length], ['1', 0]);
});

test('where there is no box the room with one is opened', () => {
  const p = page((rig) => createReply({ ...rig, storage: fakeStorage(), path: '/x' }));
  p.by('#composer').remove();
  p.made.answer({ href: '/room?reply=1' }, p.by('#m-1 .about'));
  assert.equal(p.location.href, '/room?reply=1');
});

test('a line becomes a form after it, Enter saves, and what comes back is put in', async () => {
  const p = page(createEdit);
  p.made.edit({ href: '/edit' }, p.by('#m-2 .about'));
  p.calls[0].answer(form('three'));
  await settled();
  assert.deepEqual([p.by('#m-2').nextElementSibling.className, p.document.activeElement.tagName], ['editing', 'TEXTAREA']);
  p.by('.editing textarea').value = 'drei';
  assert.equal(p.key('Enter', p.by('.editing textarea')), true);
  assert.deepEqual([p.calls[1].url, p.calls[1].body.get('body'), p.calls[1].body.get('op')], ['/meetings/1/2/messages/2/edit', 'drei', 'o']);
  p.calls[1].answer('<template></template>');
  await settled();
  assert.deepEqual([p.by('.editing'), p.swapped], [null, ['<template></template>']]);
});

test('what is refused stays in the form with why, and is not lost with its line', async () => {
  const p = page(createEdit);
  p.made.edit({ href: '/edit' }, p.by('#m-2 .about'));
  p.calls[0].answer(form('three'));
  await settled();
  p.key('Enter', p.by('.editing textarea'));
  p.calls[1].answer(form('drei', 'too long'), 422);
  await settled();
  assert.deepEqual([p.by('.editing [role=alert]').textContent, p.by('.editing textarea').value], ['too long', 'drei']);
  p.key('Enter', p.by('.editing textarea'));
  p.calls[2].reject(new TypeError('network'));
  await settled();
  assert.deepEqual(p.said, ['It could not be saved. Please try again.']);
  p.by('.editing').remove(); // the page was read anew
  p.made.look();
  assert.equal(p.by('#m-2').nextElementSibling.className, 'editing');
  p.key('Escape', p.by('.editing textarea'));
  assert.deepEqual([p.by('.editing'), p.document.activeElement.className], [null, 'about']);
});

test('ArrowUp in an empty box changes one\'s last line, and in another it is a key like any', async () => {
  const p = page(createEdit);
  assert.equal(p.key('ArrowUp', p.by('#composer-body')), true);
  assert.match(p.calls[0].url, /messages\/2\/edit$/);
  p.by('#composer-body').value = 'x';
  assert.equal(p.key('ArrowUp', p.by('#composer-body')), false);
  assert.equal(p.calls.length, 1);
});

test('who came from the box with ArrowUp is in it again, however the change ends', async () => {
  const p = page(createEdit);
  for (const ends of ['Enter', 'Escape']) {
    p.key('ArrowUp', p.by('#composer-body'));
    p.calls.at(-1).answer(form('two'));
    await settled();
    assert.equal(p.document.activeElement.tagName, 'TEXTAREA');
    p.key(ends, p.by('.editing textarea'));
    if (ends === 'Enter') p.calls.at(-1).answer('<template></template>');
    await settled();
    assert.deepEqual([p.by('.editing'), p.document.activeElement.id], [null, 'composer-body'], ends);
  }
});

test('a link to a line that is there leads to it without loading the page', () => {
  const went = [];
  const p = page((rig) => createFollow({ ...rig, history: { state: null, replaceState: (...args) => went.push(args[2]) } }));
  p.window.HTMLElement.prototype.scrollIntoView = () => {};
  const click = (element) => {
    const e = new p.window.MouseEvent('click', { bubbles: true, cancelable: true });
    element.dispatchEvent(e);
    return e.defaultPrevented;
  };
  assert.equal(click(p.by('#m-3 .quote a')), true);
  assert.deepEqual([p.document.activeElement.id, p.by('.marked').id, went.length], ['m-1', 'm-1', 1]);
  p.by('#m-1').remove();
  assert.equal(click(p.by('#m-3 .quote a')), false);
});
