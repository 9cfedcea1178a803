package handlers

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// A button does what it was shown for: to who waits, to a student who wishes to teach. Whoever has become somebody else
// meanwhile is left as they are, and the page says so.
func TestAButtonThatIsOldChangesNobodyWhoIsSomebodyElseByNow(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		path      func(int64) string
		meanwhile campus.PersonChange
		form      url.Values
		status    int
	}{
		"approved, who was disabled":     {views.ApprovePath, campus.PersonChange{Status: new(campus.StatusDisabled)}, nil, 409},
		"approved, who was let in":       {views.ApprovePath, campus.PersonChange{Status: new(campus.StatusActive)}, nil, 303},
		"granted, who was made an admin": {views.WishPath, campus.PersonChange{Role: new(campus.Admin)}, url.Values{"grant": {"1"}}, 409},
		"granted, who was made a teacher": {views.WishPath, campus.PersonChange{Role: new(campus.Teacher)}, url.Values{"grant": {"1"}},
			303},
		"refused, who was made a teacher": {views.WishPath, campus.PersonChange{Role: new(campus.Teacher)}, nil, 303},
		"another role, who has one by now": {views.RolePath, campus.PersonChange{Role: new(campus.Admin)},
			url.Values{"role": {"teacher"}, "shown_role": {"student"}}, 409},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			town := newTown(t, setup{})
			zeno, admin := town.waiting(t), town.signedIn(t, "admin")
			if _, _, err := town.People.Edit(t.Context(), store.Itself(""), zeno.ID, test.meanwhile); err != nil {
				t.Fatal(err)
			}
			before := town.now(t, zeno.ID)
			for _, next := range []string{"", views.PathPeople} {
				form := url.Values{"next": {next}, "op": {"button" + next}}
				for field, value := range test.form {
					form[field] = value
				}
				wantStatus(t, admin.post(t, test.path(zeno.ID), form), test.status)
			}
			if after := town.now(t, zeno.ID); after != before {
				t.Errorf("they are %+v, and were %+v", after, before)
			}
		})
	}
}

// What is private is told to admins, and to staff of those who share something with them; only admins find by it.
func TestTheCallOfPeopleTellsAndFindsWhatIsPrivateOnlyForWhomItIs(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	private := map[string]campus.NewPerson{}
	for _, name := range []string{"hamid", "haled"} {
		n := campus.NewPerson{Username: name, Name: "The " + name, Email: "quiet-" + name + "@elsewhere.example", Role: campus.Student,
			Born:   "2001-02-03",
			Gender: "male", ExternalID: "x-" + name, Password: storetest.Password}
		p, err := town.People.Create(t.Context(), store.Itself(""), n)
		if err != nil {
			t.Fatal(err)
		}
		if private[name] = n; name == "haled" { // hamid has nothing to do with thales
			town.enrol(t, p)
		}
	}
	town.Settle(t)
	type told struct {
		ID              int64
		Username, Email string
		Born, Gender    *string
		Age             *int
		ExternalID      *string `json:"external_id"`
		Confirmed       *bool
	}
	for who, knows := range map[string][]string{"thales": {"haled"}, "admin": {"hamid", "haled"}} {
		script := town.script(t, who)
		list := func(query string) (people []told) {
			var out struct{ People []told }
			got := script.call(t, http.MethodGet, "/people?limit=200&"+query, nil)
			wantStatus(t, got, 200)
			got.read(t, &out)
			return out.People
		}
		all := list("")
		for _, p := range all {
			n, is := private[p.Username]
			if !is {
				continue
			}
			var single told
			script.call(t, http.MethodGet, "/people/"+num(p.ID), nil).read(t, &single)
			for how, p := range map[string]told{"listed": p, "alone": single} {
				known := slices.Contains(knows, n.Username)
				said := p.Email != "" || p.Born != nil && *p.Born != "" || p.Age != nil || p.Gender != nil && *p.Gender != "" ||
					p.ExternalID != nil && *p.ExternalID != "" ||
					p.Confirmed != nil && *p.Confirmed
				whole := p.Email == n.Email && p.Born != nil && *p.Born == n.Born && p.Age != nil && p.Gender != nil &&
					*p.Gender == n.Gender &&
					p.ExternalID != nil && *p.ExternalID == n.ExternalID
				if said != known || whole != known {
					t.Errorf("%s is told of %s, %s: %+v", who, n.Username, how, p)
				}
			}
		}
		for query, want := range map[string]bool{"quiet-hamid@elsewhere.example": who == "admin", "quiet": who == "admin",
			"elsewhere": false, "hamid": true,
			"hamid+quiet-hamid@else": who == "admin", "x-hamid": false} {
			found := slices.ContainsFunc(list("q="+query), func(p told) bool { return p.Username == "hamid" })
			if found != want {
				t.Errorf("%s finds hamid by %q: %v", who, query, found)
			}
		}
	}
}

// Hashing is the one thing that a stranger can have much of. When too much of it waits the next are told when to come back,
// and who is inside goes on.
func TestAFloodOfSignInsIsToldToComeBackAndEverythingElseGoesOn(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{store: func(o *store.Options) { o.HashCost = 10 }})
	john, script := town.signedIn(t, "john"), town.script(t, "john")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	stranger := town.browser(t)
	stranger.client.Jar = nil
	var flood sync.WaitGroup
	var page, call atomic.Pointer[answer]
	for i := range 80 { // 50 may wait
		flood.Go(func() {
			form := strings.NewReader(url.Values{"login": {fmt.Sprintf("nobody%d", i)}, "password": {"wrong"}}.Encode())
			kind, path, turned := "application/x-www-form-urlencoded", views.PathSignIn, &page
			if i%2 == 1 {
				form = strings.NewReader(fmt.Sprintf(`{"login":"nobody%d","password":"wrong"}`, i))
				kind, path, turned = "application/json", "/api/v1/sessions", &call
			}
			got, err := stranger.send(stranger.request(t, ctx, http.MethodPost, path, form, "Content-Type", kind))
			if err == nil && got.status == http.StatusServiceUnavailable {
				turned.CompareAndSwap(nil, &got)
			}
		})
	}
	storetest.Await(t, "a page and a call that are turned away", func() bool { return page.Load() != nil && call.Load() != nil })
	began := time.Now()
	wantStatus(t, john.get(t, "/courses"), 200)
	wantStatus(t, script.call(t, http.MethodGet, "/me", nil), 200)
	wantStatus(t, town.browser(t).get(t, views.PathSignIn), 200)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("pages took %v while people signed in", took)
	}
	stop()
	flood.Wait()
	for _, got := range []*answer{page.Load(), call.Load()} {
		if got.header.Get("Retry-After") != "5" || !strings.Contains(got.body, "Too many people are signing in at the moment.") {
			t.Errorf("turned away: %v %s", got.header, got)
		}
	}
	if kept := value(one(t, page.Load().page(t), "#login")); !strings.HasPrefix(kept, "nobody") {
		t.Errorf("the form comes back with %q", kept)
	}
	// Nobody looked at their try: it is no guess, and john's own are all there.
	town.signedIn(t, "john")
}
