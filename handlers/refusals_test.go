package handlers

import (
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// refused returns what the audit has of refusals, newest first, when there are so many.
func (t *town) refused(tb testing.TB, n int) (all []campus.AuditEntry) {
	tb.Helper()
	storetest.Await(tb, "refusals in the audit", func() bool {
		page, err := t.Audit.Page(tb.Context(), store.AuditQuery{Deed: campus.DeedRefused, Failures: true, Limit: 50})
		if err != nil {
			tb.Fatal(err)
		}
		all = page.Entries
		return len(all) >= n
	})
	return all
}

func TestWhoIsRefusedStandsInTheAudit(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	hypatia := town.Person(t, "hypatia", campus.Teacher)
	john, script, page := town.signedIn(t, "john"), town.script(t, "john"), town.signedIn(t, "hypatia")
	for range 3 { // the same once, however often it is tried
		wantStatus(t, john.get(t, "/admin/active?secret=1"), 403)
	}
	town.refused(t, 1)
	wantStatus(t, script.call(t, "POST", "/courses", `{"title":"a secret","level":"beginner","places":1}`), 403)
	town.refused(t, 2)
	wantStatus(t, page.get(t, town.room), 403) // a right of the thing, not of the route
	town.refused(t, 3)
	wantStatus(t, page.post(t, "/courses/"+town.course.ID+"/enrol", nil), 403) // said in a form
	all := town.refused(t, 4)
	for i, want := range []struct {
		who   int64
		route string
	}{{hypatia.ID, "POST /courses/:course/enrol"}, {hypatia.ID, "GET /meetings/:meeting/:order"}, {town.john.ID,
		"POST /api/v1/courses"}, {town.john.ID, "GET /admin/active"}} {
		got := all[i]
		if got.Who.ID != want.who || got.What != want.route || got.From != "127.0.0.1" || !got.Failed || got.Itself || got.Whom.ID != 0 {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	if len(all) != 4 {
		t.Errorf("%d refusals are noted, want 4: %+v", len(all), all)
	}
}

func TestAFormFromAnotherSiteStandsInTheAudit(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	got := town.browser(t).post(t, "/courses/"+town.course.ID+"/enrol?secret=1", nil, "Sec-Fetch-Site", "cross-site")
	wantStatus(t, got, 403)
	if got := town.refused(t, 1)[0]; got.What != "POST /courses/:course/enrol (from another site)" || got.Who.ID != 0 ||
		got.From != "127.0.0.1" || !got.Failed {
		t.Errorf("noted is %+v", got)
	}
}

func TestARefusalIsAnsweredThoughNobodyWritesItDown(t *testing.T) {
	t.Parallel()
	r := newRefusals(nil)
	for i := range 3 * maxRefusals {
		r.note(refusal{person: campus.Person{ID: int64(i)}})
	}
	if len(r.waiting) != maxRefusals || len(r.seen) != maxRefusals {
		t.Errorf("%d wait and %d are remembered, want %d", len(r.waiting), len(r.seen), maxRefusals)
	}
}
