import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { createBadges, createLater, createSigned, seenPart, SETTLE } from './badges.js';
import { createSwap } from './swap.js';
import { fragment, openPage } from './rig.js';

const channels = [];
const open = (name) => (channels.push(new BroadcastChannel(name)), channels.at(-1));
after(() => channels.forEach((channel) => channel.close()));

// badged is a tab of a person, with two badges; each change to them ends the wait.
function badged(person) {
  const { document } = openPage('<b id="inbox" data-badge>1</b><b id="seats">3</b>');
  const badges = createBadges({ channel: open('badges-of-' + person) });
  const t = { text: (id) => document.getElementById(id).textContent };
  const morph = (place, fresh) => (place.replaceWith(fresh), fresh);
  const swap = createSwap({ document, morph, process() {}, dress() {}, came() {}, passOn: badges.passOn });
  t.heard = new Promise((done) => badges.hear((html) => (swap(html), done())));
  return Object.assign(t, { swap });
}
const now = (id, n) => fragment('replace', id, `<b id="${id}" ${id === 'inbox' ? 'data-badge' : ''}>${n}</b>`);

test('a badge that changed in one tab changes in the person’s other tabs, and nothing else does', async () => {
  const [one, two, three, other] = [badged(1), badged(1), badged(1), badged(2)];
  one.swap(now('seats', 9) + now('inbox', 2));
  await Promise.all([two.heard, three.heard]);
  const shown = [one, two, three, other].map((t) => [t.text('inbox'), t.text('seats')]);
  assert.deepEqual(shown, [['2', '9'], ['2', '3'], ['2', '3'], ['1', '3']]);
});

test('what a tab was told it does not tell on: the news goes around once', async () => {
  const said = [];
  let hear;
  const channel = { postMessage: (html) => said.push(html), addEventListener: (_, listener) => (hear = listener) };
  const badges = createBadges({ channel });
  badges.hear((html) => {
    badges.passOn(html);
    if (html === 'bad') throw new Error('cannot');
  });
  hear({ data: 'x' });
  assert.throws(() => hear({ data: 'bad' }));
  assert.deepEqual(said, []);
  badges.passOn('y');
  assert.deepEqual(said, ['y']);
});

test('what one is told comes a moment later, together and in its order', () => {
  const done = [];
  const due = [];
  const later = createLater({ setTimeout: (go, ms) => due.push([go, ms]), after: () => done.push('after') });
  for (const n of [1, 2]) later(() => done.push(n));
  assert.deepEqual([done, due.map(([, ms]) => ms)], [[], [SETTLE]]);
  due.shift()[0]();
  later(() => done.push(3));
  assert.deepEqual(done, [1, 2, 'after']);
  due.shift()[0]();
  assert.deepEqual(done.slice(3), [3, 'after']);
});

test('how far one tab has shown a room is said to the person’s other tabs, and around once', () => {
  const { document } = openPage('');
  const [heard, passed] = [[], []];
  const swap = createSwap({ document, passOn: (html) => passed.push(html), roomNews: ({ dataset }) => heard.push({ ...dataset }) });
  swap(seenPart(document, '1:2', 7, 3).outerHTML);
  assert.deepEqual([heard, passed.length], [[{ swap: 'saw', target: '1:2', line: '7', marked: '3' }], 1]);
});

test('when somebody else signs in, the pages of the one before are loaded again', () => {
  const loaded = [];
  const hears = {};
  const said = [];
  const page = (name, me) => {
    const channel = { postMessage: (data) => said.push(data), addEventListener: (_, hear) => (hears[name] = hear) };
    createSigned({ channel, me, reload: () => loaded.push(name) });
  };
  page('johns', '1');
  page('hamids', '11');
  page('nobodys', undefined);
  assert.deepEqual(said, ['1', '11']);
  for (const hear of Object.values(hears)) hear({ data: '11' });
  assert.deepEqual(loaded, ['johns']);
});
