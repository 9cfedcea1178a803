import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createOutbox, FIRST_WAIT, LONGEST_WAIT } from './outbox.js';
import { fakeStorage, openPage, settled } from './rig.js';

const page = `<ol id="lines"></ol><ol id="pending"></ol><template id="pending-line"><li><p class="words"></p>
  <p><span class="note"></span> <span class="left"></span><button data-do="edit"></button><button data-do="drop"></button></p></li></template>`;

// outbox is a page with an outbox in it, and a server of which a test says every word.
function outbox({ storage = fakeStorage(), box = true } = {}) {
  const window = openPage(page, { 'data-me': '1' });
  const { document } = window;
  const o = { document, window, storage, calls: [], timers: [], taken: [], left: 0, box };
  const fetch = (url, { body, signal }) =>
    new Promise((resolve, reject) => {
      const answer = (status, { headers = {}, text = '' } = {}) =>
        resolve({ status, ok: status < 300, headers: new Headers(headers), text: async () => text });
      o.calls.push({ url, body: body.get('body'), op: body.get('op'), shown: [body.get('seen'), body.get('marked')], signal, answer, fail: () => reject(new TypeError('network')) });
    });
  const made = createOutbox({
    document, storage, fetch, path: '/meetings/1/2',
    newOp: () => `op${o.calls.length}-${Math.random()}`,
    refused: (line, wanted) => (o.box || wanted ? (o.taken.push(line), true) : false),
    leave: () => ((o.left += 1), true),
    setTimeout: (done, ms) => o.timers.push({ done, ms }),
    clearTimeout: (n) => (o.timers[n - 1].cleared = true),
  });
  o.write = (body, shown) => made.write('/meetings/1/2/messages', body, null, shown);
  o.shown = () => [...document.querySelectorAll('#pending li')].map((li) => [li.querySelector('.words').textContent, li.querySelector('.note').textContent]);
  o.press = (what, n = 0) => document.querySelectorAll(`#pending [data-do=${what}]`)[n].click();
  o.come = (number) => {
    document.getElementById('lines').insertAdjacentHTML('beforeend', `<li id="m-${number}"></li>`);
    made.look();
  };
  return Object.assign(o, { hurry: made.hurry, look: made.look });
}

const said = (call, number) => call.answer(204, { headers: { 'Stoa-Line': String(number) } });

test('lines are shown at once and sent in order, one at a time, each under an operation of its own', async () => {
  const o = outbox();
  o.write('one');
  o.write('two');
  assert.deepEqual(o.shown(), [['one', ''], ['two', '']]);
  assert.deepEqual(o.calls.map(({ url, body }) => [url, body]), [['/meetings/1/2/messages', 'one']]);
  said(o.calls[0], 7);
  await settled();
  assert.equal(o.calls[1].body, 'two');
  assert.notEqual(o.calls[0].op, o.calls[1].op);
  assert.equal(o.shown().length, 2, 'said, and not back yet');
  o.come(7);
  assert.deepEqual(o.shown(), [['two', '']]);
});

test('a line that waits says what was shown when it was written, also when the page is loaded again', async () => {
  const o = outbox();
  o.write('of a meeting');
  o.write('one', { line: 4, marked: 1 });
  said(o.calls[0], 5);
  await settled();
  o.calls[1].fail();
  await settled();
  const after = outbox({ storage: o.storage });
  assert.deepEqual([...o.calls, ...after.calls].map(({ shown }) => shown.join(' ')), [' ', '4 1', '4 1']);
});

test('who is called by name is named in a line on its way, which goes out as it was written', () => {
  const o = outbox();
  o.write('@**Hypatia|5**, and @**The thales|2**: 2 ** 3 | 4');
  assert.equal(o.shown()[0][0], '@Hypatia, and @The thales: 2 ** 3 | 4');
  assert.equal(o.calls[0].body, '@**Hypatia|5**, and @**The thales|2**: 2 ** 3 | 4');
});

test('a line that came back before its answer is not shown twice', async () => {
  const o = outbox();
  o.write('one');
  o.come(7);
  said(o.calls[0], 7);
  await settled();
  assert.deepEqual(o.shown(), []);
  assert.deepEqual(Object.keys(o.storage), []);
});

test('an outage is waited for, longer each time, with the same operation; "not sent" goes when it was sent', async () => {
  const o = outbox();
  o.write('one');
  o.write('two');
  for (const [n, wait] of [[0, FIRST_WAIT], [1, 2 * FIRST_WAIT], [2, 4 * FIRST_WAIT]]) {
    if (n === 1) o.calls[n].answer(503);
    else o.calls[n].fail();
    await settled();
    assert.equal(o.timers[n].ms, wait);
    assert.deepEqual(o.shown(), [['one', 'Not sent yet. Trying again.'], ['two', '']]);
    o.timers[n].done();
    await settled();
    assert.deepEqual([o.calls.length, o.calls[n + 1].op], [n + 2, o.calls[0].op]);
  }
  said(o.calls[3], 7);
  await settled();
  assert.deepEqual(o.shown(), [['one', ''], ['two', '']]);
  for (let n = 4; n < 12; n++) {
    o.calls[n].fail();
    await settled();
    o.timers.at(-1).done();
    await settled();
  }
  assert.equal(o.timers.at(-1).ms, LONGEST_WAIT);
});

test('back on the network it is tried at once; who is too fast waits as long as said, and sees how long', async (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  const o = outbox();
  o.write('one');
  o.calls[0].fail();
  await settled();
  o.hurry();
  await settled();
  assert.deepEqual([o.calls.length, o.timers[0].cleared], [2, true]);
  o.calls[1].answer(429, { headers: { 'Retry-After': '7' }, text: 'Slowly, please.' });
  await settled();
  assert.deepEqual(o.shown(), [['one', 'Too soon for another message: it goes out by itself.']]);
  const left = () => o.document.querySelector('#pending .left').textContent;
  assert.equal(left(), '7 seconds left.');
  const [count, again] = o.timers.slice(1);
  assert.deepEqual([count.ms, again.ms], [1000, 7000]);
  t.mock.timers.tick(6000);
  count.done();
  assert.equal(left(), '1 second left.');
  again.done();
  await settled();
  said(o.calls[2], 1);
  await settled();
  assert.deepEqual([o.shown(), left()], [[['one', '']], '']);
});

test('a line that is refused goes back to its writer with why, and the next is sent', async () => {
  const o = outbox();
  o.write('too long');
  o.write('two');
  o.calls[0].answer(422, { text: '<form><p id="composer-error" role="alert">At most 4,000 characters.</p></form>' });
  await settled();
  assert.deepEqual(o.taken.map(({ body, why }) => [body, why]), [['too long', 'At most 4,000 characters.']]);
  assert.deepEqual([o.shown(), o.calls[1].body], [[['two', '']], 'two']);
});

test('where there is something in the box a refused line stays, to be edited or dropped', async () => {
  const o = outbox({ box: false });
  for (const body of ['one', 'two']) {
    o.write(body);
    o.calls.at(-1).answer(403, { text: 'You are muted.' });
    await settled();
  }
  assert.deepEqual(o.shown(), [['one', 'Not sent. You are muted.'], ['two', 'Not sent. You are muted.']]);
  o.press('drop', 1);
  assert.deepEqual([o.shown().length, o.taken.length], [1, 0]);
  o.press('edit');
  assert.deepEqual([o.shown(), o.taken.map(({ body }) => body)], [[], ['one']]);
});

test('a line can be given up, and the next goes out at once', async () => {
  const o = outbox();
  o.write('one');
  o.write('two');
  o.calls[0].fail();
  await settled();
  o.press('drop');
  await settled();
  assert.deepEqual([o.shown(), o.calls[1].body], [[['two', '']], 'two']);
});

test('what was not sent when the page was loaded again goes out then, under the same operation', async () => {
  const before = outbox();
  before.write('one');
  before.write('two');
  const after = outbox({ storage: before.storage });
  assert.deepEqual(after.shown(), [['one', ''], ['two', '']]);
  assert.equal(after.calls[0].op, before.calls[0].op);
  said(after.calls[0], 7);
  await settled();
  said(after.calls[1], 8);
  await settled();
  assert.deepEqual(Object.keys(after.storage), []);
});

test('who is signed out is sent to the door, and nothing is lost', async () => {
  const o = outbox();
  o.write('one');
  o.calls[0].answer(401);
  await settled();
  assert.deepEqual([o.left, Object.keys(o.storage).length], [1, 1]);
});
