import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createClock, createNow } from './clock.js';
import { openPage } from './rig.js';

const NOW = Date.parse('2026-05-06T21:30:00Z');
const ATHENS = { 'data-zone': 'Europe/Athens', 'data-zones': '120=EET 180=EEST' };

// dressed returns what becomes of a fragment on a page with these attributes.
function dressed(html, attributes = ATHENS, now = NOW) {
  const { document } = openPage('', attributes);
  const part = document.createElement('div');
  part.innerHTML = html;
  createClock({ document, now: () => now }).dress(part);
  return part;
}

const time = (at, text, more = '') => `<time datetime="${at}" ${more}>${text}</time>`;

test('a time of day is shown in the zone of the reader', () => {
  const winter = '2026-01-06T12:05:00Z';
  const summer = '2026-07-06T21:05:00Z';
  for (const [zone, at, wants] of [
    ['Europe/Athens', winter, '14:05'], ['America/New_York', winter, '07:05'], ['Asia/Kolkata', winter, '17:35'], ['UTC', winter, '12:05'],
    ['Europe/Athens', summer, '00:05'], ['America/New_York', summer, '17:05'], ['Pacific/Apia', winter, '01:05'],
    ['Pacific/Marquesas', winter, '02:35'], ['Nowhere/Land', winter, '12:05'],
  ]) {
    const shown = dressed(time(at, at.slice(11, 16)), { 'data-zone': zone }).textContent;
    assert.equal(shown, wants, `${at} in ${zone}`);
  }
});

test('a title has the day, and says it in the same zone', () => {
  const part = dressed(time('2026-05-06T21:05:00Z', '21:05', 'title="Wed 6 May, 21:05"') + time('2025-05-06T21:05:00Z', '21:05', 'title="x"') + time('2026-05-06T21:05:00Z', '21:05'));
  assert.deepEqual([...part.children].map((t) => t.title), ['Thu 7 May, 00:05', 'Wed 7 May 2025, 00:05', '']);
});

test('what has a form is written as the server writes it', () => {
  for (const [form, at, wants] of [
    ['full', '2026-05-06T21:45:00Z', 'Today, 00:45'], ['full', '2026-05-06T20:45:00Z', 'Yesterday, 23:45'],
    ['mid', '2026-05-07T21:45:00Z', 'tomorrow, 00:45'], ['mid', '2026-05-08T21:45:00Z', 'Sat 9 May, 00:45'],
    ['brief', '2026-05-07T09:29:00Z', '12:29'], ['brief', '2026-05-07T09:30:00Z', 'Today, 12:30'],
    ['zoned', '2026-05-07T09:30:00Z', 'today, 12:30 EEST'], ['zoned', '2027-01-04T16:00:00Z', 'Mon 4 Jan 2027, 18:00 EET'],
  ]) {
    assert.equal(dressed(time(at, 'Fri 6 May, 13:00 UTC', `data-form="${form}"`)).textContent, wants, `${form} ${at}`);
  }
});

test('a fragment that is a time itself is dressed, and words without a form are left alone', () => {
  const { document } = openPage('', ATHENS);
  const { dress } = createClock({ document, now: () => NOW });
  const part = document.createElement('time');
  part.setAttribute('datetime', '2026-05-07T09:30:00Z');
  part.textContent = '09:30';
  dress(part);
  assert.equal(part.textContent, '12:30');
  assert.equal(dressed(time('2026-05-06T10:00:00Z', 'Fri 6 May, 13:00')).textContent, 'Fri 6 May, 13:00');
});

test('a span of time names its days, its zone, and what clocks show where it was planned', () => {
  const when = (from, to, planned) =>
    `<time datetime="${from}" data-to="${to}">x</time> <span data-zone-at="${from}">UTC</span><span data-planned="${planned}" data-from="${from}" data-to="${to}"></span>`;
  const at = (day, hour) => `2026-05-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`;
  const utc = { 'data-zone': 'UTC', 'data-zones': '0=UTC' };
  for (const [page, from, to, wants] of [
    [ATHENS, at(7, 10), at(7, 12), 'Today, 13:00 to 15:00 EEST'],
    [utc, at(7, 10), at(7, 12), 'Tomorrow, 10:00 to 12:00 UTC13:00 to 15:00 in Europe/Athens'],
    [utc, at(8, 23), at(9, 1), 'Fri 8 May, 23:00 to Sat 9 May, 01:00 UTCSat 9 May, 02:00 to 04:00 in Europe/Athens'],
    [ATHENS, at(7, 20), at(7, 22), 'Today, 23:00 to tomorrow, 01:00 EEST'],
  ]) {
    assert.equal(dressed(when(from, to, 'Europe/Athens'), page).textContent, wants);
  }
  assert.match(dressed(when(at(7, 10), at(7, 12), 'America/New_York')).textContent, / in America\/New York$/);
});

test('days are those of calendars, not of 24 hours', () => {
  // The clocks go forward in Athens on 29 March, and back on 25 October 2026.
  for (const [now, at, wants] of [
    ['2026-03-28T21:30:00Z', '2026-03-29T20:59:00Z', 'Tomorrow, 23:59'], ['2026-03-28T22:30:00Z', '2026-03-29T21:00:00Z', 'Tomorrow, 00:00'],
    ['2026-10-24T21:30:00Z', '2026-10-25T21:59:00Z', 'Today, 23:59'], ['2026-10-24T21:30:00Z', '2026-10-25T22:00:00Z', 'Tomorrow, 00:00'],
  ]) {
    assert.equal(dressed(time(at, 'x', 'data-form="full"'), ATHENS, Date.parse(now)).textContent, wants, `${at} at ${now}`);
  }
});

test('a wrong clock in the browser does not change what time it is', () => {
  let own = NOW + 3 * 3_600_000;
  const performance = { now: () => 700, getEntriesByType: () => [{ responseStart: 500 }] };
  const now = createNow({ shown: String(NOW), performance, own: () => own });
  assert.equal(now(), NOW + 200, 'the page took 200 ms to get here');
  own += 5_000;
  assert.equal(now(), NOW + 5_200);
  assert.equal(createNow({ shown: undefined, performance: undefined, own: () => own })(), own, 'a page without a clock');
});
