package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// rename gives somebody another name.
func rename(t testing.TB, c *storetest.Campus, person campus.Person, name string) {
	t.Helper()
	_, _, err := c.People.Edit(t.Context(), store.Itself(""), person.ID, campus.PersonChange{Name: &name})
	must(t, err)
}

// wantNamed checks every copy of a teacher's name.
func wantNamed(t testing.TB, c *storetest.Campus, want string, course campus.Course, meeting campus.Meeting) {
	t.Helper()
	got, err := c.Courses.Get(t.Context(), course.ID)
	if got.Teacher.Name != want || err != nil {
		t.Errorf("the course is taught by %q, %v, want %q", got.Teacher.Name, err, want)
	}
	m, err := c.Meetings.Get(t.Context(), meeting.ID)
	if m.Host.Name != want || err != nil {
		t.Errorf("the host is %q, %v, want %q", m.Host.Name, err, want)
	}
}

func TestARenameReachesCoursesMeetingsSearchAndRooms(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, john := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
		course, other := c.Course(t, thales, "Geometry", 5), c.Course(t, c.Person(t, "hypatia", campus.Teacher), "Algebra", 5)
		m, now := c.Meeting(t, thales, "Talk", john), c.Now()
		past := c.Plan(t, thales, campus.NewMeeting{Title: "Before", Slots: []campus.Slot{
			{From: now.Add(-2 * time.Hour), To: now.Add(-time.Hour), Zone: "UTC"}}})
		c.Tick(t)
		c.Settle(t)
		must(t, c.Meetings.Join(ctx, john, m.ID, 1, ""))
		rename(t, c, thales, "Xanthippe Miller")
		rename(t, c, john, "Yorick Baker")
		c.Settle(t)
		wantNamed(t, c, "Xanthippe Miller", course, m)
		wantNamed(t, c, "Xanthippe Miller", course, past)
		if got, err := c.Courses.Get(ctx, other.ID); got.Teacher.Name != "The hypatia" || err != nil {
			t.Errorf("another's course is taught by %q, %v", got.Teacher.Name, err)
		}
		if got := titles(t, c, "xanthippe"); !slices.Equal(got, []string{"Geometry"}) {
			t.Errorf("the new name finds %q", got)
		}
		if got := titles(t, c, "thales"); len(got) != 0 {
			t.Errorf("the old name finds %q", got)
		}
		var told []int64
		for _, e := range logOf(t, c, m.ID, 1) {
			if e.Kind == campus.KindRenamed {
				told = append(told, e.Ref)
			}
		}
		if !slices.Equal(told, []int64{thales.ID, john.ID}) {
			t.Errorf("the room was told of %v, want its host and who is in it", told)
		}
		if log := logOf(t, c, past.ID, 1); slices.ContainsFunc(log, func(e campus.Event) bool { return e.Kind == campus.KindRenamed }) {
			t.Errorf("a room that is over was told: %v", log)
		}
	})
}

func TestOfTwoRenamesTheLastStaysInWhicheverOrderTheyAreFollowed(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		thales := c.Person(t, "thales", campus.Teacher)
		course, m := c.Course(t, thales, "Geometry", 5), c.Meeting(t, thales, "Talk")
		c.Settle(t)
		rename(t, c, thales, "First")
		early := c.ReadNames(t, thales.ID)
		rename(t, c, thales, "Second")
		c.Settle(t)
		early(course.ID, m.ID) // a Stoa that was slow writes what it read long ago
		c.Settle(t)
		wantNamed(t, c, "Second", course, m)
		rename(t, c, thales, "Third") // and back to what is newer still
		c.Settle(t)
		wantNamed(t, c, "Third", course, m)
	})
}

func TestACoTeachersRenameReachesTheirCourseAndTheSearchAndTheLastStays(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		course, err := c.Courses.Create(ctx, thales, geometryWith(hypatia), "")
		must(t, err)
		m := c.Meeting(t, hypatia, "Talk")
		c.Settle(t)
		rename(t, c, hypatia, "Xanthippe First")
		early := c.ReadNames(t, hypatia.ID)
		rename(t, c, hypatia, "Xanthippe Second")
		c.Settle(t)
		_, e := listen(t, c.Beside(t))
		early(course.ID, m.ID)
		rename(t, c, hypatia, "Xanthippe Third")
		early(course.ID, m.ID)
		c.Settle(t)
		now, err := c.Courses.Get(ctx, course.ID)
		if want := []campus.Named{{ID: hypatia.ID, Name: "Xanthippe Third"}}; err != nil || !slices.Equal(now.With, want) {
			t.Errorf("with %+v, %v, want %+v", now.With, err, want)
		}
		if heard := e.next(t, campus.CourseTopic(course.ID)); heard.Kind != campus.KindState {
			t.Errorf("who watches it has heard %+v", heard)
		}
		if got := titles(t, c, "xanthippe third"); !slices.Equal(got, []string{now.Title}) {
			t.Errorf("the new name finds %q", got)
		}
		if got := titles(t, c, "hypatia"); len(got) != 0 {
			t.Errorf("the old name finds %q", got)
		}
		before := c.Redis.XLen(ctx, c.CourseOutbox(course.ID)).Val()
		c.ReadNames(t, hypatia.ID)(course.ID, m.ID) // again
		if after := c.Redis.XLen(ctx, c.CourseOutbox(course.ID)).Val(); after != before {
			t.Error("the same name is followed up again")
		}
	})
}

func TestRenamesAtTheSameTimeOnTwoStoasEndWithTheLast(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		both := []*storetest.Campus{c, c.Beside(t)}
		thales := c.Person(t, "thales", campus.Teacher)
		course, m := c.Course(t, thales, "Geometry", 5), c.Meeting(t, thales, "Talk")
		storetest.Together(2, func(i int) {
			for n := range storetest.Times(5, 30) {
				rename(t, both[i], thales, fmt.Sprintf("Name %d of %d", n, i))
				both[i].Settle(t)
			}
		})
		c.Settle(t)
		p, err := c.People.Get(t.Context(), thales.ID)
		must(t, err)
		wantNamed(t, c, p.Name, course, m)
	})
}

// A copy that was written by who had read the old name comes right by itself.
func TestWhoHadReadTheOldNameDoesNotBringItBack(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin := t.Context(), c.Person(t, "admin", campus.Admin)
		thales, hypatia := c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		old, now := c.Meeting(t, thales, "Old"), c.Now()
		c.Settle(t)
		rename(t, c, thales, "Thales")
		rename(t, c, thales, "Thales of Miletus")
		c.Settle(t)
		stale := thales // as a session that was just checked still has it
		course, m := c.Course(t, stale, "Geometry", 5), c.Meeting(t, stale, "Talk")
		c.Settle(t)
		wantNamed(t, c, "Thales of Miletus", course, m)
		if got := titles(t, c, "miletus"); !slices.Equal(got, []string{"Geometry"}) {
			t.Errorf("the new name finds %q", got)
		}
		_, err := c.Meetings.Edit(ctx, stale, old.ID, campus.NewMeeting{Title: "Older", Host: thales.ID, Slots: []campus.Slot{
			{From: now, To: now.Add(time.Hour), Zone: "UTC"}}}, "")
		must(t, err)
		wantNamed(t, c, "Thales of Miletus", course, old)
		_, err = c.Meetings.Edit(ctx, admin, old.ID, campus.NewMeeting{Title: "Older", Host: hypatia.ID}, "")
		must(t, err)
		rename(t, c, hypatia, "Hypatia of Alexandria") // whose first rename it is: those of thales must not count for her
		c.Settle(t)
		if got, err := c.Meetings.Get(ctx, old.ID); got.Host.Name != "Hypatia of Alexandria" || err != nil {
			t.Errorf("handed over, the host is %q, %v", got.Host.Name, err)
		}
	})
}

func TestAnotherStoaForgetsAtOnceWhatItKnewOfWhoWasRenamed(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		other := c.Beside(t)
		_, ear := listen(t, other)
		john := c.Person(t, "john", campus.Student)
		session, err := c.Sessions.SignIn(t.Context(), store.Credentials{Login: "john", Password: storetest.Password, From: "",
			Kind: store.Browser})
		must(t, err)
		_, err = other.Sessions.Visitor(t.Context(), session.Token, store.Browser)
		must(t, err)
		rename(t, c, john, "Johann")
		ear.next(t, campus.PersonTopic(john.ID))
		if p, err := other.Sessions.Visitor(t.Context(), session.Token, store.Browser); p.Name != "Johann" || err != nil {
			t.Errorf("having heard of it the other Stoa knows %q, %v", p.Name, err)
		}
	})
}

// What somebody did stands under their name in rooms in which they have said nothing, and in those that they have left.
func TestARenameReachesRoomsThatNameSomebodyWhoHasSaidNothingThere(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, admin := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "admin", campus.Admin)
		john, hamid := c.Person(t, "john", campus.Student), c.Person(t, "hamid", campus.Student)
		haled := c.Person(t, "haled", campus.Student)
		course, m := c.Course(t, thales, "Geometry", 5), c.Meeting(t, thales, "Talk", john)
		c.Tick(t)
		must2 := func(_ any, err error) {
			t.Helper()
			must(t, err)
		}
		must2(c.Courses.Enrol(ctx, john, course.ID, false, ""))
		must2(c.Courses.Enrol(ctx, hamid, course.ID, false, ""))
		c.Settle(t)
		room, date := store.CourseRoom(course.ID), store.MeetingRoom(m.ID, 1)
		line, err := c.Rooms.Post(ctx, thales, room, campus.NewLine{Body: "hello"}, "")
		must(t, err)
		must(t, c.Rooms.React(ctx, hamid, room, line, "heart", true, ""))
		must(t, c.Rooms.Sanction(ctx, admin, room, john.ID, campus.KindMuted, ""))
		must(t, c.Meetings.Join(ctx, john, m.ID, 1, ""))
		must(t, c.Rooms.Sanction(ctx, admin, date, john.ID, campus.KindRemoved, ""))
		must2(c.Courses.Drop(ctx, hamid, course.ID, ""))
		must2(c.Courses.Drop(ctx, john, course.ID, ""))
		line, err = c.Rooms.Post(ctx, thales, store.GeneralRoom(), campus.NewLine{Body: "hello"}, "")
		must(t, err)
		must(t, c.Rooms.React(ctx, admin, store.GeneralRoom(), line, "heart", true, ""))
		must2(c.Rooms.Post(ctx, thales, store.GeneralRoom(), campus.NewLine{Body: "where is @haled?"}, ""))
		c.Settle(t)
		for _, one := range []struct {
			who   campus.Person
			rooms []store.Room
		}{{haled, []store.Room{store.GeneralRoom()}}, {hamid, []store.Room{room}}, {john, []store.Room{room, date}},
			{admin, []store.Room{room, date, store.GeneralRoom()}}} {
			rename(t, c, one.who, "Zeno")
			c.Settle(t)
			for _, room := range []store.Room{room, date, store.GeneralRoom()} {
				log, err := c.Rooms.EventsAfter(ctx, room, campus.LogStart)
				must(t, err)
				told := func(e campus.Event) bool { return e.Kind == campus.KindRenamed && e.Ref == one.who.ID }
				names := slices.ContainsFunc(one.rooms, func(r store.Room) bool { return r.Topic == room.Topic })
				if got := slices.ContainsFunc(log.Events, told); got != names {
					t.Errorf("%s was told that %s is renamed: %t, want %t: %v", room.Topic, one.who.Username, got, names, log.Events)
				}
			}
		}
	})
}
