// Which of a browser's tabs have a stream: the one that is seen, and three rooms, for who reads slides in another tab is
// still in the room. A hidden tab that is no room rests, and catches up when it is seen again; a tab that would have a
// stream and finds no place polls until there is one.

import { LIVE, POLL, REST } from './stream.js';
import { ROOMS, VISIBLE } from './places.js';

export const PATIENCE = 1_000; // a place is mostly there in a moment: until then a page does not begin to poll

// createTabs returns look, to be called whenever something may have changed, leave, for when the page goes away, and mode.
//
//	take     gives out places (places.js)
//	follows  says whether there is anything to follow
//	isRoom   whether the page is a room
//	change   hears that the mode is another; what it returns ends when the old connection has
export function createTabs({ document, take, follows, isRoom, change }) {
  let held = null;
  let asking = null; // AbortController of the question for a place
  let patient = false;
  let away = false;
  let round = 0;

  function wants() {
    if (away || !follows()) return [];
    const seen = document.visibilityState === 'visible';
    if (isRoom) return seen ? [...ROOMS, VISIBLE] : ROOMS;
    return seen ? [VISIBLE, ...ROOMS] : [];
  }

  function mode() {
    if (held) return LIVE;
    return wants().length && !patient ? POLL : REST;
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
    if (held && !wants().includes(held.name)) await give();
    if (mine !== round) return;
    if (held) return held.confirm();
    const names = wants();
    if (names.length) await ask(isRoom ? names : [VISIBLE], true);
    else await change();
  }

  // ask waits for a place. At first a list asks for its own alone, which the tab that was seen before is about to give; if
  // that one stays, another window is seen too, and any place will do.
  async function ask(names, waits) {
    const control = (asking = new AbortController());
    patient = waits;
    const timer = waits && setTimeout(() => {
      patient = false;
      change();
      control.abort();
      ask(wants(), false);
    }, PATIENCE);
    const place = await take(names, control.signal);
    clearTimeout(timer);
    if (!place) return;
    if (control.signal.aborted) return place.release();
    patient = false;
    held = place;
    place.lost.then(async () => {
      if (held !== place) return;
      await give();
      look();
    });
    change();
  }

  return {
    mode,
    look: () => ((away = false), look()),
    leave: () => ((away = true), look()),
  };
}
