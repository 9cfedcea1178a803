package main

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// watchClicks has a page remember what was clicked in it, before anything in the page hears of it.
const watchClicks = `(() => {
  if (window.stoaClicks) return;
  window.stoaClicks = [];
  addEventListener('click', (e) => stoaClicks.push(e.target.outerHTML.slice(0, 80)), true);
})()`

// presses is how often a click is tried.
const presses = 3

// hit clicks what is found, and again if the page has not heard of any click: a browser on a busy machine drops now and
// then what comes in while it puts up a page. A click that came is never sent twice, whatever it has hit.
func (w *tab) hit(what chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	for range presses {
		if !w.scriptless {
			_ = w.is(watchClicks)
		}
		if err := w.try(what); err != nil && strings.Contains(err.Error(), "Could not find node") {
			continue // it stood in a page that has just become another
		} else if err != nil {
			w.t.Fatalf("%s: %v", w.name, err)
		}
		if w.scriptless || !w.is("window.stoaClicks?.length === 0") { // it has come, or has led to another page
			return
		}
		w.t.Logf("%s: a click was lost at %.120s", w.name, w.page())
	}
}

func TestAClickThatIsLostIsSentAgainAndOneThatCameIsNot(t *testing.T) {
	w := newBrowser(t).person(t, "somebody", storybook(t))
	real, sent := chromedp.Click(chromedp.CSS("#one"), chromedp.NodeVisible), 0
	for lost := range presses {
		w.open("/kit/parts") // which has heard of no click yet
		w.is(`document.body.insertAdjacentHTML('afterbegin', '<button id="one" type="button">One</button>')`)
		w.is(`(window.came = 0, document.getElementById('one').addEventListener('click', () => came++))`)
		sent = -lost // so many are lost on the way
		w.hit(func(ctx context.Context, at *chromedp.Target) (chromedp.Void, error) {
			if sent++; sent <= 0 {
				return chromedp.Void{}, nil
			}
			return real(ctx, at)
		})
		if came := w.value("came"); came != "1" || sent != 1 {
			t.Errorf("after %d that were lost there came %s clicks, want 1", lost, came)
		}
	}
}
