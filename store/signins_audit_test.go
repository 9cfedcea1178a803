package store_test

import (
	"slices"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestEverySignInIsNotedGoodAndBad(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john := t.Context(), c.Person(t, "john", campus.Student)
		with := func(password string) store.Credentials {
			return store.Credentials{Login: "john", Password: password, From: "192.0.2.9", Kind: store.Browser}
		}
		_, err := c.Sessions.SignIn(ctx, with("not this one"))
		wantRefusal(t, "a wrong password", err, campus.ErrSignIn)
		session, err := c.Sessions.SignIn(ctx, with(storetest.Password))
		must(t, err)
		must(t, c.Sessions.SignOut(ctx, session.Token, "192.0.2.9"))
		page, err := c.Audit.Page(ctx, store.AuditQuery{Failures: true, Limit: 20})
		must(t, err)
		var noted []campus.Deed
		for _, en := range slices.Backward(page.Entries) {
			if en.From == "192.0.2.9" && (en.Who.ID == john.ID || en.Whom.ID == john.ID) {
				noted = append(noted, en.Deed)
			}
		}
		slices.Sort(noted)
		want := []campus.Deed{campus.DeedSignInFailed, campus.DeedSignedIn, campus.DeedSignedOut}
		if slices.Sort(want); !slices.Equal(noted, want) {
			t.Errorf("noted is %q, want %q", noted, want)
		}
	})
}

func TestAWrongProofOnThePagesOfTheSecondFactorIsNotedToo(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, hands *storetest.Hands) {
		ctx, john := t.Context(), c.Person(t, "john", campus.Student)
		by := store.By{Person: john, From: "192.0.2.9"}
		renew := func(proof string) error { _, err := c.TwoFactor.Renew(ctx, by, proof); return err }
		confirm := func(code string) error {
			_, _, err := c.TwoFactor.Confirm(ctx, by, store.Credentials{Code: code})
			return err
		}
		noted := func(what string, err error, want string) {
			t.Helper()
			if campus.CodeOf(err) != campus.Invalid {
				t.Errorf("%s: %v", what, err)
			}
			page, err := c.Audit.Page(ctx, store.AuditQuery{Failures: true, Deed: campus.DeedSignInFailed, Limit: 1})
			must(t, err)
			if len(page.Entries) != 1 || page.Entries[0].Whom.ID != john.ID || page.Entries[0].From != by.From ||
				page.Entries[0].What != want ||
				!page.Entries[0].At.Equal(hands.Now()) {
				t.Errorf("%s is noted as %+v, want %q", what, page.Entries, want)
			}
			hands.Add(time.Hour) // for tries to come back
		}
		noted("beginning without the password", c.TwoFactor.Begin(ctx, by, "not this one"), "password")
		must(t, c.TwoFactor.Begin(ctx, by, storetest.Password))
		state, err := c.TwoFactor.State(ctx, john.ID)
		must(t, err)
		d := device{secret: state.Pending}
		noted("a wrong first code", confirm(wrongCode(d, c.Now())), "code")
		d = armed(t, c, john)
		noted("new codes without the password", renew("not this one"), "password")
		noted("new codes with a wrong code", renew(wrongCode(d, c.Now())), "code")
		noted("new codes with a wrong recovery code", renew("aaaa-bbbb-cccc-dddd"), "password")
		noted("turning it off with a wrong code", c.TwoFactor.TurnOff(ctx, by, wrongCode(d, c.Now())), "code")
	})
}
