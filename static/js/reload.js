// When the page is loaded again, and when it is not.

import { LONGEST_WAIT, RESET, BYE } from './stream.js';

export const RELOAD_REST = 2 * LONGEST_WAIT; // a page that may be seen while its stream may not would load itself for ever
export const DOOR_SPREAD = 1_500; // a door that opens must not be rushed by all who wait in one instant
export const AGAIN = 2_000;

// createReload returns the ways to load the page again.
//
//	location, storage, fetch, random   the browser's
//	draft                              see createDraft: what is being typed stays
//	say                                tells the reader
//	enter                              lets in who waits at a door, and reports whether it does
export function createReload({ location, storage, fetch, random = Math.random, draft, say, enter = () => false }) {
  const key = 'reloaded ' + location.pathname;
  let turning = false; // the page will be loaded at its time

  function reload() {
    draft.keep();
    location.reload();
  }

  // leave loads the page again, for the page itself says what the stream cannot. If it did so a moment ago it does not
  // help: then it returns false. A page that turns waits for its time: what ends the streams of all of a meeting's readers
  // at once must not bring them all back at once.
  function leave() {
    if (turning) return true;
    if (Date.now() - Number(storage.getItem(key)) < RELOAD_REST) return false;
    storage.setItem(key, String(Date.now()));
    reload();
    return true;
  }

  // turn: the meeting has opened, ended or been cancelled, so this is another page now. The server says over which time its
  // readers are to be spread. What is being typed stays: then the reader decides when.
  function turn(kind, spread) {
    const over = Number(spread) || (kind === 'active' ? DOOR_SPREAD : 0);
    const go = () => {
      turning = false;
      if ((kind === 'active' || kind === 'moved') && enter()) return;
      if (!draft.typing()) reload();
      else if (kind === 'moved') say('The time of this meeting has changed.');
      else if (kind !== 'active') say('This meeting is over. What you typed is still here.');
    };
    if (draft.typing()) return go();
    turning = true;
    setTimeout(go, random() * over);
  }

  // again asks whether Stoa is ready, and loads the page only then, so that nobody who reads it with a screen reader is
  // thrown back to its beginning for nothing.
  async function again() {
    for (;;) {
      await new Promise((done) => setTimeout(done, AGAIN));
      const ready = await fetch('/readyz', { cache: 'no-store' }).catch(() => null);
      if (ready?.ok) return reload();
    }
  }

  return { reload, leave, turn, again };
}

// createHandle returns handle(event): what one event of the stream says is done. A word in return ends the stream.
export function createHandle({ swap, turn, beat, online = () => {} }) {
  return ({ name, data }) => {
    if (name === '') swap(data.join('\n'));
    if (name === 'turn') turn(data[0], data[1]);
    if (name === 'beat') beat();
    if (name === 'online') online(data[0]);
    return name === RESET || name === BYE ? name : '';
  };
}

// createReadAnew returns readAnew(signal): it fetches the page and changes its main part into what it is now. It returns the
// page's cursor, '' where it has none, or null when the page is loaded anew instead. What is being typed stays, though the box for it
// goes: it is there again when the box is.
export function createReadAnew({ document, location, fetch, DOMParser, morph, process, dress, leave, report, draft }) {
  return async (signal) => {
    const answer = await fetch(location.href, { signal, cache: 'no-store', redirect: 'manual', headers: { Accept: 'text/html' } });
    if (answer.status >= 500) throw new Error(`status ${answer.status}`); // a moment later perhaps
    if (answer.status !== 200) return leave() ? null : '';
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    try {
      const fresh = document.adoptNode(page.getElementById('main'));
      dress(fresh);
      draft.keep();
      process(morph(document.getElementById('main'), fresh));
      draft.restore();
    } catch (error) {
      report(error);
      return leave() ? null : '';
    }
    return page.body.dataset.after || '';
  };
}
