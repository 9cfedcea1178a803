package handlers

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"stoa/store"
	"stoa/store/campus"
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

// Whoever asks for the head of a file has taken nothing, and is refused what they would be refused the file.
func TestTheHeadOfAFileIsNoDeed(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	page, script := town.signedIn(t, "admin"), town.script(t, "admin")
	for _, f := range []struct {
		who         *visitor
		path, wrong string
	}{
		{page, "/admin/audit.csv?who=admin", "/admin/audit.csv?who=nobody"},
		{script, "/api/v1/audit?format=csv", "/api/v1/audit?format=csv&who=nobody"},
		{page, "/admin/people/export?format=csv", "/admin/people/export?format=pdf"},
		{script, "/api/v1/people/export", "/api/v1/people/export?format=pdf"},
		{script, "/api/v1/me/export", ""},
	} {
		taken := func() (n int) {
			t.Helper()
			for _, deed := range []campus.Deed{campus.DeedAuditTaken, campus.DeedExported} {
				found, err := town.Audit.Page(t.Context(), store.AuditQuery{Deed: deed, Limit: 50})
				if err != nil {
					t.Fatal(err)
				}
				n += len(found.Entries)
			}
			return n
		}
		before := taken()
		head := f.who.do(t, http.MethodHead, f.path, nil)
		if n := taken() - before; n != 0 {
			t.Errorf("the head of %s is noted %d times", f.path, n)
		}
		get := f.who.get(t, f.path)
		if n := taken() - before; n != 1 || get.status != 200 || head.status != 200 || get.body == "" || head.body != "" {
			t.Errorf("%s: noted %d times, GET is %d with %d bytes, HEAD %d with %d", f.path, n, get.status, len(get.body), head.status,
				len(head.body))
		}
		for _, name := range []string{"Content-Type", "Content-Disposition", "Cache-Control"} {
			if got, want := head.header.Get(name), get.header.Get(name); got != want || want == "" {
				t.Errorf("%s has the %s %q, its head %q", f.path, name, want, got)
			}
		}
		if f.wrong == "" {
			continue
		}
		if head := f.who.do(t, http.MethodHead, f.wrong, nil); head.status != 422 || head.header.Get("Content-Disposition") != "" {
			t.Errorf("the head of %s is %d, %v", f.wrong, head.status, head.header)
		}
	}
}
