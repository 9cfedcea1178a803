package store_test

import (
	"slices"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestSignInsPushNothingElseOutAndFillNoRedis(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	ctx, admin, john := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "john", campus.Student)
	name := "John of the Many Sessions"
	_, _, err := c.People.Edit(ctx, asks(admin), john.ID, campus.PersonChange{Name: &name})
	must(t, err)
	kept := c.Redis.XLen(ctx, c.AuditKey()).Val()
	for range 1100 {
		session := signedIn(t, c, "john", "a script")
		must(t, c.Sessions.SignOut(ctx, session.Token, "here"))
	}
	if now := c.Redis.XLen(ctx, c.AuditKey()).Val(); now != kept {
		t.Errorf("the audit has %d entries, want the %d from before", now, kept)
	}
	trail, err := c.Audit.Trail(ctx, john.ID, 1000)
	must(t, err)
	if !slices.ContainsFunc(trail, func(e campus.AuditEntry) bool { return e.Deed == campus.DeedEdited }) || len(trail) > 400 {
		t.Errorf("the trail has %d entries, want some of the sign-ins and that the name was changed", len(trail))
	}
	if !slices.IsSortedFunc(trail, func(a, b campus.AuditEntry) int { return b.At.Compare(a.At) }) {
		t.Error("the trail is not the newest first")
	}
	page, err := c.Audit.Page(ctx, store.AuditQuery{Deed: campus.DeedSignedIn, Whom: "john", Limit: 500})
	if must(t, err); len(page.Entries) != 500 || page.Entries[0].Failed {
		t.Errorf("the audit's page has %d sign-ins, want 500", len(page.Entries))
	}
}

func TestPagesOfTheAuditHaveEachEntryOfEveryListOnce(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		b := newBooks(t, c)
		for range 5 { // among the others, and some of them in the same millisecond
			session := signedIn(t, c, "john", "")
			must(t, c.Audit.Done(t.Context(), asks(b.admin), campus.DeedEdited, b.john.ID, ""))
			must(t, c.Audit.Failed(t.Context(), asks(b.admin), deedTried, b.john.ID, ""))
			must(t, c.Sessions.SignOut(t.Context(), session.Token, "here"))
		}
		all, err := c.Audit.Page(t.Context(), store.AuditQuery{Failures: true, Limit: 500})
		must(t, err)
		if want := b.made + 9 + 20; len(all.Entries) != want || all.Next != "" {
			t.Errorf("one page has %d entries, want %d", len(all.Entries), want)
		}
		for size := 1; size < 5; size++ {
			var turned []campus.AuditEntry
			for cursor := ""; ; {
				page, err := c.Audit.Page(t.Context(), store.AuditQuery{Failures: true, Limit: size, Cursor: cursor})
				must(t, err)
				turned = append(turned, page.Entries...)
				if cursor = page.Next; cursor == "" {
					break
				}
			}
			if !slices.Equal(turned, all.Entries) {
				t.Errorf("pages of %d have %d entries, want the %d of one page", size, len(turned), len(all.Entries))
			}
		}
	})
}
