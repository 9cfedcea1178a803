// Lines that came while one was away, or read further up: a mark before the first of them, how many they are, and the way to
// the newest. All of it is kept in the page alone, and nothing of it takes room: what one reads stays where it is.

const FAR = -80; // the conversation's end is at 0; this far above it one is reading something else
export const SEEN_AFTER = 5_000; // the mark stays so long once all behind it was in sight

// createUnseen begins to listen. It returns what others need: dress(part), came(place), toEnd, and whileAway: the lines that came while
// the page was hidden, as "3:5/7", but for those that call the reader by name, for these the inbox tells of.
//
//	inView   says whether a line's end is in sight, or above it
//	changed  hears that these are other lines
export function createUnseen({ document, setTimeout, clearTimeout, inView = endInView, changed = () => {} }) {
  const byId = (id) => document.getElementById(id);
  const { me } = document.body.dataset;
  const away = () => document.visibilityState === 'hidden';
  const above = () => (byId('scroll')?.scrollTop ?? 0) < FAR;
  let unseen = []; // ids of lines, the first first
  let marked = ''; // the line that has the mark
  let timer;

  function mark(id) {
    byId(marked)?.classList.remove('first-new');
    marked = id;
    byId(marked)?.classList.add('first-new');
  }

  // show says what is so now.
  function show() {
    const button = byId('new-lines');
    const n = unseen.length;
    if (button) {
      const focused = document.activeElement === button;
      button.hidden = !above();
      if (button.hidden && focused) byId('scroll').focus({ preventScroll: true });
      const words = n === 0 ? 'Latest messages' : n === 1 ? '1 new message' : `${n} new messages`;
      const place = button.lastElementChild;
      if (place.textContent !== words) place.textContent = words;
    }
    clearTimeout(timer);
    if (marked && n === 0 && !away()) timer = setTimeout(() => mark(''), SEEN_AFTER);
  }

  // look takes out what was seen meanwhile, or is not there any more.
  function look() {
    if (!away()) while (unseen.length > 0 && !(byId(unseen[0]) && !inView(byId(unseen[0]), byId('scroll')))) unseen.shift();
    show();
    changed();
  }

  function came(place) {
    const line = place.lastElementChild;
    if (place.id !== 'lines' || !line || line.dataset.author === me || !(away() || above())) return;
    if (unseen.length === 0) mark(line.id);
    unseen.push(line.id);
    show();
    changed();
  }

  function toEnd() {
    const scroll = byId('scroll');
    if (scroll) scroll.scrollTop = 0;
    look();
  }

  // back shows who was away the first line that they have not seen, where they would else be beyond it.
  function back() {
    const first = byId(unseen[0]);
    const scroll = byId('scroll');
    if (!away() && first && scroll && first.getBoundingClientRect().top < scroll.getBoundingClientRect().top) first.scrollIntoView({ block: 'start' });
    look();
  }

  document.addEventListener('click', (e) => {
    if (e.target.closest?.('#new-lines')) toEnd();
  });
  document.addEventListener('keydown', (e) => {
    const { target, key } = e;
    if (key !== 'End' || e.ctrlKey || e.shiftKey || e.altKey || e.metaKey || !byId('lines')) return;
    if (target.closest?.('[role=menu], #palette') || (target.matches?.('input, textarea, select') && target.value !== '')) return;
    e.preventDefault();
    toEnd();
  });
  byId('scroll')?.addEventListener('scroll', look);
  document.addEventListener('visibilitychange', back);
  show();

  return {
    came,
    toEnd,
    whileAway() {
      if (!away()) return [];
      const others = unseen.filter((id) => !byId(id)?.querySelector('.mention.me'));
      return others.map((id) => `${byId('lines').dataset.room}/${id.slice(2)}`);
    },
    // A line that is drawn anew keeps its mark.
    dress: (part) => part.classList?.toggle('first-new', Boolean(marked) && part.id === marked),
  };
}

function endInView(line, scroll) {
  return line.getBoundingClientRect().bottom <= scroll.getBoundingClientRect().bottom + 1;
}
