import { test } from 'node:test';
import assert from 'node:assert/strict';
import { openPage } from './rig.js';
import { suggestZone } from './zone.js';

const page = (value, words = '<p id="zone-suggested" hidden>Of your browser</p>') =>
  openPage(`<form><input name="zone" value="${value}">${words}</form>`).document;

function suggested(document, zone) {
  suggestZone({ document, zone });
  return [document.querySelector('input')?.value, document.getElementById('zone-suggested')?.hidden];
}

test('who has no zone is offered that of the browser, and told so', () => {
  assert.deepEqual(suggested(page(''), 'Europe/Athens'), ['Europe/Athens', false]);
});

test('a zone that is set stays; where none is known, or nobody is to be asked, nothing is offered', () => {
  assert.deepEqual(suggested(page('Asia/Tokyo'), 'Europe/Athens'), ['Asia/Tokyo', true]);
  assert.deepEqual(suggested(page(''), undefined), ['', true]);
  assert.deepEqual(suggested(page(''), 'UTC'), ['', true]);
  assert.deepEqual(suggested(page('', ''), 'Europe/Athens'), ['', undefined]);
  assert.deepEqual(suggested(openPage('').document, 'Europe/Athens'), [undefined, undefined]);
});
