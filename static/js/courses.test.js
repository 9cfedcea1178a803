import { test, mock } from 'node:test';
import assert from 'node:assert/strict';
import { Window } from 'happy-dom';
import { createCourses, span } from './courses.js';

const NOW = Date.parse('2026-11-21T20:00:00Z');

// page returns a page with the courses at work, and what it has asked to be drawn again.
function page(html, zone = 'Europe/Athens') {
  const { document } = new Window();
  document.body.dataset.zone = zone;
  document.body.innerHTML = html;
  const asked = [], told = [], said = [];
  const courses = createCourses({ document, now: () => NOW, random: () => 0, told: (what) => told.push(what), say: (words) => said.push(words), trigger: (element, name) => asked.push([element.id, name]) });
  return { document, asked, told, said, courses };
}

test('a span is said in its largest unit', () => {
  const said = [1_000, 59_100, 60_000, 3_540_000, 3_600_000, 86_400_000 * 3].map(span);
  assert.deepEqual(said, ['1 second', '60 seconds', '1 minute', '59 minutes', '1 hour', '3 days']);
});

test('what closes within the hour says how long that is instead of its time of day', () => {
  const closes = (id, at) => `<p id="${id}" data-left="${new Date(at).toISOString()}"><time></time><span class="left"></span></p>`;
  const { document, courses } = page(closes('soon', NOW + 240_000) + closes('later', NOW + 86_400_000 * 5) + closes('over', NOW - 1) +
    `<ul><li class="course-row">${closes('row', NOW + 86_400_000)}</li></ul>`);
  courses.tick();
  const said = ['soon', 'later', 'over', 'row'].map((id) => [document.querySelector(`#${id} .left`).textContent, 'near' in document.getElementById(id).dataset]);
  assert.deepEqual(said, [['in 4 minutes', true], ['(in 5 days)', false], ['now', true], ['', false]]);
});

test('new are the courses that were opened after the page was drawn and are not on it', () => {
  const { document, courses } = page(`<div id="new-courses" data-since="2026-11-21T20:00:00.000Z" data-show="/courses?cards=1"></div>
    <div id="results"><ul><li data-course="seen"></li></ul></div><ol id="newest">
    <li data-course="a" data-opened="2026-11-21T20:00:01.000Z"></li><li data-course="seen" data-opened="2026-11-21T20:00:02.000Z"></li>
    <li data-course="old" data-opened="2026-11-21T20:00:00.000Z"></li></ol>`);
  courses.look();
  const link = document.querySelector('#new-courses a');
  assert.deepEqual([link.textContent, link.getAttribute('href')], ['1 new course – show', '/courses?cards=1']);
  document.querySelector('[data-course=a]').remove();
  courses.look();
  assert.equal(document.getElementById('new-courses').textContent, '');
});

test('what can be done is drawn again when the course stands otherwise, once, and for who waits when the line moves', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const parts = (standing, waits) => `<div id="s" data-standing="queue" data-waiting="3"></div>
    <div id="course-action" data-of="s" data-standing="${standing}" ${waits}></div>`;
  for (const [html, want] of [
    [parts('open', ''), 1],
    [parts('queue', ''), 0],
    [parts('queue', 'data-waits="4"'), 1],
    [parts('queue', 'data-waits="3"'), 0],
    [parts('open', '').replace('"queue"', '"gone"'), 0],
  ]) {
    const { asked, courses } = page(html);
    courses.look();
    courses.look();
    mock.timers.runAll();
    assert.equal(asked.length, want, html);
  }
  mock.timers.reset();
});

test('what can be done is drawn again once its reader has enrolled or dropped elsewhere, which is said, and not by what Stoa says late', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const parts = (enrolled, of = 'data-room="course-a"') => `<div id="s" data-standing="closed"></div>
    <div id="course-action" data-of="s" data-standing="closed" ${of} data-enrolled="${enrolled}"></div>`;
  const enrolled = (html) => /data-enrolled="(\w+)"/.exec(html)[1];
  for (const [html, told, want] of [
    [parts(true), [['general', 'course-a'], ['general', 'course-a'], ['general']], [0, 0, 1]],
    [parts(false), [['general'], ['general', 'course-a']], [0, 1]],
    [parts(true), [['general']], [1]], // it was drawn before that
    [parts(true), [['general'], ['general']], [1, 1]], // it is drawn as it was: Stoa is behind
    [parts(false, ''), [['course-a'], []], [0, 0]], // its staff
  ]) {
    const { asked, said, courses } = page(html);
    const counts = told.map((ids) => {
      courses.rooms(ids);
      mock.timers.runAll();
      return asked.length;
    });
    assert.deepEqual(counts, want, html);
    assert.equal(said.length, asked.length);
    assert.ok(said.every((words) => / not /.test(words) === (enrolled(html) === 'true')), said);
  }
  const { document, asked, said, courses } = page(parts(true));
  courses.rooms(['course-a']);
  courses.rooms([]);
  document.getElementById('s').dataset.standing = 'gone'; // it was deleted, which says more
  mock.timers.runAll();
  assert.deepEqual([asked, said], [[], []]);
  mock.timers.reset();
});

test('who is in a course is drawn again in its room once others are, once for each time', () => {
  const { document, courses, told } = page(`<span id="roll-a" data-roll="1.4"></span><div id="room-people" data-of="roll-a" data-roll="1.4"></div>`);
  const roll = (is) => {
    document.getElementById('roll-a').dataset.roll = is;
    courses.look();
    courses.look();
    return told.length;
  };
  assert.deepEqual([roll('1.4'), roll('1.5'), roll('2.5')], [0, 1, 2]);
  document.getElementById('room-people').dataset.roll = '2.5';
  assert.equal(roll('2.5'), 2);
  assert.deepEqual(told, ['roll', 'roll']);
});
