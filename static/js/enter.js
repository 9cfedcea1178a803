// Coming into a room: who has a keyboard begins to write at once.

// focusComposer puts the focus into the box for a line, unless the reader came for something else on the page or has already
// begun with it. Where one types on glass the keyboard would cover what one came to read.
export function focusComposer({ document, location, matchMedia }) {
  const box = document.getElementById('composer-body');
  if (!box || (location.hash && location.hash !== '#first-unread') || matchMedia('(pointer: coarse)').matches) return;
  const { activeElement: at, body } = document;
  if (at && at !== body && at !== box) return;
  box.focus({ preventScroll: true });
  box.setSelectionRange(box.value.length, box.value.length);
}
