package store_test

import (
	"slices"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// said returns what somebody was told, the newest first, in sentences for a reader in Athens, with where they lead.
func said(t testing.TB, c *storetest.Campus, who campus.Person) []string {
	t.Helper()
	c.Settle(t)
	page, err := c.Inbox.Page(t.Context(), who.ID, "", 200)
	must(t, err)
	athens, err := time.LoadLocation("Europe/Athens")
	must(t, err)
	told := make([]string, len(page.Notifications))
	for i, n := range page.Notifications {
		told[i] = string(n.Kind) + " " + leadsTo(n) + " " + n.Text(athens)
	}
	return told
}

// guests is a series of a course, whose dates are on Mondays at 15:00 in Athens, and everybody who has to do with it.
type guests struct {
	host, co, admin, john, aisha, stranger campus.Person
	course                                 campus.Course
	m                                      campus.Meeting
}

func invite(t *testing.T, c *storetest.Campus) guests {
	t.Helper()
	i := guests{host: c.Person(t, "thales", campus.Teacher), co: c.Person(t, "hypatia", campus.Teacher),
		admin: c.Person(t, "admin", campus.Admin), john: c.Person(t, "john", campus.Student),
		aisha: c.Person(t, "aisha", campus.Student), stranger: c.Person(t, "stranger", campus.Student)}
	n := geometry()
	n.With = []int64{i.co.ID}
	var err error
	i.course, err = c.Courses.Create(t.Context(), i.host, n, "")
	must(t, err)
	c.Enrol(t, i.course, i.john)
	plan := campus.NewMeeting{Title: "Weekly", Course: i.course.ID, Audience: []string{i.aisha.Email, i.john.Email}}
	for week := range 4 {
		from := monday.Add(time.Hour).AddDate(0, 0, 7*week)
		plan.Slots = append(plan.Slots, campus.Slot{From: from, To: from.Add(time.Hour), Zone: "Europe/Athens"})
	}
	for range 2 { // sent twice
		i.m, err = c.Meetings.Create(t.Context(), i.host, plan, "plan")
		must(t, err)
	}
	return i
}

// edited is the meeting as it is, to be changed.
func (i guests) edited() campus.NewMeeting {
	return campus.NewMeeting{Title: i.m.Title, Course: i.course.ID}
}

// newest checks what each was told last, of as many things.
func newest(t *testing.T, c *storetest.Campus, what, want string, n int, people ...campus.Person) {
	t.Helper()
	for _, who := range people {
		if got := said(t, c, who); len(got) != n || n > 0 && got[0] != want {
			t.Errorf("%s: %s was told %q, want %d with %q", what, who.Username, got, n, want)
		}
	}
}

func TestWhoIsInvitedIsToldOnceOfEachChangeOfAMeeting(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, i := t.Context(), invite(t, c)
		at := func(hours int) campus.Slot {
			from := monday.Add(time.Duration(hours) * time.Hour)
			return campus.Slot{From: from, To: from.Add(time.Hour), Zone: "Europe/Athens"}
		}
		told := []campus.Person{i.co, i.john, i.aisha}
		newest(t, c, "planned", "meeting-planned /meetings/1/1 Weekly is planned: Mon 2 Mar 15:00–16:00; and 3 later dates.", 1, told...)
		newest(t, c, "planned", "", 0, i.host, i.stranger, i.admin)
		steps := []struct {
			name, want string
			do         func() error
		}{
			{"moved", "meeting-moved /meetings/1/2 Weekly has moved: Mon 9 Mar 15:00 → Tue 10 Mar 16:00; and 2 later dates.", func() error {
				return c.Meetings.MoveInstances(ctx, i.host, i.m.ID, 2, at(8*24+2), true, 0, "move")
			}},
			{"prolonged", "meeting-moved /meetings/1/1 Weekly has moved: Mon 2 Mar 15:00–16:00 → Mon 2 Mar 15:00–17:00.", func() error {
				return c.Meetings.MoveInstances(ctx, i.host, i.m.ID, 1, campus.Slot{To: monday.Add(3 * time.Hour)}, false, 0, "")
			}},
			{"moved nowhere", "", func() error { return c.Meetings.MoveInstances(ctx, i.host, i.m.ID, 2, at(8*24+2), true, 0, "") }},
			{"added", "meeting-planned /meetings/1/5 Weekly has one more date: Wed 31 Mar 2027 15:00–16:00.", func() error {
				_, err := c.Meetings.AddInstance(ctx, i.host, i.m.ID, at(394*24), "add")
				return err
			}},
			{"added in the past", "", func() error { _, err := c.Meetings.AddInstance(ctx, i.host, i.m.ID, at(-3), "past"); return err }},
			{"cancelled", "meeting-cancelled /meetings/1/3 Dates of Weekly are cancelled: Tue 17 Mar 16:00–17:00; and 2 later dates.",
				func() error {
					return c.Meetings.CancelInstances(ctx, i.host, i.m.ID, 3, true, 0, "cancel")
				}},
			{"edited", "meeting-changed /meetings/1 Weekly II has changed: title “Weekly” → “Weekly II”; a new description; " +
				"open to who is invited → everybody; a link to a call.", func() error {
				n := i.edited()
				n.Title, n.Description, n.Public, n.Link = "Weekly II", "Much", true, "https://call.example"
				_, err := c.Meetings.Edit(ctx, i.host, i.m.ID, n, "edit")
				return err
			}},
			{"deleted",
				"meeting-cancelled  Weekly II was deleted, and what was to come is cancelled: Mon 2 Mar 15:00–17:00; and 1 later date.",
				func() error { return c.Meetings.Delete(ctx, i.host, i.m.ID, 0, "delete") }},
		}
		n := 1
		for _, step := range steps {
			clock.Add(time.Second)
			must(t, step.do())
			must(t, step.do()) // with a key it is the same once more; without it changes nothing
			if step.want == "" {
				newest(t, c, step.name, said(t, c, i.john)[0], n, told...)
				continue
			}
			n++
			newest(t, c, step.name, step.want, n, told...)
			newest(t, c, step.name, "", 0, i.host, i.stranger, i.admin)
		}
	})
}

func TestWhatWasCancelledIsToldThoughTheMeetingIsDeletedBeforeAnybodyLooks(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, i := t.Context(), invite(t, c)
		told := []campus.Person{i.co, i.john, i.aisha}
		newest(t, c, "planned", "meeting-planned /meetings/1/1 Weekly is planned: Mon 2 Mar 15:00–16:00; and 3 later dates.", 1, told...)
		must(t, c.Meetings.CancelInstances(ctx, i.host, i.m.ID, 1, true, 0, ""))
		must(t, c.Meetings.Delete(ctx, i.host, i.m.ID, 0, ""))
		newest(t, c, "cancelled", "meeting-cancelled  Dates of Weekly are cancelled: Mon 2 Mar 15:00–16:00; and 3 later dates. "+
			"This meeting is not there any more.", 2, told...)
	})
}

func TestAnEditTellsWhoComesToItAndWhoDoesNotAnyMore(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, i := t.Context(), invite(t, c)
		c.Settle(t)
		clock.Add(time.Second)
		n := i.edited()
		n.Audience = []string{i.stranger.Email, i.john.Email}
		_, err := c.Meetings.Edit(ctx, i.admin, i.m.ID, n, "")
		must(t, err)
		newest(t, c, "listed", "meeting-planned /meetings/1/1 You are invited to Weekly: Mon 2 Mar 15:00–16:00; and 3 later dates.", 1,
			i.stranger)
		newest(t, c, "not listed", "meeting-cancelled  You are not invited to Weekly any more.", 2, i.aisha)
		newest(t, c, "listed still", said(t, c, i.john)[0], 1, i.john, i.co)
		newest(t, c, "the host", "", 0, i.host)
		clock.Add(time.Second)
		n = i.edited()
		n.Course, n.Host = "", i.co.ID
		_, err = c.Meetings.Edit(ctx, i.admin, i.m.ID, n, "")
		must(t, err)
		want := "meeting-changed /meetings/1 Weekly has changed: host The thales → The hypatia; course Geometry → none."
		newest(t, c, "changed", want, 2, i.john, i.co, i.stranger)
		newest(t, c, "the former host", "meeting-cancelled  You are not invited to Weekly any more.", 1, i.host)
		clock.Add(40 * 24 * time.Hour)
		n.Title = "What was"
		_, err = c.Meetings.Edit(ctx, i.admin, i.m.ID, n, "")
		must(t, err)
		newest(t, c, "what is over", want, 2, i.john, i.co)
	})
}

func TestAPublicMeetingTellsOnlyItsStaff(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		host, admin, john := c.Person(t, "thales", campus.Teacher), c.Person(t, "admin", campus.Admin), c.Person(t, "john", campus.Student)
		m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Public: true,
			Slots: []campus.Slot{{From: monday.Add(time.Hour), To: monday.Add(2 * time.Hour)}}})
		must(t, c.Meetings.CancelInstances(t.Context(), admin, m.ID, 1, false, 0, ""))
		newest(t, c, "cancelled", "meeting-cancelled /meetings/1/1 A date of Talk is cancelled: Mon 2 Mar 15:00–16:00.", 1, host)
		newest(t, c, "cancelled", "", 0, john, admin)
	})
}

func TestWhoIsInvitedIsToldOnceThoughTwoStoasWorkAndOneDoesItAgain(t *testing.T) {
	t.Parallel()
	c := storetest.New(t, storetest.Clock(storetest.At(monday).Now))
	ctx, i := t.Context(), invite(t, c)
	through, lost := c.Dropping(t, 3)
	must(t, through.Meetings.MoveInstances(ctx, i.host, i.m.ID, 1, campus.Slot{From: monday.Add(30 * time.Minute)}, true, 0, "move"))
	work := entries(t, c, c.MeetingOutbox(i.m.ID))
	storetest.Together(4, func(n int) {
		for _, entry := range work {
			should(t, through.Followers.Follow(ctx, entry))
			should(t, c.Followers.Follow(ctx, entry))
		}
	})
	if lost() == 0 {
		t.Error("no reply was lost")
	}
	for _, who := range []campus.Person{i.co, i.john, i.aisha} {
		got := said(t, c, who)
		if !slices.Equal(slices.Compact(slices.Clone(got)), got) || len(got) != 2 {
			t.Errorf("%s was told %q", who.Username, got)
		}
	}
}
