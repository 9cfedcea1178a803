package store_test

import (
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestTheAuditIsKeptAsLongAsItIsSetTo(t *testing.T) {
	t.Parallel()
	kept := func(o *store.Options) { o.AuditTTL = 90 * 24 * time.Hour }
	storetest.EverywhereAt(t, time.Now(), func(t *testing.T, c *storetest.Campus, hands *storetest.Hands) {
		ctx, john := t.Context(), c.Person(t, "john", campus.Student)
		signedIn(t, c, "john", "")
		_, err := c.Sessions.SignIn(ctx, store.Credentials{Login: "john", Password: "not this one", From: "here", Kind: store.Browser})
		wantRefusal(t, "a wrong password", err, campus.ErrSignIn)
		entries := func() int {
			page, err := c.Audit.Page(ctx, store.AuditQuery{Failures: true, Limit: 99})
			must(t, err)
			return len(page.Entries)
		}
		hands.Add(90*24*time.Hour - time.Hour)
		must(t, c.Audit.Tick(ctx))
		if got := entries(); got != 3 {
			t.Errorf("before its time %d entries are left, want all 3", got)
		}
		hands.Add(2 * time.Hour)
		must(t, c.Audit.Done(ctx, asks(john), campus.DeedEdited, 0, "now")) // its id is of the time of Redis: it goes too
		for range 2 {
			must(t, c.Audit.Tick(ctx))
		}
		if got := entries(); got != 0 {
			t.Errorf("after its time %d entries are left", got)
		}
	}, kept)
}
