package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// hour is a date of one hour that begins so much after noon.
func hour(after time.Duration) campus.Slot {
	return campus.Slot{From: noon.Add(after), To: noon.Add(after + time.Hour), Zone: "Europe/Athens"}
}

func TestAMeetingIsAsItWasPlanned(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		course := c.Course(t, host, "Geometry", 3)
		n := campus.NewMeeting{Title: "BDMS \"Course\"", Description: "{\"x\": 1}\nλόγος", Public: true, Course: course.ID,
			Link: "https://call.example/x?y=1",
			Slots: []campus.Slot{hour(0), {From: noon.Add(24 * time.Hour), To: noon.Add(24*time.Hour + time.Second), Zone: "UTC"},
				hour(-48 * time.Hour)}}
		made := c.Plan(t, host, n)
		want := campus.Meeting{ID: 1, Title: n.Title, Description: n.Description, Public: true,
			Host: campus.Named{ID: host.ID, Name: host.Name}, Course: course.ID, Link: n.Link, Orders: 3, Version: 1,
			Revision: campus.Revision{Changed: noon}}
		if made != want {
			t.Errorf("planned %+v, want %+v", made, want)
		}
		instances, err := c.Meetings.Instances(ctx, made)
		must(t, err)
		for i, slot := range n.Slots {
			want := campus.Instance{Meeting: 1, Order: i + 1, From: slot.From, To: slot.To, Zone: slot.Zone}
			one, err := c.Meetings.Instance(ctx, 1, i+1)
			if instances[i] != want || one != want || err != nil {
				t.Errorf("date %d is %+v and %+v, %v, want %+v", i+1, instances[i], one, err, want)
			}
		}
		for _, order := range []int{0, 4, -1} {
			_, err = c.Meetings.Instance(ctx, 1, order)
			wantRefusal(t, "a date that was not planned", err, campus.ErrNoMeeting)
			_, err = c.Meetings.Seat(ctx, host, 1, order)
			wantRefusal(t, "a seat there", err, campus.ErrNoMeeting)
		}
		_, err = c.Store.Meetings.Get(ctx, 2)
		wantRefusal(t, "a meeting that was not planned", err, campus.ErrNoMeeting)
	})
}

func TestAMeetingThatIsSentTwiceIsOneMeeting(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, host, other := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		n := campus.NewMeeting{Title: "Talk", Slots: []campus.Slot{hour(0)}}
		storetest.Together(10, func(int) {
			if m, err := c.Meetings.Create(ctx, host, n, "the form"); m.ID != 1 || m.Orders != 1 || err != nil {
				t.Errorf("got %+v, %v", m, err)
			}
		})
		if m, err := c.Meetings.Create(ctx, other, n, "the form"); m.ID != 2 || m.Host.ID != other.ID || err != nil {
			t.Errorf("somebody else's form gave %+v, %v, want meeting 2", m, err)
		}
	})
}

func TestWhoMayPlanWhat(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		thales, hypatia := c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		admin, student := c.Person(t, "admin", campus.Admin), c.Person(t, "student", campus.Student)
		course := c.Course(t, thales, "Geometry", 3)
		for i, test := range []struct {
			asker  campus.Person
			host   int64
			course string
			fields []string // of an Invalid
			want   error
		}{
			{thales, 0, "", nil, nil}, {thales, thales.ID, course.ID, nil, nil}, {admin, 0, "", nil, nil},
			{admin, thales.ID, course.ID, nil, nil},
			{student, 0, "", nil, campus.ErrNotTeacher}, {thales, hypatia.ID, "", nil, campus.ErrNotTeacher},
			{student, student.ID, course.ID, nil, campus.ErrNotTeacher}, {student, thales.ID, "", nil, campus.ErrNotTeacher},
			{admin, student.ID, "", []string{"host"}, nil}, {admin, 99, "", []string{"host"}, nil},
			{hypatia, 0, course.ID, []string{"course"}, nil}, {thales, 0, campus.NewCourseID(), []string{"course"}, nil},
			{thales, 0, "x", []string{"course"}, nil},
		} {
			n := campus.NewMeeting{Title: "Talk", Host: test.host, Course: test.course, Slots: []campus.Slot{hour(0)}}
			m, err := c.Meetings.Create(t.Context(), test.asker, n, "")
			if what := fmt.Sprintf("case %d", i); test.fields != nil {
				wantFields(t, what, err, campus.Invalid, test.fields...)
			} else {
				wantRefusal(t, what, err, test.want)
			}
			if host := max(test.host, test.asker.ID*int64(1-min(test.host, 1))); err == nil && m.Host.ID != host {
				t.Errorf("case %d: the host is %+v, want %d", i, m.Host, host)
			}
		}
	})
}

func TestTwentyDatesPlannedAtOnceHaveTwentyNumbers(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Slots: []campus.Slot{hour(-time.Hour), hour(-2 * time.Hour)}})
		orders := make([]int, 20)
		storetest.Together(20, func(i int) {
			var err error
			if orders[i], err = c.Meetings.AddInstance(ctx, host, m.ID, hour(time.Duration(i)*time.Hour), fmt.Sprint("op", i)); err != nil {
				t.Error(err)
			}
		})
		for i, order := range orders { // sent again, each is what it was
			again, err := c.Meetings.AddInstance(ctx, host, m.ID, hour(time.Duration(i)*time.Hour), fmt.Sprint("op", i))
			got, err2 := c.Meetings.Instance(ctx, m.ID, order)
			if again != order || !got.From.Equal(noon.Add(time.Duration(i)*time.Hour)) || err != nil || err2 != nil {
				t.Errorf("date %d is number %d and %d, %+v, %v, %v", i, order, again, got, err, err2)
			}
		}
		if slices.Sort(orders); !slices.Equal(orders, upTo(22)[2:]) {
			t.Errorf("the numbers are %v, want 3 to 22", orders)
		}
		now, err := c.Store.Meetings.Get(ctx, m.ID)
		if now.Orders != 22 || err != nil {
			t.Errorf("the meeting has %d dates, %v, want 22", now.Orders, err)
		}
	})
}

func TestADateIsAddedOnlyByItsStaffAndOnlyARealOne(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Public: true, Slots: []campus.Slot{hour(0)}})
		for _, p := range []campus.Person{c.Person(t, "hypatia", campus.Teacher), c.Person(t, "student", campus.Student), {}} {
			_, err := c.Meetings.AddInstance(ctx, p, m.ID, hour(0), "")
			wantRefusal(t, p.Username, err, campus.ErrNotMeetingStaff)
		}
		_, err := c.Meetings.AddInstance(ctx, host, 99, hour(0), "")
		wantRefusal(t, "of no meeting", err, campus.ErrNoMeeting)
		for _, slot := range []campus.Slot{{}, {From: noon, To: noon}, {From: noon, To: noon.Add(-1)},
			{From: noon, To: noon.Add(1), Zone: "Nowhere/Land"}, {From: noon, To: noon.Add(1), Zone: "Local"}} {
			_, err := c.Meetings.AddInstance(ctx, host, m.ID, slot, "")
			wantFields(t, fmt.Sprint(slot), err, campus.Invalid, "instances")
		}
		order, err := c.Meetings.AddInstance(ctx, c.Person(t, "admin", campus.Admin), m.ID, hour(time.Hour), "")
		if order != 2 || err != nil {
			t.Errorf("an admin's date is %d, %v, want 2", order, err)
		}
	})
}

func TestHowEachStandsToAMeeting(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, host, owner := t.Context(), c.Person(t, "host", campus.Teacher), c.Person(t, "owner", campus.Teacher)
		admin, stranger, s := c.Person(t, "admin", campus.Admin), c.Person(t, "stranger", campus.Teacher), c.Students(t, 4)
		course := c.Course(t, owner, "Geometry", 1)
		for _, p := range s[:2] { // the second waits
			_, err := c.Courses.Enrol(ctx, p, course.ID, true, "")
			must(t, err)
		}
		ofCourse := campus.NewMeeting{Title: "Lecture", Host: host.ID, Course: course.ID, Audience: []string{strings.ToUpper(s[2].Email)},
			Slots: []campus.Slot{hour(0)}}
		lecture := c.Plan(t, admin, ofCourse)
		open := c.Plan(t, host, campus.NewMeeting{Title: "Open", Public: true, Slots: []campus.Slot{hour(0)}})
		closed := c.Plan(t, host, campus.NewMeeting{Title: "Closed", Slots: []campus.Slot{hour(0)}})
		for _, test := range []struct {
			who            campus.Person
			meeting        campus.Meeting
			allowed, staff bool
		}{
			{host, lecture, true, true}, {owner, lecture, true, true}, {admin, lecture, true, true}, {stranger, lecture, false, false},
			{s[0], lecture, true, false}, {s[1], lecture, false, false}, {s[2], lecture, true, false}, {s[3], lecture, false, false},
			{host, open, true, true}, {stranger, open, true, false}, {s[3], open, true, false}, {admin, open, true, true},
			{host, closed, true, true}, {s[3], closed, false, false}, {owner, closed, false, false},
		} {
			date := campus.Instance{Meeting: test.meeting.ID, Order: 1, From: noon, To: noon.Add(time.Hour), Zone: "Europe/Athens"}
			want := campus.Seat{Meeting: test.meeting, Instance: date,
				Rights: campus.Rights{Enter: test.allowed, Staff: test.staff, Own: test.staff && test.who.ID != owner.ID},
				Cursor: campus.LogStart}
			if test.meeting.Course != "" {
				want.Course = "Geometry"
			}
			got, err := c.Meetings.Seat(ctx, test.who, test.meeting.ID, 1)
			if got != want || err != nil {
				t.Errorf("%s in %s: %+v, %v, want %+v", test.who.Username, test.meeting.Title, got, err, want)
			}
			_, err = c.Meetings.Reader(ctx, test.who, test.meeting.ID, 1)
			if test.allowed != (err == nil) || err != nil && err != campus.ErrNotInvited {
				t.Errorf("%s reads %s: %v", test.who.Username, test.meeting.Title, err)
			}
		}
		must(t, c.Courses.Delete(ctx, owner, course.ID, ""))
		for who, allowed := range map[campus.Person]bool{host: true, s[0]: false, s[2]: true} {
			if got, err := c.Meetings.Seat(ctx, who, lecture.ID, 1); got.Enter != allowed || err != nil {
				t.Errorf("without its course, %s in the lecture: %+v, %v", who.Username, got, err)
			}
		}
	})
}

func TestAnAddressIsBoundToWhoHasItOrGetsItLater(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, host, john := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
		var meetings []campus.Meeting
		for _, title := range []string{"One", "Two"} {
			meetings = append(meetings, c.Plan(t, host, campus.NewMeeting{Title: title, Slots: []campus.Slot{hour(0)},
				Audience: []string{"JOHN@stoa.example", "late@stoa.example", "Late@Stoa.Example", "Between@stoa.example"}}))
		}
		between := c.Person(t, "between", campus.Student) // after the meeting was planned, before anybody followed up
		c.Settle(t)
		late := c.Person(t, "late", campus.Student)
		other := c.Person(t, "later", campus.Student)
		c.Settle(t)
		for _, m := range meetings {
			for who, allowed := range map[campus.Person]bool{john: true, late: true, between: true, other: false} {
				seat, err := c.Meetings.Seat(ctx, who, m.ID, 1)
				if seat.Enter != allowed || err != nil {
					t.Errorf("%s in %s: allowed is %v, %v", who.Username, m.Title, seat.Enter, err)
				}
				agenda, err := c.Meetings.Agenda(ctx, who, nil)
				if found := slices.ContainsFunc(agenda.Active, isMeeting(m.ID)); found != allowed || err != nil {
					t.Errorf("%s has %s on the agenda: %v, %v", who.Username, m.Title, found, err)
				}
			}
		}
		for key := range c.Contents(t) {
			if strings.Contains(key, "late@") || strings.Contains(key, "john@") {
				t.Errorf("a key is called by an address: %s", key)
			}
		}
	})
}
