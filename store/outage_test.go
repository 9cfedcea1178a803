package store_test

import (
	"slices"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// While no Stoa runs nobody can be seen: that is no reason to let anybody out.

// runs has a Stoa run from one time after noon to another: it reports itself, if a little late.
func runs(t *testing.T, c *storetest.Campus, clock *storetest.Hands, from, to time.Duration) {
	t.Helper()
	for ; from < to+14*time.Second; from += 14 * time.Second {
		clock.Set(noon.Add(min(from, to)))
		must(t, c.Stoas.Report(t.Context(), store.Stoa{ID: "one", Name: "a:80"}))
	}
}

func TestWhoWasThereWhenTheLastStoaStoppedHasAMinuteToAnswerTheNext(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 3)
		id, topic := openRoom(t, c, s...)
		wantInside := func(after time.Duration, what string, want ...campus.Person) {
			t.Helper()
			clock.Set(noon.Add(after))
			c.Tick(t)
			ids := []int64{}
			for _, p := range want {
				ids = append(ids, p.ID)
			}
			if got := inside(t, c, id); !slices.Equal(got, ids) {
				t.Errorf("%s %v are inside, want %v", what, got, ids)
			}
		}
		gone, back, away := s[0], s[1], s[2]
		must(t, c.Meetings.Here(ctx, gone, id, 1))
		clock.Set(noon.Add(50 * time.Second))
		must(t, c.Meetings.Here(ctx, back, id, 1))
		must(t, c.Meetings.Came(ctx, topic, away.ID))
		runs(t, c, clock, time.Minute, time.Minute)
		wantInside(5*time.Minute, "before any Stoa has reported itself again", back, away)
		runs(t, c, clock, 5*time.Minute, 5*time.Minute+30*time.Second)
		must(t, c.Meetings.Here(ctx, back, id, 1))
		runs(t, c, clock, 5*time.Minute+30*time.Second, 6*time.Minute-time.Millisecond)
		wantInside(6*time.Minute-time.Millisecond, "a moment before the minute is over", back, away)
		wantInside(6*time.Minute, "after a minute", back)
		runs(t, c, clock, 6*time.Minute, 6*time.Minute+30*time.Second)
		wantInside(6*time.Minute+30*time.Second, "a minute after the last answer")
		left := leavesOf(t, c, id)
		for i, at := range []time.Duration{0, 5*time.Minute + 30*time.Second, 50 * time.Second} {
			if got := left[s[i].ID]; len(got) != 1 || !got[0].Equal(noon.Add(at)) {
				t.Errorf("%s left at %v, want once at %v, when last seen", s[i].Username, got, noon.Add(at))
			}
		}
	})
}

func TestWhoWasThereWhenTheLastStoaStoppedWasThereToTheEnd(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 3)
		id, _ := openRoom(t, c, s...)
		clock.Set(noon.Add(10 * time.Minute))
		must(t, c.Meetings.Here(ctx, s[0], id, 1))
		clock.Set(noon.Add(30 * time.Minute))
		must(t, c.Meetings.Here(ctx, s[1], id, 1))
		runs(t, c, clock, 0, 30*time.Minute+20*time.Second)
		runs(t, c, clock, 3*time.Hour, 3*time.Hour)
		c.Tick(t)
		if got := leavesOf(t, c, id); len(got) != 1 || len(got[s[0].ID]) != 1 || !got[s[0].ID][0].Equal(noon.Add(10*time.Minute)) {
			t.Errorf("the leaves are %v, want one, of who was gone before", got)
		}
		log := logOf(t, c, id, 1)
		if last := log[len(log)-1]; last.Kind != campus.KindEnded || !slices.Equal(last.Left, []int64{s[1].ID, s[2].ID}) {
			t.Errorf("the log ends with %+v, want the end with those who were there", last)
		}
	})
}
