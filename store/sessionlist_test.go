package store_test

import (
	"fmt"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// signedIn opens a session with everybody's password.
func signedIn(t *testing.T, c *storetest.Campus, login, agent string) store.Session {
	t.Helper()
	session, err := c.Sessions.SignIn(t.Context(), store.Credentials{Login: login, Password: storetest.Password, From: "192.0.2.7",
		Agent: agent, Kind: store.Browser})
	must(t, err)
	return session
}

// wantHolds checks whether a token of a kind opens anything, at another Stoa, which remembers nothing.
func wantHolds(t *testing.T, c *storetest.Campus, token string, kind store.SessionKind, want bool) {
	t.Helper()
	_, err := c.Beside(t).Sessions.Visitor(t.Context(), token, kind)
	if holds := err == nil; holds != want {
		t.Errorf("a %s token holds: %v (%v), want %v", kind, holds, err, want)
	}
}

func TestSessionsAreListedAndEndedByTheirOwnersAndByAdmins(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, john, other, admin := t.Context(), c.Person(t, "john", campus.Student), c.Person(t, "hamid", campus.Student), c.Person(t,
			"admin", campus.Admin)
		by := func(p campus.Person, op string) store.By { return store.By{Person: p, From: "192.0.2.7", Op: op} }
		one := signedIn(t, c, "john", "Firefox\n\xff")
		clock.Add(time.Minute)
		two := signedIn(t, c, "john", "curl")
		all, err := c.Sessions.List(ctx, john.ID, two.Token)
		must(t, err)
		if len(all) != 2 || !all[0].Current || all[1].Current || all[0].Agent != "curl" || all[1].Agent != "Firefox  " ||
			all[1].From != "192.0.2.7" || all[1].Started != noon || all[1].Ends != one.Ends || all[1].Kind != store.Browser {
			t.Fatalf("the sessions are %+v", all)
		}
		id := all[1].ID
		wantRefusal(t, "ending another's", c.Sessions.End(ctx, by(other, ""), john.ID, id), campus.ErrNotAdmin)
		wantRefusal(t, "ending it as one's own", c.Sessions.End(ctx, by(other, ""), other.ID, id), campus.ErrNoSession)
		wantHolds(t, c, one.Token, store.Browser, true)
		for range 2 {
			wantRefusal(t, "ending one's own, twice the same", c.Sessions.End(ctx, by(john, "op"), john.ID, id), nil)
		}
		wantRefusal(t, "ending what has ended", c.Sessions.End(ctx, by(john, ""), john.ID, id), campus.ErrNoSession)
		wantHolds(t, c, one.Token, store.Browser, false)
		wantHolds(t, c, two.Token, store.Browser, true)
		wantRefusal(t, "an admin", c.Sessions.End(ctx, by(admin, ""), john.ID, all[0].ID), nil)
		wantHolds(t, c, two.Token, store.Browser, false)
	})
}

func TestEndingAllOthersLeavesThisOneAndTheTokens(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john := t.Context(), c.Person(t, "john", campus.Student)
		here, there := signedIn(t, c, "john", ""), signedIn(t, c, "john", "")
		token, err := c.Sessions.CreateToken(ctx, store.By{Person: john}, here.Token, "backup", 30)
		must(t, err)
		for range 2 {
			must(t, c.Sessions.EndOthers(ctx, store.By{Person: john}, john.ID, here.Token))
		}
		wantHolds(t, c, there.Token, store.Browser, false)
		wantHolds(t, c, here.Token, store.Browser, true)
		wantHolds(t, c, token.Token, store.API, true)
	})
}

func TestATokenIsNamedShownOnceAndGoesWithThePasswordAndTheRights(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john := t.Context(), c.Person(t, "john", campus.Student)
		here := signedIn(t, c, "john", "")
		make := func(op string) (store.Session, error) {
			return c.Sessions.CreateToken(ctx, store.By{Person: john, Op: op}, here.Token, " backup ", 365)
		}
		token, err := make("op")
		must(t, err)
		_, err = make("op")
		wantRefusal(t, "the same once more", err, campus.ErrTokenShown)
		for _, wrong := range []struct {
			name string
			days int
		}{{"", 30}, {"x", 31}, {"a\nb", 90}} {
			_, err = c.Sessions.CreateToken(ctx, store.By{Person: john}, here.Token, wrong.name, wrong.days)
			wantCode(t, wrong.name, err, campus.Invalid)
		}
		_, err = c.Sessions.CreateToken(ctx, store.By{Person: john}, "1.made-up", "x", 30)
		wantRefusal(t, "with no session", err, campus.ErrSignedOut)
		if left := time.Until(token.Ends); left < 364*24*time.Hour || left > 365*24*time.Hour {
			t.Errorf("it ends in %v", left)
		}
		wantHolds(t, c, token.Token, store.API, true)
		_, err = c.Sessions.ChangePassword(ctx, store.By{Person: john}, store.Credentials{Password: "wrong"}, "a new password")
		wantCode(t, "a wrong old password", err, campus.Invalid)
		wantHolds(t, c, here.Token, store.Browser, true)
		next, err := c.Sessions.ChangePassword(ctx, store.By{Person: john}, store.Credentials{Password: storetest.Password,
			Kind: store.Browser}, "a new password")
		must(t, err)
		wantHolds(t, c, token.Token, store.API, false)
		wantHolds(t, c, here.Token, store.Browser, false)
		wantHolds(t, c, next.Token, store.Browser, true)
		if all, err := c.Sessions.List(ctx, john.ID, next.Token); err != nil || len(all) != 1 || !all[0].Current {
			t.Errorf("left are %+v, %v", all, err)
		}
	})
}

func TestAThousandAddressesGuessAtOneAccountAndItsOwnerGetsIn(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		john, looked := c.Person(t, "john", campus.Student), 0
		device := store.Device("").With(john.ID)
		for i := range 300 { // of 100,000 in 15 minutes, three seconds apart; what lies between only finds the buckets empty
			_, err := c.Sessions.SignIn(t.Context(), store.Credentials{Login: []string{"john", "JOHN", "john@stoa.example"}[i%3],
				Password: "guess",
				From:     fmt.Sprint(i), Device: "made-up.2", Kind: store.Browser})
			if campus.CodeOf(err) != campus.TooMany {
				wantRefusal(t, "a guess", err, campus.ErrSignIn)
				looked++
			}
			clock.Add(3 * time.Second)
		}
		if looked > 20 || looked < 15 {
			t.Errorf("%d guesses were looked at, want some 20", looked)
		}
		_, err := c.Sessions.SignIn(t.Context(), store.Credentials{Login: "john", Password: "guess", From: "0", Kind: store.Browser})
		if err == nil {
			t.Error("a guess was let in")
		}
		_, err = c.Sessions.SignIn(t.Context(), store.Credentials{Login: "john", Password: storetest.Password, From: "0",
			Kind: store.Browser})
		wantCode(t, "another browser", err, campus.TooMany)
		_, err = c.Sessions.SignIn(t.Context(), store.Credentials{Login: "john", Password: storetest.Password, From: "0", Device: device,
			Kind: store.Browser})
		wantRefusal(t, "the owner's browser", err, nil)
	})
}
