// The composer: Enter sends; a line that could not be sent stays, and says so; a page that loads itself again keeps what was
// being typed on it.

// createDraft keeps what a person was typing on a page, for that person alone: on a shared computer the next one who signs
// in must not find it.
export function createDraft({ document, storage, path }) {
  const { me } = document.body.dataset;
  const mine = `draft ${me} `;
  const box = () => document.getElementById('composer-body');

  function forget(which) {
    for (const key of Object.keys(storage)) if (key.startsWith('draft ') && which(key)) storage.removeItem(key);
  }

  document.addEventListener('submit', (e) => {
    if ('signOut' in e.target.dataset) forget(() => true);
  });

  return {
    typing: () => Boolean(box()?.value.trim()),
    keep() {
      const typed = box()?.value;
      if (me && typed?.trim()) storage.setItem(mine + path, typed);
    },
    restore() {
      if (!me) return;
      forget((key) => !key.startsWith(mine));
      const typed = storage.getItem(mine + path);
      if (!box() || typed === null) return;
      if (!box().value) box().value = typed;
      storage.removeItem(mine + path);
    },
  };
}

// createComposer begins to listen. sent hears that a line went out.
export function createComposer({ document, Element, sent }) {
  const byId = (id) => document.getElementById(id);
  const composer = (target) => target instanceof Element && target.id === 'composer';
  let held = ''; // what the composer held when it was sent
  let more = null; // what was typed since; null: no line was just sent

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

  document.addEventListener('htmx:before:request', (e) => {
    if (composer(e.target)) held = byId('composer-body').value;
  });

  // The form comes back emptied; what was typed meanwhile stays, and so does the place to go on typing. The old form is
  // gone by then and its events reach nobody, so the new one is dressed when htmx takes it up.
  document.addEventListener('htmx:before:swap', (e) => {
    const box = byId('composer-body');
    if (box && composer(e.target)) more = box.value.startsWith(held) ? box.value.slice(held.length) : box.value;
  });

  document.addEventListener('htmx:after:process', (e) => {
    const box = byId('composer-body');
    if (more === null || !box || !e.target.contains?.(box)) return;
    if (more.trim()) box.value += more;
    more = null;
    box.focus();
    sent();
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
}
