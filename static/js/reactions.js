// Reactions: which are the reader's own, the palette beside a line, and a press that is sent without leaving the page.

const MANY = 50; // of more people than this not everybody stands on a chip
const TRIES = 3;

// createReactions begins to listen, and returns dress(part), which marks what is the reader's own.
//
//	newOp  makes the name of an operation
//	say    tells the reader that something did not work
export function createReactions({ document, fetch, newOp, say }) {
  const { me } = document.body.dataset;
  const byId = (id) => document.getElementById(id);
  const isMine = (chip) => chip?.getAttribute('aria-pressed') === 'true';
  const chipOf = (row, name) => [...(row?.querySelectorAll('.chip') ?? [])].find(({ value }) => value === name);
  let opener = null; // the button that has opened the palette

  function mark(button, mine) {
    button.setAttribute('aria-pressed', String(mine));
    button.name = mine ? 'take' : 'give';
  }

  // What the page or a press has said of a chip with many people stays true: the stream does not know who reads it.
  function dress(part) {
    for (const chip of part.querySelectorAll('button.chip')) {
      const people = chip.dataset.people.split(' ');
      const before = chipOf(byId(chip.parentElement.id), chip.value);
      mark(chip, people.includes(me) || (people.length >= MANY && isMine(before)));
    }
  }

  async function post(action, body) {
    for (let left = TRIES; left > 0; left--) {
      const answer = await fetch(action, { method: 'POST', body, headers: { 'HX-Request': 'true' }, redirect: 'manual' }).catch(() => null);
      if (answer && answer.status < 500) return answer;
    }
    return null;
  }

  async function send(button, action) {
    const { name, value } = button;
    const row = [...document.querySelectorAll('.react')].find(({ dataset }) => dataset.to === action)?.parentElement;
    const answer = await post(action, new URLSearchParams({ [name]: value, op: newOp() }));
    if (answer?.ok) {
      const chip = chipOf(row, value);
      if (chip) mark(chip, name === 'give');
      say('');
    } else if (answer?.status === 401) say('You are signed out. Please load the page again.');
    else say(answer ? 'You cannot react to this message now.' : 'Your reaction could not be sent. Please try again.');
  }

  document.addEventListener('click', (e) => {
    const button = e.target.closest?.('button[form="react"]');
    if (!button) return;
    e.preventDefault();
    const palette = button.closest('#palette');
    const action = palette ? opener?.dataset.to : button.getAttribute('formaction');
    if (palette) palette.hidePopover?.();
    else if (button.name === 'take') button.parentElement.querySelector('.react')?.focus({ preventScroll: true }); // the chip may go
    if (action) void send(button, action);
  });

  // The palette in the menu of a line is a form of its own. Once something is chosen the menu goes.
  document.addEventListener('submit', (e) => {
    const { target: form, submitter } = e;
    if (!form.matches?.('.menu-place form.palette') || !submitter) return;
    e.preventDefault();
    void send(submitter, form.getAttribute('action'));
    form.dispatchEvent(new (document.defaultView.KeyboardEvent)('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
  });

  // The palette opens beside the button that asks for it, inside the window, with what the reader has given marked.
  function open() {
    const palette = byId('palette');
    for (const button of palette.children) mark(button, isMine(chipOf(opener?.parentElement, button.value)));
    const { top, bottom, right } = opener.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = palette;
    const { clientWidth } = document.documentElement;
    palette.style.left = Math.max(8, Math.min(right - width, clientWidth - width - 8)) + 'px';
    palette.style.top = (top > height + 8 ? top - height - 4 : bottom + 4) + 'px';
    palette.firstElementChild.focus();
  }

  document.addEventListener('click', (e) => {
    opener = e.target.closest?.('button.react') ?? opener;
  }, true);
  byId('palette')?.addEventListener('toggle', ({ newState }) => newState === 'open' && open());
  byId('palette')?.addEventListener('keydown', (e) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    const all = [...byId('palette').children];
    if (!step) return;
    e.preventDefault();
    all.at((all.indexOf(document.activeElement) + step) % all.length).focus();
  });

  return dress;
}
