import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createRoom } from './room.js';
import { openPage } from './rig.js';

const room = `<div id="scroll"><ol id="lines"></ol></div><button id="new-lines" hidden>New lines</button>`;
const line = (author, at, text) => `<li data-author="${author}"><time datetime="${at}">${text}</time></li>`;

function dressed(html, zone) {
  const { document } = openPage(room, { 'data-me': '1', 'data-zone': zone });
  const part = document.createElement('div');
  part.innerHTML = html;
  createRoom({ document }).dress(part);
  return part;
}

test('times that were drawn for everybody are shown in the zone of the reader', () => {
  const winter = '2026-01-06T12:05:00Z';
  const summer = '2026-07-06T21:05:00Z';
  const cases = [
    ['Europe/Athens', winter, '14:05'], ['America/New_York', winter, '07:05'], ['Asia/Kolkata', winter, '17:35'], ['UTC', winter, '12:05'],
    ['Europe/Athens', summer, '00:05'], ['America/New_York', summer, '17:05'],
  ];
  for (const [zone, at, wants] of cases) {
    const shown = dressed(line(2, at, at.slice(11, 16)), zone).querySelector('time').textContent;
    assert.equal(shown, wants, `${at} in ${zone}`);
  }
});

test('a time with words is the server’s, and is left alone', () => {
  const text = 'Fri 6 May, 13:00';
  assert.equal(dressed(line(2, '2026-05-06T10:00:00Z', text), 'Asia/Tokyo').querySelector('time').textContent, text);
});

test('own lines are marked, and no others', () => {
  const part = dressed(line(1, '2026-05-06T10:00:00Z', '') + line(2, '2026-05-06T10:00:00Z', '') + line(11, '2026-05-06T10:00:00Z', ''), 'UTC');
  assert.deepEqual([...part.children].map((l) => l.className), ['mine', '', '']);
  const { document } = openPage(room, { 'data-me': '1' });
  const own = document.createElement('li');
  own.dataset.author = '1';
  createRoom({ document }).dress(own);
  assert.equal(own.className, 'mine', 'the line itself');
});

test('nobody’s lines are marked for somebody who is not signed in', () => {
  const { document } = openPage(room);
  const part = document.createElement('li');
  createRoom({ document }).dress(part);
  assert.equal(part.className, '');
});

test('who reads further up is told of new lines, and is led to them', () => {
  const { document, Event } = openPage(room);
  const { came } = createRoom({ document });
  const [scroll, lines, button] = ['scroll', 'lines', 'new-lines'].map((id) => document.getElementById(id));
  came(lines);
  assert.equal(button.hidden, true, 'who is at the end sees them');
  scroll.scrollTop = -81;
  came(scroll);
  assert.equal(button.hidden, true, 'it was no line');
  came(lines);
  assert.equal(button.hidden, false);
  button.click();
  assert.equal(scroll.scrollTop, 0);
  scroll.dispatchEvent(new Event('scroll'));
  assert.equal(button.hidden, true);
});
