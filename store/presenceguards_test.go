package store_test

import (
	"maps"
	"testing"
	"time"

	"stoa/store/storetest"
)

// A clock that is behind, as Redis' own is after a fail-over, makes nobody seen earlier than they were.
func TestWhoWasSeenStaysSeenThoughAClockFallsBack(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 2)
		id, topic := openRoom(t, c, s...)
		behind := c.WithClock(t, func() time.Time { return clock.Now().Add(-20 * time.Second) })
		for _, step := range []struct {
			through *storetest.Campus
			after   time.Duration
		}{{c, 0}, {c, 30 * time.Second}, {behind, 0}} {
			clock.Add(step.after)
			must(t, step.through.Meetings.Here(ctx, s[0], id, 1))
			must(t, step.through.Meetings.Came(ctx, topic, s[1].ID))
		}
		clock.Add(45 * time.Second) // when it is looked at again
		c.Tick(t)
		if got := inside(t, c, id); len(got) != 2 {
			t.Errorf("within a minute %v are inside, want both", got)
		}
		clock.Add(15 * time.Second)
		c.Tick(t)
		if got := inside(t, c, id); len(got) != 0 {
			t.Errorf("after a minute %v are inside", got)
		}
	})
}

func TestOfWhoIsNotInsideOrComesAfterTheEndNothingIsKept(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 2)
		_, topic := openRoom(t, c, s[0])
		before := c.Contents(t)
		must(t, c.Meetings.Came(ctx, topic, s[1].ID))
		if after := c.Contents(t); !maps.Equal(before, after) {
			t.Errorf("who watches from outside leaves\n%v\nof\n%v", after, before)
		}
		clock.Add(time.Hour)
		c.Tick(t)
		before = c.Contents(t)
		must(t, c.Meetings.Came(ctx, topic, s[0].ID))
		must(t, c.Meetings.Standing(ctx, map[string][]int64{topic: {s[0].ID, s[1].ID}}))
		if after := c.Contents(t); !maps.Equal(before, after) {
			t.Errorf("a page that stays open after the end leaves\n%v\nof\n%v", after, before)
		}
	})
}

func TestAPageThatAsksBetweenTheEndAndItsTellingMakesNobodySeenUntilThen(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 1)
		id, topic := openRoom(t, c, s...)
		must(t, c.Meetings.Here(ctx, s[0], id, 1))
		clock.Add(time.Hour)
		must(t, c.Meetings.Came(ctx, topic, s[0].ID))
		c.Tick(t)
		if got := leavesOf(t, c, id)[s[0].ID]; len(got) != 1 || !got[0].Equal(noon) {
			t.Errorf("they left at %v, want once at %v, when last seen", got, noon)
		}
	})
}
