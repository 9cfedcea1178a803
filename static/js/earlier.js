// Earlier lines come in above, in place, and nothing of what one reads moves: the conversation is laid out from its end.

const NEAR = 300; // this close to the first line one is about to want those before it

// createEarlier begins to listen. The page of earlier lines is the one that the link leads to without script; of it are taken
// the lines, and the link to those before them.
//
//	dress  makes a line that was drawn for everybody this reader's own
export function createEarlier({ document, fetch, DOMParser, dress, say }) {
  const byId = (id) => document.getElementById(id);
  const link = () => byId('earlier')?.querySelector('a');
  let loading = false;

  // quietly does something to the conversation that a screen reader is not to read out: it is no news.
  function quietly(change) {
    const log = byId('scroll');
    const { ariaLive } = log;
    log.ariaLive = 'off';
    change();
    setTimeout(() => (log.ariaLive = ariaLive), 100);
  }

  function put(page) {
    const focused = document.activeElement === link();
    const lines = [...page.querySelectorAll('#lines > li')].filter(({ id }) => !byId(id));
    for (const line of lines) dress(document.adoptNode(line));
    byId('lines').prepend(...lines);
    const before = page.getElementById('earlier');
    if (before) byId('earlier').replaceWith(document.adoptNode(before));
    else byId('earlier').remove();
    if (focused) (link() ?? byId('scroll')).focus({ preventScroll: true });
  }

  async function load() {
    if (loading || !link()) return;
    loading = true;
    try {
      const answer = await fetch(link().href, { headers: { Accept: 'text/html' } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (!page.getElementById('lines')) throw new Error('no lines');
      quietly(() => put(page));
      say('');
    } catch {
      say('Earlier messages could not be loaded. Please try again.');
    }
    loading = false;
  }

  document.addEventListener('click', (e) => {
    if (!e.target.closest?.('#earlier a') || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    void load();
  });

  byId('scroll')?.addEventListener('scroll', ({ target }) => {
    if (target.scrollHeight - target.clientHeight + target.scrollTop < NEAR) void load();
  });
}
