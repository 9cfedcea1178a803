import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createMorph, createSwap } from './swap.js';
import { fragment, openPage } from './rig.js';

// htmx is the real one. It knows the browser by name, so it gets happy-dom's page under these; of XPath, which only
// hx-on needs, happy-dom has nothing.
const window = openPage('');
const { document } = window;
class XPathEvaluator {
  createExpression = () => ({ evaluate: () => ({ iterateNext: () => null }) });
}
const elements = ['Element', 'HTMLTemplateElement', 'HTMLTextAreaElement', 'HTMLInputElement', 'ShadowRoot', 'Node'];
const names = [...elements, 'CSSStyleSheet', 'CustomEvent', 'CSS'];
Object.assign(globalThis, { window, document, XPathEvaluator }, Object.fromEntries(names.map((name) => [name, window[name]])));
document.adoptedStyleSheets ??= [];
const { default: htmx } = await import('htmx.org/dist/htmx.esm.js');
const morph = createMorph(htmx, document);

function page(html) {
  document.body.innerHTML = html;
  const heard = { came: [], processed: [], passed: [], left: 0, anew: 0 };
  const swap = createSwap({
    document,
    morph,
    process: (element) => (heard.processed.push(element.id), htmx.process(element)),
    dress: (part) => part.setAttribute('data-dressed', ''),
    came: (place) => heard.came.push(place.id),
    passOn: (part) => heard.passed.push(part),
    sentOut: () => (heard.left += 1),
    anew: () => (heard.anew += 1),
  });
  return Object.assign(heard, { swap });
}
const byId = (id) => document.getElementById(id);

test('a line is added at the end of its list, dressed, and brought to life', () => {
  const p = page('<ol id="lines"><li id="m-1">one</li></ol>');
  p.swap(fragment('append', 'lines', '<li id="m-2"><button hx-get="/x">two</button></li>'));
  assert.equal(byId('lines').textContent, 'onetwo');
  assert.deepEqual([p.came, p.processed], [['lines'], ['m-2']]);
  assert.equal(byId('m-2').className, 'just-came');
  assert.ok(byId('m-2').hasAttribute('data-dressed'));
  assert.ok(document.querySelector('#m-2 button').hasAttribute('data-htmx-powered'), 'htmx does not know the new button');
});

test('what is there already is changed where it stands, and is never there twice', () => {
  const p = page('<ol id="lines"><li id="m-1">one</li><li id="m-2">two</li></ol>');
  const line = byId('m-1');
  p.swap(fragment('append', 'lines', '<li id="m-1">uno</li>'));
  assert.equal(byId('lines').textContent, 'unotwo');
  assert.equal(byId('m-1'), line, 'the line is another element: whoever had the focus in it has lost it');
  assert.deepEqual(p.came, []);
});

test('what is told once more is the newest again, though the page has it further down', () => {
  const p = page('<ul id="news" data-newest></ul><ul id="list"><li id="a">a</li><li id="b">b</li></ul>');
  const tell = (id) => {
    p.swap(fragment('append', 'news', `<li id="${id}" data-dressed="">${id}</li>`));
    return [...byId('news').children].map((li) => li.dataset.again ?? li.id).join(' ');
  };
  assert.equal(tell('a'), '', 'it is the first of the list');
  assert.equal(tell('b'), 'b');
  assert.equal(tell('b'), 'b', 'the page was connected again');
  assert.equal(tell('c'), 'b c');
  assert.equal(tell('a'), 'b c a');
  assert.equal(byId('list').textContent, 'ab', 'what one reads stays where it is');
});

test('what is the same is left alone', () => {
  const p = page('<p id="seats" data-dressed=""><b>3</b> of 12</p>');
  p.swap(fragment('replace', 'seats', '<p id="seats"><b>3</b> of 12</p>'));
  assert.deepEqual(p.processed, []);
});

test('focus and what is being typed stay through a change', () => {
  const p = page('<ol id="lines"><li id="m-1"><p>one</p><input id="i-1" name="edit"><textarea id="t-1"></textarea></li></ol>');
  byId('i-1').value = 'half a thou';
  byId('t-1').value = 'another';
  byId('i-1').focus();
  const fields = '<input id="i-1" name="edit"><textarea id="t-1"></textarea>';
  p.swap(fragment('replace', 'm-1', `<li id="m-1" class="follows"><p>one, edited</p>${fields}</li>`));
  assert.equal(document.activeElement?.id, 'i-1');
  assert.deepEqual([byId('i-1').value, byId('t-1').value], ['half a thou', 'another']);
  assert.equal(document.querySelector('#m-1 p').textContent, 'one, edited');
  assert.equal(byId('m-1').className, 'follows');
});

test('what the reader opened stays open', () => {
  const p = page('<section id="s"><details id="d" open><summary>More</summary>old</details></section>');
  p.swap(fragment('replace', 's', '<section id="s"><details id="d"><summary>More</summary>new</details></section>'));
  assert.ok(byId('d').hasAttribute('open'));
  assert.match(byId('d').textContent, /new/);
});

test('a button that was changed does what it says now', () => {
  const p = page('<div id="d"></div>');
  p.swap(fragment('replace', 'd', '<div id="d"><button id="b" hx-post="/drop">Drop</button></div>'));
  assert.ok(byId('b').hasAttribute('data-htmx-powered'));
});

test('what is taken away is gone, and what has no place is passed over', () => {
  const p = page('<ul id="people"><li id="p-1">John</li><li id="p-2">Thales</li></ul>');
  p.swap(fragment('remove', 'p-1') + fragment('replace', 'nowhere', '<p>x</p>') + fragment('append', 'people', '<li id="p-3">Haled</li>'));
  assert.equal(byId('people').textContent, 'ThalesHaled');
});

test('what is only for tabs behind this one changes nothing here', () => {
  const p = page('<p id="a"></p>');
  const part = '<template data-swap="remove" data-target="a" data-behind></template>';
  p.swap(part);
  assert.ok(byId('a'));
  Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
  p.swap(part);
  delete document.visibilityState;
  assert.equal(byId('a'), null);
});

test('who had the focus in what goes away is left in what it was part of', () => {
  const p = page('<div id="box" tabindex="0"><ul><li id="p-1"><a id="a-1" href="/x">John</a></li><li id="p-2">Thales</li></ul></div><input id="i">');
  byId('a-1').focus();
  p.swap(fragment('remove', 'p-1'));
  assert.equal(document.activeElement?.id, 'box');
  byId('i').focus();
  p.swap(fragment('remove', 'p-2'));
  assert.equal(document.activeElement?.id, 'i', 'the focus was elsewhere');
});

test('what is for one reader alone no other takes up', () => {
  const rules = '<div id="composer"><p id="own-rules"></p><textarea id="t">half a thou</textarea></div>';
  const muted = fragment('own', '1', '<p id="own-rules" data-muted>You are muted here.</p><p id="nowhere">x</p>');
  for (const [me, says] of [['1', 'You are muted here.'], ['2', ''], ['', '']]) {
    const p = page(rules);
    document.body.dataset.me = me;
    byId('t').value = 'half a thought';
    p.swap(muted);
    assert.equal(byId('own-rules').textContent, says, me);
    assert.deepEqual([byId('t').value, byId('nowhere'), p.left], ['half a thought', null, 0]);
  }
});

test('who is sent out goes, and nobody else', () => {
  for (const [me, left] of [['1', 1], ['2', 0]]) {
    const p = page('<ol id="lines"></ol>');
    document.body.dataset.me = me;
    p.swap(fragment('own', '1', '<p data-leave></p><p id="lines">not put in</p>'));
    assert.deepEqual([p.left, byId('lines').textContent], [left, ''], me);
  }
});

test('a room that opens again gets its box back: at once where it is, by a new page where it is not', () => {
  const open = fragment('own', '1', '<p id="room-shut" data-needs="composer"></p>');
  for (const [html, anew, says] of [
    ['<p id="room-shut" data-shut>Closed.</p><form id="composer"></form>', 0, ''],
    ['<p id="room-shut" data-shut>Closed.</p>', 1, 'Closed.'],
    ['<p id="elsewhere"></p>', 0, undefined],
  ]) {
    const p = page(html);
    document.body.dataset.me = '1';
    p.swap(open);
    assert.deepEqual([p.anew, byId('room-shut')?.textContent], [anew, says], html);
  }
});

test('a change to a badge is passed on, another is not', () => {
  const p = page('<b id="inbox" data-badge>1</b><b id="seats">3</b>');
  p.swap(fragment('replace', 'inbox', '<b id="inbox" data-badge>2</b>') + fragment('replace', 'seats', '<b id="seats">4</b>'));
  assert.equal(p.passed.length, 1);
  assert.match(p.passed[0], /data-target="inbox".*2<\/b>/);
});

test('a name is written wherever it stands, and what a search has marked in it stays', () => {
  const p = page(`<i data-name="7.initials">OB</i><b data-name="7" title="Old Baker">Old Baker</b><b data-name="17">Other</b>
    <p id="marked" data-name="7"> <mark>New</mark> Baker </p>`);
  p.swap('<template data-swap="name"><span data-name="7">New Baker</span><span data-name="7.initials">NB</span></template>');
  const names = [...document.querySelectorAll('[data-name]')].map((e) => e.textContent.trim());
  assert.deepEqual(names, ['NB', 'New Baker', 'Other', 'New Baker']);
  assert.equal(document.querySelector('b[title]').title, 'New Baker');
  assert.equal(byId('marked').innerHTML.trim(), '<mark>New</mark> Baker');
});

test('a name is written on reactions too, among those of others, and at what leads to more about them', () => {
  const isolated = (name) => `\u2068${name}\u2069`;
  const who = `${isolated('A, B')}, ${isolated('Old')} and 2 more`;
  const p = page(`<button class="chip" data-people="5 7 8" title="${who}"><i aria-hidden="true">♥ 4</i><span class="sr-only">heart, 4 people, ${who}</span></button>
    <span class="chip" data-people="57 17" title="${who}"><span class="sr-only">${who}</span></span>
    <a data-about-whom="7" aria-label="More about Old"></a><a data-about-whom="17" aria-label="More about Other"></a>`);
  p.swap('<template data-swap="name"><span data-name="7">New $&amp; Baker</span><span data-name="7.initials">NB</span></template>');
  const now = `${isolated('A, B')}, ${isolated('New $& Baker')} and 2 more`;
  const chips = [...document.querySelectorAll('.chip')].map((chip) => [chip.title, chip.querySelector('.sr-only').textContent]);
  assert.deepEqual(chips, [[now, `heart, 4 people, ${now}`], [who, who]]);
  const links = [...document.querySelectorAll('a')].map((link) => link.getAttribute('aria-label'));
  assert.deepEqual(links, ['More about New $& Baker', 'More about Other']);
});
