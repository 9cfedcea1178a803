// Who is online, wherever the page names somebody in a list: marks are shown and hidden as the stream says. Nothing is announced:
// a mark has words of its own for who reads the list.

// createOnline returns show, for what the stream says, and dress, for a part of the page that has just come.
export function createOnline({ document }) {
  let people = null; // the ids; null before the stream has said so: until then the page knows best

  const marks = (root) => root.querySelectorAll('[data-online]');
  const mark = (element) => element.toggleAttribute('hidden', !people.has(Number(element.dataset.online)));

  // show takes a word, then each person by the distance of their id from the one before it.
  function show(words) {
    const [word, ...steps] = words.split(' ');
    let id = 0;
    const ids = steps.map((step) => (id += Number(step)));
    if (word === 'all') people = new Set(ids);
    else if (people) for (const one of ids) word === 'online' ? people.add(one) : people.delete(one);
    if (people) marks(document).forEach(mark);
  }

  return {
    show,
    dress(part) {
      if (people && part.querySelectorAll) marks(part).forEach(mark);
    },
  };
}
