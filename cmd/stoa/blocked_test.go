package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"stoa/views"
)

// hides is the condition that an element is there and does not show words.
func hides(css, words string) string {
	return "document.querySelector('" + css + "') && !(" + says(css, words) + ")"
}

// reports opens the page about somebody's line, on a phone and with the keyboard alone.
func (w *tab) reports(author string) {
	w.t.Helper()
	w.do(chromedp.EmulateViewport(320, 640), chromedp.Focus(chromedp.CSS("#scroll")))
	w.goes(isAt(".about") + " && document.activeElement.closest('li').dataset.author === '" + author + "'")
	w.keys(kb.Enter)
	w.choose("Report it")
	w.until("what one may do", "document.querySelector('#block-title')")
}

// pushes presses a button that leads to a room, on a phone and with the keyboard alone.
func (w *tab) pushes(button string) {
	w.t.Helper()
	w.do(chromedp.EmulateViewport(320, 640))
	w.goes("document.activeElement.innerText?.trim() === '" + button + "'")
	if !w.is("document.documentElement.scrollWidth <= innerWidth") {
		w.t.Errorf("%s: the page with %s scrolls sideways", w.name, button)
	}
	w.is("window.before = true")
	w.keys(kb.Enter)
	w.until("the room again", "!window.before && document.querySelector('#lines')")
}

// Whom one blocks is folded on every page that one has open, is not told of it, and cannot write; until one takes it back.
func TestABlockFoldsOnEveryPageAndIsTakenBack(t *testing.T) {
	t.Parallel()
	base, chromium := startStoa(t, "--demo", "--data", t.TempDir()).url, newBrowser(t)
	haled, hypatia := chromium.person(t, "haled", base), chromium.person(t, "hypatia", base)
	for _, w := range []*tab{haled, hypatia} {
		w.signIn(w.name, demoPassword)
	}
	hypatia.open("/people/3/message")
	room := hypatia.path()
	hypatia.say("A word of her own")
	haled.open(room)
	haled.say("A word of his")
	beside := hypatia.another("hypatia's other tab")
	beside.open(room)
	list := hypatia.browser.window(t, hypatia.ctx, "hypatia's list", base, chromedp.WithNewWindow(true))
	list.open("/rooms")
	hypatia.bring()
	const folded = "document.querySelector('#lines > .line[data-author=\"3\"] > details.folded:not([open])')"
	rooms := []*tab{hypatia, beside}
	for _, w := range rooms {
		w.until("his word", says("#lines", "A word of his")+" && !"+folded)
	}
	list.until("his word, said last", says("#room-list", "A word of his"))

	hypatia.reports("3")
	hypatia.pushes("Block")
	haled.within(2*time.Second, "that he cannot write", says("#room-shut", "You cannot write to this person.")+
		" && !document.querySelector('#composer-send').checkVisibility() && "+says("#lines", "A word of her own"))
	for _, w := range rooms {
		w.within(2*time.Second, "his word folded, and that she cannot write", folded+" && "+hides("#lines", "A word of his")+" && "+
			says("#lines", "A word of her own")+" && "+says("main", "You have blocked this person.")+
			" && !document.querySelector('#composer-send')?.checkVisibility()")
	}
	list.until("nothing of his", says("#room-list", views.FoldedQuoteWords)+" && "+hides("#room-list", "A word of his"))
	if text := haled.text("body"); strings.Contains(text, "block") {
		t.Errorf("who is blocked is told so: %s", text)
	}
	hypatia.look("private-folded")
	hypatia.do(chromedp.Focus(chromedp.CSS("#scroll")))
	hypatia.goes(isAt(".folded > summary"))
	hypatia.keys(kb.Enter)
	hypatia.until("his word, for once", says("#lines", "A word of his"))

	hypatia.pushes("Unblock")
	const send = "document.querySelector('#composer-send')?.checkVisibility()"
	haled.within(2*time.Second, "the button again", send)
	for _, w := range rooms {
		w.within(2*time.Second, "his word as before", says("#lines", "A word of his")+" && "+send+
			" && !document.querySelector('#lines .folded')")
	}
	list.until("his word again", says("#room-list", "A word of his"))
	haled.say("Good to be back")
	for _, w := range rooms {
		w.until("what he says now", saidOnce("Good to be back"))
	}
	list.until("what he says now", says("#room-list", "Good to be back"))
	quiet([]*tab{haled, hypatia, beside, list})
}
