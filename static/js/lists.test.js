import { mock, test } from 'node:test';
import assert from 'node:assert/strict';
import { AIMS, createLists, EVERY, REST } from './lists.js';
import { openPage } from './rig.js';

const NOW = Date.parse('2026-11-21T20:00:00Z');
mock.timers.enable({ apis: ['setTimeout'] });

function page(turns, attributes = 'data-shows="meetings people" hx-get="/meetings"') {
  const { document, Event } = openPage(`<div id="meeting-lists" ${attributes}><p data-moves><a>a room</a></p><b>else</b>${turns.map((at) => `<li data-turns="${at && new Date(at).toISOString()}"></li>`).join('')}</div>`);
  let state = 'visible';
  Object.defineProperty(document, 'visibilityState', { get: () => state });
  const p = { document, at: NOW, asked: 0, show: (is) => (state = is ? 'visible' : 'hidden') };
  const lists = createLists({ document, now: () => p.at, random: () => 0, trigger: (element, name) => { if (name === 'stale') p.asked++; } });
  p.after = (ms) => {
    p.at += ms;
    lists.tick();
    mock.timers.tick(1);
    return p.asked;
  };
  p.fails = (how, selector = '#meeting-lists') => document.querySelector(selector).dispatchEvent(new Event(how, { bubbles: true }));
  p.over = (selector) => document.querySelector(selector).dispatchEvent(new Event('pointermove', { bubbles: true }));
  p.told = (what = 'meetings') => {
    lists.told(what);
    mock.timers.tick(1);
    return p.asked;
  };
  return p;
}

test('a date that begins or ends has the lists drawn again, once', () => {
  const p = page([NOW + 10_000, '', NOW + 3_600_000]);
  assert.deepEqual([p.after(9_999), p.after(1), p.after(1_000), p.after(REST)], [0, 1, 1, 2], 'asks again while it is not right');
});

test('they are looked at now and then while they are seen, and at once when they are seen again', () => {
  const p = page([]);
  assert.deepEqual([p.after(EVERY - 1), p.after(1)], [0, 1]);
  p.show(false);
  assert.equal(p.after(10 * EVERY), 1);
  p.show(true);
  assert.equal(p.after(0), 2);
});

test('what it shows and is told to be other has it drawn again, and nothing else', () => {
  const p = page([]);
  assert.deepEqual([p.told('lines'), p.told('rooms'), p.told(''), p.told('people'), p.after(REST - 1)], [0, 0, 0, 1, 1]);
});

test('of what is told again and again it is drawn now and then, and the last of it is never missed', () => {
  const p = page([]);
  assert.deepEqual([p.told(), p.told(), p.told()], [1, 1, 1]);
  assert.deepEqual([p.after(REST - 1), p.after(1), p.after(REST)], [1, 2, 2], 'once more when it may be');
  p.show(false);
  assert.deepEqual([p.told(), p.after(REST)], [2, 2]);
  p.show(true);
  assert.equal(p.after(0), 3, 'what was told to a hidden page');
});

test('nothing moves away from under who is about to choose it', () => {
  const p = page([]);
  p.over('b');
  assert.equal(p.told(), 1, 'elsewhere nothing moves');
  p.after(REST);
  p.over('[data-moves] a');
  assert.deepEqual([p.told(), p.after(AIMS - 1), p.after(1)], [1, 1, 2]);
});

test('where no meetings are shown only what is told counts', () => {
  const p = page([NOW + 1], 'data-shows="lines" hx-get="/rooms"');
  assert.deepEqual([p.after(10 * EVERY), p.told('meetings'), p.told('lines')], [0, 0, 1]);
});

test('a later page stays as it is', () => {
  const p = page([NOW + 1], '');
  assert.deepEqual([p.after(10 * EVERY), p.told(), p.told()], [0, 0, 0]);
});

test('a look that failed is made again, soon for a network and later for a Stoa that has no answer', () => {
  const p = page([], 'data-shows="lines" hx-get="/rooms"');
  assert.equal(p.told('lines'), 1);
  p.fails('htmx:error', 'b');
  assert.equal(p.after(REST), 1, 'of another part of the page');
  p.fails('htmx:error');
  assert.equal(p.after(0), 2);
  assert.equal(p.after(REST), 2, 'this one came');
  p.told('lines');
  p.fails('htmx:response:error');
  assert.deepEqual([p.after(EVERY - 1), p.after(1), p.after(EVERY)], [3, 4, 4]);
});

test('a menu that is open in a list stays until it is closed', () => {
  const p = page([], 'data-shows="roll" hx-get="/rooms/course-a"');
  const link = p.document.querySelector('a');
  link.setAttribute('aria-expanded', 'true');
  assert.deepEqual([p.told('roll'), p.after(REST)], [0, 0]);
  link.setAttribute('aria-expanded', 'false');
  assert.equal(p.after(1_000), 1);
});
