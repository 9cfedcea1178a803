package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// watchClicks has a page remember what was pressed, clicked and sent in it, before anything in the page hears of it, and how
// often what is meant by the next click was clicked.
const watchClicks = `((meant) => {
  const says = (e, words) => e?.textContent.replace(/[ \t\r\n]+/g, ' ').trim() === words;
  window.stoaMeant = (e) => meant(e, says);
  window.stoaHits = 0;
  if (window.stoaClicks) return;
  window.stoaClicks = [];
  for (const kind of ['pointerdown', 'click', 'submit']) addEventListener(kind, ({ target: e }) => {
    stoaClicks.push(kind + ' ' + (e.outerHTML ?? e.nodeName).slice(0, 80));
    if (kind === 'click' && e.closest && stoaMeant(e)) stoaHits++;
  }, true);
})(%s)`

// presses is how often a click is tried.
const presses = 3

// hit clicks what is found, and again if the page has not heard of a click on what is meant, a function of an element: a
// browser on a busy machine drops now and then what comes in while it puts up a page, and what moves between the press and
// the release of the button is missed. A click that came is never sent twice.
func (w *tab) hit(meant string, what chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	for range presses {
		if !w.scriptless {
			_ = w.is(fmt.Sprintf(watchClicks, meant))
		}
		err := w.try(what)
		if err != nil && strings.Contains(err.Error(), "Could not find node") {
			continue // it stood in a page that has just become another
		} else if err != nil && (!errors.Is(err, context.DeadlineExceeded) || !w.is("window.stoaHits === 0")) {
			w.t.Fatalf("%s: %v", w.name, err)
		}
		if w.scriptless || !w.is("window.stoaHits === 0") { // it has come, or has led to another page
			return
		}
		w.t.Logf("%s: a click was lost at %.300s", w.name, w.page())
	}
}

// button puts a button on a page, at its beginning, which counts what comes to it.
func (w *tab) button(id string) {
	w.t.Helper()
	w.is(fmt.Sprintf("document.body.insertAdjacentHTML('afterbegin', '<button id=%[1]q type=\"button\">%[1]s</button>')", id))
	w.is(fmt.Sprintf("(window.came_%[1]s = 0, document.getElementById(%[1]q).addEventListener('click', () => came_%[1]s++))", id))
}

func TestAClickThatIsLostIsSentAgainAndOneThatCameIsNot(t *testing.T) {
	t.Parallel()
	w := newBrowser(t).person(t, "somebody", storybook(t))
	nowhere := func(context.Context, *chromedp.Target) (chromedp.Void, error) { return chromedp.Void{}, nil }
	beside := chromedp.Click(chromedp.CSS("#other"), chromedp.NodeVisible) // what was meant has moved away under the pointer
	for _, lost := range [][]chromedp.Action[chromedp.Void]{{}, {nowhere}, {nowhere, nowhere}, {beside}, {beside, nowhere}} {
		w.open("/kit/parts") // which has heard of no click yet
		w.button("one")
		w.button("other")
		for round, missed := range [][]chromedp.Action[chromedp.Void]{lost, {nowhere}} { // the second time there has been one before
			steps := append(slices.Clone(missed), chromedp.Click(chromedp.CSS("#one"), chromedp.NodeVisible))
			sent := 0
			w.hit("(e) => e.closest('#one')", func(ctx context.Context, at *chromedp.Target) (chromedp.Void, error) {
				sent++
				return steps[sent-1](ctx, at)
			})
			if came := w.value("came_one"); came != fmt.Sprint(round+1) || sent != len(steps) {
				t.Errorf("after %d that were lost, %d were sent and there came %s clicks, want %d", len(missed), sent, came, round+1)
			}
		}
		if heard := w.page(); !strings.Contains(heard, `heard ["`) || !strings.Contains(heard, `click <button id=\"one\"`) {
			t.Errorf("of the clicks it has heard the page says %.200s", heard)
		}
	}
}
