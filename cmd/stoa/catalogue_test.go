package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// within waits for a condition as until does, and complains when it took longer than people are promised.
func (w *tab) within(promised time.Duration, what, condition string) {
	w.t.Helper()
	began := time.Now()
	w.until(what, condition)
	if took := time.Since(began); w.late(took, promised) {
		w.t.Errorf("%s sees %s after %v, later than %v", w.name, what, took, promised)
	}
}

// late reports whether something took longer than promised. Nothing that a machine is too busy for is held against the campus:
// it is measured by what twenty requests for next to nothing take, which at rest is next to nothing too.
func (w *tab) late(took, promised time.Duration) bool {
	w.t.Helper()
	return took > promised && took > promised+w.slowness()
}

func (w *tab) slowness() time.Duration {
	w.t.Helper()
	const ask = "(async () => { for (let i = 0; i < 20; i++) await fetch('/readyz', {cache: 'no-store'}) })()"
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	began := time.Now()
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[any](ask, chromedp.EvalAwaitPromise)); err != nil {
		w.t.Fatalf("%s: %v", w.name, err)
	}
	return time.Since(began)
}

// value returns what an expression in the page is, as JSON.
func (w *tab) value(expression string) string {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("JSON.stringify("+expression+")"))
	if err != nil {
		w.t.Fatalf("%s: %s: %v", w.name, expression, err)
	}
	return text
}

// ownCourse makes a course by the API and returns its id.
func ownCourse(t *testing.T, base, token string, of map[string]any) string {
	t.Helper()
	id, ok := apiCall(t, base, token, http.MethodPost, "/courses", of)["id"].(string)
	if !ok {
		t.Fatal("no course was made")
	}
	return id
}

// shown is where on the screen the rows are that one reads.
const shown = "[scrollY, ...[...document.querySelectorAll('.course-row')].map(e => Math.round(e.getBoundingClientRect().top))]"

func TestTheCatalogueFollowsWhatTeachersDoAndMovesNothingThatIsRead(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	chromium := newBrowser(t)
	john, thales := chromium.person(t, "john", campus.url), chromium.person(t, "thales", campus.url)
	token := apiToken(t, campus.url, "thales")
	ids := map[string]string{}
	for _, title := range []string{"Squares", "Circles", "Lines"} {
		ids[title] = ownCourse(t, campus.url, token,
			map[string]any{"title": title, "summary": "Drawn in sand.", "level": "beginner", "places": 12})
	}
	row := func(title string) string {
		return "document.querySelector('.course-row[data-course=\"" + ids[title] + "\"]')"
	}
	john.signIn("john", demoPassword)
	john.open("/courses")
	john.until("the courses", row("Squares")+" && "+row("Lines"))
	john.is("window.samePage = true")
	john.is(row("Squares") + ".scrollIntoView({block: 'center'})")
	before := john.value(shown)

	thales.signIn("thales", demoPassword)
	thales.open("/courses/new")
	thales.write("#title", "Conic sections")
	thales.write("#places", "5")
	thales.press("Open this course")
	thales.sees("Conic sections")
	john.within(2*time.Second, "that there is a new course", "document.querySelector('#new-courses').textContent === '1 new course – show'")
	john.look("catalogue-news")
	john.is("scrollTo(0, " + strings.Split(strings.Trim(before, "[]"), ",")[0] + ")")

	course := map[string]any{"title": "Squares and more", "summary": "Drawn in sand.", "level": "advanced", "places": 3}
	apiCall(t, campus.url, token, http.MethodPut, "/courses/"+ids["Squares"], course)
	john.within(2*time.Second, "what was edited",
		"(t => ['Squares and more', 'Advanced', '3 of 3 left'].every(w => t.includes(w)))("+row("Squares")+".innerText)")
	course["closes"] = time.Now().Add(3 * time.Second).UTC().Format("2006-01-02T15:04:05.000Z")
	apiCall(t, campus.url, token, http.MethodPut, "/courses/"+ids["Squares"], course)
	john.until("how long one can still enrol", row("Squares")+".innerText.match(/in [123] seconds?|now/)")
	john.within(5*time.Second, "that it is closed",
		row("Squares")+".innerText.includes('Enrolment closed') && "+row("Squares")+".querySelector('.seats').innerText === 'Closed'")
	thales.open("/courses/" + ids["Circles"] + "/delete")
	thales.click("main form button")
	john.within(2*time.Second, "that one is gone", row("Circles")+".querySelector('.seats').innerText === 'Deleted'")
	if after := john.value(shown); after != before || !john.is("window.samePage") {
		t.Errorf("the rows were at %s and are at %s", before, after)
	}
	john.shoot("catalogue-closed")
	john.follow("1 new course – show")
	john.sees("Conic sections")
	for _, w := range []*tab{john, thales} {
		w.quiet()
	}
}

func TestACoursesPageFollowsWhatOthersDoInIt(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	john := newBrowser(t).person(t, "john", campus.url)
	token := apiToken(t, campus.url, "thales")
	course := map[string]any{"title": "Squares", "summary": "Drawn in sand.", "level": "beginner", "places": 3}
	path := "/courses/" + ownCourse(t, campus.url, token, course)
	put := func(field string, value any) {
		course[field] = value
		apiCall(t, campus.url, token, http.MethodPut, path, course)
	}
	john.signIn("john", demoPassword)
	john.open(path)
	john.is("window.samePage = true")
	john.until("the stream", "document.querySelector('.closes .left').textContent === '(in 30 days)'")

	course["title"] = "Squares and more"
	put("places", 1)
	john.within(2*time.Second, "what has changed, said once",
		`document.querySelector('#course-said').textContent === 'Changed just now: title “Squares” → “Squares and more”; places 3 → 1.'`)
	john.sees("1 of 1 left")
	if !john.is("document.querySelector('h1').textContent.trim() === 'Squares and more' && " +
		"/^(\\(\\d+\\) )?Squares and more · Stoa$/.test(document.title)") {
		t.Errorf("the title is %s", john.text("h1"))
	}
	john.look("course-changed")
	john.click(".toast button")
	john.until("nothing more of it", "getComputedStyle(document.querySelector('.toast')).visibility === 'hidden'")

	hamid := apiToken(t, campus.url, "hamid")
	apiCall(t, campus.url, hamid, http.MethodPost, path+"/enrolment", nil)
	john.within(2*time.Second, "the waiting list", "document.querySelector('#course-action').innerText.includes('Join the waiting list')")
	john.press("Join the waiting list")
	john.sees("You are first on the waiting list")
	john.is("window.samePage = true")
	apiCall(t, campus.url, hamid, http.MethodDelete, path+"/enrolment", nil)
	john.within(2*time.Second, "the place that hamid gave back",
		"document.querySelector('#course-action').innerText.includes('You are enrolled')")

	put("closes", time.Now().Add(2500*time.Millisecond).UTC().Format("2006-01-02T15:04:05.000Z"))
	john.within(5*time.Second, "that it has closed", "document.querySelector('#course-said').textContent === 'Enrolment has closed.'")
	john.until("that there is no way back", "document.querySelector('#course-action a')?.innerText === 'Give my place back'")
	apiCall(t, campus.url, token, http.MethodPost, path+"/reopen", nil)
	john.within(2*time.Second, "that it is open", "document.querySelector('#course-action button')?.innerText === 'Give my place back'")
	res, err := visitor(t, campus.url, "thales").PostForm(campus.url+path+"/delete", nil)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	john.within(2*time.Second, "that it is gone",
		"document.querySelector('#course-action').innerText.includes('Nobody can enrol any more')")
	if !john.is("window.samePage") {
		t.Error("the page was loaded again")
	}
	john.look("course-deleted")
	john.quiet()
}

func TestTheCatalogueIsSearchedByKeyboardAloneAndBackFindsItAsItWas(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	token := apiToken(t, campus.url, "thales")
	for i := range 14 {
		ownCourse(t, campus.url, token, map[string]any{"title": fmt.Sprintf("Straightedge and compass %d", i+1), "level": "beginner",
			"places": 12})
	}
	john := newBrowser(t).person(t, "john", campus.url)
	john.signIn("john", demoPassword)
	john.do(chromedp.EmulateViewport(320, 640))
	john.open("/courses")
	john.until("the courses", "document.querySelectorAll('.course-row').length === 20")
	tab := func(until string) {
		t.Helper()
		for range 40 {
			if john.is(until) {
				return
			}
			john.keys("\t")
		}
		t.Fatalf("no way by Tab to %s", until)
	}
	tab("document.activeElement.id === 'q'")
	john.is("performance.clearResourceTimings()")
	john.is("window.status1 = document.querySelector('#results [role=status]')")
	john.keys("straigtedge compass")
	john.until("what was meant", "document.querySelector('#results [role=status]').textContent.includes('15 courses for “straigtedge "+
		"compass”')")
	if n := john.value("performance.getEntriesByType('resource').filter(e => e.name.includes('/courses?')).length"); n != "1" && n != "2" {
		t.Errorf("19 keys in a row made %s requests", n)
	}
	if !john.is("window.status1 === document.querySelector('#results [role=status]') && document.activeElement.id === 'q'") {
		t.Error("the live region is another one, or the focus is gone from the box")
	}
	if at := john.value("location.pathname + location.search"); at != `"/courses?q=straigtedge+compass"` {
		t.Errorf("the address is %s", at)
	}
	tab("document.activeElement.name === 'level'")
	john.keys("b")
	john.until("the level in the address", "location.search === '?level=beginner&q=straigtedge+compass'")
	john.look("catalogue-typo")
	john.do(chromedp.EmulateViewport(320, 640))
	// The courses are equals for this search, so their order is nobody's promise: the tenth is read, whichever it is.
	john.is("window.tenth = document.querySelectorAll('.course-row')[9].querySelector('a').textContent.trim()")
	tenth := john.value("tenth")
	tab("document.activeElement.textContent.trim() === tenth")
	scrolled := john.value("Math.round(scrollY)")
	rows := john.value("[...document.querySelectorAll('.course-row')].map(e => e.dataset.course)")
	john.keys("\r")
	john.until("the course", "document.querySelector('h1').textContent.trim() === "+tenth)
	john.do(chromedp.NavigateBack())
	john.until("the search as it was", "document.querySelector('#q')?.value === 'straigtedge compass' && "+
		"document.querySelector('[name=level]').value === 'beginner'")
	john.until("the place where it was read", "Math.abs(scrollY - "+scrolled+") < 3 && scrollY > 100")
	if again := john.value("[...document.querySelectorAll('.course-row')].map(e => e.dataset.course)"); again != rows {
		t.Errorf("found are %s, before %s", again, rows)
	}
	var found []string
	if err := json.Unmarshal([]byte(rows), &found); err != nil || len(found) != 15 {
		t.Errorf("found are %d courses: %v", len(found), err)
	}
	for _, name := range []string{"courses?cards=1", "courses/mine"} {
		john.open("/" + name)
		john.look(strings.NewReplacer("/", "-", "?", "-").Replace(name))
	}
	john.quiet()
}
