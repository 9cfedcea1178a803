// The room: own lines, "New lines".

const FAR = -80; // the conversation's end is at 0; this far above it one is reading something else

// createRoom begins to listen, and returns what others need of the room.
export function createRoom({ document }) {
  const byId = (id) => document.getElementById(id);
  const { me } = document.body.dataset;

  // fold puts a line of somebody whom the reader has blocked away, as the page does it. What staff say to a room stays.
  function fold(line) {
    const { blocked = '', folded } = byId('lines')?.dataset ?? {};
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

  // dress makes a fragment that was drawn for everybody this reader's own.
  function dress(part) {
    for (const line of [part, ...part.querySelectorAll('[data-author]')]) {
      if (!line.dataset.author) continue;
      if (line.dataset.author === me) line.classList.add('mine');
      fold(line);
    }
  }

  function came(place) {
    const scroll = byId('scroll');
    const button = byId('new-lines');
    if (place.id === 'lines' && scroll && button && scroll.scrollTop < FAR) button.hidden = false;
  }

  function toEnd() {
    const scroll = byId('scroll');
    if (scroll) scroll.scrollTop = 0;
  }

  document.addEventListener('click', (e) => {
    if (e.target.closest?.('#new-lines')) toEnd();
  });

  byId('scroll')?.addEventListener('scroll', () => {
    const button = byId('new-lines');
    if (button && byId('scroll').scrollTop >= FAR) button.hidden = true;
  });

  return { dress, came, toEnd };
}
