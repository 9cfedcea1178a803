package main

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

// Who waits at a door is in as soon as the teacher begins, early too, and can write at once; near the end the room counts.
func TestWhoWaitsIsLetInWhenTheTeacherBeginsEarly(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	john := newBrowser(t).person(t, "john", campus.url)
	john.signIn("john", demoPassword)
	token := apiToken(t, campus.url, "thales")
	now := time.Now().UTC()
	made := apiCall(t, campus.url, token, http.MethodPost, "/meetings", map[string]any{"title": "Early", "public": true,
		"instances": []map[string]any{{"from": now.Add(3*time.Minute + 30*time.Second), "to": now.Add(4*time.Minute + 30*time.Second)}}})
	path := fmt.Sprintf("/meetings/%v/1", made["id"])
	john.open(path)
	john.until("how long it still is", "/^in [34] minutes$/.test(document.querySelector('#door-left').textContent)")
	apiCall(t, campus.url, token, http.MethodPost, path+"/start", nil)
	john.until("himself in the room, where he can write at once",
		"document.activeElement?.id === 'composer-body' && document.querySelector('#people #p-1')")
	john.until("how long it still is", "/^[45] minutes left$/.test(document.querySelector('#time-left').innerText.trim())")
	john.until("that it is said once", "document.querySelector('#time-left-said').textContent.includes('This meeting ends at')")
	john.look("room-last-minutes")
	apiCall(t, campus.url, token, http.MethodPost, path+"/extend", nil)
	john.until("no counting any more",
		"document.querySelector('#time-left').hidden && document.querySelector('#time-left-said').textContent === ''")
	john.until("that what was done is not said for ever", "!document.querySelector('[data-notice]')")
	john.quiet()
}

// What a stream brings is written as a page that is loaded anew has it, wherever its reader is.
func TestLiveTimesAreThoseOfAPageThatIsLoadedAnew(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	john := newBrowser(t).person(t, "john", campus.url)
	john.signIn("john", demoPassword)
	host, own := apiToken(t, campus.url, "thales"), apiToken(t, campus.url, "john")
	now := time.Now().UTC().Truncate(time.Minute)
	made := apiCall(t, campus.url, host, http.MethodPost, "/meetings", map[string]any{"title": "Moved", "public": true,
		"instances": []map[string]any{{"from": now.Add(time.Hour), "to": now.Add(2 * time.Hour), "zone": "Europe/Athens"}}})
	path, n := fmt.Sprintf("/meetings/%v/1", made["id"]), 0
	change := time.Date(now.Year()+1, 3, 28, 23, 30, 0, 0, time.UTC) // about when the clocks of Europe change
	for _, zone := range []string{"Pacific/Tongatapu", "Pacific/Marquesas", "Europe/Athens", "America/New_York"} {
		apiCall(t, campus.url, own, http.MethodPatch, "/me", map[string]any{"zone": zone})
		john.open(path)
		john.is("window.samePage = true")
		for _, from := range []time.Time{now.Add(5 * time.Hour), now.Add(23 * time.Hour), now.Add(40 * time.Hour),
			change.Add(time.Duration(n) * 24 * time.Hour)} {
			n++
			john.is("window.before = document.querySelector('#when').innerText, true")
			from = from.Add(time.Duration(n) * time.Minute)
			apiCall(t, campus.url, host, http.MethodPatch, path,
				map[string]any{"from": from, "to": from.Add(90 * time.Minute), "zone": "Europe/Athens"})
			john.until("the new time", "document.querySelector('#when').innerText !== window.before")
			const times = "document.querySelector('#when').innerText + ' | ' + document.querySelector('#door-begins').innerText"
			live := john.value(times)
			if !john.is("window.samePage === true") {
				t.Errorf("%s: the page was loaded again", zone)
			}
			john.open(path)
			if anew := john.value(times); anew != live {
				t.Errorf("%s: the stream brings %q, a page loaded anew has %q", zone, live, anew)
			}
			john.is("window.samePage = true")
		}
	}
}
