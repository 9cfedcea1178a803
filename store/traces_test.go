package store_test

import (
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// leaveTrace signs somebody in with a browser, and has them make a token there, that say whose they are.
func leaveTrace(t *testing.T, c *storetest.Campus, p campus.Person, password string) store.Session {
	t.Helper()
	session, err := c.Sessions.SignIn(t.Context(), store.Credentials{Login: p.Username, Password: password, From: "2001:db8::77",
		Agent: "the browser of Xanthippe", Kind: store.Browser})
	must(t, err)
	_, err = c.Sessions.CreateToken(t.Context(), asks(p), session.Token, "for the phone of Xanthippe", 365)
	must(t, err)
	return session
}

// wantNoTrace looks for what leaveTrace has left. From where something was done stays in the audit, and is not shown.
func wantNoTrace(t *testing.T, c *storetest.Campus, after string) {
	t.Helper()
	for key, value := range c.Contents(t) {
		if strings.Contains(value, "Xanthippe") || strings.Contains(value, "2001:db8::77") && key != "{people}:audit" {
			t.Errorf("%s: %s still says %s", after, key, value)
		}
	}
}

func TestSessionsThatBecameVoidGoWithWhoIsErased(t *testing.T) {
	t.Parallel()
	teacher := campus.Teacher
	for name, void := range map[string]func(t *testing.T, c *storetest.Campus, admin, p campus.Person, token string){
		"another role": func(t *testing.T, c *storetest.Campus, admin, p campus.Person, _ string) {
			_, _, err := c.People.Edit(t.Context(), asks(admin), p.ID, campus.PersonChange{Role: &teacher})
			must(t, err)
		},
		"disabled": func(t *testing.T, c *storetest.Campus, admin, p campus.Person, _ string) {
			must(t, c.People.SetStatus(t.Context(), asks(admin), p.ID, campus.StatusDisabled))
		},
		"another password": func(t *testing.T, c *storetest.Campus, _, p campus.Person, token string) {
			_, err := c.Sessions.ChangePassword(t.Context(), asks(p), store.Credentials{Password: storetest.Password, Kind: store.Browser},
				"a new password")
			must(t, err)
		},
		"a link": func(t *testing.T, c *storetest.Campus, admin, p campus.Person, _ string) {
			_, token := linked(t, c, p)
			_, err := enterBy(c, t, token, "a new password")
			must(t, err)
		},
		"two-factor on": func(t *testing.T, c *storetest.Campus, _, p campus.Person, _ string) { armed(t, c, p) },
		"two-factor off": func(t *testing.T, c *storetest.Campus, admin, p campus.Person, _ string) {
			armed(t, c, p)
			must(t, c.People.ClearTwoFactor(t.Context(), asks(admin), p.ID))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
				admin, p := c.Person(t, "admin", campus.Admin), c.Person(t, "zeno", campus.Student)
				session := leaveTrace(t, c, p, storetest.Password)
				void(t, c, admin, p, session.Token)
				wantHolds(t, c, session.Token, store.Browser, false)
				must(t, c.People.Erase(t.Context(), asks(admin), p.ID))
				c.Settle(t)
				wantNoTrace(t, c, name)
			})
		})
	}
}

func TestWhoSignsInWhileTheyAreErasedLeavesNothing(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	admin, p := c.Person(t, "admin", campus.Admin), c.Person(t, "zeno", campus.Student)
	through, gate := c.Gated(t, campus.NameErased) // which the script alone is told
	done := make(chan error, 1)
	go func() { done <- through.People.Erase(t.Context(), asks(admin), p.ID) }()
	storetest.Next(t, "the erasing at the gate", gate.Reached)
	session := leaveTrace(t, c, p, storetest.Password)
	gate.Open()
	must(t, storetest.Next(t, "its end", done))
	c.Settle(t)
	wantHolds(t, c, session.Token, store.Browser, false)
	wantNoTrace(t, c, "a sign-in meanwhile")
}

func TestFromWhereWhoIsErasedCameIsToldNoMore(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin, p, john := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "zeno", campus.Teacher),
			c.Person(t, "john", campus.Student)
		theirs, others := store.By{Person: p, From: "2001:db8::77"}, store.By{Person: john, From: "2001:db8::1"}
		leaveTrace(t, c, p, storetest.Password)
		for range 1_001 { // more than are looked at in one step
			must(t, c.Audit.Failed(ctx, others, campus.DeedRefused, 0, "GET /admin/people"))
		}
		must(t, c.Audit.Failed(ctx, theirs, campus.DeedRefused, 0, "GET /admin/people"))
		must(t, c.Audit.Failed(ctx, store.By{From: theirs.From}, campus.DeedSignInFailed, p.ID, "password"))
		must(t, c.Audit.Failed(ctx, others, campus.DeedRefused, p.ID, "theirs, about who is erased"))
		must(t, c.Audit.Done(ctx, theirs, campus.DeedExported, 0, "people"))
		must(t, c.Audit.Done(ctx, store.By{From: theirs.From}, campus.DeedEntered, p.ID, ""))
		seen := func(q store.AuditQuery) (all []campus.AuditEntry) {
			t.Helper()
			q.Failures = true
			must(t, c.Audit.Each(ctx, q, func(e campus.AuditEntry) error { all = append(all, e); return nil }))
			return all
		}
		told := func() (n int) {
			for _, e := range seen(store.AuditQuery{}) {
				if e.From == theirs.From {
					n++
				}
			}
			return n
		}
		before, deeds := told(), len(seen(store.AuditQuery{Who: "zeno", Deed: campus.DeedExported}))
		if before != 5 || deeds != 1 {
			t.Fatalf("from there came %d, of which %d is an export", before, deeds)
		}
		must(t, c.People.Erase(ctx, asks(admin), p.ID))
		c.Settle(t)
		if n := told(); n != 0 {
			t.Errorf("from there came %d still", n)
		}
		for key, value := range c.Contents(t) {
			if strings.Contains(value, theirs.From) && key != "{people}:audit" {
				t.Errorf("%s still says from where they came", key)
			}
		}
		for _, e := range seen(store.AuditQuery{Deed: campus.DeedEntered}) {
			if e.Who.Name != campus.NameErased || e.Itself {
				t.Errorf("who entered is %+v", e)
			}
		}
		if n := len(seen(store.AuditQuery{Who: "john"})); n != 1_002 {
			t.Errorf("of another %d are left, want all 1002", n)
		}
		if n := len(seen(store.AuditQuery{Deed: campus.DeedExported})); n != 1 {
			t.Errorf("%d exports are in the audit, want 1: what they did is still known", n)
		}
		trail, err := c.Audit.Trail(ctx, p.ID, 9)
		if must(t, err); len(trail) != 1 || trail[0].Deed != campus.DeedErased || trail[0].Who.ID != admin.ID || trail[0].From == "" {
			t.Errorf("their trail is %+v", trail)
		}
	})
}
