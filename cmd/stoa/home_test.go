package main

import (
	"fmt"
	"net/http"
	"testing"
)

// Home is right soon after something is said or read elsewhere, without anybody's doing.
func TestHomeShowsByItselfWhatIsSaidElsewhereUntilItIsRead(t *testing.T) {
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	token, own := apiToken(t, campus.url, "thales"), apiToken(t, campus.url, "john")
	john := newBrowser(t).person(t, "john", campus.url)
	john.signIn("john", demoPassword)
	john.open("/")
	said, last := 0, 0.0
	eventually(t, "what was said in General", func() bool { // what is said before the stream is open comes with the next of it
		said++
		line := apiCall(t, campus.url, token, http.MethodPost, "/rooms/general/messages",
			map[string]any{"body": fmt.Sprintf("line %d", said)})
		last = line["id"].(float64)
		return john.is("document.querySelector('[data-room=general]')?.innerText.includes('line ')")
	})
	apiCall(t, campus.url, own, http.MethodPost, "/rooms/general/read", map[string]any{"id": last})
	john.until("nothing unread in General", "!document.querySelector('[data-room=general]')")
	john.quiet()
}
