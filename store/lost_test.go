package store_test

import (
	"context"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// lecture is a course with a student and a meeting of its own, in another partition.
func lecture(t *testing.T, c *storetest.Campus, from time.Time) (teacher, john campus.Person, course campus.Course, m campus.Meeting) {
	t.Helper()
	teacher, john = c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
	course = c.Course(t, teacher, "Geometry", 10)
	_, err := c.Courses.Enrol(t.Context(), john, course.ID, true, "")
	must(t, err)
	for m.ID == 0 || c.MeetingOutbox(m.ID) == c.CourseOutbox(course.ID) {
		m = c.Plan(t, teacher, campus.NewMeeting{Title: "Lecture", Course: course.ID,
			Slots: []campus.Slot{{From: from, To: from.Add(time.Hour), Zone: "UTC"}}})
	}
	c.Settle(t)
	return teacher, john, course, m
}

// heldUp leaves a meeting's outbox to a Stoa that does nothing, until the function that it returns is called.
func heldUp(t *testing.T, c *storetest.Campus, m campus.Meeting) (release func()) {
	t.Helper()
	lease := c.MeetingOutbox(m.ID) + ":lease"
	must(t, c.Redis.Set(t.Context(), lease, "another", time.Minute).Err())
	return func() {
		t.Helper()
		must(t, c.Redis.Del(t.Context(), lease).Err())
		c.Settle(t)
	}
}

func wantEmpty(t *testing.T, c *storetest.Campus, m campus.Meeting) {
	t.Helper()
	if n, err := c.Rooms.PresentCount(t.Context(), store.MeetingRoom(m.ID, 1)); n != 0 || err != nil {
		t.Errorf("%d is in the room without a right, %v", n, err)
	}
}

func TestWhoDropsACourseIsOutOfWhatBeganEarlyThoughTheListsAreBehind(t *testing.T) {
	t.Parallel()
	ctx, c := t.Context(), storetest.New(t)
	teacher, john, course, m := lecture(t, c, c.Now().Add(time.Hour))
	release := heldUp(t, c, m)
	_, err := c.Meetings.Turn(ctx, teacher, m.ID, 1, campus.TurnStart, "")
	must(t, err)
	must(t, c.Meetings.Join(ctx, john, m.ID, 1, ""))
	_, err = c.Courses.Drop(ctx, john, course.ID, "")
	must(t, err)
	c.Settle(t)
	release()
	wantEmpty(t, c, m)
}

func TestWhoIsDisabledIsOutOfANewMeetingThoughTheListsAreBehind(t *testing.T) {
	t.Parallel()
	ctx, c := t.Context(), storetest.New(t)
	teacher, john := c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
	c.Settle(t)
	m := c.Meeting(t, teacher, "Now", john)
	release := heldUp(t, c, m)
	must(t, c.Meetings.Join(ctx, john, m.ID, 1, ""))
	must(t, c.People.SetStatus(ctx, store.Itself(""), john.ID, campus.StatusDisabled))
	c.Settle(t)
	release()
	wantEmpty(t, c, m)
}

func TestWhoGoesAwayWhileJoiningIsLookedAtAgainToo(t *testing.T) {
	t.Parallel()
	ctx, c := t.Context(), storetest.New(t)
	_, john, course, m := lecture(t, c, c.Now().Add(-time.Minute))
	through, gate := c.Gated(t, store.MeetingRoom(m.ID, 1).Topic)
	asking, leave := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- through.Meetings.Join(asking, john, m.ID, 1, "") }()
	<-gate.Reached
	_, err := c.Courses.Drop(ctx, john, course.ID, "")
	must(t, err)
	c.Settle(t)
	leave()
	gate.Open()
	wantRefusal(t, "joining", <-done, campus.ErrNotInvited)
	wantEmpty(t, c, m)
}

func TestWhoWasLetInByAStoaThatDiedIsLookedAtAgainToo(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*testing.T, *storetest.Campus, campus.Person, campus.Course) error{
		"the course is dropped": func(t *testing.T, c *storetest.Campus, john campus.Person, course campus.Course) error {
			_, err := c.Courses.Drop(t.Context(), john, course.ID, "")
			return err
		},
		"the person is disabled": func(t *testing.T, c *storetest.Campus, john campus.Person, _ campus.Course) error {
			return c.People.SetStatus(t.Context(), store.Itself(""), john.ID, campus.StatusDisabled)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := storetest.New(t)
			_, john, course, m := lecture(t, c, c.Now().Add(-time.Minute))
			asking, before := c.Gated(t, store.MeetingRoom(m.ID, 1).Topic)
			dying, after := asking.Gated(t, c.PersonKey(john.ID)) // which Join looks at once the person is in
			done := make(chan error, 1)
			go func() { done <- dying.Meetings.Join(t.Context(), john, m.ID, 1, "") }()
			<-before.Reached
			must(t, lose(t, c, john, course))
			c.Settle(t)
			before.Open()
			<-after.Reached // and never gets any further
			c.Settle(t)
			wantEmpty(t, c, m)
			after.Open()
			wantRefusal(t, "joining", <-done, campus.ErrNotInvited)
		})
	}
}
