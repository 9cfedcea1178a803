package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// inbox returns what somebody has been told, the newest first, as kind, title and changes.
func inbox(t testing.TB, c *storetest.Campus, who campus.Person) []string {
	t.Helper()
	c.Settle(t)
	all, next, _, err := c.Inbox.Page(t.Context(), who.ID, "", 200)
	must(t, err)
	if next != "" {
		t.Fatalf("%s has more than 200 notifications", who.Username)
	}
	told := make([]string, len(all))
	for i, n := range all {
		told[i] = fmt.Sprintf("%s %s %v", n.Kind, n.Course.Title, n.Changes)
	}
	return told
}

func TestWhatHappensToACourseIsToldOnceToItsPeople(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		s := c.Students(t, 3)
		n := geometry()
		n.Places, n.With = 1, []int64{hypatia.ID}
		course, err := c.Courses.Create(ctx, thales, n, "")
		must(t, err)
		for _, p := range s[:2] {
			_, err := c.Courses.Enrol(ctx, p, course.ID, true, "")
			must(t, err)
		}
		n.With, n.Places = nil, 2
		_, err = c.Courses.Edit(ctx, thales, course.ID, n, "")
		must(t, err)
		work := entries(t, c, c.CourseOutbox(course.ID))
		c.Settle(t)
		for _, entry := range work { // a Stoa that was slow does it again
			must(t, c.Followers.Follow(ctx, entry))
		}
		changed, promoted := "course-changed Geometry [{places 1 2}]", "promoted Geometry []"
		for who, want := range map[*campus.Person][]string{&thales: {}, &hypatia: {changed}, &s[0]: {changed}, &s[1]: {promoted, changed}, &s[2]: {}} {
			if got := inbox(t, c, *who); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
				t.Errorf("%s was told %q, want %q", who.Username, got, want)
			}
		}
		clock.Add(6 * time.Minute)
		c.Tick(t)
		if got := inbox(t, c, s[0]); len(got) != 2 || got[0] != "course-closed Geometry []" {
			t.Errorf("after its closing a student was told %q", got)
		}
		clock.Add(time.Minute)
		must(t, c.Courses.Delete(ctx, thales, course.ID, ""))
		if got := inbox(t, c, s[0]); len(got) != 3 || got[0] != "course-deleted Geometry []" {
			t.Errorf("after it was deleted a student was told %q", got)
		}
		if got := inbox(t, c, thales); len(got) != 1 { // of its closing, which nobody did
			t.Errorf("who deleted it was told %q", got)
		}
	}, lively)
}

func TestAnInboxKeepsTheNewestAndKnowsWhatIsRead(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, thales, john := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
		course := c.Course(t, thales, "Geometry", 0)
		_, err := c.Courses.Enrol(ctx, john, course.ID, true, "")
		must(t, err)
		c.Settle(t)
		many := campus.MaxNotifications + 3
		for i := range many {
			clock.Add(time.Second)
			n := geometry()
			n.Title = fmt.Sprintf("Geometry %d", i)
			_, err := c.Courses.Edit(ctx, thales, course.ID, n, "")
			must(t, err)
		}
		c.Settle(t)
		var all []campus.Notification
		for cursor := ""; ; {
			page, next, unread, err := c.Inbox.Page(ctx, john.ID, cursor, 200)
			must(t, err)
			if unread != campus.MaxNotifications {
				t.Fatalf("%d are unread, want %d", unread, campus.MaxNotifications)
			}
			all = append(all, page...)
			if cursor = next; cursor == "" {
				break
			}
		}
		if len(all) != campus.MaxNotifications || all[0].Course.Title != fmt.Sprintf("Geometry %d", many-1) || all[0].Read {
			t.Fatalf("%d are kept, the first %+v", len(all), all[0])
		}
		must(t, c.Inbox.MarkRead(ctx, john.ID, time.Time{}, []string{all[0].ID, "nothing"}, ""))
		must(t, c.Inbox.MarkRead(ctx, john.ID, all[400].At, nil, ""))
		page, _, unread, err := c.Inbox.Page(ctx, john.ID, "", 2)
		if err != nil || unread != 399 || !page[0].Read || page[1].Read {
			t.Errorf("%d are unread, %v; the newest are %+v", unread, err, page)
		}
	})
}
