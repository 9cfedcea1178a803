package store_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// Whoever finds an open browser, or knows a password, must not guess on what else there is to know.
func TestGuessesAreFewThoughOneIsSignedIn(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, hands *storetest.Hands) {
		ctx := t.Context()
		john, thales, plato := c.Person(t, "john", campus.Student), c.Person(t, "thales", campus.Teacher), c.Person(t, "plato",
			campus.Student)
		d := armed(t, c, thales)
		guessed := []string{"aaaa-bbbb-cccc-dddd-eeee-ffff", d.codes[0]}
		change := func(old string) error {
			_, err := c.Sessions.ChangePassword(ctx, store.By{Person: john, From: "here"},
				store.Credentials{Password: old, Kind: store.Browser}, storetest.Password)
			return err
		}
		for _, test := range []struct {
			what  string
			tries int
			back  time.Duration // for one try to come back
			try   func(right bool) error
		}{
			{"the old password", 10, 90 * time.Second, func(right bool) error {
				return change(map[bool]string{true: storetest.Password, false: "wrong"}[right])
			}},
			{"the password before a second factor", 5, 3 * time.Minute, func(right bool) error {
				return c.TwoFactor.Begin(ctx, store.By{Person: plato}, map[bool]string{true: storetest.Password, false: "wrong"}[right])
			}},
			{"a recovery code", 5, 3 * time.Minute, func(right bool) error {
				return second(c.Sessions.Finish(ctx, half(t, c, "thales"), store.Credentials{Code: guessed[map[bool]int{true: 1}[right]],
					From: "here"}))
			}},
		} {
			for range 2 * test.tries { // what is right takes no try away
				if test.what != "a recovery code" {
					wantRefusal(t, test.what+", right", test.try(true), nil)
				}
			}
			for range test.tries {
				if err := test.try(false); err == nil || campus.CodeOf(err) == campus.TooMany {
					t.Errorf("a guess at %s: %v", test.what, err)
				}
			}
			for _, right := range []bool{false, true} {
				wantCode(t, test.what+" once more", test.try(right), campus.TooMany)
			}
			hands.Add(test.back)
			wantRefusal(t, test.what+" after a while", test.try(true), nil)
		}
	})
}

// Of two changes of one password at once the second does not stand unseen over the first; nor does it after a disabling.
func TestAPasswordThatWasChangedMeanwhileIsNotChangedAgain(t *testing.T) {
	t.Parallel()
	for name, meanwhile := range map[string]func(*testing.T, *storetest.Campus, campus.Person){
		"changed": func(t *testing.T, c *storetest.Campus, p campus.Person) {
			_, err := c.Sessions.ChangePassword(t.Context(), store.By{Person: p}, store.Credentials{Password: storetest.Password},
				"the first new one")
			must(t, err)
		},
		"disabled": func(t *testing.T, c *storetest.Campus, p campus.Person) {
			must(t, c.People.SetStatus(t.Context(), store.Itself(""), p.ID, campus.StatusDisabled))
		},
		"erased": func(t *testing.T, c *storetest.Campus, p campus.Person) {
			must(t, c.People.Erase(t.Context(), store.Itself(""), p.ID))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := storetest.New(t)
			p := c.Person(t, "john", campus.Student)
			through, gate := c.Gated(t, campus.PersonTopic(p.ID)) // which only the script that changes it is told
			before := ""
			err := between(t, gate, func() error {
				_, err := through.Sessions.ChangePassword(t.Context(), store.By{Person: p}, store.Credentials{Password: storetest.Password},
					"the second new one")
				return err
			}, func() {
				meanwhile(t, c, p)
				before = c.Contents(t)[strings.TrimPrefix(c.PersonKey(p.ID), c.Options.Prefix)]
			})
			wantCode(t, name, err, campus.Conflict)
			if after := c.Contents(t)[strings.TrimPrefix(c.PersonKey(p.ID), c.Options.Prefix)]; after != before || before == "" {
				t.Errorf("%s: they are now %q, want %q", name, after, before)
			}
		})
	}
}

// hashOf is what is kept of somebody's password.
func hashOf(t *testing.T, c *storetest.Campus, p campus.Person) (hash string, cost int) {
	t.Helper()
	hash, err := c.Redis.HGet(t.Context(), c.PersonKey(p.ID), "password").Result()
	must(t, err)
	cost, err = bcrypt.Cost([]byte(hash))
	must(t, err)
	return hash, cost
}

// dearer is another Stoa on the same data, for which a hash costs twice as much.
func dearer(t *testing.T, c *storetest.Campus) *storetest.Campus {
	t.Helper()
	o := *c
	o.Options.HashCost++
	return o.Beside(t)
}

func TestAPasswordIsKeptUnderTodaysCostAfterTheNextSignInOnly(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		p, today := c.Person(t, "john", campus.Student), dearer(t, c)
		first, cost := hashOf(t, c, p)
		_, err := today.Sessions.SignIn(t.Context(), store.Credentials{Login: "john", Password: "wrong", From: "here", Kind: store.API})
		wantRefusal(t, "a wrong password", err, campus.ErrSignIn)
		if hash, _ := hashOf(t, c, p); hash != first {
			t.Error("a wrong password changes what is kept")
		}
		var kept [3]string
		for i := range kept {
			opened := signedIn(t, today, "john", "")
			hash, now := hashOf(t, c, p)
			if kept[i] = hash; now != cost+1 || hash == first || hash != kept[0] {
				t.Errorf("after sign-in %d it is kept at cost %d as %s, want %d", i+1, now, hash, cost+1)
			}
			// no right has changed by it
			if got, err := today.Sessions.Visitor(t.Context(), opened.Token, store.Browser); err != nil || got != p {
				t.Errorf("the session is of %+v, %v", got, err)
			}
		}
		signedIn(t, c, "john", "") // a Stoa of before still lets them in, and takes nothing back
		if hash, now := hashOf(t, c, p); hash != kept[0] || now != cost+1 {
			t.Errorf("a Stoa of before keeps it at cost %d", now)
		}
	})
}

func TestANewPasswordIsNotWrittenOverByAnOldOneThatIsHashedAnew(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	p := c.Person(t, "john", campus.Student)
	old, _ := hashOf(t, c, p)
	through, gate := dearer(t, c).Gated(t, old) // which only the script that replaces it is told
	var changed string
	err := between(t, gate, func() error {
		_, err := through.Sessions.SignIn(t.Context(), store.Credentials{Login: "john", Password: storetest.Password, From: "here",
			Kind: store.API})
		return err
	}, func() {
		_, err := c.Sessions.ChangePassword(t.Context(), store.By{Person: p}, store.Credentials{Password: storetest.Password},
			"a new password")
		must(t, err)
		changed, _ = hashOf(t, c, p)
	})
	wantRefusal(t, "who proved the old password as it was changed", err, campus.ErrSignIn)
	if hash, _ := hashOf(t, c, p); hash != changed {
		t.Error("the old password is there again")
	}
}

// What opens or ends sessions is heard of by every Stoa, so that open pages look again.
func TestEveryStoaHearsThatSomebodysRightsOrSessionsHaveChanged(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, hands *storetest.Hands) {
		ctx, admin := t.Context(), c.Person(t, "admin", campus.Admin)
		_, heard := listen(t, c.Beside(t))
		status, role, name := campus.StatusDisabled, campus.Teacher, "Another"
		kinds := map[string][]campus.Kind{"erased": {campus.KindRights, campus.KindRenamed}, "renamed": {campus.KindRenamed}}
		for what, does := range map[string]func(p campus.Person) error{
			"password": func(p campus.Person) error {
				return second(c.Sessions.ChangePassword(ctx, asks(p), store.Credentials{Password: storetest.Password}, "a new password"))
			},
			"a session ended": func(p campus.Person) error {
				return c.Sessions.End(ctx, asks(admin), p.ID, store.TokenID(signedIn(t, c, p.Username, "").Token))
			},
			"signed out": func(p campus.Person) error {
				return c.Sessions.SignOut(ctx, signedIn(t, c, p.Username, "").Token, "here")
			},
			"all ended": func(p campus.Person) error {
				signedIn(t, c, p.Username, "")
				return c.Sessions.EndOthers(ctx, asks(p), p.ID, "")
			},
			"disabled": func(p campus.Person) error { return c.People.SetStatus(ctx, asks(admin), p.ID, status) },
			"another role": func(p campus.Person) error {
				_, _, err := c.People.Edit(ctx, asks(admin), p.ID, campus.PersonChange{Role: &role})
				return err
			},
			"erased": func(p campus.Person) error { return c.People.Erase(ctx, asks(admin), p.ID) },
			"renamed": func(p campus.Person) error {
				_, _, err := c.People.Edit(ctx, asks(admin), p.ID, campus.PersonChange{Name: &name})
				return err
			},
			"a password by a link": func(p campus.Person) error {
				_, token := linked(t, c, p)
				return second(c.Doors.EnterByLink(ctx, token, store.Credentials{Password: "a new password", Kind: store.Browser}))
			},
			"a second factor": func(p campus.Person) error { armed(t, c, p); return nil },
			"a second factor less": func(p campus.Person) error {
				armed(t, c, p)
				heard.next(t, campus.PersonTopic(p.ID))
				return c.TwoFactor.TurnOff(ctx, asks(p), storetest.Password)
			},
			"a rescue": func(p campus.Person) error {
				armed(t, c, p)
				heard.next(t, campus.PersonTopic(p.ID))
				return c.People.ClearTwoFactor(ctx, asks(admin), p.ID)
			},
		} {
			p := c.Person(t, "p"+strings.ReplaceAll(what, " ", "-"), campus.Student)
			must(t, does(p))
			want := kinds[what]
			if want == nil {
				want = []campus.Kind{campus.KindRights}
			}
			for _, kind := range want {
				if got := heard.next(t, campus.PersonTopic(p.ID)); got.Kind != kind {
					t.Errorf("%s: heard is %s, want %s", what, got.Kind, kind)
				}
			}
			hands.Add(time.Minute)
		}
	})
}
