import { mock, test } from 'node:test';
import assert from 'node:assert/strict';
import { event, fakeChannels, fakeLocation, fakeLocks, fakeStorage, fragment, liveServer, openPage, settled } from './rig.js';

// The parts as main.js puts them together, in a page of a room whose reader is elsewhere than the server.
mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: 1_700_000_000_000 }); // a real interval would never let the test end
const window = openPage(
  `<main id="main"><ol id="lines"></ol><b id="inbox" data-badge>1</b></main>
  <form id="composer"><textarea id="composer-body"></textarea></form><p id="live-status"></p>`,
  { 'data-me': '1', 'data-zone': 'Asia/Kolkata', 'data-live': '/live?topic=meeting:1:2', 'data-after': '7-0' },
);
const { document } = window;
const server = liveServer();
const location = fakeLocation();
const locks = fakeLocks();
const storage = fakeStorage({ 'draft 1 /meetings/1/2': 'half a thou' });
const processed = [];
const channels = {};
const other = {}; // the person's other tab
class BroadcastChannel {
  constructor(name) {
    channels[name] ??= fakeChannels();
    other[name] ??= channels[name]();
    return channels[name]();
  }
}
const inside = { morph: (place, fragment) => place.replaceWith(fragment) };
const triggered = [];
const htmx = { process: (element) => processed.push(element.id), trigger: (element, name) => triggered.push(name), registerExtension: (_, { init }) => init(inside) };
let state = 'visible';
Object.defineProperty(document, 'visibilityState', { get: () => state });
globalThis.window = {
  document, location, sessionStorage: storage, htmx, BroadcastChannel, navigator: { locks }, fetch: server.fetch, Element: window.Element,
  DOMParser: window.DOMParser, matchMedia: () => ({ matches: false }), setTimeout: (...args) => setTimeout(...args), clearTimeout: (...args) => clearTimeout(...args), addEventListener: (...args) => window.addEventListener(...args),
};
globalThis.console = { ...console, error() {} };
await import('./main.js');
await settled();

const live = () => server.calls.filter((call) => call.url.pathname === '/live').at(-1);
const line = (id, author, time) => `<li id="m-${id}" data-author="${author}"><time datetime="2026-11-21T${time}:00Z">${time}</time></li>`;
async function pass(ms) {
  for (let gone = 0; gone < ms; gone += 1_000) {
    mock.timers.tick(1_000);
    await settled();
  }
}

test('a room holds a room’s place and follows from where the page was read', () => {
  assert.deepEqual([...locks.held], ['stoa-stream-room-1']);
  assert.equal(live().url.search, '?topic=meeting%3A1%3A2&after=7-0');
  assert.equal(document.documentElement.className, 'js');
  assert.equal(document.getElementById('composer-body').value, 'half a thou');
});

test('a line comes in the reader’s zone, as his own, and alive', async () => {
  live().answer();
  live().send(event({ id: '8-0', data: [fragment('append', 'lines', line(1, 1, '12:00') + line(2, 2, '12:01'))] }));
  await settled();
  assert.equal(document.getElementById('lines').textContent, '17:3017:31');
  assert.equal(document.getElementById('m-1').className, 'mine just-came');
  assert.equal(document.getElementById('m-2').className, 'just-came');
  assert.deepEqual(processed, ['m-1', 'm-2']);
});

test('a badge goes to the person’s other tabs, and comes from them', async () => {
  const heard = [];
  const channel = other['stoa-badges-1'];
  channel.addEventListener('message', ({ data }) => heard.push(data));
  live().send(event({ data: [fragment('replace', 'inbox', '<b id="inbox" data-badge>2</b>')] }));
  await settled();
  assert.equal(document.getElementById('inbox').textContent, '1', 'what one reads is told and read in one');
  await pass(1_000);
  assert.equal(document.getElementById('inbox').textContent, '2');
  assert.equal(heard.filter((data) => /inbox/.test(data)).length, 1);
  channel.postMessage(fragment('replace', 'inbox', '<b id="inbox" data-badge>3</b>'));
  await settled();
  await pass(1_000);
  assert.equal(document.getElementById('inbox').textContent, '3');
});

test('what is said in rooms asks for nothing anew but where that is shown', async () => {
  const shows = document.createElement('div');
  shows.setAttribute('hx-get', '/');
  shows.dataset.shows = 'meetings people rooms';
  document.body.append(shows);
  const say = async (...parts) => {
    live().send(parts.map((part) => event({ data: part.split('\n') })).join(''));
    await settled();
    await pass(6_000);
    return triggered.length;
  };
  const room = (id, line) => `<template data-swap="room" data-target="${id}" data-line="${line}" data-event="${line}"></template>`;
  const marks = '<template data-swap="marks" data-blocked="" data-marks="general 0 0\n1:2 3 0"></template>';
  assert.equal(await say(marks, room('general', 5), room('1:2', 3)), 0, 'what comes first the page has');
  for (const line of [6, 7, 8]) assert.equal(await say(room('general', line)), 0);
  assert.equal(await say(room('1:2', 4)), 1, 'something is unread in another room');
  shows.dataset.shows = 'meetings';
  assert.equal(await say(room('1:2', 3), room('general', 41)), 1);
  shows.dataset.shows = 'lines';
  assert.equal(await say(room('general', 42)), 2);
  shows.remove();
});

test('a room that is hidden stays live; silence has it come back, with the cursor', async () => {
  state = 'hidden';
  document.dispatchEvent(new window.Event('visibilitychange'));
  await settled();
  assert.equal(live().open, true);
  await pass(46_000);
  assert.equal(server.calls[0].open, false);
  assert.equal(live().url.searchParams.get('after'), '8-0');
});

test('who blocks somebody elsewhere has the room read again, once', async () => {
  live().answer();
  const at = server.calls.length;
  live().send(event({ data: ['<template data-swap="marks" data-marks="" data-blocked="7"></template>'] }));
  await settled();
  const asked = server.calls.slice(at);
  assert.deepEqual(asked.map(({ url }) => url.pathname), ['/meetings/1/2']);
  asked[0].answer(200, '<body data-after="8-0"><main id="main"><ol id="lines" data-blocked="7"></ol><b id="inbox" data-badge>3</b></main></body>');
  await settled();
  live().answer();
  live().send(event({ data: ['<template data-swap="marks" data-marks="" data-blocked="7"></template>'] }));
  await settled();
  assert.equal(server.calls.slice(at).filter(({ url }) => url.pathname === '/meetings/1/2').length, 1);
});

test('who drops a course elsewhere has what can be done in it drawn again', async () => {
  const action = document.createElement('div');
  action.id = 'course-action';
  Object.assign(action.dataset, { room: 'course-a', enrolled: 'true' });
  document.getElementById('main').append(action);
  const heard = async (part) => {
    live().send(event({ data: part.split('\n') }));
    await settled();
    await pass(2_000);
    return triggered.length;
  };
  const marks = (of) => `<template data-swap="marks" data-blocked="7" data-marks="${of}"></template>`;
  const before = await heard(marks('general 0 0\ncourse-a 0 0'));
  assert.equal(await heard('<template data-swap="room" data-target="general" data-line="1" data-event="1"></template>'), before, 'one room’s news');
  assert.equal(await heard(marks('general 0 0')), before + 1);
  action.remove();
});

test('whom one blocks, or no longer does, has a list of what was said drawn again, and the same as before does not', async () => {
  const shows = document.createElement('div');
  shows.setAttribute('hx-get', '/rooms');
  shows.dataset.shows = 'lines';
  const lines = document.getElementById('lines');
  lines.replaceWith(shows); // as in a list
  state = 'visible';
  let at;
  const asked = async (blocked) => {
    live().send(event({ data: [`<template data-swap="marks" data-marks="" ${blocked}></template>`] }));
    await settled();
    await pass(8_000);
    const before = at;
    at = triggered.length;
    return at - before;
  };
  await asked('data-blocked="7"');
  assert.equal(await asked('data-blocked="7"'), 0, 'as it was');
  assert.equal(await asked('data-blocked="7 8"'), 1);
  assert.equal(await asked(''), 0, 'nothing is said of it');
  assert.equal(await asked('data-blocked=""'), 1);
  shows.dataset.shows = 'meetings';
  assert.equal(await asked('data-blocked="7"'), 0, 'where nothing is shown that was said');
  shows.replaceWith(lines);
  state = 'hidden';
});

test('what cannot be put in has the page read again', async () => {
  live().answer();
  const { process } = htmx;
  htmx.process = () => {
    htmx.process = process;
    throw new Error('cannot');
  };
  live().send(event({ id: '9-0', data: [fragment('append', 'lines', line(3, 2, '12:02'))] }));
  await settled();
  await pass(1_000);
  const read = server.last();
  assert.equal(read.url.pathname, '/meetings/1/2');
  assert.equal(read.headers.Accept, 'text/html');
  read.answer(200, `<body data-after="11-0"><main id="main"><ol id="lines">${line(3, 1, '12:02')}</ol></main></body>`);
  await settled();
  assert.equal(document.getElementById('m-3').className, 'mine');
  assert.equal(live().url.searchParams.get('after'), '11-0');
});

test('a meeting that is over is another page, when its turn comes', async () => {
  live().answer();
  document.getElementById('composer-body').value = '';
  live().send(event({ id: '12-0', name: 'turn', data: ['ended', '3000'] }));
  await settled();
  assert.equal(location.reloads, 0);
  await pass(3_000);
  assert.equal(location.reloads, 1);
});

test('a list that htmx put in is followed instead of the one before', async () => {
  document.getElementById('main').innerHTML = '<div data-live="/live?topic=course:5"></div>';
  document.dispatchEvent(new window.Event('htmx:after:swap'));
  await settled();
  assert.equal(live().url.search, '?topic=course%3A5&after=12-0');
});

test('somebody who is offline is told, and is live again at once', async () => {
  window.dispatchEvent(new window.Event('offline'));
  assert.match(document.getElementById('live-status').textContent, /offline/);
  const before = server.calls.length;
  window.dispatchEvent(new window.Event('online'));
  await settled();
  assert.deepEqual([document.getElementById('live-status').textContent, server.calls.length], ['', before + 1]);
});

test('a page that goes away gives its place back, and takes one when it comes again', async () => {
  window.dispatchEvent(new window.Event('pagehide'));
  await settled();
  assert.deepEqual([locks.held.size, live().open], [0, false]);
  window.dispatchEvent(Object.assign(new window.Event('pageshow'), { persisted: true }));
  await settled();
  assert.deepEqual([locks.held.size, live().open], [1, true]);
});

test('a room beyond three is live while it is seen, and polls while it is hidden', async () => {
  window.dispatchEvent(new window.Event('pagehide'));
  await settled();
  const free = [];
  const { signal } = new AbortController();
  for (const n of [1, 2, 3]) locks.request('stoa-stream-room-' + n, { signal }, () => new Promise((done) => free.push(done)));
  await settled();
  state = 'visible';
  window.dispatchEvent(Object.assign(new window.Event('pageshow'), { persisted: true }));
  await settled();
  assert.ok(locks.held.has('stoa-stream-visible'));
  state = 'hidden';
  document.dispatchEvent(new window.Event('visibilitychange'));
  await pass(1_000);
  assert.equal(locks.held.has('stoa-stream-visible'), false);
  assert.equal(live().url.searchParams.get('once'), '1');
  free.forEach((give) => give());
  await settled();
  assert.deepEqual([locks.held.size, live().url.searchParams.get('once')], [1, null]);
});

test('a reset loads the page, with what is being typed, and a second one right after does not', async () => {
  document.getElementById('composer-body').value = 'another';
  for (let i = 0; i < 2; i++) {
    live().answer();
    live().send(event({ name: 'reset' }));
    await settled();
    assert.equal(location.reloads, 2);
    if (i === 0) assert.equal(storage.getItem('draft 1 /meetings/1/2'), 'another');
    if (i === 0) await import('./main.js?again'); // the page, after it was loaded
    await settled();
  }
  await pass(1_000);
  assert.equal(live().open, true, 'it goes on as after a lost connection');
});
