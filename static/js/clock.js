// The reader's clock. What a stream brings is drawn once for everybody, with its times in UTC; here they become what the
// server writes into a page of this reader's own, word for word (handlers/rows/clock.go).

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NEAR = 12 * 60 * MINUTE; // as near of rows.Clock
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

// createNow returns now(): the time by the server's clock, which said shown when it drew the page. The browser's own may be
// wrong by hours; what counts is how far it has gone since the page began to arrive.
export function createNow({ shown, performance, own = Date.now }) {
  const arrived = performance?.getEntriesByType?.('navigation')[0]?.responseStart;
  const ago = arrived > 0 ? performance.now() - arrived : 0;
  const ahead = Number(shown) ? Number(shown) - (own() - ago) : 0;
  return () => own() + ahead;
}

// createClock returns the clock of the reader whose zone the page names.
//
//	dress  rewrites the times of a part of the page: time elements that show a time of day alone, or say with data-form
//	       (full, mid, brief, zoned) or data-to what they show; their titles; and what depends on them
export function createClock({ document, now = Date.now }) {
  const { zone: home = 'UTC', zones = '' } = document.body.dataset;
  const names = new Map(zones.split(' ').map((pair) => pair.split('=')));
  const formats = new Map();

  function format(zone) {
    if (!formats.has(zone)) {
      const options = { hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' };
      try {
        formats.set(zone, new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone }));
      } catch {
        formats.set(zone, new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' })); // a zone that is not known here
      }
    }
    return formats.get(zone);
  }

  // wall returns the time as if it were in UTC, so that two of them can be compared as clocks on a wall.
  function wall(at, zone) {
    const part = {};
    for (const { type, value } of format(zone).formatToParts(at)) part[type] = Number(value);
    return new Date(Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second));
  }

  const two = (n) => String(n).padStart(2, '0');
  const offset = (at, zone) => Math.round((wall(at, zone) - at) / MINUTE);
  const midnight = (wall) => Math.floor(wall / DAY);
  const short = (at, zone = home) => wall(at, zone).toISOString().slice(11, 16);

  function date(at, zone = home) {
    const day = wall(at, zone);
    const text = `${WEEKDAYS[day.getUTCDay()]} ${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}`;
    if (day.getUTCFullYear() === wall(now(), home).getUTCFullYear()) return text;
    return `${text} ${String(day.getUTCFullYear()).padStart(4, '0')}`;
  }

  // Today is the reader's, in another zone too.
  function day(at, zone = home) {
    const days = midnight(wall(at, zone)) - midnight(wall(now(), home));
    return { 0: 'Today', 1: 'Tomorrow', [-1]: 'Yesterday' }[days] ?? date(at, zone);
  }

  const mid = (text) => text.replace(/^(Today|Tomorrow|Yesterday)/, (word) => word.toLowerCase());
  const full = (at) => `${day(at)}, ${short(at)}`;
  const zoneWord = (at) => names.get(String(offset(at, home))) ?? '';

  function span(from, to, zone = home) {
    const [first, last] = [day(from, zone), day(to, zone)];
    return `${first}, ${short(from, zone)} to ${first === last ? '' : `${mid(last)}, `}${short(to, zone)}`;
  }

  // beside writes a span of time in another zone next to the reader's: without its day, unless that is another one there.
  function beside(from, to, zone) {
    if (day(from, zone) !== day(from) || day(to, zone) !== day(to)) return span(from, to, zone);
    return `${short(from, zone)} to ${short(to, zone)}`;
  }

  const forms = {
    full,
    mid: (at) => mid(full(at)),
    brief: (at) => (Math.abs(at - now()) < NEAR ? short(at) : full(at)),
    day,
    zoned: (at) => `${mid(full(at))} ${zoneWord(at)}`,
  };

  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function dressTime(element) {
    const at = Date.parse(element.getAttribute('datetime'));
    const { form, to } = element.dataset;
    if (to) write(element, span(at, Date.parse(to)));
    else if (forms[form]) write(element, forms[form](at));
    else if (/^\d\d:\d\d$/.test(element.textContent)) write(element, short(at));
    if (element.title) element.title = `${date(at)}, ${short(at)}`;
  }

  // dressPlanned writes a span of time as clocks show it where it was planned, if they show another.
  function dressPlanned(element) {
    const { planned, from, to } = element.dataset;
    const [first, last] = [Date.parse(from), Date.parse(to)];
    const same = offset(first, planned) === offset(first, home);
    write(element, same ? '' : `${beside(first, last, planned)} in ${planned.replaceAll('_', ' ')}`);
  }

  function dress(part) {
    const all = (selector) => [...(part.matches?.(selector) ? [part] : []), ...part.querySelectorAll(selector)];
    for (const element of all('time[datetime]')) dressTime(element);
    for (const element of all('[data-zone-at]')) write(element, zoneWord(Date.parse(element.dataset.zoneAt)));
    for (const element of all('[data-planned]')) dressPlanned(element);
  }

  // dayId names the reader's day, as views.DayID does.
  const dayId = (at) => `day-${wall(at, home).toISOString().slice(0, 10)}`;

  return { dress, short, dayId, now };
}
