package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// looks types into the box that looks in what was said.
func (w *tab) looks(words string) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, chromedp.SendKeys(chromedp.CSS("#q"), words, chromedp.NodeVisible)); err != nil {
		w.t.Fatal(err)
	}
}

// One looks for what was said while one types, goes to it in its place with the keyboard, and back.
func TestWhatWasSaidIsFoundWhileOneTypes(t *testing.T) {
	t.Parallel()
	base, chromium := startStoa(t, "--demo", "--data", t.TempDir()).url, newBrowser(t)
	john := chromium.person(t, "john", base)
	john.signIn("john", demoPassword)
	john.open("/rooms/general")
	john.say("Does anybody know where the astrolabe is kept?")
	john.until("the line", saidOnce("where the astrolabe is kept"))
	john.open("/rooms")
	john.is("window.samePage = true")
	john.looks("astrol")
	john.within(2*time.Second, "the line", "document.querySelector('#results mark')?.textContent === 'astrolabe'")
	if got := john.value("[window.samePage, location.pathname + location.search, document.activeElement.id]"); !strings.Contains(got,
		"/rooms/search?q=astrol") ||
		!strings.Contains(got, "true") || !strings.Contains(got, `"q"`) {
		t.Errorf("while one types the page is %s", got)
	}
	john.look("found")
	john.looks("zzz")
	john.within(2*time.Second, "that there is nothing", "document.querySelector('#results')?.innerText.includes('No message is like that')")
	john.open("/rooms/search?q=astrolabe")
	john.is("(document.querySelector('.found a').focus(), true)")
	if err := chromedp.Do(john.ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		t.Fatal(err)
	}
	john.until("the line in its place", "location.pathname === '/rooms/general' && "+
		"document.querySelector('.line[aria-current]')?.innerText.includes('astrolabe')")
	john.looks("astrolabe" + kb.Enter)
	john.until("what the room has of it", "location.search.includes('q=astrolabe') && document.querySelectorAll('.found').length === 1")
	john.quiet()
}
