package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// Checks that nothing else would miss, each by what comes to pass without it.

func TestWhoIsOnNoListIsNotLetInForAMoment(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		host, invited, other := c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student), c.Person(t, "hamid",
			campus.Student)
		m := c.Meeting(t, host, "Talk", invited)
		wantRefusal(t, "who is listed", c.Meetings.Join(t.Context(), invited, m.ID, 1, ""), nil)
		wantRefusal(t, "who is not", c.Meetings.Join(t.Context(), other, m.ID, 1, ""), campus.ErrNotInvited)
		wantLog(t, c, m.ID, campus.Event{Kind: campus.KindJoin, Ref: invited.ID, At: noon})
		wantVisits(t, c, store.MeetingRoom(m.ID, 1), other.ID, 0, 0)
	})
}

func TestWhoWasShutOutBetweenThePasswordAndTheSessionGetsNone(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	ctx, p := t.Context(), c.Person(t, "john", campus.Student)
	through, gate := c.Gated(t, string(store.Browser)) // which only the script that opens the session is told
	err := between(t, gate, func() error {
		_, err := through.Sessions.SignIn(ctx, store.Credentials{Login: "john", Password: storetest.Password, From: "here",
			Kind: store.Browser})
		return err
	}, func() {
		must(t, c.People.SetStatus(ctx, store.Itself(""), p.ID, campus.StatusDisabled))
		must(t, c.People.SetStatus(ctx, store.Itself(""), p.ID, campus.StatusActive)) // whoever may enter again signs in again
	})
	wantRefusal(t, "a sign-in with rights that have changed", err, campus.ErrSignIn)
}

// talkFor plans a private meeting that is open now, for these addresses.
func talkFor(t *testing.T, c *storetest.Campus, host campus.Person, emails ...string) campus.Meeting {
	t.Helper()
	at := c.Now().Add(-time.Minute)
	return c.Plan(t, host, campus.NewMeeting{Title: "Talk", Audience: emails,
		Slots: []campus.Slot{{From: at, To: at.Add(time.Hour), Zone: "Europe/Athens"}}})
}

func TestAnAddressThatIsNoLongerListedOpensNothing(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		m := talkFor(t, c, host, "late@stoa.example", "other@stoa.example")
		c.Settle(t) // now both are waited for
		_, err := c.Meetings.Edit(ctx, host, m.ID, campus.NewMeeting{Title: "Talk", Audience: []string{"other@stoa.example"}}, "")
		must(t, err)
		c.Settle(t)
		late, other := c.Person(t, "late", campus.Student), c.Person(t, "other", campus.Student)
		c.Settle(t)
		wantRefusal(t, "who was taken off the list before coming", c.Meetings.Join(ctx, late, m.ID, 1, ""), campus.ErrNotInvited)
		wantRefusal(t, "who was left on it", c.Meetings.Join(ctx, other, m.ID, 1, ""), nil)
	})
}

func TestWhoComesWhileTheListIsFollowedUpIsBoundToo(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
	c.Settle(t)
	m := talkFor(t, c, host, "late@stoa.example")
	var late campus.Person
	through, gate := c.Gated(t, c.AwaitingKey("late@stoa.example")) // where the follower notes that the address is waited for
	err := between(t, gate, func() error { _, err := through.Followers.Tick(ctx); return err }, func() {
		late = c.Person(t, "late", campus.Student)
		c.Settle(t) // in the person's own follow-up nothing waits for the address yet
	})
	must(t, err)
	c.Settle(t)
	wantRefusal(t, "who came in between", c.Meetings.Join(ctx, late, m.ID, 1, ""), nil)
}

func TestWhoIsSentOutHearsOfItByTheirOwnBell(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, host, john := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
		m := talkFor(t, c, host, john.Email)
		c.Settle(t)
		must(t, c.Meetings.Join(ctx, john, m.ID, 1, ""))
		_, e := listen(t, c.Beside(t))
		_, err := c.Meetings.Edit(ctx, host, m.ID, campus.NewMeeting{Title: "Talk", Audience: []string{}}, "")
		must(t, err)
		c.Settle(t)
		for e.next(t, campus.PersonTopic(john.ID)).Kind != campus.KindRights { // it gives up waiting
		} // the notification that they are not invited any more may come before it
	})
}

func TestAMeetingLeavesTheListsOfWhoMayNotSeeItAnyMore(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		host, john := c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
		m := series(t, c, host, john)
		listed := func(scope string) (n int64) {
			for _, state := range []string{"open", "past", "cancelled"} {
				in, err := c.Redis.ZCard(t.Context(), c.ListKey(scope, state)).Result()
				must(t, err)
				n += in
			}
			return n
		}
		wantListed := func(what string, want map[string]int64) {
			t.Helper()
			for scope, n := range want {
				if got := listed(scope); got != n {
					t.Errorf("%s: %s lists %d dates, want %d", what, scope, got, n)
				}
			}
		}
		of, by := campus.PersonTopic(john.ID), campus.PersonTopic(host.ID)
		wantListed("planned", map[string]int64{of: 4, by: 4, "all": 4, "public": 0})
		for _, step := range []struct {
			what string
			edit campus.NewMeeting
			want map[string]int64
		}{
			{"public", campus.NewMeeting{Public: true}, map[string]int64{of: 4, by: 4, "all": 4, "public": 4}},
			{"without audience, private", campus.NewMeeting{Audience: []string{}}, map[string]int64{of: 0, by: 4, "all": 4, "public": 0}},
		} {
			step.edit.Title = "Weekly"
			_, err := c.Meetings.Edit(t.Context(), host, m.ID, step.edit, "")
			must(t, err)
			c.Settle(t)
			wantListed(step.what, step.want)
		}
		must(t, c.Meetings.Delete(t.Context(), host, m.ID, 0, ""))
		c.Settle(t)
		wantListed("deleted", map[string]int64{of: 0, by: 0, "all": 0, "public": 0})
	})
}

func TestACourseWhoseEndIsPutOffAtTheLastMomentClosesAtTheNewEndOnly(t *testing.T) {
	t.Parallel()
	clock := storetest.At(noon)
	c := storetest.New(t, storetest.Clock(clock.Now), storetest.CourseLife(time.Hour, time.Minute))
	ctx, teacher := t.Context(), c.Person(t, "thales", campus.Teacher)
	course := c.Course(t, teacher, "Geometry", 3)
	c.Settle(t)
	closings := func() (n int) {
		for _, entry := range entries(t, c, c.CourseOutbox(course.ID)) {
			if entry.Values["kind"] == "closed" {
				n++
			}
		}
		return n
	}
	clock.Add(time.Hour)
	through, gate := c.Gated(t, campus.CourseTopic(course.ID)) // which the script that closes the course is told
	err := between(t, gate, func() error { _, err := through.Scheduler.Tick(ctx); return err }, func() {
		_, err := c.Courses.Reopen(ctx, teacher, course.ID, "")
		must(t, err)
		c.Settle(t)
	})
	must(t, err)
	if n := closings(); n != 0 {
		t.Errorf("%d things follow from an end that was put off", n)
	}
	clock.Add(time.Hour)
	_, err = c.Scheduler.Tick(ctx)
	must(t, err)
	if n := closings(); n != 1 {
		t.Errorf("%d things follow from the end, want one", n)
	}
}

func TestWhoComesBackWasThereSinceTheFirstTime(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, r := t.Context(), enter(t, c, 1)
		clock.Add(time.Minute)
		must(t, c.Meetings.Leave(ctx, r.people[0], r.id, 1, ""))
		clock.Add(time.Minute)
		must(t, c.Meetings.Join(ctx, r.people[0], r.id, 1, ""))
		inside, _, err := c.Rooms.People(ctx, store.MeetingRoom(r.id, 1), "", 9)
		ever, _, err2 := c.Rooms.Attended(ctx, store.MeetingRoom(r.id, 1), "", 9)
		if err != nil || err2 != nil || len(inside) != 1 || len(ever) != 1 || !inside[0].Joined.Equal(noon.Add(2*time.Minute)) ||
			!ever[0].Joined.Equal(noon) {
			t.Errorf("inside are %v, %v, there were %v, %v", inside, err, ever, err2)
		}
	})
}

// A follower that stood still between what it read and what it writes must not bring back what has changed since.
func TestAFollowerThatWasHeldUpBringsNothingBack(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		outbox func(s *scene) string
		kind   string
		writes func(s *scene) string // the key that it stands before
		change func(t *testing.T, s *scene) error
	}{
		{"a meeting into the lists", func(s *scene) string { return s.MeetingOutbox(s.m.ID) }, "scopes",
			func(s *scene) string { return s.ListKey("all", "open") },
			func(t *testing.T, s *scene) error { return s.Meetings.Delete(t.Context(), s.host, s.m.ID, 0, "") }},
		{"a date into the lists", func(s *scene) string { return s.MeetingOutbox(s.m.ID) }, "scopes",
			func(s *scene) string { return s.ListKey("all", "open") },
			func(t *testing.T, s *scene) error {
				return s.Meetings.CancelInstances(t.Context(), s.host, s.m.ID, 1, false, 0, "")
			}},
		{"a seat", func(s *scene) string { return s.CourseOutbox(s.course.ID) }, "seat",
			func(s *scene) string { return s.OwnCoursesKey(s.hamid.ID) },
			func(t *testing.T, s *scene) error {
				_, err := s.Courses.Drop(t.Context(), s.hamid, s.course.ID, "")
				return err
			}},
		{"a course into the search", func(s *scene) string { return s.CourseOutbox(s.course.ID) }, "course",
			func(s *scene) string { return s.SearchKey("orders") },
			func(t *testing.T, s *scene) error { return s.Courses.Delete(t.Context(), s.host, s.course.ID, "") }},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := unsettled(t, storetest.New(t))
			var held redis.XMessage
			for _, e := range entries(t, s.Campus, test.outbox(s)) {
				if e.Values["kind"] == test.kind { // the last: for a seat hamid's
					held = e
				}
			}
			s.Settle(t)
			through, gate := s.Gated(t, test.writes(s))
			var want map[string]string
			must(t, between(t, gate, func() error { return through.Followers.Follow(t.Context(), held) }, func() {
				must(t, test.change(t, s))
				s.Settle(t)
				want = indexes(t, s.Campus)
			}))
			got := indexes(t, s.Campus)
			for key := range want {
				if got[key] != want[key] {
					t.Errorf("%s is now %s, want %s", key, got[key], want[key])
				}
				delete(got, key)
			}
			for key, value := range got {
				t.Errorf("%s is there again: %s", key, value)
			}
		})
	}
}

// unsettled is a scene whose follow-ups are still to be done.
func unsettled(t *testing.T, c *storetest.Campus) *scene {
	t.Helper()
	s := &scene{Campus: c, host: c.Person(t, "thales", campus.Teacher), other: c.Person(t, "hypatia", campus.Teacher),
		admin: c.Person(t, "admin", campus.Admin), hamid: c.Person(t, "hamid", campus.Student)}
	s.course = c.Course(t, s.host, "Geometry", 5)
	_, err := c.Courses.Enrol(t.Context(), s.hamid, s.course.ID, false, "")
	must(t, err)
	s.m = talkFor(t, c, s.host)
	return s
}

func TestWhoIsNoLongerOfTheStaffChangesNothing(t *testing.T) {
	t.Parallel()
	for i := range staffOps(t, campus.Person{}, campus.Course{}, campus.Meeting{}) {
		c := storetest.New(t, storetest.Clock(storetest.At(noon).Now))
		host, other, admin := c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher), c.Person(t, "admin",
			campus.Admin)
		course, m := stageOps(t, c, host)
		c.Tick(t)
		op := staffOps(t, host, course, m)[i]
		t.Run(op.name, func(t *testing.T) {
			ofCourse, outbox := strings.Contains(op.name, "course") || op.name == "re-open", c.MeetingOutbox(m.ID)
			want := campus.ErrNotMeetingStaff
			if ofCourse {
				outbox, want = c.CourseOutbox(course.ID), campus.ErrNotStaff
			}
			if op.name == "delete course" {
				want = campus.ErrNotOwner
			}
			through, gate := c.Gated(t, outbox) // which scripts alone are told
			var before string
			err := between(t, gate, func() error { return op.do(through, "") }, func() {
				if ofCourse {
					fields, _, _ := c.SeatKeys(course.ID)
					must(t, c.Redis.HSet(t.Context(), fields, "teacher", other.ID).Err())
				} else {
					_, err := c.Meetings.Edit(t.Context(), admin, m.ID, campus.NewMeeting{Title: m.Title, Host: other.ID}, "")
					must(t, err)
				}
				before = lasting(t, c)
			})
			wantRefusal(t, "who has just lost the staff's right", err, want)
			if got := lasting(t, c); got != before {
				t.Errorf("it made of\n%s\nthis:\n%s", before, got)
			}
		})
	}
}
