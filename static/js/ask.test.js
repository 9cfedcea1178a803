import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createAsk } from './ask.js';
import { openPage, settled } from './rig.js';

const room = `<div id="people" tabindex="0"><ul><li id="p-1"><a class="about" href="/menu">More</a></li></ul></div>
  <a id="lock" href="/lock" data-ask>Lock…</a>`;
const question = `<section id="ask"><h2 id="ask-title">Mute?</h2><p id="ask-text">They read along.</p>
  <form action="/mute"><input name="op" value="o"><button>Yes</button></form><a href="/" data-cancel>No</a></section>`;

function page() {
  const window = openPage(room);
  const { document } = window;
  const p = { window, document, calls: [], location: { href: '' }, by: (selector) => document.querySelector(selector) };
  const fetch = (url, { method, body } = {}) =>
    new Promise((resolve, reject) => {
      const answer = (html, status = 200, more = {}) => resolve({ ok: status < 300, status, text: async () => html, ...more });
      p.calls.push({ url, method, body, reject, answer });
    });
  const events = window.HTMLElement.prototype; // happy-dom has no dialogs
  events.showModal = function () { this.open = true; };
  events.close = function () { this.dispatchEvent(new window.Event('close')); };
  p.opener = p.by('.about');
  const act = createAsk({ document, location: p.location, fetch });
  p.ask = async () => {
    void act({ href: 'http://stoa.test/mute' }, p.opener);
    p.calls.at(-1).answer(question);
    await settled();
  };
  p.yes = () => p.by('dialog form').dispatchEvent(new window.Event('submit', { bubbles: true, cancelable: true }));
  p.answered = async (...answer) => {
    p.yes();
    p.calls.at(-1).answer(...answer);
    await settled();
  };
  return p;
}
const focus = (p) => p.document.activeElement.id || p.document.activeElement.className;

test('a question says in a dialog what follows; who goes back is where they were', async () => {
  const p = page();
  await p.ask();
  const dialog = p.by('dialog');
  assert.ok(dialog.open);
  for (const what of ['labelledby', 'describedby']) assert.ok(p.by('#' + dialog.getAttribute('aria-' + what)), what);
  p.by('dialog [data-cancel]').click();
  assert.deepEqual([p.by('dialog'), focus(p), p.calls.length], [null, 'about', 1]);
});

test('a key that is held down since before the question stood there does not answer it', async () => {
  const p = page();
  await p.ask();
  const stopped = (kind, more = {}) =>
    !p.by('dialog button').dispatchEvent(new p.window.KeyboardEvent(kind, { key: 'Enter', bubbles: true, cancelable: true, ...more }));
  assert.deepEqual([stopped('keypress'), stopped('keydown', { repeat: true }), stopped('keypress')], [true, true, true]);
  assert.deepEqual([stopped('keydown'), stopped('keypress')], [false, false]);
});

test('yes is posted once; what was done, by oneself or before, closes it', async () => {
  for (const status of [204, 404]) {
    const p = page();
    await p.ask();
    p.yes();
    p.yes();
    assert.deepEqual([p.calls.length, p.calls[1].url, p.calls[1].method, p.calls[1].body.get('op')], [2, '/mute', 'POST', 'o']);
    p.calls[1].answer('', status);
    await settled();
    assert.deepEqual([p.by('dialog'), focus(p), p.location.href], [null, 'about', ''], status);
  }
});

test('where what asked has gone with it, the focus is in what that was part of', async () => {
  const p = page();
  await p.ask();
  p.by('#p-1').remove();
  await p.answered('', 204);
  assert.deepEqual([p.by('dialog'), focus(p)], [null, 'people']);
});

test('a refusal leads to the page that says why; one that has become another page is shown; an outage is said, and tried again', async () => {
  let p = page();
  await p.ask();
  await p.answered('', 403);
  assert.equal(p.location.href, 'http://stoa.test/mute');
  p = page();
  await p.ask();
  await p.answered('<html>', 200, { redirected: true, url: '/meetings/1/2' });
  assert.equal(p.location.href, '/meetings/1/2');
  p = page();
  await p.ask();
  await p.answered('', 503);
  assert.match(p.by('dialog [role=alert]').textContent, /could not be done/);
  await p.answered('', 204);
  assert.equal(p.by('dialog'), null);
});

test('a link with a question asks it in place; one that leads elsewhere now is followed, and a new tab is the browser\'s business', async () => {
  const p = page();
  const click = (keys = {}) => {
    const e = new p.window.MouseEvent('click', { bubbles: true, cancelable: true, ...keys });
    p.by('#lock').dispatchEvent(e);
    return e.defaultPrevented;
  };
  assert.deepEqual([click({ ctrlKey: true }), click()], [false, true]);
  assert.equal(p.calls.length, 1);
  p.calls[0].answer(question);
  await settled();
  p.by('dialog [data-cancel]').click();
  assert.equal(focus(p), 'lock');
  click();
  p.calls[1].answer('<html>', 200, { redirected: true });
  await settled();
  assert.deepEqual([p.by('dialog'), p.location.href], [null, p.by('#lock').href]);
});
