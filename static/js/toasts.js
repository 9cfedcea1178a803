// What one was just told, beside what one reads and in every tab: it goes after a while, when it is closed, or when it is read
// anywhere. Who points at it or is in it reads it still.

export const STAYS = 10_000;
export const MOST = 3; // at the same time; older ones go

// createToasts returns
//
//	came  a toast may have come: those that are new begin to go
//	look  what is unread may be other: what is read is no news any more
//
//	passOn  tells the person's other tabs to take one away too
export function createToasts({ document, setTimeout, clearTimeout, passOn }) {
  const seen = new Set();
  const place = () => document.getElementById('toasts');
  const all = () => [...(place()?.querySelectorAll('[data-toast]') ?? [])];

  function watch(toast) {
    if (toast.watched) return;
    toast.watched = true;
    if (seen.has(toast.id)) return toast.remove(); // it was closed, or has gone by itself
    seen.add(toast.id);
    let timer;
    let held = 0;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => toast.remove(), STAYS);
    };
    const hold = (by) => () => {
      held += by;
      if (held > 0) clearTimeout(timer);
      else wait();
    };
    for (const [name, by] of [['mouseenter', 1], ['mouseleave', -1], ['focusin', 1], ['focusout', -1]]) toast.addEventListener(name, hold(by));
    toast.querySelector('button')?.addEventListener('click', () => {
      passOn(`<template data-swap="remove" data-target="${toast.id}"></template>`);
      toast.remove();
    });
    wait();
  }

  return {
    came() {
      all().forEach(watch);
      all().slice(0, -MOST).forEach((toast) => toast.remove());
    },
    look() {
      const unread = document.getElementById('told')?.dataset.unread;
      if (unread === undefined) return;
      const left = unread.split(' ');
      for (const toast of all()) if (!left.includes(toast.dataset.toast)) toast.remove();
    },
  };
}
