// What was wrong with a form goes when its cause does: what is said of a field as soon as one changes it, with the summary's line
// of it, and the summary with the last of its lines.

// createErrors begins to listen.
export function createErrors({ document, Element }) {
  const byId = (id) => document.getElementById(id);

  // around returns what of a form something belongs to: each part that is marked, the nearest first.
  function around(element) {
    const all = [];
    for (let at = element; at && at.tagName !== 'FORM'; at = at.parentElement) {
      if (at.getAttribute('aria-invalid') === 'true' || (at.id && byId(`${at.id}-error`))) all.push(at);
    }
    return all;
  }

  function clear(part) {
    const id = `${part.id}-error`;
    byId(id)?.remove();
    for (const marked of [part, ...part.querySelectorAll('[aria-invalid]')]) {
      marked.removeAttribute('aria-invalid');
      const left = (marked.getAttribute('aria-describedby') ?? '').split(' ').filter((one) => one && one !== id);
      if (left.length) marked.setAttribute('aria-describedby', left.join(' '));
      else marked.removeAttribute('aria-describedby');
    }
    for (const link of document.querySelectorAll(`[role=alert] a[href="#${part.id}"]`)) settle(link);
  }

  // settle takes a line out of its summary.
  function settle(link) {
    const summary = link.closest('[role=alert]');
    const line = link.closest('li');
    if (!line) return;
    line.remove();
    if (!summary.querySelector('li')) summary.remove();
  }

  function changed(e) {
    if (!(e.target instanceof Element) || !e.target.closest('form') || e.target.closest('#composer')) return; // which does it itself
    for (const part of around(e.target)) if (part.id) clear(part);
  }
  document.addEventListener('input', changed);
  document.addEventListener('change', changed);
}
