import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createTitle } from './title.js';
import { openPage } from './rig.js';

// opened is a page with what its navigation says, of which a test says what Stoa told it.
function opened(inbox = '', rooms = '') {
  const more = '<i class="sr-only"> 3 of something</i>';
  const { document } = openPage(`<b id="nav-inbox-new">${inbox && inbox + more}</b><b id="nav-rooms-new">${rooms + more}</b>`);
  document.title = 'Squares · Stoa';
  const p = { document, told: null, meant: null, unseen: [] };
  Object.assign(p, createTitle({ document, told: () => p.told, meant: () => p.meant, unseen: () => p.unseen }));
  p.says = () => (p.look(), document.title.replace('Squares · Stoa', '').trim());
  return p;
}

test('the title has what is new in the inbox, and in rooms of which that does not tell', () => {
  const p = opened('2', '2');
  Object.assign(p, { told: ['1:2/7'], meant: ['1:2', 'general'] });
  assert.equal(p.says(), '(3)', 'the line of 1:2 is told in the inbox, that of general was read there');
  p.told = ['1:2/7', 'general/3'];
  assert.equal(p.says(), '(2)');
  p.told = ['1:23/7', 'general/3'];
  assert.equal(p.says(), '(3)', 'another room');
});

test('until Stoa has said which lines these are nothing counts twice', () => {
  for (const [inbox, rooms, says] of [['', '', ''], ['1', '1', '(1)'], ['2', '1', '(2)'], ['', '1', '(1)'], ['99+', '', '(99+)'], ['98', '99+', '(99+)']]) {
    assert.equal(opened(inbox, rooms).says(), says);
  }
  assert.equal(Object.assign(opened('1', '1'), { told: ['1:2/7'] }).says(), '(1)', 'a tab that hears others may hear of one of them alone');
});

test('lines that came while nobody looked are counted, but for those of which the inbox tells', () => {
  const p = opened('1');
  Object.assign(p, { told: ['1:2/7'], meant: ['1:2'], unseen: ['1:2/6', '1:2/7', '1:2/8'] });
  assert.equal(p.says(), '(3)');
  p.unseen = [];
  assert.equal(p.says(), '(1)');
  assert.equal(Object.assign(opened(), { unseen: ['undefined/3'] }).says(), '(1)', 'the room of a meeting');
});

test('what a page is called can change, and how much came stays before it', () => {
  const p = opened('2');
  p.look();
  p.rename('(3) Circles · and more');
  assert.equal(p.document.title, '(2) (3) Circles · and more · Stoa');
  p.document.getElementById('nav-inbox-new').replaceChildren();
  p.look();
  assert.equal(p.document.title, '(3) Circles · and more · Stoa');
  const plain = opened();
  plain.document.title = 'Stoa';
  const title = createTitle({ document: plain.document, told: () => null, meant: () => null, unseen: () => [] });
  title.rename('Squares');
  assert.equal(plain.document.title, 'Stoa', 'a page that has no name');
});
