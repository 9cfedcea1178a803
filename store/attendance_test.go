package store_test

import (
	"cmp"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// logOf reads all events of an instance, checks that their numbers have no holes and their ids an order, and returns them
// without the ids, which are Redis' own.
func logOf(t testing.TB, c *storetest.Campus, id int64, order int) []campus.Event {
	t.Helper()
	replay, err := c.Rooms.EventsAfter(t.Context(), store.MeetingRoom(id, order), campus.LogStart)
	must(t, err)
	if replay.Reset {
		t.Fatal("the log cannot be read from its start")
	}
	last, _ := campus.ParseCursor(campus.LogStart)
	for i, e := range replay.Events {
		at, ok := campus.ParseCursor(e.ID)
		if !ok || !at.After(last) || e.N != int64(i+1) || e.Topic != campus.MeetingTopic(id, order) {
			t.Fatalf("event %d is %+v, after %s", i+1, e, last)
		}
		replay.Events[i].ID, last = "", at
	}
	return replay.Events
}

// wantLog checks kinds, references and times of all events of the first instance of a meeting.
func wantLog(t testing.TB, c *storetest.Campus, id int64, want ...campus.Event) {
	t.Helper()
	for i := range want {
		want[i].Topic, want[i].N = campus.MeetingTopic(id, 1), int64(i+1)
	}
	if got := logOf(t, c, id, 1); !slices.EqualFunc(got, want, sameEvent) {
		t.Errorf("the log is\n%+v, want\n%+v", got, want)
	}
}

func TestTheWorkedExampleOfTheSpecification(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-30*24*time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), []campus.Person{}
		for _, name := range []string{"john", "hamid", "haled"} {
			s = append(s, c.Person(t, name, campus.Student))
		}
		thales, hypatia, admin := c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher),
			c.Person(t, "admin", campus.Admin)
		on := func(month time.Month, day, hours int) campus.Slot {
			from := time.Date(2022, month, day, 10, 0, 0, 0, time.UTC)
			return campus.Slot{From: from, To: from.Add(time.Duration(hours) * time.Hour), Zone: "Europe/Athens"}
		}
		bdms := c.Plan(t, thales, campus.NewMeeting{Title: "BDMS Course", Audience: []string{s[0].Email},
			Slots: []campus.Slot{on(4, 15, 4), on(4, 22, 4), on(4, 29, 4), on(5, 6, 4)}})
		dsa := c.Plan(t, hypatia, campus.NewMeeting{Title: "DSA Course", Audience: []string{s[2].Email, s[1].Email},
			Slots: []campus.Slot{on(4, 29, 2), on(5, 6, 2)}})
		c.Plan(t, thales, campus.NewMeeting{Title: "Seminar", Public: true, Slots: []campus.Slot{on(5, 6, 8)}})
		c.Tick(t)
		clock.Set(noon)
		c.Tick(t)
		active := func(p campus.Person) (rooms []string) {
			all, err := c.Meetings.Active(ctx, p)
			must(t, err)
			for _, l := range all {
				rooms = append(rooms, l.Instance.Room())
			}
			return rooms
		}
		for who, want := range map[campus.Person][]string{
			admin: {"meeting:1:4", "meeting:2:2", "meeting:3:1"}, thales: {"meeting:1:4", "meeting:3:1"},
			s[0]: {"meeting:1:4", "meeting:3:1"},
			s[1]: {"meeting:2:2", "meeting:3:1"}, hypatia: {"meeting:2:2", "meeting:3:1"},
		} {
			if got := active(who); !slices.Equal(got, want) {
				t.Errorf("for %s %v are active, want %v", who.Username, got, want)
			}
		}
		wantRefusal(t, "john joins 1/4", c.Meetings.Join(ctx, s[0], bdms.ID, 4, ""), nil)
		wantRefusal(t, "john again", c.Meetings.Join(ctx, s[0], bdms.ID, 4, ""), campus.ErrAlreadyIn)
		wantRefusal(t, "hamid", c.Meetings.Join(ctx, s[1], bdms.ID, 4, ""), campus.ErrNotInvited)
		wantRefusal(t, "john joins 1/5", c.Meetings.Join(ctx, s[0], bdms.ID, 5, ""), campus.ErrNotActive)
		wantRefusal(t, "john joins 1/3", c.Meetings.Join(ctx, s[0], bdms.ID, 3, ""), campus.ErrNotActive)
		wantRefusal(t, "haled joins 2/2", c.Meetings.Join(ctx, s[2], dsa.ID, 2, ""), nil)
	})
}

func TestJoiningAndLeavingAreRefusedInTheirOrder(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, host, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 2)
		m := c.Meeting(t, host, "Talk", s[0])
		room := m.ID
		join := func(p campus.Person, id int64, order int) error {
			return c.Meetings.Join(ctx, p, id, order, "")
		}
		leave := func(p campus.Person, id int64, order int) error {
			return c.Meetings.Leave(ctx, p, id, order, "")
		}
		for i, step := range []struct {
			do    func(campus.Person, int64, int) error
			who   campus.Person
			id    int64
			order int
			want  error
		}{
			{join, s[0], 99, 1, campus.ErrNotActive}, {join, s[0], room, 2, campus.ErrNotActive}, {join, s[0], 0, 0, campus.ErrNotActive},
			{leave, s[0], 99, 1, campus.ErrNotActive}, {leave, s[0], room, 1, campus.ErrNotAttending},
			{join, s[1], room, 1, campus.ErrNotInvited},
			{join, s[0], room, 1, nil}, {join, s[0], room, 1, campus.ErrAlreadyIn}, {join, host, room, 1, nil},
			{leave, s[1], room, 1, campus.ErrNotAttending}, {leave, s[0], room, 1, nil}, {leave, s[0], room, 1, campus.ErrNotAttending},
			{join, s[0], room, 1, nil},
		} {
			clock.Add(time.Second)
			err := step.do(step.who, step.id, step.order)
			if err != step.want {
				t.Errorf("step %d: got %v, want %v", i, err, step.want)
			}
		}
		at := func(second int) time.Time { return noon.Add(time.Duration(second) * time.Second) }
		wantLog(t, c, room, campus.Event{Kind: campus.KindJoin, Ref: s[0].ID, At: at(7)},
			campus.Event{Kind: campus.KindJoin, Ref: host.ID, At: at(9)},
			campus.Event{Kind: campus.KindLeave, Ref: s[0].ID, At: at(11)}, campus.Event{Kind: campus.KindJoin, Ref: s[0].ID, At: at(13)})
		want := []campus.Participant{{Person: host, Joined: at(9)}, {Person: s[0], Joined: at(13)}}
		got, _, err := c.Rooms.People(ctx, store.MeetingRoom(room, 1), "", store.MaxLines)
		if !slices.Equal(got, want) || err != nil {
			t.Errorf("in the room are %+v, %v, want %+v", got, err, want)
		}
		seat, err := c.Meetings.Seat(ctx, s[0], room, 1)
		if !seat.Present || seat.People != 2 || err != nil {
			t.Errorf("the seat is %+v, %v", seat, err)
		}
		clock.Set(noon.Add(time.Hour))
		for _, do := range []func(campus.Person, int64, int) error{join, leave} {
			for _, p := range s {
				wantRefusal(t, p.Username+" after the end", do(p, room, 1), campus.ErrNotActive)
			}
		}
		if seat, err := c.Meetings.Seat(ctx, s[0], room, 1); seat.Present || err != nil {
			t.Errorf("after the end the seat is %+v, %v", seat, err)
		}
	})
}

func TestOfAHundredTriesOfOnePersonToJoinOneSucceeds(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, student := t.Context(), c.Person(t, "student", campus.Student)
		m := c.Meeting(t, c.Person(t, "thales", campus.Teacher), "Talk", student)
		var in, already atomic.Int64
		storetest.Together(100, func(int) {
			switch err := c.Meetings.Join(ctx, student, m.ID, 1, ""); err {
			case nil:
				in.Add(1)
			case campus.ErrAlreadyIn:
				already.Add(1)
			default:
				t.Error(err)
			}
		})
		if in.Load() != 1 || already.Load() != 99 {
			t.Errorf("%d got in and %d were in already, want 1 and 99", in.Load(), already.Load())
		}
		if events := logOf(t, c, m.ID, 1); len(events) != 1 || events[0].Kind != campus.KindJoin || events[0].Ref != student.ID {
			t.Errorf("the log is %+v, want one join", events)
		}
		if n, err := c.Rooms.PresentCount(ctx, store.MeetingRoom(m.ID, 1)); n != 1 || err != nil {
			t.Errorf("%d are present, %v, want 1", n, err)
		}
	})
}

func TestAJoinAndALeaveThatAreSentAgainAreDoneOnce(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, s := t.Context(), c.Students(t, 2)
		host := c.Person(t, "thales", campus.Teacher)
		m, other := c.Meeting(t, host, "Talk", s...), c.Meeting(t, host, "Other", s...)
		for range 3 {
			wantRefusal(t, "joining", c.Meetings.Join(ctx, s[0], m.ID, 1, "op"), nil)
		}
		wantRefusal(t, "somebody else with the same word", c.Meetings.Join(ctx, s[1], m.ID, 1, "op"), nil)
		wantRefusal(t, "another room with the same word", c.Meetings.Join(ctx, s[0], other.ID, 1, "op"), nil)
		for range 3 {
			wantRefusal(t, "leaving", c.Meetings.Leave(ctx, s[0], m.ID, 1, "op"), nil)
		}
		kinds := []campus.Kind{}
		for _, e := range logOf(t, c, m.ID, 1) {
			kinds = append(kinds, e.Kind)
		}
		if want := []campus.Kind{campus.KindJoin, campus.KindJoin, campus.KindLeave}; !slices.Equal(kinds, want) {
			t.Errorf("the log is %v, want %v", kinds, want)
		}
		for id, want := range map[int64]int{m.ID: 1, other.ID: 1} {
			if n, err := c.Rooms.PresentCount(ctx, store.MeetingRoom(id, 1)); n != want || err != nil {
				t.Errorf("%d are in %d, %v, want %d", n, id, err, want)
			}
		}
	})
}

func TestAnAdminSeesWhoIsInEveryOpenMeeting(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, host, admin, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "admin", campus.Admin), c.Students(t, 3)
		one, two := c.Meeting(t, host, "One", s...), c.Meeting(t, host, "Two", s...)
		c.Meeting(t, host, "Empty")
		c.Settle(t)
		for i, p := range s {
			clock.Add(time.Second)
			must(t, c.Meetings.Join(ctx, p, one.ID, 1, ""))
			if i == 1 {
				must(t, c.Meetings.Join(ctx, p, two.ID, 1, ""))
			}
		}
		must(t, c.Meetings.Leave(ctx, s[0], one.ID, 1, ""))
		clock.Add(time.Second)
		must(t, c.Meetings.Join(ctx, s[0], one.ID, 1, "")) // the latest join counts
		got, err := c.Meetings.Attendance(ctx, admin, store.MaxShown, nil)
		must(t, err)
		slices.SortFunc(got, func(x, y store.Attended) int { return cmp.Compare(x.Meeting.ID, y.Meeting.ID) })
		at := func(second int) time.Time { return noon.Add(time.Duration(second) * time.Second) }
		want := [][]campus.Participant{{{Person: s[1], Joined: at(2)}, {Person: s[2], Joined: at(3)}, {Person: s[0], Joined: at(4)}},
			{{Person: s[1], Joined: at(2)}}, {}}
		if len(got) != 3 {
			t.Fatalf("%d meetings are open, want 3: %+v", len(got), got)
		}
		for i, a := range got {
			if !slices.Equal(a.People, want[i]) {
				t.Errorf("in %s are %+v, want %+v", a.Meeting.Title, a.People, want[i])
			}
		}
	})
}
