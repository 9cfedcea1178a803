import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createReactions } from './reactions.js';
import { openPage, settled } from './rig.js';

const to = '/meetings/1/2/messages/7/reactions';
const chip = (name, people, pressed = false) =>
  `<button form="react" formaction="${to}" name="${pressed ? 'take' : 'give'}" value="${name}" class="chip" aria-pressed="${pressed}" data-people="${people}"></button>`;
const row = (chips) => `<div id="m-7-r" class="reactions">${chips}<button type="button" class="react" data-to="${to}"></button></div>`;
const palette = '<form id="react"></form><div id="palette"><button form="react" name="give" value="heart"></button></div>';

// reacting is a page with one line, read by person 3.
function reacting(chips, answers = [{ ok: true, status: 204 }]) {
  const { document, Event } = openPage(row(chips) + palette, { 'data-me': '3' });
  const sent = [];
  const said = [];
  let ops = 0;
  const fetch = async (action, { body }) => {
    sent.push([action, String(body)]);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (!answer) throw new TypeError('network');
    return answer;
  };
  const dress = createReactions({ document, fetch, newOp: () => `op${++ops}`, say: (words) => said.push(words) });
  const find = (selector) => document.querySelector(selector);
  const click = (selector) => find(selector).dispatchEvent(new Event('click', { bubbles: true, cancelable: true }));
  const states = () => [...document.querySelectorAll('.chip')].map((c) => [c.value, c.getAttribute('aria-pressed'), c.name]);
  return { document, dress, sent, said, find, click, states };
}

test('a chip is marked as the reader’s own when the reader is among its people', () => {
  const t = reacting(chip('heart', '1 3') + chip('sad', '1 33'));
  t.dress(t.document.body);
  assert.deepEqual(t.states(), [['heart', 'true', 'take'], ['sad', 'false', 'give']]);
});

test('of a chip with more people than it names, what was known stays known', () => {
  const many = Array.from({ length: 50 }, (_, i) => i + 100).join(' ');
  const t = reacting(chip('heart', many, true) + chip('sad', '1', true));
  t.dress(t.document.body);
  assert.deepEqual(t.states(), [['heart', 'true', 'take'], ['sad', 'false', 'give']]);
  const fresh = t.document.createElement('template');
  fresh.innerHTML = row(chip('heart', many) + chip('party', many));
  t.dress(fresh.content.firstElementChild);
  const marks = [...fresh.content.querySelectorAll('.chip')].map((c) => c.getAttribute('aria-pressed'));
  assert.deepEqual(marks, ['true', 'false']);
});

test('a press sends what the chip does, under an operation of its own, and marks it', async () => {
  const t = reacting(chip('heart', '1') + chip('sad', '3', true));
  t.click('.chip[value=heart]');
  await settled();
  t.click('.chip[value=sad]');
  await settled();
  assert.deepEqual(t.sent, [[to, 'give=heart&op=op1'], [to, 'take=sad&op=op2']]);
  assert.deepEqual(t.states(), [['heart', 'true', 'take'], ['sad', 'false', 'give']]);
  assert.equal(t.document.activeElement, t.find('.react'), 'who took back the last one keeps a place on the line');
});

test('what the palette gives goes to the line whose button opened it', async () => {
  const t = reacting('');
  t.click('.react');
  t.click('#palette button');
  await settled();
  assert.deepEqual(t.sent, [[to, 'give=heart&op=op1']]);
});

test('what is lost on the way is sent again under the same operation, and given up in words', async () => {
  const t = reacting(chip('heart', '1'), [null, { status: 503 }, { ok: true, status: 204 }]);
  t.click('.chip');
  await settled();
  assert.deepEqual(t.sent, Array(3).fill([to, 'give=heart&op=op1']));
  const lost = reacting(chip('heart', '1'), [null]);
  lost.click('.chip');
  await settled();
  assert.equal(lost.sent.length, 3);
  assert.match(lost.said.at(-1), /could not be sent/);
  assert.deepEqual(lost.states(), [['heart', 'false', 'give']]);
  const refused = reacting(chip('heart', '1'), [{ status: 409 }]);
  refused.click('.chip');
  await settled();
  assert.equal(refused.sent.length, 1);
  assert.match(refused.said.at(-1), /cannot react/);
});
