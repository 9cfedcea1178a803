// What a browser's tabs tell each other beside who has a stream.

// createBadges passes changes to badges on, so that tabs without a stream show them too. Its channel is of one person.
export function createBadges({ channel }) {
  let hearing = false;
  return {
    passOn(html) {
      if (!hearing) channel.postMessage(html); // what was heard has been said to all
    },
    hear(swap) {
      channel.addEventListener('message', ({ data }) => {
        hearing = true;
        try {
          swap(data);
        } finally {
          hearing = false;
        }
      });
    },
  };
}

export const SETTLE = 200;

// createLater puts off what one is told for a moment, for what one reads where it stands is told and read in one: nothing is to
// ring then. What came meanwhile is put in at once, in its order; after hears of it.
export function createLater({ setTimeout, after }) {
  let waiting = [];
  return (put) => {
    waiting.push(put);
    if (waiting.length > 1) return;
    setTimeout(() => {
      for (const one of waiting.splice(0)) one();
      after();
    }, SETTLE);
  };
}

// seenPart says to a person's tabs how far one of them has shown a room, before Stoa is told.
export function seenPart(document, room, line, marked) {
  const part = document.createElement('template');
  Object.assign(part.dataset, { swap: 'saw', target: room, line, marked });
  return part;
}

// createSigned says who is signed in. A page of somebody else is out of date: what is written on it would be said by the one
// who is signed in now.
export function createSigned({ channel, me, reload }) {
  if (!me) return; // a page that says that Stoa is away knows nobody
  channel.addEventListener('message', ({ data }) => {
    if (data !== me) reload();
  });
  channel.postMessage(me);
}
