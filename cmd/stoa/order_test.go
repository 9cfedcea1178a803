package main

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The host keeps order in a room, as they and somebody in it see it.
func TestTheHostKeepsOrderAndWhoIsBoundByItSeesItAtOnce(t *testing.T) {
	t.Parallel()
	base, chromium := startStoa(t, "--demo", "--data", t.TempDir()).url, newBrowser(t)
	thales, john := chromium.person(t, "thales", base), chromium.person(t, "john", base)
	for _, w := range []*tab{thales, john} {
		w.signIn(w.name, demoPassword)
		w.open(seminar)
		w.joins()
	}
	john.say("Here I am")
	thales.until("john and his line", "document.querySelector('#p-1') && document.querySelector('#lines').innerText.includes('Here I am')")
	mutes(thales, john)
	token := apiToken(t, base, "thales")
	rules(t, thales, john, token)
	locks(thales, john)
	sendsOut(t, thales, john)
	bans(thales, john)
	ends(thales, john)
	thales.quiet()
}

// joins goes in at a door, and waits for the box.
func (w *tab) joins() {
	w.t.Helper()
	w.press("Join")
	w.until("the composer", "document.querySelector('#composer-body')?.checkVisibility()")
}

// asked waits for a question that says what follows.
func (w *tab) asked(follows string) {
	w.t.Helper()
	w.until(follows, fmt.Sprintf("document.querySelector('dialog[open]')?.innerText.includes(%q)", follows))
}

// agrees says yes to the question.
func (w *tab) agrees() {
	w.t.Helper()
	w.click("dialog button")
	w.until("no question", "!document.querySelector('dialog')")
}

// mutes has john muted with the keyboard alone, and unmuted at a line of his, while he is writing.
func mutes(thales, john *tab) {
	const at = "document.activeElement?.matches('#p-1 a.about')"
	john.write("#composer-body", "half a thou")
	for _, key := range []string{kb.Escape, kb.Enter} {
		thales.do(chromedp.Focus(chromedp.CSS("#p-1 a.about")), chromedp.KeyEvent(kb.Enter))
		thales.choose("Mute John Papadatos")
		thales.asked("They can read along, but not write")
		thales.until("the question, with the focus in it", "document.activeElement?.matches('dialog button')")
		thales.do(chromedp.KeyEvent(key))
		thales.until("the list as it was, with the focus where it was", "!document.querySelector('dialog') && "+at)
	}
	john.until("that he is muted, and no box", `document.querySelector('#own-rules').innerText.includes('You are muted here') &&
		!document.querySelector('#composer').checkVisibility()`)
	john.until("it said among the lines", `[...document.querySelectorAll('#lines > .told')].some(e =>
		e.innerText.includes('Thales of Miletus has muted John Papadatos.') && getComputedStyle(e).position === 'static')`)
	thales.open(seminar + "/people/1")
	thales.sees("Muted")
	thales.look("room-person-muted")
	thales.open(seminar)
	thales.click("#lines a.author[href$='/people/1']")
	thales.choose("Unmute John Papadatos")
	thales.asked("Everybody in the room sees that.")
	thales.agrees()
	john.until("the box as he left it", `document.querySelector('#composer').checkVisibility() &&
		document.querySelector('#composer-body').value.trim() === 'half a thou' && !document.querySelector('#own-rules').innerText.trim()`)
	john.is("document.querySelector('#composer-body').value = ''")
}

// rules has only staff write, and then everybody, but slowly.
func rules(t *testing.T, thales, john *tab, token string) {
	t.Helper()
	thales.click("#manage > summary")
	thales.look("room-manage")
	thales.do(chromedp.EmulateViewport(320, 640))
	thales.until("all of it on a phone", `(r => innerWidth === 320 && r.left >= 0 && r.right <= 320 && r.top >= 0 && r.bottom <= innerHeight)
		(document.querySelector('.manage-panel').getBoundingClientRect())`)
	thales.do(chromedp.EmulateViewport(1280, 900))
	thales.press("Only staff")
	john.until("that only staff write, and no box", `document.querySelector('#rules').innerText.includes('Only staff write now.') &&
		!document.querySelector('#composer').checkVisibility()`)
	thales.until("the box still", "document.querySelector('#composer-body')?.checkVisibility()")
	apiCall(t, thales.base, token, http.MethodPost, seminar+"/chat", map[string]any{"mode": "slow", "seconds": 3})
	john.until("that it is slow, and the box", `document.querySelector('#rules').innerText.includes('one message every 3 seconds') &&
		document.querySelector('#composer').checkVisibility()`)
	john.say("first")
	john.say("second")
	john.until("how long the second waits", "/Too soon.*\\d seconds? left/s.test(document.querySelector('#pending').innerText)")
	john.until("that it went by itself", `document.querySelector('#lines > li:last-child').innerText.includes('second') &&
		!document.querySelector('#pending li')`)
	apiCall(t, thales.base, token, http.MethodPost, seminar+"/chat", map[string]any{"mode": "open"})
	john.until("that everybody writes", "!document.querySelector('#rules').innerText.trim()")
}

// locks locks the room, at whose door john is offered no way in until it is unlocked.
func locks(thales, john *tab) {
	thales.open(seminar)
	thales.click("#manage > summary")
	thales.follow("Lock the room…")
	thales.asked("Nobody new comes in but staff")
	thales.agrees()
	john.until("that it is locked", "document.querySelector('#lock-sign').innerText.includes('Locked')")
	john.press("Leave")
	john.sees("Successfully left the meeting.")
	john.open(seminar)
	john.sees("The room is locked: nobody new comes in but its staff.")
	const way = "document.querySelector('#door form[action$=\"/join\"]').checkVisibility()"
	if john.is(way) {
		john.t.Error("a locked door offers a way in")
	}
	thales.open(seminar)
	thales.click("#manage > summary")
	thales.press("Unlock the room")
	thales.until("that it is not locked", "document.querySelector('#lock-sign') && !document.querySelector('#lock-sign').innerText.trim()")
	john.until("the way in, by itself", way)
	john.joins()
	thales.until("john", "document.querySelector('#p-1')")
}

// sendsOut sends john out, who reads why at the door and comes back.
func sendsOut(t *testing.T, thales, john *tab) {
	t.Helper()
	thales.do(chromedp.Focus(chromedp.CSS("#p-1 a.about")), chromedp.KeyEvent(kb.Enter))
	thales.choose("Send John Papadatos out")
	thales.asked("They leave at once, and can come back.")
	thales.agrees()
	john.sees("The staff of this meeting have sent you out.")
	thales.until("john gone, and the focus in the list of people", `!document.querySelector('#p-1') &&
		document.activeElement?.matches('[aria-labelledby=people-title]')`)
	john.look("door-sent-out")
	john.joins()
	john.open(seminar)
	if john.is("document.body.innerText.includes('have sent you out')") {
		t.Error("who is back is told still that they were sent out")
	}
	thales.until("john", "document.querySelector('#p-1')")
}

// bans bans john, to whom the door says so, and lifts it.
func bans(thales, john *tab) {
	thales.click("#p-1 a.about")
	thales.choose("Ban John Papadatos")
	thales.asked("can neither come in nor read on any of its dates")
	thales.agrees()
	john.sees("You are banned from this meeting.")
	john.look("door-banned")
	thales.open(seminar + "/people/1")
	thales.sees("Banned")
	thales.follow("Lift the ban of John Papadatos")
	thales.sees("They can come in again.")
	thales.press("Lift the ban of John Papadatos")
	thales.until("that it is lifted", "document.querySelector('#lines')?.innerText.includes('has lifted the ban of John Papadatos')")
	john.open(seminar)
	john.joins()
}

// ends ends the meeting with both of them in it.
func ends(thales, john *tab) {
	thales.open(seminar)
	thales.until("john", "document.querySelector('#p-1')")
	thales.click("#manage > summary")
	thales.follow("End now…")
	thales.asked("2 people are inside and will leave at once.")
	thales.click("dialog button")
	for _, w := range []*tab{thales, john} {
		w.sees("This meeting is over.")
		w.until("who was here, and no box", "!document.querySelector('#composer') && document.querySelectorAll('#people li').length === 2")
	}
}
