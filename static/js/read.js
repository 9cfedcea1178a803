// How far the reader has read in a room that outlives meetings: the page says so as lines come into sight. It is kept by Stoa, and
// never goes back by itself, whichever tab says it last.

export const EVERY = 1_000; // lines that come together are told together

// createRead begins to listen. It returns
//
//	look    after the conversation has changed, or was moved
//	unread  the action of a menu's entry: the line and those after it are unread again
//
//	inView  says whether a line's end is in sight, or above it
export function createRead({ document, location, fetch, newOp, say, setTimeout, inView = endInView }) {
  const list = () => document.getElementById('lines');
  const hidden = () => document.visibilityState === 'hidden';
  const number = (line) => Number(line.id.slice(2));
  let told = Number(list()?.dataset.read ?? 0);
  let waiting = false; // something came into sight that is not told yet
  let over = false; // set back by the reader: what this page shows counts no more

  // seen returns the last line that is in sight, or was.
  function seen() {
    const scroll = document.getElementById('scroll');
    const all = [...list().querySelectorAll(':scope > .line')];
    return number(all.findLast((line) => inView(line, scroll)) ?? { id: 'm-0' });
  }

  async function tell() {
    const { readTo, marked } = list()?.dataset ?? {};
    if (!readTo || over) return;
    const line = seen();
    if (line <= told) return;
    const before = told;
    told = line;
    const answer = await fetch(readTo, {
      method: 'POST',
      headers: { 'HX-Request': 'true' },
      body: new URLSearchParams({ line, marked }),
      keepalive: true,
    }).catch(() => null);
    if (!answer?.ok && told === line) told = before; // it is told with the next
  }

  function look() {
    if (!list()?.dataset.readTo || waiting || over || hidden()) return;
    waiting = true;
    setTimeout(now, EVERY);
  }

  // now tells what is waited with: also who turns away, or goes to another page, has seen what was in sight.
  function now() {
    if (!waiting) return;
    waiting = false;
    void tell();
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

  document.getElementById('scroll')?.addEventListener('scroll', look);
  document.addEventListener('visibilitychange', () => (hidden() ? now() : look()));
  look();

  return {
    look,
    async unread(entry, from) {
      const line = from.closest('#lines > li');
      const was = over;
      over = true;
      const answer = await fetch(entry.href, {
        method: 'POST',
        headers: { 'HX-Request': 'true' },
        body: new URLSearchParams({ op: newOp() }),
      }).catch(() => null);
      if (!answer?.ok) {
        over = was;
        say('It could not be marked as unread. Please try again.');
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
