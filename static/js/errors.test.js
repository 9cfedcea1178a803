import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './rig.js';
import { createErrors } from './errors.js';

const summary = (lines, more = '') => `<div id="refused" role="alert"><p>Please check what is marked.</p><ul>${lines}</ul>${more}</div>`;
const line = (id) => `<li><a href="#${id}">${id}</a></li>`;
const field = (id) => `<div><p id="${id}-hint">How.</p><p id="${id}-error">Wrong.</p>
  <input id="${id}" name="${id}" aria-invalid="true" aria-describedby="${id}-hint ${id}-error"></div>`;

function open(html) {
  const { document, Element, Event } = openPage(html);
  createErrors({ document, Element });
  const type = (id, name = 'input') => document.getElementById(id).dispatchEvent(new Event(name, { bubbles: true }));
  return { type, at: (query) => document.querySelector(query), all: (query) => document.querySelectorAll(query).length };
}

test('an error goes when its field is changed, with its line, and the summary with the last of them', () => {
  const { type, at, all } = open(summary(line('title') + line('link')) + `<form>${field('title')}${field('link')}</form>`);
  type('title');
  assert.equal(at('#title-error'), null);
  assert.equal(at('#title').hasAttribute('aria-invalid'), false);
  assert.equal(at('#title').getAttribute('aria-describedby'), 'title-hint');
  assert.equal(at('#link').getAttribute('aria-invalid'), 'true');
  assert.equal(all('#refused li'), 1);
  type('title');
  assert.ok(at('#refused'));
  type('link', 'change');
  assert.equal(at('#refused'), null);
});

test('of several inputs under one error any changes it', () => {
  const { type, at } = open(summary(line('date')) + `<form><fieldset id="date" aria-describedby="date-error"><p id="date-error">No.</p>
    <input id="day" aria-invalid="true" aria-describedby="date-error"><input id="from" aria-invalid="true"></fieldset></form>`);
  type('from');
  assert.equal(at('[aria-invalid]'), null);
  assert.equal(at('[aria-describedby]'), null);
  assert.equal(at('#date-error'), null);
  assert.equal(at('#refused'), null);
});

test('what is said besides the fields stays, and the composer is left alone', () => {
  const { type, at } = open('<div id="refused" role="alert"><p>Somebody else has changed <a href="#title">this</a>.</p><ul><li>Title: Other</li></ul></div>' +
    `<form>${field('title')}</form><form id="composer"><p id="composer-body-error">No.</p><textarea id="composer-body" aria-invalid="true"></textarea></form>`);
  type('title');
  assert.equal(at('#title-error'), null);
  assert.ok(at('#refused'));
  type('composer-body');
  assert.ok(at('#composer-body-error'));
});
