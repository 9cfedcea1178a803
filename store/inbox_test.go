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

// inbox returns what somebody has been told, the newest first, as kind, title and changes.
func inbox(t testing.TB, c *storetest.Campus, who campus.Person) []string {
	t.Helper()
	c.Settle(t)
	page, err := c.Inbox.Page(t.Context(), who.ID, "", 200)
	must(t, err)
	all := page.Notifications
	if page.Next != "" {
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
		for who, want := range map[*campus.Person][]string{&thales: {}, &hypatia: {changed}, &s[0]: {changed}, &s[1]: {promoted, changed},
			&s[2]: {}} {
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
			page, err := c.Inbox.Page(ctx, john.ID, cursor, 200)
			must(t, err)
			if page.Unread != campus.MaxNotifications {
				t.Fatalf("%d are unread, want %d", page.Unread, campus.MaxNotifications)
			}
			all = append(all, page.Notifications...)
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		if len(all) != campus.MaxNotifications || all[0].Course.Title != fmt.Sprintf("Geometry %d", many-1) || all[0].Read {
			t.Fatalf("%d are kept, the first %+v", len(all), all[0])
		}
		if n, err := c.Redis.HLen(ctx, c.NotesKey(john.ID)).Result(); err != nil || n != campus.MaxNotifications {
			t.Errorf("the words of %d are kept, %v", n, err)
		}
		left, err := c.Inbox.MarkRead(ctx, john.ID, time.Time{}, []string{all[0].ID, "nothing"}, "")
		if err != nil || left != 499 {
			t.Errorf("%d are left, %v", left, err)
		}
		_, err = c.Inbox.MarkRead(ctx, john.ID, all[400].At, nil, "")
		must(t, err)
		page, err := c.Inbox.Page(ctx, john.ID, "", 2)
		if err != nil || page.Unread != 399 || !page.Notifications[0].Read || page.Notifications[1].Read {
			t.Errorf("%v; the newest are %+v", err, page)
		}
	})
}

func TestADifferenceNamesPeopleAsTheyAreCalledNow(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		euclid, admin := c.Person(t, "euclid", campus.Teacher), c.Person(t, "admin", campus.Admin)
		course, err := c.Courses.Create(ctx, thales, geometry(), "")
		must(t, err)
		n := geometry()
		n.Teacher, n.With, n.Places, n.Closing = euclid.ID, []int64{hypatia.ID}, 1200, campus.ClosesNever
		_, err = c.Courses.Edit(ctx, admin, course.ID, n, "")
		must(t, err)
		c.Settle(t)
		name := "Hypatia the younger"
		_, _, err = c.People.Edit(ctx, store.By{Person: hypatia}, hypatia.ID, campus.PersonChange{Name: &name})
		must(t, err)
		must(t, c.People.Erase(ctx, store.By{Person: admin}, euclid.ID))
		c.Settle(t)
		want := "Geometry has changed: places 12 → 1,200; enrolment closes by itself → never; teacher The thales → " + campus.NameErased +
			"; co-teachers nobody → Hypatia the younger."
		for _, who := range []campus.Person{thales, hypatia} { // thales taught it until then
			page, err := c.Inbox.Page(ctx, who.ID, "", 10)
			must(t, err)
			if len(page.Notifications) != 1 || page.Notifications[0].Text(time.UTC) != want {
				t.Errorf("%s was told %+v, want %q", who.Username, page.Notifications, want)
			}
		}
		c.TakeOut(t)
		for key, value := range c.Contents(t) {
			if strings.Contains(value, euclid.Name) && !strings.Contains(key, ":op:") { // an answer is kept for a day
				t.Errorf("%s keeps the name of who is erased: %s", key, value)
			}
		}
		// Who is called something else is no other co-teacher.
		n.Teacher, n.With = 0, []int64{hypatia.ID}
		_, err = c.Courses.Edit(ctx, admin, course.ID, n, "")
		must(t, err)
		if told := inbox(t, c, thales); len(told) != 1 {
			t.Errorf("after a rename thales was told %q", told)
		}
	})
}

func TestNobodyIsToldThatTheyHaveMovedUpInACourseThatIsGone(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		_, err := c.Courses.Drop(ctx, o.john, o.course.ID, "")
		must(t, err)
		must(t, c.Courses.Delete(ctx, o.thales, o.course.ID, "")) // before anybody is told
		if got := inbox(t, c, o.waits); got[0] != "course-deleted Geometry []" || slices.Contains(got, "promoted Geometry []") {
			t.Errorf("who has moved up was told %q", got)
		}
	})
}

// What is told to many is told one after the other: meanwhile one of them may be erased.
func TestWhoIsErasedWhileTheyAreToldHasNoInbox(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	o, ctx := newTown(t, c), t.Context()
	_, err := c.Courses.Edit(ctx, o.thales, o.course.ID, campus.NewCourse{Title: "Algebra", Level: campus.Beginner, Places: 2,
		With: []int64{o.hypatia.ID}}, "")
	must(t, err)
	through, gate := c.Gated(t, c.InboxKey(o.john.ID))
	must(t, between(t, gate, func() error {
		_, err := through.Followers.Tick(ctx)
		return err
	}, func() {
		must(t, c.People.Erase(ctx, store.By{Person: o.admin}, o.john.ID))
		c.Settle(t) // what follows from that is done before
	}))
	c.Settle(t)
	wantNone(t, c, c.InboxKey(o.john.ID), c.NotesKey(o.john.ID), c.LevelsKey(o.john.ID))
}

// wantNone wants nothing to be kept under keys.
func wantNone(t *testing.T, c *storetest.Campus, keys ...string) {
	t.Helper()
	for _, key := range keys {
		if n, err := c.Redis.Exists(t.Context(), key).Result(); n != 0 || err != nil {
			t.Errorf("%s is kept, %v", key, err)
		}
	}
}

func TestMarkingAllAsReadLeavesWhatCameAfterThePageThoughItTellsOfSomethingOlder(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx := newTown(t, c), t.Context()
		o.say(t, o.thales, store.GeneralRoom(), "@john")
		o.say(t, o.thales, store.PrivateRoom(o.john.ID, o.thales.ID), "privately")
		c.Settle(t)
		page, err := c.Inbox.Page(ctx, o.john.ID, "", 1)
		must(t, err)
		for range 2 { // at a Stoa that was slow, at one moment
			clock.Add(-time.Minute)
			o.say(t, o.hamid, store.GeneralRoom(), "@john")
			c.Settle(t)
		}
		o.say(t, o.thales, store.PrivateRoom(o.john.ID, o.thales.ID), "privately, and once more")
		c.Settle(t)
		for range 2 { // sent twice
			if left, err := c.Inbox.MarkShown(ctx, o.john.ID, page.Came, "op"); left != 3 || err != nil {
				t.Errorf("after all that the page had shown %d are left, %v, want 3", left, err)
			}
		}
		if page, err = c.Inbox.Page(ctx, o.john.ID, "", 1); page.Unread != 3 || err != nil {
			t.Errorf("the inbox says %d, %v", page.Unread, err)
		}
		if left, err := c.Inbox.MarkRead(ctx, o.john.ID, noon.Add(-time.Minute), nil, ""); left != 0 || err != nil {
			t.Errorf("up to the time that they tell of %d are left, %v, want none", left, err)
		}
		if page, err = c.Inbox.Page(ctx, o.john.ID, "", 1); page.Came != 0 || err != nil {
			t.Errorf("when all is read %d came last, %v", page.Came, err)
		}
	})
}

func TestOpeningACourseAgainIsTold(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, thales, john := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
		course, err := c.Courses.Create(ctx, thales, geometry(), "")
		must(t, err)
		_, err = c.Courses.Enrol(ctx, john, course.ID, true, "")
		must(t, err)
		clock.Add(7 * time.Minute)
		c.Tick(t)
		clock.Add(time.Minute)
		for range 2 {
			_, err = c.Courses.Reopen(ctx, thales, course.ID, "once")
			must(t, err)
		}
		if got, want := inbox(t, c, john), []string{"course-reopened Geometry []", "course-closed Geometry []"}; !slices.Equal(got, want) {
			t.Errorf("told was %q, want %q", got, want)
		}
	}, lively)
}
