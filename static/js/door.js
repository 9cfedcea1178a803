// At the door and in the room's last minutes: how long it still is, by the server's clock, and who waits is let in.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
export const LAST = 5 * MINUTE;
export const LATE = 5 * SECOND; // a door that should have opened so long ago looks for itself

const count = (n, one) => `${n} ${one}${n === 1 ? '' : 's'}`;

// span says how long something is, as views.spanWords does.
export function span(ms) {
  const seconds = Math.ceil(ms / SECOND);
  if (seconds < 60) return count(seconds, 'second');
  const minutes = Math.ceil(ms / MINUTE);
  if (minutes < 60) return count(minutes, 'minute');
  const rest = minutes % 60;
  return count(Math.floor(minutes / 60), 'hour') + (rest ? ` ${count(rest, 'minute')}` : '');
}

const begins = (left) => (left > DAY ? '' : left > 0 ? `in ${span(left)}` : 'at any moment');
const ends = (left) => (left > LAST || left <= 0 ? '' : `${span(left)} left`);

// createDoor returns what the page does with a door, and with the end of a room:
//
//	tick   counts on
//	enter  lets in who waits here, has not said otherwise and is looking; it reports whether it does
//
//	now, short  the server's time, and how the reader's clock writes a time of day
//	late        is called once when a door should be open and nobody has said so
export function createDoor({ document, storage, path, now, short, late }) {
  const byId = (id) => document.getElementById(id);
  const key = 'waits ' + path;
  let told = false;
  let said = 0; // the end that was announced

  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function tickDoor() {
    const place = byId('door-left');
    if (!place) return;
    const left = Date.parse(byId('door-begins').getAttribute('datetime')) - now();
    write(place, begins(left));
    if (left > -LATE) return;
    if (!told) late();
    told = true;
  }

  // The last minutes are said once; a room that goes on longer says them again at its new end.
  function tickRoom() {
    const place = byId('time-left');
    const until = Date.parse(document.querySelector('#when time')?.dataset.to);
    if (!place || !until) return;
    const words = ends(until - now());
    write(place.firstElementChild, words);
    place.hidden = !words;
    const saying = words ? until : 0;
    if (saying === said || until <= now()) return; // when it is over the page says so
    said = saying;
    write(byId('time-left-said'), words ? `${words}. This meeting ends at ${short(until)}.` : '');
  }

  const box = () => document.querySelector('#door-waits input[type=checkbox]');
  if (box() && storage.getItem(key) === 'no') box().checked = false;
  document.addEventListener('change', ({ target }) => {
    if (target === box()) storage.setItem(key, target.checked ? 'yes' : 'no');
  });

  return {
    tick() {
      tickDoor();
      tickRoom();
    },
    enter() {
      if (!box()?.checked || document.visibilityState !== 'visible') return false;
      box().form.requestSubmit();
      return true;
    },
  };
}
