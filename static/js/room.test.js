import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createRoom } from './room.js';
import { openPage } from './rig.js';

const room = `<ol id="lines"></ol>`;
const line = (author, at, text) => `<li data-author="${author}"><time datetime="${at}">${text}</time></li>`;

function dressed(html) {
  const { document } = openPage(room, { 'data-me': '1' });
  const part = document.createElement('div');
  part.innerHTML = html;
  createRoom({ document }).dress(part);
  return part;
}

test('own lines are marked, and no others', () => {
  const part = dressed([1, 2, 11].map((author) => line(author, '2026-05-06T10:00:00Z', '')).join(''));
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

test('what somebody blocked said is not shown above lines that answer it either, and is not brought up to date', () => {
  const { document } = openPage(`<ol id="lines" data-blocked="7" data-folded-quote="Folded."></ol>`, { 'data-me': '1' });
  const part = document.createElement('div');
  part.innerHTML = ['data-of="7"', 'data-of="8"', 'data-of="7" data-staff=""']
    .map((of) => `<p class="quote" ${of}><b>Name</b> <span data-name="line-3">words</span></p>`).join('');
  createRoom({ document }).dress(part);
  assert.deepEqual([...part.querySelectorAll('span')].map((s) => [s.textContent, s.dataset.name]),
    [['Folded.', undefined], ['words', 'line-3'], ['words', 'line-3']]);
});

test('a page is out of date whose reader has blocked others since', () => {
  const outdated = (attributes, blocked) => createRoom(openPage(`<ol id="lines" ${attributes}></ol>`)).outdated(blocked);
  assert.deepEqual([outdated('', '7'), outdated('data-blocked="7"', '7 8'), outdated('data-blocked="7"', '')], [true, true, true]);
  assert.deepEqual([outdated('', ''), outdated('data-blocked="7 8"', '7 8'), outdated('', undefined)], [false, false, false]);
  assert.equal(createRoom(openPage('')).outdated('7'), false, 'a page without lines');
});

test('a conversation that is drawn anew folds those who are blocked by then, and nobody else', () => {
  const { document } = openPage('<ol id="lines" data-blocked="7" data-folded="blocked"></ol>', { 'data-me': '1' });
  const room = createRoom({ document });
  const drawn = (blocked, part) => {
    const main = document.createElement('main');
    main.innerHTML = `<ol id="lines" data-blocked="${blocked}" data-folded="blocked"><li class="line" data-author="7">a word</li></ol>`;
    room.dress(part(main));
    return Boolean(main.querySelector('.folded'));
  };
  for (const part of [(main) => main, (main) => main.firstChild]) { // the page, or its conversation alone
    assert.deepEqual(['', '7', '8'].map((blocked) => drawn(blocked, part)), [false, true, false]);
  }
});
