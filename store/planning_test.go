package store_test

import (
	"slices"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// monday is four weeks before the clocks of Athens change.
var monday = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// series plans a private weekly meeting of four dates, from an hour after monday on, each an hour long.
func series(t *testing.T, c *storetest.Campus, host campus.Person, audience ...campus.Person) campus.Meeting {
	t.Helper()
	n := campus.NewMeeting{Title: "Weekly"}
	for week := range 4 {
		from := monday.Add(time.Hour).AddDate(0, 0, 7*week)
		n.Slots = append(n.Slots, campus.Slot{From: from, To: from.Add(time.Hour), Zone: "Europe/Athens"})
	}
	for _, p := range audience {
		n.Audience = append(n.Audience, p.Email)
	}
	m, err := c.Meetings.Create(t.Context(), host, n, "")
	must(t, err)
	c.Settle(t)
	return m
}

func dates(t *testing.T, c *storetest.Campus, m campus.Meeting) (states []campus.State, all []campus.Instance) {
	t.Helper()
	all, err := c.Meetings.Instances(t.Context(), m)
	must(t, err)
	for _, i := range all {
		states = append(states, i.State(c.Now()))
	}
	return states, all
}

func TestACancelledDateKeepsItsNumberAndLaterMeansAllFromItOn(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		host, other := c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		m := series(t, c, host)
		wantRefusal(t, "somebody else's cancelling", c.Meetings.CancelInstances(t.Context(), other, m.ID, 2, false, 0, ""),
			campus.ErrNotMeetingStaff)
		for range 2 { // sent twice, done once
			must(t, c.Meetings.CancelInstances(t.Context(), host, m.ID, 1, false, 0, ""))
		}
		must(t, c.Meetings.CancelInstances(t.Context(), host, m.ID, 3, true, 0, ""))
		want := []campus.State{campus.Cancelled, campus.Scheduled, campus.Cancelled, campus.Cancelled}
		if got, _ := dates(t, c, m); !slices.Equal(got, want) {
			t.Errorf("the dates are %v, want %v", got, want)
		}
		c.Settle(t)
		agenda, err := c.Meetings.Agenda(t.Context(), host, nil)
		if err != nil || len(agenda.Coming) != 1 || agenda.Coming[0].Instance.Order != 2 {
			t.Errorf("coming: %v, %v", agenda.Coming, err)
		}
	})
}

func TestADateThatIsNotThereIsNotCancelled(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		m := series(t, c, host)
		for _, order := range []int{-1, 0, 5, 500} {
			for _, later := range []bool{false, true} {
				wantRefusal(t, "cancelling it", c.Meetings.CancelInstances(ctx, host, m.ID, order, later, 0, "op"), campus.ErrNoMeeting)
			}
		}
		order, err := c.Meetings.AddInstance(ctx, host, m.ID,
			campus.Slot{From: monday.Add(3 * time.Hour), To: monday.Add(4 * time.Hour)}, "")
		must(t, err)
		must(t, c.Meetings.CancelInstances(ctx, host, m.ID, order, true, 0, "op")) // a refusal is not remembered
		m, err = c.Meetings.Get(ctx, m.ID)
		must(t, err)
		want := []campus.State{campus.Scheduled, campus.Scheduled, campus.Scheduled, campus.Scheduled, campus.Cancelled}
		if got, _ := dates(t, c, m); !slices.Equal(got, want) {
			t.Errorf("the dates are %v, want %v", got, want)
		}
	})
}

func TestCancellingAnOpenDateLetsEverybodyOut(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		host := c.Person(t, "thales", campus.Teacher)
		m := c.Meeting(t, host, "Now")
		must(t, c.Meetings.Join(t.Context(), host, m.ID, 1, ""))
		must(t, c.Meetings.CancelInstances(t.Context(), host, m.ID, 1, false, 0, ""))
		replay, err := c.Rooms.EventsAfter(t.Context(), store.MeetingRoom(m.ID, 1), campus.LogStart)
		must(t, err)
		if n := len(replay.Events); n != 2 || replay.Events[1].Kind != campus.KindCancelled ||
			!slices.Equal(replay.Events[1].Left, []int64{host.ID}) {
			t.Errorf("the log says %+v, want that the host joined, and left as it was cancelled", replay.Events)
		}
		_, err = c.Rooms.Post(t.Context(), host, store.MeetingRoom(m.ID, 1), campus.NewLine{Body: "still here"}, "")
		wantRefusal(t, "a line after it", err, campus.ErrNotActive)
	})
}

func TestMovingAllLaterDatesKeepsLocalTimeOverAChangeOfClocks(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		athens, err := time.LoadLocation("Europe/Athens")
		must(t, err)
		host := c.Person(t, "thales", campus.Teacher)
		m := series(t, c, host)
		// From Monday the 9th to Monday the 16th, 18:00 in Athens; the clocks change on the 29th, so the last is in summer.
		from := time.Date(2026, 3, 16, 18, 0, 0, 0, athens)
		must(t, c.Meetings.MoveInstances(t.Context(), host, m.ID, 2,
			campus.Slot{From: from, To: from.Add(90 * time.Minute), Zone: "Europe/Athens"}, true, 0, ""))
		_, all := dates(t, c, m)
		for i, want := range []string{"2026-03-02T15:00", "2026-03-16T18:00", "2026-03-23T18:00", "2026-03-30T18:00"} {
			if got := all[i].From.In(athens).Format("2006-01-02T15:04"); got != want {
				t.Errorf("date %d begins %s, want %s", i+1, got, want)
			}
		}
		if lasts := all[3].To.Sub(all[3].From); lasts != 90*time.Minute {
			t.Errorf("the last lasts %s", lasts)
		}
	})
}

func TestOfADateThatHasBegunOnlyTheEndMoves(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday.Add(61*time.Minute), func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		host := c.Person(t, "thales", campus.Teacher)
		m := series(t, c, host)
		i, err := c.Meetings.Instance(t.Context(), m.ID, 1)
		must(t, err)
		moved := campus.Slot{From: i.From.Add(time.Minute), To: i.To, Zone: i.Zone}
		if err := c.Meetings.MoveInstances(t.Context(), host, m.ID, 1, moved, false, 0, ""); campus.CodeOf(err) != campus.Invalid {
			t.Errorf("moving the beginning: %v", err)
		}
		longer := campus.Slot{From: i.From, To: i.To.Add(time.Hour), Zone: i.Zone}
		must(t, c.Meetings.MoveInstances(t.Context(), host, m.ID, 1, longer, false, 0, ""))
		if i, err = c.Meetings.Instance(t.Context(), m.ID, 1); err != nil || !i.To.Equal(longer.To) {
			t.Errorf("it ends %s, want %s (%v)", i.To, longer.To, err)
		}
	})
}

func TestStaffStartEarlyExtendByTenMinutesAndEnd(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		host, guest := c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
		m := series(t, c, host, guest)
		turn := func(who campus.Person, what campus.Turn, op string) (campus.Instance, error) {
			return c.Meetings.Turn(t.Context(), who, m.ID, 1, what, op)
		}
		_, err := turn(guest, campus.TurnStart, "")
		wantRefusal(t, "a guest starts", err, campus.ErrNotMeetingStaff)
		_, err = turn(host, campus.TurnExtend, "")
		wantRefusal(t, "extending what has not begun", err, campus.ErrNotActive)
		if i, err := turn(host, campus.TurnStart, ""); err != nil || i.State(c.Now()) != campus.Active {
			t.Fatalf("started: %v, %v", i, err)
		}
		must(t, c.Meetings.Join(t.Context(), guest, m.ID, 1, ""))
		for range 2 { // the same operation extends once
			i, err := turn(host, campus.TurnExtend, "longer")
			if want := monday.Add(2*time.Hour + 10*time.Minute); err != nil || !i.To.Equal(want) {
				t.Errorf("it ends %s, want %s (%v)", i.To, want, err)
			}
		}
		clock.Add(time.Minute)
		if i, err := turn(host, campus.TurnEnd, ""); err != nil || i.State(c.Now()) != campus.Ended {
			t.Fatalf("ended: %v, %v", i, err)
		}
		if n, err := c.Rooms.PresentCount(t.Context(), store.MeetingRoom(m.ID, 1)); err != nil || n != 0 {
			t.Errorf("%d are still in it, %v", n, err)
		}
	})
}

func TestADeletedMeetingIsHiddenFromEverybody(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		host, guest := c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
		m := series(t, c, host, guest)
		wantRefusal(t, "a guest deletes", c.Meetings.Delete(t.Context(), guest, m.ID, 0, ""), campus.ErrNotMeetingStaff)
		must(t, c.Meetings.Delete(t.Context(), host, m.ID, 0, ""))
		c.Settle(t)
		for _, p := range []campus.Person{host, guest} {
			if a, err := c.Meetings.Agenda(t.Context(), p, nil); err != nil || len(a.Active)+len(a.Coming)+len(a.Past) != 0 {
				t.Errorf("%s still sees it: %v, %v", p.Username, a, err)
			}
			_, err := c.Meetings.Seat(t.Context(), p, m.ID, 1)
			wantRefusal(t, p.Username+" looks for it", err, campus.ErrNoMeeting)
		}
	})
}

func TestAnEditChangesWhoMaySeeAMeeting(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		host, john, hamid := c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student),
			c.Person(t, "hamid", campus.Student)
		m := series(t, c, host, john)
		for _, step := range []struct {
			name        string
			edit        campus.NewMeeting
			john, hamid bool
		}{
			{"without audience it stays", campus.NewMeeting{}, true, false},
			{"another audience", campus.NewMeeting{Audience: []string{hamid.Email}}, false, true},
			{"nobody, but public", campus.NewMeeting{Audience: []string{}, Public: true}, true, true},
			{"private again", campus.NewMeeting{}, false, false},
		} {
			step.edit.Title = "Weekly, again"
			_, err := c.Meetings.Edit(t.Context(), host, m.ID, step.edit, "")
			must(t, err)
			c.Settle(t)
			for p, want := range map[campus.Person]bool{host: true, john: step.john, hamid: step.hamid} {
				if a, err := c.Meetings.Agenda(t.Context(), p, nil); err != nil || len(a.Coming) > 0 != want {
					t.Errorf("%s: %s sees %v, %v", step.name, p.Username, a.Coming, err)
				}
			}
		}
		if got, err := c.Store.Meetings.Get(t.Context(), m.ID); err != nil || got.Title != "Weekly, again" || got.Orders != 4 ||
			got.Host.ID != host.ID {
			t.Errorf("it is %+v, %v", got, err)
		}
	})
}

func TestALineIsEditedByItsAuthorAndDeletedByStaffAndItsTextIsGone(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		host, john, hamid := c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student),
			c.Person(t, "hamid", campus.Student)
		m := c.Meeting(t, host, "Now", john, hamid)
		must(t, c.Meetings.Join(ctx, john, m.ID, 1, ""))
		line, err := c.Rooms.Post(ctx, john, store.MeetingRoom(m.ID, 1), campus.NewLine{Body: "first"}, "")
		must(t, err)
		room := store.MeetingRoom(m.ID, 1)
		_, err = c.Rooms.Edit(ctx, hamid, room, line, "mine now", "")
		wantRefusal(t, "somebody else's edit", err, campus.ErrNotYours)
		if l, err := c.Rooms.Edit(ctx, john, room, line, "second", ""); err != nil || l.Body != "second" || !l.Edited {
			t.Errorf("edited: %+v, %v", l, err)
		}
		wantRefusal(t, "somebody else's deleting", c.Rooms.Delete(ctx, hamid, room, line, false, ""), campus.ErrNotYours)
		must(t, c.Rooms.Delete(ctx, host, room, line, true, ""))
		said, err := c.Rooms.Messages(ctx, store.MeetingRoom(m.ID, 1), store.Span{Limit: 10})
		if err != nil || len(said.Lines) != 1 || !said.Lines[0].Deleted || said.Lines[0].Body != "" {
			t.Errorf("what is left: %+v, %v", said.Lines, err)
		}
		_, err = c.Rooms.Edit(ctx, john, room, line, "third", "")
		wantRefusal(t, "an edit after it", err, campus.ErrNoMessage)
	})
}

func TestWhoMayNotBeInAMeetingAnyMoreIsLetOut(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		host, john, hamid := c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student),
			c.Person(t, "hamid", campus.Student)
		course := c.Course(t, host, "Geometry", 5)
		for _, p := range []campus.Person{john, hamid} {
			if _, err := c.Courses.Enrol(ctx, p, course.ID, false, ""); err != nil {
				t.Fatal(err)
			}
		}
		now := c.Now()
		m, err := c.Meetings.Create(ctx, host, campus.NewMeeting{Title: "Lecture", Course: course.ID,
			Slots: []campus.Slot{{From: now.Add(-time.Minute), To: now.Add(time.Hour)}}}, "")
		if err != nil {
			t.Fatal(err)
		}
		c.Settle(t)
		for _, p := range []campus.Person{host, john, hamid} {
			if err := c.Meetings.Join(ctx, p, m.ID, 1, ""); err != nil {
				t.Fatal(err)
			}
		}
		inside := func(want ...campus.Person) {
			t.Helper()
			c.Settle(t)
			got, _, err := c.Rooms.People(ctx, store.MeetingRoom(m.ID, 1), "", store.MaxLines)
			if err != nil || len(got) != len(want) {
				t.Fatalf("inside are %v, %v, want %d", got, err, len(want))
			}
			for i := range want {
				if got[i].Person.ID != want[i].ID {
					t.Errorf("inside is %s, want %s", got[i].Person.Username, want[i].Username)
				}
			}
		}
		inside(host, john, hamid)
		if _, err := c.Courses.Drop(ctx, john, course.ID, ""); err != nil {
			t.Fatal(err)
		}
		inside(host, hamid)
		if _, err := c.Meetings.Edit(ctx, host, m.ID, campus.NewMeeting{Title: "Lecture"}, ""); err != nil { // of no course any more
			t.Fatal(err)
		}
		inside(host)
	})
}

func TestADateCannotEndInThePast(t *testing.T) {
	t.Parallel()
	hands := storetest.At(monday.Add(time.Hour + 30*time.Minute))
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		host := c.Person(t, "thales", campus.Teacher)
		m := series(t, c, host)
		i, err := c.Meetings.Instance(t.Context(), m.ID, 1)
		if err != nil {
			t.Fatal(err)
		}
		shorter := campus.Slot{From: i.From, To: i.From.Add(10 * time.Minute), Zone: i.Zone}
		if err := c.Meetings.MoveInstances(t.Context(), host, m.ID, 1, shorter, false, 0, ""); campus.CodeOf(err) != campus.Invalid {
			t.Errorf("ending twenty minutes ago: %v", err)
		}
		if now, err := c.Meetings.Instance(t.Context(), m.ID, 1); err != nil || now != i {
			t.Errorf("it is %+v, %v, want %+v", now, err, i)
		}
	}, storetest.Clock(hands.Now))
}

func TestAnotherLineUnderTheOperationOfOneThatWasSaidIsSaidToo(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		m := c.Meeting(t, host, "Now")
		if err := c.Meetings.Join(ctx, host, m.ID, 1, ""); err != nil {
			t.Fatal(err)
		}
		for i, line := range []struct {
			body string
			id   int64
		}{{"first", 1}, {"first", 1}, {"second", 2}, {"first", 1}, {"second", 2}} {
			if id, err := c.Rooms.Post(ctx, host, store.MeetingRoom(m.ID, 1), campus.NewLine{Body: line.body}, "one form"); err != nil ||
				id != line.id {
				t.Errorf("try %d: %q is line %d, %v, want %d", i, line.body, id, err, line.id)
			}
		}
	})
}

func TestADateCanBeMovedToAnotherZoneAlone(t *testing.T) {
	t.Parallel()
	c := storetest.New(t, storetest.Clock(storetest.At(monday).Now))
	host := c.Person(t, "thales", campus.Teacher)
	m := series(t, c, host)
	before, err := c.Meetings.Instance(t.Context(), m.ID, 1)
	must(t, err)
	must(t, c.Meetings.MoveInstances(t.Context(), host, m.ID, 1, campus.Slot{Zone: "America/Lima"}, false, 0, ""))
	after, err := c.Meetings.Instance(t.Context(), m.ID, 1)
	before.Zone, before.Revision = "America/Lima", campus.Revision{Sequence: 1, Changed: monday}
	if err != nil || after != before {
		t.Errorf("it is %+v, %v, want %+v", after, err, before)
	}
}
