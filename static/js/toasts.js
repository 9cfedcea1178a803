// What one was just told, beside what one reads and in every tab: it goes after a while, when it is closed, or when it is read
// anywhere. Who points at it or is in it reads it still. In a tab behind others it waits until it was seen there or in another. Of the
// room that one is reading nothing is told there, and what a page of this browser has shown is told nowhere.

import { text } from './unread.js';

export const STAYS = 10_000;
export const INBOX = 'inbox'; // is other than the page shows it
export const MOST = 3; // at the same time; older ones go

// createToasts returns
//
//	came   a toast may have come: those that are new begin to go
//	look   what is unread may be other: what is read is no news any more
//	lines returns which lines of rooms one is told of and has not read; null before Stoa has said so
//
//	passOn   tells the person's other tabs to take one away too
//	reading  returns the path of the room that is open and in sight; '' for none
//	reads    says whether the line of a room was shown by one of the person's pages
//	told     hears of what there is news, once of each
export function createToasts({ document, setTimeout, clearTimeout, passOn, reading = () => '', reads = () => false, told = () => {} }) {
  const seen = new Set();
  const known = new Set(); // what was unread when that was said before
  const waits = new WeakMap(); // toast to what has it go after a while
  let begun = false;
  let tells = null; // of which lines
  let from = null; // where the focus was before it went to what one was told
  const place = () => document.getElementById('toasts');
  const all = () => [...(place()?.querySelectorAll('[data-toast]') ?? [])];
  const words = (list = '') => list.split(' ').filter(Boolean);

  const isRead = (line) => Boolean(line?.includes('/')) && reads(line);

  function isOpen({ about = '', line }) {
    if (isRead(line)) return true;
    const room = reading();
    return room !== '' && (about === room || about.startsWith(`${room}/messages/`));
  }

  // drop takes one away. The focus that was in it goes on to the next where one works through them, else back to where it was.
  function drop(toast, next) {
    const focused = toast.contains(document.activeElement);
    toast.remove();
    if (!focused) return;
    const back = from?.isConnected ? from : document.getElementById('main');
    (next?.isConnected ? next : back)?.focus({ preventScroll: true });
  }

  // hasBeenSeen has one go here, and in tabs behind this one.
  function hasBeenSeen(toast) {
    passOn(`<template data-swap="remove" data-target="${toast.id}" data-behind></template>`);
    drop(toast);
  }

  function watch(toast) {
    if (waits.has(toast)) return;
    // It was closed, or has gone by itself, or was there to be read before.
    if (seen.has(toast.id) || known.has(toast.id) || isOpen(toast.dataset)) return toast.remove();
    seen.add(toast.id);
    let timer;
    let held = 0;
    const wait = () => {
      clearTimeout(timer);
      if (held === 0 && document.visibilityState === 'visible') timer = setTimeout(() => hasBeenSeen(toast), STAYS);
    };
    waits.set(toast, wait);
    const hold = (by) => () => {
      held += by;
      wait();
    };
    for (const [name, by] of [['mouseenter', 1], ['mouseleave', -1], ['focusin', 1], ['focusout', -1]]) toast.addEventListener(name, hold(by));
    toast.addEventListener('focusin', ({ relatedTarget }) => {
      if (relatedTarget && !place().contains(relatedTarget)) from = relatedTarget;
    });
    toast.querySelector('button')?.addEventListener('click', ({ detail }) => {
      passOn(`<template data-swap="remove" data-target="${toast.id}"></template>`);
      const next = detail === 0 && (toast.nextElementSibling ?? toast.previousElementSibling)?.querySelector('button'); // by the keyboard
      drop(toast, next);
    });
    wait();
  }

  // badge says how much is new, as Stoa does when it has heard what was read.
  function badge(n) {
    const place = document.getElementById('nav-inbox-new');
    const shows = n > 0 ? text(n) : '';
    if (!place || (place.firstChild?.textContent.trim() ?? '') === shows) return;
    const more = document.createElement('span');
    more.className = 'sr-only';
    more.textContent = ' new';
    place.replaceChildren(...(shows ? [shows, more] : []));
  }

  // outdated reports whether the inbox's page, which says how much was unread when it was drawn, says too much, since something was read
  // elsewhere; or less than it shows, since what stands first was told again. What is new and not on it does not move it.
  function outdated(inbox, count, toasts) {
    const { dataset: list } = inbox;
    if (begun) list.came = Number(list.came ?? 0) + toasts.filter((id) => !known.has(id)).length;
    if (count < Number(list.unreadTold) + Number(list.came ?? 0)) return true;
    return inbox.querySelectorAll('.unread').length > Number(list.unreadTold) && !inbox.querySelector('[data-newest] > li');
  }

  document.addEventListener('visibilitychange', () => {
    for (const toast of all()) {
      if (isOpen(toast.dataset)) drop(toast);
      else waits.get(toast)?.();
    }
  });

  return {
    lines: () => tells,
    came() {
      all().forEach(watch);
      all().slice(0, -MOST).forEach((toast) => drop(toast));
    },
    look() {
      const { unread, toasts, about, lines, count } = document.getElementById('told')?.dataset ?? {};
      if (unread === undefined) return;
      const where = words(lines);
      const left = words(unread).filter((_, i) => !isRead(where[i]));
      tells = where.filter((line) => line.includes('/') && !isRead(line));
      badge(Number(count) - (words(unread).length - left.length));
      for (const toast of all()) if (!left.includes(toast.dataset.toast)) drop(toast);
      if (!begun) all().slice(0, -1).forEach((toast) => drop(toast)); // of those which are new nobody knows: one has just come
      const inbox = document.querySelector('[data-unread-told]');
      if (inbox && outdated(inbox, Number(count), words(toasts))) told(INBOX);
      const subjects = words(about);
      words(toasts).forEach((id, i) => {
        if (begun && !known.has(id)) told(subjects[i]);
        known.add(id);
      });
      begun = true;
    },
  };
}
