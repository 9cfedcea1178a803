package store_test

import (
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// hidden is a meeting of a course that had a date, was to have another, and was deleted.
type hidden struct {
	*storetest.Campus
	host, co, admin, pupil campus.Person
	id                     int64
}

func leaveMeeting(t *testing.T, c *storetest.Campus, clock *storetest.Hands) hidden {
	t.Helper()
	l := hidden{Campus: c, host: c.Person(t, "thales", campus.Teacher), co: c.Person(t, "anna", campus.Teacher),
		admin: c.Person(t, "admin", campus.Admin), pupil: c.Person(t, "john", campus.Student)}
	course, err := c.Courses.Create(t.Context(), l.host, campus.NewCourse{Title: "Geometry", Level: campus.Beginner, Unlimited: true,
		With: []int64{l.co.ID}}, "")
	must(t, err)
	c.Enrol(t, course, l.pupil)
	m := c.Plan(t, l.host, campus.NewMeeting{Title: "Talk", Course: course.ID, Slots: []campus.Slot{hour(0), hour(48 * time.Hour)}})
	l.id = m.ID
	must(t, c.Meetings.Join(t.Context(), l.pupil, l.id, 1, ""))
	_, err = c.Rooms.Post(t.Context(), l.pupil, store.MeetingRoom(l.id, 1), campus.NewLine{Body: "I was here"}, "")
	must(t, err)
	clock.Add(2 * time.Hour)
	c.Tick(t)
	c.Settle(t)
	must(t, c.Meetings.Delete(t.Context(), l.host, l.id, 0, ""))
	c.Settle(t)
	return l
}

func TestThePastOfADeletedMeetingStaysForItsStaff(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, l := t.Context(), leaveMeeting(t, c, clock)
		for _, staff := range []campus.Person{l.host, l.co, l.admin} {
			view, err := c.Meetings.View(ctx, staff, l.id, 1, store.Span{Limit: store.MaxLines})
			if err != nil || !view.Meeting.Deleted || len(view.Said.Lines) == 0 || view.Said.Lines[0].Body != "I was here" {
				t.Errorf("%s reads %+v, %v", staff.Username, view.Said.Lines, err)
			}
			roster, err := c.Meetings.Roster(ctx, staff, l.id, 1, nil, "", store.MaxLines)
			if err != nil || len(roster.People) != 1 || roster.People[0].Person.ID != l.pupil.ID {
				t.Errorf("%s has the roster %+v, %v", staff.Username, roster.People, err)
			}
			plan, err := c.Meetings.Dates(ctx, staff, l.id)
			if err != nil || !plan.Meeting.Deleted || len(plan.Instances) != 2 || !plan.Instances[1].Cancelled {
				t.Errorf("%s has the dates %+v, %v", staff.Username, plan, err)
			}
		}
		_, err := c.Meetings.View(ctx, l.pupil, l.id, 1, store.Span{Limit: 1})
		wantRefusal(t, "a student reads", err, campus.ErrNoMeeting)
		_, err = c.Meetings.Reader(ctx, l.pupil, l.id, 1)
		wantRefusal(t, "a student's stream", err, campus.ErrNoMeeting)
		_, err = c.Meetings.Dates(ctx, l.pupil, l.id)
		wantRefusal(t, "a student's dates", err, campus.ErrNoMeeting)
		_, err = c.Meetings.Roster(ctx, l.pupil, l.id, 1, nil, "", 1)
		wantRefusal(t, "a student's roster", err, campus.ErrNoMeeting)
	})
}

func TestThePastOfADeletedMeetingIsListedForItsHostAndAdminsAlone(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		l := leaveMeeting(t, c, clock)
		for who, want := range map[campus.Person]int{l.host: 1, l.admin: 1, l.pupil: 0} {
			agenda, err := c.Meetings.Agenda(t.Context(), who, nil)
			if err != nil || len(agenda.Past) != want || len(agenda.Active)+len(agenda.Coming) > 0 {
				t.Errorf("%s has %+v, %v, want %d that are past", who.Username, agenda, err, want)
			}
		}
	})
}

func TestNothingIsDoneWithADeletedMeeting(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, l := t.Context(), leaveMeeting(t, c, clock)
		before := c.Contents(t)
		for what, do := range map[string]func() error{
			"edit": func() error {
				_, err := c.Meetings.Edit(ctx, l.host, l.id, campus.NewMeeting{Title: "Other"}, "")
				return err
			},
			"delete": func() error { return c.Meetings.Delete(ctx, l.admin, l.id, 0, "") },
			"add":    func() error { _, err := c.Meetings.AddInstance(ctx, l.host, l.id, hour(72*time.Hour), ""); return err },
			"ban":    func() error { return c.Meetings.Ban(ctx, l.host, l.id, l.pupil.ID, "") },
			"excuse": func() error { return c.Meetings.Excuse(ctx, l.host, l.id, 1, l.pupil.ID, "ill", "") },
			"join":   func() error { return c.Meetings.Join(ctx, l.host, l.id, 1, "") },
			"rules":  func() error { _, err := c.Meetings.Lock(ctx, l.host, l.id, 1, true, ""); return err },
		} {
			if err := do(); err == nil || campus.CodeOf(err) == campus.Internal {
				t.Errorf("%s: %v, want a refusal", what, err)
			}
		}
		c.Settle(t)
		for key, value := range c.Contents(t) {
			if before[key] != value {
				t.Errorf("%s is %s and was %s", key, value, before[key])
			}
		}
	})
}
