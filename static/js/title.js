// The title of the page: its name, behind how much has come for the reader that they have not seen. So a tab behind others says it
// too, which for most people is the first they hear of it.

import { text } from './unread.js';

// createTitle returns look, to be called whenever something of that is other, and rename.
//
//	told    returns which lines of rooms, "3:5/7", the inbox tells of; null before Stoa has said so
//	meant   returns in which rooms lines are meant for the reader; null before that
//	unseen  returns the lines that came into this page's conversation while nobody looked
export function createTitle({ document, told, meant, unseen }) {
  let words = document.title;

  // badge is the number that stands in the navigation. One that is too long says that it is more.
  function badge(id) {
    const shows = document.getElementById(id)?.firstChild?.data ?? '';
    return (parseInt(shows) || 0) + (shows.includes('+') ? 1 : 0);
  }

  // count counts what has come, each thing once: the inbox tells of lines that are meant for the reader too.
  function count() {
    const [inbox, lines, rooms] = [badge('nav-inbox-new'), told(), meant()];
    const more = unseen().filter((line) => !lines?.includes(line)).length;
    if (!lines || !rooms) return Math.max(inbox, badge('nav-rooms-new')) + more;
    return inbox + rooms.filter((room) => !lines.some((line) => line.startsWith(`${room}/`))).length + more;
  }

  function look() {
    const n = count();
    const wants = n ? `(${text(n)}) ${words}` : words;
    if (document.title !== wants) document.title = wants;
  }

  return {
    look,
    // rename is for a page that is called after what it shows: the campus's name behind it stays.
    rename(name) {
      const [campus] = words.match(/ · [^·]*$/) ?? [];
      if (!campus) return;
      words = name + campus;
      look();
    },
  };
}
