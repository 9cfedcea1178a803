package handlers

import (
	"slices"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// inRoom returns who is in the town's room.
func (t *town) inRoom(tb testing.TB) []string {
	tb.Helper()
	people, _, err := t.Rooms.People(tb.Context(), store.MeetingRoom(t.meeting.ID, 1), "", 100)
	if err != nil {
		tb.Fatal(err)
	}
	names := []string{}
	for _, p := range people {
		names = append(names, p.Person.Username)
	}
	return names
}

func TestAStreamHoldsItsReaderInTheRoomUntilAMinuteAfterItIsClosed(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	town.enter(t, town.john, town.thales, town.admin)
	stream := town.script(t, "john").watch(t, eventsPath, []string{town.topic()})
	page := town.signedIn(t, "thales")
	standing := town.server.Standing()
	beats := func(n int) {
		t.Helper()
		for range n {
			clock.Add(15 * time.Second)
			if err := standing.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
			town.Tick(t)
		}
	}
	page.watch(t, livePath, []string{town.topic()})
	wantStatus(t, page.post(t, town.room+"/here", nil), 204)
	answered := clock.Now()
	beats(8)
	if got, want := town.inRoom(t), []string{"john", "admin"}; !slices.Equal(got, want) {
		t.Errorf("after two minutes %v are inside, want %v: a page that answers no more does not count, a script's stream does", got, want)
	}
	seen := clock.Now()
	stream.close()
	storetest.Await(t, "the end of the stream", func() bool { return town.server.Hub.Streams() == 1 })
	beats(3)
	if got := town.inRoom(t); len(got) != 2 {
		t.Errorf("%v are inside within the minute", got)
	}
	beats(1)
	if got, want := town.inRoom(t), []string{"admin"}; !slices.Equal(got, want) {
		t.Errorf("a minute after the stream %v are inside, want %v, who never had one", got, want)
	}
	feed := town.script(t, "thales").events(t, town.topic(), campus.LogStart)
	for _, want := range []happening{{Person: town.thales.ID, Time: answered.Format("2006-01-02T15:04:05.000Z")},
		{Person: town.john.ID, Time: seen.Format("2006-01-02T15:04:05.000Z")}} {
		all := feed.untilKind(t, "leave")
		if got := all[len(all)-1]; got.Person != want.Person || got.Time != want.Time {
			t.Errorf("left %+v, want %+v", got, want)
		}
	}
}

func TestAPollCountsAsSeen(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	town.enter(t, town.john)
	page := town.signedIn(t, "john")
	wantStatus(t, page.post(t, town.room+"/here", nil), 204)
	for range 4 {
		clock.Add(40 * time.Second)
		wantStatus(t, page.get(t, livePath+"?once=1&after=0-0&topic="+town.topic()), 200)
		town.Tick(t)
	}
	if got := town.inRoom(t); !slices.Equal(got, []string{"john"}) {
		t.Errorf("%v are inside, want who polls", got)
	}
}

func TestAPageThatWakesUpBringsItsReaderBackOnce(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	page := town.signedIn(t, "john")
	wantStatus(t, page.post(t, town.room+"/here", nil), 409)
	wantStatus(t, page.post(t, "/meetings/99/1/here", nil), 400)
	town.enter(t, town.john)
	if got := attr(one(t, page.get(t, town.room).page(t), "main"), "data-here"); got != town.room+"/here" {
		t.Errorf("the page answers at %q", got)
	}
	wantStatus(t, page.post(t, town.room+"/here", nil), 204)
	clock.Add(5 * time.Minute)
	town.Tick(t)
	if got := town.inRoom(t); len(got) != 0 {
		t.Fatalf("%v are inside after five minutes", got)
	}
	if got := attr(one(t, page.get(t, town.room).page(t), "main"), "data-here"); got != "" {
		t.Errorf("the door answers at %q", got)
	}
	back := page.post(t, town.room+"/here", nil)
	wantStatus(t, back, 204)
	again := page.post(t, town.room+"/here", nil)
	if back.header.Get(headerBack) != "1" || again.header.Get(headerBack) != "" {
		t.Errorf("it says %q and then %q, want once that they are back", back.header.Get(headerBack), again.header.Get(headerBack))
	}
	joins := 0
	events, err := town.Rooms.EventsAfter(t.Context(), store.MeetingRoom(town.meeting.ID, 1), campus.LogStart)
	for _, e := range events.Events {
		if e.Kind == campus.KindJoin {
			joins++
		}
	}
	if joins != 2 || err != nil || !slices.Equal(town.inRoom(t), []string{"john"}) {
		t.Errorf("there are %d joins, %v, want two, and %v inside", joins, err, town.inRoom(t))
	}
	wantStatus(t, page.post(t, town.room+"/leave", nil), 303)
	wantStatus(t, page.post(t, town.room+"/here", nil), 409) // who has left by their own will stays out
}
