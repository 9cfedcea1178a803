// Browsers without a screen, for tests in Go: pages of real Stoas in happy-dom, with htmx and the script that browsers get. A test
// says in lines of JSON what is done to a page; each line is answered by one. See browsers_test.go.

import { readFileSync } from 'node:fs';
import http from 'node:http';
import { createInterface } from 'node:readline';
import { Window } from '../../static/node_modules/happy-dom/lib/index.js';
import { fakeChannels, fakeLocks, fakeStorage } from '../../static/js/rig.js';

const built = (name) => readFileSync(new URL(`../../static/dist/${name}`, import.meta.url), 'utf8');
const htmxSource = built('htmx.min.js');
const campusSource = built('campus.js');
const SETTINGS = { disableJavaScriptFileLoading: true, disableCSSFileLoading: true, handleDisabledFileLoadingAsSuccess: true };
const SITE = 'http://stoa.test';

// HEARD is what a page's log names of what htmx does.
const HEARD = ['stale', 'htmx:error', 'htmx:response:error', 'htmx:after:swap'];

// script runs a browser's script, which finds in names what is global there. Nothing of it stays when its page has gone.
const script = (source, globals) => new Function(...Object.keys(globals), source)(...Object.values(globals));

// htmxOf gives a window htmx. What it would look for by XPath are scripts in attributes, which no page of Stoa has.
function htmxOf(window) {
  window.XPathEvaluator = class {
    createExpression() {
      return { evaluate: () => ({ iterateNext: () => null }) };
    }
  };
  const names = ['document', 'location', 'Element', 'Node', 'CustomEvent', 'MutationObserver', 'IntersectionObserver', 'FormData',
    'DOMParser', 'Document', 'DocumentFragment', 'HTMLElement', 'ShadowRoot', 'Event', 'history', 'HTMLTemplateElement',
    'HTMLTextAreaElement', 'HTMLInputElement', 'CSSStyleSheet', 'CSS', 'XPathEvaluator'];
  const globals = Object.fromEntries(names.map((name) => [name, window[name]]));
  return script(`${htmxSource}; return htmx`, { ...globals, window, console: quiet });
}

// quiet is a console on which nothing is said of networks that go away, which they do here all the time.
const quiet = { ...console, error() {}, warn() {} };

// get asks as somebody does who goes to a page: fetch would say that a script does.
function get(url, headers) {
  return new Promise((done, fail) => {
    const asked = http.get(url, { headers, agent: false }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => done({ status: answer.statusCode, text: Buffer.concat(parts).toString() }));
      answer.on('error', fail);
    });
    asked.on('error', fail);
  });
}

// Page is a tab of a browser of its own: it shares no place for a stream, and no news, with another.
class Page {
  constructor({ path, stoa, cookie, visible, looks }) {
    Object.assign(this, { path, stoa, cookie, visible, looks, offline: false, loaded: 0, log: [], timers: new Set() });
  }

  async load() {
    this.close();
    const mine = ++this.loaded;
    this.net = new AbortController();
    this.heard = false;
    const { status, text } = await get(this.stoa + this.path, { Cookie: this.cookie, 'Sec-Fetch-Mode': this.looks ? 'cors' : 'navigate' });
    if (mine !== this.loaded) return;
    this.status = status;
    const window = (this.window = new Window({ url: SITE + this.path, settings: SETTINGS }));
    window.document.write(text);
    Object.defineProperty(window.document, 'visibilityState', { get: () => (this.visible ? 'visible' : 'hidden') });
    const browser = this.browser(window, mine);
    const { setTimeout, setInterval } = browser;
    script(campusSource, { window: browser, setTimeout, setInterval, console: quiet });
  }

  // browser is what page script is given of one.
  browser(window, mine) {
    const page = this;
    window.fetch = (url, options) => page.fetch(url, options, mine); // htmx asks by it
    const after = (done, ms) => {
      const timer = setTimeout(() => (page.timers.delete(timer), mine === page.loaded && done()), ms);
      page.timers.add(timer);
      return timer;
    };
    const every = (does, ms) => void page.timers.add(setInterval(() => mine === page.loaded && does(), ms));
    for (const name of HEARD) window.document.addEventListener(name, () => page.tell(name));
    return {
      document: window.document, Element: window.Element, DOMParser: window.DOMParser, htmx: htmxOf(window), performance,
      crypto: globalThis.crypto, BroadcastChannel: fakeChannel(), sessionStorage: fakeStorage(), matchMedia: () => ({ matches: false }),
      navigator: { locks: fakeLocks() }, setTimeout: after, setInterval: every, clearTimeout, history: window.history,
      addEventListener: (...args) => window.addEventListener(...args),
      fetch: (url, options) => page.fetch(url, options, mine),
      location: {
        pathname: new URL(SITE + page.path).pathname, search: new URL(SITE + page.path).search, hash: '', href: SITE + page.path,
        reload: () => mine === page.loaded && page.again(),
      },
    };
  }

  again() {
    this.load().catch(() => setTimeout(() => this.again(), 100)); // a browser shows that it has no network, and its reader tries again
  }

  // fetch is the browser's, by the network that there is.
  async fetch(url, options = {}, mine) {
    // Of a page that is gone nothing comes back, and one that only looks has read nothing.
    if (mine !== this.loaded || (this.looks && options.method === 'POST')) return new Promise(() => {});
    if (this.offline) throw new TypeError('network');
    const what = `${options.method ?? 'GET'} ${url} ${options.body ?? ''}`;
    this.tell(`asks ${what}`);
    const { pathname, search } = new URL(url, SITE + this.path);
    const signal = AbortSignal.any([this.net.signal, ...(options.signal ? [options.signal] : [])]);
    let answer;
    try {
      answer = await fetch(this.stoa + pathname + search, { ...options, signal, headers: { ...options.headers, Cookie: this.cookie } });
      this.tell(`${answer.status} for ${what}`);
    } catch (error) {
      this.tell(`${error} for ${what}`);
      throw error;
    }
    if (pathname !== '/live' || answer.status !== 200) return answer;
    this.heard = true;
    const body = answer.body.pipeThrough(new TransformStream({ transform: (part, out) => (this.note(part), out.enqueue(part)) }));
    return { status: 200, body };
  }

  // note keeps what a stream said, but for what is drawn in it: of use to who finds out why a page differs.
  note(part) {
    const parts = Buffer.from(part).toString().matchAll(/<template (data-swap[^>]*)>(?:\s|data: )*<?([^>]*)/g);
    for (const [, said, first] of parts) this.tell(`${said.replaceAll('\n', ' | ')} ${first.slice(0, 60).replaceAll('\n', ' ')}`);
  }

  tell(words) {
    this.log.push(`${at()} ${words}`);
    this.log = this.log.slice(-200);
  }

  // cut ends all connections, as a network does that goes away for a moment.
  cut() {
    this.net?.abort(new TypeError('network'));
    this.net = new AbortController();
  }

  close() {
    this.loaded++;
    this.net?.abort(new TypeError('closed'));
    for (const timer of this.timers) clearTimeout(timer); // they would hold on to the page for a minute
    this.timers.clear();
    this.window?.close();
    this.window = null;
  }

  show(visible) {
    this.visible = visible;
    const { window } = this; // null while the page loads itself again
    window?.document.dispatchEvent(new window.Event('visibilitychange'));
  }

  held() {
    return this.window ? { status: this.status, ...held(this.window.document) } : { status: 200 };
  }
}

const fakeChannel = () =>
  class {
    constructor() {
      return fakeChannels()();
    }
  };

const words = (element) => element.textContent.replace(/\s+/g, ' ').trim();

// said is a part of a page as its reader has it, with times in full. What is for eyes alone is drawn by what stands around it.
function said(element) {
  const copy = element.cloneNode(true);
  for (const time of copy.querySelectorAll('time')) time.textContent = ` ${time.getAttribute('datetime')} `;
  for (const mark of copy.querySelectorAll('[data-online], [aria-hidden=true], #new-lines')) mark.remove();
  return words(copy);
}

// held is what a page tells its reader that others do: not where they are in it, nor what they do there.
function held(document) {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => {
    const found = document.querySelector(selector);
    return (found && said(found)) || null; // a place for words that has none is as good as no place
  };
  const writes = Boolean(document.getElementById('composer') && !document.querySelector('#room-shut[data-shut]'));
  return {
    title: document.title.replace(/^\(\d+\) /, ''),
    // A room that is over has no stream: what its lines become is seen when it is gone to again.
    lines: all('body:not([data-after=""]) #lines > li:not(.since)').map((li) => ({
      id: li.id, author: li.dataset.author, says: said(li), folded: Boolean(li.querySelector(':scope > .folded')),
      chips: [...li.querySelectorAll('.chip')].map((chip) => [words(chip), chip.title, writes && chip.getAttribute('aria-pressed')]),
    })),
    rules: writes ? one('#rules') : null, muted: one('#own-rules'), writes, head: [one('h1'), document.querySelector('h1')?.title],
    // Not where in it a room is gone to: one that is read begins at its end.
    rooms: all('#results li > a[href^="/rooms/"]').map((a) => [a.pathname, said(a).replaceAll(' ', '')]),
    roomsBadge: one('#nav-rooms-new'), meant: Boolean(document.querySelector('#nav-rooms-new.meant')), inboxBadge: one('#nav-inbox-new'),
    newest: newest(document),
    people: document.querySelector('#time-left, #room-people') ? all('#people > li').map((li) => `${li.id} ${said(li)}`) : [],
    count: one('[id^="roll-"]'),
    door: document.getElementById('door')?.dataset.state, locked: one('#lock-sign'), shut: one('#room-shut'),
    course: all('[id^="seats-"], [id^="closes-"], [id^="level-"], [id^="summary-"], [id^="teachers-"]').map(said),
    enrolled: /You are enrolled/.test(document.getElementById('course-action')?.textContent ?? ''),
    online: Object.fromEntries(all('[data-online]').map((mark) => [mark.dataset.online, !mark.hidden])),
  };
}

// newest is the last thing that the inbox tells of, in its list or above it.
function newest(document) {
  const came = [...document.querySelectorAll('#inbox-news > li')].at(-1) ?? document.querySelector('main li[id^="told-"]');
  return came?.dataset.again ?? came?.id ?? null;
}

const pages = new Map();
const at = () => new Date().toISOString().slice(14, 23);

// fresh is what a page shows that is loaded now, once it is live.
async function fresh({ path, cookie }, stoa) {
  const page = new Page({ path, cookie, stoa, visible: true, looks: true });
  try {
    await page.load();
    const follows = page.window.document.body.dataset.live;
    for (let i = 0; i < 200 && follows && !page.heard; i++) await new Promise((done) => setTimeout(done, 10));
    await new Promise((done) => setTimeout(done, 250)); // what its stream brings first is put in
    return page.held();
  } finally {
    page.close();
  }
}

const steps = {
  async open(ask) {
    const page = new Page(ask);
    pages.set(ask.page, page);
    await page.load();
  },
  log: ({ page }) => pages.get(page).log.join('\n') + '\n' + at(),
  held: ({ page }) => pages.get(page).held(),
  fresh: ({ page, stoa }) => fresh(pages.get(page), stoa),
  moved({ page, path, stoa }) { // whoever had gone there
    const one = pages.get(page);
    if (one.stoa === path) one.stoa = stoa;
  },
  async reload({ page }) {
    await pages.get(page).load();
  },
  cut({ page, stoa }) {
    const one = pages.get(page);
    one.stoa = stoa;
    one.cut();
  },
  offline({ page }) {
    const one = pages.get(page);
    one.offline = true;
    one.cut();
  },
  online({ page, stoa }) {
    const one = pages.get(page);
    one.stoa = stoa;
    one.offline = false;
    one.window?.dispatchEvent(new one.window.Event('online'));
  },
  show: ({ page, visible }) => pages.get(page).show(visible),
  close({ page }) {
    pages.get(page).close();
    pages.delete(page);
  },
};

createInterface({ input: process.stdin }).on('line', async (line) => {
  const ask = JSON.parse(line);
  let answer;
  try {
    answer = { id: ask.id, value: (await steps[ask.step](ask)) ?? null };
  } catch (error) {
    answer = { id: ask.id, error: String(error?.stack ?? error) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}).on('close', () => process.exit());
