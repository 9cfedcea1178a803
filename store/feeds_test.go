package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// wantFeed checks whose calendar a secret opens; 0 for nobody's.
func wantFeed(t *testing.T, c *storetest.Campus, secret string, whose int64) {
	t.Helper()
	who, err := c.Doors.FeedOf(t.Context(), secret, "192.0.2.1")
	if whose == 0 && !errors.Is(err, campus.ErrNoFeed) || whose != 0 && (err != nil || who.ID != whose) {
		t.Errorf("%.12s… opens the calendar of %d, %v, want %d", secret, who.ID, err, whose)
	}
}

func TestACalendarsAddressOpensItUntilItIsRenewedOrTakenAway(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john, admin := t.Context(), c.Person(t, "john", campus.Student), c.Person(t, "boss", campus.Admin)
		by := func(op string) store.By { return store.By{Person: john, Op: op} }
		first, made, err := c.Doors.MakeFeed(ctx, by("one"))
		must(t, err)
		if got, err := c.Doors.FeedMade(ctx, john.ID); err != nil || !got.Equal(made) || made.IsZero() {
			t.Errorf("it was made %v, %v, want %v", got, err, made)
		}
		wantFeed(t, c, first, john.ID)
		if again, _, err := c.Doors.MakeFeed(ctx, by("one")); err != nil || again != first {
			t.Errorf("sent twice it is %v, another: %v", err, again != first)
		}
		for _, wrong := range []string{"", "x", "1", "1.", fmt.Sprint(admin.ID) + first[1:], first + "x", first[:len(first)-1],
			"99999999.x"} {
			wantFeed(t, c, wrong, 0)
		}
		second, _, err := c.Doors.MakeFeed(ctx, by("two"))
		must(t, err)
		wantFeed(t, c, first, 0)
		wantFeed(t, c, second, john.ID)
		must(t, c.Doors.RevokeFeed(ctx, by("three")))
		must(t, c.Doors.RevokeFeed(ctx, by("four")))
		wantFeed(t, c, second, 0)
		if got, err := c.Doors.FeedMade(ctx, john.ID); err != nil || !got.IsZero() {
			t.Errorf("one that was taken away was made %v, %v", got, err)
		}
	})
}

func TestWhoIsKeptOutOrErasedHasNoCalendar(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john, admin := t.Context(), c.Person(t, "john", campus.Student), store.By{Person: c.Person(t, "boss", campus.Admin)}
		secret, _, err := c.Doors.MakeFeed(ctx, store.By{Person: john})
		must(t, err)
		put := func(status campus.Status) {
			_, _, err := c.People.Edit(ctx, admin, john.ID, campus.PersonChange{Status: &status})
			must(t, err)
		}
		put(campus.StatusDisabled)
		wantFeed(t, c, secret, 0)
		if _, _, err := c.Doors.MakeFeed(ctx, store.By{Person: john}); !errors.Is(err, campus.ErrNoPerson) {
			t.Errorf("who is disabled makes one: %v", err)
		}
		put(campus.StatusActive)
		wantFeed(t, c, secret, john.ID)
		must(t, c.People.Erase(ctx, admin, john.ID))
		wantFeed(t, c, secret, 0)
	})
}

func TestGuessingCalendarsIsSlowAndOneWhoReadsTheirsIsNotSlowed(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	john := c.Person(t, "john", campus.Student)
	secret, _, err := c.Doors.MakeFeed(t.Context(), store.By{Person: john})
	must(t, err)
	var slow *campus.Error
	for n := range 100 {
		if _, err = c.Doors.FeedOf(t.Context(), fmt.Sprintf("%d.guess", n), "192.0.2.1"); !errors.Is(err, campus.ErrNoFeed) {
			break
		}
	}
	if !errors.As(err, &slow) || slow.Code != campus.TooMany || slow.Wait <= 0 {
		t.Errorf("who guesses a hundred times is told %v", err)
	}
	wantFeed(t, c, secret, john.ID)
}

func TestACalendarHasWhatOneMayEnterFromNinetyDaysAgoOn(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, hands *storetest.Hands) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		john, admin, hamid := c.Person(t, "john", campus.Student), c.Person(t, "boss", campus.Admin), c.Person(t, "hamid", campus.Student)
		day := func(n int) campus.Slot {
			from := noon.Add(time.Duration(n) * 24 * time.Hour)
			return campus.Slot{From: from, To: from.Add(time.Hour), Zone: "UTC"}
		}
		m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Audience: []string{john.Email},
			Slots: []campus.Slot{day(-91), day(-89), day(0), day(1), day(2), day(400)}})
		must(t, c.Meetings.CancelInstances(ctx, host, m.ID, 5, false, 0, ""))
		c.Tick(t)
		c.Settle(t)
		wantOrders := func(who campus.Person, want string) {
			t.Helper()
			all, more, err := c.Meetings.Calendar(ctx, who)
			got := ""
			for _, l := range all {
				got += fmt.Sprintf("%d%.1s ", l.Instance.Order, l.Instance.State(noon))
			}
			if err != nil || more || got != want {
				t.Errorf("%s has %q, more: %v, %v, want %q", who.Username, got, more, err, want)
			}
		}
		wantOrders(john, "2e 3a 4s 5c 6s ")
		wantOrders(host, "2e 3a 4s 5c 6s ")
		wantOrders(hamid, "")
		wantOrders(admin, "")
	})
}

func TestTheDatesOfADeletedMeetingStayCancelledInTheCalendarsThatHadThem(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, hands *storetest.Hands) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		john, hamid, haled := c.Person(t, "john", campus.Student), c.Person(t, "hamid", campus.Student), c.Person(t, "haled",
			campus.Student)
		plan := func(title string, to ...time.Duration) campus.Meeting {
			n := campus.NewMeeting{Title: title, Description: "Secrets", Link: "https://call.example",
				Audience: []string{john.Email, haled.Email}}
			for _, at := range to {
				n.Slots = append(n.Slots, hour(at))
			}
			return c.Plan(t, host, n)
		}
		m, other := plan("Talk", -5*time.Hour, 24*time.Hour, 48*time.Hour), plan("Other", time.Hour)
		must(t, c.Meetings.CancelInstances(ctx, host, m.ID, 2, false, 0, ""))
		c.Tick(t)
		c.Settle(t)
		must(t, c.Meetings.Ban(ctx, host, m.ID, haled.ID, ""))
		must(t, c.Meetings.Delete(ctx, host, m.ID, 0, ""))
		c.Settle(t)
		wantCalendar := func(who campus.Person, want string) {
			t.Helper()
			all, more, err := c.Meetings.Calendar(ctx, who)
			got := ""
			for _, l := range all {
				got += fmt.Sprintf("%s %d %d %v %q; ", l.Meeting.Title, l.Instance.Order, l.Meeting.Sequence+l.Instance.Sequence,
					l.Meeting.Deleted,
					l.Meeting.Description)
			}
			if err != nil || more || got != want {
				t.Errorf("%s has %s more: %v, %v, want %s", who.Username, got, more, err, want)
			}
		}
		const talk, rest = `Talk 2 1 true ""; Talk 3 1 true ""; `, `Other 1 0 false "Secrets"; `
		const past = `Talk 1 0 true "Secrets"; ` // stays for its staff
		for who, want := range map[campus.Person]string{john: rest + talk, host: past + rest + talk, hamid: "", haled: rest} {
			wantCalendar(who, want)
		}
		hands.Add(store.CalendarGone - time.Second)
		wantCalendar(john, rest+talk)
		hands.Add(time.Second)
		wantCalendar(john, rest)
		must(t, c.Meetings.Delete(ctx, host, other.ID, 0, "")) // long over: nothing of it is cancelled
		c.Settle(t)
		wantCalendar(john, "")
		for key := range c.Contents(t) {
			if strings.HasSuffix(key, ":gone") {
				t.Errorf("%s is kept", key)
			}
		}
	})
}

func TestEachChangeOfADateCountsForCalendars(t *testing.T) {
	t.Parallel()
	clock := storetest.At(noon)
	c := storetest.New(t, storetest.Clock(clock.Now))
	ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
	m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Public: true, Slots: []campus.Slot{hour(time.Hour), hour(5 * time.Hour),
		hour(9 * time.Hour)}})
	want := func(what string, order int, meeting, date int64) {
		t.Helper()
		now, err := c.Meetings.Get(ctx, m.ID)
		must(t, err)
		i, err := c.Meetings.Instance(ctx, m.ID, order)
		must(t, err)
		if now.Sequence != meeting || i.Sequence != date || date > 0 && !i.Changed.Equal(clock.Now()) || meeting > 0 &&
			!now.Changed.Equal(clock.Now()) {
			t.Errorf("%s: %+v and %+v, want %d and %d", what, now.Revision, i.Revision, meeting, date)
		}
		clock.Add(time.Minute)
	}
	want("planned", 1, 0, 0)
	must(t, c.Meetings.MoveInstances(ctx, host, m.ID, 2, hour(6*time.Hour), false, 0, ""))
	want("moved", 2, 0, 1)
	want("another", 3, 0, 0)
	must(t, c.Meetings.CancelInstances(ctx, host, m.ID, 3, false, 0, ""))
	want("cancelled", 3, 0, 1)
	for n, turn := range []campus.Turn{campus.TurnStart, campus.TurnExtend, campus.TurnEnd} {
		_, err := c.Meetings.Turn(ctx, host, m.ID, 1, turn, "")
		must(t, err)
		want(string(turn), 1, 0, int64(n+1))
	}
	_, err := c.Meetings.Edit(ctx, host, m.ID, campus.NewMeeting{Title: "Speech", Public: true}, "")
	must(t, err)
	if now, err := c.Meetings.Get(ctx, m.ID); err != nil || now.Sequence != 1 || !now.Changed.Equal(clock.Now()) {
		t.Errorf("after an edit it is %+v, %v", now.Revision, err)
	}
}
