package main

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// The day on a campus: what the product is for, in real browsers against a real process.
func TestAStudentFindsACourseEnrolsJoinsTheMeetingAndTalksWithTheHost(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	chromium := newBrowser(t)
	john, thales, office := chromium.person(t, "john", campus.url), chromium.person(t, "thales", campus.url), chromium.person(t, "admin",
		campus.url)

	john.open("/")
	john.look("landing")
	john.open("/sign-in")
	john.look("sign-in")
	john.signIn("john", demoPassword)
	john.look("home")
	enrolInACourse(t, john)

	thales.signIn("thales@stoa.example", demoPassword)
	thales.open("/meetings/1/4")
	thales.look("door")
	thales.press("Join")
	thales.until("himself in the room", "document.querySelector('#people li')")
	thales.look("room-empty")
	office.signIn("admin", demoPassword)
	office.open("/admin/active")
	office.sees("BDMS Course")

	john.follow("Meetings")
	john.sees("BDMS Course")
	john.look("meetings")
	john.follow("BDMS Course")
	john.press("Join")
	thales.until("john among the participants", "document.querySelector('#people #p-1')?.innerText.includes('John Papadatos')")
	thales.until("how many they are", "document.querySelector('#people-count').innerText.trim().endsWith('2')")
	talk(t, john, thales)
	office.until("john among those who joined, by the stream", "document.querySelector('#active').innerText.includes('John Papadatos')")
	office.look("admin-active")

	refused(t, john)
	for _, w := range []*tab{thales, office} {
		w.quiet()
	}
}

func enrolInACourse(t *testing.T, john *tab) {
	t.Helper()
	john.follow("Courses")
	john.sees("Big Data Management Systems")
	john.look("courses")
	john.write("#q", "data")
	john.until("only what was searched for, marked", "document.querySelectorAll('#results mark').length > 2 && "+
		"!document.querySelector('#results').innerText.includes('Compass')")
	john.look("courses-search")
	staysLive(t, john)
	john.follow("Data Bases: From Tables to Queries")
	john.sees("3 of 12 left")
	john.press("Enrol")
	john.sees("You are enrolled")
	john.sees("2 of 12 left")
	john.look("course-enrolled")
}

// staysLive searches for nothing and then for something again: the seats must be live still.
func staysLive(t *testing.T, john *tab) {
	t.Helper()
	retype := func(words string) {
		john.is("document.querySelector('#q').value = ''")
		john.write("#q", words)
	}
	retype("zzzz")
	john.until("nothing", "!document.querySelector('#results li')")
	retype("data bases")
	john.until("the course", "document.querySelector('#results').innerText.includes('From Tables to Queries')")
	haled := visitor(t, john.base, "haled")
	id := "document.querySelector('#results li a[href]').getAttribute('href')"
	path, err := chromedp.Run(john.ctx, chromedp.Evaluate[string](id))
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ do, sees string }{{"enrol", "2 of 12 left"}, {"drop", "3 of 12 left"}} {
		res, err := haled.PostForm(john.base+path+"/"+step.do, nil)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		john.until(step.sees, "document.querySelector('#results li').innerText.includes('"+step.sees+"')")
	}
}

// say writes a line and waits until the composer is free for the next.
func (w *tab) say(line string) {
	w.t.Helper()
	w.write("#composer-body", line)
	w.do(chromedp.KeyEvent("\r"))
	w.until("an emptied composer with the focus in it", "document.querySelector('#composer-body').value.trim() === '' && "+
		"document.activeElement.id === 'composer-body'")
}

// talk lets the two write to each other without a reload.
func talk(t *testing.T, john, thales *tab) {
	t.Helper()
	john.until("the composer", "document.querySelector('#composer-body')")
	john.say("Is the Redis part today?")
	thales.until("john's line", "document.querySelector('#lines')?.innerText.includes('Is the Redis part today?')")
	thales.write("#composer-body", "It is. We begin with streams.")
	thales.click("#composer-send")
	john.until("the answer", "document.querySelector('#lines')?.innerText.includes('We begin with streams.')")
	john.until("his own line marked", "document.querySelector('#lines li.mine')?.innerText.includes('Is the Redis part today?')")
	john.look("room")
	for i := range 12 {
		john.say("Line number " + strconv.Itoa(i))
		thales.until("line "+strconv.Itoa(i),
			"document.querySelector('#lines li:last-child')?.innerText.includes('Line number "+strconv.Itoa(i)+"')")
	}
	if n := thales.text("#lines"); strings.Count(n, "Line number 7") != 1 {
		t.Errorf("a line is there %d times:\n%s", strings.Count(n, "Line number 7"), n)
	}
	thales.look("room-full")
}

// refused lets john knock where he is not invited.
func refused(t *testing.T, john *tab) {
	t.Helper()
	john.quiet()
	john.open("/meetings/2/2")
	john.sees("You are not allowed to join this meeting.")
	if john.is("document.body.innerText.includes('DSA')") {
		t.Error("who is not invited learns the meeting's title")
	}
	john.look("not-invited")
	john.open("/nowhere")
	john.look("not-found")
}

// Whoever has a page open keeps it through a restart: what was said meanwhile is there, once, and so is what is being
// typed.
func TestAnOpenPageMissesNothingWhileStoaRestarts(t *testing.T) {
	t.Parallel()
	data, addr := t.TempDir(), freeAddr(t)
	campus := startStoa(t, "--demo", "--data", data, "--addr", addr)
	chromium := newBrowser(t)
	john, thales := chromium.person(t, "john", campus.url), chromium.person(t, "thales", campus.url)
	for _, w := range []*tab{john, thales} {
		w.signIn(w.name, demoPassword)
		w.open("/meetings/1/4")
		w.press("Join")
		w.until("the composer", "document.querySelector('#composer-body')")
	}
	john.say("before")
	thales.until("the line before", "document.querySelector('#lines').innerText.includes('before')")
	thales.write("#composer-body", "half a thou")
	thales.is("window.samePage = true")

	campus.stop(t)
	thales.until("that it is not live", "document.querySelector('#live-status').textContent !== ''")
	again := startStoa(t, "--demo", "--data", data, "--addr", addr)
	if again.url != campus.url {
		t.Fatalf("the campus moved from %s to %s", campus.url, again.url)
	}
	john.say("after")
	thales.until("the line after", "document.querySelector('#lines').innerText.includes('after')")
	thales.until("that it is live again", "document.querySelector('#live-status').textContent === ''")
	if !thales.is("window.samePage && document.querySelector('#composer-body').value === 'half a thou'") {
		t.Error("the page was loaded again, or lost what was being typed")
	}
	if said := thales.text("#lines"); strings.Count(said, "before") != 1 || strings.Count(said, "after") != 1 {
		t.Errorf("a line is missing or doubled:\n%s", said)
	}
}

// Lines that cannot be sent stay in sight and say so; they go out by themselves once Stoa is back, in order and once, though
// the page was loaded again meanwhile.
func TestLinesThatCouldNotBeSentGoOutOnceStoaIsBack(t *testing.T) {
	t.Parallel()
	data, addr := t.TempDir(), freeAddr(t)
	campus := startStoa(t, "--demo", "--data", data, "--addr", addr)
	john := newBrowser(t).person(t, "john", campus.url)
	john.signIn("john", demoPassword)
	john.open("/meetings/1/4")
	john.press("Join")
	john.until("the composer", "document.querySelector('#composer-body')")
	campus.stop(t)
	for _, line := range []string{"do not lose me", "nor me", "me rather"} {
		john.say(line)
	}
	const pending = "[...document.querySelectorAll('#pending li')].map(e => e.innerText.trim().replace(/\\s+/g, ' ')).join(' | ')"
	john.until("that they are not sent yet", pending+".startsWith('do not lose me Not sent yet. Trying again.')")
	if shown := john.value(pending); !strings.HasSuffix(shown, `| nor me | me rather"`) {
		t.Errorf("on their way are %s", shown)
	}
	john.look("not-sent")
	john.write("#composer-body", "half a thou")
	startStoa(t, "--demo", "--data", data, "--addr", addr)
	john.until("the lines", "document.querySelectorAll('#lines > li').length >= 3 && document.querySelectorAll('#pending li').length === 0")
	john.until("what was being typed", "document.querySelector('#composer-body').value.trim() === 'half a thou'")
	john.open("/meetings/1/4")
	const words = "[...document.querySelectorAll('#lines .words')].map(e => e.innerText.trim()).join(' | ')"
	if said := john.value(words); said != `"do not lose me | nor me | me rather"` {
		t.Errorf("said is %s", said)
	}
}

// Everything but being live works without the script.
func TestTheDayWorksWithoutScript(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	chromium := newBrowser(t)
	john, thales := chromium.person(t, "john", campus.url), chromium.person(t, "thales", campus.url)
	john.withoutScript()
	thales.withoutScript()
	john.signIn("john", demoPassword)
	john.follow("Courses")
	john.write("#q", "geometry")
	john.keys("\r")
	john.sees("1 course for")
	john.follow("Geometry by Compass and Straightedge")
	john.press("Enrol")
	john.sees("You are enrolled")
	john.press("Give my place back")
	john.sees("You have given your place back.")
	john.follow("Meetings")
	john.follow("BDMS Course")
	john.press("Join")
	john.sees("Nobody has said anything yet")
	john.write("#composer-body", "Said without a script")
	john.press("Send")
	john.until("the line", "document.querySelector('#lines').innerText.includes('Said without a script')")
	thales.signIn("thales", demoPassword)
	thales.open("/meetings/1/4")
	thales.press("Join")
	thales.until("john's line and john", "document.querySelector('#lines').innerText.includes('Said without') && "+
		"document.querySelector('#p-1')")
	john.press("Leave")
	john.sees("Successfully left the meeting.")
	john.click("form[action='/sign-out'] button")
	john.until("the front door", "!document.body.dataset.me")
	office := chromium.person(t, "admin", campus.url)
	office.withoutScript()
	office.signIn("admin", demoPassword)
	office.open("/admin/active")
	office.sees("Thales of Miletus")
}

// The pages that say no are pages like any other.
func TestRefusalsArePagesToo(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	chromium := newBrowser(t)
	john, hamid := chromium.person(t, "john", campus.url), chromium.person(t, "hamid", campus.url)
	john.open("/sign-in")
	john.write("input[name=login]:not([type=hidden])", "john")
	john.write("input[name=password]:not([type=hidden])", "not this one")
	john.do(chromedp.Submit(chromedp.CSS("input[name=password]:not([type=hidden])")))
	john.sees("The username, email or password is not right.")
	john.look("sign-in-refused")
	john.signIn("john", demoPassword)
	john.open("/courses")
	john.follow("Streaming Data in Practice")
	john.press("Join the waiting list")
	john.sees("You are on the waiting list.")
	john.look("course-waiting")
	john.open("/courses?q=zzzz")
	john.look("courses-nothing")
	john.open("/meetings/1/3")
	john.sees("And then it is you who has to keep it right.")
	john.until("who was here", "document.querySelectorAll('#people li').length === 2")
	john.look("room-ended")
	hamid.signIn("hamid", demoPassword)
	hamid.open("/meetings/2/2")
	hamid.press("Join")
	hamid.until("the composer", "document.querySelector('#composer-body')")
	hamid.is("document.querySelector('#composer-body').value = 'x'.repeat(4001)")
	hamid.click("#composer-send")
	hamid.until("why it was refused", "document.querySelector('#composer-error').textContent.includes('4,000')")
	if !hamid.is("document.querySelector('#composer-body').value.length === 4001") {
		t.Error("what was typed is gone")
	}
	hamid.look("room-refused")
}

// athens is the zone of everybody in the demo.
func athens(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Athens")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// Nobody needs to reload: the door opens when the meeting does, and the room says when it is over, with what is being
// typed still there.
func TestADoorOpensAndARoomClosesByItself(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	chromium := newBrowser(t)
	john, thales := chromium.person(t, "john", campus.url), chromium.person(t, "thales", campus.url)
	john.signIn("john", demoPassword)
	thales.signIn("thales", demoPassword)
	token := apiToken(t, campus.url, "thales")
	var now time.Time
	plan := func(ahead time.Duration) string {
		now = time.Now().UTC()
		made := apiCall(t, campus.url, token, http.MethodPost, "/meetings", map[string]any{"title": "A short one", "public": true,
			"instances": []map[string]any{{"from": now.Add(ahead), "to": now.Add(time.Hour)}}})
		return fmt.Sprintf("/meetings/%v/1", made["id"])
	}
	john.open(plan(30 * time.Minute)) // whatever the machine is busy with, it does not open while it is looked at
	john.sees("Not open yet")
	john.look("door-early")
	path := plan(6 * time.Second)
	for _, w := range []*tab{john, thales} {
		w.open(path)
		w.sees("Not open yet")
	}
	john.click("#door-waits input[type=checkbox]")
	john.until("the door opens", "document.querySelector('#door form button')")
	john.press("Join")
	for _, w := range []*tab{john, thales} { // thales has waited to be let in
		w.until("the composer, where one can write at once", "document.activeElement?.id === 'composer-body'")
	}
	john.write("#composer-body", "half a thought")
	for _, w := range []*tab{john, thales} {
		w.is("window.samePage = true")
	}
	apiCall(t, campus.url, token, http.MethodPost, path+"/extend", nil)
	until := now.Add(70 * time.Minute).In(athens(t)).Format("15:04")
	for _, w := range []*tab{john, thales} {
		w.until("ten minutes more, in their zone", "document.querySelector('#when').innerText.includes('"+until+"')")
		w.until("words that say so", "document.querySelector('#when-moved').textContent.includes('The time has changed')")
		if !w.is("window.samePage") {
			t.Errorf("%s's page was loaded again for ten minutes more", w.name)
		}
	}
	thales.look("room-extended")
	apiCall(t, campus.url, token, http.MethodPost, path+"/end", nil)
	thales.sees("This meeting is over.")
	john.until("that it is over", "document.querySelector('#live-status').textContent.includes('This meeting is over')")
	if !john.is("document.querySelector('#composer-body').value === 'half a thought'") {
		t.Error("what was being typed is gone")
	}
	john.click("#composer-send")
	john.until("why it cannot be said", "document.querySelector('#composer-error').textContent !== ''")
	if !john.is("document.querySelector('#composer-body').value === 'half a thought'") {
		t.Error("the refused line is gone")
	}
	john.look("room-over")
}
