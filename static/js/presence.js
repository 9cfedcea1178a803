// Whether the reader is in the room still: its page answers every second beat of the stream. Who gives no answer for a
// minute has left; a page that wakes up after that brings its reader back by its next answer.

export const QUIET = 45_000; // a page that has not answered for so long slept, or polls: then it does not wait for a beat

// createPresence returns beat, for a beat of the stream, and opened, for a stream that has begun.
//
//	address  where to answer; '' when the reader is not in the room
//	leave    loads the page again, for who is signed out or has left: the page says which
//	say      tells the reader
export function createPresence({ fetch, address, leave, say }) {
  let beats = 0;
  let answered = Date.now(); // the page itself has just been asked for
  let busy = false;

  async function answer() {
    const to = address();
    if (!to || busy) return;
    busy = true;
    try {
      const got = await fetch(to, { method: 'POST', cache: 'no-store', redirect: 'manual' });
      if (got.status === 204) {
        answered = Date.now();
        beats = 1;
        if (got.headers.get('Stoa-Back')) say('You were away, and are in the room again.');
      } else if (got.type === 'opaqueredirect' || [401, 403, 409].includes(got.status)) leave();
    } catch {
      // The next beat answers.
    } finally {
      busy = false;
    }
  }

  return {
    beat() {
      if (beats-- <= 0) return answer();
    },
    opened() {
      if (Date.now() - answered > QUIET) return answer();
    },
  };
}
