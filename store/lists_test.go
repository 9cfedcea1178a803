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

// rooms names the instances of a list as "title order".
func rooms(list []store.Listed) []string {
	out := make([]string, len(list))
	for i, l := range list {
		out[i] = fmt.Sprintf("%s %d", l.Meeting.Title, l.Instance.Order)
	}
	return out
}

// wantAgenda checks what somebody may enter now, later, and could before.
func wantAgenda(t *testing.T, c *storetest.Campus, who campus.Person, active, coming, past []string) {
	t.Helper()
	a, err := c.Meetings.Agenda(t.Context(), who, nil)
	must(t, err)
	for name, list := range map[string][2][]string{"active": {rooms(a.Active), active}, "coming": {rooms(a.Coming), coming},
		"past": {rooms(a.Past), past}} {
		if !slices.Equal(list[0], list[1]) {
			t.Errorf("%s for %s: %q, want %q", name, who.Username, list[0], list[1])
		}
	}
	now, err := c.Meetings.Active(t.Context(), who)
	if !slices.Equal(rooms(now), active) || err != nil {
		t.Errorf("active alone for %s: %q, %v, want %q", who.Username, rooms(now), err, active)
	}
}

func TestEachRoleHasItsAgenda(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-24*time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, host, owner := t.Context(), c.Person(t, "host", campus.Teacher), c.Person(t, "owner", campus.Teacher)
		admin, stranger, s := c.Person(t, "admin", campus.Admin), c.Person(t, "stranger", campus.Teacher), c.Students(t, 4)
		course := c.Course(t, owner, "Geometry", 1)
		for _, p := range s[:2] { // the second waits
			_, err := c.Courses.Enrol(ctx, p, course.ID, true, "")
			must(t, err)
		}
		dates := func(first time.Duration) []campus.Slot { // past, active, coming
			return []campus.Slot{hour(first - 2*time.Hour), hour(first - time.Minute), hour(first + 2*time.Hour)}
		}
		c.Plan(t, host, campus.NewMeeting{Title: "Open", Public: true, Slots: dates(0)})
		c.Plan(t, admin, campus.NewMeeting{Title: "Lecture", Host: host.ID, Course: course.ID, Slots: dates(time.Second)})
		c.Plan(t, host, campus.NewMeeting{Title: "Closed", Audience: []string{s[2].Email}, Slots: dates(2 * time.Second)})
		clock.Set(noon.Add(-90 * time.Minute))
		c.Tick(t)
		clock.Set(noon)
		all := func(order int, titles ...string) []string {
			for i := range titles {
				titles[i] = fmt.Sprintf("%s %d", titles[i], order)
			}
			return titles
		}
		for range 2 { // the lists are right before the scheduler has been there, and after
			for _, test := range []struct {
				who  campus.Person
				sees []string // by start
				past []string // by end, the latest first
			}{
				{admin, []string{"Open", "Lecture", "Closed"}, []string{"Closed", "Lecture", "Open"}},
				{host, []string{"Open", "Lecture", "Closed"}, []string{"Closed", "Lecture", "Open"}},
				{owner, []string{"Open", "Lecture"}, []string{"Lecture", "Open"}}, {s[0], []string{"Open", "Lecture"},
					[]string{"Lecture", "Open"}},
				{s[1], []string{"Open"}, []string{"Open"}}, {s[2], []string{"Open", "Closed"}, []string{"Closed", "Open"}},
				{s[3], []string{"Open"}, []string{"Open"}}, {stranger, []string{"Open"}, []string{"Open"}},
			} {
				wantAgenda(t, c, test.who, all(2, slices.Clone(test.sees)...), all(3, slices.Clone(test.sees)...),
					all(1, slices.Clone(test.past)...))
			}
			c.Tick(t)
		}
		_, err := c.Courses.Drop(ctx, s[0], course.ID, "") // the seat goes to the second
		must(t, err)
		c.Settle(t)
		wantAgenda(t, c, s[0], []string{"Open 2"}, []string{"Open 3"}, []string{"Open 1"})
		wantAgenda(t, c, s[1], []string{"Open 2", "Lecture 2"}, []string{"Open 3", "Lecture 3"}, []string{"Lecture 1", "Open 1"})
		view, err := c.Meetings.OfCourse(ctx, s[1], course.ID)
		if want := []string{"Lecture 2", "Lecture 3"}; !slices.Equal(rooms(view.Meetings), want) || err != nil {
			t.Errorf("the course has %q, %v, want %q", rooms(view.Meetings), err, want)
		}
	})
}

func TestADateThatIsAddedComesIntoTheLists(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		host, student := c.Person(t, "host", campus.Teacher), c.Person(t, "student", campus.Student)
		m := c.Meeting(t, host, "Talk", student)
		c.Settle(t)
		_, err := c.Meetings.AddInstance(t.Context(), host, m.ID, hour(2*time.Hour), "")
		must(t, err)
		wantAgenda(t, c, student, []string{"Talk 1"}, nil, nil)
		c.Settle(t)
		wantAgenda(t, c, student, []string{"Talk 1"}, []string{"Talk 2"}, nil)
		clock.Set(noon.Add(2 * time.Hour))
		c.Tick(t)
		wantAgenda(t, c, student, []string{"Talk 2"}, nil, []string{"Talk 1"})
	})
}

func TestAListIsCutAndKeepsItsOrder(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		host := c.Person(t, "host", campus.Teacher)
		const many = 2*store.ListSize + 3
		n := campus.NewMeeting{Title: "Talk", Public: true}
		for i := range many {
			n.Slots = append(n.Slots, hour(time.Duration(i+1)*time.Hour))
		}
		c.Plan(t, host, n)
		c.Settle(t)
		want := make([]string, store.ListSize)
		for i := range want {
			want[i] = fmt.Sprintf("Talk %d", i+1)
		}
		wantAgenda(t, c, host, nil, want, nil)
		clock.Add(365 * 24 * time.Hour)
		c.Tick(t)
		for i := range want {
			want[i] = fmt.Sprintf("Talk %d", many-i)
		}
		wantAgenda(t, c, host, nil, nil, want)
	})
}

func TestAMeetingThatIsDeletedRightAfterAnEditIsInNobodysListAnyMore(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, host, other := t.Context(), c.Person(t, "host", campus.Teacher), c.Person(t, "other", campus.Teacher)
		admin, student := c.Person(t, "admin", campus.Admin), c.Person(t, "student", campus.Student)
		course := c.Course(t, host, "Geometry", 5)
		m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Course: course.ID, Public: true, Audience: []string{student.Email},
			Slots: []campus.Slot{hour(time.Hour)}})
		c.Settle(t)
		_, err := c.Meetings.Edit(ctx, admin, m.ID, campus.NewMeeting{Title: "Talk", Host: other.ID, Audience: []string{}}, "")
		must(t, err)
		must(t, c.Meetings.Delete(ctx, other, m.ID, 0, "")) // before the followers have done what the edit left
		c.Settle(t)
		for _, scope := range []string{"all", "public", "*", campus.PersonTopic(host.ID), campus.PersonTopic(other.ID),
			campus.PersonTopic(student.ID),
			campus.CourseTopic(course.ID)} {
			for _, state := range []string{"open", "past", "cancelled"} {
				if names, err := c.Redis.ZRange(ctx, c.ListKey(scope, state), 0, -1).Result(); err != nil || len(names) > 0 {
					t.Errorf("%s has among what is %s %v, %v", scope, state, names, err)
				}
			}
		}
		if n, err := c.Redis.Exists(ctx, c.ListKey("*", "written")).Result(); n != 0 || err != nil {
			t.Errorf("there is a list of nobody, %v", err)
		}
	})
}
