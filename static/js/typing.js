// Who is typing: said to the others every few seconds, and shown for a moment after it was heard. What one hears is a list in
// the page that the stream brings.

export const EVERY = 5_000;
export const SHOWN_FOR = 8_000;

// createTyping begins to listen. It returns look(), to be called when something has come, and came(place).
//
//	now  returns milliseconds that only grow
export function createTyping({ document, fetch, now, setTimeout, clearTimeout }) {
  const byId = (id) => document.getElementById(id);
  const { me } = document.body.dataset;
  const heard = new Map(); // person to the time that was heard, and until when it is shown
  let said = -Infinity;
  let timer;

  document.addEventListener('input', ({ target }) => {
    const to = byId('typing')?.dataset.to;
    if (target.id !== 'composer-body' || !target.value.trim() || !to || document.visibilityState === 'hidden') return;
    if (now() - said < EVERY) return;
    said = now();
    void fetch(to, { method: 'POST', headers: { 'HX-Request': 'true' } }).catch(() => {}); // nobody misses it
  });
  document.addEventListener('submit', ({ target }) => {
    if (target.id === 'composer') said = -Infinity;
  });

  function words(names) {
    if (names.length === 0) return '';
    if (names.length > 2) return 'Several people are typing';
    return names.join(' and ') + (names.length === 1 ? ' is typing' : ' are typing');
  }

  function look() {
    const place = byId('typing');
    if (!place) return;
    const blocked = (byId('lines')?.dataset.blocked ?? '').split(' ');
    const names = [];
    let next = Infinity;
    for (const item of [...byId('typing-now').children]) {
      const { who, at } = item.dataset;
      if (heard.get(who)?.at !== at) heard.set(who, { at, until: now() + SHOWN_FOR });
      const left = heard.get(who).until - now();
      if (left <= 0 || who === me || blocked.includes(who)) {
        item.remove();
        continue;
      }
      next = Math.min(next, left);
      names.push(item.textContent);
    }
    if (place.textContent !== words(names)) place.textContent = words(names);
    clearTimeout(timer);
    if (next < Infinity) timer = setTimeout(look, next);
  }

  return {
    look,
    // Who has said something has typed it.
    came(place) {
      if (place.id === 'lines') byId('typing-' + place.lastElementChild?.dataset.author)?.remove();
    },
  };
}
