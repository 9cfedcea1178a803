// The page's one stream: opened, kept, and come back to with the cursor. It is read with fetch, not EventSource: that
// cannot see a status, and forgets where it was after one failed try.

// How a page follows. A poll is the same reading, only that the server ends it once it has said what is new (once=1), so a
// page without a place for a stream needs no second way to be told things.
export const LIVE = 'live';
export const POLL = 'poll';
export const REST = 'rest';

export const SILENCE = 45_000; // the server beats every 15 s; after this much silence the connection is dead
export const FIRST_WAIT = 300; // before the first new try; doubles up to LONGEST_WAIT, each time a random part of it
export const LONGEST_WAIT = 15_000;
export const BYE_SPREAD = 3_000; // a Stoa that stops sends all its readers away at once: they must not come back at once
export const POLL_EVERY = 5_000;
export const DOUBTFUL = 20_000; // longer than between two beats

// What an event has said: the page must be loaded anew, or this Stoa stops.
export const RESET = 'reset';
export const BYE = 'bye';

const ASKING = { cache: 'no-store', redirect: 'manual', headers: { Accept: 'text/event-stream' } };

// broken says that an event could not be put into the page. The connection is as good as before.
const broken = Symbol('broken');
const MANY = 100;

// createStream returns a stream that nobody follows yet.
//
//	fetch, base, random   the browser's, and what addresses are relative to
//	cursor                where the page stands in its log; '' for nowhere
//	wanted                returns the address to follow; '' for none
//	mode                  returns LIVE, POLL or REST
//	handle                puts an event into the page; returns RESET, BYE or ''; may throw
//	opened                hears that a connection stands
//	readAnew              reads the page again and returns its cursor; null when the page goes away
//	leave                 loads the page again, unless it did so lately: then it returns false
//	say, report           tell the reader, and the console
export function createStream({
  fetch, base, random = Math.random, cursor = '', wanted, mode, handle, opened = () => {}, readAnew, leave, say, report,
}) {
  let tries = 0;
  let following = false;
  let stale = false; // something could not be put into the page: read it again before going on
  let control = null; // AbortController of the open connection
  let busy = Promise.resolve(); // ends with it
  let heard = Date.now(); // when the last byte came
  let woken = false;
  let wake = () => {}; // ends the wait before the next try
  const failed = new Set(); // what could not be put in; a second time it is passed over

  async function follow() {
    if (following) return;
    following = true;
    for (let address = wanted(); address; address = wanted()) {
      woken = false;
      const how = mode();
      let wait = Infinity;
      if (how !== REST) {
        busy = once(address, how);
        wait = await busy;
      }
      if (wait === null) return; // the page is about to be another
      await pause(wait);
    }
    following = false;
  }

  async function pause(wait) {
    if (woken) return;
    let timer;
    await new Promise((done) => {
      wake = done;
      if (wait < Infinity) timer = setTimeout(done, wait);
    });
    clearTimeout(timer);
  }

  // reopen begins anew, at once: for other topics, another mode, or because the connection may be dead. What it returns
  // ends when the old connection has.
  function reopen() {
    if (following) {
      woken = true;
      control?.abort();
      wake();
    } else follow();
    return busy;
  }

  // renew reads the page again, and goes on from there.
  function renew() {
    stale = true;
    return reopen();
  }

  // once holds one connection, and returns how long to wait before the next; null for never.
  async function once(address, how) {
    const mine = (control = new AbortController());
    let watchdog;
    const alive = () => {
      heard = Date.now();
      clearTimeout(watchdog);
      watchdog = setTimeout(() => mine.abort(), SILENCE);
    };
    try {
      alive();
      if (stale && !(await mend(mine.signal))) return null;
      const answer = await fetch(where(address, how), { ...ASKING, signal: mine.signal });
      // Signed out, or not allowed any more: the page itself says which.
      if ((answer.status === 401 || answer.status === 403) && leave()) return null;
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      tries = 0;
      say('');
      opened();
      const ended = await read(answer.body, alive);
      if (ended === RESET && leave()) return null;
      if (ended === BYE) return random() * BYE_SPREAD;
      if (ended === '' && how === POLL) return POLL_EVERY;
    } catch (error) {
      // Whatever else it was, the answer is the same: come back, with the cursor.
      if (error === broken) stale = true;
    } finally {
      clearTimeout(watchdog);
      mine.abort(); // what ended by a word is still connected
    }
    if (woken) return 0; // on purpose
    tries++;
    if (tries > 1) say('Reconnecting…');
    return random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries);
  }

  function where(address, how) {
    const url = new URL(address, base);
    if (cursor) url.searchParams.set('after', cursor);
    if (how === POLL) url.searchParams.set('once', '1');
    return url;
  }

  // mend reads the page again and reports whether it stays.
  async function mend(signal) {
    const at = await readAnew(signal);
    if (at === null) return false;
    if (at) cursor = at;
    stale = false;
    return true;
  }

  // read takes events off the wire until it ends (WHATWG HTML, 9.2.6), and returns the word that ended it, or ''.
  async function read(body, alive) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    let event = { name: '', data: [], id: '' };
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return '';
      alive();
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (line === '') {
          const ended = take(event);
          if (ended) return ended;
          event = { name: '', data: [], id: '' };
        } else if (line.startsWith('data: ')) event.data.push(line.slice(6));
        else if (line.startsWith('event: ')) event.name = line.slice(7);
        else if (line.startsWith('id: ')) event.id = line.slice(4);
      }
    }
  }

  // take puts an event in, and only then moves the cursor past it. What fails has the page read again; if the same fails
  // after that, the page has it already or never will, and the stream goes on without it.
  function take(event) {
    let word = '';
    try {
      word = handle(event);
    } catch (error) {
      report(error);
      const text = [event.id, event.name, ...event.data].join('\n');
      if (!failed.has(text)) {
        if (failed.size >= MANY) failed.clear();
        failed.add(text);
        throw broken;
      }
    }
    if (event.id) cursor = event.id;
    return word;
  }

  return {
    follow,
    reopen,
    renew,
    // doubt begins anew when nothing was heard for long: a phone that slept may hold a connection that died without a
    // word, and its watchdog slept too.
    doubt: () => (Date.now() - heard > DOUBTFUL ? reopen() : busy),
  };
}
