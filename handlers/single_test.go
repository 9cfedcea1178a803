package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stoa/store/campus"
	"stoa/views"
)

func TestWhatStandsTwiceInARequestIsRefused(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john, script := town.signedIn(t, "john"), town.script(t, "john")
	for _, twice := range []url.Values{{"name": {"One", "Two"}}, {"op": {"a", "b"}, "name": {"One"}}, {"role": {"student", "admin"}}} {
		got := john.post(t, views.PathProfile, twice)
		got.wantStatus(t, 400)
		if !strings.Contains(got.body, "twice") {
			t.Errorf("it does not say why: %s", got)
		}
	}
	for _, path := range []string{"/courses?q=a&q=b", "/courses?cursor=&cursor=", "/meetings?state=ended&state=scheduled"} {
		john.get(t, path).wantStatus(t, 400)
	}
	wantStatus(t, script.call(t, http.MethodGet, "/courses?limit=1&limit=2", ""), 400)
	wantStatus(t, script.call(t, http.MethodGet, "/courses?limit=1&q=", ""), 200)
	if got, err := town.People.Get(t.Context(), town.john.ID); err != nil || got.Name != town.john.Name {
		t.Errorf("john is %+v, %v", got, err)
	}
	// a stream has many topics
	john.watch(t, livePath, []string{campus.MeetingTopic(town.meeting.ID, 1), campus.MeetingTopic(town.meeting.ID, 1)})
}
