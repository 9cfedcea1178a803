import { test } from 'node:test';
import assert from 'node:assert/strict';
import { focusComposer } from './enter.js';
import { fakeLocation, openPage } from './rig.js';

const page = '<a id="other" href="#x">Other</a><textarea id="composer-body">half</textarea>';

function arrive({ html = page, hash = '', coarse = false, before = () => {} } = {}) {
  const { document } = openPage(html);
  before(document);
  focusComposer({ document, location: { ...fakeLocation(), hash }, matchMedia: (query) => ({ matches: coarse && query === '(pointer: coarse)' }) });
  return document.activeElement;
}

test('who comes into a room with a keyboard can write at once, after what is there', () => {
  const box = arrive();
  assert.equal(box.id, 'composer-body');
  assert.equal(box.selectionStart, 4);
});

test('nobody who types on glass, follows a link to a line or has begun elsewhere is taken away', () => {
  assert.notEqual(arrive({ coarse: true }).id, 'composer-body', 'on glass');
  assert.notEqual(arrive({ hash: '#m-7' }).id, 'composer-body', 'a line was linked');
  assert.equal(arrive({ before: (document) => document.getElementById('other').focus() }).id, 'other');
  assert.equal(arrive({ html: '<p>An ended room</p>' }).tagName, 'BODY');
});
