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

// wantNoTrace looks for what leaveTrace has left. From where something was done stays in the audit.
func wantNoTrace(t *testing.T, c *storetest.Campus, after string) {
	t.Helper()
	for key, value := range c.Contents(t) {
		noted := key == "{people}:audit" || key == "{people}:signins"
		if strings.Contains(value, "Xanthippe") || strings.Contains(value, "2001:db8::77") && !noted {
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
	wantHolds(t, c, session.Token, store.Browser, false)
	wantNoTrace(t, c, "a sign-in meanwhile")
}
