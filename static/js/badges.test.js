import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { createBadges, createSigned } from './badges.js';
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
  const swap = createSwap({ document, morph: (place, fresh) => (place.replaceWith(fresh), fresh), process() {}, dress() {}, came() {}, passOn: badges.passOn });
  t.heard = new Promise((done) => badges.hear((html) => (swap(html), done())));
  return Object.assign(t, { swap });
}
const now = (id, n) => fragment('replace', id, `<b id="${id}" ${id === 'inbox' ? 'data-badge' : ''}>${n}</b>`);

test('a badge that changed in one tab changes in the person’s other tabs, and nothing else does', async () => {
  const [one, two, three, other] = [badged(1), badged(1), badged(1), badged(2)];
  one.swap(now('seats', 9) + now('inbox', 2));
  await Promise.all([two.heard, three.heard]);
  assert.deepEqual([one, two, three, other].map((t) => [t.text('inbox'), t.text('seats')]), [['2', '9'], ['2', '3'], ['2', '3'], ['1', '3']]);
});

test('what a tab was told it does not tell on: the news goes around once', async () => {
  const said = [];
  let hear;
  const badges = createBadges({ channel: { postMessage: (html) => said.push(html), addEventListener: (_, listener) => (hear = listener) } });
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
