// What one does with a line where it stands: answer it, change it, go to the one that it answers, and to where a link leads.

// createReply returns what others need of the composer's answering:
//
//	answer  the action of a menu's entry: the composer answers the line
//	take    the number of the line that is answered, 0 for none; from then on it is not any more
//	back    answers a line again, for one that was not taken
//	keep, restore   over a reload of the page, for this person alone
export function createReply({ document, location, storage, path }) {
  const head = () => document.getElementById('replying');
  const key = `draft ${document.body.dataset.me} ${path} answers`;

  function set({ number = '', name = '', words = '' } = {}) {
    if (!head()) return;
    head().hidden = !number;
    head().querySelector('[name=reply_to]').value = number;
    head().querySelector('b').textContent = name;
    head().querySelector('span').textContent = words;
  }

  function now() {
    const number = head()?.querySelector('[name=reply_to]').value;
    if (!number) return null;
    return { number, name: head().querySelector('b').textContent, words: head().querySelector('span').textContent };
  }

  function cancel() {
    set();
    document.getElementById('composer-body').focus();
  }

  document.addEventListener('click', (e) => {
    if (!e.target.closest?.('#replying [data-cancel]')) return;
    e.preventDefault();
    cancel();
  });
  document.addEventListener('keydown', (e) => {
    if (e.key === 'Escape' && e.target.id === 'composer-body' && now()) cancel();
  });

  return {
    answer(entry, from) {
      const line = from.closest('li');
      if (!head() || !line) return void (location.href = entry.href);
      const words = line.querySelector('.words').textContent.trim().replace(/\s+/g, ' ').slice(0, 120);
      set({ number: line.id.slice(2), name: line.querySelector('.who b').textContent, words });
      document.getElementById('composer-body').focus();
    },
    take() {
      const answered = now();
      set();
      return answered;
    },
    back: set,
    keep() {
      if (now()) storage.setItem(key, JSON.stringify(now()));
      else storage.removeItem(key);
    },
    restore() {
      const kept = storage.getItem(key);
      storage.removeItem(key);
      if (kept && !now()) set(JSON.parse(kept));
    },
  };
}

// createEdit begins to listen for ArrowUp in an empty composer, which changes the reader's last line, and returns
//
//	edit  the action of a menu's entry: the line becomes a form, in its place
//	look  after the page was changed: a form that was taken along with it comes back, with what was typed
//
// The form stands after its line, so that whatever becomes of the line meanwhile nothing that is typed is lost.
export function createEdit({ document, location, fetch, swap, say }) {
  let open = null; // the item with the form
  let of = ''; // the id of the line
  let typing = false; // its reader came from the composer, and goes back there
  const line = () => document.getElementById(of);

  function close() {
    open?.remove();
    open = null;
    ((!typing && line()?.querySelector('a.about')) || document.getElementById('composer-body'))?.focus();
  }

  function put(html) {
    open.innerHTML = html;
    const box = open.querySelector('textarea');
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }

  async function begin(href, item, fromComposer) {
    const answer = await fetch(href, { headers: { 'HX-Request': 'true' } }).catch(() => null);
    if (!answer?.ok) return void (location.href = href); // the page says why
    const html = await answer.text();
    open?.remove();
    of = item.id;
    typing = fromComposer;
    open = document.createElement('li');
    open.className = 'editing';
    open.setAttribute('aria-live', 'off');
    item.after(open);
    put(html);
  }

  async function save(form) {
    const answer = await fetch(form.getAttribute('action'), {
      method: 'POST',
      headers: { 'HX-Request': 'true' },
      body: new URLSearchParams([...form.querySelectorAll('[name]')].map(({ name, value }) => [name, value])),
    }).catch(() => null);
    const html = answer ? await answer.text() : '';
    if (!open) return;
    if (answer?.ok) {
      close();
      swap(html);
    } else if (html.includes('edit-line')) {
      put(html);
    } else {
      say(html && answer.status < 500 ? html.replace(/<[^>]*>/g, ' ').trim() : 'It could not be saved. Please try again.');
    }
  }

  document.addEventListener('submit', (e) => {
    if (!open?.contains(e.target)) return;
    e.preventDefault();
    void save(e.target);
  });
  document.addEventListener('click', (e) => {
    if (!open?.contains(e.target) || !e.target.closest('[data-cancel]')) return;
    e.preventDefault();
    close();
  });
  document.addEventListener('keydown', (e) => {
    if (open?.contains(e.target)) {
      if (e.key === 'Escape') close();
      if (e.key === 'Enter' && !e.shiftKey && !e.isComposing && e.target.matches('textarea')) {
        e.preventDefault();
        void save(e.target.closest('form'));
      }
    } else if (e.key === 'ArrowUp' && e.target.id === 'composer-body' && !e.target.value.trim() && !e.isComposing) {
      const last = [...document.querySelectorAll('#lines > .mine')].filter((item) => item.querySelector('a.about')).at(-1);
      if (!last) return;
      e.preventDefault();
      void begin(last.querySelector('a.about').href + '/edit', last, true);
    }
  });

  return {
    edit: (entry, from) => {
      const item = from.closest('#lines > li');
      if (item) void begin(entry.href, item, false);
      else location.href = entry.href;
    },
    look() {
      if (!open || open.isConnected) return;
      const place = line() ?? document.getElementById('lines')?.lastElementChild;
      if (place) place.after(open);
    },
  };
}

// createFollow begins to listen: a link to a line that the page shows leads there without loading the page again.
export function createFollow({ document, location, history }) {
  function go(id) {
    const line = document.getElementById(id);
    if (!line) return false;
    for (const other of document.querySelectorAll('.line.marked')) other.classList.remove('marked');
    line.classList.add('marked');
    line.tabIndex = -1;
    line.scrollIntoView({ block: 'center' });
    line.focus({ preventScroll: true });
    return true;
  }

  document.addEventListener('click', (e) => {
    const link = e.target.closest?.('.line .quote a, .line .who a, .line a.when');
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey || !go(link.hash.slice(1))) return;
    e.preventDefault();
    history.replaceState(history.state, '', link.href);
  });

  if (/^#m-\d+$/.test(location.hash)) go(location.hash.slice(1));
}
