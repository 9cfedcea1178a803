package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"stoa/store/campus"
)

// knocks registers somebody who has to wait for an admin.
func knocks(t *testing.T, base, username, name string) {
	t.Helper()
	body, _ := json.Marshal(map[string]string{"username": username, "name": name, "email": username + "@stoa.example",
		"password": demoPassword})
	res, err := http.Post(base+"/api/v1/register", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode >= http.StatusMultipleChoices {
		t.Fatalf("%s registers: %s", username, res.Status)
	}
}

// keys presses keys wherever the focus is.
func (w *tab) keys(text string) { w.t.Helper(); w.do(chromedp.KeyEvent(text)) }

// within does something and fails unless the tabs see what comes of it in so short a time.
func within(t *testing.T, limit time.Duration, what string, do func(), seen map[*tab]string) {
	t.Helper()
	began := time.Now()
	do()
	var last *tab
	for w, condition := range seen {
		w.until(what, condition)
		last = w
	}
	took := time.Since(began)
	if t.Logf("%s is seen after %v", what, took); last.late(took, limit) {
		t.Errorf("%s is seen after %v, want %v at most", what, took, limit)
	}
}

const focus = "document.activeElement"

// An admin finds and lets in somebody who waits, keeps somebody out, and erases somebody, with the keyboard alone; whose
// pages are open elsewhere see it.
func TestAnAdminFindsApprovesDisablesAndErasesPeopleByKeyboard(t *testing.T) {
	t.Parallel()
	stoa := startStoa(t, "--demo", "--signup", "approve", "--data", t.TempDir())
	chromium := newBrowser(t)
	office, john, haled := chromium.person(t, "office", stoa.url), chromium.person(t, "john", stoa.url), chromium.person(t, "haled",
		stoa.url)
	_, say := inSeminar(t, stoa.url, "john", "hamid", "haled")
	say("hamid", "said before")
	active := chromium.person(t, "who is where", stoa.url)
	for w, login := range map[*tab]string{office: "admin", active: "admin", john: "john", haled: "haled"} {
		w.signIn(login, demoPassword)
		w.open(seminar)
	}
	haled.until("hamid in the room", says("#people", "Hamid Mehr")+" && "+says("#lines", "said before"))
	active.open("/admin/active")
	active.until("hamid in a room", says("main", "Hamid Mehr"))
	office.letsIn(t)
	office.keepsOut(t, john)
	office.asksWho(t)
	office.quiet()
	office.erases(t, haled, active)
	quiet([]*tab{haled, active})
}

// letsIn searches for somebody with a name of another direction, and approves them.
func (w *tab) letsIn(t *testing.T) {
	t.Helper()
	const name = "عبد الرحمن بن محمد"
	knocks(t, w.base, "abd", name)
	knocks(t, w.base, "long", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft")
	w.open("/admin/people?status=pending")
	w.look("people-waiting")
	w.is("(window.said = document.querySelector('main [role=status]')) && document.querySelector('#q').focus()")
	w.keys("abd")
	w.until("how many were found, said by what was there before",
		"window.said.isConnected && window.said.innerText === '1 person for “abd”'")
	if !w.is(focus + ".id === 'q'") {
		t.Error("the list takes the focus from who types")
	}
	w.tabTo(focus + ".innerText === " + fmt.Sprintf("%q", name))
	w.tabTo(focus + ".getAttribute('aria-label') === " + fmt.Sprintf("%q", "Approve "+name))
	w.keys("\r")
	w.until("that it is done, and nobody else was let in", says("main [role=status]",
		"They may come in now.")+" && location.search.includes('abd')")
	apiToken(t, w.base, "abd")
	w.open("/admin/people?status=pending")
	w.until("who still waits", says("#results", "Donau")+" && !("+says("#results", name)+")")
}

// keepsOut disables somebody who has a room open.
func (w *tab) keepsOut(t *testing.T, john *tab) {
	t.Helper()
	john.until("the composer", "document.querySelector('#composer-body')")
	w.open("/admin/people/1")
	w.look("person")
	w.tabTo(focus + ".innerText === 'Disable'")
	within(t, 2*time.Second, "that who is kept out is out", func() {
		w.keys("\r")
		w.until("what was done", says("main", "They are kept out"))
	}, map[*tab]string{john: "!document.body.dataset.me && document.querySelector('input[name=login]')"})
	w.look("person-disabled")
	john.fill("login", "john", "password", demoPassword)
	john.until("why not", says("main [role=alert]", campus.ErrSignIn.Sentence))
}

// asksWho opens the filter of the audit on a phone, and asks who kept john out.
func (w *tab) asksWho(t *testing.T) {
	t.Helper()
	w.do(chromedp.EmulateViewport(320, 640))
	w.open("/admin/audit")
	if w.is("document.querySelector('#whom').checkVisibility()") {
		t.Error("on a phone the filter stands before what was done")
	}
	w.tabTo(focus + ".matches('main summary')")
	w.keys("\r")
	w.until("the filter, with the focus where it was",
		"document.querySelector('#whom').checkVisibility() && "+focus+".matches('main summary')")
	w.tabTo(focus + ".id === 'whom'")
	w.keys("john\r")
	w.until("what was done to john", "location.search.includes('whom=john') && "+says("main", "active → disabled")+" && "+says("main",
		"Campus Office"))
	w.look("audit-filtered")
}

// erases takes away who somebody is, after a slip.
func (w *tab) erases(t *testing.T, room, active *tab) {
	t.Helper()
	w.open("/admin/people/2")
	w.tabTo(focus + ".innerText === 'Erase…'")
	w.keys("\r")
	w.sees("This cannot be undone.")
	w.tabTo(focus + ".name === 'username'")
	w.keys("hamit\r")
	w.until("what is wrong, with the focus on it", focus+".id === 'refused'")
	w.look("erase-refused")
	w.tabTo(focus + ".name === 'username'")
	w.is(focus + ".select()")
	w.keys("hamid")
	gone := "!document.querySelector('main').innerText.includes('Hamid Mehr')"
	within(t, 2*time.Second, "that the name is gone", func() {
		w.keys("\r")
		w.until("that it is done", says("main", "This person is erased."))
	}, map[*tab]string{room: gone + " && " + says("#lines", campus.NameErased), active: gone})
	for _, path := range []string{"/admin/people?q=hamid", "/admin/audit?whom=2", seminar} {
		w.open(path)
		if w.is("document.body.innerText.toLowerCase().includes('hamid mehr')") {
			t.Errorf("%s still has the name", path)
		}
	}
	if !strings.Contains(room.text("#lines"), "said before") {
		t.Error("what they said is gone too")
	}
}
