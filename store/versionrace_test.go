package store_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestOfManyWhoChangeOneVersionOfAMeetingOneDoesAndTheOthersAreTold(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, host, admin := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "admin", campus.Admin)
		m := series(t, c, host)
		for round := range 6 {
			m, err := c.Meetings.Get(ctx, m.ID)
			must(t, err)
			var won, told atomic.Int64
			var winner atomic.Value
			storetest.Together(20, func(i int) {
				who, title := []campus.Person{host, admin}[i%2], fmt.Sprint("Round ", round, " by ", i)
				var err error
				if i%4 < 3 {
					_, err = c.Meetings.Edit(ctx, who, m.ID, campus.NewMeeting{Title: title, Seen: m.Version}, "")
				} else {
					to := monday.Add(time.Duration(130+round) * time.Minute)
					err = c.Meetings.MoveInstances(ctx, who, m.ID, 1, campus.Slot{To: to}, false, m.Version, "")
					title = m.Title
				}
				switch err {
				case nil:
					won.Add(1)
					winner.Store(title)
				case campus.ErrMeanwhile:
					told.Add(1)
				default:
					t.Error(err)
				}
			})
			now, err := c.Meetings.Get(ctx, m.ID)
			if err != nil || won.Load() != 1 || told.Load() != 19 || now.Title != winner.Load() || now.Version != m.Version+1 {
				t.Errorf("%d have changed it and %d were told; it is %q at %d, and was at %d; %v", won.Load(), told.Load(), now.Title,
					now.Version, m.Version, err)
			}
		}
	})
}

func TestDatesThatAreAddedAndMovedAtOnceAreNeverAtTheSameTime(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		for round := range storetest.Times(5, 100) {
			m := series(t, c, host)
			from := monday.Add(24 * time.Hour)
			slot := campus.Slot{From: from, To: from.Add(time.Hour), Zone: "UTC"}
			var done, refused atomic.Int64
			storetest.Together(12, func(i int) {
				var err error
				if i%3 > 0 { // different minutes of one hour
					at := campus.Slot{From: slot.From.Add(time.Duration(i) * time.Minute), To: slot.To, Zone: "UTC"}
					_, err = c.Meetings.AddInstance(ctx, host, m.ID, at, "")
				} else {
					err = c.Meetings.MoveInstances(ctx, host, m.ID, 1+i/3, slot, false, 0, "")
				}
				switch campus.CodeOf(err) {
				case campus.Invalid:
					refused.Add(1)
				default:
					should(t, err)
					done.Add(1)
				}
			})
			now, err := c.Meetings.Get(ctx, m.ID)
			must(t, err)
			_, all := dates(t, c, now)
			a, b, overlap := campus.Overlap(all, func(int) bool { return true })
			if overlap || done.Load() != 1 || refused.Load() != 11 {
				t.Errorf("round %d: %d are at that time, %d refused; %v and %v", round, done.Load(), refused.Load(), a, b)
			}
		}
	})
}
