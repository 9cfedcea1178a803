package store_test

import (
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestAMeetingHasFiveHundredDatesAndNoMore(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		n := campus.NewMeeting{Title: "Daily"}
		for day := range campus.MaxInstances - 1 {
			n.Slots = append(n.Slots, hour(time.Duration(day)*24*time.Hour))
		}
		m := c.Plan(t, host, n)
		order, err := c.Meetings.AddInstance(ctx, host, m.ID, hour(-24*time.Hour), "")
		if order != campus.MaxInstances || err != nil {
			t.Errorf("the last is %d, %v", order, err)
		}
		_, err = c.Meetings.AddInstance(ctx, host, m.ID, hour(-48*time.Hour), "")
		wantFields(t, "one more", err, campus.Invalid, "instances")
		if now, err := c.Meetings.Get(ctx, m.ID); now.Orders != campus.MaxInstances || err != nil {
			t.Errorf("it has %d dates, %v", now.Orders, err)
		}
	})
}

func TestWhatIsOverIsNotCancelledNorWhatIsCancelledTurned(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Slots: []campus.Slot{hour(0), hour(2 * time.Hour)}})
		turn := func(order int, what campus.Turn) error {
			_, err := c.Meetings.Turn(ctx, host, m.ID, order, what, "")
			return err
		}
		wantRefusal(t, "what is open begins", turn(1, campus.TurnStart), campus.ErrNotActive) // before anybody was told that it is
		clock.Add(time.Hour)
		must(t, c.Meetings.CancelInstances(ctx, host, m.ID, 1, true, 0, "")) // before anybody was told that the first is over
		for order, want := range map[int]campus.State{1: campus.Ended, 2: campus.Cancelled} {
			if i, err := c.Meetings.Instance(ctx, m.ID, order); err != nil || i.State(clock.Now()) != want {
				t.Errorf("date %d is %s, %v, want %s", order, i.State(clock.Now()), err, want)
			}
		}
		wantRefusal(t, "what is cancelled begins", turn(2, campus.TurnStart), campus.ErrNotActive)
		clock.Add(time.Hour)
		wantRefusal(t, "what is cancelled ends", turn(2, campus.TurnEnd), campus.ErrNotActive)
		wantRefusal(t, "what is cancelled goes on", turn(2, campus.TurnExtend), campus.ErrNotActive)
	})
}

func TestADateIsNotExtendedIntoOneThatIsPlannedMeanwhile(t *testing.T) {
	t.Parallel()
	c := storetest.New(t, storetest.Clock(storetest.At(noon).Now))
	ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
	m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Slots: []campus.Slot{hour(0)}})
	through, gate := c.Gated(t, c.MeetingOutbox(m.ID)) // which scripts alone are told
	err := between(t, gate, func() error {
		_, err := through.Meetings.Turn(ctx, host, m.ID, 1, campus.TurnExtend, "")
		return err
	}, func() {
		_, err := c.Meetings.AddInstance(ctx, host, m.ID, hour(time.Hour), "")
		must(t, err)
	})
	wantCode(t, "ten minutes more", err, campus.Conflict)
}

func TestNobodyIsRemindedOfWhatIsOpenToEverybodyByNow(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		l := newLesson(t, c, clock, c.Students(t, 1)...)
		l.at(t, time.Minute)
		_, err := c.Meetings.Edit(t.Context(), l.thales, l.id, campus.NewMeeting{Title: "Lesson", Course: l.course.ID, Public: true}, "")
		must(t, err)
		for range 2 { // where nobody is reminded there is no pause after it
			if n, err := c.Meetings.Remind(t.Context(), l.thales, l.id, 1, ""); n != 0 || err != nil {
				t.Errorf("%d are reminded, %v", n, err)
			}
		}
	})
}

func TestWhoMayNotComeAnyMoreIsNeitherToldOfAMentionNorOfferedForOne(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		r := enter(t, c, 2)
		ctx, host := t.Context(), c.Person(t, "hypatia", campus.Teacher)
		offered := func() int {
			people, err := c.Meetings.Mentionable(ctx, r.people[0], r.id, 1, "")
			must(t, err)
			return len(people)
		}
		if n := offered(); n != 2 { // the host and the other
			t.Errorf("%d are offered, want 2", n)
		}
		r.say(t, r.people[0], at(r.people[1]))
		admin := c.Person(t, "admin", campus.Admin)
		_, err := c.Meetings.Edit(ctx, admin, r.id, campus.NewMeeting{Title: "Talk", Host: host.ID, Audience: []string{r.people[0].Email}},
			"")
		must(t, err)
		must(t, c.People.SetStatus(ctx, store.Itself(""), host.ID, campus.StatusDisabled))
		c.Settle(t)
		if got := mentionsOf(t, c, r.people[1].ID); len(got) != 0 {
			t.Errorf("who was taken off the list meanwhile is told %q", got)
		}
		if n := offered(); n != 0 {
			t.Errorf("%d are offered, though nobody is left who may come in", n)
		}
	})
}

func TestALineAfterANoticeNeedsItsAuthorsNameAgain(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o := order(t, c)
		must(t, o.say(t, o.host))
		o.chat(t, campus.ChatStaff, 0)
		must(t, o.say(t, o.host))
		must(t, o.say(t, o.host))
		lines, err := c.Rooms.Lines(t.Context(), o.room, []int64{3, 4})
		if err != nil || lines[0].Follows || !lines[1].Follows {
			t.Errorf("the lines are %+v, %v", lines, err)
		}
	})
}
