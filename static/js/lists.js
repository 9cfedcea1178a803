// Lists of meetings: what begins, ends or is planned while one reads them is right in them soon after.

export const EVERY = 60_000; // looked at again while it is seen, whatever was told
export const SPREAD = 2_000; // all who read of the same meeting ask within this time, not in one instant
export const REST = 5_000; // between two looks: in a busy room something is said again and again

// createLists returns
//
//	tick  looks at the clock, once a second
//	told  the stream has told the reader something, which may be about a meeting
//
//	now      the server's time
//	trigger  tells htmx of an event at an element, which has it drawn again
export function createLists({ document, now, trigger, random = Math.random }) {
  const place = () => document.querySelector('#meeting-lists[hx-get]');
  const seen = () => document.visibilityState === 'visible';
  let asked = now();
  let due = false;
  let connected = false;
  let news = false;
  let drawn = -Infinity; // when it was drawn again last

  function ask() {
    if (due || !place()) return;
    due = true;
    setTimeout(() => {
      due = news = false;
      asked = drawn = now();
      if (place()) trigger(place(), 'stale');
    }, random() * SPREAD);
  }

  // turned reports whether a date has begun or ended that the list still has as it was.
  const turned = () => [...place().querySelectorAll('[data-turns]')].some(({ dataset }) => dataset.turns && Date.parse(dataset.turns) <= now());

  function look() {
    if (!place() || !seen()) return;
    const rested = now() - asked;
    if (rested >= EVERY || (rested >= REST && turned()) || (news && now() - drawn >= REST)) ask();
  }

  return {
    tick: look,
    told() {
      if (connected) news = true;
      connected = true; // what comes at connect is what the page has
      look();
    },
  };
}
