package store_test

import (
	"fmt"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestOnlyAPersonsOwnSessionsEndInTheirName(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		john, other := c.Person(t, "john", campus.Student), c.Person(t, "hamid", campus.Student)
		session := signedIn(t, c, "hamid", "")
		wantRefusal(t, "another's session as one's own", c.EndBlindly(t, asks(john), john.ID, session.Token), campus.ErrNoSession)
		wantHolds(t, c, session.Token, store.Browser, true)
		must(t, c.EndBlindly(t, asks(other), other.ID, session.Token))
		wantHolds(t, c, session.Token, store.Browser, false)
	})
}

func TestASessionThatIsVoidCountsNoMoreAndEndsWithoutAWord(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, p := t.Context(), c.Person(t, "john", campus.Student)
		session := leaveTrace(t, c, p, storetest.Password)
		fresh, err := c.Sessions.ChangePassword(ctx, asks(p), store.Credentials{Password: storetest.Password, Kind: store.Browser},
			"a new password")
		must(t, err)
		must(t, c.Sessions.SignOut(ctx, session.Token, "here"))
		trail, err := c.Audit.Trail(ctx, p.ID, 50)
		must(t, err)
		for _, e := range trail {
			if e.Deed == campus.DeedSignedOut {
				t.Errorf("a session that the new password had ended is noted as %+v", e)
			}
		}
		all, err := c.Sessions.List(ctx, p.ID, fresh.Token)
		if must(t, err); len(all) != 1 || !all[0].Current {
			t.Errorf("listed are %+v, want the new one alone", all)
		}
		for i := range 100 { // the void token takes nobody's place
			_, err := c.Sessions.CreateToken(ctx, asks(p), fresh.Token, fmt.Sprint("token ", i), 30)
			must(t, err)
		}
	})
}

func TestATokenHasItsNameInItsOwnersTrailAndANumberInTheAudit(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, p := t.Context(), c.Person(t, "john", campus.Student)
		session := signedIn(t, c, "john", "")
		token, err := c.Sessions.CreateToken(ctx, asks(p), session.Token, "my phone", 30)
		must(t, err)
		id := store.TokenID(token.Token)
		must(t, c.Sessions.End(ctx, asks(p), p.ID, id))
		page, err := c.Audit.Page(ctx, store.AuditQuery{Limit: 2})
		must(t, err)
		trail, err := c.Audit.Trail(ctx, p.ID, 2)
		must(t, err)
		for i, want := range []string{"api ", ""} {
			if page.Entries[i].What != want+id || trail[i].What != want+"my phone" {
				t.Errorf("the audit has %q and the trail %q, want %q and %q", page.Entries[i].What, trail[i].What, want+id, want+"my phone")
			}
		}
	})
}
