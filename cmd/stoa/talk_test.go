package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"stoa/store"
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

// keepsToasts has a page note what it said in passing, which may have gone before a test looks.
const keepsToasts = `(window.toasted = [], new MutationObserver((all) => {
  for (const { addedNodes } of all) toasted.push(...[...addedNodes].map((e) => e.innerText));
}).observe(document.getElementById('toasts'), { childList: true }), true)`

// conversation is all that stands in a conversation, in its order.
const conversation = "[...document.querySelectorAll('#lines > .line :is(.words, .gone)')].map(e => e.innerText.trim())"

// privately is two people who talk at two Stoas, and two more pages of one of them.
type privately struct {
	*pair
	haled, hypatia *tab
	beside         *tab // another tab of hypatia's window
	elsewhere      *tab // her other window, at the other Stoa
}

// wantUnread waits until both of her other pages say so of their own accord.
func (p *privately) wantUnread(rooms string) {
	p.hypatia.t.Helper()
	for _, w := range []*tab{p.elsewhere, p.beside} {
		w.until("so many unread rooms: "+rooms, unreadRooms+" === '"+rooms+"'") // who reads says so some seconds later
	}
}

// Two people talk privately at two Stoas: each sees at once what the other does, what came meanwhile is said on each page that
// one has open and is gone from all when it is read, and neither a network nor a Stoa that goes and comes back loses anything.
func TestTwoPeopleTalkPrivately(t *testing.T) {
	t.Parallel()
	p, chromium := &privately{pair: newPair(t)}, newBrowser(t)
	p.haled, p.hypatia = chromium.person(t, "haled", p.stoas[0].url), chromium.person(t, "hypatia", p.stoas[1].url)
	haled, hypatia := p.haled, p.hypatia
	for _, w := range []*tab{haled, hypatia} {
		w.signIn(w.name, demoPassword)
	}
	hypatia.readsAll()
	readRooms(t, p.stoas[0].url, "hypatia")
	hypatia.open("/people/3/message")
	haled.open(hypatia.path())
	for _, w := range []*tab{haled, hypatia} {
		w.sees("Only the two of you can read this in Stoa, and no admin, unless one of you reports a message")
	}
	hypatia.look("private-empty")
	hypatia.write("#composer-body", "Good morning, ")
	haled.until("that she types", "document.querySelector('#typing').textContent === 'Hypatia of Alexandria is typing'")
	hypatia.say("Haled")
	haled.within(time.Second, "her line", saidOnce("Good morning, Haled"))
	haled.say("Good morning to you")
	hypatia.within(time.Second, "his answer", saidOnce("Good morning to you"))
	hypatia.until("who is online", "document.querySelector('main header .online:not([hidden])')")
	changesTheirMind(haled, hypatia)
	p.isToldOnEachPage(t)
	marksUnread(hypatia)
	p.wantUnread("1")
	hypatia.open(haled.path())
	p.wantUnread("")
	p.losesItsNetwork()
	p.losesItsStoa(t)
	p.losesTheLog(t)
	admin := chromium.person(t, "admin", haled.base)
	admin.signIn("admin", demoPassword)
	admin.open(haled.path())
	admin.sees("This room does not exist.")
	hypatia.look("private")
	haled.quiet()
}

const toldAsRead = "performance.getEntriesByType('resource').some(e => e.name.endsWith('/read') && e.responseStatus === 204)"

// readRooms has somebody read all that was said in their rooms.
func readRooms(t *testing.T, base, login string) {
	t.Helper()
	token := apiToken(t, base, login)
	var mine struct {
		Rooms []struct {
			ID     string
			Unread int
			Last   struct{ ID int64 }
		}
	}
	if err := json.Unmarshal([]byte(apiGet(t, base, token, "/rooms")), &mine); err != nil {
		t.Fatal(err)
	}
	for _, room := range mine.Rooms {
		if room.Unread > 0 {
			apiCall(t, base, token, http.MethodPost, "/rooms/"+room.ID+"/read", map[string]any{"id": room.Last.ID})
		}
	}
}

// changesTheirMind edits one line and deletes another, by keyboard.
func changesTheirMind(haled, hypatia *tab) {
	haled.do(chromedp.Focus(chromedp.CSS("#composer-body")), chromedp.KeyEvent(kb.ArrowUp))
	haled.until("his line as a form", "!!document.activeElement.closest('.editing')")
	haled.is("document.activeElement.value = 'A very good morning'")
	haled.keys(kb.Enter)
	hypatia.within(time.Second, "the line as it is now", saidOnce("A very good morning")+" && document.querySelector('#m-2 .edited')")
	haled.say("This was for somebody else")
	hypatia.within(time.Second, "the line", saidOnce("This was for somebody else"))
	haled.do(chromedp.Focus(chromedp.CSS("#m-3 a.about")), chromedp.KeyEvent(kb.Enter))
	haled.choose("Delete it")
	haled.until("the question", "!!document.querySelector('dialog[open]')")
	haled.tabTo("document.activeElement.innerText === 'Delete the message'")
	haled.keys(kb.Enter)
	hypatia.within(time.Second, "the trace", "document.querySelector('#m-3').innerText.includes('This message was deleted.')")
}

// isToldOnEachPage looks away, is told on each page of what came meanwhile, and finds it marked until it was read.
func (p *privately) isToldOnEachPage(t *testing.T) {
	t.Helper()
	haled, hypatia := p.haled, p.hypatia
	p.beside = hypatia.another("hypatia's other tab")
	p.beside.open("/courses")
	hypatia.until("a tab behind", "document.visibilityState === 'hidden'")
	p.elsewhere = hypatia.browser.window(t, hypatia.ctx, "hypatia's other window", p.stoas[0].url, chromedp.WithNewWindow(true))
	p.elsewhere.open("/")
	p.elsewhere.until("itself", "document.body.dataset.me")
	p.wantUnread("")
	for _, w := range []*tab{p.elsewhere, p.beside} {
		w.is(keepsToasts)
	}
	haled.say("Are you there still?")
	p.wantUnread("1")
	for _, w := range []*tab{p.elsewhere, p.beside} {
		w.until("that it is for her", "document.querySelector('#nav-rooms-new:not(.quiet)')?.innerText.includes('with messages for you')")
		w.until("who wrote", "toasted.join(' ').includes('Haled Mehr')")
		w.wantBadge("1")
	}
	const unread = "document.querySelector('[data-room=\"3:5\"] .home-link')"
	p.elsewhere.until("the room on the first page", unread+"?.innerText.includes('Are you there still?')")
	p.beside.look("told-privately")
	hypatia.bring()
	hypatia.until("the line", saidOnce("Are you there still?"))
	p.wantUnread("")
	for _, w := range []*tab{p.elsewhere, p.beside} {
		w.until("no toast", "!document.querySelector('#toasts [data-toast]')")
		w.wantBadge("")
	}
	p.elsewhere.until("nothing unread on the first page", "!"+unread)

	room := hypatia.path()
	hypatia.open("/inbox")
	haled.say("Or not?")
	p.wantUnread("1")
	hypatia.open(room)
	hypatia.until("the mark before his question", "document.querySelector('#first-unread')?.nextElementSibling.innerText.includes('Or not?')")
	hypatia.look("private-unread")
	hypatia.until("that it is told as read", toldAsRead)
	hypatia.open(room)
	hypatia.until("no mark after it was read", "document.querySelector('#composer-body') && !document.querySelector('#first-unread')")
	haled.say("A line that she looks at")
	hypatia.until("the line", saidOnce("A line that she looks at"))
	hypatia.until("that it is told as read", toldAsRead)
	hypatia.open(room)
	hypatia.until("no mark for what she looked at", "document.querySelector('#composer-body') && !document.querySelector('#first-unread')")
	p.wantUnread("")
}

// marksUnread sets what was read back, with the keyboard alone.
func marksUnread(w *tab) {
	w.do(chromedp.Focus(chromedp.CSS("#lines > .line:last-of-type a.about")), chromedp.KeyEvent(kb.Enter))
	w.choose("Mark as unread from here")
	w.until("where the unread begins", "document.querySelector('#first-unread')?.innerText === 'Unread from here'")
	w.open("/inbox")
}

// wantSame waits until both have these lines once and nothing on its way, and checks that both have all in the same order, as a
// page that is opened now has it.
func (p *privately) wantSame(lines ...string) {
	for _, line := range lines {
		for _, w := range []*tab{p.hypatia, p.haled} {
			w.until(line+", once", saidOnce(line)+" && !document.querySelector('#pending li')")
		}
	}
	live := p.haled.value(conversation)
	if hers := p.hypatia.value(conversation); hers != live {
		p.haled.t.Errorf("he has %s, and she %s", live, hers)
	}
	p.haled.open(p.haled.path())
	p.haled.until("the page anew", "document.querySelector('#composer-body')")
	if fresh := p.haled.value(conversation); fresh != live {
		p.haled.t.Errorf("live there is %s, on a new page %s", live, fresh)
	}
}

const halfAThought = "document.querySelector('#composer-body').value.trim() === 'half a thou'"

// losesItsNetwork takes the network from her, while both write.
func (p *privately) losesItsNetwork() {
	haled, hypatia := p.haled, p.hypatia
	hypatia.offline(true)
	hypatia.say("Written without a network")
	hypatia.write("#composer-body", "half a thou")
	haled.say("Said meanwhile")
	hypatia.until("that it is not sent yet", "document.querySelector('#pending')?.innerText.includes('Not sent yet')")
	hypatia.offline(false)
	p.wantSame("Written without a network", "Said meanwhile")
	hypatia.until("what she types", halfAThought)
}

// losesItsStoa kills the Stoa of two of her pages, while both write.
func (p *privately) losesItsStoa(t *testing.T) {
	t.Helper()
	haled, hypatia := p.haled, p.hypatia
	hypatia.is("document.querySelector('#composer-body').value = ''")
	p.stoas[1].kill(t)
	hypatia.say("Written without a Stoa")
	hypatia.write("#composer-body", "half a thou")
	hypatia.until("that it is not sent yet", "document.querySelector('#pending')?.innerText.includes('Not sent yet')")
	p.beside.bring()
	haled.say("Said at another Stoa")
	p.elsewhere.within(2*time.Second, "one unread room", unreadRooms+" === '1'")
	p.start(t, 1)
	hypatia.bring()
	p.wantSame("Written without a Stoa", "Said at another Stoa")
	hypatia.until("what she types", halfAThought)
	p.wantUnread("")
}

// losesTheLog has her come back when what she has seen of the room's log is not there any more: the page says what is so now.
func (p *privately) losesTheLog(t *testing.T) {
	t.Helper()
	client, err := store.Connect(store.Redis{Socket: p.redis.Socket()})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	p.hypatia.offline(true)
	p.haled.say("Said before the log was lost")
	logs, err := client.Keys(t.Context(), "*:room:room:*:events").Result()
	if err != nil || len(logs) == 0 {
		t.Fatalf("the logs are %q, %v", logs, err)
	}
	for _, log := range logs {
		if err := client.XTrimMaxLen(t.Context(), log, 0).Err(); err != nil {
			t.Fatal(err)
		}
	}
	p.hypatia.is("window.samePage = true")
	p.hypatia.offline(false)
	p.hypatia.until("the page anew", "!window.samePage && document.querySelector('#composer-body')")
	p.wantSame("Said before the log was lost")
	p.hypatia.until("what she types", halfAThought)
	p.haled.say("Said after it")
	p.wantSame("Said after it")
}

// From the page's beginning it is a few keys to a message that is sent, however many people are in the room and whatever was said.
func TestTheKeyboardGetsToAMessageInAFewStops(t *testing.T) {
	t.Parallel()
	base, chromium := startStoa(t, "--demo", "--data", t.TempDir()).url, newBrowser(t)
	john := chromium.person(t, "john", base)
	john.signIn("john", demoPassword)
	john.open("/rooms/general")
	john.until("the people, behind the conversation", `document.querySelectorAll('#people a').length > 20 &&
		document.querySelector('#composer').compareDocumentPosition(document.querySelector('#people')) & Node.DOCUMENT_POSITION_FOLLOWING`)
	if !john.is("(first => { first.focus(); return first.matches('body > a'); })(document.querySelector('a, button, input:not([type=hidden]), textarea, [tabindex=\"0\"]'))") {
		t.Error("the page does not begin with the ways past its beginning")
	}
	john.do(chromedp.KeyEvent(kb.Tab))
	john.until("the way to the box", "document.activeElement.innerText === 'Write a message'")
	john.do(chromedp.KeyEvent(kb.Enter))
	john.until("the box", "document.activeElement.id === 'composer-body'")
	john.do(chromedp.KeyEvent("By keyboard alone"), chromedp.KeyEvent(kb.Enter))
	john.within(2*time.Second, "what was said", saidOnce("By keyboard alone"))
	john.quiet()
}

// A room that shuts while somebody is typing says why, and what they typed stays; it opens again without a word lost.
func TestARoomShutsUnderWhoIsTyping(t *testing.T) {
	t.Parallel()
	base, chromium := startStoa(t, "--demo", "--data", t.TempDir()).url, newBrowser(t)
	haled, hypatia := chromium.person(t, "haled", base), chromium.person(t, "hypatia", base)
	for _, w := range []*tab{haled, hypatia} {
		w.signIn(w.name, demoPassword)
	}
	hypatia.open("/people/3/message")
	room := hypatia.path()
	haled.open(room)
	haled.write("#composer-body", "half a thought")
	hypatia.open(room + "/people/3/report")
	hypatia.press("Block")
	haled.until("why nothing is said there", "document.querySelector('#room-shut')?.innerText.includes('You cannot write to this person.')")
	if !haled.is(`document.querySelector('#composer-body').checkVisibility() && document.querySelector('#composer-body').value === 'half a thought' &&
		!document.querySelector('#composer-send').checkVisibility()`) {
		t.Error("what was being typed is gone, or can still be sent")
	}
	haled.look("private-shut")
	hypatia.open("/profile/blocked")
	hypatia.press("Unblock")
	haled.until("the button again", "document.querySelector('#composer-send').checkVisibility() && document.querySelector('#composer-body').value === 'half a thought'")
	haled.quiet()
}
