import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createDoor, LATE, span } from './door.js';
import { fakeStorage, openPage } from './rig.js';

const NOW = Date.parse('2026-11-21T20:00:00Z');
const iso = (at) => new Date(at).toISOString();
const DOOR = `<time id="door-begins" datetime="${iso(NOW + 300_000)}"></time><span id="door-left"></span>
  <div id="door-waits"><form><input type="checkbox" checked></form></div>`;
const ROOM = `<div id="when"><time datetime="${iso(NOW)}" data-to="${iso(NOW + 301_000)}"></time></div>
  <div id="time-left" hidden><span></span></div><p id="time-left-said"></p>`;

function page(html, storage = fakeStorage()) {
  const { document, Event } = openPage(html);
  let state = 'visible';
  Object.defineProperty(document, 'visibilityState', { get: () => state });
  const p = { document, storage, at: NOW, late: 0, sent: 0, hide: () => (state = 'hidden'), text: (id) => document.getElementById(id).textContent };
  p.box = document.querySelector('input');
  p.change = (checked) => {
    p.box.checked = checked;
    p.box.dispatchEvent(new Event('change', { bubbles: true }));
  };
  if (p.box) p.box.form.requestSubmit = () => p.sent++;
  const door = createDoor({ document, storage, path: '/meetings/1/2', now: () => p.at, short: (at) => iso(at).slice(11, 16), late: () => p.late++ });
  return Object.assign(p, door);
}

test('how long something is: begun minutes count, and the last one in seconds', () => {
  const said = [1, 999, 42_000, 60_000, 60_001, 299_000, 3_599_000, 3_600_000, 5_400_000, 7_201_000].map(span);
  assert.deepEqual(said, ['1 second', '1 second', '42 seconds', '1 minute', '2 minutes', '5 minutes', '1 hour', '1 hour', '1 hour 30 minutes', '2 hours 1 minute']);
});

test('a door counts down, and looks for itself when nobody says that it is open', () => {
  const p = page(DOOR);
  const seen = [0, 299_000, 300_000, 300_000 + LATE - 1, 300_000 + LATE, 300_000 + 2 * LATE].map((gone) => {
    p.at = NOW + gone;
    p.tick();
    return [p.text('door-left'), p.late];
  });
  assert.deepEqual(seen, [['in 5 minutes', 0], ['in 1 second', 0], ['at any moment', 0], ['at any moment', 0], ['at any moment', 1], ['at any moment', 1]]);
});

test('a door that is days off says no more than when, and one that is moved counts to its new time', () => {
  const p = page(DOOR);
  const begins = p.document.getElementById('door-begins');
  begins.setAttribute('datetime', iso(NOW + 86_400_001));
  p.tick();
  assert.equal(p.text('door-left'), '');
  begins.setAttribute('datetime', iso(NOW + 5_400_000));
  p.tick();
  assert.equal(p.text('door-left'), 'in 1 hour 30 minutes');
});

test('who waits and looks is let in, unless they have said otherwise, which is remembered', () => {
  const p = page(DOOR);
  assert.equal(p.enter(), true);
  assert.equal(p.sent, 1);
  p.change(false);
  assert.equal(p.enter(), false);
  const again = page(DOOR, p.storage);
  assert.equal(again.box.checked, false);
  again.change(true);
  assert.equal(page(DOOR, p.storage).enter(), true);
});

test('who looks elsewhere is not let in behind their back, nor is anybody in a room', () => {
  const p = page(DOOR);
  p.hide();
  assert.equal(p.enter(), false);
  assert.equal(p.sent, 0);
  assert.equal(page(ROOM).enter(), false);
});

test('the last five minutes are counted, and said once', () => {
  const p = page(ROOM);
  const hidden = () => p.document.getElementById('time-left').hidden;
  const left = () => p.document.querySelector('#time-left span').textContent;
  const said = () => p.text('time-left-said');
  p.tick();
  assert.deepEqual([hidden(), left(), said()], [true, '', '']);
  p.at += 1_000;
  p.tick();
  assert.deepEqual([hidden(), left(), said()], [false, '5 minutes left', '5 minutes left. This meeting ends at 20:05.']);
  p.at += 240_000;
  p.tick();
  assert.deepEqual([left(), said()], ['1 minute left', '5 minutes left. This meeting ends at 20:05.']);
  p.at += 48_000;
  p.tick();
  assert.equal(left(), '12 seconds left');
});

test('ten minutes more take the words away, and the last five minutes before the new end are said again', () => {
  const p = page(ROOM);
  p.at += 60_000;
  p.tick();
  assert.equal(p.text('time-left-said'), '5 minutes left. This meeting ends at 20:05.');
  p.document.querySelector('#when time').dataset.to = iso(NOW + 901_000);
  p.tick();
  assert.deepEqual([p.document.getElementById('time-left').hidden, p.text('time-left-said')], [true, '']);
  p.at = NOW + 841_000;
  p.tick();
  assert.equal(p.text('time-left-said'), '1 minute left. This meeting ends at 20:15.');
});
