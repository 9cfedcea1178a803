package store_test

import (
	"fmt"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestTheLastUseIsThatOfWhicheverStoaSawItLast(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, john, beside := t.Context(), c.Person(t, "john", campus.Student), c.Beside(t)
		one, two := signedIn(t, c, "john", "one"), signedIn(t, c, "john", "two")
		seen := func(token string) time.Time {
			t.Helper()
			all, err := c.Sessions.List(ctx, john.ID, token)
			must(t, err)
			for _, s := range all {
				if s.Current {
					return s.Seen
				}
			}
			t.Fatalf("it is not listed: %+v", all)
			return time.Time{}
		}
		use := func(s *store.Store, token string) {
			t.Helper()
			_, err := s.Sessions.Visitor(ctx, token, store.Browser)
			must(t, err)
		}
		use(c.Store, one.Token)
		if at := seen(one.Token); !at.IsZero() {
			t.Errorf("a request wrote %v itself", at)
		}
		clock.Add(time.Minute)
		use(beside.Store, one.Token)
		must(t, beside.Sessions.Tick(ctx))
		must(t, c.Sessions.Tick(ctx)) // what it saw is older
		if at := seen(one.Token); at != noon.Add(time.Minute) {
			t.Errorf("last used at %v, want the later of two", at)
		}
		if at := seen(two.Token); !at.IsZero() {
			t.Errorf("what nobody used was used at %v", at)
		}
		use(c.Store, two.Token)
		must(t, c.Sessions.SignOut(ctx, two.Token, "here"))
		before := len(c.Contents(t))
		must(t, c.Sessions.Tick(ctx))
		wantHolds(t, c, two.Token, store.Browser, false)
		if after := len(c.Contents(t)); after != before {
			t.Errorf("there are %d keys, %d before: what has ended came back", after, before)
		}
	})
}

func TestAllOthersEndHoweverManyAndScriptsThatSignInLeaveRoomForTokens(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john := t.Context(), c.Person(t, "john", campus.Student)
		here := signedIn(t, c, "john", "")
		var others []store.Session
		for range 450 {
			others = append(others, signedIn(t, c, "john", "script"))
		}
		var tokens []store.Session
		for i := range 100 {
			token, err := c.Sessions.CreateToken(ctx, store.By{Person: john}, here.Token, fmt.Sprint("token ", i), 30)
			must(t, err)
			tokens = append(tokens, token)
		}
		_, err := c.Sessions.CreateToken(ctx, store.By{Person: john}, here.Token, "one too many", 30)
		wantCode(t, "the hundred and first", err, campus.Conflict)
		must(t, c.Sessions.End(ctx, store.By{Person: john}, john.ID, store.TokenID(tokens[0].Token)))
		_, err = c.Sessions.CreateToken(ctx, store.By{Person: john}, here.Token, "in its place", 30)
		must(t, err)
		must(t, c.Sessions.EndOthers(ctx, store.By{Person: john}, john.ID, here.Token))
		all, err := c.Sessions.List(ctx, john.ID, here.Token)
		must(t, err)
		if len(all) != 101 {
			t.Errorf("%d are left, want this one and a hundred tokens", len(all))
		}
		for _, i := range []int{0, 200, 449} {
			wantHolds(t, c, others[i].Token, store.Browser, false)
		}
		wantHolds(t, c, here.Token, store.Browser, true)
		wantHolds(t, c, tokens[99].Token, store.API, true)
	})
}
