// What Stoa's pages need of script beside htmx: they are whole without it, with it they are live.
//
//   follow   the page's one stream: opens it, keeps it, and puts what it brings into the page
//   room     own lines, the times of the reader's zone, "New lines", Enter sends
//   composer a line that could not be sent stays, and says so
(() => {
  'use strict';

  const root = document.documentElement;
  root.classList.add('js');
  const body = document.body;
  const byId = (id) => document.getElementById(id);

  // ---- The stream -------------------------------------------------------------------------------------------------
  //
  // It is read with fetch, not EventSource: that cannot see a status, and forgets where it was after one failed try.

  const SILENCE = 45_000; // the server beats every 15 s; after this much silence the connection is dead
  const FIRST_WAIT = 300; // before the first new try; doubles up to LONGEST_WAIT, each time a random part of it
  const LONGEST_WAIT = 15_000;
  const BYE_SPREAD = 3_000; // a Stoa that stops sends all its readers away at once: they must not come back at once

  let cursor = body.dataset.after || '';
  let tries = 0;
  let current = null; // AbortController of the open stream
  let following = false;
  let hurry = () => {}; // ends the wait before the next try
  let heard = Date.now(); // when the last byte came

  // A list that htmx has replaced may show other things than the page did at first.
  const wanted = () => document.querySelector('main [data-live]')?.dataset.live || body.dataset.live || '';

  function say(words) {
    const status = byId('live-status');
    if (status && status.textContent !== words) status.textContent = words;
  }

  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

  async function follow() {
    if (following) return;
    following = true;
    for (let address = wanted(); address; address = wanted()) {
      const wait = await once(address);
      if (wait === null) return; // the page is about to be another
      await Promise.race([sleep(wait), new Promise((now) => (hurry = now))]);
    }
    following = false;
  }

  // reopen opens the stream anew, at once: for other topics, or because there is reason to believe that it is dead.
  function reopen() {
    if (!following) return follow();
    current?.abort();
    hurry();
  }

  // once holds one connection, and returns how long to wait before the next; null for never.
  async function once(address) {
    const control = (current = new AbortController());
    let watchdog;
    const alive = () => {
      heard = Date.now();
      clearTimeout(watchdog);
      watchdog = setTimeout(() => control.abort(), SILENCE);
    };
    try {
      alive();
      const url = new URL(address, location.href);
      if (cursor) url.searchParams.set('after', cursor);
      const answer = await fetch(url, { signal: control.signal, cache: 'no-store', redirect: 'manual', headers: { Accept: 'text/event-stream' } });
      if ((answer.status === 401 || answer.status === 403) && !reloadedLately()) {
        reload(); // signed out, or not allowed any more: the page itself says which
        return null;
      }
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      tries = 0;
      say('');
      const ended = await read(answer.body, alive);
      if (ended === 'reset') return null;
      if (ended === 'bye') return Math.random() * BYE_SPREAD;
    } catch {
      // Whatever it was, the answer is the same: come back, with the cursor.
    } finally {
      clearTimeout(watchdog);
    }
    if (wanted() !== address) return 0; // the list has changed: this was on purpose
    tries++;
    if (tries > 1) say('Reconnecting…');
    return Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries);
  }

  // read takes events off the wire until it ends (WHATWG HTML, 9.2.6).
  async function read(stream, alive) {
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    let event = { name: '', data: [], id: '' };
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return 'end';
      alive();
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (line === '') {
          const ended = handle(event);
          if (ended) return ended;
          event = { name: '', data: [], id: '' };
        } else if (line.startsWith('data: ')) event.data.push(line.slice(6));
        else if (line.startsWith('event: ')) event.name = line.slice(7);
        else if (line.startsWith('id: ')) event.id = line.slice(4);
      }
    }
  }

  // handle does what one event says. A word in return ends the stream.
  function handle({ name, data, id }) {
    if (id) cursor = id;
    switch (name) {
      case '':
        swap(data.join('\n'));
        return '';
      case 'turn':
        turn(data[0]);
        return '';
      case 'reset':
        reload();
        return 'reset';
      case 'bye':
        return 'bye';
    }
    return '';
  }

  // swap puts fragments into the page. Each is a template that says where and how; what is there already, under its own
  // id, is replaced, so that nothing is ever shown twice.
  function swap(html) {
    if (!html) return;
    const parsed = document.createElement('template');
    parsed.innerHTML = html;
    for (const part of parsed.content.querySelectorAll('template[data-swap]')) {
      const { swap: how, target } = part.dataset;
      const place = byId(target);
      if (!place) continue;
      if (how === 'remove') {
        place.remove();
        continue;
      }
      for (const fresh of [...part.content.children]) {
        const same = fresh.id && byId(fresh.id);
        if (how === 'replace') {
          if (!place.isEqualNode(fresh)) place.replaceWith(fresh);
        } else if (same) {
          if (!same.isEqualNode(fresh)) same.replaceWith(fresh);
        } else {
          fresh.classList.add('just-came');
          place.append(fresh);
          came(place);
        }
        dress(fresh);
      }
    }
  }

  const DOOR_SPREAD = 1_500; // a door that opens must not be rushed by all who wait in one instant

  // turn: the meeting has opened, ended, moved or been cancelled, so this is another page now. What is being typed stays:
  // then the reader decides when.
  function turn(what) {
    if (!byId('composer-body')?.value.trim()) setTimeout(reload, what === 'active' ? Math.random() * DOOR_SPREAD : 0);
    else if (what === 'moved') say('The time of this meeting has changed.');
    else if (what !== 'active') say('This meeting is over. What you typed is still here.');
  }

  // A page that loads itself again keeps what was being typed on it.
  const draft = 'draft ' + location.pathname;

  // A page that may be seen while its stream may not would otherwise load itself for ever.
  const RELOADED = 'reloaded ' + location.pathname;
  const reloadedLately = () => Date.now() - Number(sessionStorage.getItem(RELOADED)) < 2 * LONGEST_WAIT;

  function reload() {
    sessionStorage.setItem(RELOADED, Date.now());
    const typed = byId('composer-body')?.value;
    if (typed?.trim()) sessionStorage.setItem(draft, typed);
    location.reload();
  }

  function restore() {
    const box = byId('composer-body');
    const typed = sessionStorage.getItem(draft);
    if (!box || typed === null) return;
    if (!box.value) box.value = typed;
    sessionStorage.removeItem(draft);
  }

  // ---- The room ---------------------------------------------------------------------------------------------------

  const me = body.dataset.me;
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: body.dataset.zone || undefined });

  // dress makes a fragment that was drawn for everybody this reader's own.
  function dress(part) {
    for (const line of [part, ...part.querySelectorAll('[data-author]')]) {
      if (line.dataset.author === me) line.classList.add('mine');
    }
    for (const time of part.querySelectorAll('time[datetime]')) {
      if (/^\d\d:\d\d$/.test(time.textContent)) time.textContent = clock.format(new Date(time.dateTime));
    }
  }

  const FAR = -80; // the conversation's end is at 0; this far above it one is reading something else

  function came(place) {
    const scroll = byId('scroll');
    const button = byId('new-lines');
    if (place.id === 'lines' && scroll && button && scroll.scrollTop < FAR) button.hidden = false;
  }

  function toEnd() {
    const scroll = byId('scroll');
    if (scroll) scroll.scrollTop = 0;
  }

  // ---- The composer -----------------------------------------------------------------------------------------------

  let sent = ''; // what the composer held when it was sent
  const composer = (target) => target instanceof Element && target.id === 'composer';

  function failed(why) {
    const note = byId('composer-error');
    if (note) note.textContent = why || 'Not sent. Your line is still here: please try again.';
    const send = byId('composer-send');
    if (send) send.lastElementChild.textContent = 'Try again';
  }

  document.addEventListener('keydown', (e) => {
    if (e.target.id !== 'composer-body' || e.key !== 'Enter' || e.shiftKey || e.isComposing) return;
    e.preventDefault();
    if (e.target.value.trim()) byId('composer').requestSubmit();
  });

  document.addEventListener('click', (e) => {
    if (e.target.closest?.('#new-lines')) toEnd();
  });

  byId('scroll')?.addEventListener('scroll', () => {
    const button = byId('new-lines');
    if (button && byId('scroll').scrollTop >= FAR) button.hidden = true;
  });

  document.addEventListener('htmx:before:request', (e) => {
    if (composer(e.target)) sent = byId('composer-body').value;
  });

  // The form comes back emptied; what was typed meanwhile stays, and so does the place to go on typing. The old form is
  // gone by then and its events reach nobody, so the new one is dressed when htmx takes it up.
  let more = null; // null: no line was just sent
  document.addEventListener('htmx:before:swap', (e) => {
    const box = byId('composer-body');
    if (box && composer(e.target)) more = box.value.startsWith(sent) ? box.value.slice(sent.length) : box.value;
  });

  document.addEventListener('htmx:after:process', (e) => {
    const box = byId('composer-body');
    if (more === null || !box || !e.target.contains?.(box)) return;
    if (more.trim()) box.value += more;
    more = null;
    box.focus();
    toEnd();
  });

  // A search may have put other courses on the page than the stream was opened for.
  document.addEventListener('htmx:after:swap', () => {
    if (wanted() === opened) return;
    opened = wanted();
    reopen();
  });

  document.addEventListener('htmx:error', (e) => {
    if (composer(e.target)) failed();
  });

  // A refusal that brings the form along is shown by it; any other leaves the form as it is, with its sentence.
  document.addEventListener('htmx:response:error', (e) => {
    const { response, text } = e.detail.ctx;
    if (!composer(e.target) || (response.status < 500 && response.headers.get('HX-Reswap') !== 'none')) return;
    failed(response.status < 500 ? 'Not sent. ' + text : '');
  });

  // ---- Beginning --------------------------------------------------------------------------------------------------

  let opened = wanted();
  dress(body);
  restore();
  if (opened) follow();

  // "Redis is away, trying again": the page asks whether Stoa is ready, and loads itself only then, so that nobody who
  // reads it with a screen reader is thrown back to its beginning for nothing.
  const AGAIN = 2_000;
  async function again() {
    for (;;) {
      await sleep(AGAIN);
      const ready = await fetch('/readyz', { cache: 'no-store' }).catch(() => null);
      if (ready?.ok) return reload();
    }
  }
  if ('again' in body.dataset) again();

  // A phone that slept may hold a connection that died without a word, and its watchdog slept too.
  const DOUBTFUL = 20_000; // longer than between two beats
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && Date.now() - heard > DOUBTFUL) reopen();
  });
  window.addEventListener('online', () => {
    say('');
    reopen();
  });
  window.addEventListener('offline', () => say('You are offline. What you type stays here.'));
})();
