package store_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store"
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
	replay, err := c.Rooms.EventsAfter(t.Context(), store.MeetingRoom(m.ID, 1), campus.LogStart)
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
		must(t, c.Meetings.Join(ctx, host, m.ID, 1, ""))
		before, err := c.Meetings.Instance(ctx, m.ID, 1)
		must(t, err)
		later := campus.Slot{From: before.From, To: before.To.Add(time.Hour), Zone: before.Zone}
		storetest.Together(askers(), func(int) { should(t, c.Meetings.MoveInstances(ctx, host, m.ID, 1, later, false, 0, "")) })
		storetest.Together(askers(), func(i int) { // five operations, each sent many times
			_, err := c.Meetings.Turn(ctx, host, m.ID, 1, campus.TurnExtend, fmt.Sprint("extend", i%5))
			should(t, err)
		})
		if now, err := c.Meetings.Instance(ctx, m.ID, 1); err != nil || !now.To.Equal(later.To.Add(50*time.Minute)) {
			t.Errorf("it ends %s, %v, want %s: moved once, extended five times", now.To, err, later.To.Add(50*time.Minute))
		}
		storetest.Together(askers(), func(int) { should(t, c.Meetings.CancelInstances(ctx, host, m.ID, 1, false, 0, "")) })
		got := kinds(t, c, m)
		want := map[campus.Kind]int{campus.KindJoin: 1, campus.KindMoved: 6, campus.KindLeave: 0, campus.KindCancelled: 1}
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
		must(t, c.Meetings.Join(ctx, host, m.ID, 1, ""))
		var ended, late atomic.Int64
		storetest.Together(askers(), func(int) {
			switch _, err := c.Meetings.Turn(ctx, host, m.ID, 1, campus.TurnEnd, ""); err {
			case nil:
				ended.Add(1)
			case campus.ErrNotActive:
				late.Add(1)
			default:
				t.Error(err)
			}
		})
		if got := kinds(t, c, m); ended.Load() != 1 || late.Load() != int64(askers()-1) || got[campus.KindEnded] != 1 {
			t.Errorf("%d ended it and %d came too late; the log says %v", ended.Load(), late.Load(), got)
		}
	})
}

func TestOfManyWhoDeleteALineOneDoesAndNoEditComesAfterIt(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		m := c.Meeting(t, host, "Now")
		must(t, c.Meetings.Join(ctx, host, m.ID, 1, ""))
		line, err := c.Rooms.Post(ctx, host, store.MeetingRoom(m.ID, 1), campus.NewLine{Body: "first"}, "")
		must(t, err)
		room := store.MeetingRoom(m.ID, 1)
		var deleted, gone, edited atomic.Int64
		storetest.Together(askers(), func(i int) {
			var err error
			if i%2 == 0 {
				err = c.Rooms.Delete(ctx, host, room, line, true, "")
			} else if _, err = c.Rooms.Edit(ctx, host, room, line, fmt.Sprint("edit ", i), ""); err == nil {
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
		if deleted.Load() != 1 || got[campus.KindDeleted] != 1 || int64(got[campus.KindEdited]) != edited.Load() ||
			edited.Load()+gone.Load() != int64(askers()-1) {
			t.Errorf("%d deleted it, %d edited it, %d found it gone; the log says %v", deleted.Load(), edited.Load(), gone.Load(), got)
		}
		lines, err := c.Rooms.Lines(ctx, store.MeetingRoom(m.ID, 1), []int64{line})
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
			_, err := c.Meetings.Edit(ctx, host, m.ID, campus.NewMeeting{Title: "Now",
				Audience: []string{half[0].Email, half[1].Email, half[2].Email}}, "")
			should(t, err)
		})
		c.Settle(t)
		first, err := c.Meetings.Seat(ctx, students[0], m.ID, 1)
		must(t, err)
		for i, s := range students {
			seat, err := c.Meetings.Seat(ctx, s, m.ID, 1)
			must(t, err)
			agenda, err := c.Meetings.Agenda(ctx, s, nil)
			if want := first.Enter == (i < 3); err != nil || seat.Enter != want || len(agenda.Active) > 0 != want {
				t.Errorf("student %d: allowed %t, agenda %v, %v, want %t", i, seat.Enter, agenda.Active, err, want)
			}
		}
	})
}

func TestWhoReopensACourseChangesNothingElseOfIt(t *testing.T) {
	t.Parallel()
	ctx, c := t.Context(), storetest.New(t)
	host, admin := c.Person(t, "thales", campus.Teacher), c.Person(t, "admin", campus.Admin)
	course := c.Course(t, host, "Geometry", 5)
	through, gate := c.Gated(t, campus.CourseTopic(course.ID)) // which scripts alone are told
	must(t, between(t, gate, func() error { _, err := through.Courses.Reopen(ctx, host, course.ID, ""); return err }, func() {
		_, err := c.Courses.Edit(ctx, admin, course.ID,
			campus.NewCourse{Title: "Algebra", Summary: "Letters", Level: campus.Advanced, Places: 7}, "")
		must(t, err)
	}))
	got, err := c.Courses.Get(ctx, course.ID)
	if err != nil || got.Title != "Algebra" || got.Summary != "Letters" || got.Level != campus.Advanced || got.Places != 7 ||
		got.Unlimited {
		t.Errorf("what was changed meanwhile is %+v, %v", got, err)
	}
}

func TestAnEditThatNamesNoHostLeavesTheMeetingToItsNewOne(t *testing.T) {
	t.Parallel()
	ctx, c := t.Context(), storetest.New(t)
	host, other, admin := c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher), c.Person(t, "admin", campus.Admin)
	m := c.Meeting(t, host, "Now")
	through, gate := c.Gated(t, c.MeetingOutbox(m.ID)) // which scripts alone are told
	edit := func(c *storetest.Campus, n campus.NewMeeting) error {
		_, err := c.Meetings.Edit(ctx, admin, m.ID, n, "")
		return err
	}
	must(t, between(t, gate, func() error { return edit(through, campus.NewMeeting{Title: "Then"}) }, func() {
		must(t, edit(c, campus.NewMeeting{Title: "Now", Host: other.ID}))
	}))
	got, err := c.Meetings.Get(ctx, m.ID)
	if err != nil || got.Title != "Then" || got.Host != (campus.Named{ID: other.ID, Name: other.Name}) {
		t.Errorf("it is %+v, %v", got, err)
	}
}

func TestWhatAMoveLeavesOutStaysAsItIsByThen(t *testing.T) {
	t.Parallel()
	from, to, longer := monday.Add(90*time.Minute), monday.Add(4*time.Hour), monday.Add(5*time.Hour)
	for name, test := range map[string]struct{ moves, meanwhile, want campus.Slot }{
		"the begin, and the end meanwhile": {campus.Slot{From: from}, campus.Slot{To: to}, campus.Slot{From: from, To: to}},
		"the end, and the begin meanwhile": {campus.Slot{To: to}, campus.Slot{From: from}, campus.Slot{From: from, To: to}},
		"the end, and the end meanwhile": {campus.Slot{To: to}, campus.Slot{To: longer},
			campus.Slot{From: monday.Add(time.Hour), To: to}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := storetest.New(t, storetest.Clock(storetest.At(monday).Now))
			ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
			m := series(t, c, host)
			through, gate := c.Gated(t, c.LogKey(store.MeetingRoom(m.ID, 1))) // which only the script that moves is told
			move := func() error { return through.Meetings.MoveInstances(ctx, host, m.ID, 1, test.moves, false, 0, "") }
			err := between(t, gate, move, func() {
				must(t, c.Meetings.MoveInstances(ctx, host, m.ID, 1, test.meanwhile, false, 0, ""))
			})
			must(t, err)
			if i, err := c.Meetings.Instance(ctx, m.ID, 1); err != nil || !i.From.Equal(test.want.From) || !i.To.Equal(test.want.To) {
				t.Errorf("it is from %s to %s, %v, want %+v", i.From, i.To, err, test.want)
			}
		})
	}
}

func TestWhoTakesAnAddressWhileAMeetingNotesThatNobodyHasItIsInvited(t *testing.T) {
	t.Parallel()
	const address = "zeno@stoa.example"
	ctx, c := t.Context(), storetest.New(t)
	host := c.Person(t, "thales", campus.Teacher)
	m, err := c.Meetings.Create(ctx, host, campus.NewMeeting{Title: "Talk", Audience: []string{address}, Slots: []campus.Slot{
		{From: c.Now().Add(-time.Minute), To: c.Now().Add(time.Hour), Zone: "UTC"}}}, "")
	must(t, err)
	through, gate := c.Gated(t, c.Awaiting(address))
	var zeno campus.Person
	must(t, between(t, gate, func() error { _, err := through.Followers.Tick(ctx); return err }, func() {
		zeno, err = c.People.Create(ctx, store.Itself(""), newcomer("zeno", address))
		must(t, err)
		c.Settle(t) // no meeting is noted for the address yet
	}))
	c.Settle(t)
	must(t, c.Meetings.Join(ctx, zeno, m.ID, 1, ""))
	if agenda, err := c.Meetings.Agenda(ctx, zeno, nil); err != nil || len(agenda.Active) != 1 {
		t.Errorf("they may enter %q, %v; want the meeting", rooms(agenda.Active), err)
	}
}
