import { beforeEach, mock, test } from 'node:test';
import assert from 'node:assert/strict';
import { AGAIN, createHandle, createReadAnew, createReload, DOOR_SPREAD, RELOAD_REST } from './reload.js';
import { fakeLocation, fakeStorage, openPage, settled } from './rig.js';

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_700_000_000_000 });
});

function page({ typing = false, storage = fakeStorage(), random = () => 1, fetch, location = fakeLocation() } = {}) {
  const p = { location, kept: 0, said: [], typing };
  const draft = { typing: () => p.typing, keep: () => (p.kept += 1) };
  return Object.assign(p, createReload({ location: p.location, storage, fetch, random, draft, say: (words) => p.said.push(words) }));
}

test('a page that cannot be followed is loaded again, but not for ever', () => {
  const storage = fakeStorage();
  const first = page({ storage });
  assert.equal(first.leave(), true);
  assert.deepEqual([first.location.reloads, first.kept], [1, 1]);
  const second = page({ storage }); // the same tab, after it was loaded
  mock.timers.tick(RELOAD_REST - 1);
  assert.equal(second.leave(), false, 'it would load itself for ever');
  assert.equal(second.location.reloads, 0);
  mock.timers.tick(1);
  assert.equal(second.leave(), true);
});

test('who was sent out sees the door at once, and again when it is the next time; what they typed is kept', () => {
  const p = page({ typing: true });
  p.reload();
  p.reload();
  assert.deepEqual([p.location.reloads, p.kept], [2, 2]);
});

test('one page’s loading says nothing of another page', () => {
  const storage = fakeStorage();
  page({ storage }).leave();
  assert.equal(page({ storage, location: fakeLocation('/meetings/3/1') }).leave(), true);
});

test('readers of a meeting that turned come back spread over the time that the server names', () => {
  const named = [['ended', '4000', 4000], ['active', '9000', 9000]];
  const cases = [...named, ['active', undefined, DOOR_SPREAD], ['cancelled', undefined, 0], ['ended', 'x', 0]];
  for (const [kind, spread, wants] of cases) {
    const p = page();
    p.turn(kind, spread);
    if (wants) {
      mock.timers.tick(wants - 1);
      assert.equal(p.location.reloads, 0, `${kind} ${spread} too early`);
      mock.timers.tick(1);
    } else mock.timers.tick(0);
    assert.deepEqual([p.location.reloads, p.kept], [1, 1], `${kind} ${spread}`);
  }
});

test('who may not come any more, of a meeting that turns, comes back at the time for that and not with all others at once', () => {
  const p = page({ random: () => 0.5 });
  p.turn('cancelled', '1500');
  assert.deepEqual([p.leave(), p.location.reloads], [true, 0]);
  mock.timers.tick(750);
  assert.equal(p.location.reloads, 1);
  p.typing = true;
  p.turn('cancelled', '1500'); // it stays, and says so
  assert.deepEqual([p.leave(), p.location.reloads], [true, 2]);
});

test('the wait is a random part of the spread', () => {
  const p = page({ random: () => 0.25 });
  p.turn('ended', '4000');
  mock.timers.tick(999);
  assert.equal(p.location.reloads, 0);
  mock.timers.tick(1);
  assert.equal(p.location.reloads, 1);
});

test('a page on which somebody is typing says what happened, and stays', () => {
  for (const [kind, words] of [['ended', /is over/], ['cancelled', /is over/], ['moved', /time .* changed/]]) {
    const p = page({ typing: true });
    p.turn(kind, '4000');
    assert.match(p.said[0], words, 'said at once');
    mock.timers.tick(10_000);
    assert.equal(p.location.reloads, 0);
  }
  const p = page();
  p.turn('ended', '4000');
  p.typing = true; // began while the page was waiting
  mock.timers.tick(10_000);
  assert.deepEqual([p.location.reloads, p.said.length], [0, 1]);
});

test('a page that is waiting for Redis asks until Stoa is ready, and is loaded then', async () => {
  const answers = [new Error('away'), { ok: false }, { ok: true }];
  let asked = 0;
  const p = page({ fetch: async (path) => {
    assert.equal(path, '/readyz');
    const answer = answers[asked++];
    if (answer instanceof Error) throw answer;
    return answer;
  } });
  p.again();
  for (const reloads of [0, 0, 1]) {
    mock.timers.tick(AGAIN);
    await settled();
    assert.equal(p.location.reloads, reloads);
  }
  mock.timers.tick(AGAIN);
  await settled();
  assert.equal(asked, 3);
});

test('each event has its deed', () => {
  const did = [];
  const deed = (name) => (...words) => did.push([name, ...words]);
  const handle = createHandle({ swap: deed('swap'), turn: deed('turn'), beat: deed('beat'), online: deed('online') });
  const others = ['beat', 'unknown', 'reset', 'bye'].map((name) => ({ name, data: [''] }));
  const ends = [{ name: '', data: ['<a>', '<b>'] }, { name: 'turn', data: ['ended', '900'] }, { name: 'online', data: ['all 1 1'] },
    ...others].map(handle);
  assert.deepEqual(ends, ['', '', '', '', '', 'reset', 'bye']);
  assert.deepEqual(did, [['swap', '<a>\n<b>'], ['turn', 'ended', '900'], ['online', 'all 1 1'], ['beat']]);
});

function reader(answer, more = {}) {
  const { document, DOMParser } = openPage('<main id="main"><p>old</p></main>', { 'data-after': '1-0' });
  const r = { document, left: 0, processed: [], reported: [], typed: [] };
  const options = {
    document, DOMParser, location: fakeLocation(),
    fetch: async () => answer,
    morph: more.morph ?? ((place, fresh) => (place.replaceWith(fresh), fresh)),
    process: (element) => r.processed.push(element.id),
    dress: (part) => part.setAttribute('data-dressed', ''),
    leave: more.leave ?? (() => ((r.left += 1), true)),
    report: (error) => r.reported.push(error.message),
    draft: { keep: () => r.typed.push(Boolean(document.querySelector('p'))), restore: () => r.typed.push(document.querySelector('main').textContent) },
  };
  return Object.assign(r, { readAnew: createReadAnew(options) });
}
const answered = (status, html = '') => ({ status, text: async () => html });

test('the page is read again into what it is now, and says where it stands', async () => {
  const r = reader(answered(200, '<!DOCTYPE html><body data-after="9-0"><main id="main"><p>new</p></main></body>'));
  assert.equal(await r.readAnew(), '9-0');
  assert.equal(r.document.querySelector('main').innerHTML, '<p>new</p>');
  assert.ok(r.document.querySelector('main').hasAttribute('data-dressed'));
  assert.deepEqual([r.processed, r.left], [['main'], 0]);
  assert.deepEqual(r.typed, [true, 'new'], 'what is typed is kept before, and put back after');
});

test('a page that is another one now is loaded; one that cannot be had now is asked for later', async () => {
  for (const status of [0, 303, 403, 404]) {
    const r = reader(answered(status, '<body><main id="main">not here</main></body>'));
    assert.equal(await r.readAnew(), null);
    assert.equal(r.left, 1);
    assert.doesNotMatch(r.document.querySelector('main').innerHTML, /not here/, 'what is written on the page is gone');
  }
  await assert.rejects(reader(answered(503)).readAnew(), /503/);
});

test('a page that cannot be changed either is loaded, and goes on as it is if that does not help', async () => {
  const page = answered(200, '<body data-after="9-0"><main id="main"></main></body>');
  const morph = () => {
    throw new Error('cannot');
  };
  const r = reader(page, { morph });
  assert.equal(await r.readAnew(), null);
  assert.deepEqual(r.reported, ['cannot']);
  assert.equal(await reader(page, { morph, leave: () => false }).readAnew(), '');
});
