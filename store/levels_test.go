package store_test

import (
	"errors"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// told returns the kinds of what somebody was told after the first n, the newest first.
func told(t testing.TB, c *storetest.Campus, who campus.Person, n int) (kinds []campus.NotificationKind) {
	t.Helper()
	c.Settle(t)
	page, err := c.Inbox.Page(t.Context(), who.ID, "", 200)
	must(t, err)
	for _, one := range page.Notifications[:max(0, len(page.Notifications)-n)] {
		kinds = append(kinds, one.Kind)
	}
	return kinds
}

func TestALevelSilencesACourseAndItsMeetingsButNotWhatIsAboutOneself(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, host, admin := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "admin", campus.Admin)
		s := c.Students(t, 5) // who is told all, mentions, nothing; who waits and asks for nothing; who is listed and asks for nothing
		n := geometry()
		n.Places, n.Closing, n.Closes = 4, campus.ClosesDate, monday.AddDate(0, 2, 0)
		course, err := c.Courses.Create(ctx, host, n, "")
		must(t, err)
		c.Enrol(t, course, s[0], s[1], s[2], s[4], s[3])
		for i, level := range []campus.NewsLevel{campus.NewsAll, campus.NewsMentions, campus.NewsNone, campus.NewsNone, campus.NewsNone} {
			must(t, c.Inbox.SetLevel(ctx, s[i], course.ID, string(level), ""))
		}
		slot := func(in time.Duration) campus.Slot {
			return campus.Slot{From: monday.Add(in), To: monday.Add(in + time.Hour), Zone: "UTC"}
		}
		m := c.Plan(t, host, campus.NewMeeting{Title: "Weekly", Course: course.ID, Audience: []string{s[4].Email},
			Slots: []campus.Slot{slot(time.Hour), slot(72 * time.Hour), slot(96 * time.Hour)}})
		seen := map[int64]int{}
		check := func(what string, want ...int) {
			t.Helper()
			for i, who := range s {
				got := told(t, c, who, seen[who.ID])
				if len(got) != want[i] {
					t.Errorf("%s: number %d was told %v, want %d", what, i, got, want[i])
				}
				seen[who.ID] += len(got)
			}
		}
		check("planned", 1, 0, 0, 0, 1)
		n.Title = "Geometry II"
		_, err = c.Courses.Edit(ctx, admin, course.ID, n, "")
		must(t, err)
		check("an edit of the course", 1, 0, 0, 0, 0)
		must(t, c.Meetings.CancelInstances(ctx, host, m.ID, 3, false, 0, ""))
		check("a far date is cancelled", 1, 0, 0, 0, 1)
		clock.Add(50 * time.Minute)
		c.Tick(t)
		check("a reminder", 1, 0, 0, 0, 1)
		clock.Add(10 * time.Minute)
		c.Tick(t)
		must(t, c.Meetings.Join(ctx, host, m.ID, 1, ""))
		_, err = c.Rooms.Post(ctx, host, store.MeetingRoom(m.ID, 1), campus.NewLine{Body: "@student0 @student1 @student2 @student4"}, "")
		must(t, err)
		check("a mention", 1, 1, 0, 0, 0)
		move := func(to time.Duration) {
			t.Helper()
			must(t, c.Meetings.MoveInstances(ctx, host, m.ID, 2, slot(to), false, 0, ""))
		}
		move(25 * time.Hour) // it is an hour later by now
		check("a date is moved to in 24 hours", 1, 0, 0, 0, 1)
		move(25*time.Hour - time.Minute)
		check("a date is moved into the next 24 hours", 1, 1, 1, 0, 1)
		move(72 * time.Hour)
		check("a date is moved out of the next 24 hours", 1, 1, 1, 0, 1)
		n.Places = 5
		_, err = c.Courses.Edit(ctx, admin, course.ID, n, "")
		must(t, err)
		check("a place is free", 1, 0, 0, 1, 0)
		must(t, c.Courses.Delete(ctx, admin, course.ID, ""))
		check("the course is deleted", 1, 1, 1, 1, 1)
	})
}

func TestALevelIsSetByWhoTakesPartAlone(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 2)
		admin := c.Person(t, "admin", campus.Admin)
		course := c.Course(t, thales, "Geometry", 0)
		c.Enrol(t, course, s[0])
		c.Settle(t)
		for _, bad := range []string{"", "ALL", "some", "all "} {
			if err := c.Inbox.SetLevel(ctx, s[0], course.ID, bad, ""); campus.CodeOf(err) != campus.Invalid {
				t.Errorf("%q: %v", bad, err)
			}
		}
		if err := c.Inbox.SetLevel(ctx, s[1], course.ID, "none", ""); !errors.Is(err, campus.ErrNotOfCourse) {
			t.Errorf("a stranger: %v", err)
		}
		for _, id := range []string{"", "x", campus.NewCourseID()} {
			if err := c.Inbox.SetLevel(ctx, s[0], id, "none", ""); !errors.Is(err, campus.ErrNoCourse) {
				t.Errorf("the course %q: %v", id, err)
			}
		}
		for _, who := range []campus.Person{s[0], thales} {
			for _, level := range []campus.NewsLevel{campus.NewsNone, campus.NewsMentions, campus.NewsAll, campus.NewsMentions} {
				must(t, c.Inbox.SetLevel(ctx, who, course.ID, string(level), ""))
				all, err := c.Inbox.Levels(ctx, who, nil)
				if one, oerr := c.Inbox.Level(ctx, who, course.ID); one != level || oerr != nil || err != nil || len(all) != 1 ||
					all[0].Level != level || all[0].Course.ID != course.ID {
					t.Errorf("%s: %v %v, %v %v; want %s", who.Username, one, oerr, all, err, level)
				}
			}
		}
		must(t, c.People.Erase(ctx, store.By{Person: admin}, s[0].ID))
		c.Settle(t)
		wantNone(t, c, c.LevelsKey(s[0].ID))
	})
}
