package store_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// After a fail-over Redis' clock may be behind. What has been told stays as it was told.

// behind returns the same campus as it is by a clock that is so much behind.
func behind(t *testing.T, c *storetest.Campus, clock *storetest.Hands, by time.Duration) *storetest.Campus {
	t.Helper()
	return c.WithClock(t, func() time.Time { return clock.Now().Add(-by) })
}

// turns is what one can do with the times of a meeting's first date, and what each is refused with when that cannot be.
func turns(t *testing.T, c *storetest.Campus, host campus.Person, m campus.Meeting, now time.Time) map[string]func() error {
	ctx := t.Context()
	turn := func(what campus.Turn) func() error {
		return func() error { _, err := c.Meetings.Turn(ctx, host, m.ID, 1, what, ""); return err }
	}
	i, err := c.Meetings.Instance(ctx, m.ID, 1)
	must(t, err)
	move := func(from, to time.Time, later bool) func() error {
		return func() error {
			return c.Meetings.MoveInstances(ctx, host, m.ID, 1, campus.Slot{From: from, To: to, Zone: i.Zone}, later, 0, "")
		}
	}
	return map[string]func() error{
		"start": turn(campus.TurnStart), "extend": turn(campus.TurnExtend), "end": turn(campus.TurnEnd),
		"move": move(now.Add(time.Hour), now.Add(2*time.Hour), false), "move along": move(now.Add(time.Hour), now.Add(2*time.Hour), true),
		"last longer": move(i.From, now.Add(2*time.Hour), false),
	}
}

func TestADateWhoseEndHasBeenToldStaysOverByAClockThatIsBehind(t *testing.T) {
	t.Parallel()
	for _, by := range []time.Duration{time.Second, 30 * time.Minute, 3 * time.Hour} { // open by that clock, or not even begun
		t.Run(fmt.Sprint(by), func(t *testing.T) {
			t.Parallel()
			storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
				ctx, host, john := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
				m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Public: true, Slots: []campus.Slot{hour(0), hour(24 * time.Hour)}})
				c.Tick(t)
				must(t, c.Meetings.Join(ctx, john, m.ID, 1, ""))
				clock.Add(time.Hour)
				c.Tick(t)
				late := behind(t, c, clock, by)
				before, log := lasting(t, c), logOf(t, c, m.ID, 1)
				for what, do := range turns(t, late, host, m, late.Now()) {
					if err := do(); err == nil || campus.CodeOf(err) == campus.Internal {
						t.Errorf("%s: %v, want a refusal", what, err)
					}
				}
				wantRefusal(t, "joining", late.Meetings.Join(ctx, john, m.ID, 1, ""), campus.ErrNotActive)
				must(t, late.Meetings.CancelInstances(ctx, host, m.ID, 1, false, 0, "")) // of what is over nothing is left to cancel
				late.Tick(t)
				if got := lasting(t, c); got != before {
					t.Errorf("by the clock behind\n%s\nbecame\n%s", before, got)
				}
				if got := logOf(t, c, m.ID, 1); len(got) != len(log) || got[len(got)-1].Kind != campus.KindEnded {
					t.Errorf("after the end the log goes on: %+v", got[len(log):])
				}
			})
		})
	}
}

func TestADateWhoseBeginHasBeenToldDoesNotBeginAgain(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Public: true, Slots: []campus.Slot{hour(0), hour(24 * time.Hour)}})
		c.Tick(t)
		late := behind(t, c, clock, time.Minute)
		for what, do := range turns(t, late, host, m, late.Now()) {
			if err := do(); (err == nil) != (what == "last longer") { // by any clock only its end may move
				t.Errorf("%s: %v", what, err)
			}
		}
		late.Tick(t)
		clock.Add(3 * time.Minute)
		c.Tick(t)
		i, err := c.Meetings.Instance(ctx, m.ID, 1)
		if err != nil || !i.From.Equal(noon) || !i.To.Equal(noon.Add(119*time.Minute)) {
			t.Errorf("it is %+v, %v", i, err)
		}
		wantLog(t, c, m.ID, campus.Event{Kind: campus.KindActive, At: noon},
			campus.Event{Kind: campus.KindMoved, At: noon.Add(-time.Minute)})
	})
}

func TestMovingAllLaterDatesByAClockBehindLeavesOutThoseThatAreOver(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		at := func(after, lasts time.Duration) campus.Slot {
			return campus.Slot{From: noon.Add(after), To: noon.Add(after + lasts), Zone: "Europe/Athens"}
		}
		slots := []campus.Slot{at(24*time.Hour, time.Hour), at(0, time.Minute), at(48*time.Hour, time.Hour)}
		m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Slots: slots})
		c.Tick(t)
		clock.Add(time.Minute)
		c.Tick(t) // the second is over
		late := behind(t, c, clock, time.Second)
		to := at(26*time.Hour, time.Hour)
		must(t, late.Meetings.MoveInstances(ctx, host, m.ID, 1, to, true, 0, ""))
		_, all := dates(t, c, m)
		for i, want := range []time.Duration{26 * time.Hour, 0, 50 * time.Hour} {
			if !all[i].From.Equal(noon.Add(want)) {
				t.Errorf("date %d begins %s, want %v after noon", i+1, all[i].From, want)
			}
		}
		wantKindsOf(t, c, m, 2, campus.KindActive, campus.KindEnded)
	})
}

// wantKindsOf checks the kinds of a date's events, in order.
func wantKindsOf(t *testing.T, c *storetest.Campus, m campus.Meeting, order int, want ...campus.Kind) {
	t.Helper()
	var got []campus.Kind
	for _, e := range logOf(t, c, m.ID, order) {
		got = append(got, e.Kind)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("date %d has %v, want %v", order, got, want)
	}
}

// closedCourse is a course of one place that has closed, with one who has it and one who waits.
func closedCourse(t *testing.T, c *storetest.Campus, clock *storetest.Hands, kind campus.Closing) (campus.Person, []campus.Person,
	campus.Course) {
	t.Helper()
	ctx := t.Context()
	teacher, s := c.Person(t, "thales", campus.Teacher), c.Students(t, 3)
	n := geometry()
	n.Places, n.Closing, n.Closes = 1, kind, noon.Add(10*time.Minute)
	course, err := c.Courses.Create(ctx, teacher, n, "")
	must(t, err)
	for _, p := range s[:2] {
		_, err := c.Courses.Enrol(ctx, p, course.ID, true, "")
		must(t, err)
	}
	clock.Add(10 * time.Minute)
	c.Tick(t)
	course, err = c.Courses.Get(ctx, course.ID)
	must(t, err)
	if course.Open(c.Now()) {
		t.Fatalf("it is open: %+v", course)
	}
	return teacher, s, course
}

func TestAClosedCourseStaysClosedByAClockThatIsBehind(t *testing.T) {
	t.Parallel()
	for _, kind := range []campus.Closing{campus.ClosesAuto, campus.ClosesDate} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
				ctx := t.Context()
				_, s, course := closedCourse(t, c, clock, kind)
				late := behind(t, c, clock, 9*time.Minute)
				for _, wait := range []bool{false, true} {
					_, err := late.Courses.Enrol(ctx, s[2], course.ID, wait, "")
					wantRefusal(t, "enrolling", err, campus.ErrCourseClosed)
				}
				_, err := late.Courses.Drop(ctx, s[0], course.ID, "")
				must(t, err)
				late.Tick(t)
				want := course
				want.Taken, want.Moves = 0, course.Moves+1
				if got, err := c.Courses.Get(ctx, course.ID); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("it is %+v, %v, want %+v", got, err, want)
				}
				if got := titles(t, late, "geometry"); len(got) != 0 {
					t.Errorf("the search finds %q", got)
				}
			}, lively)
		})
	}
}

func TestAClosedCourseIsOpenedByAChoiceAlone(t *testing.T) {
	t.Parallel()
	auto, date := campus.ClosesAuto, campus.ClosesDate
	for _, test := range []struct {
		name   string
		closes campus.Closing
		edit   func(n *campus.NewCourse)
		opens  bool
	}{
		{"its title", date, func(n *campus.NewCourse) { n.Title = "Algebra" }, false},
		{"more places", date, func(n *campus.NewCourse) { n.Places = 5 }, false},
		{"its own time sent back", date, func(n *campus.NewCourse) { n.Closing, n.Closes = date, noon.Add(10*time.Minute) }, false},
		{"an earlier time, which only the clock behind takes for one to come", date,
			func(n *campus.NewCourse) { n.Closing, n.Closes = date, noon.Add(9*time.Minute) }, false},
		{"a later time", date, func(n *campus.NewCourse) { n.Closing, n.Closes = date, noon.Add(time.Hour) }, true},
		{"no end", date, func(n *campus.NewCourse) { n.Closing = campus.ClosesNever }, true},
		{"a whole life", date, func(n *campus.NewCourse) { n.Closing = auto }, true},
		{"an edit, by which an automatic time starts again", auto, func(n *campus.NewCourse) {}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
				ctx := t.Context()
				teacher, s, course := closedCourse(t, c, clock, test.closes)
				_, err := c.Courses.Drop(ctx, s[0], course.ID, "")
				must(t, err)
				late := behind(t, c, clock, 2*time.Minute)
				n := campus.NewCourse{Title: course.Title, Summary: course.Summary, Level: course.Level, Places: course.Places}
				test.edit(&n)
				got, err := late.Courses.Edit(ctx, teacher, course.ID, n, "")
				if err != nil || got.Open(late.Now()) != test.opens || got.Taken == 1 != test.opens {
					t.Errorf("it is %+v, %v, want that it opens and takes who waits: %v", got, err, test.opens)
				}
				_, err = late.Courses.Enrol(ctx, s[2], course.ID, true, "")
				if test.opens {
					must(t, err)
				} else {
					wantRefusal(t, "enrolling", err, campus.ErrCourseClosed)
				}
				late.Tick(t)
				c.Tick(t)
				if got := titles(t, c, n.Title); len(got) == 1 != test.opens {
					t.Errorf("the search finds %q", got)
				}
			}, lively)
		})
	}
}

func TestReopeningOpensACourseByAClockThatIsBehindToo(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		teacher, s, course := closedCourse(t, c, clock, campus.ClosesDate)
		late := behind(t, c, clock, time.Minute)
		got, err := late.Courses.Reopen(t.Context(), teacher, course.ID, "")
		if err != nil || !got.Open(c.Now()) || got.Closing != campus.ClosesAuto || !got.Closes.Equal(noon.Add(14*time.Minute)) {
			t.Errorf("re-opened it is %+v, %v", got, err)
		}
		_, err = c.Courses.Enrol(t.Context(), s[2], course.ID, true, "")
		wantRefusal(t, "enrolling", err, nil)
	}, lively)
}
