// The composer: Enter sends, and what is being typed stays, over whatever becomes of the page.

// createDraft keeps what a person was typing on a page, for that person alone: on a shared computer the next one who signs
// in does not find it, and who signs out takes their own along, nobody else's.
export function createDraft({ document, storage, path }) {
  const { me } = document.body.dataset;
  const mine = `draft ${me} `;
  const box = () => document.getElementById('composer-body');

  document.addEventListener('submit', (e) => {
    if (!('signOut' in e.target.dataset)) return;
    for (const key of Object.keys(storage)) if (key.startsWith(mine)) storage.removeItem(key);
  });

  return {
    typing: () => Boolean(box()?.value.trim()),
    keep() {
      if (!me || !box()) return;
      if (box().value.trim()) storage.setItem(mine + path, box().value);
      else storage.removeItem(mine + path);
    },
    restore() {
      if (!me) return;
      const typed = storage.getItem(mine + path);
      if (!box() || typed === null) return;
      if (!box().value) box().value = typed;
      storage.removeItem(mine + path);
    },
  };
}

// createComposer begins to listen. write takes a line that goes out: see createOutbox. It returns takeBack(line, wanted),
// which puts one that was not taken into the box again, with why: if the box is empty, or somebody wants it there.
export function createComposer({ document, Element, write }) {
  const byId = (id) => document.getElementById(id);

  function say(why) {
    byId('composer-error').textContent = why;
    if (why) byId('composer-body').setAttribute('aria-invalid', 'true');
    else byId('composer-body').removeAttribute('aria-invalid');
  }

  document.addEventListener('keydown', (e) => {
    if (e.target.id !== 'composer-body' || e.key !== 'Enter' || e.shiftKey || e.isComposing) return;
    e.preventDefault();
    byId('composer').requestSubmit();
  });

  document.addEventListener('submit', (e) => {
    if (!(e.target instanceof Element) || e.target.id !== 'composer') return;
    e.preventDefault();
    const box = byId('composer-body');
    const line = box.value.replace(/^\n+/, '').trimEnd(); // what is left of the Enter that sent the one before is no part of it
    if (!line.trim()) return;
    write(e.target.getAttribute('action'), line);
    box.value = '';
    say('');
    box.focus();
  });

  // An error goes when its cause does.
  document.addEventListener('input', (e) => {
    if (e.target.id === 'composer-body' && byId('composer-error').textContent) say('');
  });

  return function takeBack({ body, why = '' }, wanted = false) {
    const box = byId('composer-body');
    if (!box || (box.value.trim() && !wanted)) return false;
    box.value = box.value.trim() ? `${body}\n${box.value}` : body;
    say(why);
    box.focus();
    return true;
  };
}
