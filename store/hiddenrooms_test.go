package store_test

import (
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// kept are people who have no way into the campus, by why.
func (o town) kept(t *testing.T, before func(campus.Person)) map[string]campus.Person {
	t.Helper()
	people := map[string]campus.Person{"nobody": {ID: 99_999}}
	for name, status := range map[string]campus.Status{"disabled": campus.StatusDisabled, "pending": campus.StatusPending,
		"erased": campus.StatusErased} {
		p := o.Person(t, name, campus.Student)
		before(p)
		if status == campus.StatusErased {
			must(t, o.People.Erase(t.Context(), store.By{Person: o.admin}, p.ID))
		} else {
			must(t, o.People.SetStatus(t.Context(), store.Itself(""), p.ID, status))
		}
		people[name] = p
	}
	o.Settle(t)
	return people
}

// Whoever counts through the ids gets one answer for all who are not active.
func TestARoomWithSomebodyWhoIsNotActiveIsNoneUntilSomethingIsSaid(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		for name, other := range o.kept(t, func(campus.Person) {}) {
			room := store.PrivateRoom(o.john.ID, other.ID)
			_, placed := c.Rooms.Place(ctx, o.john, room)
			_, shown := c.Rooms.Chat(ctx, o.john, room, store.Span{Limit: 9})
			_, said := c.Rooms.Post(ctx, o.john, room, campus.NewLine{Body: "hello"}, "")
			_, edited := c.Rooms.Edit(ctx, o.john, room, 1, "hello", "")
			_, mentioned := c.Rooms.Mentionable(ctx, o.john, room, "")
			_, read := c.Rooms.MarkRead(ctx, o.john, room, 1)
			_, unread := c.Rooms.MarkUnread(ctx, o.john, room, 1, "")
			_, found := c.Rooms.Search(ctx, o.john, store.LineQuery{Words: "hello", Room: campus.PrivateRoomID(o.john.ID, other.ID)}, nil)
			_, _, stands := c.Rooms.Standing(ctx, o.john, room, other.ID)
			_, ruled := c.Rooms.SetChat(ctx, o.john, room, campus.Rules{Chat: campus.ChatStaff}, "")
			_, sanctioned := c.Rooms.Sanctioned(ctx, o.john, room)
			_, line := c.Reports.Line(ctx, store.By{Person: o.john}, room, 1, campus.NewReport{Reason: campus.ReasonSpam})
			_, person := c.Reports.Person(ctx, store.By{Person: o.john}, room, other.ID, campus.NewReport{Reason: campus.ReasonSpam})
			for what, err := range map[string]error{"asking": placed, "the page": shown, "a line": said, "an edit": edited,
				"mentioning": mentioned, "reading": read, "setting back": unread, "searching": found, "standing": stands,
				"ruling": ruled, "listing": sanctioned, "reporting a line": line, "reporting them": person,
				"a reaction": c.Rooms.React(ctx, o.john, room, 1, "heart", true, ""), "typing": c.Rooms.Typing(ctx, o.john, room),
				"muting": c.Rooms.Sanction(ctx, o.john, room, other.ID, campus.KindMuted, "")} {
				wantRefusal(t, name+": "+what, err, campus.ErrNoRoom)
			}
		}
	})
}

func TestARoomInWhichSomethingWasSaidStaysReadableWhateverBecomesOfTheOther(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		people := o.kept(t, func(p campus.Person) { o.say(t, o.john, store.PrivateRoom(o.john.ID, p.ID), "hello") })
		for name, want := range map[string]error{"disabled": campus.ErrAway, "pending": campus.ErrAway, "erased": campus.ErrErased} {
			room := store.PrivateRoom(o.john.ID, people[name].ID)
			chat, err := c.Rooms.Chat(ctx, o.john, room, store.Span{Limit: 9})
			if err != nil || chat.Why != want || chat.Open || len(chat.Said.Lines) != 1 || chat.Said.Lines[0].Body != "hello" {
				t.Errorf("%s: john reads %+v, %v", name, chat, err)
			}
			_, err = c.Rooms.Post(ctx, o.john, room, campus.NewLine{Body: "again"}, "")
			wantRefusal(t, name+": writing", err, want)
			_, _, err = c.Rooms.Standing(ctx, o.john, room, people[name].ID)
			wantRefusal(t, name+": looking at them", err, nil)
		}
	})
}

func TestOfGeneralIsWhoIsActiveOrHasSpokenThere(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx, general := newTown(t, c), t.Context(), store.GeneralRoom()
		look := func(what string, who campus.Person, whom int64, want error) {
			t.Helper()
			_, _, err := c.Rooms.Standing(ctx, who, general, whom)
			wantRefusal(t, what+" is looked at", err, want)
			_, err = c.Reports.Person(ctx, store.By{Person: who}, general, whom, campus.NewReport{Reason: campus.ReasonSpam})
			wantRefusal(t, what+" is reported", err, want)
		}
		look("who is active", o.john, o.haled.ID, nil)
		for name, p := range o.kept(t, func(campus.Person) {}) {
			look(name, o.john, p.ID, campus.ErrNotThere)
			look(name+" by an admin", o.admin, p.ID, campus.ErrNotThere)
		}
	})
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx, general := newTown(t, c), t.Context(), store.GeneralRoom()
		for name, p := range o.kept(t, func(p campus.Person) { o.say(t, p, general, "hello") }) {
			want := error(nil)
			if name == "nobody" {
				want = campus.ErrNotThere
			}
			_, _, err := c.Rooms.Standing(ctx, o.john, general, p.ID)
			wantRefusal(t, name+", who has spoken, is looked at", err, want)
			_, err = c.Reports.Person(ctx, store.By{Person: o.john}, general, p.ID, campus.NewReport{Reason: campus.ReasonSpam})
			wantRefusal(t, name+", who has spoken, is reported", err, want)
		}
	})
}

func TestWhoIsMutedAndNotActiveIsFoundByTheStaffOfGeneral(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx, general := newTown(t, c), t.Context(), store.GeneralRoom()
		people := o.kept(t, func(p campus.Person) { must(t, c.Rooms.Sanction(ctx, o.admin, general, p.ID, campus.KindMuted, "")) })
		_, st, err := c.Rooms.Standing(ctx, o.admin, general, people["disabled"].ID)
		if err != nil || !st.Muted || st.Banned {
			t.Errorf("the admin finds %+v, %v", st, err)
		}
		_, _, err = c.Rooms.Standing(ctx, o.john, general, people["disabled"].ID)
		wantRefusal(t, "john looks", err, campus.ErrNotThere)
		kept, err := c.Rooms.Sanctioned(ctx, o.admin, general)
		if err != nil || len(kept.Muted) != 2 || len(kept.Banned) != 0 {
			t.Errorf("muted are %+v, %v, want those who are not erased", kept.Muted, err)
		}
	})
}
