package store_test

import (
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// signIn signs in with everybody's password and a code.
func signIn(t *testing.T, c *storetest.Campus, login, code string, kind store.SessionKind) (store.Session, error) {
	t.Helper()
	return c.Sessions.SignIn(t.Context(), store.Credentials{Login: login, Password: storetest.Password, Code: code, From: "here",
		Kind: kind})
}

func TestAHalfSignInIsFinishedByACodeWithinFiveMinutes(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, hands *storetest.Hands) {
		p := c.Person(t, "thales", campus.Teacher)
		d := armed(t, c, p)
		hands.Add(time.Minute)
		token := half(t, c, "thales")
		for _, kind := range []store.SessionKind{store.Browser, store.API} {
			_, err := c.Sessions.Visitor(t.Context(), token, kind)
			wantRefusal(t, "half a sign-in taken for a whole", err, campus.ErrSignedOut)
		}
		_, err := c.Sessions.Finish(t.Context(), token, store.Credentials{Code: wrongCode(d, c.Now())})
		wantRefusal(t, "a wrong code", err, campus.ErrCode)
		_, err = c.Sessions.Finish(t.Context(), token, store.Credentials{})
		wantRefusal(t, "no code", err, campus.ErrCode)
		hands.Add(store.HalfLife - time.Second)
		opened, err := c.Sessions.Finish(t.Context(), token, store.Credentials{Code: d.at(c.Now()), From: "here"})
		must(t, err)
		if got, err := c.Sessions.Visitor(t.Context(), opened.Token, store.Browser); err != nil || got.ID != p.ID {
			t.Errorf("it opened a session of %+v, %v", got, err)
		}
		hands.Add(time.Minute)
		_, err = c.Sessions.Finish(t.Context(), token, store.Credentials{Code: d.at(c.Now())})
		wantRefusal(t, "finished twice", err, campus.ErrSignedOut)

		late := half(t, c, "thales")
		hands.Add(store.HalfLife)
		_, err = c.Sessions.Finish(t.Context(), late, store.Credentials{Code: d.at(c.Now())})
		wantRefusal(t, "too late", err, campus.ErrSignedOut)
	})
}

func TestAHalfSignInIsOfNoUseToOthersNorAfterAChangeOfRights(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, hands *storetest.Hands) {
		ctx := t.Context()
		thales, mallory := c.Person(t, "thales", campus.Teacher), c.Person(t, "mallory", campus.Student)
		d, other := armed(t, c, thales), armed(t, c, mallory)
		hands.Add(time.Minute)
		token := half(t, c, "thales")
		_, err := c.Sessions.Finish(ctx, token, store.Credentials{Code: other.at(c.Now())})
		wantRefusal(t, "with somebody else's code", err, campus.ErrCode)
		_, err = c.Sessions.Finish(ctx, token, store.Credentials{Code: other.codes[0]})
		wantRefusal(t, "with somebody else's recovery code", err, campus.ErrCode)
		for _, made := range []string{"", "x", token + "x", token[1:], "1." + token, "\x00", "{people}"} {
			_, err := c.Sessions.Finish(ctx, made, store.Credentials{Code: d.at(c.Now())})
			wantRefusal(t, "a made-up half", err, campus.ErrSignedOut)
		}
		for _, status := range []campus.Status{campus.StatusDisabled, campus.StatusActive} {
			must(t, c.People.SetStatus(ctx, store.Itself(""), thales.ID, status))
			_, err = c.Sessions.Finish(ctx, token, store.Credentials{Code: d.at(c.Now())})
			wantRefusal(t, "after the rights have changed, "+string(status), err, campus.ErrSignedOut)
		}
		_, err = signIn(t, c, "thales", d.at(c.Now()), store.API)
		wantRefusal(t, "the code was not spent", err, nil)
	})
}

func TestGuessingCodesIsSlowAndLeavesTheRecoveryCodes(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, hands *storetest.Hands) {
		p := c.Person(t, "thales", campus.Teacher)
		d := armed(t, c, p)
		hands.Add(time.Hour)
		token, wrong, looked := half(t, c, "thales"), wrongCode(d, c.Now()), 0
		finish := func(code string) error {
			_, err := c.Sessions.Finish(t.Context(), token, store.Credentials{Code: code, From: "here"})
			return err
		}
		for range 50 {
			err := finish(wrong)
			if campus.CodeOf(err) == campus.TooMany {
				continue
			}
			wantRefusal(t, "a guess", err, campus.ErrCode)
			looked++
		}
		if looked != 5 {
			t.Errorf("%d guesses were looked at, want 5", looked)
		}
		wantCode(t, "the right code too must wait", finish(d.at(c.Now())), campus.TooMany)
		hands.Add(3 * time.Minute)
		wantRefusal(t, "the right code after a while", finish(d.at(c.Now())), nil)
		token = half(t, c, "thales")
		wantRefusal(t, "one more guess", finish(wrong), campus.ErrCode)
		wantRefusal(t, "a recovery code at once", finish(d.codes[0]), nil)
	})
}

func TestTurningOffTakesAProofAndAnAdminMayRescue(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, hands *storetest.Hands) {
		ctx := t.Context()
		p, other, admin := c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher), c.Person(t, "admin", campus.Admin)
		on := func() device {
			d := armed(t, c, p)
			hands.Add(time.Hour)
			return d
		}
		isOn := func(what string, want bool) {
			t.Helper()
			if state, err := c.TwoFactor.State(ctx, p.ID); err != nil || state.On != want {
				t.Errorf("%s: it is on: %v, %v, want %v", what, state.On, err, want)
			}
		}
		d := on()
		wantRefusal(t, "by another teacher", c.People.ClearTwoFactor(ctx, store.By{Person: other}, p.ID), campus.ErrNotAdmin)
		wantRefusal(t, "by nobody", c.People.ClearTwoFactor(ctx, store.By{}, p.ID), campus.ErrNotAdmin)
		for _, proof := range []string{"", "wrong password", wrongCode(d, c.Now()), "aaaa-bbbb-cccc-dddd-eeee-ffff"} {
			wantFields(t, "proof "+proof, c.TwoFactor.TurnOff(ctx, store.By{Person: p}, proof), campus.Invalid, "proof")
		}
		isOn("after the refusals", true)
		must(t, c.TwoFactor.TurnOff(ctx, store.By{Person: p}, storetest.Password))
		isOn("by password", false)
		d = on()
		must(t, c.TwoFactor.TurnOff(ctx, store.By{Person: p}, d.at(c.Now())))
		isOn("by code", false)
		d = on()
		must(t, c.TwoFactor.TurnOff(ctx, store.By{Person: p}, d.codes[9]))
		isOn("by recovery code", false)
		on()
		must(t, c.People.ClearTwoFactor(ctx, store.By{Person: admin, From: "there"}, p.ID))
		isOn("by an admin", false)
		_, err := signIn(t, c, "thales", "", store.Browser)
		wantRefusal(t, "the password is enough again", err, nil)
		wantRefusal(t, "of nobody", c.People.ClearTwoFactor(ctx, store.By{Person: admin}, 99), campus.ErrNoPerson)
	})
}
