package store_test

import (
	"fmt"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// One of three answers of Redis is lost on the way, and the client asks again: what is done must be what was asked for, once.
const (
	lossy       = 3
	lossyLines  = 5
	lossyAtOnce = 12 // people at the same moment
)

// lossyPeople is how many people do each thing, lossyRepeats how often one of them does.
func lossyPeople() int  { return storetest.Times(60, 1200) }
func lossyRepeats() int { return storetest.Times(20, 400) }

// several lets people do something, some of them at the same moment.
func several(people []campus.Person, do func(p campus.Person)) {
	storetest.Together(lossyAtOnce, func(i int) {
		for n := i; n < len(people); n += lossyAtOnce {
			do(people[n])
		}
	})
}

// wantLost checks that the test was one at all.
func wantLost(t *testing.T, lost func() int, least int) {
	t.Helper()
	if lost() < least {
		t.Errorf("%d replies were lost, want at least %d", lost(), least)
	}
	t.Logf("%d replies were lost", lost())
}

func TestWhereRepliesAreLostEverybodyIsEnrolledAndDroppedOnce(t *testing.T) {
	t.Parallel()
	ctx, c := t.Context(), storetest.New(t)
	through, lost := c.Dropping(t, lossy)
	people := c.Students(t, lossyPeople())
	places := lossyPeople() / 2
	course := c.Course(t, c.Person(t, "thales", campus.Teacher), "Geometry", places)
	why := func() map[string]int {
		count := map[string]int{}
		for _, e := range entries(t, c, c.CourseOutbox(course.ID)) {
			if e.Values["kind"] == "seat" {
				count[e.Values["why"].(string)]++
			}
		}
		return count
	}
	several(people, func(p campus.Person) {
		_, err := through.Courses.Enrol(ctx, p, course.ID, true, "")
		should(t, err)
	})
	now := look(t, c, course.ID)
	if got := why(); len(now.enrolled) != places || len(now.waiting) != places || got["enrolled"] != places || got["waiting"] != places {
		t.Errorf("%d are enrolled and %d wait; told were %v", len(now.enrolled), len(now.waiting), got)
	}
	several(people, func(p campus.Person) {
		_, err := through.Courses.Drop(ctx, p, course.ID, "")
		should(t, err)
	})
	now = look(t, c, course.ID)
	if got := why(); len(now.enrolled)+len(now.waiting) != 0 || got["dropped"] != lossyPeople() {
		t.Errorf("%d are still enrolled and %d wait; told were %v", len(now.enrolled), len(now.waiting), got)
	}
	wantLost(t, lost, lossyPeople()/2)
}

func TestWhereRepliesAreLostEverybodyJoinsTalksAndLeavesOnce(t *testing.T) {
	t.Parallel()
	ctx, c := t.Context(), storetest.New(t)
	through, lost := c.Dropping(t, lossy)
	people := c.Students(t, lossyPeople())
	from := c.Now().Add(-time.Minute)
	m := c.Plan(t, c.Person(t, "thales", campus.Teacher), campus.NewMeeting{Title: "Talk", Public: true,
		Slots: []campus.Slot{{From: from, To: from.Add(time.Hour), Zone: "Europe/Athens"}}})
	several(people, func(p campus.Person) {
		should(t, through.Meetings.Join(ctx, p, m.ID, 1, ""))
		for i := range lossyLines {
			id, err := through.Rooms.Post(ctx, p, store.MeetingRoom(m.ID, 1), campus.NewLine{Body: fmt.Sprint("line ", i)}, "")
			should(t, err)
			room := store.MeetingRoom(m.ID, 1)
			if i == 0 {
				_, err = through.Rooms.Edit(ctx, p, room, id, "better", "")
				should(t, err)
			}
			if i == 1 {
				should(t, through.Rooms.Delete(ctx, p, room, id, false, ""))
			}
		}
		should(t, through.Meetings.Leave(ctx, p, m.ID, 1, ""))
	})
	wantKinds(t, c, m, map[campus.Kind]int{campus.KindJoin: lossyPeople(), campus.KindMessage: lossyPeople() * lossyLines,
		campus.KindEdited:  lossyPeople(),
		campus.KindDeleted: lossyPeople(), campus.KindLeave: lossyPeople()})
	for _, p := range people {
		said, err := c.Rooms.MessagesOf(ctx, store.MeetingRoom(m.ID, 1), p.ID)
		if err != nil || len(said) != lossyLines {
			t.Errorf("%s said %d lines, %v", p.Name, len(said), err)
		}
	}
	wantLost(t, lost, lossyPeople())
}

// logged counts all events of a meeting's first date, however many: a replay ends at a thousand.
func logged(t *testing.T, c *storetest.Campus, m campus.Meeting) map[campus.Kind]int {
	t.Helper()
	all, err := c.Redis.XRange(t.Context(), c.LogKey(store.MeetingRoom(m.ID, 1)), "-", "+").Result()
	must(t, err)
	count := map[campus.Kind]int{}
	for _, e := range all {
		count[campus.Kind(e.Values["kind"].(string))]++
	}
	return count
}

// wantKinds checks how many events of each kind a meeting's first date has.
func wantKinds(t *testing.T, c *storetest.Campus, m campus.Meeting, want map[campus.Kind]int) {
	t.Helper()
	got := logged(t, c, m)
	for kind := range got {
		if got[kind] != want[kind] {
			t.Errorf("%d times %s, want %d", got[kind], kind, want[kind])
		}
	}
	for kind := range want {
		if got[kind] == 0 {
			t.Errorf("never %s, want %d", kind, want[kind])
		}
	}
}

func TestWhereRepliesAreLostWhatIsMadeIsMadeOnce(t *testing.T) {
	t.Parallel()
	ctx, c := t.Context(), storetest.New(t)
	through, lost := c.Dropping(t, lossy)
	teacher := c.Person(t, "thales", campus.Teacher)
	hash, err := c.People.HashPassword(ctx, storetest.Password)
	must(t, err)
	now := c.Now()
	slot := campus.Slot{From: now.Add(time.Hour), To: now.Add(2 * time.Hour), Zone: "Europe/Athens"}
	last := teacher.ID
	m := c.Plan(t, teacher, campus.NewMeeting{Title: "Series", Slots: []campus.Slot{slot}})
	for i := range lossyRepeats() {
		name := fmt.Sprint("newcomer", i)
		p, err := through.People.Create(ctx, store.Itself(""), campus.NewPerson{Username: name, Name: name, Role: campus.Student,
			Hash: hash})
		must(t, err)
		if p.ID != last+1 {
			t.Errorf("%s has the id %d after %d", name, p.ID, last)
		}
		last = p.ID
		_, err = through.Courses.Create(ctx, teacher, campus.NewCourse{Title: name, Level: campus.Beginner, Places: 3}, "")
		must(t, err)
		made, err := through.Meetings.Create(ctx, teacher, campus.NewMeeting{Title: name, Slots: []campus.Slot{slot}}, "")
		must(t, err)
		if want := m.ID + int64(i) + 1; made.ID != want {
			t.Errorf("meeting %d has the id %d, want %d", i, made.ID, want)
		}
		order, err := through.Meetings.AddInstance(ctx, teacher, m.ID, campus.Slot{From: slot.From.AddDate(0, 0, i+1),
			To: slot.To.AddDate(0, 0, i+1)}, "")
		if err != nil || order != i+2 {
			t.Errorf("date %d got the number %d, %v", i+2, order, err)
		}
	}
	wantLost(t, lost, lossyRepeats())
	through.Settle(t)
	mine, err := c.Courses.Mine(ctx, teacher)
	found, serr := c.Courses.Search(ctx, store.CourseQuery{Limit: store.MaxPageSize})
	if err != nil || serr != nil || len(mine) != lossyRepeats() || len(found.Courses) != min(lossyRepeats(), store.MaxPageSize) {
		t.Errorf("the teacher has %d courses, %v, the catalogue %d, %v, want %d", len(mine), err, len(found.Courses), serr, lossyRepeats())
	}
}

func TestWhereRepliesAreLostAMeetingIsExtendedStartedAndEndedOnce(t *testing.T) {
	t.Parallel()
	ctx, clock := t.Context(), storetest.At(noon)
	c := storetest.New(t, storetest.Clock(clock.Now))
	through, lost := c.Dropping(t, lossy)
	people, host := c.Students(t, lossyPeople()), c.Person(t, "thales", campus.Teacher)
	from := clock.Now().Add(time.Minute)
	m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Public: true,
		Slots: []campus.Slot{{From: from, To: from.Add(time.Hour), Zone: "Europe/Athens"}}})
	clock.Set(from)
	through.Tick(t)
	for _, p := range people {
		must(t, c.Meetings.Join(ctx, p, m.ID, 1, ""))
	}
	for range lossyRepeats() {
		_, err := through.Meetings.Turn(ctx, host, m.ID, 1, campus.TurnExtend, "")
		must(t, err)
	}
	i, err := c.Meetings.Instance(ctx, m.ID, 1)
	if want := from.Add(time.Hour + time.Duration(lossyRepeats())*10*time.Minute); err != nil || !i.To.Equal(want) {
		t.Errorf("it ends %s, %v, want %s", i.To, err, want)
	}
	clock.Set(i.To)
	through.Tick(t)
	got := logged(t, c, m)
	if got[campus.KindActive] != 1 || got[campus.KindMoved] != lossyRepeats() || got[campus.KindEnded] != 1 {
		t.Errorf("the log says %v", got)
	}
	wantLost(t, lost, lossyRepeats()/2)
}
