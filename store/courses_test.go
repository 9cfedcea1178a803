package store_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// lively makes courses live as in the demo.
var lively = storetest.CourseLife(300*time.Second, 60*time.Second)

func geometry() campus.NewCourse {
	return campus.NewCourse{Title: "Geometry", Summary: "Lines, \"circles\" and λόγος", Level: campus.Advanced, Places: 12}
}

func TestACourseIsAsItWasMade(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, teacher := t.Context(), c.Person(t, "thales", campus.Teacher)
		want := campus.Course{Title: "Geometry", Summary: "Lines, \"circles\" and λόγος", Level: campus.Advanced, Places: 12,
			Teacher: campus.Named{ID: teacher.ID, Name: teacher.Name}, Created: noon, Version: 1}
		for _, test := range []struct {
			name string
			ask  func(n *campus.NewCourse)
			want func(c *campus.Course)
		}{
			{"auto", func(*campus.NewCourse) {}, func(w *campus.Course) {
				w.Closing, w.Closes = campus.ClosesAuto,
					noon.Add(300*time.Second)
			}},
			{"said to be auto", func(n *campus.NewCourse) { n.Closing = campus.ClosesAuto },
				func(w *campus.Course) { w.Closing, w.Closes = campus.ClosesAuto, noon.Add(300*time.Second) }},
			{"a date", func(n *campus.NewCourse) { n.Closing, n.Closes = campus.ClosesDate, noon.Add(time.Hour) },
				func(w *campus.Course) { w.Closing, w.Closes = campus.ClosesDate, noon.Add(time.Hour) }},
			{"never", func(n *campus.NewCourse) { n.Closing = campus.ClosesNever },
				func(w *campus.Course) { w.Closing = campus.ClosesNever }},
			{"unlimited", func(n *campus.NewCourse) { n.Unlimited, n.Closing = true, campus.ClosesNever },
				func(w *campus.Course) { w.Unlimited, w.Places, w.Closing = true, 0, campus.ClosesNever }},
		} {
			n, w := geometry(), want
			test.ask(&n)
			test.want(&w)
			got, err := c.Courses.Create(ctx, teacher, n, test.name)
			w.ID = got.ID
			if !reflect.DeepEqual(got, w) || err != nil || !campus.IsCourseID(got.ID) {
				t.Errorf("%s: made %+v, %v, want %+v", test.name, got, err, w)
			}
		}
	}, lively)
}

func TestACourseThatIsSentTwiceIsOneCourse(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		made := make([]campus.Course, 10)
		storetest.Together(10, func(i int) {
			var err error
			if made[i], err = c.Courses.Create(ctx, thales, geometry(), "the form"); err != nil {
				t.Error(err)
			}
		})
		for _, m := range made {
			if !reflect.DeepEqual(m, made[0]) {
				t.Errorf("one form made %+v and %+v", made[0], m)
			}
		}
		other, err := c.Courses.Create(ctx, hypatia, geometry(), "the form")
		if err != nil || other.ID == made[0].ID || other.Teacher.ID != hypatia.ID {
			t.Errorf("somebody else's form gave %+v, %v", other, err)
		}
		c.Settle(t)
		found, err := c.Courses.Search(ctx, store.CourseQuery{Words: "geometry", Limit: 10})
		if len(found.Courses) != 2 || err != nil {
			t.Errorf("the search finds %d, %v, want 2", len(found.Courses), err)
		}
	})
}

func TestACourseThatIsWrongIsRefusedNamingTheFields(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, teacher, student := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "student", campus.Student)
		wrong := campus.NewCourse{Title: " ", Summary: strings.Repeat("x", 2001), Level: "hard", Closing: campus.ClosesDate,
			Closes: c.Now()}
		fields := []string{"title", "summary", "level", "places", "closes"}
		_, err := c.Courses.Create(ctx, teacher, wrong, "")
		wantFields(t, "making", err, campus.Invalid, fields...)
		course := c.Course(t, teacher, "Geometry", 3)
		_, err = c.Courses.Edit(ctx, teacher, course.ID, wrong, "")
		wantFields(t, "editing", err, campus.Invalid, fields...)
		if now, err := c.Store.Courses.Get(ctx, course.ID); !reflect.DeepEqual(now, course) || err != nil {
			t.Errorf("the course is now %+v, %v, want %+v", now, err, course)
		}
		_, err = c.Courses.Create(ctx, student, geometry(), "")
		wantRefusal(t, "a student", err, campus.ErrNotTeacher)
	})
}

func TestOnlyItsStaffEditsDeletesAndSeesWhoIsInACourse(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales := t.Context(), c.Person(t, "thales", campus.Teacher)
		course := c.Course(t, thales, "Geometry", 3)
		for _, test := range []struct {
			who  campus.Person
			want error
		}{
			{c.Person(t, "hypatia", campus.Teacher), campus.ErrNotStaff},
			{c.Person(t, "student", campus.Student), campus.ErrNotStaff},
			{campus.Person{}, campus.ErrNotStaff},
			{c.Person(t, "admin", campus.Admin), nil},
			{thales, nil},
		} {
			_, err := c.Courses.Edit(ctx, test.who, course.ID, geometry(), "")
			wantRefusal(t, test.who.Username+" edits", err, test.want)
			_, _, err = c.Courses.Students(ctx, test.who, course.ID, "", 200)
			wantRefusal(t, test.who.Username+" reads", err, test.want)
			if test.want != nil {
				wantRefusal(t, test.who.Username+" deletes", c.Courses.Delete(ctx, test.who, course.ID, ""), campus.ErrNotOwner)
			}
		}
		for _, id := range []string{campus.NewCourseID(), "", "x", strings.ToUpper(course.ID), course.ID + "\n"} {
			_, err := c.Courses.Edit(ctx, thales, id, geometry(), "")
			wantRefusal(t, "editing "+id, err, campus.ErrNoCourse)
			wantRefusal(t, "deleting "+id, c.Courses.Delete(ctx, thales, id, ""), campus.ErrNoCourse)
			_, _, err = c.Courses.For(ctx, 1, id)
			wantRefusal(t, "reading "+id, err, campus.ErrNoCourse)
		}
	})
}

func TestAnEditChangesWhatItSaysAndIsDoneOnce(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, teacher := t.Context(), c.Person(t, "thales", campus.Teacher)
		course := c.Course(t, teacher, "Lines", 3)
		clock.Add(time.Minute)
		want := course
		want.Title, want.Summary, want.Level, want.Places = "Geometry", geometry().Summary, campus.Advanced, 12
		want.Closes, want.Version = noon.Add(360*time.Second), 2
		for range 3 {
			got, err := c.Courses.Edit(ctx, teacher, course.ID, geometry(), "the form")
			if !reflect.DeepEqual(got, want) || err != nil {
				t.Errorf("edited to %+v, %v, want %+v", got, err, want)
			}
			clock.Add(time.Second)
		}
		got, err := c.Courses.Edit(ctx, teacher, course.ID, geometry(), "another form")
		if want.Version, want.Closes = 3, clock.Now().Add(300*time.Second); !reflect.DeepEqual(got, want) || err != nil {
			t.Errorf("edited again to %+v, %v, want %+v", got, err, want)
		}
	}, lively)
}

func TestMorePlacesGoToTheFirstInLineAndFewerEvictNobody(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, teacher := t.Context(), c.Person(t, "thales", campus.Teacher)
		course, students := c.Course(t, teacher, "Geometry", 2), c.Students(t, 8)
		for _, s := range students {
			_, err := c.Courses.Enrol(ctx, s, course.ID, true, "")
			must(t, err)
		}
		n := campus.NewCourse{Title: "Geometry", Level: campus.Beginner}
		for _, step := range []struct {
			places         int // 0 for unlimited
			drops          int // student who leaves first; -1 for none
			taken, waiting int
		}{
			{3, -1, 3, 5}, {1, -1, 3, 5}, {1, 0, 2, 5}, {2, -1, 2, 5}, {2, 1, 2, 4}, {5, -1, 5, 1}, {0, -1, 6, 0}, {1, -1, 6, 0},
		} {
			if step.drops >= 0 {
				_, err := c.Courses.Drop(ctx, students[step.drops], course.ID, "")
				must(t, err)
			}
			n.Places, n.Unlimited = step.places, step.places == 0
			got, err := c.Courses.Edit(ctx, teacher, course.ID, n, "")
			if err != nil || got.Taken != step.taken || got.Waiting != step.waiting || got.Places != n.Places ||
				got.Unlimited != n.Unlimited {
				t.Errorf("%+v: got %+v, %v", step, got, err)
			}
		}
		_, err := c.Courses.Enrol(ctx, students[0], course.ID, false, "")
		wantRefusal(t, "a seat in a course that has more people than places", err, campus.ErrCourseFull)
		pupils, _, err := c.Courses.Students(ctx, teacher, course.ID, "", 200)
		must(t, err)
		for i, p := range pupils {
			if p.Person.ID != students[i+2].ID {
				t.Errorf("place %d went to %d, want %d: first come, first served", i, p.Person.ID, students[i+2].ID)
			}
		}
	})
}

func TestADeletedCourseIsHiddenEverywhere(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, teacher, student := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "student", campus.Student)
		course := c.Course(t, teacher, "Geometry", 1)
		_, err := c.Courses.Enrol(ctx, student, course.ID, false, "")
		must(t, err)
		c.Settle(t)
		must(t, c.Courses.Delete(ctx, teacher, course.ID, ""))
		wantRefusal(t, "deleting again", c.Courses.Delete(ctx, teacher, course.ID, ""), campus.ErrNoCourse)
		for range 2 { // before and after the followers
			_, err = c.Store.Courses.Get(ctx, course.ID)
			wantRefusal(t, "reading", err, campus.ErrNoCourse)
			_, err = c.Courses.Enrol(ctx, student, course.ID, true, "")
			wantRefusal(t, "enrolling", err, campus.ErrNoCourse)
			_, err = c.Courses.Drop(ctx, student, course.ID, "")
			wantRefusal(t, "dropping", err, campus.ErrNoCourse)
			_, err = c.Courses.Edit(ctx, teacher, course.ID, geometry(), "")
			wantRefusal(t, "editing", err, campus.ErrNoCourse)
			for _, p := range []campus.Person{teacher, student} {
				if mine, err := c.Courses.Mine(ctx, p); len(mine) != 0 || err != nil {
					t.Errorf("%s has %v, %v", p.Username, mine, err)
				}
			}
			for _, query := range []string{"", "geometry"} {
				if found, err := c.Courses.Search(ctx, store.CourseQuery{Words: query, Limit: 10}); len(found.Courses) != 0 || err != nil {
					t.Errorf("%q finds %v, %v", query, found, err)
				}
			}
			c.Settle(t)
		}
	})
}

func TestOnlyAnAutomaticClosingTimeMoves(t *testing.T) {
	t.Parallel()
	for kind, moves := range map[campus.Closing]bool{campus.ClosesAuto: true, campus.ClosesDate: false, campus.ClosesNever: false} {
		t.Run(string(kind), func(t *testing.T) {
			storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
				testClosing(t, c, clock, kind, moves)
			}, lively)
		})
	}
}

func testClosing(t *testing.T, c *storetest.Campus, clock *storetest.Hands, kind campus.Closing, moves bool) {
	ctx, teacher, students := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 2)
	n := geometry()
	if n.Closing = kind; kind == campus.ClosesDate {
		n.Closes = noon.Add(time.Hour)
	}
	course, err := c.Courses.Create(ctx, teacher, n, "")
	must(t, err)
	closes := course.Closes
	n.Closing, n.Closes = "", time.Time{} // as it is
	enrol := func(p campus.Person) { _, err = c.Courses.Enrol(ctx, p, course.ID, false, "") }
	drop := func(p campus.Person) { _, err = c.Courses.Drop(ctx, p, course.ID, "") }
	edit := func(campus.Person) { _, err = c.Courses.Edit(ctx, teacher, course.ID, n, "") }
	for i, step := range []struct {
		do   func(campus.Person)
		who  int
		want func(time.Time) time.Time // of an automatic time
	}{
		{enrol, 0, func(at time.Time) time.Time { return at.Add(time.Minute) }},
		{enrol, 0, func(at time.Time) time.Time { return at }},
		{drop, 0, func(at time.Time) time.Time { return at }},
		{enrol, 0, func(at time.Time) time.Time { return at }},
		{enrol, 1, func(at time.Time) time.Time { return at.Add(time.Minute) }},
		{edit, 0, func(time.Time) time.Time { return clock.Now().Add(5 * time.Minute) }},
	} {
		clock.Add(time.Second)
		step.do(students[step.who])
		must(t, err)
		if moves {
			closes = step.want(closes)
		}
		got, err := c.Store.Courses.Get(ctx, course.ID)
		if err != nil || got.Closing != kind || !got.Closes.Equal(closes) {
			t.Errorf("step %d: it closes %s %v, %v, want %s %v", i, got.Closing, got.Closes, err, kind, closes)
		}
	}
}

func TestAClosedCourseTakesNobodyAndIsFoundNoMore(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, teacher, students := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 3)
		course := c.Course(t, teacher, "Geometry", 1)
		for _, s := range students[:2] {
			_, err := c.Courses.Enrol(ctx, s, course.ID, true, "")
			must(t, err)
		}
		c.Tick(t)
		clock.Set(noon.Add(6*time.Minute - time.Millisecond)) // five, and one for the first enrolment
		c.Tick(t)
		found, err := c.Courses.Search(ctx, store.CourseQuery{Words: "geometry", Limit: 10})
		if len(found.Courses) != 1 || err != nil {
			t.Errorf("just before, the search finds %v, %v", found, err)
		}
		clock.Add(time.Millisecond)
		for range 2 { // before and after the scheduler
			_, err = c.Courses.Enrol(ctx, students[2], course.ID, true, "")
			wantRefusal(t, "enrolling", err, campus.ErrCourseClosed)
			for _, query := range []string{"geometry", ""} {
				if found, err := c.Courses.Search(ctx, store.CourseQuery{Words: query, Limit: 10}); len(found.Courses) != 0 || err != nil {
					t.Errorf("the search for %q finds %v, %v", query, found, err)
				}
			}
			for _, s := range students[:2] {
				if mine, err := c.Courses.Mine(ctx, s); len(mine) != 1 || err != nil {
					t.Errorf("%s has %v, %v, want the past course", s.Username, mine, err)
				}
			}
			c.Tick(t)
		}
		_, err = c.Courses.Drop(ctx, students[0], course.ID, "")
		must(t, err)
		if now, err := c.Store.Courses.Get(ctx, course.ID); now.Taken != 0 || now.Waiting != 1 || now.Open(c.Now()) || err != nil {
			t.Errorf("after a drop it is %+v, %v: a closed course promotes nobody", now, err)
		}

		n := campus.NewCourse{Title: "Geometry", Level: campus.Beginner, Places: 1}
		now, err := c.Courses.Edit(ctx, teacher, course.ID, n, "") // its time starts again, and the promotion is a first enrolment
		if err != nil || now.Taken != 1 || now.Waiting != 0 || !now.Open(c.Now()) || !now.Closes.Equal(clock.Now().Add(6*time.Minute)) {
			t.Errorf("re-opened it is %+v, %v", now, err)
		}
		c.Tick(t)
		if found, err := c.Courses.Search(ctx, store.CourseQuery{Words: "geometry", Limit: 10}); len(found.Courses) != 1 || err != nil {
			t.Errorf("re-opened, the search finds %v, %v", found, err)
		}
		clock.Add(6 * time.Minute)
		c.Tick(t)
		for key, left := range c.Contents(t) {
			if strings.Contains(key, "{search}") && !strings.HasSuffix(key, ":orders") {
				t.Errorf("closed again, %s still holds %s", key, left)
			}
		}
	}, lively)
}

func TestAStopThatMissedManyClosingsEndsThemAll(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		teacher := c.Person(t, "thales", campus.Teacher)
		for i := range 30 {
			c.Course(t, teacher, fmt.Sprintf("Course %d", i), 1)
		}
		c.Settle(t)
		clock.Add(48 * time.Hour)
		c.Tick(t)
		for key, value := range c.Contents(t) {
			if strings.HasSuffix(key, ":due") || strings.HasSuffix(key, "newest") || strings.HasSuffix(key, "{search}:postings") ||
				strings.HasSuffix(key, ":outbox") && value != "[]" {
				t.Errorf("%s is left: %s", key, value)
			}
		}
	}, lively)
}
