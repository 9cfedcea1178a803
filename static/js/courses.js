// Courses: what is new in the catalogue, how long one can still enrol, and when what can be done has become something else.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
export const STALE_SPREAD = 1_000; // all who read a course that fills up ask again within this time, not in one instant

// span says how long something is, in its largest unit.
export function span(ms) {
  const [n, unit] =
    ms < MINUTE ? [Math.ceil(ms / 1000), 'second'] : ms < HOUR ? [Math.round(ms / MINUTE), 'minute'] : ms < DAY ? [Math.round(ms / HOUR), 'hour'] : [Math.round(ms / DAY), 'day'];
  return `${n} ${unit}${n === 1 ? '' : 's'}`;
}

// createCourses returns what others need of it:
//
//	rooms  takes which rooms the reader has by now: a course's is theirs as long as they are enrolled. What can be done in one
//	       is drawn again once that has changed in another tab
//	look   after the page has changed: news, what can be done, and who is in the course
//	tick   writes how long one can still enrol
//
//	trigger  tells htmx of an event at an element
//	rename   hears what the page is called now
//	say      tells the reader
//	told     hears that a list shows what is not so any more
export function createCourses({ document, trigger, rename = () => {}, told = () => {}, say = () => {}, now = Date.now, random = Math.random }) {
  const byId = (id) => document.getElementById(id);

  function tick(all = document.querySelectorAll('[data-left]')) {
    for (const element of all) {
      const left = Date.parse(element.dataset.left) - now();
      const near = left < HOUR;
      const words = left <= 0 ? 'now' : near ? `in ${span(left)}` : element.closest('.course-row') ? '' : `(in ${span(left)})`;
      const place = element.querySelector('.left');
      if (place.textContent !== words) place.textContent = words;
      if (near !== 'near' in element.dataset) element.toggleAttribute('data-near', near);
    }
  }

  // news says how many courses there are by now that the page does not show, in a line that was empty.
  function news() {
    const place = byId('new-courses');
    if (!place) return;
    const since = Date.parse(place.dataset.since);
    const fresh = [...byId('newest').children].filter(
      ({ dataset }) => Date.parse(dataset.opened) > since && !document.querySelector(`#results [data-course="${dataset.course}"]`),
    );
    const words = fresh.length === 0 ? '' : `${fresh.length} new course${fresh.length === 1 ? '' : 's'} – show`;
    if (place.textContent === words) return;
    const link = document.createElement('a');
    link.href = place.dataset.show;
    link.textContent = words;
    place.replaceChildren(...(words ? [link] : []));
  }

  // stale has what can be done drawn again when the course stands otherwise than it did then.
  function stale() {
    const action = byId('course-action');
    const seats = action && byId(action.dataset.of);
    if (!seats || seats.dataset.standing === 'gone') return;
    const { standing, waits } = action.dataset;
    if (standing === seats.dataset.standing && (waits === undefined || waits === seats.dataset.waiting)) return;
    action.dataset.standing = seats.dataset.standing;
    if (waits !== undefined) action.dataset.waits = seats.dataset.waiting;
    again(action);
  }

  // again has what can be done drawn again. Of a course that was deleted meanwhile nothing can be.
  function again(action, then = () => {}) {
    setTimeout(() => {
      if (byId(action.dataset.of)?.dataset.standing === 'gone') return;
      trigger(action, 'stale');
      then();
    }, random() * STALE_SPREAD);
  }

  // What Stoa says of the reader's rooms may be a moment behind what was drawn: only what it has not said before counts.
  let had;
  function rooms(ids) {
    const action = byId('course-action');
    const { room, enrolled } = action?.dataset ?? {};
    if (!room) return;
    const has = ids.includes(room);
    if (has !== had && String(has) !== enrolled) {
      again(action, () => say(has ? 'You are enrolled in this course now.' : 'You are not enrolled in this course any more.'));
    }
    had = has;
  }

  // people: in a course's room, those who are in it now are others than its list has.
  let heard;
  function people() {
    const list = byId('room-people');
    const roll = list && byId(list.dataset.of).dataset.roll;
    if (!list || roll === list.dataset.roll || roll === heard) return;
    heard = roll;
    told('roll');
  }

  function look() {
    news();
    stale();
    people();
    const name = document.querySelector('h1[data-name]')?.textContent.trim();
    if (name) rename(name);
  }

  document.addEventListener('click', (e) => {
    if (e.target.closest?.('.toast button')) byId('course-said').textContent = '';
  });

  return { look, rooms, tick };
}
