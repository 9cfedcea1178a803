// What was done is said for a while, and goes: it is no part of the page.

export const STAYS = 8_000; // for who reads slowly
export const A_LETTER = 80; // and as long as that takes

// createNotices lets each notice of the page go after a while, or with the next thing that is done. Who points at one or is in
// it reads it still.
export function createNotices({ document, setTimeout, clearTimeout }) {
  const all = () => document.querySelectorAll('[data-notice]');

  function watch(notice) {
    let timer;
    let held = 0;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => notice.remove(), Math.max(STAYS, notice.textContent.trim().length * A_LETTER));
    };
    const hold = (by) => () => {
      held += by;
      if (held > 0) clearTimeout(timer);
      else wait();
    };
    for (const [name, by] of [['mouseenter', 1], ['mouseleave', -1], ['focusin', 1], ['focusout', -1]]) notice.addEventListener(name, hold(by));
    wait();
  }

  for (const notice of all()) watch(notice);
  const clear = () => all().forEach((notice) => notice.remove());
  document.addEventListener('submit', clear);
  document.defaultView.addEventListener('pagehide', clear); // one that comes back does not say it again
}
