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

test('a draft belongs to its person: the next one on the same page does not find it, and leaves it', () => {
  const storage = fakeStorage();
  const john = room('1', storage);
  john.box.value = 'what john thinks';
  john.keep();
  const hamid = room('11', storage);
  hamid.restore();
  assert.equal(hamid.box.value, '');
  hamid.document.getElementById('out').dispatchEvent(new hamid.window.Event('submit', { bubbles: true }));
  const back = room('1', storage);
  back.restore();
  assert.equal(back.box.value, 'what john thinks');
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

test('a box that was emptied leaves no draft, and a page without one touches none', () => {
  const storage = fakeStorage();
  const john = room('1', storage);
  john.box.value = 'half a thou';
  john.keep();
  const without = room('1', storage);
  without.box.remove();
  without.keep();
  without.restore();
  assert.equal(Object.keys(storage).length, 1);
  john.box.value = ' ';
  john.keep();
  assert.deepEqual(Object.keys(storage), []);
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
  const window = openPage(form.replace('<form ', '<form action="/meetings/1/2/messages" '));
  const { document } = window;
  const [line, box, error] = ['composer', 'composer-body', 'composer-error'].map((id) => document.getElementById(id));
  const c = { window, document, written: [], form: line, box, error };
  c.submit = () => c.form.dispatchEvent(new window.Event('submit', { bubbles: true, cancelable: true }));
  c.form.requestSubmit = c.submit;
  c.takeBack = createComposer({ document, Element: window.Element, write: (...line) => c.written.push(line) });
  c.press = (keys) => {
    const e = new window.KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...keys });
    c.box.dispatchEvent(e);
    return e.defaultPrevented;
  };
  c.type = (text) => {
    c.box.value = text;
    c.box.dispatchEvent(new window.Event('input', { bubbles: true }));
  };
  return c;
}

test('Enter sends, and begins a line with Shift, while composing, or in another field', () => {
  const c = composer();
  assert.deepEqual([c.press({ key: 'Enter' }), c.written.length], [true, 0], 'nothing typed');
  c.type('hello');
  for (const keys of [{ key: 'a' }, { key: 'Enter', shiftKey: true }, { key: 'Enter', isComposing: true }]) {
    assert.deepEqual([c.press(keys), c.written.length], [false, 0]);
  }
  assert.deepEqual([c.press({ key: 'Enter' }), c.written], [true, [['/meetings/1/2/messages', 'hello']]]);
});

test('the box is empty at once and has the focus, so that the next line can be typed', () => {
  const c = composer();
  c.type('hello');
  c.submit();
  assert.deepEqual([c.box.value, c.document.activeElement.id], ['', 'composer-body']);
  for (const text of ['\nand more\n', '  in code', ' \n ']) {
    c.type(text);
    c.submit();
  }
  assert.deepEqual(c.written.map(([, body]) => body), ['hello', 'and more', '  in code']);
});

test('a line that was not taken is in the box again with why, until one types; never in place of another', () => {
  const c = composer();
  assert.equal(c.takeBack({ body: 'too long', why: 'At most 4,000 characters.' }), true);
  assert.deepEqual([c.box.value, c.error.textContent, c.box.getAttribute('aria-invalid')], ['too long', 'At most 4,000 characters.', 'true']);
  c.type('shorter');
  assert.deepEqual([c.error.textContent, c.box.getAttribute('aria-invalid')], ['', null]);
  assert.equal(c.takeBack({ body: 'second', why: 'no' }), false);
  assert.deepEqual([c.box.value, c.error.textContent], ['shorter', '']);
  assert.equal(c.takeBack({ body: 'second', why: 'no' }, true), true, 'who asks for it has both');
  assert.equal(c.box.value, 'second\nshorter');
});
