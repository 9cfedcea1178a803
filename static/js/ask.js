// A question that follows from an entry of a menu is asked in a dialog, over the page that one is on.

// createAsk returns the action of such an entry.
export function createAsk({ document, location, fetch, say }) {
  function show(html, href) {
    const dialog = document.createElement('dialog');
    dialog.className = 'ask';
    dialog.innerHTML = html;
    dialog.setAttribute('aria-labelledby', 'ask-title');
    document.body.append(dialog);
    dialog.addEventListener('close', () => dialog.remove());
    dialog.addEventListener('click', (e) => {
      if (!e.target.closest('[data-cancel]') && e.target !== dialog) return;
      e.preventDefault();
      dialog.close();
    });
    dialog.addEventListener('submit', async (e) => {
      e.preventDefault();
      const body = new URLSearchParams([...e.target.querySelectorAll('[name]')].map(({ name, value }) => [name, value]));
      const answer = await fetch(e.target.getAttribute('action'), { method: 'POST', headers: { 'HX-Request': 'true' }, body }).catch(() => null);
      if (answer?.ok || answer?.status === 404) dialog.close(); // or it was done already
      else if (answer && answer.status < 500) location.href = href; // the page says why
      else say('That could not be done. Please try again.');
    });
    dialog.showModal();
  }

  return async (entry) => {
    const answer = await fetch(entry.href, { headers: { 'HX-Request': 'true' } }).catch(() => null);
    if (answer?.ok) show(await answer.text(), entry.href);
    else location.href = entry.href;
  };
}
