package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// seminar is the demo's meeting that everybody may enter.
const seminar = "/meetings/3/1"

// inSeminar lets the demo's people join the seminar, and returns what lets them write there.
func inSeminar(t *testing.T, base string, logins ...string) (tokens map[string]string, say func(login, body string)) {
	t.Helper()
	tokens = map[string]string{}
	for _, login := range logins {
		tokens[login] = apiToken(t, base, login)
		apiCall(t, base, tokens[login], http.MethodPost, seminar+"/join", nil)
	}
	return tokens, func(login, body string) {
		t.Helper()
		apiCall(t, base, tokens[login], http.MethodPost, seminar+"/messages", map[string]any{"body": body})
	}
}

// says is the condition that an element has words, as they are seen.
func says(css, words string) string {
	return fmt.Sprintf("document.querySelector(%q)?.innerText.includes(%q)", css, words)
}

// A new name is on the pages that are open elsewhere within two seconds, and found from then on.
func TestANewNameReachesEveryOpenPageAndTheSearch(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	tokens, say := inSeminar(t, campus.url, "hamid", "thales")
	john := newBrowser(t).person(t, "john", campus.url)
	john.signIn("john", demoPassword)
	john.open(seminar)
	john.press("Join")
	john.until("the composer", "document.querySelector('#composer-body')")
	say("hamid", "before")
	john.until("the line", says("#lines", "before"))
	shop, page := john.another("the catalogue"), john.another("the course")
	const thales = "Thales"
	shop.open("/courses?q=" + strings.ToLower(thales))
	href, err := chromedp.Run(shop.ctx, chromedp.Evaluate[string]("document.querySelector('#results li a[href]').getAttribute('href')"))
	if err != nil {
		t.Fatal(err)
	}
	rename := func(login, name string, where *tab, what string, shown ...string) {
		t.Helper()
		where.bring()
		began := time.Now()
		apiCall(t, campus.url, tokens[login], http.MethodPatch, "/me", map[string]any{"name": name})
		where.until(what, strings.Join(shown, " && "))
		took := time.Since(began)
		if t.Logf("%s has the new name after %v", what, took); where.late(took, 2*time.Second) {
			t.Errorf("%s has the new name after %v, want 2 s at most", what, took)
		}
	}
	rename("hamid", "Xerxes Quill", john, "the room", says("#lines", "Xerxes Quill"), says("#people", "Xerxes Quill"))
	shop.open("/courses")
	rename("thales", "Yolanda Wren", shop, "the catalogue", says("#results", "Yolanda Wren"))
	page.open(href)
	rename("thales", "Zoe Finch", page, "the course", says("main", "Zoe Finch"))
	for words, finds := range map[string]bool{"zoe": true, "yolanda": false, strings.ToLower(thales): false} {
		eventually(t, fmt.Sprintf("searching for %s finds something: %t", words, finds), func() bool {
			shop.open("/courses?q=" + words)
			return shop.is(fmt.Sprintf("!!document.querySelector('#results li') === %t", finds))
		})
	}
	john.open(seminar)
	if john.is(says("main", "Hamid")) {
		t.Error("a page that is opened then has the old name")
	}
	quiet([]*tab{john, shop, page})
}

// tabTo moves the focus on with the keyboard until it is where it is to be.
func (w *tab) tabTo(condition string) {
	w.t.Helper()
	for range 80 {
		if w.is(condition) {
			return
		}
		w.do(chromedp.KeyEvent("\t"))
	}
	w.t.Fatalf("%s: the keyboard does not get to %s", w.name, condition)
}

func TestAReportAndABlockFromARoomByKeyboard(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	_, say := inSeminar(t, campus.url, "hamid", "thales")
	browser := newBrowser(t)
	john := browser.person(t, "john", campus.url)
	john.signIn("john", demoPassword)
	john.open(seminar)
	john.press("Join")
	john.until("the composer", "document.querySelector('#composer-body')")
	say("hamid", "a rude word")
	say("thales", "order, please")
	john.until("both lines", says("#lines", "a rude word")+" && "+says("#lines", "order, please"))

	const focused = "document.activeElement"
	line := func(words string) string {
		return focused + ".matches('.about') && " + focused + ".closest('li').innerText.includes('" + words + "')"
	}
	toReport := func(words string) {
		john.do(chromedp.Focus(chromedp.CSS("#scroll")))
		john.tabTo(line(words))
		john.do(chromedp.KeyEvent("\r"))
		john.choose("Report it")
		john.until("the form", "document.querySelector('blockquote')")
	}
	toReport("a rude word")
	john.look("report-form")
	john.tabTo(focused + ".name === 'reason'")
	john.do(chromedp.KeyEvent(" "))
	john.tabTo(focused + ".name === 'text'")
	john.do(chromedp.KeyEvent("please look"))
	john.tabTo(focused + ".innerText === 'Report'")
	john.do(chromedp.KeyEvent("\r"))
	john.until("the room again", "document.querySelector('#composer-body')")

	thales := browser.person(t, "thales", campus.url)
	thales.signIn("thales", demoPassword)
	thales.open("/reports")
	thales.until("the report", says("main li", "a rude word")+" && "+says("main li", "please look")+" && "+says("main li", "Open"))
	thales.look("reports")
	thales.press("Done")
	thales.until("it closed", says("main li", "Done by"))

	for _, words := range []string{"a rude word", "order, please"} { // hamid, and thales of the staff
		toReport(words)
		john.tabTo(focused + ".innerText === 'Block'")
		john.do(chromedp.KeyEvent("\r"))
		john.until("the room again", "document.querySelector('#composer-body')")
		if words == "a rude word" {
			john.until("the fold", "document.querySelector('#lines details.folded:not([open])')")
		}
	}
	say("hamid", "live and folded")
	say("thales", "live and in sight")
	john.until("what staff say", says("#lines", "live and in sight")+" && "+says("#lines", "order, please"))
	if !john.is("[...document.querySelectorAll('#lines details.folded')].some(d => d.textContent.includes('live and folded'))") ||
		john.is(says("#lines", "live and folded")) {
		t.Error("a line that came live is not folded")
	}
	john.look("room-folded")
	john.open("/profile/blocked")
	john.look("blocked")
	quiet([]*tab{john, thales})
}
