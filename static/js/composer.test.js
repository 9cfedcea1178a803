import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createComposer, createDraft } from './composer.js';
import { fakeStorage, openPage } from './rig.js';

const form = `<form id="composer"><p id="composer-error"></p><textarea id="composer-body"></textarea>
  <button id="composer-send"><i></i><span>Send</span></button></form><form data-sign-out id="out"></form>`;

function room(me, storage, path = '/meetings/1/2') {
  const window = openPage(form, me ? { 'data-me': me } : {});
  const box = window.document.getElementById('composer-body');
  return { ...createDraft({ document: window.document, storage, path }), box, window, document: window.document };
}

test('what was being typed is there again after the page was loaded, once', () => {
  const storage = fakeStorage();
  const before = room('1', storage);
  before.box.value = 'half a thou';
  assert.equal(before.typing(), true);
  before.keep();
  const after = room('1', storage);
  after.restore();
  assert.equal(after.box.value, 'half a thou');
  const later = room('1', storage);
  later.restore();
  assert.deepEqual([later.box.value, later.typing()], ['', false]);
});

test('a draft belongs to its person: the next one on the same page does not find it, and does not keep it', () => {
  const storage = fakeStorage();
  const john = room('1', storage);
  john.box.value = 'what john thinks';
  john.keep();
  const hamid = room('11', storage);
  hamid.restore();
  assert.equal(hamid.box.value, '');
  assert.deepEqual(Object.keys(storage), [], 'it is still to be read');
});

test('a draft waits through the page where one signs in again', () => {
  const storage = fakeStorage();
  const john = room('1', storage);
  john.box.value = 'half a thou';
  john.keep();
  room('', storage).restore();
  const again = room('1', storage);
  again.restore();
  assert.equal(again.box.value, 'half a thou');
});

test('of a page that knows nobody no draft is kept', () => {
  const storage = fakeStorage();
  const nobody = room('', storage);
  nobody.box.value = 'half a thou';
  nobody.keep();
  assert.deepEqual(Object.keys(storage), []);
});

test('who signs out takes the drafts along', () => {
  const storage = fakeStorage({ other: 'kept' });
  const john = room('1', storage);
  john.box.value = 'half a thou';
  john.keep();
  john.document.getElementById('composer').dispatchEvent(new john.window.Event('submit', { bubbles: true }));
  assert.equal(Object.keys(storage).length, 2, 'a line that is sent is no signing out');
  john.document.getElementById('out').dispatchEvent(new john.window.Event('submit', { bubbles: true }));
  assert.deepEqual(Object.keys(storage), ['other']);
});

test('a draft is of one page, and never takes the place of what is typed already', () => {
  const storage = fakeStorage();
  const one = room('1', storage);
  one.box.value = 'one';
  one.keep();
  const two = room('1', storage, '/meetings/9/9');
  two.restore();
  assert.equal(two.box.value, '');
  const again = room('1', storage);
  again.box.value = 'refused line';
  again.restore();
  assert.equal(again.box.value, 'refused line');
});

function composer() {
  const window = openPage(form);
  const { document } = window;
  const [line, box] = ['composer', 'composer-body'].map((id) => document.getElementById(id));
  const c = { window, document, sent: 0, submitted: 0, form: line, box };
  c.form.requestSubmit = () => (c.submitted += 1);
  createComposer({ document, Element: window.Element, sent: () => (c.sent += 1) });
  c.tell = (name, detail, target = c.form) => target.dispatchEvent(new window.CustomEvent(name, { bubbles: true, detail }));
  c.press = (keys) => {
    const e = new window.KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...keys });
    c.box.dispatchEvent(e);
    return e.defaultPrevented;
  };
  return c;
}

test('Enter sends, and begins a line with Shift, while composing, or in another field', () => {
  const c = composer();
  assert.deepEqual([c.press({ key: 'Enter' }), c.submitted], [true, 0], 'nothing typed');
  c.box.value = 'hello';
  for (const keys of [{ key: 'a' }, { key: 'Enter', shiftKey: true }, { key: 'Enter', isComposing: true }]) {
    assert.deepEqual([c.press(keys), c.submitted], [false, 0]);
  }
  assert.deepEqual([c.press({ key: 'Enter' }), c.submitted], [true, 1]);
});

test('what is typed while a line is on its way stays in the emptied box', () => {
  for (const [sent, now, wants] of [['hello', 'hello and more', ' and more'], ['hello', 'hello', ''], ['hello', 'changed', 'changed']]) {
    const c = composer();
    c.box.value = sent;
    c.tell('htmx:before:request');
    c.box.value = now;
    c.tell('htmx:before:swap');
    c.box.value = ''; // the form that came back
    c.tell('htmx:after:process');
    assert.deepEqual([c.box.value, c.document.activeElement.id, c.sent], [wants, 'composer-body', 1]);
    c.box.value = 'next';
    c.tell('htmx:after:process');
    assert.deepEqual([c.box.value, c.sent], ['next', 1], 'once');
  }
});

test('a line that could not be sent says so', () => {
  const headers = (reswap) => new Headers(reswap ? { 'HX-Reswap': reswap } : {});
  const refused = (status, text, reswap) => ({ ctx: { text, response: { status, headers: headers(reswap) } } });
  for (const [name, detail, words] of [
    ['htmx:error', undefined, /^Not sent\. Your line is still here/],
    ['htmx:response:error', refused(503, 'away'), /^Not sent\. Your line is still here/],
    ['htmx:response:error', refused(403, 'You are muted.', 'none'), /^Not sent\. You are muted\.$/],
    ['htmx:response:error', refused(422, 'x'), /^$/], // the form that comes along says it
  ]) {
    const c = composer();
    c.tell(name, detail);
    assert.match(c.document.getElementById('composer-error').textContent, words);
    assert.equal(c.document.getElementById('composer-send').textContent.trim(), String(words) === '/^$/' ? 'Send' : 'Try again');
  }
  const c = composer();
  c.tell('htmx:error', undefined, c.document.getElementById('out'));
  assert.equal(c.document.getElementById('composer-error').textContent, '', 'another form');
});
