// Which of the reader's rooms have something unread. The stream says how far each room has come, to all its readers in the same
// words, and how far this reader has read; the difference is made here, in every tab.

export const SETTLE = 200; // who speaks, or looks on, has read what is said, but this tab may hear of the line first

// marksIn returns what a stream's part says of how far rooms are read: of each its id, the last line that is read, how many after
// it are meant for the reader, how often the reader has set it back, 1 where nothing in it counts as unread, and runs of the lines after
// it that are the reader's own.
export function marksIn({ dataset: { marks = '' } }) {
  const all = marks.split('\n').filter(Boolean);
  return all.map((mark) => {
    const [room, ...words] = mark.split(' ');
    return [room, ...words.slice(0, 4).map(Number), ...(words.length > 4 ? [runsIn(words.slice(4))] : [])];
  });
}

// runsIn reads runs of lines, "5" or "5-60", as [first, last].
const runsIn = (words) => words.filter(Boolean).map((word) => {
  const [first, last = first] = word.split('-').map(Number);
  return [first, last];
});

// joined returns runs in order, each line in one.
function joined(runs) {
  const all = [];
  for (const [first, last] of runs.toSorted((a, b) => a[0] - b[0])) {
    const before = all.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else all.push([first, last]);
  }
  return all;
}

// within returns how many lines of runs come after one, up to another.
const within = (runs, after, to) =>
  joined(runs).reduce((n, [first, last]) => n + Math.max(0, Math.min(last, to) - Math.max(first, after + 1) + 1), 0);

// newer returns a mark after another of the same room. What was read for all marks may come later than what has happened since: a mark
// goes back only when its reader sets it back, and what is their own stays so. Whether a room is silent comes with all marks alone, and
// stays until they come again.
function newer(was, [read, meant, marked, silent, own = []]) {
  if (!was) return [read, meant, marked, silent, own];
  const late = marked < was[2] || (marked === was[2] && read < was[0]);
  const said = marked === was[2] ? joined([...was[4], ...own]) : late ? was[4] : own;
  return [...(late ? was.slice(0, 3) : [read, meant, marked]), silent, said];
}

// createUnread returns
//
//	told  puts in what a stream's part says: of one room, or of how far the reader has read in one or in all
//	saw   puts in how far this page has shown a room, before Stoa is told; told hears it of the person's other pages
//	meant returns in which rooms lines are meant for the reader; null before Stoa has said so
//	reads says whether a line, "3:5/7", is read, or shown by one of these pages
//
//	changed  hears, after it is said on the page, what is other than it was: ROOMS, that something is unread in other rooms than
//	         before, or LINES, that something has happened in one, or there are other rooms. What comes first the page has, unless
//	         it shows that it was drawn before that.
//	painted  hears that it is said
export const ROOMS = 'rooms';
export const LINES = 'lines';

export function createUnread({ document, setTimeout, changed = () => {}, painted = () => {} }) {
  const lines = new Map(); // room to [its last line, runs of those nobody has to read, the number of the last thing that happened]
  const shown = new Map(); // room to [the last line that a page has shown, how often it was set back by then]
  // room to [the last line read, how many after it are meant for the reader, how often it was set back, 1 for none of that counts,
  // runs of what is the reader's own]
  let marks = null;
  let waiting = false;
  let before = null; // what was painted last

  // readTo returns the last line of a room that is read, or was shown.
  function readTo(room) {
    const [read, , marked] = marks?.get(room) ?? [0, 0, 0];
    const [seen, then] = shown.get(room) ?? [0, 0];
    return then < marked ? read : Math.max(read, seen);
  }

  // of returns how much of a room is unread, and how much of that is meant for the reader.
  function of(room) {
    const [, meant, , silent, own] = marks?.get(room) ?? [0, 0, 0, 0, []];
    const [last, notices] = lines.get(room) ?? [0, []];
    const to = readTo(room);
    const unread = silent ? 0 : Math.max(0, last - to - within([...notices, ...own], to, last));
    return { unread, meant: unread && meant };
  }

  function paint() {
    waiting = false;
    if (!marks) return; // a tab that hears others may hear of a room first
    const all = [...marks.keys()].map(of).filter(({ unread }) => unread);
    badge(document.getElementById('nav-rooms-new'), all.length, all.filter(({ meant }) => meant).length);
    const old = before ? {} : outdated(all.length);
    for (const place of document.querySelectorAll('[data-unread-of]')) {
      if (lines.has(place.dataset.unreadOf)) count(place, of(place.dataset.unreadOf));
    }
    say(old);
    painted();
  }

  // outdated says what was other by now when the stream first said it: something came between page and stream.
  function outdated(unread) {
    const places = new Map([...document.querySelectorAll('[data-unread-of]')].map((place) => [place.dataset.unreadOf, place]));
    const listed = document.querySelector('[data-shows~="lines"]');
    const drawn = document.querySelector('[data-unread-rooms]')?.dataset.unreadRooms;
    return {
      rooms: drawn !== undefined && Number(drawn) !== unread,
      lines: listed && [...new Set([...marks.keys(), ...places.keys()])].some((room) => {
        const place = places.get(room);
        if (!marks.has(room)) return true; // it is the reader's no more
        if (!lines.get(room)) return false;
        if (place?.dataset.event !== lines.get(room)[2]) return true;
        return place.querySelector('[data-part=count]').textContent !== number(of(room).unread);
      }),
    };
  }

  function say(old) {
    const rooms = [...marks.keys()];
    const is = {
      unread: String(rooms.filter((room) => of(room).unread).sort()),
      rooms: String(rooms.map((room) => `${room} ${lines.get(room)?.[2] ?? 0}`).sort()),
    };
    const was = before ?? is;
    before = is;
    if (old.rooms || is.unread !== was.unread) changed(ROOMS);
    if (old.lines || is.rooms !== was.rooms) changed(LINES);
  }

  function later() {
    if (waiting) return;
    waiting = true;
    setTimeout(paint, SETTLE);
  }

  function saw(room, line, marked) {
    const [seen, then] = shown.get(room) ?? [0, 0];
    if (marked < then || (marked === then && line <= seen)) return; // another page was further
    shown.set(room, [line, marked]);
    later();
  }

  return {
    told(part) {
      const { swap, target, line, notices = '', marked, event } = part.dataset;
      if (swap === 'saw') return saw(target, Number(line), Number(marked));
      if (swap === 'room') {
        lines.set(target, [Number(line), runsIn(notices.split(' ')), event]);
      }
      if (swap === 'marks') {
        marks = new Map(marksIn(part).map(([room, ...mark]) => [room, newer(marks?.get(room), mark)]));
      } else if (marks) {
        for (const [room, read, meant, times, , own] of marksIn(part)) {
          const was = marks.get(room);
          marks.set(room, newer(was, [read, meant, times, was?.[3], own]));
        }
      }
      later();
    },
    saw,
    of,
    meant: () => marks && [...marks.keys()].filter((room) => of(room).meant),
    reads(where) {
      const [room, line] = where.split('/');
      return Number(line) <= readTo(room);
    },
  };
}

const MOST = 99;
export const text = (n) => (n > MOST ? `${MOST}+` : String(n));
const number = (n) => (n ? text(n) : '');

// badge says behind the navigation's entry in how many rooms lines are meant for the reader, as the page does without a script. Where
// none is, but something is unread, a dot says so.
function badge(place, unread, meant) {
  if (!place) return;
  place.classList.toggle('quiet', unread > 0 && !meant);
  if (!unread) return place.replaceChildren();
  const words = place.ownerDocument.createElement('span');
  words.className = 'sr-only';
  const rooms = (n) => (n === 1 ? ' room' : ' rooms');
  words.textContent = meant ? `${rooms(meant)} with messages for you` : `${unread}${rooms(unread)} with something unread`;
  place.replaceChildren(...(meant ? [text(meant)] : []), words);
}

// count says in a list of rooms how much of one is unread, as the page does (views/roomnews.templ).
function count(place, { unread, meant }) {
  const put = (part, words) => {
    const element = place.querySelector(`[data-part=${part}]`);
    if (element && element.textContent !== words) element.textContent = words;
  };
  place.hidden = !unread;
  place.classList.toggle('meant', Boolean(meant));
  put('words', unread ? `${unread.toLocaleString('en')} unread ${unread === 1 ? 'message' : 'messages'}${meant ? `, ${meant} for you` : ''}` : '');
  put('meant', meant ? `@${text(meant)}` : '');
  put('count', number(unread));
}
