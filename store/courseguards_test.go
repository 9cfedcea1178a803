package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestWhoIsGivenACourseMustBeOneWhoTeaches(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, admin := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "admin", campus.Admin)
		hypatia, student := c.Person(t, "hypatia", campus.Teacher), c.Person(t, "student", campus.Student)
		barred := c.Person(t, "barred", campus.Teacher)
		must(t, c.People.SetStatus(ctx, store.Itself(""), barred.ID, campus.StatusDisabled))
		course := c.Course(t, thales, "Geometry", 5)
		for what, teacher := range map[string]int64{"a student": student.ID, "who is disabled": barred.ID, "nobody": 999,
			"less than nobody": -1} {
			n := geometry()
			n.Teacher = teacher
			_, err := c.Courses.Edit(ctx, admin, course.ID, n, "")
			wantFields(t, what, err, campus.Invalid, "teacher")
			_, err = c.Courses.Create(ctx, admin, n, "")
			wantFields(t, what, err, campus.Invalid, "teacher")
		}
		n := geometry()
		n.Teacher = hypatia.ID
		_, err := c.Courses.Create(ctx, thales, n, "")
		wantRefusal(t, "a teacher, for another", err, campus.ErrNotAdmin)
		made, err := c.Courses.Create(ctx, admin, n, "")
		if err != nil || made.Teacher.ID != hypatia.ID {
			t.Errorf("an admin, for another: %+v, %v", made, err)
		}
		twice := geometryWith(hypatia, hypatia)
		if now, err := c.Courses.Edit(ctx, thales, course.ID, twice, ""); err != nil || len(now.With) != 1 {
			t.Errorf("named twice: %+v, %v", now.With, err)
		}
	})
}

func TestACourseThatIsDeletedMeanwhileIsNotChanged(t *testing.T) {
	t.Parallel()
	clock := storetest.At(noon)
	c := storetest.New(t, storetest.Clock(clock.Now), lively)
	ctx, thales := t.Context(), c.Person(t, "thales", campus.Teacher)
	for what, do := range map[string]func(c *storetest.Campus, id string) error{
		"edited": func(c *storetest.Campus, id string) error {
			_, err := c.Courses.Edit(ctx, thales, id, geometry(), "")
			return err
		},
		"opened anew": func(c *storetest.Campus, id string) error {
			_, err := c.Courses.Reopen(ctx, thales, id, "")
			return err
		},
		"deleted": func(c *storetest.Campus, id string) error { return c.Courses.Delete(ctx, thales, id, "") },
	} {
		course := c.Course(t, thales, "Geometry", 5)
		clock.Add(time.Hour) // only a closed one is opened
		fields, _, _ := c.SeatKeys(course.ID)
		through, gate := c.Gated(t, campus.CourseTopic(course.ID))
		var before map[string]string
		err := between(t, gate, func() error { return do(through, course.ID) }, func() {
			must(t, c.Courses.Delete(ctx, thales, course.ID, ""))
			before = c.Redis.HGetAll(ctx, fields).Val()
		})
		wantRefusal(t, what, err, campus.ErrNoCourse)
		if after := c.Redis.HGetAll(ctx, fields).Val(); len(before) == 0 || before["version"] != after["version"] ||
			before["deleted"] != after["deleted"] {
			t.Errorf("%s: it was %v and is %v", what, before, after)
		}
	}
}

func TestACourseThatIsLookedAtTooEarlyClosesAtItsTime(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, thales := t.Context(), c.Person(t, "thales", campus.Teacher)
		course := c.Course(t, thales, "Geometry", 5)
		_, e := listen(t, c.Beside(t))
		early := redis.Z{Score: float64(noon.UnixMilli()), Member: "close:" + course.ID}
		must(t, c.Redis.ZAdd(ctx, c.CourseDue(course.ID), early).Err())
		c.Tick(t)
		if now, err := c.Courses.Get(ctx, course.ID); err != nil || now.Over {
			t.Fatalf("it is closed: %+v, %v", now, err)
		}
		clock.Add(301 * time.Second)
		c.Tick(t)
		if now, err := c.Courses.Get(ctx, course.ID); err != nil || !now.Over {
			t.Fatalf("it is open: %+v, %v", now, err)
		}
		if heard := e.next(t, campus.CourseTopic(course.ID)); heard.Kind != campus.KindClosed {
			t.Errorf("heard %+v", heard)
		}
		must(t, c.Redis.ZAdd(ctx, c.CourseDue(course.ID), early).Err()) // looked at again
		before := c.Redis.XLen(ctx, c.CourseOutbox(course.ID)).Val()
		c.Tick(t)
		if after := c.Redis.XLen(ctx, c.CourseOutbox(course.ID)).Val(); after > before {
			t.Errorf("its end was told again")
		}
		if err := c.Redis.ZScore(ctx, c.CourseDue(course.ID), early.Member.(string)).Err(); !errors.Is(err, redis.Nil) {
			t.Errorf("what is closed is due for ever: %v", err)
		}
	}, lively)
}

func TestTheSearchHearsOfPlacesAndOfATimeThatMoves(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, thales, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 2)
		first := c.Course(t, thales, "First", 1)
		clock.Add(time.Second)
		second := c.Course(t, thales, "Second", 1)
		want := func(what string, q store.CourseQuery, want ...string) {
			t.Helper()
			c.Settle(t)
			q.Limit = 10
			found, err := c.Courses.Search(ctx, q)
			if got := idsOf(found.Courses); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: found %v, %v, want %v", what, got, err, want)
			}
		}
		closing, free := store.CourseQuery{Sort: store.ByClosing}, store.CourseQuery{Available: true, Sort: store.ByClosing}
		want("two that close", closing, first.ID, second.ID)
		c.Enrol(t, first, s[0]) // which moves its end
		want("one was prolonged", closing, second.ID, first.ID)
		want("it is full", free, second.ID)
		_, err := c.Courses.Drop(ctx, s[0], first.ID, "")
		must(t, err)
		want("it has a place again", free, second.ID, first.ID)
		clock.Add(301 * time.Second) // past the second's end, and the time at which the first was to be looked at
		c.Tick(t)
		want("one has closed", closing, first.ID)
	}, lively)
}

func TestAFilterHoldsThoughTheIndexIsBehindAndFillsItsPages(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		for range 4 {
			c.Course(t, hypatia, "Circles", 3)
		}
		kept := c.Course(t, thales, "Circles", 3)
		for range 4 {
			c.Course(t, hypatia, "Circles", 3)
		}
		c.Settle(t)
		for _, words := range []string{"", "circles"} {
			for what, q := range map[string]store.CourseQuery{"of a teacher": {Teacher: thales.ID},
				"of a level": {Level: campus.Beginner, Teacher: thales.ID}} {
				q.Words, q.Limit = words, 1
				if found, err := c.Courses.Search(ctx, q); err != nil || !slices.Equal(idsOf(found.Courses), []string{kept.ID}) ||
					found.Next != "" {
					t.Errorf("%s, %q: a page of one has %v and leads on to %q, %v", what, words, idsOf(found.Courses), found.Next, err)
				}
			}
		}
		_, err := c.Courses.Edit(ctx, thales, kept.ID, geometry(), "") // advanced from now on, and nobody has followed that yet
		must(t, err)
		found, err := c.Courses.Search(ctx, store.CourseQuery{Level: campus.Beginner, Teacher: thales.ID, Limit: 5})
		if err != nil || len(found.Courses) != 0 {
			t.Errorf("among beginners' is %+v, %v", found.Courses, err)
		}
		_, err = c.Courses.Search(ctx, store.CourseQuery{Level: "wizard", Sort: "luck", Limit: 5})
		wantFields(t, "filters that there are not", err, campus.Invalid, "level", "sort")
	})
}

func TestACourseSentAgainIsAnsweredThoughItsTimeHasPassed(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, thales, n := t.Context(), c.Person(t, "thales", campus.Teacher), geometry()
		n.Closing, n.Closes = campus.ClosesDate, noon.Add(time.Minute)
		made, err := c.Courses.Create(ctx, thales, n, "the form")
		must(t, err)
		clock.Add(time.Hour)
		if again, err := c.Courses.Create(ctx, thales, n, "the form"); err != nil || again.ID != made.ID {
			t.Errorf("sent again it is %+v, %v", again, err)
		}
		_, err = c.Courses.Create(ctx, thales, n, "another")
		wantFields(t, "one that was never made", err, campus.Invalid, "closes")
	})
}

func TestWhoTeachesACourseNoMoreDoesNotHandItOver(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
	admin, course := c.Person(t, "admin", campus.Admin), c.Course(t, thales, "Geometry", 5)
	through, gate := c.Gated(t, campus.CourseTopic(course.ID))
	n := geometry()
	n.Teacher = admin.ID
	err := between(t, gate, func() error { _, err := through.Courses.Edit(ctx, thales, course.ID, n, ""); return err }, func() {
		given := geometryWith(thales) // who is a co-teacher from now on
		given.Teacher = hypatia.ID
		_, err := c.Courses.Edit(ctx, admin, course.ID, given, "")
		must(t, err)
	})
	wantRefusal(t, "who gave it away before", err, campus.ErrNotOwner)
	if now, err := c.Courses.Get(ctx, course.ID); err != nil || now.Teacher.ID != hypatia.ID {
		t.Errorf("it is taught by %+v, %v", now.Teacher, err)
	}
}

func TestWhoWaitsIsToldTooAndWhatIsReadStaysRead(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 2)
		course := c.Course(t, thales, "Lines", 1)
		c.Enrol(t, course, s...)
		n := geometry()
		n.Places = 1
		_, err := c.Courses.Edit(ctx, thales, course.ID, n, "")
		must(t, err)
		work := entries(t, c, c.CourseOutbox(course.ID))
		for _, who := range s {
			if told := inbox(t, c, who); len(told) != 1 {
				t.Fatalf("%s was told %q", who.Username, told)
			}
			page, err := c.Inbox.Page(ctx, who.ID, "", 1)
			must(t, err)
			if left, err := c.Inbox.MarkRead(ctx, who.ID, page.Notifications[0].At, nil, ""); err != nil || left != 0 {
				t.Fatalf("%d are left, %v", left, err)
			}
		}
		for _, entry := range work { // a Stoa that was slow does it again
			must(t, c.Followers.Follow(ctx, entry))
		}
		for _, who := range s {
			if unread, err := c.Inbox.Unread(ctx, who.ID); err != nil || unread != 0 || len(inbox(t, c, who)) != 1 {
				t.Errorf("%s has %d unread, %v", who.Username, unread, err)
			}
		}
	})
}

func TestOpeningAnothersCourseIsNotedAndACoTeachersDeedIsNot(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		admin := c.Person(t, "admin", campus.Admin)
		course, err := c.Courses.Create(ctx, thales, geometryWith(hypatia), "")
		must(t, err)
		for _, who := range []campus.Person{hypatia, thales, admin} {
			if who.ID != admin.ID {
				_, err := c.Courses.Edit(ctx, who, course.ID, geometry(), "")
				must(t, err)
			}
			clock.Add(time.Hour)
			_, err := c.Courses.Reopen(ctx, who, course.ID, "")
			must(t, err)
		}
		want := [][3]string{{"course-edited", "The thales", campus.CourseTopic(course.ID)}}
		if got := overridden(t, c, admin); !slices.Equal(got, want) {
			t.Errorf("of the admin is noted %q, want %q", got, want)
		}
		for _, who := range []campus.Person{hypatia, thales} {
			if got := overridden(t, c, who); len(got) != 0 {
				t.Errorf("of %s is noted %q", who.Username, got)
			}
		}
	}, lively)
}
