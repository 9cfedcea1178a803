package store_test

import (
	"fmt"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// meant is in how many rooms something is noted as meant for somebody: so many does every page count without a script.
func (o town) meant(t testing.TB, who campus.Person) int64 {
	t.Helper()
	n, err := o.Redis.HLen(t.Context(), o.MentionsKey(who.ID)).Result()
	must(t, err)
	return n
}

func TestAnEditTakesOutOfTheCountWhomItMentionsNoMore(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx, room := newTown(t, c), t.Context(), store.GeneralRoom()
		line := o.say(t, o.thales, room, "@john and @hamid")
		c.Settle(t)
		before, err := c.Inbox.Unread(ctx, o.john.ID)
		must(t, err)
		edit := func(body string, settle bool, meant, told int) {
			t.Helper()
			_, err := c.Rooms.Edit(ctx, o.thales, room, line, body, "")
			must(t, err)
			if !settle {
				return
			}
			c.Settle(t)
			if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{1, meant} {
				t.Errorf("%q: john has not read %v, want 1 and %d", body, got, meant)
			}
			if got := o.unread(t, o.hamid, campus.GeneralID); got != [2]int{1, 1} {
				t.Errorf("%q: hamid has not read %v", body, got)
			}
			if n, err := c.Inbox.Unread(ctx, o.john.ID); n != before-1+told || err != nil {
				t.Errorf("%q: %d are unread in his inbox, %v; want %d", body, n, err, before-1+told)
			}
		}
		edit("@hamid", true, 0, 0)
		edit("@hamid and @john after all", true, 1, 0) // he was told of it before
		edit("@hamid again", false, 0, 0)
		edit("@john, @hamid", true, 1, 0)
		edit("@hamid", true, 0, 0)
		line = o.say(t, o.thales, room, "@john")
		for _, body := range []string{"nobody", "@john"} { // both before anything is done about it
			_, err = c.Rooms.Edit(ctx, o.thales, room, line, body, "")
			must(t, err)
		}
		c.Settle(t)
		if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{2, 1} {
			t.Errorf("of one that was taken out and in again john has not read %v", got)
		}
		two := store.PrivateRoom(o.john.ID, o.thales.ID)
		line = o.say(t, o.thales, two, "@john")
		c.Settle(t)
		_, err = c.Rooms.Edit(ctx, o.thales, two, line, "for you all the same", "")
		must(t, err)
		c.Settle(t)
		if got := o.unread(t, o.john, campus.PrivateRoomID(o.john.ID, o.thales.ID)); got != [2]int{1, 1} {
			t.Errorf("privately john has not read %v", got)
		}
		must(t, c.Rooms.Delete(ctx, o.thales, two, line, false, ""))
		c.Settle(t)
		if got := o.unread(t, o.john, campus.PrivateRoomID(o.john.ID, o.thales.ID)); got != [2]int{} {
			t.Errorf("privately, deleted, john has not read %v", got)
		}
	})
}

// Somebody is mentioned and taken out before that is followed up: nobody tells them.
func TestWhoWasTakenOutOfALineBeforeIsNotTold(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	o, room := newTown(t, c), store.GeneralRoom()
	line := o.say(t, o.thales, room, "@john")
	_, err := c.Rooms.Edit(t.Context(), o.thales, room, line, "nobody", "")
	must(t, err)
	c.Settle(t)
	if got := mentionsOf(t, c, o.john.ID); len(got) != 0 || o.unread(t, o.john, campus.GeneralID) != [2]int{1, 0} {
		t.Errorf("john is told %q, and has not read %v", got, o.unread(t, o.john, campus.GeneralID))
	}
}

func TestNothingIsMeantForWhoIsBannedInTheRoomTheyAreBannedFrom(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx, room := newTown(t, c), t.Context(), store.GeneralRoom()
		sanction := func(what campus.Kind) {
			t.Helper()
			must(t, c.Rooms.Sanction(ctx, o.admin, room, o.john.ID, what, ""))
		}
		o.say(t, o.thales, room, "@john")
		o.say(t, o.thales, store.CourseRoom(o.course.ID), "@john")
		c.Settle(t)
		check := func(what string, want int64) {
			t.Helper()
			c.Settle(t)
			if got := o.meant(t, o.john); got != want {
				t.Errorf("%s: in %d rooms something is meant for john, want %d", what, got, want)
			}
		}
		check("before", 2)
		sanction(campus.KindMuted)
		check("muted", 2)
		sanction(campus.KindBanned)
		sanction(campus.KindLifted)
		check("banned and let in again at once", 2)
		sanction(campus.KindBanned)
		check("banned", 1)
		sanction(campus.KindLifted)
		o.say(t, o.thales, room, "welcome back, @john")
		check("let in again", 2)
	})
}

// What mentions the reader comes after the room's end is known, and is read in another tab, before the room is marked.
func TestAMentionThatIsReadWhileOneMarksAsUnreadIsMeantAllTheSame(t *testing.T) {
	t.Parallel()
	for name, room := range map[string]func(o town) store.Room{
		"in general": func(town) store.Room { return store.GeneralRoom() },
		"privately":  func(o town) store.Room { return store.PrivateRoom(o.john.ID, o.thales.ID) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := storetest.New(t)
			o, ctx := newTown(t, c), t.Context()
			room := room(o)
			id, _ := campus.ParseRoomTopic(room.Topic)
			o.say(t, o.thales, room, "@john")
			c.Settle(t)
			through, gate := c.Gated(t, c.MarksKey(o.john.ID))
			ended := make(chan error, 1)
			go func() {
				_, err := through.Rooms.MarkUnread(ctx, o.john, room, 1, "op")
				ended <- err
			}()
			storetest.Next(t, "the mark", gate.Reached)
			o.say(t, o.thales, room, "@john again")
			c.Settle(t)
			o.read(t, o.john, room, 2)
			gate.Open()
			must(t, storetest.Next(t, "it to be marked", ended))
			for range 2 { // sent again it is so still
				if got := o.unread(t, o.john, id); got != [2]int{2, 2} {
					t.Errorf("john has not read %v, want both, which are meant", got)
				}
				must(t, c.Redis.HSet(ctx, c.MentionsKey(o.john.ID), string(id), "1").Err()) // as when the Stoa had died after marking
				_, err := c.Rooms.MarkUnread(ctx, o.john, room, 1, "op")
				must(t, err)
			}
		})
	}
}

// Of very many lines that are meant for somebody the newest are counted, in whichever order they come to be known.
func TestOfVeryManyThatAreMeantTheNewestAreCounted(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	o, ctx, room := newTown(t, c), t.Context(), store.GeneralRoom()
	for i := range 101 {
		o.say(t, o.thales, room, fmt.Sprint("@john ", i))
	}
	c.Settle(t)
	for range 2 {
		_, err := c.Rooms.MarkUnread(ctx, o.john, room, 1, "op")
		must(t, err)
	}
	if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{101, 99} {
		t.Errorf("john has not read %v, want 101 and 99", got)
	}
	o.read(t, o.john, room, 2)
	if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{99, 99} {
		t.Errorf("read to 2, john has not read %v, want 99 twice", got)
	}
}

func TestTheInboxHearsThatAMentionWasDeleted(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	o, ctx, room := newTown(t, c), t.Context(), store.GeneralRoom()
	line := o.say(t, o.thales, room, "@john")
	c.Settle(t)
	bells := c.Redis.Subscribe(ctx, c.Options.Prefix+"doorbell")
	t.Cleanup(func() { _ = bells.Close() })
	_, err := bells.Receive(ctx)
	must(t, err)
	must(t, c.Rooms.Delete(ctx, o.thales, room, line, false, ""))
	c.Settle(t)
	o.say(t, o.john, room, "the end")
	state := false
	for rung := ""; !strings.Contains(rung, `"kind":"message"`); state = state ||
		strings.Contains(rung, campus.PersonTopic(o.john.ID)+`"`) && strings.Contains(rung, `"state"`) {
		rung = storetest.Next(t, "the bells", bells.Channel()).Payload
	}
	if !state {
		t.Error("john's pages hear not that his inbox has changed")
	}
}

func TestRunsOfOnesOwnLinesCountInWhateverOrderTheyStand(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	o, ctx, room := newTown(t, c), t.Context(), store.GeneralRoom()
	for range 10 {
		o.say(t, o.thales, room, "line")
	}
	must(t, c.Redis.HSet(ctx, c.MarksKey(o.john.ID), "general", "0 0 8 2-9 3-4").Err())
	if mark, err := c.Rooms.MarkRead(ctx, o.john, room, 1); err != nil || mark.Line != 9 {
		t.Errorf("read to 1 john has read %+v, %v; want to 9", mark, err)
	}
}

func TestWhatStaffDoInARoomIsNoLineOfTheirs(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	o, ctx, room := newTown(t, c), t.Context(), store.GeneralRoom()
	mark := func() string { return c.Redis.HGet(ctx, c.MarksKey(o.admin.ID), "general").Val() }
	before := mark()
	_, err := c.Rooms.SetChat(ctx, o.admin, room, campus.Rules{Chat: campus.ChatSlow, Seconds: 30}, "")
	must(t, err)
	o.say(t, o.thales, room, "line")
	c.Settle(t)
	if got := mark(); got != before {
		t.Errorf("the admin has read %q, want %q", got, before)
	}
	_, err = c.Rooms.MarkRead(ctx, o.john, room, 2)
	must(t, err)
	_, err = c.Rooms.SetChat(ctx, o.admin, room, campus.Rules{Chat: campus.ChatOpen}, "")
	must(t, err)
	if read, err := c.Rooms.MarkRead(ctx, o.john, room, 3); err != nil || read.Unread() != 0 {
		t.Errorf("read beyond what was said last, %d are unread, %v", read.Unread(), err)
	}
}

func TestOfAMeetingItIsNotKeptWhatNobodyHasToRead(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	r := enter(t, c, 1)
	ctx, talk := t.Context(), store.MeetingRoom(r.id, 1)
	r.say(t, r.people[0], "one")
	must(t, c.Rooms.Delete(ctx, r.people[0], talk, 1, false, ""))
	if kept, err := c.Redis.HExists(ctx, c.RoomKey(talk), "notices").Result(); err != nil || kept {
		t.Errorf("it is kept: %v, %v", kept, err)
	}
}
