package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// Who has another tab in front finds the first line that came meanwhile marked; and what one reads stays where it is, though lines
// above it grow.
func TestWhatCameInAHiddenTabIsMarkedAndNothingMovesWhatOneReads(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	token := apiToken(t, campus.url, "thales")
	const room = "/meetings/1/4"
	say := func(body string) {
		apiCall(t, campus.url, token, http.MethodPost, room+"/messages", map[string]any{"body": body})
	}
	apiCall(t, campus.url, token, http.MethodPost, room+"/join", nil)
	for i := range 60 {
		say(fmt.Sprintf("line %d", i))
	}
	john := newBrowser(t).person(t, "john", campus.url)
	john.signIn("john", demoPassword)
	john.readsAll()
	readRooms(t, campus.url, "john")
	john.open(room)
	john.press("Join")
	john.until("the last line", "document.querySelector('#m-60')")

	front := john.another("john's other tab")
	front.open("/inbox")
	john.until("a tab behind", "document.visibilityState === 'hidden'")
	say("while away")
	say("and more")
	john.until("how many came", "document.title.startsWith('(2) ')")
	say("@**John Papadatos|" + strings.Trim(john.value("document.body.dataset.me"), `"`) + "**")
	front.until("that he was called by name", "document.title.startsWith('(1) ')")
	john.until("the same, once", "document.title.startsWith('(3) ') && document.querySelector('#nav-inbox-new').innerText.startsWith('1')")
	closeTab(t, front)
	john.until("the tab in front", "document.visibilityState === 'visible' && document.title.startsWith('(1) ')")
	john.until("the mark before the first", "document.querySelector('#lines .first-new')?.id === 'm-61'")
	john.shoot("room-new-lines")

	john.is("(window.read = document.getElementById('m-30')).scrollIntoView({ block: 'start' })")
	const top = "Math.round(read.getBoundingClientRect().top)"
	at := john.value(top)
	taller := strings.Repeat("a taller line\n", 12)
	apiCall(t, campus.url, token, http.MethodPatch, room+"/messages/25", map[string]any{"body": taller})
	john.until("the line that grew", "document.querySelector('#m-25 .words').innerText.includes('taller')")
	if now := john.value(top); now != at {
		t.Errorf("after an edit above, what was read at %s is at %s", at, now)
	}
	john.is("fetch('" + room + "/messages/26/reactions', { method: 'POST', body: new URLSearchParams({ give: 'thumbs-up', op: 'one' }) })")
	john.until("a reaction", "document.querySelector('#m-26 .chip')")
	if now := john.value(top); now != at {
		t.Errorf("after a reaction above, what was read at %s is at %s", at, now)
	}
	john.quiet()
}
