package store_test

import (
	"slices"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestAReaderIsReplayedWhatCameAfterItsCursor(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, r := t.Context(), enter(t, c, 2)
		for range 5 {
			r.say(t, r.people[0], "line")
		}
		all, err := c.Rooms.EventsAfter(ctx, store.MeetingRoom(r.id, 1), campus.LogStart)
		must(t, err)
		if len(all.Events) != 7 || all.Reset {
			t.Fatalf("from the start: %+v", all)
		}
		for i, e := range all.Events {
			got, err := c.Rooms.EventsAfter(ctx, store.MeetingRoom(r.id, 1), e.ID)
			if got.Reset || !slices.EqualFunc(got.Events, all.Events[i+1:], sameEvent) || err != nil {
				t.Errorf("after event %d: %+v, %v, want %+v", i+1, got, err, all.Events[i+1:])
			}
		}
		newest := all.Events[6].ID
		if got, err := c.Rooms.Cursor(ctx, store.MeetingRoom(r.id, 1)); got != newest || err != nil {
			t.Errorf("the cursor is %s, %v, want %s", got, err, newest)
		}
		seat, err := c.Meetings.Seat(ctx, r.people[0], r.id, 1)
		if seat.Cursor != newest || err != nil {
			t.Errorf("the page's cursor is %s, %v, want %s", seat.Cursor, err, newest)
		}
	})
}

func TestAnEmptyLogHasItsStartAsCursor(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		m := c.Meeting(t, c.Person(t, "thales", campus.Teacher), "Talk")
		for _, id := range []int64{m.ID, 99} {
			cursor, err := c.Rooms.Cursor(t.Context(), store.MeetingRoom(id, 1))
			if cursor != campus.LogStart || err != nil {
				t.Errorf("the cursor is %q, %v", cursor, err)
			}
			got, err := c.Rooms.EventsAfter(t.Context(), store.MeetingRoom(id, 1), cursor)
			if len(got.Events) != 0 || got.Reset || err != nil {
				t.Errorf("after it: %+v, %v", got, err)
			}
		}
	})
}

func TestACursorThatIsUnknownOrLostIsAReset(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, r := t.Context(), enter(t, c, 3)
		all, err := c.Rooms.EventsAfter(ctx, store.MeetingRoom(r.id, 1), campus.LogStart)
		must(t, err)
		reset := func(what, cursor string) {
			t.Helper()
			got, err := c.Rooms.EventsAfter(ctx, store.MeetingRoom(r.id, 1), cursor)
			if !got.Reset || len(got.Events) != 0 || err != nil {
				t.Errorf("%s: %+v, %v, want a reset", what, got, err)
			}
		}
		for _, garbage := range []string{"", "-", "+", "$", "x", "1", "1-", "-1", "1-x", "1-1-1", " 0-0", "99999999999999999999999-0",
			"0-1", "1-0", "00-0",
			"18446744073709551615-18446744073709551615", "(1-0", "\x00-\x00"} {
			reset("garbage "+garbage, garbage)
		}
		must(t, c.Redis.XDel(ctx, c.LogKey(store.MeetingRoom(r.id, 1)), all.Events[1].ID).Err())
		reset("its entry is gone", all.Events[1].ID)
		if got, err := c.Rooms.EventsAfter(ctx, store.MeetingRoom(r.id, 1), all.Events[2].ID); got.Reset || err != nil {
			t.Errorf("the last entry is there: %+v, %v", got, err)
		}
		must(t, c.Redis.XTrimMaxLen(ctx, c.LogKey(store.MeetingRoom(r.id, 1)), 1).Err())
		reset("the log was trimmed", all.Events[0].ID)
		reset("the log has lost its start", campus.LogStart)
	})
}

func TestWhoMissedMoreThanAThousandEventsIsReset(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	r := enter(t, c, 1)
	storetest.Together(4, func(int) {
		for range store.MaxReplay / 4 {
			r.say(t, r.people[0], "line")
		}
	})
	all, err := c.Rooms.EventsAfter(t.Context(), store.MeetingRoom(r.id, 1), campus.LogStart) // a join, and a thousand lines
	if !all.Reset || len(all.Events) != 0 || err != nil {
		t.Errorf("from the start: %d events, reset %v, %v", len(all.Events), all.Reset, err)
	}
	first := entries(t, c, c.LogKey(store.MeetingRoom(r.id, 1)))[0].ID
	got, err := c.Rooms.EventsAfter(t.Context(), store.MeetingRoom(r.id, 1), first)
	if got.Reset || len(got.Events) != store.MaxReplay || err != nil {
		t.Errorf("after the first: %d events, reset %v, %v, want a thousand", len(got.Events), got.Reset, err)
	}
}
