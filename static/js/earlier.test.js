import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createEarlier } from './earlier.js';
import { openPage, settled } from './rig.js';

const body = (before, ids) => `<div id="scroll" aria-live="polite" tabindex="0">${before ? `<p id="earlier"><a href="?before=${before}">Earlier messages</a></p>` : ''}
  <ol id="lines">${ids.map((n) => `<li id="m-${n}">${n}</li>`).join('')}</ol></div>`;

function room() {
  const window = openPage(body(7, [7, 8]));
  const { document, DOMParser } = window;
  const r = { document, window, calls: [], said: [], dressed: [] };
  const fetch = (url) => new Promise((resolve, reject) => r.calls.push({ url, reject, answer: (html, ok = true) => resolve({ ok, status: ok ? 200 : 503, text: async () => html }) }));
  createEarlier({ document, fetch, DOMParser, dress: (line) => r.dressed.push(line.id), say: (words) => r.said.push(words) });
  r.click = (keys = {}) => {
    const e = new window.MouseEvent('click', { bubbles: true, cancelable: true, ...keys });
    document.querySelector('#earlier a').dispatchEvent(e);
    return e.defaultPrevented;
  };
  r.lines = () => [...document.querySelectorAll('#lines > li')].map((li) => li.textContent).join(' ');
  return r;
}

test('earlier lines come in above, once each, and the link leads to those before', async () => {
  const r = room();
  assert.equal(r.click(), true);
  r.click(); // one is impatient
  assert.equal(r.calls.length, 1);
  assert.match(r.calls[0].url, /\?before=7$/);
  r.calls[0].answer(body(4, [4, 5, 6, 7]));
  await settled();
  assert.deepEqual([r.lines(), r.dressed], ['4 5 6 7 8', ['m-4', 'm-5', 'm-6']]);
  r.click();
  assert.match(r.calls[1].url, /\?before=4$/);
  r.calls[1].answer(body(0, [1, 2, 3]));
  await settled();
  assert.deepEqual([r.lines(), r.document.getElementById('earlier')], ['1 2 3 4 5 6 7 8', null]);
});

test('who came by keyboard keeps the focus, at the next link or at the conversation', async () => {
  const r = room();
  for (const [n, before, wants] of [[0, 4, 'A'], [1, 0, 'DIV']]) {
    r.document.querySelector('#earlier a').focus();
    r.click();
    r.calls[n].answer(body(before, []));
    await settled();
    assert.equal(r.document.activeElement.tagName, wants);
  }
});

test('what cannot be loaded is said, and can be tried again; a new tab is the browser\'s business', async () => {
  const r = room();
  assert.equal(r.click({ ctrlKey: true }), false);
  assert.equal(r.calls.length, 0);
  for (const [n, fail] of [[0, () => r.calls[0].reject(new TypeError('network'))], [1, () => r.calls[1].answer('', false)], [2, () => r.calls[2].answer('<p>no room</p>')]]) {
    r.click();
    fail();
    await settled();
    assert.deepEqual([r.lines(), r.said[n]], ['7 8', 'Earlier messages could not be loaded. Please try again.']);
  }
  r.click();
  r.calls[3].answer(body(0, [6]));
  await settled();
  assert.deepEqual([r.lines(), r.said.at(-1)], ['6 7 8', '']);
});
