package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// Between what MarkUnread reads and what it writes another tab reads on, and somebody mentions its reader; or a tab that read before
// comes after it. What was set back stays so, and what is meant is all there.
func TestMarkingUnreadAndReadingAtOnceLoseNeither(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	o, ctx, room := newTown(t, c), t.Context(), store.GeneralRoom()
	for i := range 6 {
		o.say(t, o.hamid, room, fmt.Sprintf("line %d @john", i+1))
	}
	c.Settle(t)
	o.read(t, o.john, room, 2)

	through, gate := c.Gated(t, c.MarksKey(o.john.ID))
	marked := make(chan error, 1)
	go func() {
		_, err := through.Rooms.MarkUnread(ctx, o.john, room, 4, "op")
		marked <- err
	}()
	<-gate.Reached
	o.read(t, o.john, room, 5)
	o.say(t, o.hamid, room, "and again, @john")
	c.Settle(t)
	gate.Open()
	must(t, <-marked)
	if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{4, 4} {
		t.Errorf("set back after another tab has read on, john has not read %v, want from line 4 on", got)
	}

	through, gate = c.Gated(t, c.MarksKey(o.john.ID))
	go func() {
		_, err := through.Rooms.MarkReadFrom(ctx, o.john, room, 7, 1)
		marked <- err
	}()
	<-gate.Reached
	mark, err := c.Rooms.MarkUnread(ctx, o.john, room, 2, "")
	must(t, err)
	gate.Open()
	must(t, <-marked)
	if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{6, 6} || mark.Marked != 2 {
		t.Errorf("read by a tab from before it was set back, john has not read %v after %+v, want from line 2 on", got, mark)
	}
	_, err = c.Rooms.MarkReadFrom(ctx, o.john, room, 7, mark.Marked)
	must(t, err)
	if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{} {
		t.Errorf("read by a tab that knows of it, john has not read %v", got)
	}
}

// What somebody says after the room's end is known, but before the room is marked, was read as far as their page had shown, or stands
// by itself: either way it is not unread to them, and their pages hear of that.
func TestWhatOneSaysWhileOneMarksAsUnreadIsNotUnread(t *testing.T) {
	t.Parallel()
	for name, shown := range map[string]*campus.Shown{"their page had shown all": nil, "their page had shown nothing": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := storetest.New(t)
			o, ctx, room := newTown(t, c), t.Context(), store.GeneralRoom()
			for i := range 3 {
				o.say(t, o.hamid, room, fmt.Sprintf("line %d", i+1))
			}
			_, err := c.Rooms.Post(ctx, o.john, room, campus.NewLine{Body: "before it", Shown: &campus.Shown{}}, "")
			must(t, err)
			c.Settle(t)
			through, gate := c.Gated(t, c.MarksKey(o.john.ID))
			ended := make(chan error, 1)
			go func() {
				_, err := through.Rooms.MarkUnread(ctx, o.john, room, 2, "op")
				ended <- err
			}()
			storetest.Next(t, "the mark", gate.Reached)
			o.say(t, o.hamid, room, "another's meanwhile")
			for range 2 {
				_, err = c.Rooms.Post(ctx, o.john, room, campus.NewLine{Body: "mine meanwhile", Shown: shown}, "")
				must(t, err)
			}
			c.Settle(t)
			bells := c.Redis.Subscribe(ctx, c.Options.Prefix+"doorbell")
			t.Cleanup(func() { _ = bells.Close() })
			_, err = bells.Receive(ctx)
			must(t, err)
			gate.Open()
			must(t, storetest.Next(t, "it to be marked", ended))
			check := func(when string) {
				t.Helper()
				chat, err := c.Rooms.Chat(ctx, o.john, room, store.Span{Limit: 1})
				if want := []campus.Run{{First: 6, Last: 7}}; err != nil || !slices.Equal(chat.Own, want) {
					t.Errorf("%s own are %v, %v; want %v", when, chat.Own, err, want)
				}
				want := [2]int{5 - int(chat.Read), 0} // with his line of before
				if got := o.unread(t, o.john, campus.GeneralID); got != want {
					t.Errorf("%s john has not read %v, want %v", when, got, want)
				}
			}
			check("marked")
			for rung := ""; !strings.Contains(rung, `"own":"6-7"`); {
				rung = storetest.Next(t, "a bell with his own lines", bells.Channel()).Payload
			}
			if shown == nil { // as when the Stoa had died after marking
				must(t, c.Redis.HSet(ctx, c.MarksKey(o.john.ID), "general", "1 1.4").Err())
			}
			_, err = c.Rooms.MarkUnread(ctx, o.john, room, 2, "op")
			must(t, err)
			check("sent again")
		})
	}
}

// A line is deleted between what MarkUnread reads and what it writes, and what follows from that comes before the write, too.
func TestALineThatIsDeletedWhileOneMarksAsUnreadIsMeantForNobody(t *testing.T) {
	t.Parallel()
	for name, room := range map[string]func(o town) store.Room{
		"in general": func(town) store.Room { return store.GeneralRoom() },
		"privately":  func(o town) store.Room { return store.PrivateRoom(o.john.ID, o.hamid.ID) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := storetest.New(t)
			o, ctx := newTown(t, c), t.Context()
			room := room(o)
			id, _ := campus.ParseRoomTopic(room.Topic)
			for range 3 {
				o.say(t, o.hamid, room, "hey @john")
			}
			c.Settle(t)
			o.read(t, o.john, room, 3)
			through, gate := c.Gated(t, c.MarksKey(o.john.ID))
			ended := make(chan error, 1)
			go func() {
				_, err := through.Rooms.MarkUnread(ctx, o.john, room, 2, "op")
				ended <- err
			}()
			storetest.Next(t, "the mark", gate.Reached)
			must(t, c.Rooms.Delete(ctx, o.hamid, room, 3, false, ""))
			c.Settle(t)
			gate.Open()
			must(t, storetest.Next(t, "it to be marked", ended))
			o.agree(t, id, [2]int{1, 1})
			must(t, c.Redis.HSet(ctx, c.MentionsKey(o.john.ID), string(id), "2 3").Err()) // as when the Stoa had died after marking
			_, err := c.Rooms.MarkUnread(ctx, o.john, room, 2, "op")
			must(t, err)
			o.agree(t, id, [2]int{1, 1})
		})
	}
}
