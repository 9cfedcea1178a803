package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestOnesOwnCalendarIsReadSixtyTimesAtOnceAndThenOnceAMinute(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, john, hamid := t.Context(), c.Person(t, "john", campus.Student), c.Person(t, "hamid", campus.Student)
		johns, _, err := c.Doors.MakeFeed(ctx, store.By{Person: john})
		must(t, err)
		hamids, _, err := c.Doors.MakeFeed(ctx, store.By{Person: hamid})
		must(t, err)
		read := func(n int) error {
			_, err := c.Doors.FeedOf(ctx, johns, fmt.Sprintf("192.0.2.%d", n)) // wherever it is asked from
			return err
		}
		wantSlow := func(what string) {
			t.Helper()
			var slow *campus.Error
			if err := read(99); !errors.As(err, &slow) || slow.Code != campus.TooMany || slow.Wait != time.Minute {
				t.Errorf("%s: %v, want to be told to wait for a minute", what, err)
			}
		}
		for n := range 60 {
			wantRefusal(t, fmt.Sprint("reading ", n+1), read(n), nil)
		}
		wantSlow("one more")
		wantFeed(t, c, hamids, hamid.ID)
		clock.Add(time.Minute)
		wantRefusal(t, "a minute later", read(1), nil)
		wantSlow("and once more")
	})
}

// daily plans a meeting of so many days from a day on, for one person.
func daily(t *testing.T, c *storetest.Campus, host, guest campus.Person, first, days int) campus.Meeting {
	t.Helper()
	n := campus.NewMeeting{Title: "Daily", Audience: []string{guest.Email}}
	for day := range days {
		n.Slots = append(n.Slots, hour(time.Duration(first+day)*24*time.Hour))
	}
	return c.Plan(t, host, n)
}

func TestACalendarHasAThousandDatesAndSaysThatThereAreMore(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-2*time.Hour), func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, host, john := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
		other := c.Person(t, "hypatia", campus.Teacher)
		want := func(what string, past, all int, others bool) {
			t.Helper()
			c.Tick(t)
			got, more, err := c.Meetings.Calendar(ctx, john)
			over := 0
			for _, l := range got {
				if l.Instance.State(c.Now()) == campus.Ended {
					over++
				}
			}
			if err != nil || len(got) != all || over != past || more != others {
				t.Errorf("%s: %d dates, %d of them over, more: %t, %v, want %d, %d, %t", what, len(got), over, more, err, all, past, others)
			}
		}
		daily(t, c, host, john, 0, 500)
		daily(t, c, other, john, 0, 498)
		old := daily(t, c, host, john, -2, 2)
		want("a thousand", 2, 1000, false)
		gone := daily(t, c, other, john, 600, 1)
		must(t, c.Meetings.Delete(ctx, other, gone.ID, 0, ""))
		want("with one of a meeting that was deleted", 2, 1000, false)
		_, err := c.Meetings.AddInstance(ctx, host, old.ID, hour(-3*24*time.Hour), "")
		must(t, err)
		want("with one more that is over", 2, 1000, true)
		daily(t, c, other, john, 600, 2)
		want("with a thousand to come", 0, 1000, true)
		daily(t, c, other, john, 700, 1)
		want("with more to come", 0, 1000, true)
	})
}
