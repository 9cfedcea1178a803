// A question is asked in a dialog, over the page that one is on: one that follows from an entry of a menu, or that a link with
// data-ask leads to.

// createAsk begins to listen for such links, and returns the action of such an entry.
export function createAsk({ document, location, fetch }) {
  // show puts the question up; home has the focus after it, if what asked has gone meanwhile.
  function show(html, href, from, home) {
    const dialog = document.createElement('dialog');
    dialog.className = 'ask';
    dialog.innerHTML = html;
    dialog.setAttribute('aria-labelledby', 'ask-title');
    dialog.setAttribute('aria-describedby', 'ask-text');
    const why = document.createElement('p');
    why.setAttribute('role', 'alert'); // within the dialog: what is behind it is read to nobody
    dialog.firstElementChild.append(why);
    document.body.append(dialog);
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (from?.isConnected) from.focus({ preventScroll: true });
      else home?.focus({ preventScroll: true });
    });
    dialog.addEventListener('click', (e) => {
      if (!e.target.closest('[data-cancel]') && e.target !== dialog) return;
      e.preventDefault();
      dialog.close();
    });
    // A key that was pressed before the question stood there, and is held down, answers nothing.
    let pressed = false;
    for (const kind of ['keydown', 'keypress']) {
      dialog.addEventListener(kind, (e) => {
        if (kind === 'keydown' && !e.repeat) pressed = true;
        if (!pressed) e.preventDefault();
      });
    }
    let busy = false;
    dialog.addEventListener('submit', async (e) => {
      e.preventDefault();
      if (busy) return;
      busy = true;
      const body = new URLSearchParams([...e.target.querySelectorAll('[name]')].map(({ name, value }) => [name, value]));
      const answer = await fetch(e.target.getAttribute('action'), { method: 'POST', headers: { 'HX-Request': 'true' }, body }).catch(() => null);
      busy = false;
      if (answer?.redirected) location.href = answer.url; // this page is another one now
      else if (answer?.ok || answer?.status === 404) dialog.close(); // or it was done already
      else if (answer && answer.status < 500) location.href = href; // the page says why
      else why.textContent = 'That could not be done. Please try again.';
    });
    dialog.showModal();
  }

  async function ask(link, from = link) {
    const home = from?.parentElement?.closest('[tabindex]');
    const answer = await fetch(link.href, { headers: { 'HX-Request': 'true' } }).catch(() => null);
    if (answer?.ok && !answer.redirected) show(await answer.text(), link.href, from, home);
    else location.href = link.href;
  }

  document.addEventListener('click', (e) => {
    const link = e.target.closest?.('a[data-ask]');
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    void ask(link);
  });
  return ask;
}
