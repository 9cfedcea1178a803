package main

import (
	"fmt"
	"testing"
	"time"
)

// set puts a day or a time into its field, as one chosen from the browser's own calendar.
func (w *tab) set(css, value string) {
	w.t.Helper()
	w.until(value+" in "+css, fmt.Sprintf("(e => e && (e.value = %[2]q, e.dispatchEvent(new Event('input', {bubbles: true})), e.value "+
		"=== %[2]q))"+
		"(document.querySelector(%[1]q))", css, value))
}

// A series as its teacher plans it from the page of a course, moves and cancels it, and as a student hears of it.
func TestATeacherPlansASeriesAndItsStudentsAreTold(t *testing.T) {
	t.Parallel()
	base, chromium := startStoa(t, "--demo", "--data", t.TempDir()).url, newBrowser(t)
	hypatia, john := chromium.person(t, "hypatia", base), chromium.person(t, "john", base)
	for _, w := range []*tab{hypatia, john} {
		w.signIn(w.name, demoPassword)
	}
	hypatia.open("/courses/new")
	hypatia.put("#title", "Conic sections")
	hypatia.put("#places", "10")
	hypatia.press("Open this course")
	hypatia.sees("The course is open.")
	var course string
	if _, err := fmt.Sscanf(hypatia.value("location.pathname"), "%q", &course); err != nil {
		t.Fatal(err)
	}
	john.open("/inbox")
	john.press("Mark all as read")
	john.sees("You have read them all.")
	john.open(course)
	john.press("Enrol")
	john.sees("You are enrolled.")
	hypatia.follow("Plan a meeting")
	plansASeries(t, hypatia)
	john.wantBadge("1")
	movesAndCancels(t, hypatia)
	john.wantBadge("3")
	john.open("/inbox")
	for _, words := range []string{"Parabolas is planned", "Parabolas has moved", "A date of Parabolas is cancelled"} {
		john.sees(words)
	}
	john.follow("Parabolas is planned")
	john.follow("All dates")
	john.until("three dates to come and one cancelled", `document.querySelectorAll('main li time').length === 4 &&
		document.querySelector('#date-3').innerText.includes('Cancelled')`)
	john.look("dates-invited")
	for _, w := range []*tab{hypatia, john} {
		w.quiet()
	}
}

// plansASeries fills in the form, which says what will be while one types.
func plansASeries(t *testing.T, hypatia *tab) {
	t.Helper()
	const foretold = "document.querySelector('#planned-head').innerText"
	hypatia.until("the course that one came from", "document.querySelector('#course').selectedOptions[0].text === 'Conic sections'")
	if hypatia.is("document.querySelector('#times').checkVisibility()") ||
		hypatia.is("document.querySelector('#date_2').checkVisibility()") {
		t.Error("what belongs to a series is asked for though it is once")
	}
	hypatia.put("#title", "Parabolas")
	hypatia.set("#date_1-day", "2031-03-17")
	hypatia.set("#date_1-from", "10:00")
	hypatia.set("#date_1-to", "09:00")
	hypatia.until("that it ends before it begins", "document.querySelector('[name=overnight]')")
	hypatia.set("#date_1-to", "11:30")
	hypatia.until("one date", foretold+" === '1 date'")
	hypatia.click("input[name=repeat][value=week]")
	hypatia.put("#times", "4")
	hypatia.put("#zone", "Europe/Athens")
	hypatia.until("four dates", foretold+" === '4 dates' && document.querySelectorAll('#planned li').length === 4")
	hypatia.look("meeting-new")
	hypatia.press("Plan this meeting")
	hypatia.sees("The meeting is planned")
}

// movesAndCancels moves all dates but the first by a day, and cancels the third.
func movesAndCancels(t *testing.T, hypatia *tab) {
	t.Helper()
	hypatia.click("#date-2 a[href$=move]")
	hypatia.until("its form", "document.querySelector('#date-day')?.value === '2031-03-24'")
	hypatia.click("input[name=scope][value=later]")
	hypatia.set("#date-day", "2031-03-25")
	hypatia.until("what will happen", "document.querySelector('#planned-head').innerText === '3 dates move by 1 day'")
	hypatia.look("move")
	hypatia.press("Move")
	hypatia.sees("The plan is changed.")
	hypatia.click("#date-3 a[href$=cancel]")
	hypatia.sees("The students of Conic sections are told.")
	hypatia.look("cancel")
	hypatia.press("Yes, cancel")
	hypatia.within(2*time.Second, "that it is cancelled", "document.querySelector('#date-3')?.innerText.includes('Cancelled')")
	hypatia.look("dates")
}
