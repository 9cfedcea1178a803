// The room: which lines are one's own, and which are folded.

// createRoom returns what others need of the room.
export function createRoom({ document }) {
  const byId = (id) => document.getElementById(id);
  const { me } = document.body.dataset;

  // fold puts a line of somebody whom the reader has blocked away, as the page does it. What staff say to a room stays.
  function fold(line, { blocked = '', folded }) {
    const { author, staff } = line.dataset;
    if (staff !== undefined || !line.matches('.line') || !blocked.split(' ').includes(author)) return;
    if (line.querySelector(':scope > .folded')) return;
    const details = document.createElement('details');
    const summary = document.createElement('summary');
    details.className = 'folded';
    summary.textContent = folded;
    details.append(summary, ...line.childNodes);
    line.append(details);
  }

  // foldQuotes does the same with what they said above lines that answer it.
  function foldQuotes(part, { blocked = '', foldedQuote }) {
    for (const quote of part.querySelectorAll('.quote:not([data-staff])')) {
      if (!blocked.split(' ').includes(quote.dataset.of)) continue;
      const words = quote.querySelector('b + span');
      words.textContent = foldedQuote;
      delete words.dataset.name;
    }
  }

  // dress makes a fragment that was drawn for everybody this reader's own.
  function dress(part) {
    // A conversation that was drawn anew says itself who is blocked by now.
    const { dataset: drawn = {} } = (part.id === 'lines' ? part : part.querySelector('#lines')) ?? byId('lines') ?? {};
    for (const line of [part, ...part.querySelectorAll('[data-author]')]) {
      if (!line.dataset.author) continue;
      if (line.dataset.author === me) line.classList.add('mine');
      fold(line, drawn);
    }
    foldQuotes(part, drawn);
  }

  // outdated reports whether the reader has blocked others than the page was drawn for. What those said is not all on it: a quote that
  // was folded has lost its words.
  function outdated(blocked) {
    const lines = byId('lines');
    return Boolean(lines) && blocked !== undefined && blocked !== (lines.dataset.blocked ?? '');
  }

  return { dress, outdated };
}
