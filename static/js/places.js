// The places for streams that all tabs of a browser share. Over HTTP/1.1 a browser has six connections to a host, so with
// four streams there are two left for pages and forms.
//
// Both ways offer take(names, signal): it waits until one of the names is free, the first named first, and returns
// {name, release, confirm, lost}; null when the signal came before. lost ends when somebody else turned out to have it.

// VISIBLE is for the tab that is seen, or was seen last; ROOMS are for rooms, and for more windows that are seen at once.
export const VISIBLE = 'stoa-stream-visible';
export const ROOMS = ['stoa-stream-room-1', 'stoa-stream-room-2', 'stoa-stream-room-3'];

// createLockPlaces holds a place by a Web Lock: the browser gives it on when a tab is closed or crashes.
export function createLockPlaces(locks) {
  const never = new Promise(() => {});
  return (names, signal) =>
    new Promise((resolve) => {
      const others = new AbortController();
      let taken = signal.aborted;
      const hold = (name) => () => {
        if (taken) return; // another was free before this one
        taken = true;
        others.abort(); // no longer waits for the rest
        return new Promise((release) => resolve({ name, release, confirm() {}, lost: never }));
      };
      signal.addEventListener('abort', () => {
        others.abort();
        if (taken) return;
        taken = true;
        resolve(null);
      });
      if (taken) return resolve(null);
      for (const name of names) locks.request(name, { signal: others.signal }, hold(name)).catch(() => {});
    });
}

export const ANSWERS_IN = 150; // how long the other tabs have to say what they hold
export const ASK_AGAIN = 5_000; // a tab that crashed gives nothing back: it is only no longer there to answer

// createChannelPlaces settles it by asking, for pages that have no Web Locks (plain http, not localhost): whoever holds a
// place says so when asked, and whoever does not answer holds none. Should two take the same place, the older one keeps it.
export function createChannelPlaces({ channel, id }) {
  let held = null; // {name, since, lose}
  let taken = new Set(); // what others hold, since the last question
  let freed = () => {};
  const tell = (kind, place = held) => channel.postMessage({ kind, id, name: place?.name, since: place?.since });
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const older = (a, b) => a.since < b.since || (a.since === b.since && a.id < b.id);

  channel.addEventListener('message', ({ data }) => {
    if (data.kind === 'who' && held) tell('held');
    if (data.kind === 'free') {
      taken.delete(data.name);
      freed();
    }
    if (data.kind !== 'held') return;
    taken.add(data.name);
    if (held?.name !== data.name) return;
    if (older(data, { ...held, id })) held.lose();
    else tell('held');
  });

  // claim takes a place, and returns null when somebody objects.
  async function claim(name) {
    const place = { name, since: Date.now() };
    const lost = new Promise((done) => {
      place.lose = () => {
        if (held === place) held = null;
        done();
      };
    });
    held = place;
    tell('held');
    await wait(ANSWERS_IN);
    const release = () => {
      if (held !== place) return;
      held = null;
      tell('free', place);
    };
    // A tab that the browser had frozen did not answer: it says now what it holds.
    const confirm = () => tell('held');
    return held === place ? { name, release, confirm, lost } : null;
  }

  return async (names, signal) => {
    while (!signal.aborted) {
      taken = new Set();
      tell('who');
      await wait(ANSWERS_IN);
      if (signal.aborted) break;
      const free = names.find((name) => !taken.has(name));
      if (!free) {
        await Promise.race([wait(ASK_AGAIN), new Promise((done) => {
          freed = done;
          signal.addEventListener('abort', done);
        })]);
        continue;
      }
      const place = await claim(free);
      if (!signal.aborted && place) return place;
      place?.release();
    }
    return null;
  };
}
