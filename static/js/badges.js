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

// createSigned says who is signed in. A page of somebody else is out of date: what is written on it would be said by the one
// who is signed in now.
export function createSigned({ channel, me, reload }) {
  if (!me) return; // a page that says that Stoa is away knows nobody
  channel.addEventListener('message', ({ data }) => {
    if (data !== me) reload();
  });
  channel.postMessage(me);
}
