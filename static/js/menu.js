// The menu of a line, or of a person: what one may do with it. It is fetched for who asks, since what everybody is sent alike
// knows nothing of them. Without script the link that opens it leads to a page with the same entries.

const OPENERS = 'a[data-menu]';

// createMenu begins to listen. It returns
//
//	dress  makes the links in a part of the page open menus
//	close  closes what is open
//	open   opens a menu at a link: the link's own, or another
//
//	process  brings what htmx attributes say to life in a new element
//	actions  what is done with an entry that has a data-do of that name, with the entry and what opened the menu, instead of
//	         following it
export function createMenu({ document, location, fetch, process, actions }) {
  let opener = null;
  let place = null;
  const entries = () => [...place.querySelectorAll('[role=menuitem]')];

  function dress(part) {
    for (const link of part.querySelectorAll(OPENERS)) {
      link.setAttribute('role', 'button');
      link.setAttribute('aria-haspopup', 'menu');
      if (link !== opener) link.setAttribute('aria-expanded', 'false');
    }
  }

  function close(back) {
    if (!opener) return;
    const was = opener;
    opener = null;
    place?.remove();
    place = null;
    was.setAttribute('aria-expanded', 'false');
    if (back) was.focus({ preventScroll: true });
  }

  // put places the menu below what opened it, or above where there is no room; on a phone the style has its place.
  function put() {
    const { bottom, top, right } = opener.getBoundingClientRect();
    const { clientHeight: height, clientWidth: width } = document.documentElement;
    const below = bottom + place.offsetHeight < height;
    place.style.setProperty('--menu-top', `${Math.max(below ? bottom : top - place.offsetHeight, 0)}px`);
    place.style.setProperty('--menu-left', `${Math.min(Math.max(right - place.offsetWidth, 0), Math.max(width - place.offsetWidth, 0))}px`);
  }

  async function open(link, href = link.href) {
    close();
    opener = link;
    link.setAttribute('aria-expanded', 'true');
    const answer = await fetch(href, { headers: { 'HX-Request': 'true' } }).catch(() => null);
    const html = answer?.ok ? await answer.text() : '';
    if (opener !== link) return; // closed meanwhile, or another one opened
    if (!html) {
      close();
      location.href = href; // the page says why
      return;
    }
    place = document.createElement('div');
    place.className = 'menu-place';
    place.innerHTML = html;
    document.body.append(place);
    process(place);
    put();
    entries()[0]?.focus({ preventScroll: true });
  }

  function act(e, entry) {
    const from = opener;
    const action = actions[entry.dataset.do];
    if (action && !(e.ctrlKey || e.metaKey || e.shiftKey)) {
      e.preventDefault();
      close(true);
      action(entry, from);
    } else {
      close();
    }
  }

  document.addEventListener('click', (e) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey || !e.target.closest) return;
    const link = e.target.closest(OPENERS);
    const entry = place && e.target.closest('.menu-place [role=menuitem]');
    if (link) {
      e.preventDefault();
      if (link === opener) close(true);
      else void open(link);
    } else if (entry) {
      act(e, entry);
    } else if (!e.target.closest('.menu-place')) {
      close();
    }
  });

  const steps = {
    ArrowDown: (all, n) => all[(n + 1) % all.length],
    ArrowUp: (all, n) => all[(n - 1 + all.length) % all.length],
    Home: (all) => all[0],
    End: (all) => all.at(-1),
  };

  document.addEventListener('keydown', (e) => {
    const link = e.target.closest?.(OPENERS);
    if (link && (e.key === ' ' || e.key === 'ArrowDown') && link !== opener) {
      e.preventDefault();
      void open(link);
      return;
    }
    if (!opener) return;
    if (e.key === 'Escape') {
      e.preventDefault();
      close(true);
    } else if (e.key === 'Tab') {
      close(true); // and on from there
    } else if (place && steps[e.key]) {
      e.preventDefault();
      const all = entries();
      steps[e.key](all, all.indexOf(document.activeElement))?.focus();
    }
  });

  document.addEventListener('scroll', () => close(), true);
  document.defaultView.addEventListener('resize', () => close());

  return { dress, close, open };
}

// createCopy returns the action that copies the address of an entry.
export function createCopy({ clipboard, say }) {
  return async (entry) => {
    try {
      await clipboard.writeText(entry.href);
      say('The link is copied.');
    } catch {
      say('The link could not be copied.');
    }
  };
}
