package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// saidOnce asks whether a line stands in the conversation, once.
func saidOnce(line string) string {
	return "document.querySelector('#lines')?.innerText.split('" + line + "').length === 2"
}

// path is where a tab is.
func (w *tab) path() string { return strings.Trim(w.value("location.pathname"), `"`) }

// offline takes the network from a tab, or gives it back.
func (w *tab) offline(off bool) {
	w.t.Helper()
	cut := network.Conditions{Offline: off, DownloadThroughput: -1, UploadThroughput: -1}
	rule := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{&cut}}
	if _, err := chromedp.Call(w.ctx, network.EmulateNetworkConditionsByRule, rule); err != nil {
		w.t.Fatal(err)
	}
	state := network.OverrideNetworkStateParams{Offline: off, DownloadThroughput: -1, UploadThroughput: -1}
	if _, err := chromedp.Call(w.ctx, network.OverrideNetworkState, state); err != nil {
		w.t.Fatal(err)
	}
	w.until("what the browser says of its network", "navigator.onLine === "+map[bool]string{true: "false", false: "true"}[off])
}

// Two people talk privately: each sees the other's line at once, what came meanwhile is marked, and a network that goes and comes
// back loses nothing.
func TestTwoPeopleTalkPrivately(t *testing.T) {
	base, chromium := startStoa(t, "--demo", "--data", t.TempDir()).url, newBrowser(t)
	haled, hypatia := chromium.person(t, "haled", base), chromium.person(t, "hypatia", base)
	for _, w := range []*tab{haled, hypatia} {
		w.signIn(w.name, demoPassword)
	}
	hypatia.open("/people/3/message")
	haled.open(hypatia.path())
	for _, w := range []*tab{haled, hypatia} {
		w.sees("Only the two of you can read this in Stoa, and no admin.")
	}
	hypatia.look("private-empty")
	hypatia.say("Good morning, Haled")
	haled.within(time.Second, "her line", saidOnce("Good morning, Haled"))
	haled.say("Good morning to you")
	hypatia.within(time.Second, "his answer", saidOnce("Good morning to you"))
	hypatia.until("who is online", "document.querySelector('main header .online:not([hidden])')")

	hypatia.open("/inbox")
	haled.say("Are you there still?")
	marksNew(hypatia, haled)
	marksUnread(hypatia)
	losesNothing(t, hypatia, haled)
	hypatia.look("private")
	haled.quiet()
}

const toldAsRead = "performance.getEntriesByType('resource').some(e => e.name.endsWith('/read') && e.responseStatus === 204)"

// marksNew comes back to a room, and finds what came meanwhile marked, until it was read.
func marksNew(hypatia, haled *tab) {
	room := haled.path()
	hypatia.open(room)
	hypatia.until("the mark before his question", "document.querySelector('#first-unread')?.nextElementSibling.innerText.includes('Are you there still?')")
	hypatia.look("private-unread")
	hypatia.until("that it is told as read", toldAsRead)
	hypatia.open(room)
	hypatia.until("no mark after it was read", "document.querySelector('#composer-body') && !document.querySelector('#first-unread')")
	haled.say("A line that she looks at")
	hypatia.until("the line", saidOnce("A line that she looks at"))
	hypatia.until("that it is told as read", toldAsRead)
	hypatia.open(room)
	hypatia.until("no mark for what she looked at", "document.querySelector('#composer-body') && !document.querySelector('#first-unread')")
}

// marksUnread sets what was read back, with the keyboard alone.
func marksUnread(w *tab) {
	w.do(chromedp.Focus(chromedp.CSS("#lines > .line:last-of-type a.about")), chromedp.KeyEvent(kb.Enter))
	w.choose("Mark unread from here")
	w.until("where the unread begins", "document.querySelector('#first-unread')?.innerText === 'Unread from here'")
	w.do(chromedp.Reload())
	w.until("the mark, as Stoa keeps it", "document.querySelector('#first-unread')?.nextElementSibling === document.querySelector('#lines > .line:last-of-type')")
}

// losesNothing takes the network from one of two, while both write.
func losesNothing(t *testing.T, hypatia, haled *tab) {
	t.Helper()
	hypatia.offline(true)
	hypatia.say("Written without a network")
	haled.say("Said meanwhile")
	hypatia.until("that it is not sent yet", "document.querySelector('#pending')?.innerText.includes('Not sent yet')")
	hypatia.offline(false)
	for _, line := range []string{"Written without a network", "Said meanwhile"} {
		for _, w := range []*tab{hypatia, haled} {
			w.until(line+", once", saidOnce(line)+" && !document.querySelector('#pending li')")
		}
	}
	admin := hypatia.browser.person(t, "admin", hypatia.base)
	admin.signIn("admin", demoPassword)
	admin.open(hypatia.path())
	admin.sees("This room does not exist.")
}
