import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createMentions } from './mentions.js';
import { openPage, settled } from './rig.js';

const room = `<ul id="mentionable" data-from="/meetings/1/2/mentionable" hidden></ul>
  <form id="composer"><textarea id="composer-body"></textarea></form>`;
const option = (id, name) => `<li role="option" id="mention-${id}" data-who="${id}" aria-selected="false">${name}</li>`;

// composing is a room read by person 1, in which two people are offered to whatever is asked.
function composing(html = option(2, 'Ann Lee') + option(3, 'Ben')) {
  const { document, Event, KeyboardEvent } = openPage(room, { 'data-me': '1' });
  const asked = [];
  let timers = [];
  const fetch = async (url) => (asked.push(url), { ok: true, text: async () => html });
  const dress = createMentions({
    document, fetch,
    setTimeout: (done) => (timers.push(done), done),
    clearTimeout: (timer) => (timers = timers.filter((one) => one !== timer)),
  });
  const byId = (id) => document.getElementById(id);
  const box = byId('composer-body');
  return {
    document, dress, asked, box, list: byId('mentionable'),
    async type(text, at = text.length) {
      box.value = text;
      box.setSelectionRange(at, at);
      box.dispatchEvent(new Event('input', { bubbles: true }));
      const due = timers;
      timers = [];
      due.forEach((done) => done());
      await settled();
    },
    press(key) {
      const e = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      box.dispatchEvent(e);
      return e.defaultPrevented;
    },
    chosen: () => [...document.querySelectorAll('[aria-selected=true]')].map(({ textContent }) => textContent).join(),
  };
}

test('people are offered where one has begun to call somebody, and nowhere else', async () => {
  const t = composing();
  for (const text of ['hello', 'ann@example', 'a@b', '@ann\n', '@ ']) await t.type(text);
  assert.deepEqual(t.asked, []);
  for (const text of ['@', 'hi @an', '(@ann le', '@Άν']) await t.type(text);
  const [, , , last] = t.asked;
  assert.deepEqual(t.asked.slice(0, 3), ['', 'an', 'ann%20le'].map((q) => '/meetings/1/2/mentionable?q=' + q));
  assert.equal(last, '/meetings/1/2/mentionable?q=' + encodeURIComponent('Άν'));
  assert.equal(t.list.hidden, false);
  assert.equal(t.box.getAttribute('aria-expanded'), 'true');
});

test('the arrow keys choose, Enter takes, and nothing is sent', async () => {
  const t = composing();
  await t.type('hi @an and more', 6);
  assert.equal(t.chosen(), 'Ann Lee');
  assert.equal(t.box.getAttribute('aria-activedescendant'), 'mention-2');
  assert.equal(t.press('ArrowDown'), true);
  assert.equal(t.chosen(), 'Ben');
  t.press('ArrowDown');
  assert.equal(t.chosen(), 'Ann Lee');
  assert.equal(t.press('Enter'), true, 'the composer does not hear of it');
  assert.equal(t.box.value, 'hi @**Ann Lee|2**  and more');
  assert.deepEqual([t.list.hidden, t.box.getAttribute('aria-expanded'), t.box.hasAttribute('aria-activedescendant')], [true, 'false', false]);
  assert.equal(t.press('Enter'), false, 'now it is the composer’s again');
});

test('Escape puts the list away until something else is typed', async () => {
  const t = composing();
  await t.type('@an');
  assert.equal(t.press('Escape'), true);
  assert.equal(t.list.hidden, true);
  await t.type('@an');
  assert.equal(t.list.hidden, true);
  await t.type('@ann');
  assert.equal(t.list.hidden, false);
});

test('where nobody is found nothing is shown, and the keys are the composer’s', async () => {
  const t = composing('');
  await t.type('@zzz');
  assert.deepEqual([t.list.hidden, t.press('Enter'), t.press('ArrowDown')], [true, false, false]);
});

test('where the reader is mentioned is marked', () => {
  const t = composing();
  const part = t.document.createElement('li');
  part.innerHTML = '<span class="mention" data-mention="1"></span><span class="mention" data-mention="11"></span>';
  t.dress(part);
  assert.deepEqual([...part.children].map(({ className }) => className), ['mention me', 'mention']);
});
