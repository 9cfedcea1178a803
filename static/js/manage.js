// What staff do with a room opens from its head. It closes like a menu: with Escape, or as soon as one does something else.

export function createManage({ document }) {
  const opened = () => document.querySelector('#manage[open]');

  document.addEventListener('keydown', (e) => {
    const panel = opened();
    if (e.key !== 'Escape' || !panel) return;
    const inside = panel.contains(document.activeElement);
    panel.open = false;
    if (inside) panel.querySelector('summary').focus({ preventScroll: true });
  });

  document.addEventListener('click', (e) => {
    const panel = opened();
    if (panel && !panel.contains(e.target)) panel.open = false;
  });
}
