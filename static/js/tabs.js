// Which of a browser's tabs have a stream: the one that is seen, or else one of those behind, so that who has a page open is online and
// is told things; and three rooms, for who reads slides in another tab is still in the room. The tab that was looked at last keeps its
// stream until one that is seen asks for it, and when it goes another of those behind takes over. The rest wait without polling, and
// catch up when they are seen again. A tab that is seen, or a room, and finds no place polls until there is one.

import { LIVE, POLL, REST } from './stream.js';
import { ROOMS, VISIBLE } from './places.js';

// A place is mostly there in a moment: until then a page does not begin to poll, and one behind leaves it to who is seen, or comes next.
export const PATIENCE = 1_000;

// What tabs say to each other.
const WANTED = 'wanted'; // one that is seen waits for VISIBLE
const BEHIND = 'behind'; // one that is not has it

// createTabs returns look, to be called whenever something may have changed, leave, for when the page goes away, freeze, for when the
// browser stops it until it is seen again, and mode.
//
//	take     gives out places (places.js)
//	channel  reaches the other tabs
//	follows  says whether there is anything to follow
//	isRoom   whether the page is a room
//	change   hears that the mode is another; what it returns ends when the old connection has
export function createTabs({ document, take, channel, follows, isRoom, change }) {
  let held = null;
  let asking = null; // AbortController of the question for a place
  let patient = false;
  let begs = false; // it waits for VISIBLE, and is seen
  let yields = null; // timer of one behind that leaves VISIBLE to who is seen
  let away = false;
  let round = 0;

  const seen = () => document.visibilityState === 'visible';
  const behind = () => !isRoom && !seen();
  const tell = (kind) => channel.postMessage({ kind });

  function wants() {
    if (away || !follows()) return [];
    if (isRoom) return seen() ? [...ROOMS, VISIBLE] : ROOMS;
    if (seen()) return [VISIBLE, ...ROOMS];
    return yields ? [] : [VISIBLE];
  }

  function mode() {
    if (held) return LIVE;
    return wants().length && !patient && !behind() ? POLL : REST;
  }

  // give gives the place back: only when the stream is closed, so that there is never one too many.
  async function give() {
    const old = held;
    held = null;
    await change();
    old.release();
  }

  async function look() {
    const mine = ++round;
    asking?.abort();
    asking = null;
    begs = false;
    if (held && !wants().includes(held.name)) await give();
    if (mine !== round) return;
    if (held) {
      if (behind()) tell(BEHIND);
      return held.confirm();
    }
    const names = wants();
    if (behind() || !names.length) await change();
    if (mine === round && names.length) await ask(isRoom ? names : [VISIBLE], !behind());
  }

  // ask waits for a place. At first a list asks for its own alone, which the tab that was seen before is about to give; if
  // that one stays, another window is seen too, and any place will do. A room asks who is behind only when no other is free.
  async function ask(names, waits) {
    const control = (asking = new AbortController());
    patient = waits;
    const timer = waits && setTimeout(() => {
      patient = false;
      change();
      control.abort();
      ask(wants(), false);
    }, PATIENCE);
    const asked = take(names, control.signal);
    begs = seen() && !(isRoom && waits);
    if (begs) tell(WANTED);
    const place = await asked;
    clearTimeout(timer);
    if (place && behind()) await calm(control.signal);
    if (!place) return;
    if (control.signal.aborted) return place.release();
    patient = begs = false;
    held = place;
    place.lost.then(async () => {
      if (held !== place) return;
      await give();
      look();
    });
    change();
  }

  // calm waits a moment with a place that was given back: who had it may only be on the way to another page.
  function calm(signal) {
    tell(BEHIND);
    return new Promise((done) => {
      setTimeout(done, PATIENCE);
      signal.addEventListener('abort', done);
    });
  }

  function step() {
    clearTimeout(yields);
    yields = setTimeout(() => {
      yields = null;
      if (behind()) look();
    }, PATIENCE);
    look();
  }

  channel.addEventListener('message', ({ data: { kind } }) => {
    if (kind === WANTED && behind()) step();
    if (kind === BEHIND && begs) tell(WANTED);
  });

  const leave = () => ((away = true), look());
  return {
    mode,
    look: () => ((away = false), look()),
    leave,
    freeze: () => (isRoom && held) || leave(),
  };
}
