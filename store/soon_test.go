package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// reminders returns how often somebody was reminded of a date, and the words of the newest.
func reminders(t testing.TB, c *storetest.Campus, who campus.Person) (n int, words string) {
	t.Helper()
	for _, text := range said(t, c, who) {
		if len(text) > 16 && text[:16] == string(campus.MeetingStarting) {
			if n++; n == 1 {
				words = text
			}
		}
	}
	return n, words
}

func TestWhoIsInvitedIsRemindedTenMinutesBeforeOnce(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, i := t.Context(), invite(t, c) // its first date is in an hour
		const first = "meeting-starting /meetings/1/1 Weekly begins soon: Mon 2 Mar 15:00–16:00."
		at := func(n int, who ...campus.Person) {
			t.Helper()
			for range 2 {
				c.Tick(t)
			}
			for _, one := range who {
				if got, words := reminders(t, c, one); got != n {
					t.Errorf("at %s %s was reminded %d times, at last %q; want %d", clock.Now(), one.Username, got, words, n)
				}
			}
		}
		all := []campus.Person{i.host, i.co, i.john, i.aisha}
		clock.Add(50*time.Minute - time.Second)
		at(0, all...)
		clock.Add(time.Second)
		at(1, all...)
		at(0, i.admin, i.stranger)
		if _, words := reminders(t, c, i.john); words != first {
			t.Errorf("john was reminded with %q, want %q", words, first)
		}
		move := func(from time.Time) {
			t.Helper()
			slot := campus.Slot{From: from, To: from.Add(time.Hour), Zone: "Europe/Athens"}
			must(t, c.Meetings.MoveInstances(ctx, i.host, i.m.ID, 1, slot, false, 0, ""))
		}
		move(clock.Now().Add(5 * time.Minute)) // sooner than they know
		at(1, all...)
		move(clock.Now().Add(30 * time.Minute)) // later than they were reminded of
		clock.Add(19 * time.Minute)
		at(1, all...)
		clock.Add(time.Minute)
		at(2, all...)
		clock.Add(time.Hour)
		at(2, all...)
	})
}

func TestNobodyIsRemindedOfWhatWasJustPlannedBegunEarlyCancelledOrMissed(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, host, john := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
		plan := func(in ...time.Duration) campus.Meeting {
			var slots []campus.Slot
			for _, d := range in {
				slots = append(slots, campus.Slot{From: monday.Add(d), To: monday.Add(d + time.Hour)})
			}
			return c.Plan(t, host, campus.NewMeeting{Title: "Talk", Audience: []string{john.Email}, Slots: slots})
		}
		plan(campus.RemindBefore - time.Second)
		early, cancelled, excused := plan(2*time.Hour), plan(2*time.Hour), plan(2*time.Hour)
		plan(3 * time.Hour) // of which nobody thinks until it has begun
		clock.Add(time.Minute)
		_, err := c.Meetings.Turn(ctx, host, early.ID, 1, campus.TurnStart, "")
		must(t, err)
		must(t, c.Meetings.CancelInstances(ctx, host, cancelled.ID, 1, false, 0, ""))
		must(t, c.Meetings.Excuse(ctx, host, excused.ID, 1, john.ID, "ill", ""))
		clock.Add(2*time.Hour - 5*time.Minute)
		c.Tick(t)
		clock.Add(2 * time.Hour)
		c.Tick(t)
		if n, words := reminders(t, c, john); n != 0 {
			t.Errorf("john was reminded %d times: %q", n, words)
		}
		if n, words := reminders(t, c, host); n != 1 || words[:36] != "meeting-starting /meetings/4/1 Talk " {
			t.Errorf("the host was reminded %d times: %q; want once, of what is left", n, words)
		}
	})
}

// What is due is noted, and before anybody is told of it something else comes.
func TestAReminderThatIsNotTrueAnyMoreIsNotTold(t *testing.T) {
	t.Parallel()
	type meanwhile func(t *testing.T, g guests, c *storetest.Campus, clock *storetest.Hands)
	closing := func(n campus.NewCourse) meanwhile {
		return func(t *testing.T, g guests, c *storetest.Campus, _ *storetest.Hands) {
			n.With = []int64{g.co.ID}
			_, err := c.Courses.Edit(t.Context(), g.host, g.course.ID, n, "")
			must(t, err)
		}
	}
	later, auto := geometry(), geometry()
	later.Closing, later.Closes, auto.Closing = campus.ClosesDate, monday.AddDate(0, 2, 0), campus.ClosesNever
	move := func(from time.Duration) meanwhile {
		return func(t *testing.T, g guests, c *storetest.Campus, _ *storetest.Hands) {
			slot := campus.Slot{From: monday.Add(from), To: monday.Add(from + time.Hour), Zone: "Europe/Athens"}
			must(t, c.Meetings.MoveInstances(t.Context(), g.host, g.m.ID, 1, slot, false, 0, ""))
		}
	}
	pass := func(d time.Duration) meanwhile {
		return func(_ *testing.T, _ guests, _ *storetest.Campus, clock *storetest.Hands) { clock.Add(d) }
	}
	for name, test := range map[string]struct {
		kind campus.NotificationKind
		then meanwhile
		want int
	}{
		"a date that comes":        {campus.MeetingStarting, pass(0), 1},
		"a date that has begun":    {campus.MeetingStarting, pass(6 * time.Minute), 0},
		"a date moved to later":    {campus.MeetingStarting, move(3 * time.Hour), 0},
		"a date moved, but sooner": {campus.MeetingStarting, move(58 * time.Minute), 0},
		"a date that is cancelled": {campus.MeetingStarting, func(t *testing.T, g guests, c *storetest.Campus, _ *storetest.Hands) {
			must(t, c.Meetings.CancelInstances(t.Context(), g.host, g.m.ID, 1, false, 0, ""))
		}, 0},
		"of a meeting that is deleted": {campus.MeetingStarting, func(t *testing.T, g guests, c *storetest.Campus, _ *storetest.Hands) {
			must(t, c.Meetings.Delete(t.Context(), g.host, g.m.ID, 0, ""))
		}, 0},
		"a course that closes":           {campus.CourseClosing, pass(0), 1},
		"a course that has closed":       {campus.CourseClosing, pass(time.Hour), 0},
		"a course that closes later":     {campus.CourseClosing, closing(later), 0},
		"a course that closes no longer": {campus.CourseClosing, closing(auto), 0},
		"a course that is deleted": {campus.CourseClosing, func(t *testing.T, g guests, c *storetest.Campus, _ *storetest.Hands) {
			must(t, c.Courses.Delete(t.Context(), g.host, g.course.ID, ""))
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := storetest.At(monday)
			c := storetest.New(t, storetest.Clock(clock.Now))
			g := invite(t, c)
			n := geometry()
			n.With, n.Closing = []int64{g.co.ID}, campus.ClosesDate
			n.Closes = monday.Add(110 * time.Minute) // of which half will be over
			_, err := c.Courses.Edit(t.Context(), g.host, g.course.ID, n, "")
			must(t, err)
			c.Settle(t)
			clock.Add(55 * time.Minute)
			_, err = store.NewScheduler(c.Store).Tick(t.Context())
			must(t, err)
			test.then(t, g, c, clock)
			if n := toldOf(t, c, test.kind, g.john); n != test.want {
				t.Errorf("john was told %q, want of this %d", said(t, c, g.john), test.want)
			}
		})
	}
}

func TestThreeStoasRemindOnceThoughRepliesAreLostAndOneDoesItAgain(t *testing.T) {
	t.Parallel()
	clock := storetest.At(monday)
	c := storetest.New(t, storetest.Clock(clock.Now))
	i := invite(t, c)
	c.Settle(t)
	through, lost := c.Dropping(t, 3)
	clock.Add(52 * time.Minute)
	stoas := []*storetest.Campus{c, through, c}
	storetest.Together(len(stoas), func(n int) {
		for range 3 {
			_, _ = store.NewScheduler(stoas[n].Store).Tick(t.Context()) // a lost reply is an error; another tick does the rest
		}
	})
	_, err := store.NewScheduler(c.Store).Tick(t.Context())
	must(t, err)
	work := entries(t, c, c.MeetingOutbox(i.m.ID))
	if len(work) != 1 {
		t.Fatalf("%d reminders are left to be told, want 1", len(work))
	}
	storetest.Together(len(stoas), func(n int) {
		for range 2 {
			should(t, stoas[n].Followers.Follow(t.Context(), work[0]))
		}
	})
	if lost() == 0 {
		t.Error("no reply was lost")
	}
	for _, who := range []campus.Person{i.host, i.co, i.john, i.aisha} {
		if n, words := reminders(t, c, who); n != 1 {
			t.Errorf("%s was reminded %d times: %q", who.Username, n, words)
		}
	}
}

// closesAt is a time as somebody in Athens reads it in its year.
func closesAt(t *testing.T, at time.Time) string {
	t.Helper()
	athens, err := time.LoadLocation("Europe/Athens")
	must(t, err)
	return at.In(athens).Format("Mon 2 Jan 15:04")
}

func TestPeopleAreToldOnceThatACourseClosesSoon(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for name, test := range map[string]struct{ life, before time.Duration }{
		"a month": {30 * day, day}, "two days": {2 * day, day}, "a day": {day, day / 2}, "five minutes": {5 * time.Minute, 150 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := storetest.At(noon)
			c := storetest.New(t, storetest.Clock(clock.Now))
			ctx, thales, s := context.Background(), c.Person(t, "thales", campus.Teacher), c.Students(t, 2)
			n := geometry()
			n.Places, n.Closing, n.Closes = 1, campus.ClosesDate, noon.Add(test.life)
			course, err := c.Courses.Create(ctx, thales, n, "")
			must(t, err)
			c.Enrol(t, course, s...)
			clock.Add(test.life - test.before - time.Second)
			c.Tick(t)
			for _, who := range append(s, thales) {
				if got := inbox(t, c, who); len(got) != 0 {
					t.Errorf("%s was told %q too early", who.Username, got)
				}
			}
			clock.Add(time.Second)
			for range 2 {
				c.Tick(t)
			}
			for _, who := range append(s, thales) {
				if got := inbox(t, c, who); !slices.Equal(got, []string{"course-closing Geometry []"}) {
					t.Errorf("%s was told %q", who.Username, got)
				}
			}
			words := "course-closing /courses/" + course.ID + " Enrolment in Geometry closes soon: "
			if got, want := said(t, c, s[0])[0], words+closesAt(t, n.Closes)+"."; got != want {
				t.Errorf("in words it is %q, want %q", got, want)
			}
			clock.Add(test.before)
			c.Tick(t)
			if got := inbox(t, c, s[1]); !slices.Equal(got, []string{"course-closed Geometry []", "course-closing Geometry []"}) {
				t.Errorf("after it has closed, who waits was told %q", got)
			}
		})
	}
}

func TestACourseThatStaysOpenForLongerIsToldToCloseAgainOnlyThen(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, thales, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 3)
		course, err := c.Courses.Create(ctx, thales, geometry(), "") // for five minutes, and a minute more with each
		must(t, err)
		told := func(want int) {
			t.Helper()
			c.Tick(t)
			if got := inbox(t, c, thales); len(got) != want {
				t.Errorf("at %s its teacher was told %q, want %d", clock.Now().Format(time.TimeOnly), got, want)
			}
		}
		clock.Add(150 * time.Second)
		told(1)
		c.Enrol(t, course, s[0]) // at 2:30 it closes at 6:00, and is to be told of at 3:30
		told(1)
		clock.Add(time.Minute)
		told(2)
		clock.Add(2 * time.Minute) // 5:30
		c.Enrol(t, course, s[1])   // closes at 7:00: it was told a minute and a half before already
		told(2)
		clock.Add(70 * time.Second)
		told(2)
		n := geometry()
		n.Closing = campus.ClosesAuto
		_, err = c.Courses.Edit(ctx, thales, course.ID, n, "")
		must(t, err)
		clock.Add(150*time.Second - time.Millisecond)
		told(2)
		clock.Add(time.Millisecond)
		told(3)
	}, lively)
}
