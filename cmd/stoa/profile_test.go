package main

import (
	"net/http"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Somebody says who they are with the keyboard alone, is led to what is wrong, and asks to teach.
func TestAProfileIsChangedInABrowser(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	chromium := newBrowser(t)
	john, thales := chromium.person(t, "john", campus.url), chromium.person(t, "thales", campus.url)
	apiCall(t, campus.url, apiToken(t, campus.url, "john"), http.MethodPatch, "/me", map[string]any{"zone": ""})
	if _, err := chromedp.Call(john.ctx, emulation.SetTimezoneOverride,
		emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Tokyo"}); err != nil {
		t.Fatal(err)
	}
	john.signIn("john", demoPassword)
	john.open("/profile")
	john.until("the browser's zone", "document.querySelector('#zone').value === 'Asia/Tokyo'")
	john.sees("This is the zone of your browser.")
	john.look("profile")

	john.do(chromedp.Focus("#name"), chromedp.KeyEvent(kb.End), chromedp.KeyEvent(" the Keyed"), chromedp.KeyEvent(kb.Enter))
	john.until("the new name after the page came back", "document.querySelector('#name')?.value.endsWith(' the Keyed') && "+
		"document.querySelector('#zone').value === 'Asia/Tokyo' && !document.querySelector('#zone-suggested')")

	john.is("document.querySelector('#username').value = ''")
	john.write("#username", "thales")
	john.do(chromedp.KeyEvent(kb.Enter))
	john.until("the summary has the focus", "document.activeElement?.id === 'profile-error'")
	john.look("profile-refused")
	if !john.is("document.querySelector('#username').getAttribute('aria-invalid') === 'true'") {
		t.Error("the username that is taken is not marked")
	}

	john.open("/profile")
	john.press("I wish to teach")
	john.sees("You have asked to teach.")
	john.press("Take it back")
	john.until("that it can be asked for again", "document.querySelector('input[name=teach]')?.value === '1'")
	if !john.is(`fetch('/profile/export', {method: 'POST'}).then(r => r.json()).then(d => d.person.username === 'john' && ` +
		`d.messages.length >= 0)`) {
		t.Error("the download is not john's own data")
	}

	thales.signIn("thales", demoPassword)
	thales.open("/meetings/1/audience")
	thales.look("audience")
	thales.quiet()
}
