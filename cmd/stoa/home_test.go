package main

import (
	"net/http"
	"testing"
)

// Home is right soon after something is said or read elsewhere, without anybody's doing.
func TestHomeShowsByItselfWhatIsSaidElsewhereUntilItIsRead(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	token, own := apiToken(t, campus.url, "thales"), apiToken(t, campus.url, "john")
	say := func(words string) float64 {
		line := apiCall(t, campus.url, token, http.MethodPost, "/rooms/general/messages", map[string]any{"body": words})
		return line["id"].(float64)
	}
	apiCall(t, campus.url, own, http.MethodPost, "/rooms/general/read", map[string]any{"id": say("read before")})
	john := newBrowser(t).person(t, "john", campus.url)
	john.signIn("john", demoPassword)
	john.open("/")
	john.until("nothing unread in General", "!document.querySelector('[data-room=general]')")
	last := say("news") // before the stream is open, or after
	john.until("what was said in General", "document.querySelector('[data-room=general]')?.innerText.includes('news')")
	apiCall(t, campus.url, own, http.MethodPost, "/rooms/general/read", map[string]any{"id": last})
	john.until("nothing unread in General", "!document.querySelector('[data-room=general]')")
	john.quiet()
}
