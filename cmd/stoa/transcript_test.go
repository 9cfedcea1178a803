package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// wideTargets checks that what is pressed is large enough, or far enough from what else is, on a screen and on a phone: axe looks for
// that only where it is asked to.
func (w *tab) wideTargets(name string) {
	w.t.Helper()
	const ask = `axe.run('main', {runOnly: ['target-size']}).then(r => r.violations.flatMap(v => v.nodes.map(n => n.html)))`
	for _, width := range []int64{320, 1280} {
		w.do(chromedp.EmulateViewport(width, 900))
		w.until("the page in its new width", fmt.Sprintf("innerWidth === %d", width))
		w.axe(name)
		found, err := chromedp.Run(w.ctx, chromedp.Evaluate[[]string](ask, chromedp.EvalAwaitPromise))
		if err != nil || len(found) > 0 {
			w.t.Errorf("%s, %d pixels wide: these are too small: %s, %v", name, width, found, err)
		}
	}
}

// A student and a teacher read what is left of a date, look for words in it with the keyboard, and follow one to its place.
func TestWhatIsLeftOfADateIsReadSearchedAndPointedInto(t *testing.T) {
	t.Parallel()
	campus, chromium := startStoa(t, "--demo", "--data", t.TempDir()), newBrowser(t)
	teacher, student := apiToken(t, campus.url, "thales"), apiToken(t, campus.url, "john")
	now := time.Now().UTC()
	made := apiCall(t, campus.url, teacher, http.MethodPost, "/meetings", map[string]any{"title": "A lesson", "public": true,
		"instances": []map[string]any{{"from": now.Add(24 * time.Hour), "to": now.Add(25 * time.Hour)}}})
	room := fmt.Sprintf("/meetings/%v/1", made["id"])
	apiCall(t, campus.url, teacher, http.MethodPost, room+"/start", nil)
	for _, token := range []string{teacher, student} {
		apiCall(t, campus.url, token, http.MethodPost, room+"/join", nil)
	}
	for n := range 40 {
		apiCall(t, campus.url, []string{teacher, student}[n%2], http.MethodPost, room+"/messages",
			map[string]any{"body": fmt.Sprintf("Message number %d, of a lesson on the astrolabe", n+1), "reply_to": max(0, n-7)})
	}
	apiCall(t, campus.url, teacher, http.MethodPost, room+"/end", nil)
	john, thales := chromium.person(t, "john", campus.url), chromium.person(t, "thales", campus.url)
	for _, w := range []*tab{john, thales} {
		w.signIn(w.name, demoPassword)
		w.open(room)
		w.sees("This meeting is over.")
		w.follow("Transcript")
		w.sees("Who was there")
		w.sees("2 people were there to the end.")
		w.look("transcript-" + w.name)
		w.wideTargets("transcript")
	}
	if !strings.Contains(thales.text(".transcript-people"), "minute") {
		t.Error("the teacher does not read how long people were there")
	}
	john.looks("number 33" + kb.Enter)
	john.until("what is found", "document.querySelectorAll('.found').length === 1 && document.querySelector('main [role=status]')"+
		".innerText.startsWith('1 message') && document.querySelectorAll('.found mark').length === 2")
	john.look("transcript-found")
	john.is("(document.querySelector('.found a').focus(), true)")
	if err := chromedp.Do(john.ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		t.Fatal(err)
	}
	john.until("the line in its place", "location.hash === '#m-33' && document.activeElement?.id === 'm-33' && "+
		"document.querySelector('#m-33').matches(':target') && document.querySelector('#m-33').getBoundingClientRect().top > 0 && "+
		"document.querySelector('#m-33').getBoundingClientRect().bottom < innerHeight")
	if err := chromedp.Do(john.ctx, chromedp.KeyEvent(kb.Tab)); err != nil {
		t.Fatal(err)
	}
	john.until("its own link after one Tab", "document.activeElement?.closest('li')?.id === 'm-33' && "+
		"document.activeElement.href.endsWith('?line=33#m-33')")
	john.withoutScript()
	john.open(room + "/transcript?q=astrolabe")
	john.sees("40 messages for")
	john.quiet()
	thales.quiet()
}
