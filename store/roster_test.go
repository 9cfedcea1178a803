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

// lesson is a meeting of a course from noon on, for an hour.
type lesson struct {
	*storetest.Campus
	clock  *storetest.Hands
	thales campus.Person
	course campus.Course
	id     int64
}

func newLesson(t *testing.T, c *storetest.Campus, clock *storetest.Hands, listed ...campus.Person) *lesson {
	t.Helper()
	l := &lesson{Campus: c, clock: clock, thales: c.Person(t, "thales", campus.Teacher)}
	l.course = c.Course(t, l.thales, "Geometry", 0)
	n := campus.NewMeeting{Title: "Lesson", Course: l.course.ID, Slots: []campus.Slot{hour(0)}}
	for _, p := range listed {
		n.Audience = append(n.Audience, p.Email)
	}
	l.id = c.Plan(t, l.thales, n).ID
	c.Tick(t)
	return l
}

func (l *lesson) at(t *testing.T, after time.Duration) {
	t.Helper()
	l.clock.Set(noon.Add(after))
	l.Tick(t)
}

// wantRoster compares the roster as its staff read it: a line for each, "username state joined left minutes reason".
func (l *lesson) wantRoster(t *testing.T, want ...string) {
	t.Helper()
	r, err := l.Meetings.Roster(t.Context(), l.thales, l.id, 1, nil, "", 100)
	must(t, err)
	got, counted := []string{}, map[campus.Attendance]int{}
	minute := func(at time.Time) string {
		if at.IsZero() {
			return "-"
		}
		return fmt.Sprint(at.Sub(noon).Minutes())
	}
	for _, one := range r.People {
		line := fmt.Sprintf("%s %s %s %s %d", one.Person.Username, one.State, minute(one.Joined), minute(one.Left), one.Minutes())
		if one.Excuse != nil {
			line += " " + one.Excuse.Reason
		}
		got, counted[one.State] = append(got, line), counted[one.State]+1
	}
	if !slices.Equal(got, want) || r.Next != "" {
		t.Errorf("the roster is\n%q, next %q, want\n%q", got, r.Next, want)
	}
	for state, n := range r.Count {
		if counted[state] != n {
			t.Errorf("%d are counted as %s, want %d", n, state, counted[state])
		}
	}
}

func TestTheRosterSaysWhoCameAndWhoIsMissedAndKeepsToIt(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 6)
		l := newLesson(t, c, clock, s[5])
		c.Enrol(t, l.course, s[:4]...)
		l.wantRoster(t, "student5 expected - - 0", "student0 expected - - 0", "student1 expected - - 0", "student2 expected - - 0",
			"student3 expected - - 0")
		l.at(t, 0)
		join := func(p campus.Person) { t.Helper(); must(t, c.Meetings.Join(ctx, p, l.id, 1, "")) }
		leave := func(p campus.Person) { t.Helper(); must(t, c.Meetings.Leave(ctx, p, l.id, 1, "")) }
		join(l.thales) // a host is not on it
		l.at(t, 5*time.Minute)
		join(s[0])
		l.at(t, 6*time.Minute)
		join(s[1])
		c.Enrol(t, l.course, s[4])
		if _, err := c.Courses.Drop(ctx, s[3], l.course.ID, ""); err != nil { // they were enrolled on that date
			t.Fatal(err)
		}
		l.at(t, 20*time.Minute)
		leave(s[0])
		must(t, c.Meetings.Excuse(ctx, l.thales, l.id, 1, s[2].ID, " ill \n today ", ""))
		l.wantRoster(t, "student3 absent - - 0", "student4 absent - - 0", "student5 absent - - 0", "student2 excused - - 0 ill today",
			"student0 present 5 20 15", "student1 late 6 - 14")
		l.at(t, 30*time.Minute)
		join(s[0])
		join(s[2])
		l.at(t, time.Hour)
		over := []string{"student3 absent - - 0", "student4 absent - - 0", "student5 absent - - 0", "student0 present 5 60 45",
			"student1 late 6 60 54", "student2 late 30 60 30 ill today"}
		l.wantRoster(t, over...)
		l.at(t, 2*time.Hour) // what changes after the end does not change what was
		extra := c.Person(t, "later", campus.Student)
		c.Enrol(t, l.course, extra)
		if _, err := c.Courses.Drop(ctx, s[4], l.course.ID, ""); err != nil {
			t.Fatal(err)
		}
		l.at(t, 3*time.Hour)
		l.wantRoster(t, over...)
	})
}

func TestWhoEnrolsAfterTheEndWasNotExpectedThoughNobodyLookedInTime(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		s := c.Students(t, 3)
		l := newLesson(t, c, clock)
		c.Enrol(t, l.course, s[0])
		clock.Set(noon.Add(30 * time.Minute))
		c.Enrol(t, l.course, s[1])
		clock.Set(noon.Add(2 * time.Hour))
		c.Enrol(t, l.course, s[2])
		l.at(t, 3*time.Hour)
		l.wantRoster(t, "student0 absent - - 0", "student1 absent - - 0")
	})
}

func TestNobodyIsMissedThroughACourseThatWasDeletedBefore(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		s := c.Students(t, 3)
		l := newLesson(t, c, clock, s[2])
		c.Enrol(t, l.course, s[:2]...)
		l.at(t, -time.Minute)
		must(t, c.Courses.Delete(t.Context(), l.thales, l.course.ID, ""))
		l.at(t, 0)
		l.wantRoster(t, "student2 absent - - 0") // who is listed may come still
		l.at(t, time.Hour)
		l.wantRoster(t, "student2 absent - - 0")
	})
}

func TestNobodyIsAbsentFromAPublicMeeting(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s, host := t.Context(), c.Students(t, 2), c.Person(t, "thales", campus.Teacher)
		m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Public: true, Audience: []string{s[0].Email}, Slots: []campus.Slot{hour(0)}})
		l := &lesson{Campus: c, clock: clock, thales: host, id: m.ID}
		l.at(t, time.Minute)
		must(t, c.Meetings.Join(ctx, s[1], m.ID, 1, ""))
		l.at(t, 3*time.Minute)
		l.wantRoster(t, "student1 present 1 - 2")
		n, err := c.Meetings.Remind(ctx, host, m.ID, 1, "")
		if n != 0 || err != nil {
			t.Errorf("%d are reminded, %v, want nobody", n, err)
		}
	})
}

func TestARosterIsItsStaffsAlone(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 2)
		l := newLesson(t, c, clock, s[0])
		l.at(t, time.Minute)
		other := c.Person(t, "other", campus.Teacher)
		for _, who := range []campus.Person{s[0], s[1], other} {
			_, err := c.Meetings.Roster(ctx, who, l.id, 1, nil, "", 10)
			_, reminded := c.Meetings.Remind(ctx, who, l.id, 1, "")
			for what, err := range map[string]error{"reading": err, "reminding": reminded,
				"excusing":  c.Meetings.Excuse(ctx, who, l.id, 1, s[0].ID, "", ""),
				"expecting": c.Meetings.TakeBackExcuse(ctx, who, l.id, 1, s[0].ID, "")} {
				wantRefusal(t, what+" by "+who.Username, err, campus.ErrNotMeetingStaff)
			}
		}
		_, err := c.Meetings.Roster(ctx, l.thales, l.id, 2, nil, "", 10)
		wantRefusal(t, "a date that is none", err, campus.ErrNoMeeting)
		_, err = c.Meetings.Roster(ctx, l.thales, l.id, 1, nil, "x", 10)
		wantCode(t, "a cursor that is none", err, campus.BadRequest)
		wantRefusal(t, "a stranger", c.Meetings.Excuse(ctx, l.thales, l.id, 1, s[1].ID, "", ""), campus.ErrNotExpected)
		wantFields(t, "a long reason", c.Meetings.Excuse(ctx, l.thales, l.id, 1, s[0].ID, string(make([]byte, 201)), ""), campus.Invalid,
			"reason")
		must(t, c.Meetings.Excuse(ctx, l.thales, l.id, 1, s[0].ID, "", ""))
		l.wantRoster(t, "student0 excused - - 0 ")
		must(t, c.Meetings.TakeBackExcuse(ctx, l.thales, l.id, 1, s[0].ID, ""))
		l.wantRoster(t, "student0 absent - - 0")
	})
}

func TestTheAbsentAreRemindedOnceInAWhile(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 4)
		l := newLesson(t, c, clock, s[3])
		c.Enrol(t, l.course, s[:3]...)
		_, err := c.Meetings.Remind(ctx, l.thales, l.id, 1, "")
		wantRefusal(t, "before the beginning", err, campus.ErrNotActive)
		l.at(t, time.Minute)
		must(t, c.Meetings.Join(ctx, s[0], l.id, 1, ""))
		must(t, c.Meetings.Excuse(ctx, l.thales, l.id, 1, s[1].ID, "", ""))
		reminded := func() (names []string) {
			c.Settle(t)
			for _, p := range s {
				page, err := c.Inbox.Page(ctx, p.ID, "", 50)
				must(t, err)
				for _, n := range page.Notifications {
					if n.Kind == campus.Reminded && n.Meeting.ID == l.id && n.Meeting.Order == 1 {
						names = append(names, p.Username)
					}
				}
			}
			return names
		}
		for range 2 { // sent twice, done once
			if n, err := c.Meetings.Remind(ctx, l.thales, l.id, 1, "again"); n != 2 || err != nil {
				t.Errorf("%d are reminded, %v, want 2", n, err)
			}
		}
		if got, want := reminded(), []string{"student2", "student3"}; !slices.Equal(got, want) {
			t.Errorf("%v are told, want %v", got, want)
		}
		clock.Set(noon.Add(11*time.Minute - time.Millisecond))
		_, err = c.Meetings.Remind(ctx, l.thales, l.id, 1, "")
		wantRefusal(t, "a moment later", err, campus.ErrReminded)
		clock.Set(noon.Add(11 * time.Minute))
		must(t, c.Meetings.Join(ctx, s[2], l.id, 1, ""))
		if n, err := c.Meetings.Remind(ctx, l.thales, l.id, 1, ""); n != 1 || err != nil {
			t.Errorf("%d are reminded later, %v, want the one who is absent still", n, err)
		}
		if got, want := reminded(), []string{"student2", "student3", "student3"}; !slices.Equal(got, want) {
			t.Errorf("%v were told, want %v", got, want)
		}
	})
}

func TestARosterOfThousandsIsReadPageByPage(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		s := c.Students(t, 25)
		l := newLesson(t, c, clock, s...)
		l.at(t, 10*time.Minute)
		for _, p := range s[:7] {
			must(t, c.Meetings.Join(t.Context(), p, l.id, 1, ""))
		}
		seen := map[string]campus.Attendance{}
		var pages []int
		for cursor := ""; ; {
			var r store.Roster
			r, err := c.Meetings.Roster(t.Context(), l.thales, l.id, 1, nil, cursor, 10)
			must(t, err)
			for _, one := range r.People {
				seen[one.Person.Username] = one.State
			}
			pages = append(pages, len(r.People))
			if r.Count[campus.AttendAbsent] != 18 || r.Count[campus.AttendLate] != 7 {
				t.Errorf("counted are %v", r.Count)
			}
			if cursor = r.Next; cursor == "" {
				break
			}
		}
		if !slices.Equal(pages, []int{10, 10, 5}) || len(seen) != 25 || seen["student6"] != campus.AttendLate ||
			seen["student7"] != campus.AttendAbsent {
			t.Errorf("the pages are %v, and name %v", pages, seen)
		}
	})
}
