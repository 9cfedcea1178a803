package store_test

import (
	"strings"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestWhoWillBeExpectedIsExcusedInAdvanceAndStaysSo(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 7)
		l := newLesson(t, c, clock, s[5], s[0]) // s[0] is enrolled too, and counts once
		c.Enrol(t, l.course, s[:5]...)
		excuse := func(p campus.Person, why string) {
			t.Helper()
			must(t, c.Meetings.Excuse(ctx, l.thales, l.id, 1, p.ID, why, ""))
		}
		wantRefusal(t, "a stranger", c.Meetings.Excuse(ctx, l.thales, l.id, 1, s[6].ID, "", ""), campus.ErrNotExpected)
		wantRefusal(t, "a date that is none", c.Meetings.Excuse(ctx, l.thales, l.id, 2, s[0].ID, "", ""), campus.ErrNoMeeting)
		wantRefusal(t, "by a student", c.Meetings.Excuse(ctx, s[1], l.id, 1, s[0].ID, "", ""), campus.ErrNotMeetingStaff)
		for _, p := range []campus.Person{s[0], s[1], s[2], s[3], s[5]} {
			excuse(p, "ill")
		}
		excuse(s[5], "abroad") // the last word counts
		must(t, c.Meetings.TakeBackExcuse(ctx, l.thales, l.id, 1, s[0].ID, ""))
		l.wantRoster(t, "student5 excused - - 0 abroad", "student0 expected - - 0", "student1 excused - - 0 ill",
			"student2 excused - - 0 ill",
			"student3 excused - - 0 ill", "student4 expected - - 0")
		if _, err := c.Courses.Drop(ctx, s[3], l.course.ID, ""); err != nil { // and is not expected any more
			t.Fatal(err)
		}
		l.wantRoster(t, "student5 excused - - 0 abroad", "student0 expected - - 0", "student1 excused - - 0 ill",
			"student2 excused - - 0 ill",
			"student4 expected - - 0")
		c.Settle(t)
		clock.Set(noon) // the roll is not called yet
		must(t, c.Meetings.Join(ctx, s[1], l.id, 1, ""))
		l.at(t, 10*time.Minute)
		l.wantRoster(t, "student0 absent - - 0", "student4 absent - - 0", "student2 excused - - 0 ill", "student5 excused - - 0 abroad",
			"student1 present 0 - 10 ill")
		if n, err := c.Meetings.Remind(ctx, l.thales, l.id, 1, ""); n != 2 || err != nil {
			t.Errorf("%d are reminded, %v, want the two who are absent", n, err)
		}
		must(t, c.Meetings.Join(ctx, s[2], l.id, 1, ""))
		must(t, c.Meetings.TakeBackExcuse(ctx, l.thales, l.id, 1, s[1].ID, ""))
		must(t, c.Meetings.TakeBackExcuse(ctx, l.thales, l.id, 1, s[5].ID, ""))
		wantRefusal(t, "who has dropped out", c.Meetings.Excuse(ctx, l.thales, l.id, 1, s[6].ID, "", ""), campus.ErrNotExpected)
		l.at(t, time.Hour)
		over := []string{"student0 absent - - 0", "student4 absent - - 0", "student5 absent - - 0", "student1 present 0 60 60",
			"student2 late 10 60 50 ill"}
		l.wantRoster(t, over...)
		c.Enrol(t, l.course, s[6]) // nobody is expected after the end
		wantRefusal(t, "after the end", c.Meetings.Excuse(ctx, l.thales, l.id, 1, s[6].ID, "", ""), campus.ErrNotExpected)
		l.wantRoster(t, over...)
	})
}

func TestWhoEnrolsAgainOrInTheMiddleIsExcusedStill(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 1)
		l := newLesson(t, c, clock)
		c.Enrol(t, l.course, s[0])
		must(t, c.Meetings.Excuse(ctx, l.thales, l.id, 1, s[0].ID, "ill", ""))
		if _, err := c.Courses.Drop(ctx, s[0], l.course.ID, ""); err != nil {
			t.Fatal(err)
		}
		l.wantRoster(t)
		c.Settle(t)
		l.at(t, time.Minute)
		l.wantRoster(t)
		c.Enrol(t, l.course, s[0])
		c.Settle(t)
		l.wantRoster(t, "student0 excused - - 0 ill")
	})
}

func TestNobodyIsExcusedFromWhatIsPublicCancelledOrDeleted(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s, host := t.Context(), c.Students(t, 1), c.Person(t, "thales", campus.Teacher)
		open := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Public: true, Audience: []string{s[0].Email},
			Slots: []campus.Slot{hour(0)}})
		two := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Audience: []string{s[0].Email},
			Slots: []campus.Slot{hour(time.Hour), hour(3 * time.Hour)}})
		c.Settle(t)
		excuse := func(m campus.Meeting, order int) error {
			return c.Meetings.Excuse(ctx, host, m.ID, order, s[0].ID, "", "")
		}
		wantRefusal(t, "of a public meeting", excuse(open, 1), campus.ErrNotExpected)
		must(t, excuse(two, 1))
		must(t, c.Meetings.CancelInstances(ctx, host, two.ID, 2, false, 0, ""))
		wantRefusal(t, "of a cancelled date", excuse(two, 2), campus.ErrNotExpected)
		must(t, c.Meetings.Delete(ctx, host, two.ID, 0, ""))
		wantRefusal(t, "of a deleted meeting", excuse(two, 1), campus.ErrNoMeeting)
		r, err := c.Meetings.Roster(ctx, host, open.ID, 1, nil, "", 10)
		if err != nil || len(r.People) != 0 || r.Count[campus.AttendExpected] != 0 {
			t.Errorf("the roster of a public meeting is %+v, %v", r, err)
		}
	})
}

func TestWhoWillBeExpectedIsReadPageByPage(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		s := c.Students(t, 30)
		l := newLesson(t, c, clock, s[:12]...)
		c.Enrol(t, l.course, s[10:]...) // two are listed and enrolled
		must(t, c.Meetings.Excuse(t.Context(), l.thales, l.id, 1, s[11].ID, "", ""))
		var names []string
		for cursor, pages := "", 0; ; pages++ {
			r, err := c.Meetings.Roster(t.Context(), l.thales, l.id, 1, nil, cursor, 5)
			must(t, err)
			if r.Count[campus.AttendExpected] != 29 || r.Count[campus.AttendExcused] != 1 || len(r.People) > 5 || pages > 8 {
				t.Fatalf("page %d has %d people of %v", pages, len(r.People), r.Count)
			}
			for _, one := range r.People {
				names = append(names, strings.TrimPrefix(one.Person.Username, "student"))
			}
			if cursor = r.Next; cursor == "" {
				break
			}
		}
		want := "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29"
		if got := strings.Join(names, " "); got != want {
			t.Errorf("the pages name\n%s, want\n%s", got, want)
		}
	})
}

func TestAnExcuseInAdvanceIsAskedForOfWhoWillBeExpected(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 4)
		l := newLesson(t, c, clock, s[0])
		c.Enrol(t, l.course, s[1], s[2])
		must(t, c.Meetings.Excuse(ctx, l.thales, l.id, 1, s[2].ID, "ill", ""))
		state := func(p campus.Person) campus.Attendance {
			t.Helper()
			_, one, err := c.Meetings.Expected(ctx, l.thales, l.id, 1, p.ID)
			must(t, err)
			return one.State
		}
		if a, b, c := state(s[0]), state(s[1]), state(s[2]); a != campus.AttendExpected || b != a || c != campus.AttendExcused {
			t.Errorf("they are %s, %s and %s", a, b, c)
		}
		_, _, err := c.Meetings.Expected(ctx, l.thales, l.id, 1, s[3].ID)
		wantRefusal(t, "a stranger", err, campus.ErrNotExpected)
		_, _, err = c.Meetings.Expected(ctx, s[1], l.id, 1, s[0].ID)
		wantRefusal(t, "to a student", err, campus.ErrNotMeetingStaff)
	})
}
