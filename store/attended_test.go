package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

const day = 24 * time.Hour

// attendedLine says how somebody attended a date: "state minutes joined-left".
func attendedLine(one store.Attending, from time.Time) string {
	minute := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return fmt.Sprint(at.Sub(from).Minutes())
	}
	line := fmt.Sprintf("%s %d %s-%s", one.State, one.Minutes(), minute(one.Joined), minute(one.Left))
	if one.Late && one.Early {
		line += " early"
	}
	if one.Excuse != nil {
		line += " " + one.Excuse.Reason
	}
	return line
}

// wantAttendance compares how people attended a date of a lesson, as somebody may know it.
func (l *lesson) wantAttendance(t *testing.T, asker campus.Person, want ...string) store.DateAttendance {
	t.Helper()
	got, err := l.Meetings.AttendanceAt(t.Context(), asker, l.id, 1, "", 100)
	must(t, err)
	lines := []string{}
	for _, one := range got.People {
		lines = append(lines, one.Person.Name+": "+attendedLine(one.Attending, got.Instance.From))
	}
	if !slices.Equal(lines, want) {
		t.Errorf("%s learns\n%q, want\n%q", asker.Name, lines, want)
	}
	return got
}

func TestTheAttendanceOfADateIsKnownToItsStaffAndToEachTheirOwn(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 6)
		l := newLesson(t, c, clock)
		c.Enrol(t, l.course, s[:5]...)
		admin, other := c.Person(t, "admin", campus.Admin), c.Person(t, "euclid", campus.Teacher)
		l.wantAttendance(t, l.thales)
		l.at(t, 0)
		must(t, c.Meetings.Join(ctx, s[0], l.id, 1, ""))
		l.at(t, 10*time.Minute)
		must(t, c.Meetings.Join(ctx, s[1], l.id, 1, ""))
		must(t, c.Meetings.Leave(ctx, s[0], l.id, 1, ""))
		l.at(t, 20*time.Minute)
		must(t, c.Meetings.Join(ctx, s[0], l.id, 1, ""))
		must(t, c.Meetings.Join(ctx, s[2], l.id, 1, ""))
		must(t, c.Meetings.Excuse(ctx, l.thales, l.id, 1, s[3].ID, "ill", ""))
		open := l.wantAttendance(t, l.thales, "The student4: absent 0 -", "The student3: excused 0 - ill", "The student0: present 10 0-",
			"The student1: late 10 10-", "The student2: late 0 20-")
		if open.Count[campus.AttendLate] != 2 || open.Count[campus.AttendPresent] != 1 || open.Count[campus.AttendAbsent] != 1 {
			t.Errorf("counted are %v", open.Count)
		}
		l.at(t, 50*time.Minute)
		must(t, c.Meetings.Leave(ctx, s[1], l.id, 1, ""))
		must(t, c.Meetings.Leave(ctx, s[0], l.id, 1, ""))
		l.at(t, 2*time.Hour)
		must(t, c.Meetings.Excuse(ctx, l.thales, l.id, 1, s[4].ID, "told me after", "")) // also when it is over
		c.Settle(t)
		all := []string{"The student3: excused 0 - ill", "The student4: excused 0 - told me after", "The student0: left_early 40 0-50",
			"The student1: late 40 10-50 early", "The student2: late 40 20-60"}
		l.wantAttendance(t, l.thales, all...)
		l.wantAttendance(t, admin, all...)
		own := l.wantAttendance(t, s[1], all[3])
		if own.Count != nil || own.Next != "" {
			t.Errorf("a student is told %v, next %q", own.Count, own.Next)
		}
		if _, err := c.Courses.Drop(ctx, s[2], l.course.ID, ""); err != nil {
			t.Fatal(err)
		}
		l.wantAttendance(t, s[2], all[4]) // what they did stays theirs
		for _, p := range []campus.Person{s[5], other} {
			_, err := c.Meetings.AttendanceAt(ctx, p, l.id, 1, "", 100)
			wantRefusal(t, p.Name, err, campus.ErrNotInvited)
		}
		for _, bad := range []struct {
			id    int64
			order int
		}{{99, 1}, {l.id, 2}} {
			_, err := c.Meetings.AttendanceAt(ctx, admin, bad.id, bad.order, "", 100)
			wantRefusal(t, "what does not exist", err, campus.ErrNoMeeting)
		}
		must(t, c.People.Erase(ctx, store.By{Person: admin}, s[1].ID))
		c.Settle(t)
		all[3] = campus.NameErased + all[3][len("The student1"):]
		l.wantAttendance(t, l.thales, all...)
		page, err := c.Meetings.AttendanceAt(ctx, l.thales, l.id, 1, "", 2)
		must(t, err)
		rest, err := c.Meetings.AttendanceAt(ctx, l.thales, l.id, 1, page.Next, 100)
		must(t, err)
		if len(page.People) != 2 || len(rest.People) != 3 || rest.Next != "" {
			t.Errorf("pages have %d and %d, next %q", len(page.People), len(rest.People), rest.Next)
		}
		_, err = c.Meetings.AttendanceAt(ctx, l.thales, l.id, 1, "x", 2)
		wantCode(t, "a bad cursor", err, campus.BadRequest)
	})
}

func TestWhoComesByThePlannedTimeToWhatWasStartedEarlyIsNotLate(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 2)
		l := newLesson(t, c, clock)
		c.Enrol(t, l.course, s...)
		l.at(t, -30*time.Minute)
		for range 2 {
			_, err := c.Meetings.Turn(ctx, l.thales, l.id, 1, campus.TurnStart, "start")
			must(t, err)
		}
		l.at(t, 5*time.Minute)
		must(t, c.Meetings.Join(ctx, s[0], l.id, 1, ""))
		l.at(t, 6*time.Minute)
		must(t, c.Meetings.Join(ctx, s[1], l.id, 1, ""))
		l.wantRoster(t, "student0 present 5 - 1", "student1 late 6 - 0")
		got := l.wantAttendance(t, l.thales, "The student0: present 1 35-", "The student1: late 0 36-")
		if i := got.Instance; !i.From.Equal(noon.Add(-30*time.Minute)) || !i.Planned.Equal(noon) {
			t.Errorf("it began at %v and was to begin at %v", i.From, i.Planned)
		}
	})
}

func TestWhatWasCancelledWhileItWasOnWasAttendedUntilThen(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		s := c.Students(t, 1)
		l := newLesson(t, c, clock)
		c.Enrol(t, l.course, s...)
		l.at(t, 0)
		must(t, c.Meetings.Join(t.Context(), s[0], l.id, 1, ""))
		l.at(t, 20*time.Minute)
		must(t, c.Meetings.CancelInstances(t.Context(), l.thales, l.id, 1, false, 0, ""))
		l.at(t, time.Hour)
		l.wantAttendance(t, l.thales, "The student0: present 20 0-20")
	})
}

func TestAnExcuseIsNotedInTheAuditOnce(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 1)
		l := newLesson(t, c, clock)
		c.Enrol(t, l.course, s...)
		l.at(t, 2*time.Hour)
		for range 2 {
			must(t, c.Meetings.Excuse(ctx, l.thales, l.id, 1, s[0].ID, "ill", "excuse"))
		}
		for range 2 {
			must(t, c.Meetings.TakeBackExcuse(ctx, l.thales, l.id, 1, s[0].ID, "back"))
		}
		must(t, c.Meetings.TakeBackExcuse(ctx, l.thales, l.id, 1, s[0].ID, "")) // of nothing nothing is noted
		c.Settle(t)
		page, err := c.Audit.Page(ctx, store.AuditQuery{Deed: campus.DeedExcused, Limit: 100})
		must(t, err)
		var got []string
		for _, en := range page.Entries {
			got = append(got, en.Who.Name+" "+en.Whom.Name+" "+en.What)
		}
		room := campus.MeetingTopic(l.id, 1)
		want := []string{"The thales The student0 taken-back " + room, "The thales The student0 excused " + room}
		if !slices.Equal(got, want) || strings.Contains(fmt.Sprint(page.Entries), "ill") {
			t.Errorf("noted is %q, want %q", got, want)
		}
	})
}
