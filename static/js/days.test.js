import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createClock } from './clock.js';
import { createDays } from './days.js';
import { openPage } from './rig.js';

const line = (id, at) => `<li id="m-${id}" class="line"><time datetime="${at}">${at.slice(11, 16)}</time></li>`;

function opened(lines, data = 'data-days') {
  const { document } = openPage(`<ol id="lines" ${data}>${lines.join('')}</ol>`, { 'data-zone': 'Europe/Athens' });
  const p = { now: Date.parse('2026-05-06T12:00:00Z'), list: document.getElementById('lines') };
  const days = createDays({ document, clock: createClock({ document, now: () => p.now }) });
  p.look = async () => {
    days.soon();
    await null;
    return [...p.list.children].map((item) => item.textContent.trim()).join(' | ');
  };
  return p;
}

test('the day stands where it is another than that of the line before, by the reader’s clock', async () => {
  const p = opened([line(1, '2025-05-01T10:00:00Z'), line(2, '2026-05-04T20:59:00Z'), line(3, '2026-05-04T21:00:00Z'), line(4, '2026-05-05T10:00:00Z'),
    line(5, '2026-05-06T10:00:00Z'), line(6, '2026-05-06T11:00:00Z')]);
  const want = 'Thu 1 May 2025 | 10:00 | Mon 4 May | 20:59 | Yesterday | 21:00 | 10:00 | Today | 10:00 | 11:00';
  assert.equal(await p.look(), want);
  assert.equal(await p.look(), want, 'once');
});

test('where all was said today there is no day, until today is over', async () => {
  const p = opened([line(1, '2026-05-06T10:00:00Z')]);
  assert.equal(await p.look(), '10:00');
  p.now += 24 * 3_600_000;
  p.list.insertAdjacentHTML('beforeend', line(2, '2026-05-07T10:00:00Z'));
  assert.equal(await p.look(), 'Yesterday | 10:00 | Today | 10:00');
  p.now += 24 * 3_600_000;
  assert.equal(await p.look(), 'Wed 6 May | 10:00 | Yesterday | 10:00');
});

test('earlier lines of the same day take it over, and what is unread begins below it', async () => {
  const p = opened([line(3, '2026-05-05T12:00:00Z'), '<li id="first-unread">New</li>', line(4, '2026-05-06T10:00:00Z')]);
  assert.equal(await p.look(), 'Yesterday | 12:00 | Today | New | 10:00');
  for (const earlier of [line(2, '2026-05-05T11:00:00Z'), line(1, '2026-05-04T12:00:00Z')]) p.list.insertAdjacentHTML('afterbegin', earlier);
  assert.equal(await p.look(), 'Mon 4 May | 12:00 | Yesterday | 11:00 | 12:00 | Today | New | 10:00');
  p.list.querySelector('#m-1').remove();
  assert.equal(await p.look(), 'Yesterday | 11:00 | 12:00 | Today | New | 10:00');
});

test('a room of a meeting has none', async () => {
  const p = opened([line(1, '2026-05-04T10:00:00Z')], '');
  assert.equal(await p.look(), '10:00');
});
