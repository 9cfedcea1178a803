// Which of the reader's rooms have something unread. The stream says how far each room has come, to all its readers in the same
// words, and how far this reader has read; the difference is made here, in every tab.

export const SETTLE = 100; // who speaks has read what they said, but hears of the line first

// createUnread returns
//
//	told  puts in what a stream's part says: of one room, or of how far the reader has read in all
//
//	changed  hears, after it is said on the page, what is other than it was: ROOMS, that something is unread in other rooms than
//	         before, or LINES, that something has happened in one, or there are other rooms. What comes first the page has.
export const ROOMS = 'rooms';
export const LINES = 'lines';

export function createUnread({ document, setTimeout, changed = () => {} }) {
  const lines = new Map(); // room to its last line
  let marks = null; // room to [the last line read, how many after it are meant for the reader]
  let waiting = false;
  let again = false; // marks came too: what the rest says may be what was said before
  let happened = false; // something was said of a room alone
  let before = null; // what was painted last

  // of returns how much of a room is unread, and how much of that is meant for the reader.
  function of(room) {
    const [read, meant] = marks?.get(room) ?? [0, 0];
    const unread = Math.max(0, (lines.get(room) ?? 0) - read);
    return { unread, meant: unread && meant };
  }

  function paint() {
    waiting = false;
    if (!marks) return; // a tab that hears others may hear of a room first
    const all = [...marks.keys()].map(of).filter(({ unread }) => unread);
    badge(document.getElementById('nav-rooms-new'), all.length, all.some(({ meant }) => meant));
    for (const place of document.querySelectorAll('[data-unread-of]')) {
      if (lines.has(place.dataset.unreadOf)) count(place, of(place.dataset.unreadOf));
    }
    say();
  }

  function say() {
    const rooms = [...marks.keys()];
    const is = {
      unread: String(rooms.filter((room) => of(room).unread).sort()),
      rooms: String(rooms.map((room) => `${room} ${lines.get(room) ?? 0}`).sort()),
    };
    const was = before ?? is;
    const told = happened && before && !again;
    before = is;
    again = happened = false;
    if (is.unread !== was.unread) changed(ROOMS);
    if (told || is.rooms !== was.rooms) changed(LINES);
  }

  function later() {
    if (waiting) return;
    waiting = true;
    setTimeout(paint, SETTLE);
  }

  return {
    told(part) {
      const { swap, target, line, marks: words } = part.dataset;
      if (swap === 'room') {
        happened = true;
        lines.set(target, Number(line));
      } else {
        again = true;
        marks = new Map();
        for (const mark of words.split('\n').filter(Boolean)) {
          const [room, read, meant] = mark.split(' ');
          marks.set(room, [Number(read), Number(meant)]);
        }
      }
      later();
    },
    of,
  };
}

const MOST = 99;
const text = (n) => (n > MOST ? `${MOST}+` : String(n));

// badge says behind the navigation's entry how many rooms have something unread, and whether the reader is meant in one.
function badge(place, rooms, meant) {
  if (!place) return;
  place.classList.toggle('meant', meant);
  if (!rooms) return place.replaceChildren();
  const words = place.ownerDocument.createElement('span');
  words.className = 'sr-only';
  words.textContent = `${rooms === 1 ? ' room' : ' rooms'} with something unread${meant ? ', some of it for you' : ''}`;
  place.replaceChildren(text(rooms), words);
}

// count says in a list of rooms how much of one is unread, as the page does (views/roomnews.templ).
function count(place, { unread, meant }) {
  const put = (part, words) => {
    const element = place.querySelector(`[data-part=${part}]`);
    if (element && element.textContent !== words) element.textContent = words;
  };
  place.hidden = !unread;
  place.classList.toggle('meant', Boolean(meant));
  put('words', unread ? `${unread.toLocaleString('en')} unread ${unread === 1 ? 'line' : 'lines'}${meant ? `, ${meant} for you` : ''}` : '');
  put('meant', meant ? `@${text(meant)}` : '');
  put('count', unread ? text(unread) : '');
}
