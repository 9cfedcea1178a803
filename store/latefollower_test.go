package store_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// kindsTold returns what somebody was told, the first thing first.
func kindsTold(t *testing.T, c *storetest.Campus, who campus.Person) []string {
	t.Helper()
	told := said(t, c, who)
	slices.Reverse(told)
	for i, words := range told {
		told[i], _, _ = strings.Cut(words, " ")
	}
	return told
}

// A Stoa's follower stands still while it tells a first thing; others happen, and once its lease is over another Stoa tells all of
// them. Then the first goes on, or never does.
func TestAFollowerThatStandsStillLosesNothingAndWhatItTellsLateIsInItsPlace(t *testing.T) {
	t.Parallel()
	want := []string{"meeting-planned", "meeting-moved", "meeting-changed", "meeting-cancelled"}
	for name, dies := range map[string]bool{"it goes on": false, "it dies": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := storetest.At(monday)
			c := storetest.New(t, storetest.Clock(clock.Now))
			ctx, g := t.Context(), invite(t, c)
			c.Settle(t)
			through, gate := c.Gated(t, c.InboxKey(g.john.ID))
			clock.Add(time.Second)
			must(t, c.Meetings.MoveInstances(ctx, g.host, g.m.ID, 2, hourOn(8), false, 0, ""))
			late, die := context.WithCancel(ctx)
			defer die()
			ended := make(chan bool)
			go func() {
				_, _ = through.Followers.Tick(late) // it finds out that it is another's work now
				close(ended)
			}()
			storetest.Next(t, "the follower to stand before john's inbox", gate.Reached)

			clock.Add(time.Second)
			n := g.edited()
			n.Title = "Daily"
			_, err := c.Meetings.Edit(ctx, g.host, g.m.ID, n, "")
			must(t, err)
			clock.Add(time.Second)
			must(t, c.Meetings.CancelInstances(ctx, g.host, g.m.ID, 3, false, 0, ""))
			must(t, c.Redis.Del(ctx, c.LeaseOfMeeting(g.m.ID)).Err()) // its lease is over
			if got := kindsTold(t, c, g.john); !slices.Equal(got, want) {
				t.Errorf("by another Stoa john was told %q, want %q", got, want)
			}
			if dies {
				die()
			}
			gate.Open()
			storetest.Next(t, "the follower's end", ended)
			for _, who := range []campus.Person{g.john, g.co, g.aisha} {
				if got := kindsTold(t, c, who); !slices.Equal(got, want) {
					t.Errorf("in the end %s was told %q, want %q", who.Username, got, want)
				}
			}
		})
	}
}
