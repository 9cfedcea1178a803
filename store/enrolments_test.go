package store_test

import (
	"maps"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/storetest"
)

func TestOfAHundredWhoAskForTheLastSeatOneGetsIt(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		course := c.Course(t, c.Person(t, "thales", campus.Teacher), "Geometry", 1)
		students := c.Students(t, 100)
		var won, full atomic.Int64
		var asked sync.WaitGroup
		for _, s := range students {
			asked.Go(func() {
				switch _, err := c.Courses.Enrol(ctx, s, course.ID, false, ""); err {
				case nil:
					won.Add(1)
				case campus.ErrCourseFull:
					full.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		asked.Wait()
		if won.Load() != 1 || full.Load() != 99 {
			t.Errorf("%d got the seat and %d were told that it is full, want 1 and 99", won.Load(), full.Load())
		}
		after, err := c.Store.Courses.Get(ctx, course.ID)
		if err != nil || after.Taken != 1 || after.Waiting != 0 {
			t.Errorf("the course has %d of %d taken and %d waiting, err %v", after.Taken, after.Places, after.Waiting, err)
		}
	})
}

func TestAHundredWhoAskForThreeSeatsStandInALineWithoutHoles(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, teacher := t.Context(), c.Person(t, "thales", campus.Teacher)
		course, students := c.Course(t, teacher, "Geometry", 3), c.Students(t, 100)
		got := make([]campus.Enrolment, len(students))
		storetest.Together(len(students), func(i int) {
			var err error
			if got[i], err = c.Courses.Enrol(ctx, students[i], course.ID, true, ""); err != nil {
				t.Error(err)
			}
		})
		var positions []int
		seats := 0
		for i, e := range got {
			if e == (campus.Enrolment{Status: campus.Enrolled}) {
				seats++
				continue
			}
			positions = append(positions, e.Position)
			if _, mine, err := c.Courses.For(ctx, students[i].ID, course.ID); mine != e || e.Status != campus.Waiting || err != nil {
				t.Errorf("%d was told %+v and reads %+v, %v", i, e, mine, err)
			}
		}
		slices.Sort(positions)
		if seats != 3 || !slices.Equal(positions, upTo(97)) {
			t.Errorf("%d seats and the positions %v, want 3 and 1 to 97", seats, positions)
		}
		pupils, _, err := c.Courses.Students(ctx, teacher, course.ID, "", store.MaxPageSize)
		if len(pupils) != 100 || err != nil {
			t.Fatalf("%d pupils, %v", len(pupils), err)
		}
		for i, p := range pupils[3:] {
			if p.Status != campus.Waiting || p.Position != i+1 || p.Person.Name == "" || !p.Since.IsZero() {
				t.Errorf("number %d in line is %+v", i+1, p)
			}
		}
	})
}

// upTo returns 1 to n.
func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i + 1
	}
	return all
}

func TestEnrollingAndDroppingTwiceChangeNothingAndASeatGoesToTheFirstInLine(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, teacher, students := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 3)
		course := c.Course(t, teacher, "Geometry", 1)
		in, out := campus.Enrolment{Status: campus.Enrolled}, campus.Enrolment{Status: campus.NotEnrolled}
		line := func(n int) campus.Enrolment { return campus.Enrolment{Status: campus.Waiting, Position: n} }
		for i, step := range []struct {
			who            int
			want           campus.Enrolment // out for a drop
			taken, waiting int
		}{
			{0, out, 0, 0}, {0, in, 1, 0}, {0, in, 1, 0}, {1, line(1), 1, 1}, {2, line(2), 1, 2}, {1, line(1), 1, 2}, {2, line(2), 1, 2},
			{1, out, 1, 1}, {1, out, 1, 1}, {2, line(1), 1, 1}, {0, out, 1, 0}, {2, in, 1, 0}, {0, out, 1, 0}, {2, out, 0, 0}, {2, out, 0,
				0},
		} {
			do := func() (campus.Enrolment, error) {
				return c.Courses.Enrol(ctx, students[step.who], course.ID, true, "")
			}
			if step.want == out {
				do = func() (campus.Enrolment, error) {
					return c.Courses.Drop(ctx, students[step.who], course.ID, "")
				}
			}
			if got, err := do(); got != step.want || err != nil {
				t.Errorf("step %d: got %+v, %v, want %+v", i, got, err, step.want)
			}
			now, mine, err := c.Courses.For(ctx, students[step.who].ID, course.ID)
			if now.Taken != step.taken || now.Waiting != step.waiting || mine != step.want || err != nil {
				t.Errorf("step %d: %d taken, %d waiting, mine %+v, %v, want %+v", i, now.Taken, now.Waiting, mine, err, step)
			}
		}
	})
}

func TestOnlyStudentsEnrolAndOnlyInWhatExists(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, teacher, student := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "student", campus.Student)
		course := c.Course(t, teacher, "Geometry", 1)
		for _, p := range []campus.Person{teacher, c.Person(t, "admin", campus.Admin), {}} {
			_, err := c.Courses.Enrol(ctx, p, course.ID, true, "")
			wantRefusal(t, string(p.Role), err, campus.ErrNotStudent)
		}
		for _, id := range []string{"", "x", campus.NewCourseID(), course.ID + " ", "{people}:person:1"} {
			_, err := c.Courses.Enrol(ctx, student, id, true, "")
			wantRefusal(t, "enrolling in "+id, err, campus.ErrNoCourse)
			_, err = c.Courses.Drop(ctx, student, id, "")
			wantRefusal(t, "dropping "+id, err, campus.ErrNoCourse)
		}
	})
}

func TestAnUnlimitedCourseIsNeverFull(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		course := c.Course(t, c.Person(t, "thales", campus.Teacher), "Geometry", 0)
		students := c.Students(t, 30)
		storetest.Together(len(students), func(i int) {
			if got, err := c.Courses.Enrol(t.Context(), students[i], course.ID, false, ""); got.Status != campus.Enrolled || err != nil {
				t.Errorf("got %+v, %v", got, err)
			}
		})
		if now, err := c.Store.Courses.Get(t.Context(), course.ID); now.Taken != 30 || !now.Unlimited || err != nil {
			t.Errorf("the course is %+v, %v", now, err)
		}
	})
}

func TestAnOperationThatIsSentAgainGetsItsFirstAnswer(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, teacher, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 3)
		course := c.Course(t, teacher, "Geometry", 1)
		first := map[int]campus.Enrolment{}
		for i := range s {
			got, err := c.Courses.Enrol(ctx, s[i], course.ID, true, "op")
			must(t, err)
			first[i] = got
		}
		_, err := c.Courses.Drop(ctx, s[0], course.ID, "op") // the same word for another thing
		must(t, err)
		_, err = c.Courses.Drop(ctx, s[1], course.ID, "op")
		must(t, err)
		for i := range s {
			if got, err := c.Courses.Enrol(ctx, s[i], course.ID, true, "op"); got != first[i] || err != nil {
				t.Errorf("%d asked again and got %+v, %v, want %+v", i, got, err, first[i])
			}
		}
		got, err := c.Courses.Enrol(ctx, s[0], course.ID, true, "new")
		if want := (campus.Enrolment{Status: campus.Waiting, Position: 1}); got != want || err != nil {
			t.Errorf("a new operation got %+v, %v, want %+v", got, err, want)
		}
		if got, err := c.Courses.Drop(ctx, s[0], course.ID, "op"); got.Status != campus.NotEnrolled || err != nil {
			t.Errorf("the first drop again got %+v, %v", got, err)
		}
		if now, err := c.Store.Courses.Get(ctx, course.ID); now.Taken != 1 || now.Waiting != 1 || err != nil {
			t.Errorf("%d taken and %d waiting, %v, want 1 and 1: nothing was done twice", now.Taken, now.Waiting, err)
		}
	})
}

func TestAnOperationOfOneCourseDoesNotAnswerForAnotherOfItsPartition(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, teacher, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 2)
		one, other := twoOfOnePartition(t, c, teacher)
		_, err := c.Courses.Enrol(ctx, s[1], other.ID, false, "")
		must(t, err)
		_, err = c.Courses.Enrol(ctx, s[0], one.ID, false, "op")
		must(t, err)
		_, err = c.Courses.Enrol(ctx, s[0], other.ID, false, "op")
		wantRefusal(t, "the full one", err, campus.ErrCourseFull)
		got, err := c.Courses.Enrol(ctx, s[1], one.ID, true, "op")
		if want := (campus.Enrolment{Status: campus.Waiting, Position: 1}); got != want || err != nil {
			t.Errorf("somebody else's operation of the same name got %+v, %v, want %+v", got, err, want)
		}
	})
}

// twoOfOnePartition makes courses of one place until two share a partition.
func twoOfOnePartition(t *testing.T, c *storetest.Campus, teacher campus.Person) (one, other campus.Course) {
	t.Helper()
	seen := map[string]campus.Course{}
	for range engine.Partitions + 1 {
		next := c.Course(t, teacher, "Geometry", 1)
		tag := store.PartitionOf(next.ID)
		if seen[tag].ID != "" {
			return seen[tag], next
		}
		seen[tag] = next
	}
	t.Fatal("more courses than partitions, and no two in one")
	return one, other
}

func TestMyCoursesFollowWhatIDo(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, teacher, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 2)
		var courses []campus.Course
		for _, title := range []string{"One", "Two", "Three", "Four"} {
			clock.Add(time.Second)
			courses = append(courses, c.Course(t, teacher, title, 1))
		}
		one, two, three := courses[0].ID, courses[1].ID, courses[2].ID
		enrol := func(who int, id string) { _, err := c.Courses.Enrol(ctx, s[who], id, true, ""); must(t, err) }
		drop := func(who int, id string) { _, err := c.Courses.Drop(ctx, s[who], id, ""); must(t, err) }
		enrol(0, one)
		enrol(1, one)
		enrol(1, two)
		enrol(1, three)
		drop(1, three)
		c.Settle(t)
		wantStanding(t, c, s[0], courses, map[string]string{one: campus.Enrolled})
		wantStanding(t, c, s[1], courses, map[string]string{one: campus.Waiting, two: campus.Enrolled})
		drop(0, one) // promotes the other
		c.Settle(t)
		wantStanding(t, c, s[0], courses, map[string]string{})
		wantStanding(t, c, s[1], courses, map[string]string{one: campus.Enrolled, two: campus.Enrolled})

		mine, err := c.Courses.Mine(ctx, teacher)
		must(t, err)
		want := []string{courses[3].ID, three, two, one} // newest first
		for i, m := range mine {
			if m.Course.ID != want[i] || m.Mine != (campus.Enrolment{Status: campus.NotEnrolled}) {
				t.Errorf("the teacher's course %d is %+v", i, m)
			}
		}
		if len(mine) != 4 {
			t.Errorf("the teacher has %d courses, want 4", len(mine))
		}
	})
}

// wantStanding checks the courses that somebody has, newest first, and their mark in a list of all.
func wantStanding(t *testing.T, c *storetest.Campus, who campus.Person, courses []campus.Course, want map[string]string) {
	t.Helper()
	got, err := c.Standing(t.Context(), who.ID, idsOf(courses))
	if !maps.Equal(got, want) || err != nil {
		t.Errorf("%s stands %v, %v, want %v", who.Username, got, err, want)
	}
	mine, err := c.Courses.Mine(t.Context(), who)
	must(t, err)
	if len(mine) != len(want) {
		t.Errorf("%s has %d courses, want %d", who.Username, len(mine), len(want))
	}
	for i, m := range mine {
		now, err := c.Store.Courses.Get(t.Context(), m.Course.ID)
		if want[m.Course.ID] != m.Mine.Status || !reflect.DeepEqual(m.Course, now) || err != nil {
			t.Errorf("%s has %+v, want %s of %+v, %v", who.Username, m, want[m.Course.ID], now, err)
		}
		if i > 0 && mine[i-1].Course.Created.Before(m.Course.Created) {
			t.Errorf("%s has %s before %s, want the newest first", who.Username, mine[i-1].Course.Title, m.Course.Title)
		}
	}
}

func TestWhoOnlyWaitedLosesNoRight(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, teacher, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 3)
		course := c.Course(t, teacher, "Geometry", 1)
		_, e := listen(t, c.Beside(t))
		enrol := func(p campus.Person) {
			_, err := c.Courses.Enrol(ctx, p, course.ID, true, "")
			must(t, err)
			c.Settle(t)
		}
		drop := func(p campus.Person) {
			_, err := c.Courses.Drop(ctx, p, course.ID, "")
			must(t, err)
			c.Settle(t)
		}
		enrol(s[0])
		enrol(s[1])
		enrol(s[2])
		drop(s[1]) // it waited
		drop(s[0]) // it had the place, which the third has now
		drop(s[2])
		want := map[string]bool{campus.PersonTopic(s[0].ID): true, campus.PersonTopic(s[2].ID): true}
		for len(want) > 0 { // a cluster's nodes ring in no order
			if got := storetest.Next(t, "a bell that rights have changed", e.events); got.Kind == campus.KindRights {
				if !want[got.Topic] {
					t.Fatalf("the bell rang for %s, and still has to for %v", got.Topic, want)
				}
				delete(want, got.Topic)
			}
		}
	})
}
