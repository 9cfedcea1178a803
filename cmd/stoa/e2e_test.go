package main

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// The day on a campus: what the product is for, in real browsers against a real process.
func TestAStudentFindsACourseEnrolsJoinsTheMeetingAndTalksWithTheHost(t *testing.T) {
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	chromium := newBrowser(t)
	john, thales, office := chromium.person(t, "john", campus.url), chromium.person(t, "thales", campus.url), chromium.person(t, "admin", campus.url)

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
	office.until("john among those who joined, by polling", "document.querySelector('#active').innerText.includes('John Papadatos')")
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
	john.until("only what was searched for, marked", "document.querySelectorAll('#results mark').length > 2 && !document.querySelector('#results').innerText.includes('Compass')")
	john.look("courses-search")
	john.follow("Data Bases: From Tables to Queries")
	john.sees("3 of 12 left")
	john.press("Enrol")
	john.sees("You are enrolled")
	john.sees("2 of 12 left")
	john.look("course-enrolled")
}

// say writes a line and waits until the composer is free for the next.
func (w *tab) say(line string) {
	w.t.Helper()
	w.write("#composer-body", line)
	w.do(chromedp.KeyEvent("\r"))
	w.until("an emptied composer with the focus in it", "document.querySelector('#composer-body').value.trim() === '' && document.activeElement.id === 'composer-body'")
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
		thales.until("line "+strconv.Itoa(i), "document.querySelector('#lines li:last-child')?.innerText.includes('Line number "+strconv.Itoa(i)+"')")
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
