// Fragments on their way from the stream into the page. Each is a template that says where and how (views/swap.templ).

// createMorph returns morph(place, fresh): it changes place into fresh and returns the element that is there now. htmx does
// it, so that a stream's fragments and htmx's own swaps keep the same things: focus, selection, what is being typed.
export function createMorph(htmx, document) {
  let change = null;
  htmx.registerExtension('stoa', {
    init: (inside) => (change = inside.morph),
    // What somebody has opened stays open, although it is drawn shut.
    htmx_before_morph_attr: (element, { attrName: name, newValue: wants }) =>
      !(name === 'open' && wants === null && element.matches('details, dialog')),
  });
  return (place, fresh) => {
    const fragment = document.createDocumentFragment();
    fragment.append(fresh);
    change(place, fragment, false);
    return place.isConnected ? place : fresh;
  };
}

// createSwap returns swap(html), which puts fragments in. What is there already, under its own id, is changed, so that
// nothing is ever shown twice.
//
//	morph    see createMorph
//	process  brings what htmx attributes say to life in a new element
//	dress    makes a fragment that was drawn for everybody this reader's own
//	came     hears of the list that has got one more
//	passOn   hears of a change to a badge, with its html
//	sentOut  shows who was sent out the door
//	anew     loads the page again, where it lacks what it is to show
//	roomNews hears how far rooms have come, and were read
//	later    puts off what one is told, for a moment (badges.js)
export function createSwap({
  document, morph, process, dress, came, passOn, sentOut, anew = () => {}, roomNews = () => {}, later = (put) => put(),
}) {
  const byId = (id) => document.getElementById(id);

  // A line that is changed is no news to who listens to the conversation: only what is added to it is said.
  function change(place, fresh) {
    if (place.matches('.line')) for (const line of [place, fresh]) line.setAttribute('aria-live', 'off');
    if (!place.isEqualNode(fresh)) process(morph(place, fresh));
  }

  function append(place, fresh) {
    const same = fresh.id && byId(fresh.id);
    if (same && 'newest' in place.dataset) again(place, same);
    if (same) return change(same, fresh);
    fresh.classList.add('just-came');
    place.append(fresh);
    process(fresh);
    came(place);
  }

  // again notes in the list of what came last that something is the newest once more, though the page has it further down.
  function again(place, same) {
    const newest = place.lastElementChild ?? (same.previousElementSibling || same);
    if (newest === same || newest.dataset.again === same.id) return;
    const note = document.createElement('li');
    note.dataset.again = same.id;
    place.append(note);
  }

  // remove takes something away. Who had the focus in it is left in what it was part of, not at the page's beginning.
  function remove(place) {
    const home = place.contains(document.activeElement) && place.parentElement.closest('[tabindex]');
    place.remove();
    if (home) home.focus({ preventScroll: true });
  }

  // rename writes names wherever they stand. One that says the same is left alone: a search may have marked it.
  function rename(names) {
    for (const { dataset, textContent: name } of names) {
      for (const place of document.querySelectorAll(`[data-name="${dataset.name}"]`)) {
        if (place.textContent.trim() !== name) place.textContent = name;
        if (place.title) place.title = name;
      }
      renameIn(dataset.name, name);
    }
  }

  // renameIn writes somebody's name where it stands among other words: on reactions, each name between the marks of Unicode that isolate
  // it, in the order of the ids, and at what leads to more about them.
  function renameIn(id, name) {
    for (const chip of document.querySelectorAll(`.chip[data-people~="${id}"]`)) {
      const at = chip.dataset.people.split(' ').indexOf(id);
      const renamed = (words) => words.replace(/\u2068[^\u2069]*\u2069/g, (() => {
        let n = 0;
        return (was) => (n++ === at ? `\u2068${name}\u2069` : was);
      })());
      chip.title = renamed(chip.title);
      const said = chip.querySelector('.sr-only');
      if (said) said.textContent = renamed(said.textContent);
    }
    for (const link of document.querySelectorAll(`[data-about-whom="${id}"]`)) link.setAttribute('aria-label', `More about ${name}`);
  }

  // own puts in what concerns this reader alone.
  function own(parts) {
    for (const fresh of [...parts]) {
      if ('leave' in fresh.dataset) return sentOut();
      if (fresh.dataset.needs && byId(fresh.id) && !byId(fresh.dataset.needs)) return void anew();
      if (byId(fresh.id)) change(byId(fresh.id), fresh);
    }
  }

  function put(part) {
    const { swap: how, target } = part.dataset;
    if (how === 'own') return target === document.body.dataset.me && own(part.content.children);
    if (how === 'name') return rename(part.content.children);
    if (['room', 'marks', 'mark', 'saw'].includes(how)) {
      passOn(part.outerHTML);
      return roomNews(part);
    }
    if (!('badge' in (byId(target)?.dataset ?? {}))) return fill(part);
    passOn(part.outerHTML);
    later(() => fill(part));
  }

  function fill(part) {
    const { swap: how, target } = part.dataset;
    const place = byId(target);
    const notHere = 'behind' in part.dataset && document.visibilityState === 'visible'; // it is for tabs that nobody sees
    if (!place || notHere) return;
    if (how === 'remove') return remove(place);
    for (const fresh of [...part.content.children]) {
      dress(fresh);
      if (how === 'replace') change(place, fresh);
      else append(place, fresh);
    }
  }

  return (html) => {
    const parsed = document.createElement('template');
    parsed.innerHTML = html;
    for (const part of parsed.content.querySelectorAll('template[data-swap]')) put(part);
  };
}
