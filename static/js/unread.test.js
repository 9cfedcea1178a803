import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createUnread, marksIn, SETTLE } from './unread.js';
import { createSwap } from './swap.js';
import { openPage } from './rig.js';

// opened is a page with the navigation's badge and a list of two rooms.
function opened(more = '', drawn = '') {
  const { document } = openPage(
    `<span id="nav-rooms-new">2</span>${['general', '1:2'].map((id) => `<b data-unread-of="${id}" data-event="${drawn}" hidden>${''
      }<i data-part="words"></i>${
      id === 'general' ? '<i data-part="meant"></i>' : ''}<i data-part="count"></i></b>`).join('')}${more}`,
  );
  const due = [];
  const passed = [];
  const changed = [];
  let painted = 0;
  const unread = createUnread({ document, setTimeout: (paint, ms) => due.push([paint, ms]), changed: (what) => changed.push(what),
    painted: () => painted++ });
  const swap = createSwap({ document, passOn: (html) => passed.push(html), roomNews: unread.told });
  return {
    passed,
    due,
    changed: () => changed.splice(0).join(' '),
    saw: unread.saw,
    reads: unread.reads,
    meant: unread.meant,
    swap,
    painted: () => painted,
    room: (id, line, notices = '', event = line) =>
      swap(`<template data-swap="room" data-target="${id}" data-line="${line}" data-notices="${notices}"${''
        } data-event="${event}"></template>`),
    marks: (words) => swap(`<template data-swap="marks" data-marks="${words}"></template>`),
    mark: (words) => swap(`<template data-swap="mark" data-marks="${words}"></template>`),
    paint: () => due.splice(0).forEach(([paint]) => paint()),
    badge: () => document.getElementById('nav-rooms-new'),
    of: (id) => document.querySelector(`[data-unread-of="${id}"]`),
    parts: (id) => [...document.querySelectorAll(`[data-unread-of="${id}"] i`)].map((part) => part.textContent).join('|'),
  };
}

test('the badge counts rooms with lines for the reader, a dot says of others, and the list says how much of each', () => {
  const p = opened();
  assert.equal(p.meant(), null);
  p.marks('general 3 0 0\n1:2 0 2 0');
  p.room('general', 5);
  p.room('1:2', 2);
  p.room('3:4', 9); // of which nobody has said that it is one's own
  p.paint();
  assert.equal(p.badge().textContent, '1 room with messages for you');
  assert.deepEqual(p.meant(), ['1:2']);
  assert.ok(!p.badge().classList.contains('quiet'));
  assert.deepEqual([p.parts('general'), p.parts('1:2')], ['2 unread messages||2', '2 unread messages, 2 for you|2']);
  assert.deepEqual([p.of('general'), p.of('1:2')].map(({ hidden, className }) => `${hidden} ${className}`), ['false ', 'false meant']);
  p.mark('1:2 2 0 0'); // of the other nothing is said
  p.paint();
  assert.equal(p.badge().textContent, '1 room with something unread');
  assert.ok(p.badge().classList.contains('quiet') && p.of('1:2').hidden);
  p.marks('general 3 1 0 1\n1:2 2 0 0');
  p.paint();
  assert.deepEqual([p.badge().textContent, p.of('general').hidden], ['', true], 'what is silent does not count');
  p.mark('general 3 1 0');
  p.paint();
  assert.equal(p.badge().textContent, '', 'one mark alone does not say whether a room is silent');
  p.marks('1:2 2 0 0'); // general is lost
  p.paint();
  assert.equal(p.badge().textContent, '');
  assert.ok(!p.badge().classList.contains('quiet'));
});

test('who speaks is not told of their own line: what comes together is said at once', () => {
  const p = opened();
  p.marks('general 3 0 0');
  p.room('general', 4);
  assert.equal(p.due.length, 1);
  assert.equal(p.due[0][1], SETTLE);
  p.mark('general 4 0 0');
  p.paint();
  assert.equal(p.badge().textContent, '');
});

test('what the page has shown is read there before Stoa is told, until the reader sets it back', () => {
  const p = opened();
  p.marks('general 3 0 0');
  p.saw('general', 4, 0);
  p.room('general', 4);
  p.paint();
  assert.equal(p.badge().textContent, '');
  p.room('general', 6);
  p.paint();
  assert.equal(p.parts('general'), '2 unread messages||2');
  p.mark('general 2 0 1');
  p.paint();
  assert.equal(p.parts('general'), '4 unread messages||4');
});

test('nobody has to read a notice, nor what was deleted', () => {
  const p = opened();
  p.marks('general 3 0 0');
  p.room('general', 7, '2 4 6 8');
  p.paint();
  assert.equal(p.parts('general'), '2 unread messages||2');
  p.room('general', 80, '2-4 6-70 79-90');
  p.paint();
  assert.equal(p.parts('general'), '9 unread messages||9');
});

test('runs are joined in whatever order they come, and each line counts once', () => {
  const p = opened();
  p.marks('general 0 0 0 0 3-4');
  p.room('general', 10, '8 2-9 3-4');
  p.paint();
  assert.equal(p.parts('general'), '2 unread messages||2');
});

test('a part says of each room how far it is read', () => {
  const { document } = openPage('<template data-marks="general 3 0 1\n1:2 0 2 0 0 5-60 70"></template><template></template>');
  const [marks, none] = document.querySelectorAll('template');
  assert.deepEqual(marksIn(marks), [['general', 3, 0, 1], ['1:2', 0, 2, 0, 0, [[5, 60], [70, 70]]]]);
  assert.deepEqual(marksIn(none), []);
});

test('other tabs hear of rooms and marks', () => {
  const p = opened();
  p.marks('general 3 0 0');
  p.mark('general 4 0 0');
  p.room('general', 4);
  assert.equal(p.passed.length, 3);
});

test('more than ninety-nine are not counted out', () => {
  const p = opened();
  p.marks(Array.from({ length: 120 }, (_, i) => `1:${i + 2} 0 1 0`).join('\n'));
  for (let i = 0; i < 120; i++) p.room(`1:${i + 2}`, 500);
  p.paint();
  assert.match(p.badge().textContent, /^99\+ rooms/);
  assert.equal(p.parts('1:2'), '500 unread messages, 1 for you|99+');
});

test('a page that was drawn before something was said is old from the beginning', () => {
  const p = opened('<p data-shows="lines"></p><p data-unread-rooms="1"></p>');
  p.marks('general 3 0\n1:2 0 2');
  p.room('general', 3);
  p.room('1:2', 2);
  p.paint();
  assert.equal(p.changed(), 'lines', 'the list says of none that anything is unread; that one has something the page knows');
  const other = opened('<p data-unread-rooms="1"></p>');
  other.marks('general 3 0\n1:2 0 2');
  other.room('general', 4);
  other.room('1:2', 2);
  other.paint();
  assert.equal(other.changed(), 'rooms');
});

test('what the page has is no news; then it is told what is other, and why', () => {
  const p = opened();
  p.room('general', 3); // as another tab passes it on
  p.paint();
  assert.deepEqual([p.badge().textContent, p.changed()], ['2', ''], 'nothing is known of what was read');
  const all = (read = 3) => {
    p.marks(`general ${read} 0\n1:2 0 2`);
    p.room('general', 3);
    p.room('1:2', 2);
    p.paint();
    return p.changed();
  };
  assert.equal(all(), '');
  assert.equal(all(), '', 'it was connected again');
  for (const [line, event, want] of [[4, 4, 'rooms lines'], [5, 5, 'lines'], [5, 6, 'lines'], [5, 6, '']]) {
    // the third is a line that was changed
    p.room('general', line, '', event);
    p.paint();
    assert.equal(p.changed(), want);
  }
  for (let i = 0; i < 60; i++) p.room('9:9', i); // of which nobody has said that it is one's own
  p.marks('general 5 0\n1:2 0 2');
  p.paint();
  assert.equal(p.changed(), 'rooms', 'it was read');
  p.marks('general 5 0\n1:2 0 2\n1:3 0 0');
  p.paint();
  assert.equal(p.changed(), 'lines', 'there is another room');
});

test('a mark goes back when its reader sets it back, and not because what was read before comes later', () => {
  const p = opened();
  p.marks('general 1 0 0');
  p.room('general', 5);
  p.mark('general 4 0 0');
  p.marks('general 1 0 0');
  p.paint();
  assert.equal(p.parts('general'), '1 unread message||1');
  p.mark('general 2 0 1');
  p.marks('general 4 0 0');
  p.paint();
  assert.equal(p.parts('general'), '3 unread messages||3');
});

test("what is the reader's own is never unread, and is not forgotten because what was said before comes later", () => {
  const p = opened();
  p.marks('general 3 0 0 0 6');
  p.room('general', 6);
  p.paint();
  assert.equal(p.parts('general'), '2 unread messages||2');
  p.room('general', 8);
  p.mark('general 3 0 0 0 6 8');
  p.marks('general 3 0 0 0 6');
  p.paint();
  assert.equal(p.parts('general'), '3 unread messages||3');
  p.saw('general', 7, 0);
  p.paint();
  assert.equal(p.parts('general'), '||');
  p.mark('general 3 0 0 0 6-8 5');
  p.room('general', 10, '7-9'); // of which some are deleted by now
  p.paint();
  assert.equal(p.parts('general'), '1 unread message||1');
  p.room('general', 8);
  p.mark('general 2 0 1'); // set back: what is one's own counts as well
  p.paint();
  assert.equal(p.parts('general'), '6 unread messages||6');
  p.marks('general 3 0 0 0 6-8'); // from before that
  p.paint();
  assert.equal(p.parts('general'), '6 unread messages||6');
});

test('a line that was changed while the page was not connected is seen as one that was changed before its eyes', () => {
  const p = opened('<p data-shows="lines"></p>', 5);
  const connected = (event) => {
    p.marks('general 3 0 0\n1:2 3 0 0');
    p.room('general', 3, '', event);
    p.paint();
    return p.changed();
  };
  assert.equal(connected(5), '', 'the list was drawn from this');
  assert.equal(connected(5), '');
  assert.equal(connected(6), 'lines');
  const late = opened('<p data-shows="lines"></p>', 5);
  late.marks('general 3 0 0\n1:2 3 0 0');
  late.room('general', 3, '', 6);
  late.paint();
  assert.equal(late.changed(), 'lines', 'it was changed after the page was drawn');
  const lost = opened('<p data-shows="lines"></p>', 5);
  lost.marks('1:2 3 0 0');
  lost.room('1:2', 3, '', 5);
  lost.paint();
  assert.equal(lost.changed(), 'lines', 'a room that is listed is the reader\'s no more');
});

test('what another page of the person has shown is read here too, until they mark it as unread', () => {
  const p = opened();
  const saw = (line, marked) => p.swap(`<template data-swap="saw" data-target="1:2" data-line="${line}" data-marked="${marked}"></template>`);
  p.marks('1:2 3 0 0');
  p.room('1:2', 5);
  saw(5, 0);
  saw(4, 0); // a page that is further up
  p.paint();
  assert.deepEqual([p.badge().textContent, p.of('1:2').hidden, p.painted()], ['', true, 1]);
  assert.deepEqual(['1:2/5', '1:2/6', '1:3/1'].map(p.reads), [true, false, false]);
  p.mark('1:2 4 1 1');
  p.paint();
  assert.deepEqual([p.badge().textContent, p.reads('1:2/5')], ['1 room with messages for you', false]);
  saw(5, 1);
  p.paint();
  assert.equal(p.badge().textContent, '');
});
