package main

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"stoa/store/storetest"
)

// seenFocus asks whether who uses the keyboard sees where they are: it has an outline, or what covers it for it has, or it is a
// box with a caret; and nothing lies over it.
const seenFocus = `(() => {
  const e = document.activeElement, place = e.getBoundingClientRect();
  if (e === document.body || !e.matches(':focus-visible')) return false;
  const lined = [null, '::before', '::after'].some((part) => {
    const s = getComputedStyle(e, part);
    return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
  });
  const top = document.elementFromPoint(place.left + place.width / 2, place.top + place.height / 2);
  return lined && Boolean(top) && (e.contains(top) || top.contains(e) || top.closest('a, label') === e.closest('a, label'));
})()`

// unreadRooms is how many rooms have something unread, as the navigation says it; "" for none.
const unreadRooms = "(document.getElementById('nav-rooms-new')?.firstChild?.textContent.trim() || '')"

// goes moves the focus on with the keyboard until it is where it is to be, and checks that it is seen there.
func (w *tab) goes(condition string) {
	w.t.Helper()
	w.tabTo(condition)
	w.until("where the focus is", seenFocus)
}

// isAt is a condition: the focus is on an element.
func isAt(css string) string { return "document.activeElement?.matches('" + css + "')" }

// onLink is a condition: the focus is on a link that leads somewhere.
func onLink(path string) string { return isAt(`a[href="` + path + `"]`) }

// With the keyboard alone one signs in, finds somebody and writes to them, answers, changes and reacts, and reads what one was told.
func TestOneTalksWithTheKeyboardAlone(t *testing.T) {
	t.Parallel()
	redis := storetest.OwnServer(t)
	at := "unix://" + redis.Socket()
	campus, chromium := startStoa(t, "--redis-url", at, "--demo"), newBrowser(t)
	john := chromium.person(t, "john", campus.url)
	john.open("/sign-in")
	john.goes(isAt("input[name=login]"))
	john.keys("john\t")
	john.goes(isAt("input[name=password]"))
	john.keys(demoPassword + kb.Enter)
	john.until("who is signed in", "document.body.dataset.me")
	writesToSomebody(john)
	answersAndReacts(t, john)
	readsWhatTheyWereTold(t, john)
	john.quiet()
	looksAtTheRest(john)
	findsWhatIsForbidden(t, john, startStoa(t, "--redis-url", at, "--dm", "staff").url, startStoa(t, "--redis-url", at, "--dm", "off").url)
}

// writesToSomebody finds somebody new and writes to them.
func writesToSomebody(john *tab) {
	john.goes("document.activeElement.matches('nav a') && document.activeElement.innerText.startsWith('Rooms')")
	john.keys(kb.Enter)
	john.until("the list", "location.pathname === '/rooms'")
	john.look("rooms")
	john.goes(onLink("/rooms/new"))
	john.keys(kb.Enter)
	john.until("whom one writes to", "location.pathname === '/rooms/new'")
	john.goes(isAt("#q"))
	john.keys("hypa" + kb.Enter)
	john.until("who was found", "document.querySelector('main li a')?.innerText.includes('Hypatia')")
	john.look("rooms-new")
	john.goes("document.activeElement.matches('main li a')")
	john.keys(kb.Enter)
	john.until("the room, where one can write at once", isAt("#composer-body")+" && "+seenFocus)
	john.keys("When is the exam?" + kb.Enter)
	john.until("the line", saidOnce("When is the exam?")+" && "+isAt("#composer-body")+" && document.activeElement.value.trim() === ''")
}

// answersAndReacts does with lines what one does with lines; the focus is never lost.
func answersAndReacts(t *testing.T, john *tab) {
	t.Helper()
	room := john.path()
	john.keys(kb.ArrowUp)
	john.until("the line as a form", isAt(".editing textarea")+" && "+seenFocus)
	john.keys(" On Tuesday?" + kb.Enter)
	john.until("the line as it is now", saidOnce("On Tuesday?")+" && "+isAt("#composer-body"))

	apiCall(t, john.base, apiToken(t, john.base, "hypatia"), http.MethodPost, room+"/messages", map[string]any{"body": "On Friday"})
	john.until("the answer", saidOnce("On Friday"))
	john.do(chromedp.Focus(chromedp.CSS("#scroll")))
	john.goes("document.activeElement.matches('a.about') && document.activeElement.closest('li').innerText.includes('On Friday')")
	john.keys(kb.Enter)
	john.choose("Answer it")
	john.until("what is answered", "!document.querySelector('#replying').hidden && "+isAt("#composer-body")+" && "+seenFocus)
	john.keys("Thank you" + kb.Enter)
	john.until("the answer to it", saidOnce("Thank you")+" && "+isAt("#composer-body")+
		" && document.querySelector('#lines .quote')?.innerText.includes('On Friday')")

	john.do(chromedp.Focus(chromedp.CSS("#scroll")))
	john.goes("document.activeElement.matches('.react') && document.activeElement.closest('li').innerText.includes('On Friday')")
	john.keys(kb.Enter)
	john.until("the palette", "document.activeElement.value === 'thumbs-up' && "+seenFocus)
	john.keys(kb.Enter)
	john.until("his own", "document.querySelector('.chip[value=thumbs-up][aria-pressed=true]') && "+seenFocus)
}

// readsWhatTheyWereTold goes to the inbox, and from there to what one was told about.
func readsWhatTheyWereTold(t *testing.T, john *tab) {
	t.Helper()
	john.open("/courses")
	apiCall(t, john.base, apiToken(t, john.base, "hypatia"), http.MethodPost, "/rooms/1:5/messages", map[string]any{"body": "Bring a compass"})
	john.within(2*time.Second, "one more room", unreadRooms+" !== ''")
	john.goes("document.activeElement.matches('nav a') && document.activeElement.innerText.startsWith('Inbox')")
	john.keys(kb.Enter)
	john.until("what he was told", "document.querySelector('.inbox li.unread')?.innerText.includes('Hypatia')")
	john.goes("document.activeElement.matches('.inbox li[id] p a')")
	john.keys(kb.Enter)
	john.until("the line, where one can answer at once", saidOnce("Bring a compass")+" && "+isAt("#composer-body"))
}

// looksAtTheRest looks at pages that are of no other flow.
func looksAtTheRest(john *tab) {
	for name, path := range map[string]string{"room-general": "/rooms/general", "levels": "/inbox/levels", "line": "/rooms/general/messages/1",
		"unread-question": "/rooms/general/messages/1/unread"} {
		john.open(path)
		john.look(name)
	}
}

// findsWhatIsForbidden comes to Stoas of the same campus that let people write privately with staff alone, and not at all: what
// was said is there still, with why nothing more can be.
func findsWhatIsForbidden(t *testing.T, john *tab, staff, off string) {
	t.Helper()
	client := visitor(t, staff, "john")
	closed := func(base, room, line, why string) {
		t.Helper()
		john.base = base
		john.open("/rooms/" + room)
		john.sees(why)
		john.until("what was said, and no box", saidOnce(line)+" && !document.querySelector('#composer')")
		answer, err := client.PostForm(base+"/rooms/"+room+"/messages", url.Values{"body": {"Still?"}})
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusForbidden {
			t.Errorf("a line in %s is answered with %s", room, answer.Status)
		}
	}
	closed(staff, "1:2", "The place with the blue door.", "Private messages are only with staff on this campus")
	john.look("private-shut")
	john.open("/rooms/1:4")
	john.say("I do not get on with it")
	john.until("the line", saidOnce("I do not get on with it"))
	closed(off, "1:4", "I do not get on with it", "Private messages are switched off on this campus")
	closed(off, "1:2", "The place with the blue door.", "Private messages are switched off on this campus")
}
