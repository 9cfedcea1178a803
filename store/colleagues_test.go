package store_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// teaching returns the ids of the courses among somebody's own.
func teaching(t testing.TB, c *storetest.Campus, who campus.Person) []string {
	t.Helper()
	c.Settle(t)
	listed, err := c.Redis.ZRange(t.Context(), c.TeachesKey(who.ID), 0, -1).Result()
	must(t, err)
	return listed
}

func TestCoTeachersMayDoAllButDeleteAndHandOver(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		euclid, john := c.Person(t, "euclid", campus.Teacher), c.Person(t, "john", campus.Student)
		n := geometry()
		n.With = []int64{hypatia.ID, hypatia.ID}
		course, err := c.Courses.Create(ctx, thales, n, "")
		must(t, err)
		if want := []campus.Named{{ID: hypatia.ID, Name: hypatia.Name}}; !slices.Equal(course.With, want) {
			t.Fatalf("its co-teachers are %+v, want %+v", course.With, want)
		}
		n.Title, n.With = "Circles", nil
		changed, err := c.Courses.Edit(ctx, hypatia, course.ID, n, "")
		if err != nil || changed.Title != "Circles" || len(changed.With) != 1 {
			t.Errorf("a co-teacher's edit made it %+v, %v", changed, err)
		}
		_, _, err = c.Courses.Students(ctx, hypatia, course.ID, "", 10)
		must(t, err)
		wantRefusal(t, "a co-teacher deletes", c.Courses.Delete(ctx, hypatia, course.ID, ""), campus.ErrNotOwner)
		n.Teacher = hypatia.ID
		_, err = c.Courses.Edit(ctx, hypatia, course.ID, n, "")
		wantRefusal(t, "a co-teacher takes it over", err, campus.ErrNotOwner)
		if got := teaching(t, c, hypatia); !slices.Equal(got, []string{course.ID}) {
			t.Errorf("a co-teacher's own courses are %q", got)
		}
		for reason, with := range map[string][]int64{"a student": {john.ID}, "nobody": {999}, "the teacher": {thales.ID}} {
			n := geometry()
			n.With = with
			_, err := c.Courses.Edit(ctx, thales, course.ID, n, "")
			wantFields(t, reason, err, campus.Invalid, "co_teachers")
			_, err = c.Courses.Create(ctx, thales, n, "")
			wantFields(t, reason, err, campus.Invalid, "co_teachers")
		}
		must(t, c.People.SetStatus(ctx, store.Itself(""), euclid.ID, campus.StatusDisabled))
		n = geometry()
		n.With = []int64{euclid.ID}
		_, err = c.Courses.Edit(ctx, thales, course.ID, n, "")
		wantFields(t, "somebody disabled", err, campus.Invalid, "co_teachers")
		n.With = []int64{}
		_, err = c.Courses.Edit(ctx, thales, course.ID, n, "")
		must(t, err)
		if got := teaching(t, c, hypatia); len(got) != 0 {
			t.Errorf("who is no co-teacher any more has %q", got)
		}
		_, err = c.Courses.Edit(ctx, hypatia, course.ID, geometry(), "")
		wantRefusal(t, "who is no co-teacher any more edits", err, campus.ErrNotStaff)
	})
}

func TestACourseThatIsHandedOverLeavesItsFormerTeachersList(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		n := geometry()
		n.With = []int64{hypatia.ID}
		course, err := c.Courses.Create(ctx, thales, n, "")
		must(t, err)
		n.Teacher, n.With = hypatia.ID, nil
		changed, err := c.Courses.Edit(ctx, thales, course.ID, n, "")
		if err != nil || changed.Teacher.ID != hypatia.ID || len(changed.With) != 0 {
			t.Fatalf("handed over it is %+v, %v", changed, err)
		}
		if got := teaching(t, c, thales); len(got) != 0 {
			t.Errorf("the former teacher has %q", got)
		}
		if got := teaching(t, c, hypatia); !slices.Equal(got, []string{course.ID}) {
			t.Errorf("the new teacher has %q", got)
		}
		n.Teacher = thales.ID
		_, err = c.Courses.Edit(ctx, thales, course.ID, n, "")
		wantRefusal(t, "the former teacher takes it back", err, campus.ErrNotStaff)
		// There and back before anything is followed up, in any order: who teaches it now has it.
		_, err = c.Courses.Edit(ctx, hypatia, course.ID, n, "")
		must(t, err)
		n.Teacher = hypatia.ID
		_, err = c.Courses.Edit(ctx, thales, course.ID, n, "")
		must(t, err)
		work := entries(t, c, c.CourseOutbox(course.ID))
		slices.Reverse(work)
		for _, entry := range work {
			must(t, c.Followers.Follow(ctx, entry))
		}
		if a, b := teaching(t, c, thales), teaching(t, c, hypatia); len(a) != 0 || !slices.Equal(b, []string{course.ID}) {
			t.Errorf("followed backwards they have %q and %q", a, b)
		}
	})
}

func TestAnAdminMakesACourseForATeacherAndNobodyElseDoes(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, admin := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "admin", campus.Admin)
		n := geometry()
		n.Teacher = thales.ID
		for range 2 {
			course, err := c.Courses.Create(ctx, admin, n, "once")
			if err != nil || course.Teacher.ID != thales.ID {
				t.Fatalf("made %+v, %v", course, err)
			}
		}
		if got := teaching(t, c, thales); len(got) != 1 {
			t.Errorf("the teacher has %q, want one", got)
		}
		_, err := c.Courses.Create(ctx, c.Person(t, "hypatia", campus.Teacher), n, "")
		wantRefusal(t, "another teacher", err, campus.ErrNotAdmin)
	})
}

func TestAnEditOfAnOlderVersionOverwritesNothing(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales := t.Context(), c.Person(t, "thales", campus.Teacher)
		course, err := c.Courses.Create(ctx, thales, geometry(), "")
		must(t, err)
		first, second := geometry(), geometry()
		first.Seen, second.Seen = course.Version, course.Version
		first.Title, second.Title = "First", "Second"
		var got [2]error
		storetest.Together(2, func(i int) {
			_, got[i] = c.Courses.Edit(ctx, thales, course.ID, []campus.NewCourse{first, second}[i], "")
		})
		if (got[0] == nil) == (got[1] == nil) {
			t.Fatalf("two edits of one version: %v and %v", got[0], got[1])
		}
		for _, err := range got {
			if err != nil {
				wantRefusal(t, "the second", err, campus.ErrMeanwhile)
			}
		}
		second.Seen = 0
		if now, err := c.Courses.Edit(ctx, thales, course.ID, second, ""); err != nil || now.Title != "Second" ||
			now.Version != course.Version+2 {
			t.Errorf("without a version it is %+v, %v", now, err)
		}
	})
}

func TestAnEditLeavesWhatItHasChangedToBeTold(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales := t.Context(), c.Person(t, "thales", campus.Teacher)
		course, err := c.Courses.Create(ctx, thales, geometry(), "")
		must(t, err)
		c.Settle(t)
		told := func(n campus.NewCourse) map[string][2]string {
			t.Helper()
			_, err := c.Courses.Edit(ctx, thales, course.ID, n, "")
			must(t, err)
			all := slices.DeleteFunc(entries(t, c, c.CourseOutbox(course.ID)),
				func(m redis.XMessage) bool { return m.Values["kind"] != "edited" })
			c.Settle(t)
			if len(all) == 0 {
				return nil
			}
			var changed map[string][2]string
			must(t, json.Unmarshal([]byte(all[0].Values["changed"].(string)), &changed))
			return changed
		}
		n := geometry()
		if got := told(n); got != nil {
			t.Errorf("an edit that changes nothing tells %v", got)
		}
		n.Places, n.Title = 20, "Circles"
		if got, want := told(n), (map[string][2]string{"places": {"12", "20"}, "title": {"Geometry", "Circles"}}); !reflect.DeepEqual(got,
			want) {
			t.Errorf("told is %v, want %v", got, want)
		}
		n.Unlimited, n.Closing = true, campus.ClosesNever
		if got, want := told(n), (map[string][2]string{"places": {"20", ""}, "chosen": {"auto", "never"}}); !reflect.DeepEqual(got, want) {
			t.Errorf("told is %v, want %v", got, want)
		}
	})
}

func TestARenamedCoTeacherIsRenamedWithTheCourse(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		n := geometry()
		n.With = []int64{hypatia.ID}
		course, err := c.Courses.Create(ctx, thales, n, "")
		must(t, err)
		c.Settle(t)
		name := "Hypatia the younger"
		_, _, err = c.People.Edit(ctx, store.By{Person: hypatia}, hypatia.ID, campus.PersonChange{Name: &name})
		must(t, err)
		c.Settle(t)
		now, err := c.Courses.Get(ctx, course.ID)
		if want := []campus.Named{{ID: hypatia.ID, Name: name}}; err != nil || !slices.Equal(now.With, want) ||
			now.Teacher.Name != thales.Name {
			t.Errorf("it is taught by %+v with %+v, %v", now.Teacher, now.With, err)
		}
		if got := titles(t, c, "younger"); len(got) != 1 {
			t.Errorf("the search finds %q by a co-teacher's name", got)
		}
	})
}
