package store_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// linked makes an admin and a sign-in link for somebody.
func linked(t *testing.T, c *storetest.Campus, p campus.Person) (by store.By, token string) {
	t.Helper()
	id, err := c.People.Find(t.Context(), "admin")
	must(t, err)
	if id == 0 {
		id = c.Person(t, "admin", campus.Admin).ID
	}
	admin, err := c.Store.People.Get(t.Context(), id)
	must(t, err)
	by = store.By{Person: admin, From: "there"}
	token, ends, err := c.Doors.SignInLink(t.Context(), by, p.ID)
	must(t, err)
	if !ends.Equal(c.Now().Add(24*time.Hour)) && ends.Before(c.Now()) {
		t.Errorf("the link ends at %v", ends)
	}
	return by, token
}

func enterBy(c *storetest.Campus, t *testing.T, token, password string) (store.Session, error) {
	t.Helper()
	return c.Doors.EnterByLink(t.Context(), token, store.Credentials{Password: password, From: "here", Kind: store.Browser})
}

func TestALinkSignsInOnceWithTheOldPasswordOrANewOne(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, p := t.Context(), c.Person(t, "zeno", campus.Student)
		_, token := linked(t, c, p)
		for key, value := range c.Contents(t) {
			if _, secret, _ := strings.Cut(token, "."); strings.Contains(key+value, secret) {
				t.Errorf("%s has the token: %s", key, value)
			}
		}
		for range 3 { // to look at it uses nothing up
			if got, err := c.Doors.Link(ctx, token); got != (store.Linked{Person: p}) || err != nil {
				t.Fatalf("the link is for %+v, %v", got, err)
			}
		}
		_, err := enterBy(c, t, token, "short")
		wantFields(t, "a short password", err, campus.Invalid, "password")
		session, err := enterBy(c, t, token, "")
		must(t, err)
		if got, err := c.Sessions.Visitor(ctx, session.Token, store.Browser); got != p || session.Person != p || err != nil {
			t.Errorf("signed in as %+v, %v", got, err)
		}
		_, err = enterBy(c, t, token, "")
		wantRefusal(t, "a second time", err, campus.ErrNoLink)

		_, token = linked(t, c, p)
		after, err := enterBy(c, t, token, "a new password")
		must(t, err)
		_, err = c.Sessions.Visitor(ctx, session.Token, store.Browser)
		wantRefusal(t, "the session from before", err, campus.ErrSignedOut)
		_, err = c.Sessions.Visitor(ctx, after.Token, store.Browser)
		wantRefusal(t, "the new one", err, nil)
		for password, want := range map[string]error{"a new password": nil, storetest.Password: campus.ErrSignIn} {
			_, err = c.Sessions.SignIn(ctx, store.Credentials{Login: "zeno", Password: password, From: "here", Kind: store.Browser})
			wantRefusal(t, password, err, want)
		}
	})
}

func TestWhoHasNoPasswordChoosesOneAndIsInFromThenOn(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		p, err := c.People.Create(t.Context(), store.Itself(""), campus.NewPerson{Username: "zeno", Name: "Zeno", Role: campus.Teacher})
		must(t, err)
		_, token := linked(t, c, p)
		if got, err := c.Doors.Link(t.Context(), token); !got.New || err != nil {
			t.Errorf("the link is for %+v, %v", got, err)
		}
		_, err = enterBy(c, t, token, "")
		wantFields(t, "without one", err, campus.Invalid, "password")
		session, err := enterBy(c, t, token, "a new password")
		must(t, err)
		if session.Person.Status != campus.StatusActive || session.Person.Role != campus.Teacher {
			t.Errorf("signed in as %+v", session.Person)
		}
		_, err = c.Sessions.SignIn(t.Context(), store.Credentials{Login: "zeno", Password: "a new password", From: "here", Kind: store.API})
		wantRefusal(t, "by the password", err, nil)
	})
}

func TestALinkIsVoidOnceItIsTooOldReplacedOrRightsHaveChanged(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, p := t.Context(), c.Person(t, "zeno", campus.Student)
		status := func(s campus.Status) func() {
			return func() { must(t, c.People.SetStatus(ctx, store.Itself(""), p.ID, s)) }
		}
		teacher := campus.Teacher
		for name, change := range map[string]func(){
			"replaced":    func() { linked(t, c, p) },
			"a day later": func() { clock.Add(24 * time.Hour) },
			"disabled and let in again": func() {
				status(campus.StatusDisabled)()
				status(campus.StatusActive)()
			},
			"of another role": func() {
				_, _, err := c.People.Edit(ctx, store.Itself(""), p.ID, campus.PersonChange{Role: &teacher})
				must(t, err)
				student := campus.Student
				_, _, err = c.People.Edit(ctx, store.Itself(""), p.ID, campus.PersonChange{Role: &student})
				must(t, err)
			},
		} {
			_, token := linked(t, c, p)
			change()
			_, err := c.Doors.Link(ctx, token)
			wantRefusal(t, "to look at, "+name, err, campus.ErrNoLink)
			_, err = enterBy(c, t, token, "a new password")
			wantRefusal(t, name, err, campus.ErrNoLink)
		}
		by, token := linked(t, c, p)
		for _, wrong := range []string{"", "x", "1.", token + "x", token[:len(token)-1], "99" + token, strings.Repeat("1", 5000)} {
			_, err := enterBy(c, t, wrong, "a new password")
			wantRefusal(t, "the token "+wrong, err, campus.ErrNoLink)
		}
		status(campus.StatusPending)()
		_, _, err := c.Doors.SignInLink(ctx, by, p.ID)
		wantCode(t, "for who waits for approval", err, campus.Conflict)
		status(campus.StatusDisabled)()
		_, _, err = c.Doors.SignInLink(ctx, by, p.ID)
		wantCode(t, "for who is disabled", err, campus.Conflict)
		_, _, err = c.Doors.SignInLink(ctx, by, 99)
		wantRefusal(t, "for nobody", err, campus.ErrNoPerson)
	})
}

func TestOfThoseWhoUseALinkAtOnceOneWinsAHundredTimes(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		p := c.Person(t, "zeno", campus.Student)
		for round := range 100 {
			_, token := linked(t, c, p)
			var won, lost atomic.Int64
			storetest.Together(4, func(int) {
				if _, err := enterBy(c, t, token, ""); err == nil {
					won.Add(1)
				} else if campus.CodeOf(err) == campus.Forbidden {
					lost.Add(1)
				}
			})
			if won.Load() != 1 || lost.Load() != 3 {
				t.Fatalf("round %d: %d won and %d were refused, want 1 and 3", round, won.Load(), lost.Load())
			}
		}
	})
}

func TestThePasswordOfALinkCountsOnceTheSecondFactorIsProved(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, hands *storetest.Hands) {
		ctx, p := t.Context(), c.Person(t, "zeno", campus.Student)
		d := armed(t, c, p)
		hands.Add(time.Minute)
		owner, err := signIn(t, c, "zeno", d.at(c.Now()), store.Browser)
		must(t, err)
		counts := func(when, password string, want error) {
			t.Helper()
			_, err := c.Sessions.SignIn(ctx, store.Credentials{Login: "zeno", Password: password, From: "here", Kind: store.API})
			wantRefusal(t, when+", "+password, err, want)
		}
		for name, code := range map[string]string{"a code": "", "a recovery code": d.codes[0]} {
			_, token := linked(t, c, p)
			got, err := enterBy(c, t, token, "chosen with "+name)
			wantRefusal(t, "the link alone", err, campus.ErrCodeDue)
			_, err = c.Sessions.Finish(ctx, got.Half, store.Credentials{Code: wrongCode(d, c.Now())})
			wantRefusal(t, "a wrong code", err, campus.ErrCode)
			counts("without a code", "chosen with "+name, campus.ErrSignIn)
			wantHolds(t, c, owner.Token, store.Browser, true)

			hands.Add(time.Minute)
			if code == "" {
				code = d.at(c.Now())
			}
			opened, err := c.Sessions.Finish(ctx, got.Half, store.Credentials{Code: code, From: "here"})
			must(t, err)
			wantHolds(t, c, opened.Token, store.Browser, true)
			wantHolds(t, c, owner.Token, store.Browser, false)
			counts("with the code", "chosen with "+name, campus.ErrCodeDue)
			counts("with the code", storetest.Password, campus.ErrSignIn)
			owner = opened
			hands.Add(time.Hour) // for tries to come back
		}
	})
}
