package store_test

import (
	"fmt"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// A Stoa dies between a line that it has posted and its author's read mark. Their client sends it again, or nobody does.
func TestALineIsNotUnreadToItsAuthorThoughTheStoaDiedThatPostedIt(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]bool{"it is sent again": true, "nobody sends it again": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := storetest.New(t)
			o, ctx, room := newTown(t, c), t.Context(), store.GeneralRoom()
			for i := range 3 {
				o.say(t, o.hamid, room, fmt.Sprint("line ", i+1))
			}
			c.Settle(t)
			line := campus.NewLine{Body: "mine", ClientID: "c1", Shown: &campus.Shown{Line: 2}}
			through, gate := c.Gated(t, c.MarksKey(o.john.ID))
			ended := make(chan bool)
			go func() {
				_, _ = through.Rooms.Post(ctx, o.john, room, line, "")
				close(ended)
			}()
			storetest.Next(t, "the Stoa to stand before john's mark", gate.Reached)
			want := [2]int{3, 0}
			if again {
				_, err := c.Rooms.Post(ctx, o.john, room, line, "")
				must(t, err)
				want = [2]int{1, 0} // what his page had shown is read
			} else {
				c.Settle(t)
			}
			if got := o.unread(t, o.john, campus.GeneralID); got != want {
				t.Errorf("john has not read %v, want %v", got, want)
			}
			_, err := c.Rooms.MarkUnread(ctx, o.john, room, 1, "")
			must(t, err)
			gate.Open()
			storetest.Next(t, "the slow Stoa", ended)
			_, err = c.Rooms.Post(ctx, o.john, room, line, "") // of what they have marked since it changes nothing
			must(t, err)
			c.Settle(t)
			if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{4, 0} {
				t.Errorf("who has marked all as unread has not read %v, want 4", got)
			}
			if _, err := c.Rooms.Post(ctx, o.john, room, campus.NewLine{Body: "mine"}, "sent twice"); err != nil {
				t.Fatal(err)
			}
			o.say(t, o.hamid, room, "after it")
			_, err = c.Rooms.MarkUnread(ctx, o.john, room, 3, "")
			must(t, err)
			_, err = c.Rooms.Post(ctx, o.john, room, campus.NewLine{Body: "mine"}, "sent twice")
			must(t, err)
			if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{4, 0} {
				t.Errorf("a script that sends it again has john not read %v, want from line 3 on", got)
			}
		})
	}
}

// What is one's own is unread once it is marked so, though a follower comes only then; what is said later is read again.
func TestAFollowerThatComesLateLeavesUnreadWhatWasMarkedSo(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, room := newTown(t, c), store.GeneralRoom()
		mine := o.say(t, o.john, room, "not to be forgotten")
		_, err := c.Rooms.MarkUnread(t.Context(), o.john, room, mine, "")
		must(t, err)
		c.Settle(t)
		if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{1, 0} {
			t.Errorf("john has not read %v, want his line", got)
		}
		o.say(t, o.hamid, room, "another's")
		_, err = c.Rooms.Post(t.Context(), o.john, room, campus.NewLine{Body: "mine", Shown: &campus.Shown{}}, "")
		must(t, err)
		c.Settle(t)
		if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{2, 0} {
			t.Errorf("with one that he has said later john has not read %v, want 2", got)
		}
	})
}

func TestHoweverManyLinesAreOnesOwnNoneOfThemCountsAsUnread(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx, room := newTown(t, c), t.Context(), store.GeneralRoom()
		o.say(t, o.hamid, room, "before them")
		for i := range 60 {
			_, err := c.Rooms.Post(ctx, o.john, room, campus.NewLine{Body: fmt.Sprint("mine ", i), Shown: &campus.Shown{}}, "")
			must(t, err)
		}
		c.Settle(t)
		if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{1, 0} {
			t.Errorf("john has not read %v, want 1", got)
		}
		must(t, c.Redis.HSet(ctx, c.MarksKey(o.john.ID), "general", "0 0 3 4 6").Err()) // as it was written before there were runs
		if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{58, 0} {
			t.Errorf("by a mark of before john has not read %v, want 58", got)
		}
		mark, err := c.Rooms.MarkRead(ctx, o.john, room, 2)
		if err != nil || mark.Line != 4 || mark.Unread() != 56 {
			t.Errorf("after it he has read to %d, of which %d are left, %v; want 4, 56", mark.Line, mark.Unread(), err)
		}
		for i := range 120 { // each by itself: of as many runs the last are known
			o.say(t, []campus.Person{o.hamid, o.thales}[i%2], room, "theirs")
			_, err := c.Rooms.Post(ctx, o.john, room, campus.NewLine{Body: "mine", Shown: &campus.Shown{Line: 4}}, "")
			must(t, err)
		}
		if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{57 + 240 - 50, 0} {
			t.Errorf("of many runs john has not read %v", got)
		}
	})
}

// Somebody is erased while what they, or others, have just done is under way at a Stoa that is slow.
func TestNoReadMarkOfWhoIsErasedComesBack(t *testing.T) {
	t.Parallel()
	general := store.GeneralRoom()
	for name, do := range map[string]func(t *testing.T, o town, through *storetest.Campus) error{
		"they read": func(t *testing.T, o town, through *storetest.Campus) error {
			_, err := through.Rooms.MarkRead(t.Context(), o.john, general, 1)
			return err
		},
		"they set it back": func(t *testing.T, o town, through *storetest.Campus) error {
			_, err := through.Rooms.MarkUnread(t.Context(), o.john, general, 1, "")
			return err
		},
		"they say something": func(t *testing.T, o town, through *storetest.Campus) error {
			_, err := through.Rooms.Post(t.Context(), o.john, general, campus.NewLine{Body: "mine"}, "")
			return err
		},
		"they are mentioned": func(t *testing.T, o town, through *storetest.Campus) error {
			_, err := through.Followers.Tick(t.Context())
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := storetest.New(t)
			o, ctx := newTown(t, c), t.Context()
			o.say(t, o.hamid, general, "before")
			c.Settle(t)
			if name == "they are mentioned" {
				o.say(t, o.hamid, general, "@john")
			}
			through, gate := c.Gated(t, c.MarksKey(o.john.ID))
			ended := make(chan error, 1)
			go func() { ended <- do(t, o, through) }()
			storetest.Next(t, "what is slow", gate.Reached)
			must(t, c.People.Erase(ctx, store.By{Person: o.admin}, o.john.ID))
			c.Settle(t)
			gate.Open()
			must(t, <-ended)
			c.Settle(t)
			wantNone(t, c, c.MarksKey(o.john.ID))
			wantNone(t, c, c.MentionsKey(o.john.ID))
		})
	}
}

// However far back somebody marks a room as unread, what is meant for them from there on is counted again.
func TestMarkingUnreadFromFarBackCountsAllThatIsMeant(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	o, ctx, general := newTown(t, c), t.Context(), store.GeneralRoom()
	two, twoID := store.PrivateRoom(o.hamid.ID, o.john.ID), campus.PrivateRoomID(o.hamid.ID, o.john.ID)
	o.say(t, o.hamid, general, "@john, the first")
	o.say(t, o.thales, general, "@john, the second")
	o.say(t, o.hamid, general, "@john, which is deleted")
	o.say(t, o.haled, general, "@john, by one who is blocked")
	o.say(t, o.hamid, two, "privately")
	c.Settle(t)
	must(t, c.Rooms.Delete(ctx, o.hamid, general, 3, false, ""))
	must(t, c.People.Block(ctx, o.john, o.haled.ID, ""))
	for i := range store.MaxLines + 10 {
		o.say(t, o.hamid, general, fmt.Sprint("line ", i))
		o.say(t, o.john, two, fmt.Sprint("mine ", i))
	}
	c.Settle(t)
	o.read(t, o.john, general, store.MaxLines+14)
	for id, want := range map[campus.RoomID][2]int{campus.GeneralID: {store.MaxLines + 13, 2}, twoID: {store.MaxLines + 11, 1}} {
		_, err := c.Rooms.MarkUnread(ctx, o.john, store.RoomNamed(id), 1, "")
		if got := o.unread(t, o.john, id); err != nil || got != want {
			t.Errorf("of %s john has not read %v, %v, want %v", id, got, err, want)
		}
	}
	_, err := c.Rooms.MarkRead(ctx, o.john, general, 14)
	must(t, err)
	o.read(t, o.john, general, store.MaxLines+14)
	_, err = c.Rooms.MarkUnread(ctx, o.john, general, 2, "")
	if got := o.unread(t, o.john, campus.GeneralID); err != nil || got != [2]int{store.MaxLines + 12, 1} {
		t.Errorf("from the second on john has not read %v, %v", got, err)
	}
}
