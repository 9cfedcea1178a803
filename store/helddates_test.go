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

// hours returns dates of an hour on so many days.
func hours(first, days int) (slots []campus.Slot) {
	for n := range days {
		slots = append(slots, hour(time.Duration(first+n)*day))
	}
	return slots
}

func TestADateThatWasCancelledWhileItWasOnIsAttendedUntilThen(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 2)
		l := newLesson(t, c, clock)
		c.Enrol(t, l.course, s...)
		never := c.Plan(t, l.thales, campus.NewMeeting{Title: "Never", Course: l.course.ID, Slots: []campus.Slot{hour(2 * time.Hour)}})
		l.at(t, 0)
		must(t, c.Meetings.Join(ctx, s[0], l.id, 1, ""))
		l.at(t, 20*time.Minute)
		for _, id := range []int64{l.id, never.ID} {
			must(t, c.Meetings.CancelInstances(ctx, l.thales, id, 1, false, 0, ""))
		}
		l.at(t, 5*time.Hour)
		c.Settle(t)
		cut := noon.Add(20 * time.Minute)
		for _, test := range []struct {
			of   store.TimeRange
			want []string
		}{
			{store.TimeRange{}, []string{"present 20 0-20", "absent 0 -"}},
			{store.TimeRange{After: cut, Before: cut.Add(1)}, []string{"present 20 0-20", "absent 0 -"}},
			{store.TimeRange{After: cut.Add(1)}, nil}, {store.TimeRange{Before: cut}, nil},
		} {
			q := store.AttendanceQuery{TimeRange: test.of}
			all, err := c.Meetings.AttendanceOf(ctx, l.thales, l.course.ID, q, nil)
			must(t, err)
			var course, own, theirs []string
			for _, one := range all.People {
				course = append(course, attendedLine(*one.At[0], noon))
			}
			for _, p := range s {
				mine, err := c.Meetings.AttendanceOf(ctx, p, l.course.ID, q, nil)
				must(t, err)
				for _, one := range mine.People[0].At {
					own = append(own, attendedLine(*one, noon))
				}
				got, err := c.Meetings.AttendanceOfPerson(ctx, p, p.ID, q, nil)
				must(t, err)
				for _, one := range got.Dates {
					theirs = append(theirs, attendedLine(one.Attending, noon))
				}
			}
			for what, got := range map[string][]string{"the course": course, "one's own in it": own, "each person": theirs} {
				if !slices.Equal(got, test.want) {
					t.Errorf("%+v: of %s it is %q, want %q", test.of, what, got, test.want)
				}
			}
		}
	})
}

func TestNoCursorNamesADateThatOneMayNotKnowOf(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		thales, hypatia, zeno := c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher), c.Students(t, 1)[0]
		known := c.Plan(t, thales, campus.NewMeeting{Title: "Open", Audience: []string{zeno.Email}, Slots: hours(0, 3)})
		for k := range 2 {
			c.Plan(t, hypatia, campus.NewMeeting{Title: "Secret", Audience: []string{zeno.Email}, Slots: hours(3+100*k, 100)})
		}
		clock.Set(noon.Add(300 * day))
		c.Tick(t)
		c.Settle(t)
		for n, q := 3, (store.AttendanceQuery{Limit: 1}); n > 0; n-- {
			got, err := c.Meetings.AttendanceOfPerson(t.Context(), thales, zeno.ID, q, nil)
			must(t, err)
			if len(got.Dates) != 1 || got.Dates[0].Meeting.ID != known.ID || got.Dates[0].Instance.Order != n || got.Absent != 3 {
				t.Fatalf("date %d is %+v, and %d are counted", n, got.Dates, got.Absent)
			}
			q.Dates = got.Next
			if want := fmt.Sprintf(".%d:%d", known.ID, n); n > 1 && (len(q.Dates) < 9 || q.Dates[len(q.Dates)-len(want):] != want) {
				t.Errorf("the next is %q, want what was shown, %s", q.Dates, want)
			}
			if n == 1 && q.Dates != "" {
				t.Errorf("after all that thales may know of %q comes", q.Dates)
			}
		}
	})
}

func TestWhatOneAttendedIsFoundThoughManyPublicDatesCameLater(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, thales, john := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 1)[0]
		first := c.Plan(t, thales, campus.NewMeeting{Title: "Talk", Public: true, Slots: hours(0, 50)})
		c.Plan(t, thales, campus.NewMeeting{Title: "Talks", Public: true, Slots: hours(50, 200)})
		c.Settle(t)
		clock.Set(noon)
		c.Tick(t)
		must(t, c.Meetings.Join(ctx, john, first.ID, 1, ""))
		clock.Set(noon.Add(300 * day))
		c.Tick(t)
		c.Settle(t)
		got, err := c.Meetings.AttendanceOfPerson(ctx, john, john.ID, store.AttendanceQuery{}, nil)
		must(t, err)
		if len(got.Dates) != 1 || got.Dates[0].Minutes() != 60 || got.Attended != 1 || got.Sums.Dates != 1 || got.Next != "" {
			t.Errorf("it is %+v, next %q", got.Dates, got.Next)
		}
	})
}

// Whoever came to the first ten dates of forty came to a quarter of them, whichever are shown.
func TestSumsAreOfAllDatesThatWereAskedFor(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, thales, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 2)
		course := c.Course(t, thales, "Geometry", 0)
		c.Enrol(t, course, s...)
		m := c.Plan(t, thales, campus.NewMeeting{Title: "Lecture", Course: course.ID, Slots: hours(0, 40)})
		for n := range 10 {
			clock.Set(noon.Add(time.Duration(n) * day))
			c.Tick(t)
			c.Settle(t)
			must(t, c.Meetings.Join(ctx, s[0], m.ID, n+1, ""))
		}
		clock.Set(noon.Add(60 * day))
		c.Tick(t)
		c.Settle(t)
		want := func(what string, got campus.Sums, attended, dates int) {
			t.Helper()
			if got.Attended != attended || got.Dates != dates || got.Minutes() != 60*attended {
				t.Errorf("%s: %+v, want %d of %d", what, got, attended, dates)
			}
		}
		all, err := c.Meetings.AttendanceOf(ctx, thales, course.ID, store.AttendanceQuery{ByShare: true}, nil)
		must(t, err)
		if len(all.People) != 2 || all.People[1].Person.ID != s[0].ID || all.Held != 40 || len(all.People[1].At) != store.DatesAtOnce {
			t.Fatalf("of %d dates it is %+v", all.Held, all.People)
		}
		want("the course", all.People[1].Sums, 10, 40)
		earlier, err := c.Meetings.AttendanceOf(ctx, thales, course.ID, store.AttendanceQuery{Dates: all.NextDates}, nil)
		must(t, err)
		want("its earlier dates", earlier.People[0].Sums, 10, 40)
		of := store.TimeRange{After: noon.Add(9 * day)}
		some, err := c.Meetings.AttendanceOf(ctx, thales, course.ID, store.AttendanceQuery{TimeRange: of}, nil)
		must(t, err)
		want("some days", some.People[0].Sums, 1, 31)
		mine, err := c.Meetings.AttendanceOf(ctx, s[0], course.ID, store.AttendanceQuery{TimeRange: of}, nil)
		must(t, err)
		want("one's own of some days", mine.People[0].Sums, 1, 31)
		own, err := c.Meetings.AttendanceOfPerson(ctx, s[0], s[0].ID, store.AttendanceQuery{}, nil)
		must(t, err)
		want("one's own", own.Sums, 10, 40)
		var rows int
		for q := (store.AttendanceQuery{File: true}); ; {
			part, err := c.Meetings.AttendanceOf(ctx, thales, course.ID, q, nil)
			must(t, err)
			rows += len(part.Dates)
			if q.Dates = part.NextDates; q.Dates == "" {
				break
			}
		}
		if rows != 40 {
			t.Errorf("a file has %d dates, want 40", rows)
		}
	})
}
