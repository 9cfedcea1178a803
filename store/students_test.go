package store_test

import (
	"slices"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// crowd is a course of three full pages whose places are taken, and of those who wait there.
func crowd(t *testing.T, c *storetest.Campus) (teacher campus.Person, course campus.Course, enrolled, waiting []campus.Person) {
	t.Helper()
	teacher = c.Person(t, "thales", campus.Teacher)
	all := c.Students(t, 3*store.MaxPageSize)
	course = c.Course(t, teacher, "Geometry", store.MaxPageSize+50)
	c.Enrol(t, course, all...)
	return teacher, course, all[:course.Places], all[course.Places:]
}

func TestEveryStudentOfACourseIsReadOnceThoughPeopleComeAndGoMeanwhile(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		teacher, course, enrolled, waiting := crowd(t, c)
		late := c.Person(t, "late", campus.Student)
		first, _, err := c.Courses.Students(t.Context(), teacher, course.ID, "", 1)
		must(t, err)
		n, seen := 0, map[int64]int{}
		var last store.Pupil
		must(t, c.Courses.EachStudent(t.Context(), teacher, course.ID, func(p store.Pupil) error {
			n++
			seen[p.Person.ID]++
			last = p
			switch n {
			case store.MaxPageSize: // at the end of the first page one of it leaves and comes back, as the last in line
				again := enrolled[slices.IndexFunc(enrolled, func(p campus.Person) bool { return p.ID == first[0].Person.ID })]
				must(t, second(c.Courses.Drop(t.Context(), again, course.ID, "")))
				c.Enrol(t, course, again)
			case 2 * store.MaxPageSize: // those who wait are being read: the last of them get places, in the moment of all others
				must(t, second(c.Courses.Edit(t.Context(), teacher, course.ID, withPlaces(3*store.MaxPageSize), "")))
				c.Enrol(t, course, late)
			}
			return nil
		}))
		for _, p := range slices.Concat(enrolled, waiting) {
			if seen[p.ID] != 1 {
				t.Errorf("%s comes %d times", p.Username, seen[p.ID])
			}
		}
		if last.Status != campus.Enrolled || n > len(enrolled)+len(waiting)+1 {
			t.Errorf("%d came, the last is %+v", n, last)
		}
	})
}
