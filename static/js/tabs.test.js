import { beforeEach, mock, test } from 'node:test';
import assert from 'node:assert/strict';
import { ANSWERS_IN, ASK_AGAIN, createChannelPlaces, createLockPlaces, VISIBLE } from './places.js';
import { createTabs, PATIENCE } from './tabs.js';
import { LIVE, POLL, REST } from './stream.js';
import { fakeChannels, fakeLocks, settled } from './rig.js';

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_700_000_000_000 });
});

// In each browser of ways the same must hold: one that has Web Locks, and one that has none.
const ways = {
  'Web Locks': () => {
    const locks = fakeLocks();
    const open = fakeChannels();
    return () => ({ take: createLockPlaces(locks), channel: open() });
  },
  BroadcastChannel: () => {
    const open = fakeChannels();
    let id = 0;
    return () => {
      const channel = open();
      return { take: createChannelPlaces({ channel, id: (id += 1) }), channel };
    };
  },
};

// pass lets time go by in steps, as messages between tabs need some.
async function pass(ms) {
  for (let gone = 0; gone < ms; gone += 50) {
    await settled();
    mock.timers.tick(50);
  }
  await settled();
}

// browser opens tabs, and never has more than four streams: a stream takes a while to close.
function browser(way) {
  const give = ways[way]();
  const b = { tabs: [], open: 0, most: 0 };
  b.tab = (isRoom, visibilityState = 'visible', follows = true) => {
    const document = { visibilityState };
    const { take, channel } = give();
    const t = { document, channel, polls: 0, opened: 0, live: false, follows };
    t.change = async () => {
      if (t.mode() === POLL) t.polls += 1;
      if (t.mode() === LIVE && !t.live) {
        t.live = true;
        t.opened += 1;
        b.most = Math.max(b.most, ++b.open);
      } else if (t.mode() !== LIVE && t.live) {
        await settled(); // the connection takes a moment to close
        t.live = false;
        b.open -= 1;
      }
    };
    Object.assign(t, createTabs({ document, take, channel, isRoom, follows: () => t.follows, change: () => t.change() }));
    t.show = () => ((document.visibilityState = 'visible'), t.look());
    t.hide = () => ((document.visibilityState = 'hidden'), t.look());
    b.tabs.push(t);
    t.look();
    return t;
  };
  b.modes = () => b.tabs.map((t) => t.mode());
  return b;
}

const LONG = ASK_AGAIN + 2_000;

for (const way of Object.keys(ways)) {
  test(`${way}: ten tabs of lists have one stream, and it goes with the eyes`, async () => {
    const b = browser(way);
    for (let i = 0; i < 10; i++) {
      b.tabs.forEach((t) => t.hide());
      b.tab(false);
      await pass(1_500);
    }
    assert.deepEqual(b.modes(), [...Array(9).fill(REST), LIVE]);
    b.tabs[9].hide();
    b.tabs[2].show();
    await pass(1_500);
    assert.deepEqual(b.modes(), [REST, REST, LIVE, ...Array(7).fill(REST)]);
    assert.equal(b.most, 1);
    assert.equal(b.tabs[2].polls, 0, 'it was live at once, and did not need to poll');
  });

  test(`${way}: three rooms keep their streams when hidden, and further ones poll`, async () => {
    const b = browser(way);
    for (let i = 0; i < 5; i++) {
      b.tab(true, 'hidden');
      await pass(1_500);
    }
    b.tab(false);
    await pass(LONG);
    assert.deepEqual(b.modes(), [LIVE, LIVE, LIVE, POLL, POLL, LIVE]);
    assert.equal(b.most, 4);
  });

  test(`${way}: a room beyond the three is live while it is seen`, async () => {
    const b = browser(way);
    for (let i = 0; i < 4; i++) b.tab(true, 'hidden');
    const list = b.tab(false);
    await pass(LONG);
    const fourth = b.tabs.findIndex((t) => t.mode() === POLL);
    list.hide();
    b.tabs[fourth].show();
    await pass(LONG);
    assert.deepEqual(b.modes(), [LIVE, LIVE, LIVE, LIVE, REST]);
    b.tabs[fourth].hide();
    list.show();
    await pass(LONG);
    assert.deepEqual([b.tabs[fourth].mode(), list.mode()], [POLL, LIVE]);
    assert.equal(b.most, 4);
  });

  test(`${way}: five windows that are seen at once share four streams, and the fifth polls until one is closed`, async () => {
    const b = browser(way);
    for (let i = 0; i < 5; i++) b.tab(false);
    await pass(LONG);
    assert.equal(b.modes().filter((m) => m === LIVE).length, 4);
    const fifth = b.tabs.find((t) => t.mode() === POLL);
    assert.ok(fifth.polls > 0);
    b.tabs.find((t) => t.mode() === LIVE).leave();
    await pass(1_500);
    assert.equal(fifth.mode(), LIVE);
    assert.equal(b.most, 4);
  });

  test(`${way}: a page that follows nothing takes nobody’s place`, async () => {
    const b = browser(way);
    for (let i = 0; i < 5; i++) b.tab(false, 'visible', false);
    const list = b.tab(false);
    await pass(1_500);
    assert.deepEqual(b.modes(), [...Array(5).fill(REST), LIVE]);
    list.follows = false; // a search that found nothing
    list.look();
    await pass(1_500);
    assert.equal(b.open, 0);
  });

  test(`${way}: a tab that is shown and hidden quickly leaves no place behind`, async () => {
    const b = browser(way);
    const t = b.tab(false, 'hidden');
    for (let i = 0; i < 7; i++) {
      t.show();
      await pass(i * 50);
      t.hide();
    }
    await pass(1_500);
    t.leave();
    for (let i = 0; i < 4; i++) b.tab(false);
    await pass(LONG);
    assert.deepEqual(b.modes(), [REST, LIVE, LIVE, LIVE, LIVE]);
  });

  test(`${way}: the tab that was looked at last stays live when none is seen, and the others wait without polling`, async () => {
    const b = browser(way);
    for (let i = 0; i < 3; i++) {
      b.tabs.forEach((t) => t.hide());
      b.tab(false);
      await pass(1_500);
    }
    b.tabs[2].hide();
    await pass(LONG);
    assert.deepEqual([b.modes(), b.tabs[2].opened], [[REST, REST, LIVE], 1], 'its connection is the same all the time');
    b.tabs[0].show();
    await pass(LONG);
    assert.deepEqual(b.modes(), [LIVE, REST, REST]);
    assert.deepEqual([b.most, b.tabs.map((t) => t.polls)], [1, [0, 0, 0]]);
  });

  test(`${way}: when the tab that is seen goes, one of those behind takes over`, async () => {
    const b = browser(way);
    const behind = [b.tab(false, 'hidden'), b.tab(false, 'hidden')];
    const front = b.tab(false);
    await pass(LONG);
    assert.deepEqual(b.modes(), [REST, REST, LIVE]);
    front.leave();
    await pass(LONG);
    const heir = behind.find((t) => t.mode() === LIVE);
    assert.equal(b.open, 1);
    heir.channel.dead = true; // it crashes: nobody hears of it
    heir.leave();
    await pass(LONG);
    assert.deepEqual([b.open, b.most, b.tabs.map((t) => t.polls)], [1, 1, [0, 0, 0]]);
  });

  test(`${way}: a tab that goes from page to page wakes nobody behind it`, async () => {
    const b = browser(way);
    const behind = b.tab(false, 'hidden');
    for (let i = 0; i < 5; i++) {
      const page = b.tab(false);
      await pass(1_500);
      assert.equal(page.mode(), LIVE);
      page.leave();
      await pass(500);
    }
    assert.equal(behind.opened, 0);
  });

  test(`${way}: of two windows that are seen, the one that polls has the place of the other once that is not`, async () => {
    const b = browser(way);
    for (let i = 0; i < 3; i++) {
      b.tab(true, 'hidden');
      await pass(1_500);
    }
    const one = b.tab(false);
    await pass(1_500);
    const two = b.tab(false);
    await pass(1_500);
    assert.deepEqual([one.mode(), two.mode()], [LIVE, POLL]);
    one.hide();
    await pass(LONG);
    assert.deepEqual([one.mode(), two.mode()], [REST, LIVE]);
    assert.equal(b.most, 4);
  });

  test(`${way}: a room that has a place of its own to take leaves the tab behind its stream`, async () => {
    const b = browser(way);
    const list = b.tab(false);
    await pass(1_500);
    list.hide();
    const room = b.tab(true);
    await pass(1_500);
    assert.deepEqual([room.mode(), list.mode(), list.opened], [LIVE, LIVE, 1]);
  });

  test(`${way}: a tab that has just given way and is seen again waits no longer than a moment before it polls`, async () => {
    const b = browser(way);
    for (let i = 0; i < 3; i++) {
      b.tab(true, 'hidden');
      await pass(1_500);
    }
    const one = b.tab(false);
    await pass(1_500);
    one.hide();
    const two = b.tab(false);
    await pass(PATIENCE / 2);
    one.show(); // in a window beside the other's
    await pass(PATIENCE + 50);
    assert.deepEqual([one.mode(), two.mode()], [POLL, LIVE]);
  });

  test(`${way}: a tab that the browser stops leaves its place to others, but a room is still in its own`, async () => {
    const b = browser(way);
    const room = b.tab(true, 'hidden');
    const one = b.tab(false);
    await pass(1_500);
    const two = b.tab(false, 'hidden');
    one.hide();
    for (const t of [room, one]) t.freeze();
    await pass(LONG);
    assert.deepEqual(b.modes(), [LIVE, REST, LIVE]);
    two.freeze();
    one.look(); // it goes on
    await pass(LONG);
    assert.deepEqual(b.modes(), [LIVE, LIVE, REST]);
  });
}

test('a page that waits for its place longer than a moment polls meanwhile', async () => {
  const b = browser('Web Locks');
  for (let i = 0; i < 4; i++) b.tab(false);
  await pass(0);
  const t = b.tab(false);
  await settled();
  assert.deepEqual([t.mode(), t.polls], [REST, 0]);
  await pass(PATIENCE);
  assert.deepEqual([t.mode(), t.polls], [POLL, 1]);
});

test('BroadcastChannel: a tab that crashed holds its place no longer than until it is asked for again', async () => {
  const b = browser('BroadcastChannel');
  for (let i = 0; i < 3; i++) {
    b.tab(true, 'hidden');
    await pass(1_500);
  }
  const t = b.tab(true, 'hidden');
  await pass(1_500);
  assert.equal(t.mode(), POLL);
  b.tabs[1].channel.dead = true;
  await pass(LONG);
  assert.equal(t.mode(), LIVE);
});

test('BroadcastChannel: of two that took the same place the older keeps it, and the other steps back', async () => {
  const b = browser('BroadcastChannel');
  const frozen = b.tab(true, 'hidden');
  await pass(1_500);
  frozen.channel.dead = true; // asleep: it does not answer
  const others = [b.tab(true, 'hidden'), b.tab(true, 'hidden'), b.tab(true, 'hidden')];
  await pass(LONG);
  assert.deepEqual(b.modes(), [LIVE, LIVE, LIVE, LIVE]);
  frozen.channel.dead = false;
  frozen.look(); // it wakes
  await pass(LONG);
  assert.deepEqual([frozen.mode(), others.filter((t) => t.mode() === POLL).length], [LIVE, 1]);
});

test('BroadcastChannel: a place that is given back is taken by who waits, at once', async () => {
  const b = browser('BroadcastChannel');
  for (let i = 0; i < 3; i++) {
    b.tab(true, 'hidden');
    await pass(1_000);
  }
  const t = b.tab(true, 'hidden');
  await pass(1_500); // it has just asked, and would ask again by itself much later
  assert.equal(t.mode(), POLL);
  b.tabs[0].leave();
  await pass(2 * ANSWERS_IN + 200);
  assert.equal(t.mode(), LIVE);
});

test('Web Locks: of several that are given at once only one is held, and the rest is no longer asked for', async () => {
  const given = [];
  const signals = [];
  const locks = { request: async (name, { signal }, callback) => (signals.push(signal), given.push(callback)) };
  const control = new AbortController();
  const place = createLockPlaces(locks)(['a', 'b'], control.signal);
  const [held, passed] = given.map((give) => give());
  assert.equal(passed, undefined, 'a second one is held');
  assert.ok(signals.every((signal) => signal.aborted));
  const { name, release } = await place;
  assert.equal(name, 'a');
  release();
  await held;
  const late = createLockPlaces(locks)(['a'], control.signal);
  control.abort();
  assert.equal(given[2](), undefined, 'who no longer waits holds something');
  assert.equal(await late, null);
  assert.equal(await createLockPlaces(locks)(['a'], control.signal), null);
});

test('a place that comes when it is no longer wanted is given back', async () => {
  let come;
  let released = 0;
  const document = { visibilityState: 'visible' };
  const take = () => new Promise((done) => (come ??= done));
  const tabs = createTabs({ document, take, channel: fakeChannels()(), isRoom: false, follows: () => true, change() {} });
  tabs.look();
  tabs.leave();
  come({ name: 'stoa-stream-visible', release: () => (released += 1), lost: new Promise(() => {}) });
  await settled();
  assert.deepEqual([released, tabs.mode()], [1, REST]);
});

test('Web Locks: a place is given back only when its stream is closed', async () => {
  const locks = fakeLocks();
  let closed;
  let away = false;
  const document = { visibilityState: 'visible' };
  const tabs = createTabs({ document, take: createLockPlaces(locks), channel: fakeChannels()(), isRoom: false, follows: () => true,
    change: () => (away ? new Promise((done) => (closed = done)) : undefined) });
  tabs.look();
  await settled();
  away = true;
  tabs.leave();
  await settled();
  assert.equal(locks.held.size, 1);
  closed();
  await settled();
  assert.equal(locks.held.size, 0);
});

test('a tab that is seen again while its stream is closing asks for one place', async () => {
  let closed;
  const asked = [];
  const document = { visibilityState: 'visible' };
  const take = () => new Promise((done) => asked.push(done));
  let away = false;
  const change = () => (away ? new Promise((done) => (closed = done)) : undefined);
  const tabs = createTabs({ document, take, channel: fakeChannels()(), isRoom: false, follows: () => true, change });
  tabs.look();
  asked[0]({ name: VISIBLE, release() {}, confirm() {}, lost: new Promise(() => {}) });
  await settled();
  away = true;
  tabs.leave();
  await settled();
  away = false;
  tabs.look();
  closed();
  await settled();
  assert.equal(asked.length, 2, 'the second place would be held for ever');
});

test('BroadcastChannel: a place that is not wanted any more when it comes is free for others', async () => {
  const open = fakeChannels();
  const one = createChannelPlaces({ channel: open(), id: 1 });
  const two = createChannelPlaces({ channel: open(), id: 2 });
  const control = new AbortController();
  const late = one(['a'], control.signal);
  await pass(ANSWERS_IN + 50); // it has seen that nobody has the place, and says that it takes it
  control.abort();
  await pass(ANSWERS_IN);
  assert.equal(await late, null);
  let got;
  two(['a'], new AbortController().signal).then((place) => (got = place));
  await pass(3 * ANSWERS_IN);
  assert.equal(got?.name, 'a');
});

test('BroadcastChannel: giving back a place that was lost gives back no other', async () => {
  const open = fakeChannels();
  const channel = open();
  const take = createChannelPlaces({ channel: open(), id: 2 });
  const { signal } = new AbortController();
  const taken = async (name) => {
    let place;
    take([name], signal).then((got) => (place = got));
    await pass(3 * ANSWERS_IN);
    return place;
  };
  const first = await taken('a');
  channel.postMessage({ kind: 'held', id: 1, name: 'a', since: 0 }); // an older tab wakes, and has it
  await first.lost;
  await taken('b');
  first.release();
  const heard = [];
  channel.addEventListener('message', ({ data }) => heard.push(data));
  channel.postMessage({ kind: 'who', id: 1 });
  await pass(100);
  assert.deepEqual(heard.map(({ kind, name }) => [kind, name]), [['held', 'b']]);
});
