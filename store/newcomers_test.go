package store_test

import (
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// sayLater has a line said in rooms, some time after whatever came before it and before whatever comes next.
func (o town) sayLater(t testing.TB, clock *storetest.Hands, rooms ...store.Room) {
	t.Helper()
	clock.Add(time.Second)
	for _, room := range rooms {
		o.say(t, o.thales, room, "a line")
	}
	clock.Add(time.Second)
}

func TestWhoIsNewHasNothingUnreadFromBeforeTheyCame(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, time.Date(2030, 5, 6, 9, 0, 0, 0, time.UTC), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx, general := newTown(t, c), t.Context(), store.GeneralRoom()
		course, courseID := store.CourseRoom(o.course.ID), campus.CourseRoomID(o.course.ID)
		o.sayLater(t, clock, general, course)
		o.sayLater(t, clock, general, course)
		fresh, quick := c.Person(t, "fresh", campus.Student), c.Person(t, "quick", campus.Student)
		_, err := c.Courses.Drop(ctx, o.john, o.course.ID, "") // so that who waits moves up
		must(t, err)
		_, err = c.Courses.Edit(ctx, o.thales, o.course.ID, campus.NewCourse{Title: "Geometry", Level: campus.Beginner, Places: 2,
			With: []int64{o.hypatia.ID, o.pythia.ID}}, "")
		must(t, err)
		o.sayLater(t, clock, general, course) // the followers come only after it
		o.read(t, quick, general, 3)
		c.Settle(t)
		for _, test := range []struct {
			what string
			who  campus.Person
			id   campus.RoomID
			want int
		}{
			{"who was made since", fresh, campus.GeneralID, 1},
			{"who was made since and has read it all", quick, campus.GeneralID, 0},
			{"who was there all the time", o.haled, campus.GeneralID, 3},
			{"who moved up", o.waits, courseID, 1},
			{"who teaches it since", o.pythia, courseID, 1},
			{"who taught it all the time", o.hypatia, courseID, 3},
			{"who was enrolled all the time", o.hamid, courseID, 3},
		} {
			if got := o.unread(t, test.who, test.id); got != [2]int{test.want, 0} {
				t.Errorf("%s has not read %v, want %d", test.what, got, test.want)
			}
		}
	})
}

func TestWhoComesBackToACourseHasReadThereWhatTheyHadRead(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, time.Date(2030, 5, 6, 9, 0, 0, 0, time.UTC), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx := newTown(t, c), t.Context()
		course, courseID := store.CourseRoom(o.course.ID), campus.CourseRoomID(o.course.ID)
		o.sayLater(t, clock, course)
		o.sayLater(t, clock, course)
		o.read(t, o.john, course, 1)
		for _, who := range []campus.Person{o.john, o.hamid} { // who waits has one of their places then
			_, err := c.Courses.Drop(ctx, who, o.course.ID, "")
			must(t, err)
		}
		c.Settle(t)
		o.sayLater(t, clock, course)
		c.Enrol(t, o.course, o.john)
		c.Settle(t)
		if got := o.unread(t, o.john, courseID); got != [2]int{2, 0} {
			t.Errorf("who came back has not read %v, want 2", got)
		}
	})
}

func TestWhoIsErasedIsWelcomedNowhereThoughAStoaIsSlow(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx := newTown(t, c), t.Context()
		o.sayLater(t, clock, store.GeneralRoom())
		fresh := c.Person(t, "fresh", campus.Student)
		slow := work(t, c)
		c.Settle(t)
		must(t, c.People.Erase(ctx, store.By{Person: o.admin}, fresh.ID))
		c.Settle(t)
		for _, entry := range slow { // a Stoa that was slow does it again
			must(t, c.Followers.Follow(ctx, entry))
		}
		c.Settle(t)
		wantNone(t, c, c.MarksKey(fresh.ID))
	})
}

// A course has nobody in the place of a teacher who is erased.
func TestACourseThatLosesItsTeacherWelcomesWhoTeachesItSinceAndNobodyElse(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx := newTown(t, c), t.Context()
		course, courseID := store.CourseRoom(o.course.ID), campus.CourseRoomID(o.course.ID)
		o.sayLater(t, clock, course)
		must(t, c.People.Erase(ctx, store.By{Person: o.admin}, o.thales.ID))
		c.Settle(t)
		_, err := c.Courses.Edit(ctx, o.admin, o.course.ID, campus.NewCourse{Title: "Geometry", Level: campus.Beginner, Places: 2,
			With: []int64{o.hypatia.ID, o.pythia.ID}}, "")
		must(t, err)
		c.Settle(t)
		for who, want := range map[*campus.Person]int{&o.hypatia: 1, &o.pythia: 0} {
			if got := o.unread(t, *who, courseID); got != [2]int{want, 0} {
				t.Errorf("%s has not read %v, want %d", who.Username, got, want)
			}
		}
		algebra := c.Course(t, o.pythia, "Algebra", 0) // in which its teacher has never been
		o.say(t, o.admin, store.CourseRoom(algebra.ID), "a line")
		clock.Add(time.Second)
		_, err = c.Courses.Edit(ctx, o.pythia, algebra.ID, campus.NewCourse{Title: "Algebra", Level: campus.Beginner, Unlimited: true,
			With: []int64{o.hypatia.ID}}, "")
		must(t, err)
		c.Settle(t)
		if got := o.unread(t, o.pythia, campus.CourseRoomID(algebra.ID)); got != [2]int{1, 0} {
			t.Errorf("who taught it all the time has not read %v, want 1", got)
		}
		wantNone(t, c, c.MarksKey(0))
	})
}

func TestWhoWritesBeforeTheyAreWelcomedIsNewStill(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o := newTown(t, c)
		course := c.Course(t, o.thales, "Late", 9)
		room := store.CourseRoom(course.ID)
		c.Settle(t)
		before := says(t, c, o.thales, room, "one", "two", "three")
		c.Settle(t)
		c.Enrol(t, course, o.haled) // the followers are behind
		_, err := c.Rooms.Post(t.Context(), o.haled, room, campus.NewLine{Body: "hello", Shown: &campus.Shown{Line: 0}}, "")
		must(t, err)
		c.Settle(t)
		chat, err := c.Rooms.Chat(t.Context(), o.haled, room, store.Span{Limit: 1})
		if got := o.unread(t, o.haled, campus.CourseRoomID(course.ID)); err != nil || got != [2]int{} || chat.Read != before+1 {
			t.Errorf("haled has read up to %d, %v, and not %v; want their own line read, and what was said before", chat.Read, err, got)
		}
	})
}
