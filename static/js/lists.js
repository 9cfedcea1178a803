// What a page shows of what happens elsewhere, and has drawn again when it is not so any more: lists of meetings, one's rooms, the
// first page, who is in a course. The element says of what it shows something (data-shows).

export const EVERY = 60_000; // meetings are looked at again while they are seen, whatever was told: not all is told to everybody
export const SPREAD = 2_000; // all who read of the same meeting ask within this time, not in one instant
export const REST = 5_000; // between two looks: in a busy room something is said again and again
export const AIMS = 2_000; // who has just moved over what may change its place is about to choose from it

// createLists begins to listen. It returns
//
//	tick  looks at the clock, once a second
//	told  something is other than when the page was drawn: of what that is
//
//	now      the server's time
//	trigger  tells htmx of an event at an element, which has it drawn again
export function createLists({ document, now, trigger, random = Math.random }) {
  const place = () => document.querySelector('[data-shows][hx-get]');
  const shows = (what) => place()?.dataset.shows.split(' ').includes(what);
  const seen = () => document.visibilityState === 'visible';
  let asked = now();
  let due = false;
  let news = false;
  let drawn = -Infinity; // when it was drawn again last
  let aimed = -Infinity;

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
    if (!place() || !seen() || place().querySelector('[aria-expanded=true]')) return; // a menu that is open stays
    const rested = now() - asked;
    const old = shows('meetings') && (rested >= EVERY || (rested >= REST && turned()));
    if (old || (news && now() - drawn >= REST && now() - aimed >= AIMS)) ask();
  }

  // A look that failed saw nothing: there is another, soon where the network was away, and later where Stoa had no answer.
  function failed({ type, target }) {
    if (target !== place()) return;
    news = true;
    if (type === 'htmx:response:error') drawn = now() + EVERY - REST;
  }

  document.addEventListener('htmx:error', failed);
  document.addEventListener('htmx:response:error', failed);
  document.addEventListener('pointermove', ({ target }) => {
    if (target.closest?.('[data-moves]')) aimed = now();
  });

  return {
    tick: look,
    told(what) {
      if (!shows(what)) return;
      news = true;
      look();
    },
  };
}
