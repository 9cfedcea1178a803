// What the tests share: a page in happy-dom, and a server of which a test says every word.

import { Window } from 'happy-dom';

// openPage returns a window that shows this body. Its element is given attributes.
export function openPage(html, attributes = {}, url = 'http://stoa.test/meetings/1/2') {
  const window = new Window({ url });
  window.document.body.innerHTML = html;
  for (const [name, value] of Object.entries(attributes)) window.document.body.setAttribute(name, value);
  return window;
}

// settled waits until everything that needs no timer has happened.
export async function settled() {
  for (let i = 0; i < 12; i++) await new Promise((done) => setImmediate(done));
}

// liveServer is the other end of fetch: calls has every request, in order; a test answers each as it likes.
export function liveServer() {
  const calls = [];
  const fetch = (url, { signal, headers }) =>
    new Promise((resolve, reject) => {
      let out;
      const body = new ReadableStream({ start: (controller) => (out = controller) });
      const stop = (what) => {
        call.open = false;
        reject(what);
        try {
          out.error(what);
        } catch {} // it has ended already
      };
      const call = {
        url: new URL(url, 'http://stoa.test'),
        headers,
        open: true,
        answer: (status = 200, text = '') => resolve({ status, body, text: async () => text }),
        send: (text) => out.enqueue(new TextEncoder().encode(text)),
        end: () => ((call.open = false), out.close()),
        fail: () => stop(new TypeError('network')),
      };
      if (signal?.aborted) stop(signal.reason);
      signal?.addEventListener('abort', () => stop(signal.reason));
      calls.push(call);
    });
  return { calls, fetch, last: () => calls.at(-1) };
}

// event is an event as it goes over the wire.
export const event = ({ id, name, data = [''] }) =>
  (id ? `id: ${id}\n` : '') + (name ? `event: ${name}\n` : '') + data.map((line) => `data: ${line}\n`).join('') + '\n';

// fragment is the html of an event that puts something into the page.
export const fragment = (how, target, html = '') => `<template data-swap="${how}" data-target="${target}">${html}</template>`;

// place is a location that counts how often it was loaded again.
export function fakeLocation(pathname = '/meetings/1/2') {
  return { pathname, href: 'http://stoa.test' + pathname, reloads: 0, reload() { this.reloads++; } };
}

// fakeStorage is sessionStorage as far as Stoa uses it.
export function fakeStorage(entries = {}) {
  return Object.create(
    { getItem(key) { return this[key] ?? null; }, setItem(key, value) { this[key] = String(value); }, removeItem(key) { delete this[key]; } },
    Object.getOwnPropertyDescriptors(entries),
  );
}

// fakeLocks is navigator.locks of one browser, as far as Stoa uses it; held says which names are taken.
export function fakeLocks() {
  const queues = new Map();
  const held = new Set();
  async function next(name) {
    const queue = queues.get(name) ?? [];
    if (held.has(name) || !queue.length) return;
    const { callback, done } = queue.shift();
    held.add(name);
    await callback();
    held.delete(name);
    done();
    next(name);
  }
  function request(name, { signal }, callback) {
    return new Promise((done, fail) => {
      if (signal.aborted) return fail(signal.reason);
      const asked = { callback, done };
      queues.set(name, [...(queues.get(name) ?? []), asked]);
      signal.addEventListener('abort', () => {
        const queue = queues.get(name);
        if (queue.includes(asked)) queue.splice(queue.indexOf(asked), 1);
        fail(signal.reason);
      });
      setImmediate(() => next(name));
    });
  }
  return { request, held };
}

// fakeChannels is BroadcastChannel of one browser: what one posts the others hear a moment later. A tab that is dead hears
// and says nothing.
export function fakeChannels() {
  const all = [];
  return () => {
    const target = new EventTarget();
    const channel = {
      dead: false,
      addEventListener: (...args) => target.addEventListener(...args),
      postMessage(data) {
        if (channel.dead) return;
        const copy = structuredClone(data);
        for (const other of all) {
          if (other !== channel) setImmediate(() => other.dead || other.hear(copy));
        }
      },
      hear: (data) => target.dispatchEvent(Object.assign(new Event('message'), { data })),
    };
    all.push(channel);
    return channel;
  };
}
