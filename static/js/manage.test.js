import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createManage } from './manage.js';
import { openPage } from './rig.js';

function page() {
  const window = openPage(`<details id="manage" open><summary>Manage</summary><div><button id="slow">Slow</button></div></details>
    <textarea id="composer-body"></textarea>`);
  const { document } = window;
  createManage({ document });
  const at = (id) => document.getElementById(id);
  return {
    at,
    key: (key) => document.activeElement.dispatchEvent(new window.KeyboardEvent('keydown', { key, bubbles: true })),
    opened: () => at('manage').open,
    focus: () => document.activeElement.id || document.activeElement.tagName,
  };
}

test('Escape closes it, with the focus on what opened it', () => {
  const p = page();
  p.at('slow').focus();
  p.key('Enter');
  assert.deepEqual([p.opened(), p.focus()], [true, 'slow']);
  p.key('Escape');
  assert.deepEqual([p.opened(), p.focus()], [false, 'SUMMARY']);
});

test('Escape takes the focus from nobody who writes', () => {
  const p = page();
  p.at('composer-body').focus();
  p.key('Escape');
  assert.deepEqual([p.opened(), p.focus()], [false, 'composer-body']);
});

test('a click elsewhere closes it, one inside does not', () => {
  const p = page();
  p.at('slow').click();
  assert.equal(p.opened(), true);
  p.at('composer-body').click();
  assert.equal(p.opened(), false);
});
