// Mentions: people are offered while one types @ and the beginning of a name, and the reader's own are marked. The box keeps
// the focus; the list is moved in with the arrow keys (WAI-ARIA, combobox with a listbox).

export const WAIT = 150; // milliseconds after a letter before people are asked for

const BEGUN = /(^|[^\p{L}\p{N}])@(\p{L}[\p{L}\p{N} .'-]{0,40})?$/u;

// createMentions begins to listen, and returns dress(part), which marks where the reader is mentioned.
export function createMentions({ document, fetch, setTimeout, clearTimeout }) {
  const byId = (id) => document.getElementById(id);
  const { me } = document.body.dataset;
  const box = () => byId('composer-body');
  const list = () => byId('mentionable');
  let timer;
  let asked = 0; // only the newest answer counts
  let chosen = -1;
  let shut = null; // what was begun when the list was put away with Escape

  const begun = () => {
    const { value, selectionStart: at, selectionEnd: to } = box();
    const found = at === to && BEGUN.exec(value.slice(0, at));
    return found ? found[2] ?? '' : null;
  };

  function close() {
    clearTimeout(timer);
    asked++;
    chosen = -1;
    if (!list() || list().hidden) return;
    list().hidden = true;
    list().replaceChildren();
    box()?.setAttribute('aria-expanded', 'false');
    box()?.removeAttribute('aria-activedescendant');
  }

  function choose(n) {
    const all = [...list().children];
    chosen = (n + all.length) % all.length;
    all.forEach((item, i) => item.setAttribute('aria-selected', String(i === chosen)));
    box().setAttribute('aria-activedescendant', all[chosen].id);
    all[chosen].scrollIntoView?.({ block: 'nearest' });
  }

  async function ask(words) {
    const mine = ++asked;
    const answer = await fetch(`${list().dataset.from}?q=${encodeURIComponent(words)}`, { headers: { 'HX-Request': 'true' } }).catch(() => null);
    const html = answer?.ok ? await answer.text() : '';
    if (mine !== asked) return;
    list().innerHTML = html;
    list().hidden = list().children.length === 0;
    box().setAttribute('aria-expanded', String(!list().hidden));
    if (list().hidden) close();
    else choose(0);
  }

  function look() {
    if (!box() || !list()) return;
    const words = begun();
    if (words === null || words === shut) return close();
    shut = null;
    clearTimeout(timer);
    timer = setTimeout(() => void ask(words.trim()), WAIT);
  }

  // take puts who was chosen into the text, in the place of what was begun.
  function take(item) {
    const { value, selectionStart: at } = box();
    const from = at - begun().length - 1;
    box().setRangeText(`@**${item.textContent.replace(/[*|\n]/g, '')}|${item.dataset.who}** `, from, at, 'end');
    close();
    box().focus();
    box().dispatchEvent(new (document.defaultView.Event)('input', { bubbles: true }));
  }

  document.addEventListener('input', ({ target }) => target.id === 'composer-body' && look());
  document.addEventListener('focusout', ({ target }) => target.id === 'composer-body' && close());
  document.addEventListener('submit', ({ target }) => target.id === 'composer' && close());
  document.addEventListener('mousedown', (e) => {
    const item = e.target.closest?.('#mentionable [role=option]');
    if (!item) return;
    e.preventDefault(); // the box keeps the focus
    take(item);
  });

  // Before the composer hears of Enter.
  document.addEventListener('keydown', (e) => {
    if (e.target.id !== 'composer-body' || !list() || list().hidden || e.isComposing) return;
    const all = [...list().children];
    const does = {
      ArrowDown: () => choose(chosen + 1),
      ArrowUp: () => choose(chosen - 1),
      Enter: () => take(all[chosen]),
      Tab: () => take(all[chosen]),
      Escape: () => {
        shut = begun();
        close();
      },
    }[e.shiftKey ? '' : e.key];
    if (!does) return;
    e.preventDefault();
    e.stopPropagation();
    does();
  }, true);

  if (box() && list()) {
    for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': 'mentionable' })) box().setAttribute(name, value);
  }

  return (part) => {
    for (const mention of part.querySelectorAll('.mention')) mention.classList.toggle('me', mention.dataset.mention === me);
  };
}
