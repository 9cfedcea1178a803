package main

import (
	"fmt"
	"net/http"
	"testing"
)

func TestEarlierLinesComeInAboveWhatOneReadsWhichStaysWhereItIs(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	token := apiToken(t, campus.url, "thales")
	const page, lines = 100, 220 // so many are on a page
	apiCall(t, campus.url, token, http.MethodPost, "/meetings/1/4/join", nil)
	for i := range lines {
		apiCall(t, campus.url, token, http.MethodPost, "/meetings/1/4/messages", map[string]any{"body": fmt.Sprintf("line %d", i)})
	}
	john := newBrowser(t).person(t, "john", campus.url)
	john.signIn("john", demoPassword)
	john.open("/meetings/1/4")
	john.press("Join")
	const shown = "document.querySelectorAll('#lines > li').length"
	john.until("the last lines", fmt.Sprintf("%s === %d", shown, page))
	john.write("#composer-body", "half a thou")
	john.is("(window.first = document.querySelector('#lines > li')).scrollIntoView({ block: 'start' })")
	at := john.value("Math.round(first.getBoundingClientRect().top)")
	john.until("those before them", fmt.Sprintf("%s === %d", shown, 2*page))
	if now := john.value("Math.round(first.getBoundingClientRect().top)"); now != at {
		t.Errorf("what was read was at %s and is at %s", at, now)
	}
	john.is("document.querySelector('#earlier a').focus()")
	john.keys("\r")
	john.until("all of them", fmt.Sprintf("%s === %d && !document.querySelector('#earlier')", shown, lines))
	const inOrder = "[...document.querySelectorAll('#lines .words')].every((e, i) => e.textContent.trim() === 'line ' + i)"
	if said := john.value(inOrder); said != "true" {
		t.Error("they are not in order")
	}
	if !john.is("document.querySelector('#composer-body').value === 'half a thou' && location.search === ''") {
		t.Error("what was being typed is gone, or the page is another")
	}
	john.look("room-earlier")
	john.quiet()
}
