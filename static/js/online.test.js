import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createOnline } from './online.js';
import { openPage } from './rig.js';

const item = (id, online) => `<li><span data-online="${id}"${online ? '' : ' hidden'}>online</span></li>`;

// list is a page that names these people, as it was when it was drawn.
function list(...people) {
  const { document } = openPage(`<ul>${people.map(([id, online]) => item(id, online)).join('')}</ul>`);
  const shown = () => [...document.querySelectorAll('[data-online]:not([hidden])')].map((mark) => Number(mark.dataset.online));
  return { document, shown, online: createOnline({ document }) };
}

test('everybody who is online is marked as the stream says, wherever they are named', () => {
  const page = list([3, true], [4, false], [9, false], [4, false], [10, true]);
  page.online.show('all 4 5 100');
  assert.deepEqual(page.shown(), [4, 9, 4]);
  page.online.show('online 3 7');
  assert.deepEqual(page.shown(), [3, 4, 9, 4, 10]);
  page.online.show('offline 4 5');
  assert.deepEqual(page.shown(), [3, 10]);
  page.online.show('all');
  assert.deepEqual(page.shown(), []);
});

test('before the stream has said who is online, the page knows best', () => {
  const page = list([3, true], [4, false]);
  page.online.show('online 4');
  page.online.dress(page.document.body);
  assert.deepEqual(page.shown(), [3]);
});

test('what comes into the page is marked as the stream said last', () => {
  const page = list([3, false]);
  page.online.show('all 5');
  const fresh = page.document.createElement('ul');
  fresh.innerHTML = item(5, false) + item(3, true);
  page.online.dress(fresh);
  page.document.body.append(fresh);
  assert.deepEqual(page.shown(), [5]);
  page.online.dress(page.document.createTextNode('words')); // a part may be text
});
