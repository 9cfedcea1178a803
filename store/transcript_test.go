package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// oldTalk is an hour of thales' for john and hamid, in which lines were said, one each minute; its clock stands at its beginning.
type oldTalk struct {
	*storetest.Campus
	clock                    *storetest.Hands
	begins                   time.Time
	thales, john, hamid, eve campus.Person
	m                        campus.Meeting
}

func newOldTalk(t *testing.T, c *storetest.Campus, clock *storetest.Hands) *oldTalk {
	t.Helper()
	o := &oldTalk{Campus: c, clock: clock, begins: clock.Now().Add(time.Hour), thales: c.Person(t, "thales", campus.Teacher),
		john: c.Person(t, "john", campus.Student), hamid: c.Person(t, "hamid", campus.Student), eve: c.Person(t, "eve", campus.Student)}
	o.m = c.Plan(t, o.thales, campus.NewMeeting{Title: "Talk", Audience: []string{o.john.Email, o.hamid.Email},
		Slots: []campus.Slot{{From: o.begins, To: o.begins.Add(time.Hour), Zone: "UTC"}}})
	o.Settle(t)
	o.at(t, 0)
	o.join(t, o.thales, o.john)
	return o
}

func (o *oldTalk) at(t *testing.T, minute int) {
	t.Helper()
	o.clock.Set(o.begins.Add(time.Duration(minute) * time.Minute))
	o.Tick(t)
	o.Settle(t)
}

func (o *oldTalk) join(t *testing.T, people ...campus.Person) {
	t.Helper()
	for _, who := range people {
		if err := o.Meetings.Join(t.Context(), who, o.m.ID, 1, ""); err != nil {
			t.Fatal(err)
		}
	}
}

func (o *oldTalk) say(t *testing.T, who campus.Person, n campus.NewLine) int64 {
	t.Helper()
	id, err := o.Rooms.Post(t.Context(), who, o.room(), n, "")
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (o *oldTalk) room() store.Room { return store.MeetingRoom(o.m.ID, 1) }

// reads is what somebody reads of it, in pages of some lines.
func (o *oldTalk) reads(t *testing.T, who campus.Person, limit int) (pages []store.Transcript, text string) {
	t.Helper()
	var all []string
	for after := int64(0); ; {
		of := store.TranscriptPiece{After: after, Limit: limit, Folded: time.UTC}
		page, err := o.Meetings.Transcript(t.Context(), who, o.m.ID, 1, of)
		if err != nil {
			t.Fatalf("%s after %d: %v", who.Username, after, err)
		}
		for _, e := range page.Entries {
			l, says := e.Line, e.Sentence()
			if e.Kind == campus.KindMessage {
				says = fmt.Sprintf("#%d %s: %s", l.ID, l.Author.Name, l.Body)
			}
			if l.Quoted != nil {
				says += " (of " + l.Quoted.Author.Name + ")"
			}
			for what, so := range map[string]bool{" edited": l.Edited, " deleted": l.Deleted} {
				if so {
					says += what
				}
			}
			all = append(all, fmt.Sprintf("%v %s", e.At.Sub(o.begins).Minutes(), says))
		}
		pages = append(pages, page)
		if after = page.Next; after == 0 {
			return pages, strings.Join(all, "\n")
		}
	}
}

func TestATranscriptHasWhatWasSaidAndWhatHappenedForWhoMayReadTheRoom(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, o := t.Context(), newOldTalk(t, c, clock)
		o.at(t, 1)
		first := o.say(t, o.john, campus.NewLine{Body: "Hello"})
		gone := o.say(t, o.john, campus.NewLine{Body: "nonsense"})
		o.at(t, 10)
		o.join(t, o.hamid)
		o.say(t, o.hamid, campus.NewLine{Body: "Hi", ReplyTo: first})
		if _, err := o.Rooms.Edit(ctx, o.john, o.room(), first, "Hello all", ""); err != nil {
			t.Fatal(err)
		}
		if err := o.Rooms.Sanction(ctx, o.thales, o.room(), o.john.ID, campus.KindMuted, ""); err != nil {
			t.Fatal(err)
		}
		o.at(t, 20)
		if err := o.Meetings.Leave(ctx, o.hamid, o.m.ID, 1, ""); err != nil {
			t.Fatal(err)
		}
		o.at(t, 55)
		if _, err := o.Meetings.Turn(ctx, o.thales, o.m.ID, 1, campus.TurnExtend, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Meetings.Transcript(ctx, o.thales, o.m.ID, 1, store.TranscriptPiece{Limit: 10}); err != campus.ErrNotOver {
			t.Errorf("while it goes on: %v", err)
		}
		if _, err := o.Meetings.SearchTranscript(ctx, o.john, o.m.ID, 1, "hello", 0); err != campus.ErrNotOver {
			t.Errorf("while it goes on it is searched: %v", err)
		}
		o.at(t, 71)
		if err := o.Rooms.Delete(ctx, o.thales, o.room(), gone, true, ""); err != nil {
			t.Fatal(err)
		}
		const want = "0 The meeting began.\n0 The thales and The john came.\n1 #1 The john: Hello all edited\n1 #2 The john:  deleted\n" +
			"10 The hamid came.\n10 #3 The hamid: Hi (of The john)\n10 The thales has muted The john.\n20 The hamid left.\n" +
			"55 The meeting was extended.\n70 The meeting ended. 2 people were there to the end."
		for _, limit := range []int{1, 2, 3, 100} {
			pages, got := o.reads(t, o.john, limit)
			if got != want {
				t.Errorf("in pages of %d it is\n%s\nwant\n%s", limit, got, want)
			}
			if p := pages[0]; p.Lines != 4 || p.Count != 3 || !p.PlannedTo.Equal(o.begins.Add(time.Hour)) || p.Staff {
				t.Errorf("there are %d lines of %d people, planned until %v", p.Lines, p.Count, p.PlannedTo)
			}
		}
		o.wantVisits(t, "0 join The thales, 0 join The john, 10 join The hamid, 20 leave The hamid, 70 leave The thales, 70 leave The john")
		o.wantPeople(t, o.john, "The thales 0–70 0, The john 0–70 70 present, The hamid 10–20 0")
		o.wantPeople(t, o.thales, "The thales 0–70 70 present, The john 0–70 70 present, The hamid 10–20 10 late")
		for _, who := range []campus.Person{o.eve, c.Person(t, "hypatia", campus.Teacher)} {
			_, refusal := o.Meetings.Reader(ctx, who, o.m.ID, 1)
			if _, err := o.Meetings.Transcript(ctx, who, o.m.ID, 1, store.TranscriptPiece{Limit: 10}); err != refusal || err == nil {
				t.Errorf("%s gets %v, and of the room %v", who.Username, err, refusal)
			}
			if _, err := o.Meetings.SearchTranscript(ctx, who, o.m.ID, 1, "hello", 0); err != refusal {
				t.Errorf("%s searches it: %v", who.Username, err)
			}
		}
		if _, err := o.Meetings.Transcript(ctx, o.thales, o.m.ID, 2, store.TranscriptPiece{Limit: 10}); err != campus.ErrNoMeeting {
			t.Errorf("of a date that is none: %v", err)
		}
		beyond := store.TranscriptPiece{After: 100, Limit: 10}
		if p, err := o.Meetings.Transcript(ctx, o.thales, o.m.ID, 1, beyond); err != nil || len(p.Entries) != 0 || p.Next != 0 {
			t.Errorf("beyond its end it has %v, %v", p.Entries, err)
		}
	})
}

// wantVisits checks who came and went, each time for itself.
func (o *oldTalk) wantVisits(t *testing.T, want string) {
	t.Helper()
	page, err := o.Meetings.Transcript(t.Context(), o.john, o.m.ID, 1, store.TranscriptPiece{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range page.Entries {
		if e.Who.ID != 0 {
			all = append(all, fmt.Sprintf("%v %s %s", e.At.Sub(o.begins).Minutes(), e.Kind, e.Who.Name))
		}
	}
	if got := strings.Join(all, ", "); got != want {
		t.Errorf("its visits are %s, want %s", got, want)
	}
}

func (o *oldTalk) wantPeople(t *testing.T, who campus.Person, want string) {
	t.Helper()
	page, err := o.Meetings.Transcript(t.Context(), who, o.m.ID, 1, store.TranscriptPiece{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, one := range page.People {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %v–%v %d %s", one.Person.Name, one.Joined.Sub(o.begins).Minutes(),
			one.Left.Sub(o.begins).Minutes(), one.Minutes(), one.State)))
	}
	if got := strings.Join(all, ", "); got != want {
		t.Errorf("%s reads of %s, want %s", who.Username, got, want)
	}
}

func TestADateThatWasCancelledHasATranscriptIfItWasOpenByThen(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o := newOldTalk(t, c, clock)
		later := c.Plan(t, o.thales, campus.NewMeeting{Title: "Later", Audience: []string{o.john.Email},
			Slots: []campus.Slot{{From: o.begins.Add(24 * time.Hour), To: o.begins.Add(25 * time.Hour), Zone: "UTC"}}})
		o.at(t, 30)
		o.say(t, o.john, campus.NewLine{Body: "Hello"})
		for _, id := range []int64{o.m.ID, later.ID} {
			must(t, o.Meetings.CancelInstances(t.Context(), o.thales, id, 1, false, 0, ""))
		}
		o.Settle(t)
		_, got := o.reads(t, o.john, 10)
		const want = "0 The meeting began.\n0 The thales and The john came.\n30 #1 The john: Hello\n" +
			"30 The meeting was cancelled. 2 people were there to the end."
		if got != want {
			t.Errorf("it is\n%s\nwant\n%s", got, want)
		}
		if _, err := o.Meetings.Transcript(t.Context(), o.thales, later.ID, 1, store.TranscriptPiece{Limit: 10}); err != campus.ErrNotOver {
			t.Errorf("of what never was it is %v", err)
		}
	})
}

func TestASearchInATranscriptFindsLinesThatHaveAllWordsSomeAtATime(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o := newOldTalk(t, c, clock)
		o.at(t, 1)
		o.say(t, o.john, campus.NewLine{Body: "Η Ανάλυση of circles"})
		o.say(t, o.john, campus.NewLine{Body: "circles and ANALYSIS by @thales"})
		gone := o.say(t, o.john, campus.NewLine{Body: "circles that are gone"})
		for n := range store.TranscriptSearched {
			o.say(t, o.john, campus.NewLine{Body: fmt.Sprint("line ", n)})
		}
		o.say(t, o.john, campus.NewLine{Body: "at last circles"})
		if err := o.Rooms.Delete(t.Context(), o.john, o.room(), gone, false, ""); err != nil {
			t.Fatal(err)
		}
		o.at(t, 61)
		for query, want := range map[string][]int64{"circl": {1, 2}, "αναλυση": {1}, "analysis CIRCLES": {2}, "circles nothing": nil,
			"": nil, "?!": nil, "gone": nil, "muted": nil, "analysis thale": {2}, "thales parrot": nil} {
			found, err := o.Meetings.SearchTranscript(t.Context(), o.john, o.m.ID, 1, query, 0)
			var ids []int64
			for _, l := range found.Lines {
				ids = append(ids, l.ID)
			}
			if err != nil || !slices.Equal(ids, want) || found.Next != store.TranscriptSearched || found.Last != store.TranscriptSearched+4 {
				t.Errorf("%q finds %v of %d, on after %d: %v; want %v", query, ids, found.Last, found.Next, err, want)
			}
		}
		found, err := o.Meetings.SearchTranscript(t.Context(), o.john, o.m.ID, 1, "circles", store.TranscriptSearched)
		if err != nil || found.Next != 0 || len(found.Lines) != 1 || found.Lines[0].Author.Name != "The john" {
			t.Errorf("further on it finds %+v, %v", found.Lines, err)
		}
	})
}
