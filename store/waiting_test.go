package store_test

import (
	"slices"
	"testing"

	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestWhoIsNoStudentAnyMoreWaitsForNoPlace(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin, thales, s := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "thales", campus.Teacher), c.Students(t, 4)
		course, other := c.Course(t, thales, "Geometry", 1), c.Course(t, thales, "Logic", 1)
		enrol := func(id string, all ...campus.Person) {
			for _, p := range all {
				_, err := c.Courses.Enrol(ctx, p, id, true, "")
				must(t, err)
			}
		}
		stand := func(id string, want ...campus.Enrolment) {
			t.Helper()
			for i, p := range s[:len(want)] {
				if _, mine, err := c.Courses.For(ctx, p.ID, id); err != nil || mine != want[i] {
					t.Errorf("student %d stands as %+v, %v, want %+v", i, mine, err, want[i])
				}
			}
		}
		enrolled, none := campus.Enrolment{Status: campus.Enrolled}, campus.Enrolment{Status: campus.NotEnrolled}
		enrol(course.ID, s...)
		enrol(other.ID, s[1])
		c.Settle(t)
		role := campus.Teacher
		_, _, err := c.People.Edit(ctx, asks(admin), s[1].ID, campus.PersonChange{Role: &role})
		must(t, err)
		c.Settle(t)
		stand(course.ID, enrolled, none, campus.Enrolment{Status: campus.Waiting, Position: 1}, campus.Enrolment{Status: campus.Waiting,
			Position: 2})
		stand(other.ID, none, enrolled)
		// The next is made a teacher while a place becomes free, and asks for another with what they were allowed before.
		_, _, err = c.People.Edit(ctx, asks(admin), s[2].ID, campus.PersonChange{Role: &role})
		must(t, err)
		_, err = c.Courses.Drop(ctx, s[0], course.ID, "")
		must(t, err)
		enrol(other.ID, s[2])
		c.Settle(t)
		stand(course.ID, none, none, none, enrolled)
		stand(other.ID, none, enrolled, none)
		if told := inbox(t, c, s[2]); !slices.Equal(told, []string{"role-decided  []"}) {
			t.Errorf("who is no student any more was told %q", told)
		}
		if told := inbox(t, c, s[3]); !slices.Equal(told, []string{"promoted Geometry []"}) {
			t.Errorf("who has the place was told %q", told)
		}
	})
}
