package store_test

import (
	"slices"
	"testing"

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
