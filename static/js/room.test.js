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
  const part = dressed([1, 2, 11].map((author) => line(author, '2026-05-06T10:00:00Z', '')).join(''), 'UTC');
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

test('lines of somebody blocked are folded once, what staff say is not, nor is anybody in the list of people', () => {
  const { document } = openPage(`<ol id="lines" data-blocked="7 8" data-folded="Show"></ol>`, { 'data-me': '1' });
  const part = document.createElement('div');
  part.innerHTML = ['data-author="7"', 'data-author="77"', 'data-author="8" data-staff=""', 'data-author="1"']
    .map((who) => `<li class="line" ${who}><i></i><div class="said">words</div></li>`).join('') + '<li data-author="7">A name</li>';
  const { dress } = createRoom({ document });
  dress(part);
  const once = part.innerHTML;
  dress(part);
  assert.equal(part.innerHTML, once, 'folded twice');
  assert.deepEqual([...part.children].map((l) => Boolean(l.querySelector('details'))), [true, false, false, false, false]);
  const fold = part.firstChild.firstChild;
  assert.equal(fold.outerHTML, '<details class="folded"><summary>Show</summary><i></i><div class="said">words</div></details>');
});
