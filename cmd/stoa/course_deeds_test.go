package main

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// put writes into a field what shall stand in it instead of what does.
func (w *tab) put(css, text string) {
	w.t.Helper()
	w.until("the field "+css, fmt.Sprintf("(e => e && (e.focus(), e.select(), document.activeElement === e))(document.querySelector(%q))",
		css))
	w.keys(text)
	w.until(text+" in "+css, fmt.Sprintf("document.querySelector(%q).value === %q", css, text))
}

// wantBadge waits for how much is new in the inbox, "" for nothing, as the navigation says it.
func (w *tab) wantBadge(n string) {
	w.t.Helper()
	w.within(2*time.Second, fmt.Sprintf("a badge of %q", n),
		fmt.Sprintf("(document.getElementById('nav-inbox-new')?.firstChild?.textContent.trim() || '') === %q", n))
}

// readsAll has somebody's inbox read: the demo's meetings have been told to whom they are for.
func (w *tab) readsAll() {
	w.t.Helper()
	w.open("/inbox")
	if w.is("document.querySelector('main').innerText.includes('Mark all as read')") {
		w.press("Mark all as read")
		w.sees("You have read them all.")
	}
	w.wantBadge("")
}

// saves sends the form that is open, which is accepted.
func (w *tab) saves() {
	w.t.Helper()
	w.press("Save")
	w.sees("Saved.")
}

// A course as its teacher makes, edits and deletes it, and as its people are told: in each tab, on each page, live.
func TestATeachersCourseIsToldToItsPeopleAsItChanges(t *testing.T) {
	base, chromium := startStoa(t, "--demo", "--data", t.TempDir()).url, newBrowser(t)
	thales, hypatia, john := chromium.person(t, "thales", base), chromium.person(t, "hypatia", base), chromium.person(t, "john", base)
	for _, w := range []*tab{thales, hypatia, john} {
		w.signIn(w.name, demoPassword)
		w.readsAll()
	}
	path := opensACourse(t, thales)
	john.open(path)
	john.until("how long one can enrol", "document.querySelector('.closes .left').textContent")
	wantNothingMovedByTheClock(t, john)
	john.press("Enrol")
	john.sees("You are enrolled.")
	behind := john // it has no stream while another is in front of it
	behind.open(path)
	front := behind.another("john's other tab")
	front.open("/meetings")
	hypatia.open("/courses")

	thales.follow("Edit")
	thales.put("#places", "12")
	thales.saves()
	for _, w := range []*tab{front, behind, hypatia} {
		w.wantBadge("1")
	}
	readsWhatIsNew(t, thales, front, behind)
	editsInTwoWindows(t, thales, path)
	deletesUnderAForm(t, thales, front, behind, path)
	givesUpAPlace(t, thales, front)
	for _, w := range []*tab{hypatia, front, behind} {
		w.quiet()
	}
}

// wantNothingMovedByTheClock checks that what one is about to click stays where it is when the script says how long one can
// enrol, however long the time is in the reader's zone.
func wantNothingMovedByTheClock(t *testing.T, w *tab) {
	t.Helper()
	for _, width := range []int64{1280, 320} {
		w.do(chromedp.EmulateViewport(width, 900))
		w.until("its new width", fmt.Sprintf("innerWidth === %d", width))
		moved := w.value(`(() => {
			const top = () => document.querySelector('#course-action').getBoundingClientRect().top;
			const [time, left] = document.querySelectorAll('.closes time, .closes .left');
			const tops = ['8:00', 'Wed 23 Dec 2026, 17:41 EEST'].map((at) => {
				time.textContent = at;
				return ['', '(in 31 days)', '(in 59 minutes)'].map((words) => (left.textContent = words, top()));
			});
			return Math.max(...tops.flat()) - Math.min(...tops.flat());
		})()`)
		if moved != "0" {
			t.Errorf("%d pixels wide: what one is about to click moves by %s when the script says how long one can enrol", width, moved)
		}
	}
	w.do(chromedp.EmulateViewport(1280, 900))
}

// opensACourse makes one by the form, with a co-teacher, and returns where it is.
func opensACourse(t *testing.T, thales *tab) string {
	t.Helper()
	thales.open("/courses/new")
	const closes = "document.getElementById('closes').checkVisibility()"
	if thales.is(closes) {
		t.Error("a closing time is asked for, though the course closes by itself")
	}
	thales.click("input[name=closing][value=date]")
	thales.until("the closing time", closes)
	thales.look("course-new")
	thales.click("input[name=closing][value=auto]")
	thales.put("#title", "Shadows of pyramids")
	thales.put("#places", "10")
	thales.put("#co-teacher-1", "hypatia")
	thales.keys("\r")
	thales.sees("The course is open.")
	thales.sees("Hypatia of Alexandria")
	if title := thales.text("h1"); title != "Shadows of pyramids" {
		t.Errorf("the course is called %q", title)
	}
	var path string
	if _, err := fmt.Sscanf(thales.value("location.pathname"), "%q", &path); err != nil {
		t.Fatal(err)
	}
	return path
}

// readsWhatIsNew reads an inbox while more comes into it: the list stays where it is until one asks for what is new.
func readsWhatIsNew(t *testing.T, thales, john, behind *tab) {
	t.Helper()
	john.open("/inbox")
	john.sees("Places 10 → 12")
	thales.follow("Edit")
	thales.put("#places", "20")
	thales.put("#summary", "Measured at noon.")
	const list = "[scrollY, ...[...document.querySelectorAll('.inbox li[id]')].filter(e => e.checkVisibility()).map(e => [e.id, " +
		"e.getBoundingClientRect().top])]"
	before := john.value(list)
	thales.saves()
	john.within(2*time.Second, "that there is something new", "document.querySelector('.inbox .came').checkVisibility()")
	if after := john.value(list); after != before {
		t.Errorf("the list has moved under the reader's eyes, from %s to %s", before, after)
	}
	john.look("inbox")
	john.follow("Show what is new")
	john.sees("Places 12 → 20")
	john.sees("A new summary")
	john.press("Mark all as read")
	john.sees("You have read them all.")
	for _, w := range []*tab{john, behind} {
		w.wantBadge("")
	}
}

// editsInTwoWindows has one form open twice: what is saved in one is shown to the other before it is written over.
func editsInTwoWindows(t *testing.T, thales *tab, path string) {
	t.Helper()
	other := thales.another("thales's other window")
	thales.open(path + "/edit")
	other.open(path + "/edit")
	other.put("#title", "Long shadows")
	other.put("#places", "25")
	thales.bring()
	thales.put("#places", "30")
	thales.saves()
	other.bring()
	other.press("Save")
	other.until("what changed meanwhile", "document.querySelector('#refused')?.innerText.includes('Places: 30')")
	if !other.is("document.querySelector('#title').value === 'Long shadows' && document.querySelector('#places').value === '25'") {
		t.Error("what was typed is gone")
	}
	other.until("the focus on what is said", "document.activeElement.id === 'refused'")
	other.look("course-conflict")
	thales.bring()
	thales.open(path)
	thales.sees("29 of 30 left")
	other.bring()
	other.saves()
	other.sees("24 of 25 left")
	if title := other.text("h1"); title != "Long shadows" {
		t.Errorf("the course is called %q", title)
	}
}

// deletesUnderAForm deletes a course that others look at, and that is being edited in another window.
func deletesUnderAForm(t *testing.T, thales, front, behind *tab, path string) {
	t.Helper()
	form := thales.another("thales's form")
	form.open(path + "/edit")
	form.put("#summary", "Half a thought.")
	thales.bring()
	thales.open(path)
	thales.follow("Delete")
	thales.sees("1 student has a place. They are told at once.")
	thales.look("course-delete")
	front.open(path)
	front.sees("You are enrolled")
	thales.press("Delete the course")
	thales.sees("The course is deleted, and its people are told.")
	const gone = "document.querySelector('#course-action').innerText.includes('Nobody can enrol any more')"
	front.within(2*time.Second, "that the course is gone", gone)
	behind.bring()
	behind.within(2*time.Second, "that the course is gone", gone)
	form.bring()
	form.press("Save")
	form.sees("This course has been deleted. What you typed is here still")
	if !form.is("document.querySelector('#summary').value === 'Half a thought.'") {
		t.Error("what was typed is gone")
	}
	form.shoot("course-deleted-form")
}

// givesUpAPlace gives up what others wait for: one is asked first, and told what follows.
func givesUpAPlace(t *testing.T, thales, john *tab) {
	t.Helper()
	path := "/courses/" + ownCourse(t, john.base, apiToken(t, john.base, "thales"), map[string]any{"title": "Squares",
		"level": "beginner", "places": 1})
	john.bring()
	john.open(path)
	john.press("Enrol")
	john.sees("You are enrolled.")
	apiCall(t, john.base, apiToken(t, john.base, "hamid"), http.MethodPost, path+"/enrolment", nil)
	john.until("that it is asked now", "document.querySelector('#course-action a')?.innerText === 'Give my place back'")
	john.follow("Give my place back")
	john.sees("1 student waits for a place, and gets yours at once. To come back you would wait behind them.")
	john.shoot("course-drop")
	john.follow("No, go back")
	john.sees("You are enrolled")
	john.follow("Give my place back")
	john.press("Give my place back")
	john.sees("You have given your place back.")
	john.press("Join the waiting list")
	john.sees("You are first on the waiting list")

	thales.bring()
	thales.open(path)
	thales.follow("Students")
	thales.sees("1 student is enrolled, 1 waits.")
	thales.look("course-students")
	thales.open("/courses/mine")
	thales.look("my-courses")

	john.follow("Leave the waiting list")
	john.sees("You are number 1 in line.")
	john.press("Leave the waiting list")
	john.sees("You have left the waiting list.")
	if john.is("document.querySelector('main').innerText.includes('Your place is free')") {
		t.Error("who only waited is told of a place")
	}
}
