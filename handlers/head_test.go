package handlers

import (
	"maps"
	"net/http"
	"slices"
	"testing"
)

func TestHeadIsAnsweredLikeGetWithoutTheBody(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	guest, page, script := town.browser(t), town.signedIn(t, "john"), town.script(t, "john")
	for _, c := range []struct {
		who    *visitor
		path   string
		status int
	}{
		{guest, "/healthz", 200}, {guest, "/readyz", 200}, {guest, "/", 200}, {guest, "/courses", 303}, {guest, "/nothing", 404},
		{guest, town.server.Assets.URL("campus.js"), 200}, {guest, "/api/v1/openapi.json", 200}, {guest, "/api/v1/me", 401},
		{page, "/", 200}, {page, "/courses", 200}, {page, "/courses/" + town.course.ID, 200}, {page, "/meetings/1", 303}, {page, town.room,
			200},
		{page, "/meetings/9", 404}, {page, "/admin/active", 403},
		{script, "/api/v1/me", 200}, {script, "/api/v1/courses", 200}, {script, "/api/v1/courses/x", 404}, {script, "/api/v1" + town.room +
			"/messages", 200},
		{script, "/api/v1/active-meetings/join-logs", 403}, {script, "/api/v1/nothing", 404},
	} {
		// Left alone, the client would ask for gzip in a GET alone.
		get, head := c.who.get(t, c.path, "Accept-Encoding", "identity"), c.who.do(t, http.MethodHead, c.path, nil, "Accept-Encoding",
			"identity")
		if head.header.Get("Content-Length") == "" { // it may be left out (RFC 9110, 9.3.2)
			get.header.Del("Content-Length")
		}
		for _, a := range []answer{get, head} {
			for _, name := range []string{"X-Request-Id", "Date"} { // of the request
				a.header.Del(name)
			}
		}
		if get.status != c.status || head.status != c.status || head.body != "" || get.body == "" && c.status != 303 {
			t.Errorf("%s: GET is %d with %d bytes, HEAD is %d with %q", c.path, get.status, len(get.body), head.status, head.body)
		}
		if !maps.EqualFunc(get.header, head.header, slices.Equal) {
			t.Errorf("%s: the headers of GET are\n%v, of HEAD\n%v", c.path, get.header, head.header)
		}
	}
}

func TestAStreamHasNoHead(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	for _, got := range []answer{
		town.signedIn(t, "john").do(t, http.MethodHead, livePath+"?topic="+town.topic(), nil),
		town.script(t, "john").do(t, http.MethodHead, eventsPath+"?topic="+town.topic(), nil),
	} {
		wantStatus(t, got, http.StatusMethodNotAllowed)
	}
}

func TestWhoIsNotInvitedIsLedNowhereInAMeeting(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	page := p.signedIn(t, "hypatia")
	for _, path := range []string{"/meetings/1", "/meetings/2"} {
		got := page.get(t, path)
		wantErrorPage(t, got, 403, "This door is closed to you", saidNotAllowed)
		if at := got.header.Get("Location"); at != "" {
			t.Errorf("%s leads to %s", path, at)
		}
	}
	john := p.signedIn(t, "john")
	john.get(t, "/meetings/2").wantSeeOther(t, "/meetings/2/1")
	if err := p.Meetings.CancelInstances(t.Context(), p.thales, 2, 1, false, 0, ""); err != nil {
		t.Fatal(err)
	}
	john.get(t, "/meetings/2").wantSeeOther(t, "/meetings/2/2")
	wantErrorPage(t, john.get(t, "/meetings/9"), 404, "Not here", noMeeting)
}
