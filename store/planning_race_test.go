package store_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// askers is how many do the same thing at the same moment.
func askers() int { return storetest.Times(100, 2000) }

// should is must for a goroutine, which cannot end the test.
func should(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

// kinds counts the events of a meeting's first date.
func kinds(t *testing.T, c *storetest.Campus, m campus.Meeting) map[campus.Kind]int {
	t.Helper()
	replay, err := c.EventsAfter(t.Context(), m.ID, 1, campus.LogStart)
	must(t, err)
	count := map[campus.Kind]int{}
	for i, e := range replay.Events {
		count[e.Kind]++
		if e.N != int64(i+1) {
			t.Errorf("event %d has the number %d", i+1, e.N)
		}
	}
	return count
}

func TestWhatStaffDoToADateAtTheSameMomentHappensOnce(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		m := c.Meeting(t, host, "Now")
		must(t, c.Join(ctx, host, m.ID, 1, ""))
		before, err := c.Instance(ctx, m.ID, 1)
		must(t, err)
		later := campus.Slot{From: before.From, To: before.To.Add(time.Hour), Zone: before.Zone}
		storetest.Together(askers(), func(int) { should(t, c.MoveInstances(ctx, host, m.ID, 1, later, false)) })
		storetest.Together(askers(), func(i int) { // five operations, each sent many times
			_, err := c.TurnInstance(ctx, host, m.ID, 1, campus.TurnExtend, fmt.Sprint("extend", i%5))
			should(t, err)
		})
		if now, err := c.Instance(ctx, m.ID, 1); err != nil || !now.To.Equal(later.To.Add(50*time.Minute)) {
			t.Errorf("it ends %s, %v, want %s: moved once, extended five times", now.To, err, later.To.Add(50*time.Minute))
		}
		storetest.Together(askers(), func(int) { should(t, c.CancelInstances(ctx, host, m.ID, 1, false)) })
		got := kinds(t, c, m)
		want := map[campus.Kind]int{campus.KindJoin: 1, campus.KindMoved: 6, campus.KindLeave: 1, campus.KindCancelled: 1}
		for kind, n := range want {
			if got[kind] != n {
				t.Errorf("%d times %s, want %d", got[kind], kind, n)
			}
		}
	})
}

func TestOfManyWhoEndAMeetingOneDoes(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		m := c.Meeting(t, host, "Now")
		must(t, c.Join(ctx, host, m.ID, 1, ""))
		var ended, late atomic.Int64
		storetest.Together(askers(), func(int) {
			switch _, err := c.TurnInstance(ctx, host, m.ID, 1, campus.TurnEnd, ""); err {
			case nil:
				ended.Add(1)
			case campus.ErrNotActive:
				late.Add(1)
			default:
				t.Error(err)
			}
		})
		if got := kinds(t, c, m); ended.Load() != 1 || late.Load() != int64(askers()-1) || got[campus.KindEnded] != 1 || got[campus.KindLeave] != 1 {
			t.Errorf("%d ended it and %d came too late; the log says %v", ended.Load(), late.Load(), got)
		}
	})
}

func TestOfManyWhoDeleteALineOneDoesAndNoEditComesAfterIt(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		m := c.Meeting(t, host, "Now")
		must(t, c.Join(ctx, host, m.ID, 1, ""))
		line, err := c.PostMessage(ctx, host, m.ID, 1, campus.NewLine{Body: "first"}, "")
		must(t, err)
		seat, err := c.Seat(ctx, host, m.ID, 1)
		must(t, err)
		var deleted, gone, edited atomic.Int64
		storetest.Together(askers(), func(i int) {
			var err error
			if i%2 == 0 {
				err = c.DeleteMessage(ctx, host, seat, line, "")
			} else if _, err = c.EditMessage(ctx, host, seat, line, fmt.Sprint("edit ", i), ""); err == nil {
				edited.Add(1)
				return
			}
			switch err {
			case nil:
				deleted.Add(1)
			case campus.ErrNoMessage:
				gone.Add(1)
			default:
				t.Error(err)
			}
		})
		got := kinds(t, c, m)
		if deleted.Load() != 1 || got[campus.KindDeleted] != 1 || int64(got[campus.KindEdited]) != edited.Load() || edited.Load()+gone.Load() != int64(askers()-1) {
			t.Errorf("%d deleted it, %d edited it, %d found it gone; the log says %v", deleted.Load(), edited.Load(), gone.Load(), got)
		}
		lines, err := c.Lines(ctx, m.ID, 1, []int64{line})
		if err != nil || len(lines) != 1 || !lines[0].Deleted || lines[0].Body != "" {
			t.Errorf("what is left: %+v, %v", lines, err)
		}
	})
}

func TestEditsAtTheSameMomentLeaveOneAudienceWhole(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, host, students := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 6)
		m := c.Meeting(t, host, "Now")
		storetest.Together(askers(), func(i int) { // either the first three or the last three, never a mixture
			half := students[:3]
			if i%2 == 1 {
				half = students[3:]
			}
			_, err := c.EditMeeting(ctx, host, m.ID, campus.NewMeeting{Title: "Now", Audience: []string{half[0].Email, half[1].Email, half[2].Email}}, "")
			should(t, err)
		})
		c.Settle(t)
		first, err := c.Seat(ctx, students[0], m.ID, 1)
		must(t, err)
		for i, s := range students {
			seat, err := c.Seat(ctx, s, m.ID, 1)
			must(t, err)
			agenda, err := c.Agenda(ctx, s)
			if want := first.Allowed == (i < 3); err != nil || seat.Allowed != want || len(agenda.Active) > 0 != want {
				t.Errorf("student %d: allowed %t, agenda %v, %v, want %t", i, seat.Allowed, agenda.Active, err, want)
			}
		}
	})
}
