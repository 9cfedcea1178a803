// The outbox: lines that were written and do not stand in the conversation yet. They go out one after the other, in the
// order in which they were written, each under an operation of its own, so that one whose answer was lost is said once.

export const PATIENCE = 15_000; // how long an answer is waited for
export const FIRST_WAIT = 1_000;
export const LONGEST_WAIT = 30_000;

const AWAY = 'Not sent yet. Trying again.';
const SOON = 'Too soon for another message: it goes out by itself.';

// named is a line as one reads it: who is called by name is named so, without the number that says who it is.
const named = (body) => body.replace(/@\*\*([^|*\n]+)\|\d+\*\*/g, '@$1');

// createOutbox returns what others need of it:
//
//	write  takes a line, with what it answers and what its page had shown by then, and shows it at once as one that is on its way
//	look   after the conversation has changed: what stands in it is no longer on its way
//	hurry  tries again now what waits to be tried again
//
// What it is given, beside the browser's:
//
//	path     of the page: what was not sent when it is loaded again goes out then
//	newOp    makes the name of an operation
//	taken    hears the answer to a line that was taken
//	refused  gets a line that will not be taken, and why; it returns whether it has taken it back into the box
//	leave    loads the page again, for who is signed out
export function createOutbox({ document, storage, fetch, path, newOp, refused, taken = () => {}, leave, setTimeout, clearTimeout }) {
  const byId = (id) => document.getElementById(id);
  const { me } = document.body.dataset;
  const key = `draft ${me} ${path} unsent`;
  let lines = JSON.parse((me && storage.getItem(key)) || '[]');
  let sending = false;
  let hurry = () => {};

  // draw makes an item of a line, or changes the one that is there.
  function draw(place, line) {
    let item = [...place.children].find(({ dataset }) => dataset.op === line.op);
    if (!item) {
      item = byId('pending-line').content.firstElementChild.cloneNode(true);
      item.dataset.op = line.op;
      item.querySelector('.words').textContent = named(line.body);
      place.append(item);
    }
    item.querySelector('.note').textContent = line.note ?? '';
    const left = Math.ceil(((line.until ?? 0) - Date.now()) / 1000);
    item.querySelector('.left').textContent = left > 0 ? `${left} second${left === 1 ? '' : 's'} left.` : '';
    item.toggleAttribute('data-stuck', Boolean(line.note));
  }

  function look() {
    lines = lines.filter(({ number }) => !number || !byId('m-' + number));
    const unsent = lines.filter(({ number }) => !number);
    if (unsent.length > 0) storage.setItem(key, JSON.stringify(unsent));
    else storage.removeItem(key);
    const place = byId('pending');
    if (!place) return;
    for (const item of [...place.children]) if (!lines.some(({ op }) => op === item.dataset.op)) item.remove();
    for (const line of lines) draw(place, line);
  }

  // tick counts down until a line goes out by itself. The count is not read out: who listens has heard that it does.
  function tick() {
    look();
    if (lines.some(({ until }) => until > Date.now())) setTimeout(tick, 1000);
  }

  const drop = (line) => {
    lines = lines.filter((one) => one !== line);
    look();
  };

  function rest(ms) {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      hurry = () => (clearTimeout(timer), done());
    });
  }

  // reason is what an answer says in words: a sentence, or the form with it.
  function reason(text) {
    const form = document.createElement('template');
    form.innerHTML = text;
    return form.content.querySelector('#composer-error')?.textContent.trim() || form.content.textContent.trim();
  }

  // post sends a line and returns after how many milliseconds to do it again, 0 when it is settled.
  async function post(line, wait) {
    const answer = await fetch(line.action, {
      method: 'POST',
      body: new URLSearchParams({
        body: line.body,
        op: line.op,
        reply_to: line.answers?.number ?? '',
        seen: line.shown?.line ?? '',
        marked: line.shown?.marked ?? '',
      }),
      headers: { 'HX-Request': 'true' },
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    }).catch(() => ({ status: 503 }));
    line.note = '';
    line.until = 0;
    if (answer.ok) {
      taken(answer);
      line.number = answer.headers.get('Stoa-Line');
    } else if (answer.status === 429) {
      const ms = 1000 * (Number(answer.headers.get('Retry-After')) || 1);
      line.note = SOON;
      line.until = Date.now() + ms;
      return ms;
    } else if (answer.status >= 500 || answer.type === 'opaqueredirect') {
      line.note = AWAY;
      return wait;
    } else if (answer.status === 401) {
      line.note = AWAY;
      return leave() ? LONGEST_WAIT : wait;
    } else {
      line.why = reason(await answer.text());
      if (answer.status === 409) line.answers = null; // what it answers is gone: the next try is a line of its own
      line.note = 'Not sent. ' + line.why;
      if (refused(line)) drop(line);
    }
    return 0;
  }

  async function send() {
    if (sending) return;
    sending = true;
    const next = () => lines.find(({ number, why }) => !number && why === undefined);
    for (let line, wait = FIRST_WAIT; (line = next()); ) {
      const again = await post(line, wait);
      tick();
      wait = again > 0 ? Math.min(2 * wait, LONGEST_WAIT) : FIRST_WAIT;
      if (again > 0) await rest(again);
    }
    sending = false;
  }

  document.addEventListener('click', ({ target }) => {
    const what = target.closest?.('#pending [data-do]')?.dataset.do;
    const line = what && lines.find(({ op }) => op === target.closest('li').dataset.op);
    if (!line) return;
    if (what === 'edit' && !refused(line, true)) return;
    drop(line);
    hurry();
  });

  look();
  void send();
  return {
    look,
    hurry: () => hurry(),
    write(action, body, answers = null, shown = null) {
      lines.push({ op: newOp(), action, body, answers, shown });
      look();
      void send();
    },
  };
}
