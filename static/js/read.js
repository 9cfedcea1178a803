// How far the reader has read in a room that outlives meetings: the page says so as lines come into sight. It is kept by Stoa, and
// never goes back by itself, whichever tab says it last. Who comes to a room begins where they have not read yet.
//
// Once the reader has marked lines as unread no page of theirs reads these again, so that they stay as they were marked: until a
// later line is read, the reader comes back to the page from elsewhere, or opens the room anew.
//
// In a meeting's room it is not kept how far one has read: the page says only which line that mentions the reader came into sight.

export const EVERY = 1_000; // lines that come together are told together
export const SPREAD = 4_000; // a line that comes is seen by all readers of a room at once, who tell it over this time
export const AT_MOST_EVERY = 200; // a room of two has one reader: what they have seen is told at once, lest it rings for them elsewhere

// createRead begins to listen. It returns
//
//	look    after the conversation has changed, or was moved
//	now     tells what is waited with: also who turns away, or goes to another page, has seen what was in sight
//	shown   what the page has shown by now, for a line that is written on it; '' where that is not kept
//	told    hears how far Stoa knows that a room is read, and how often its reader has set that back
//	unread  the action of a menu's entry: the line and those after it are unread again
//
//	saw     hears at once how far a room was seen, and how often that was set back before
//	inView  says whether a line's end is in sight, or above it; above whether an element is out of sight above
export function createRead({
  document,
  location,
  fetch,
  newOp,
  say,
  setTimeout,
  saw = () => {},
  random = Math.random,
  inView = endInView,
  above = aboveView,
}) {
  const list = () => document.getElementById('lines');
  const scroll = () => document.getElementById('scroll');
  const lines = () => [...list().querySelectorAll(':scope > .line')];
  const hidden = () => document.visibilityState === 'hidden';
  const number = (line) => Number(line?.id.slice(2) ?? 0);
  const kept = () => list()?.dataset.room !== undefined; // it is kept how far this room is read
  const mentions = (line) => line.querySelector(`[data-mention="${document.body.dataset.me}"]`);
  const ofTwo = () => /^\d+:\d+$/.test(list().dataset.room);
  let done = Number(list()?.dataset.read ?? 0);
  let times = Number(list()?.dataset.marked ?? 0);
  let rest = 0; // set back by the reader: what this page showed up to here counts no more
  let waiting = false; // something came into sight that is not told yet
  let resting = false; // in a room of two something has just been told
  let said = ''; // what saw has heard

  // seen returns the last line that was read now: the last that is in sight, or was. A page on which unread lines are missing has
  // nowhere to tell it.
  function seen() {
    if (!list()?.dataset.readTo) return 0;
    const line = number(lines().findLast((one) => (kept() || mentions(one)) && inView(one, scroll())));
    return line <= rest ? 0 : line;
  }

  async function tell() {
    const line = seen();
    if (line <= done) return;
    const before = done;
    done = line;
    const answer = await fetch(list().dataset.readTo, {
      method: 'POST',
      headers: { 'HX-Request': 'true' },
      body: new URLSearchParams({ line, marked: times }),
      keepalive: true,
    }).catch(() => null);
    if (!answer?.ok && done === line) done = before; // it is told with the next
  }

  function look() {
    if (hidden()) return;
    const line = seen();
    if (line <= done) return;
    if (kept() && said !== `${line} ${times}`) saw(list().dataset.room, line, times);
    said = `${line} ${times}`;
    if (waiting) return;
    waiting = true;
    if (!ofTwo()) setTimeout(now, EVERY + random() * SPREAD);
    else if (!resting) now();
  }

  function now() {
    if (!waiting) return;
    waiting = false;
    void tell();
    if (!ofTwo()) return;
    resting = true;
    setTimeout(() => {
      resting = false;
      now();
    }, AT_MOST_EVERY);
  }

  // shown: a page on which unread lines are missing was drawn with how far its reader had read before them.
  function shown() {
    if (kept()) return { line: seen(), marked: times };
    const drawn = (name) => document.querySelector(`#composer [name=${name}]`)?.value ?? '';
    return drawn('seen') && { line: drawn('seen'), marked: drawn('marked') };
  }

  // mark puts the words that stand before the first unread line before this one.
  function mark(line) {
    document.getElementById('first-unread')?.remove();
    const words = document.createElement('li');
    words.id = 'first-unread';
    words.className = 'since';
    words.append(document.createElement('span'));
    words.firstChild.textContent = 'Unread from here';
    line.before(words);
  }

  function turned() {
    if (hidden()) return now();
    rest = 0;
    look();
  }

  const first = document.getElementById('first-unread');
  if (first && ['', '#first-unread'].includes(location.hash) && above(first, scroll())) first.scrollIntoView({ block: 'start' });
  scroll()?.addEventListener('scroll', look);
  document.addEventListener('visibilitychange', turned);
  look();

  return {
    look,
    now,
    shown,
    told(room, line, marked) {
      if (room !== list()?.dataset.room || marked < times) return;
      if (marked === times) done = Math.max(done, line);
      else [done, times, rest] = [line, marked, number(lines().at(-1))];
    },
    async unread(entry, from) {
      const line = from.closest('#lines > li');
      const was = rest;
      rest = number(lines().at(-1));
      const answer = await fetch(entry.href, {
        method: 'POST',
        headers: { 'HX-Request': 'true' },
        body: new URLSearchParams({ op: newOp() }),
      }).catch(() => null);
      if (!answer?.ok) {
        rest = was;
        say('It could not be marked as unread. Please try again.');
        look();
      } else if (line) {
        mark(line);
        say('Marked as unread from here.');
      } else {
        location.href = entry.href;
      }
    },
  };
}

function endInView(line, scroll) {
  return line.getBoundingClientRect().bottom <= scroll.getBoundingClientRect().bottom + 1;
}

function aboveView(element, scroll) {
  return element.getBoundingClientRect().top < scroll.getBoundingClientRect().top;
}
