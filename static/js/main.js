// What Stoa's pages need of script beside htmx: they are whole without it, with it they are live. Here the parts are put
// together; each is given what it needs, and none knows the browser by name.
//
//	stream    the page's one stream: opened, kept, come back to
//	tabs      whether this tab has one: a browser's tabs share four
//	swap      what it brings gets into the page
//	reload    when the page is loaded again
//	clock     times as the reader's zone has them
//	days      which day lines were said on
//	room      own lines, and folded ones
//	unseen    lines that came meanwhile, and the way to the newest
//	read      how far one has read in a room
//	mentions  whom one may call by name, and where one is
//	typing    who is about to say something
//	reactions which are one's own, and the palette
//	earlier   earlier lines, above those that one reads
//	menu      what one may do with a line, or a person
//	manage    what staff do with a room closes again
//	line      a line is answered, changed, gone to
//	ask       a question in a dialog
//	presence  that the reader of a room is there still
//	online    who has a page open, wherever the page names them
//	badges    what tabs tell each other beside that
//	toasts    what one was just told, for a while and in every tab
//	unread    which of one's rooms have something unread
//	title     the page's, and how much came that one has not seen
//	composer  Enter sends, and what is being typed stays
//	outbox    lines on their way: sent in order, and again until they are
//	courses   what is new in the catalogue, and how long one can enrol
//	zone      the browser's, offered to who has set none
//	enter     the focus is where one writes
//	door      waiting to be let in, and how long a room is still open
//	lists     what a page shows of elsewhere is right while it is read
//	errors    what was wrong with a form goes when its cause does
//	notices   what was done is said for a while

import { createStream } from './stream.js';
import { createTabs } from './tabs.js';
import { createChannelPlaces, createLockPlaces } from './places.js';
import { createMorph, createSwap } from './swap.js';
import { createHandle, createReadAnew, createReload } from './reload.js';
import { createComposer, createDraft } from './composer.js';
import { createOutbox } from './outbox.js';
import { createEarlier } from './earlier.js';
import { createPresence } from './presence.js';
import { createClock, createNow } from './clock.js';
import { createRoom } from './room.js';
import { createDays } from './days.js';
import { createCopy, createMenu } from './menu.js';
import { createManage } from './manage.js';
import { createEdit, createFollow, createReply } from './line.js';
import { createAsk } from './ask.js';
import { createUnseen } from './unseen.js';
import { createRead } from './read.js';
import { createMentions } from './mentions.js';
import { createTyping } from './typing.js';
import { createReactions } from './reactions.js';
import { createOnline } from './online.js';
import { createToasts } from './toasts.js';
import { createUnread, LINES, marksIn, ROOMS } from './unread.js';
import { createTitle } from './title.js';
import { createBadges, createLater, createSigned, seenPart } from './badges.js';
import { createCourses } from './courses.js';
import { suggestZone } from './zone.js';
import { focusComposer } from './enter.js';
import { createDoor } from './door.js';
import { createLists } from './lists.js';
import { createErrors } from './errors.js';
import { createNotices } from './notices.js';

const { document, location, matchMedia, navigator, crypto, sessionStorage: storage, htmx, Element, DOMParser, BroadcastChannel } = window;
const { body } = document;
const fetch = window.fetch.bind(window);
document.documentElement.classList.add('js');

function say(words) {
  const status = document.getElementById('live-status');
  if (status && status.textContent !== words) status.textContent = words;
}

const report = (error) => console.error(error);
const process = (element) => htmx.process(element);
const morph = createMorph(htmx, document);
const room = createRoom({ document });
const online = createOnline({ document });
const now = createNow({ shown: body.dataset.now, performance: window.performance });
const clock = createClock({ document, now });
const days = createDays({ document, clock });
const courses = createCourses({ document, now, trigger: (element, name) => htmx.trigger(element, name),
  rename: (name) => title.rename(name), told: (what) => lists.told(what),
  say });
const reply = createReply({ document, location, storage, path: location.pathname });
const editing = createEdit({ document, location, fetch, swap: (html) => shown(html), say });
const newOp = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const timers = { setTimeout: (done, ms) => window.setTimeout(done, ms), clearTimeout: (timer) => window.clearTimeout(timer) };
const unread = createUnread({ document, setTimeout: timers.setTimeout, changed: (what) => lists.told(what), painted: tell });
const badges = createBadges({ channel: new BroadcastChannel('stoa-badges-' + (body.dataset.me || '')) });
function saw(...seen) {
  unread.saw(...seen);
  badges.passOn(seenPart(document, ...seen).outerHTML);
}
const read = createRead({ document, location, fetch, newOp, say, saw, ...timers });
const menu = createMenu({
  document,
  location,
  fetch,
  process,
  actions: {
    copy: createCopy({ clipboard: navigator.clipboard, say }),
    ask: createAsk({ document, location, fetch }),
    menu: (entry, from) => menu.open(from, entry.href),
    reply: reply.answer,
    edit: editing.edit,
    unread: read.unread,
  },
});
createManage({ document });
const reactions = createReactions({ document, fetch, newOp, say });
const unseen = createUnseen({ document, changed: () => title.look(), ...timers });
const mentions = createMentions({ document, fetch, ...timers });
const typing = createTyping({ document, fetch, now: () => window.performance.now(), ...timers });
function came(place) {
  if (place.id === 'toasts') return toasts.came();
  unseen.came(place);
  typing.came(place);
}
function dress(part) {
  room.dress(part);
  unseen.dress(part);
  menu.dress(part);
  reactions(part);
  mentions(part);
  clock.dress(part);
  online.dress(part);
  days.soon();
}
const lists = createLists({ document, now, trigger: (element, name) => htmx.trigger(element, name) });
createErrors({ document, Element });
createNotices({ document, ...timers });
createEarlier({ document, fetch, DOMParser, dress, say });
const draft = createDraft({ document, storage, path: location.pathname });
const door = createDoor({ document, storage, path: location.pathname, now, short: clock.short, late: () => turn('active') });
const { reload, leave, turn, again } = createReload({ location, storage, fetch, draft, say, enter: door.enter });
let blocked; // whom the reader has blocked, as the stream said it last
function roomNews(part) {
  unread.told(part);
  const { blocked: now = blocked } = part.dataset;
  if (blocked !== undefined && now !== blocked) [ROOMS, LINES].forEach(lists.told); // a list has what was said last
  blocked = now;
  for (const [id, line, , marked] of marksIn(part)) read.told(id, line, marked);
  if (part.dataset.swap === 'marks') courses.rooms(marksIn(part).map(([id]) => id));
  if (room.outdated(part.dataset.blocked)) stream.renew();
}
const later = createLater({ setTimeout: timers.setTimeout, after: tell });
const swap = createSwap({ document, morph, process, came, dress, passOn: badges.passOn, sentOut: reload, anew: leave, roomNews, later });
badges.hear((html) => {
  swap(html);
  tell();
});
// The room whose end is followed, in a tab that is seen.
const reading = () => (body.dataset.after && document.visibilityState === 'visible' ? location.pathname : '');
const toasts = createToasts({ document, passOn: badges.passOn, reading, reads: unread.reads, told: lists.told, ...timers });
const title = createTitle({ document, told: toasts.lines, meant: unread.meant, unseen: unseen.whileAway });
function tell() {
  toasts.look();
  title.look();
}
function shown(html) {
  swap(html);
  editing.look();
  outbox.look();
  read.look();
  typing.look();
  door.tick();
  tell();
  courses.tick();
  courses.look();
}
const takeBack = createComposer({
  document,
  Element,
  write(action, body) {
    outbox.write(action, body, reply.take(), read.shown());
    unseen.toEnd();
  },
});
const outbox = createOutbox({
  document,
  storage,
  fetch,
  path: location.pathname,
  newOp,
  refused(line, wanted) {
    if (!takeBack(line, wanted)) return false;
    if (line.answers) reply.back(line.answers);
    return true;
  },
  taken(answer) {
    const nobody = answer.headers.get('Stoa-Nobody');
    if (nobody) say(`Said. Nobody who may be here is called ${decodeURIComponent(nobody)}.`);
  },
  leave,
  ...timers,
});

const readMain = createReadAnew({ document, location, fetch, DOMParser, morph, process, dress, leave, report, draft });
async function readAnew(signal) {
  const after = await readMain(signal);
  editing.look();
  outbox.look();
  return after;
}

// A list that htmx has replaced may show other things than the page did at first.
const wanted = () => document.querySelector('main [data-live]')?.dataset.live || body.dataset.live || '';
const presence = createPresence({ fetch, address: () => document.getElementById('main')?.dataset.here || '', leave, say });
const stream = createStream({
  fetch,
  base: location.href,
  cursor: body.dataset.after,
  wanted,
  mode: () => tabs.mode(),
  handle: createHandle({ swap: shown, turn, beat: presence.beat, online: online.show }),
  opened: presence.opened,
  readAnew,
  leave,
  say,
  report,
});


const channel = new BroadcastChannel('stoa-streams');
const take = navigator.locks ? createLockPlaces(navigator.locks) : createChannelPlaces({ channel, id: Math.random() });
const tabs = createTabs({ document, take, channel, follows: () => Boolean(wanted()), isRoom: Boolean(body.dataset.after),
  change: stream.reopen });

dress(body);
title.look();
draft.restore();
reply.restore();
createFollow({ document, location, history: window.history });
focusComposer({ document, location, matchMedia: (query) => matchMedia(query) });
suggestZone({ document, zone: new Intl.DateTimeFormat().resolvedOptions().timeZone });
createSigned({ channel: new BroadcastChannel('stoa-signed-in'), me: body.dataset.me, reload });
if (document.querySelector('#results, [data-left]')) setInterval(() => courses.tick(), 1000);
if (document.querySelector('[data-shows]')) setInterval(lists.tick, 1000);
if (document.querySelector('#door-left, #time-left')) setInterval(door.tick, 1000);
door.tick();
let opened = wanted();
tabs.look();
if ('again' in body.dataset) again();

// A search may have put other courses on the page than the stream was opened for.
document.addEventListener('htmx:after:swap', () => {
  const people = document.getElementById('room-people');
  if (people) dress(people);
  courses.tick();
  courses.look();
  if (wanted() === opened) return;
  opened = wanted();
  tabs.look();
  stream.reopen();
});
document.addEventListener('visibilitychange', () => {
  tabs.look();
  lists.tick();
  if (document.visibilityState === 'visible') stream.doubt();
});
document.addEventListener('freeze', tabs.freeze);
document.addEventListener('resume', tabs.look);
window.addEventListener('pagehide', () => {
  draft.keep();
  reply.keep();
  read.now();
  tabs.leave();
});
window.addEventListener('pageshow', (e) => {
  if (e.persisted) tabs.look(); // the page comes back as it was left
});
window.addEventListener('online', () => {
  say('');
  outbox.hurry();
  stream.reopen();
});
window.addEventListener('offline', () => say('You are offline. What you type stays here.'));
