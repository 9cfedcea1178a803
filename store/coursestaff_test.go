package store_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// geometryWith is geometry with co-teachers.
func geometryWith(people ...campus.Person) campus.NewCourse {
	n := geometry()
	n.With = []int64{}
	for _, p := range people {
		n.With = append(n.With, p.ID)
	}
	return n
}

func setRole(t *testing.T, c *storetest.Campus, who campus.Person, role campus.Role) {
	t.Helper()
	_, _, err := c.People.Edit(t.Context(), store.Itself(""), who.ID, campus.PersonChange{Role: &role})
	must(t, err)
}

func TestAHandOverKeepsTheCoTeacherThatSomebodyHasAddedMeanwhile(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
	euclid := c.Person(t, "euclid", campus.Teacher)
	course, err := c.Courses.Create(ctx, thales, geometryWith(hypatia), "")
	must(t, err)
	through, gate := c.Gated(t, campus.CourseTopic(course.ID)) // which scripts alone are told
	n := geometry()
	n.Teacher = hypatia.ID
	must(t, between(t, gate, func() error { _, err := through.Courses.Edit(ctx, thales, course.ID, n, ""); return err }, func() {
		_, err := c.Courses.Edit(ctx, thales, course.ID, geometryWith(hypatia, euclid), "")
		must(t, err)
	}))
	now, err := c.Courses.Get(ctx, course.ID)
	if want := []campus.Named{{ID: euclid.ID, Name: euclid.Name}}; err != nil || now.Teacher.ID != hypatia.ID ||
		!slices.Equal(now.With, want) {
		t.Errorf("it is taught by %+v with %+v, %v", now.Teacher, now.With, err)
	}
}

func TestWhoIsGivenACourseWhileMadeACoTeacherOfItIsItsTeacherAlone(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
	admin := c.Person(t, "admin", campus.Admin)
	course := c.Course(t, thales, "Geometry", 5)
	through, gate := c.Gated(t, campus.CourseTopic(course.ID))
	n := geometry()
	n.Teacher = hypatia.ID
	must(t, between(t, gate, func() error {
		_, err := through.Courses.Edit(ctx, admin, course.ID, geometryWith(hypatia), "")
		return err
	}, func() {
		_, err := c.Courses.Edit(ctx, admin, course.ID, n, "")
		must(t, err)
	}))
	now, err := c.Courses.Get(ctx, course.ID)
	if err != nil || now.Teacher.ID != hypatia.ID || len(now.With) != 0 {
		t.Errorf("it is taught by %+v with %+v, %v", now.Teacher, now.With, err)
	}
}

func TestWhoLosesTheStaffBetweenTheirReadingAndTheirChangeChangesNothing(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
	admin := c.Person(t, "admin", campus.Admin)
	for what, test := range map[string]struct {
		do   func(through *storetest.Campus, course string) error
		want *campus.Error
	}{
		"a co-teacher edits": {func(c *storetest.Campus, id string) error {
			_, err := c.Courses.Edit(ctx, hypatia, id, geometry(), "")
			return err
		}, campus.ErrNotStaff},
		"a co-teacher opens it again": {func(c *storetest.Campus, id string) error {
			_, err := c.Courses.Reopen(ctx, hypatia, id, "")
			return err
		}, campus.ErrNotStaff},
		"its teacher hands it over": {func(c *storetest.Campus, id string) error {
			n := geometry()
			n.Teacher = hypatia.ID
			_, err := c.Courses.Edit(ctx, thales, id, n, "")
			return err
		}, campus.ErrNotStaff},
		"its teacher deletes it": {func(c *storetest.Campus, id string) error { return c.Courses.Delete(ctx, thales, id, "") },
			campus.ErrNotOwner},
	} {
		course, err := c.Courses.Create(ctx, thales, geometryWith(hypatia), "")
		must(t, err)
		through, gate := c.Gated(t, campus.CourseTopic(course.ID))
		err = between(t, gate, func() error { return test.do(through, course.ID) }, func() {
			n := geometryWith()
			n.Title, n.Teacher = "Taken away", admin.ID
			_, err := c.Courses.Edit(ctx, admin, course.ID, n, "")
			must(t, err)
		})
		wantRefusal(t, what, err, test.want)
		if now, err := c.Courses.Get(ctx, course.ID); err != nil || now.Title != "Taken away" || now.Teacher.ID != admin.ID ||
			now.Version != 2 {
			t.Errorf("%s: it is %+v, %v", what, now, err)
		}
	}
}

func TestWhoIsNoTeacherAnyMoreHasNoRightsInTheirCoursesUntilTheyAreAgain(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		course, err := c.Courses.Create(ctx, thales, geometryWith(hypatia), "")
		must(t, err)
		for _, who := range []campus.Person{thales, hypatia} {
			setRole(t, c, who, campus.Student)
			demoted := who
			demoted.Role = campus.Student
			_, err = c.Courses.Edit(ctx, demoted, course.ID, geometry(), "")
			wantRefusal(t, who.Username+" edits", err, campus.ErrNotStaff)
			_, err = c.Courses.Reopen(ctx, demoted, course.ID, "")
			wantRefusal(t, who.Username+" opens it again", err, campus.ErrNotStaff)
			wantRefusal(t, who.Username+" deletes", c.Courses.Delete(ctx, demoted, course.ID, ""), campus.ErrNotOwner)
			if mine, err := c.Courses.Mine(ctx, demoted); err != nil || len(mine) != 0 {
				t.Errorf("%s has %+v, %v", who.Username, mine, err)
			}
		}
		setRole(t, c, thales, campus.Teacher)
		// What was read can be sent back, though a co-teacher in it is none by now.
		if _, err := c.Courses.Edit(ctx, thales, course.ID, geometryWith(hypatia), ""); err != nil {
			t.Errorf("sent back: %v", err)
		}
		setRole(t, c, hypatia, campus.Teacher)
		_, err = c.Courses.Edit(ctx, hypatia, course.ID, geometry(), "")
		must(t, err)
	})
}

func TestACoTeacherWhoIsErasedIsNoneAnyMore(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		euclid := c.Person(t, "euclid", campus.Teacher)
		course, err := c.Courses.Create(ctx, thales, geometryWith(hypatia, euclid), "")
		must(t, err)
		c.Settle(t)
		must(t, c.People.Erase(ctx, store.Itself(""), hypatia.ID))
		c.Settle(t)
		now, err := c.Courses.Get(ctx, course.ID)
		if want := []campus.Named{{ID: euclid.ID, Name: euclid.Name}}; err != nil || !slices.Equal(now.With, want) {
			t.Errorf("its co-teachers are %+v, %v", now.With, err)
		}
		if got := teaching(t, c, hypatia); len(got) != 0 {
			t.Errorf("who was erased has %q", got)
		}
		if got := titles(t, c, campus.NameErased); len(got) != 0 {
			t.Errorf("the search finds %q by the name of nobody", got)
		}
	})
}

func TestACoTeacherWhoIsErasedBeforeTheirCourseKnowsThemIsNoneEither(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
	course := c.Course(t, thales, "Geometry", 5)
	c.Settle(t)
	through, gate := c.Gated(t, campus.CourseTopic(course.ID))
	must(t, between(t, gate, func() error {
		_, err := through.Courses.Edit(ctx, thales, course.ID, geometryWith(hypatia), "")
		return err
	}, func() {
		must(t, c.People.Erase(ctx, store.Itself(""), hypatia.ID))
		c.Settle(t)
	}))
	c.Settle(t)
	if now, err := c.Courses.Get(ctx, course.ID); err != nil || len(now.With) != 0 || len(teaching(t, c, hypatia)) != 0 {
		t.Errorf("its co-teachers are %+v, %v", now.With, err)
	}
}

func TestReportsOfACoursesMeetingsReachWhoTeachesItNow(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, o := t.Context(), newOffice(t, c)
		_, err := o.report(t, o.hamid)
		must(t, err)
		c.Settle(t)
		archimedes := c.Person(t, "archimedes", campus.Teacher)
		for _, step := range []struct {
			what    string
			teacher campus.Person
			with    []campus.Person
			sees    []campus.Person
		}{
			{"with a co-teacher", o.thales, []campus.Person{o.euclid}, []campus.Person{o.hypatia, o.thales, o.euclid, o.admin}},
			{"handed over", archimedes, []campus.Person{o.euclid}, []campus.Person{o.hypatia, archimedes, o.euclid, o.admin}},
			{"without co-teachers", archimedes, nil, []campus.Person{o.hypatia, archimedes, o.admin}},
			{"by its host", o.hypatia, nil, []campus.Person{o.hypatia, o.admin}},
		} {
			n := geometryWith(step.with...)
			n.Teacher = step.teacher.ID
			_, err := c.Courses.Edit(ctx, o.admin, o.course.ID, n, "")
			must(t, err)
			c.Settle(t)
			got, want := map[string]int{}, map[string]int{}
			for _, who := range step.sees {
				want[who.Username] = 1
			}
			for _, who := range []campus.Person{o.thales, o.hypatia, o.euclid, archimedes, o.admin, o.john, o.hamid} {
				if n := len(o.sees(t, who)); n > 0 {
					got[who.Username] = n
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: the report is seen by %v, want %v", step.what, got, want)
			}
		}
	})
}

func TestCoTeachersEnterTheMeetingsOfTheirCourseAndLeaveThemWithIt(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		euclid, host := c.Person(t, "euclid", campus.Teacher), c.Person(t, "host", campus.Teacher)
		course, err := c.Courses.Create(ctx, thales, geometryWith(hypatia, euclid), "")
		must(t, err)
		now := c.Now()
		m := c.Plan(t, thales, campus.NewMeeting{Title: "Circles", Course: course.ID,
			Slots: []campus.Slot{{From: now.Add(-time.Minute), To: now.Add(time.Hour), Zone: "Europe/Athens"}}})
		c.Settle(t)
		for _, who := range []campus.Person{thales, hypatia, euclid} {
			seat, err := c.Meetings.Seat(ctx, who, m.ID, 1)
			if err != nil || !seat.Staff || !seat.Enter || seat.Own != (who.ID == thales.ID) {
				t.Errorf("%s may %+v, %v", who.Username, seat.Rights, err)
			}
			must(t, c.Meetings.Join(ctx, who, m.ID, 1, ""))
		}
		_, err = c.Meetings.Edit(ctx, c.Person(t, "admin", campus.Admin), m.ID,
			campus.NewMeeting{Title: "Circles", Course: course.ID, Host: host.ID}, "")
		must(t, err)
		n := geometryWith(euclid)
		n.Teacher = host.ID
		_, err = c.Courses.Edit(ctx, thales, course.ID, n, "")
		must(t, err)
		c.Settle(t)
		for who, want := range map[*campus.Person]bool{&thales: false, &hypatia: false, &euclid: true} {
			seat, err := c.Meetings.Seat(ctx, *who, m.ID, 1)
			if err != nil || seat.Present != want || seat.Enter != want {
				t.Errorf("%s is there: %v, may enter: %v, %v; want %v", who.Username, seat.Present, seat.Enter, err, want)
			}
		}
	})
}

func TestNobodyIsToldOfCoTeachersWhoAreTheSame(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		euclid, john := c.Person(t, "euclid", campus.Teacher), c.Person(t, "john", campus.Student)
		course, err := c.Courses.Create(ctx, thales, geometryWith(hypatia, euclid), "")
		must(t, err)
		_, err = c.Courses.Enrol(ctx, john, course.ID, true, "")
		must(t, err)
		name := "Hypatia the younger" // which is written beside her
		_, _, err = c.People.Edit(ctx, store.By{Person: hypatia}, hypatia.ID, campus.PersonChange{Name: &name})
		must(t, err)
		c.Settle(t)
		for _, with := range [][]campus.Person{{hypatia, euclid}, {euclid, hypatia}} {
			_, err = c.Courses.Edit(ctx, thales, course.ID, geometryWith(with...), "")
			must(t, err)
		}
		if got := inbox(t, c, john); len(got) != 0 {
			t.Errorf("a student was told %q", got)
		}
		_, err = c.Courses.Edit(ctx, thales, course.ID, geometryWith(hypatia), "")
		must(t, err)
		if got := inbox(t, c, euclid); len(got) != 1 {
			t.Errorf("who is no co-teacher any more was told %q", got)
		}
		n := geometry()
		n.Teacher = euclid.ID
		_, err = c.Courses.Edit(ctx, c.Person(t, "admin", campus.Admin), course.ID, n, "")
		must(t, err)
		if got := inbox(t, c, thales); len(got) != 1 {
			t.Errorf("who does not teach it any more was told %q", got)
		}
	})
}

func TestWhatTheLastEditHasChangedIsReadWithACourse(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, thales := t.Context(), c.Person(t, "thales", campus.Teacher)
		course, err := c.Courses.Create(ctx, thales, geometry(), "")
		must(t, err)
		last := func() []campus.Change {
			t.Helper()
			_, changes, err := c.Courses.Watched(ctx, []string{course.ID})
			must(t, err)
			return changes[course.ID]
		}
		n := geometry()
		n.Places, n.Title = 20, "Circles"
		_, err = c.Courses.Edit(ctx, thales, course.ID, n, "")
		must(t, err)
		got, want := last(), []campus.Change{{Field: "title", Old: "Geometry", New: "Circles"}, {Field: "places", Old: "12", New: "20"}}
		if !slices.Equal(got, want) {
			t.Errorf("it has changed %+v, want %+v", got, want)
		}
		clock.Add(time.Hour)
		c.Tick(t)
		_, err = c.Courses.Reopen(ctx, thales, course.ID, "")
		must(t, err)
		if got := last(); len(got) != 0 {
			t.Errorf("opened again it has changed %+v", got)
		}
	}, lively)
}

func TestWhoSendsAnEditAgainIsAnsweredAlikeAndWhoSendsAnotherMakesOne(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, thales := t.Context(), c.Person(t, "thales", campus.Teacher)
		course := c.Course(t, thales, "Geometry", 12)
		first, other := geometry(), geometry()
		first.Title, first.Seen, other.Title = "First", course.Version, "Other"
		edit := func(n campus.NewCourse, key string) (string, error) {
			got, err := c.Courses.Edit(ctx, thales, course.ID, n, key)
			return got.Title, err
		}
		for _, step := range []struct {
			n    campus.NewCourse
			key  string
			want string
		}{{first, "k", "First"}, {other, "l", "Other"}, {first, "k", "First"}, {other, "k", "Other"}} {
			if got, err := edit(step.n, step.key); err != nil || got != step.want {
				t.Errorf("%s under %s answers %q, %v", step.n.Title, step.key, got, err)
			}
		}
		// After a day nobody knows the operation; the version that it was made from does.
		for key := range c.Contents(t) {
			if strings.Contains(key, ":op:") {
				must(t, c.Redis.Del(ctx, c.Options.Prefix+key).Err())
			}
		}
		_, err := edit(first, "k")
		wantRefusal(t, "the first, after a day", err, campus.ErrMeanwhile)
		if now, err := c.Courses.Get(ctx, course.ID); err != nil || now.Title != "Other" || now.Version != 4 {
			t.Errorf("it is %+v, %v", now, err)
		}
	})
}

func TestReopeningAndEditingAtOnceLoseNeither(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx := t.Context()
		teacher, s, closed := closedCourse(t, c, clock, campus.ClosesDate)
		until := clock.Now().Add(time.Hour)
		for i := range storetest.Times(10, 200) {
			n := withPlaces(2 + i)
			n.Title, n.Closing, n.Closes = fmt.Sprintf("Geometry %d", i), campus.ClosesDate, until
			storetest.Together(2, func(i int) {
				var err error
				if i == 0 {
					_, err = c.Courses.Edit(ctx, teacher, closed.ID, n, "")
				} else {
					_, err = c.Courses.Reopen(ctx, teacher, closed.ID, "")
				}
				if err != nil {
					t.Error(err)
				}
			})
			now, err := c.Courses.Get(ctx, closed.ID)
			if err != nil || now.Title != n.Title || now.Places != n.Places || now.Closing != campus.ClosesDate ||
				!now.Closes.Equal(until) || !now.Open(clock.Now()) {
				t.Fatalf("it is %+v, %v", now, err)
			}
			clock.Set(until)
			c.Tick(t)
			until = until.Add(time.Hour)
		}
		told := inbox(t, c, s[0])
		if got := len(slices.DeleteFunc(told,
			func(text string) bool { return text[:len("course-reopened")] != "course-reopened" })); got != storetest.Times(10, 200) {
			t.Errorf("a student was told %d times that it is open again, want %d", got, storetest.Times(10, 200))
		}
	}, lively)
}

func TestFollowersOfAHandOverThatAreSlowOrLateChangeNothing(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		euclid, admin := c.Person(t, "euclid", campus.Teacher), c.Person(t, "admin", campus.Admin)
		course := c.Course(t, thales, "Geometry", 5)
		var work []string
		for _, step := range []struct {
			teacher campus.Person
			with    []campus.Person
		}{{hypatia, []campus.Person{thales}}, {euclid, nil}, {thales, []campus.Person{euclid}}} {
			n := geometryWith(step.with...)
			n.Teacher = step.teacher.ID
			_, err := c.Courses.Edit(ctx, admin, course.ID, n, "")
			must(t, err)
		}
		all := entries(t, c, c.CourseOutbox(course.ID))
		people := []campus.Person{thales, hypatia, euclid, admin}
		var told [4][]string
		for i, who := range people {
			if told[i] = inbox(t, c, who); len(told[i]) == 0 == (who.ID != admin.ID) {
				t.Errorf("%s was told %q", who.Username, told[i])
			}
		}
		for range 2 { // twice, late, backwards
			slices.Reverse(all)
			for _, entry := range all {
				must(t, c.Followers.Follow(ctx, entry))
				text, err := json.Marshal(entry.Values)
				must(t, err)
				work = append(work, string(text))
			}
			a, b, e := teaching(t, c, thales), teaching(t, c, hypatia), teaching(t, c, euclid)
			if len(a) != 1 || len(b) != 0 || len(e) != 1 {
				t.Errorf("after %q they have %q, %q and %q", work, a, b, e)
			}
		}
		for i, who := range people {
			if got := inbox(t, c, who); len(got) != len(told[i]) {
				t.Errorf("%s was told %q, then %q", who.Username, told[i], got)
			}
		}
	})
}
