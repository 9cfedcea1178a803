package store_test

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestWhoIsMutedReadsAndDoesNotWriteUntilUnmuted(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := order(t, c), t.Context()
		line, err := c.Rooms.Post(ctx, o.john, o.room, campus.NewLine{Body: "before"}, "")
		must(t, err)
		must(t, c.Meetings.Mute(ctx, o.host, o.id, 1, o.john.ID, ""))
		must(t, c.Meetings.Mute(ctx, o.co, o.id, 1, o.john.ID, "")) // so already
		wantRefusal(t, "a line", o.say(t, o.john), campus.ErrMuted)
		_, err = c.Rooms.Edit(ctx, o.john, o.room, line, "after", "")
		wantRefusal(t, "an edit", err, campus.ErrMuted)
		seat, err := c.Meetings.Reader(ctx, o.john, o.id, 1)
		if !seat.Muted || !seat.Present || err != nil {
			t.Errorf("muted %v, present %v, %v", seat.Muted, seat.Present, err)
		}
		wantRefusal(t, "somebody else", o.say(t, o.hamid), nil)
		if seat, err = c.Meetings.Reader(ctx, o.john, o.id, 2); !seat.Muted || err != nil {
			t.Errorf("on the next date: muted %v, %v", seat.Muted, err)
		}
		must(t, c.Meetings.Unmute(ctx, o.admin, o.id, 1, o.john.ID, ""))
		wantRefusal(t, "unmuted", o.say(t, o.john), nil)
		wantNotices(t, o, "muted The thales The john  0", "unmuted The admin The john  0")
	})
}

func TestWhoIsSentOutMayComeBack(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := order(t, c), t.Context()
		must(t, c.Meetings.Remove(ctx, o.co, o.id, 1, o.john.ID, ""))
		must(t, c.Meetings.Remove(ctx, o.co, o.id, 1, o.john.ID, "")) // is not there any more
		wantRefusal(t, "a line", o.say(t, o.john), campus.ErrNotAttending)
		wantVisits(t, c, o.room, o.john.ID, 1, 1)
		wantSentOut := func(when string, want bool) {
			t.Helper()
			if seat, err := c.Meetings.Reader(ctx, o.john, o.id, 1); seat.SentOut != want || err != nil {
				t.Errorf("%s the door says that they were sent out: %t, %v", when, seat.SentOut, err)
			}
		}
		wantSentOut("afterwards", true)
		must(t, c.Meetings.Join(ctx, o.john, o.id, 1, ""))
		wantRefusal(t, "back again", o.say(t, o.john), nil)
		wantSentOut("inside", false)
		must(t, c.Meetings.Leave(ctx, o.john, o.id, 1, ""))
		wantSentOut("once they have left by themselves", false)
		wantNotices(t, o, "removed The hypatia The john  0")
	})
}

func TestWhoIsBannedIsSentOutAndStaysOut(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := order(t, c), t.Context()
		_, e := listen(t, c.Beside(t))
		must(t, c.Meetings.Ban(ctx, o.host, o.id, o.john.ID, ""))
		for e.next(t, campus.PersonTopic(o.john.ID)).Kind != campus.KindRights { // what else he was told may ring still
			continue
		}
		must(t, c.Meetings.Ban(ctx, o.admin, o.id, o.john.ID, "")) // so already
		wantVisits(t, c, o.room, o.john.ID, 1, 1)
		wantShutOut(t, o, o.john)
		c.Settle(t) // who was let in is looked at again
		wantRefusal(t, "somebody else", o.say(t, o.hamid), nil)
		if bans, err := c.Meetings.Bans(ctx, o.co, o.id); err != nil || len(bans) != 1 || bans[0].Person.ID != o.john.ID {
			t.Errorf("banned are %+v, %v", bans, err)
		}
		_, _, bans, err := c.Meetings.Guests(ctx, o.host, o.id)
		if err != nil || len(bans) != 1 || bans[0].Person.Name != o.john.Name || bans[0].Joined.IsZero() {
			t.Errorf("the page of the invited has as banned %+v, %v", bans, err)
		}
		_, err = c.Meetings.Bans(ctx, o.john, o.id)
		wantRefusal(t, "a student asks who is", err, campus.ErrNotMeetingStaff)
		must(t, c.Meetings.Lift(ctx, o.co, o.id, o.john.ID, ""))
		must(t, c.Meetings.Join(ctx, o.john, o.id, 1, "back"))
		wantRefusal(t, "lifted", o.say(t, o.john), nil)
		wantNotices(t, o, "banned The thales The john  0", "lifted The hypatia The john  0")
	})
}

// wantShutOut checks that a meeting is closed to somebody wherever one asks.
func wantShutOut(t *testing.T, o ordered, p campus.Person) {
	t.Helper()
	ctx := t.Context()
	for _, order := range []int{1, 2} {
		_, err := o.Meetings.Reader(ctx, p, o.id, order)
		wantRefusal(t, fmt.Sprint("reads ", order), err, campus.ErrBanned)
		_, err = o.Meetings.View(ctx, p, o.id, order, store.Span{Limit: 1})
		wantRefusal(t, fmt.Sprint("sees ", order), err, campus.ErrBanned)
	}
	wantRefusal(t, "joins", o.Meetings.Join(ctx, p, o.id, 1, "in"), campus.ErrBanned)
	wantRefusal(t, "writes", o.say(t, p), campus.ErrBanned)
	_, _, err := o.Meetings.Plan(ctx, p, o.id)
	wantRefusal(t, "its plan", err, campus.ErrBanned)
	agenda, err := o.Meetings.Agenda(ctx, p, nil)
	must(t, err)
	if listed := slices.Concat(agenda.Active, agenda.Coming); slices.ContainsFunc(listed, isMeeting(o.id)) {
		t.Errorf("it is listed: %+v", listed)
	}
	if n, err := o.Rooms.PresentCount(ctx, o.room); n != 5 || err != nil {
		t.Errorf("%d are inside, %v, want 5", n, err)
	}
}

func TestStaffCannotBeMutedSentOutOrBannedNorAnybodyThemselves(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := order(t, c), t.Context()
		outside := c.Person(t, "xeno", campus.Student)
		deeds := map[string]func(by campus.Person, whom int64) error{
			"mute":   func(by campus.Person, whom int64) error { return c.Meetings.Mute(ctx, by, o.id, 1, whom, "") },
			"unmute": func(by campus.Person, whom int64) error { return c.Meetings.Unmute(ctx, by, o.id, 1, whom, "") },
			"remove": func(by campus.Person, whom int64) error { return c.Meetings.Remove(ctx, by, o.id, 1, whom, "") },
			"ban":    func(by campus.Person, whom int64) error { return c.Meetings.Ban(ctx, by, o.id, whom, "") },
			"lift":   func(by campus.Person, whom int64) error { return c.Meetings.Lift(ctx, by, o.id, whom, "") },
		}
		for name, do := range deeds {
			for _, whom := range []campus.Person{o.host, o.co, o.admin} {
				by := o.admin
				if whom == by {
					by = o.host
				}
				wantRefusal(t, name+" "+whom.Username, do(by, whom.ID), campus.ErrProtected)
				wantRefusal(t, name+" oneself "+whom.Username, do(whom, whom.ID), campus.ErrOwnself)
			}
			wantRefusal(t, name+" by a student", do(o.john, o.hamid.ID), campus.ErrNotMeetingStaff)
			wantRefusal(t, name+" by another teacher", do(o.stranger, o.hamid.ID), campus.ErrNotMeetingStaff)
			wantRefusal(t, name+" nobody", do(o.host, 999), campus.ErrNoPerson)
			if name != "ban" && name != "lift" {
				wantRefusal(t, name+" who was never there", do(o.host, outside.ID), campus.ErrNotThere)
			}
		}
		wantNotices(t, o)
	})
}

func TestABanAgainstJoinsLeavesNobodyInside(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := order(t, c), t.Context()
		must(t, c.Meetings.Leave(ctx, o.john, o.id, 1, ""))
		storetest.Together(askers(), func(i int) {
			if i == askers()/2 {
				should(t, c.Meetings.Ban(ctx, o.host, o.id, o.john.ID, ""))
				return
			}
			err := c.Meetings.Join(ctx, o.john, o.id, 1, "")
			if err != nil && !errors.Is(err, campus.ErrAlreadyIn) && !errors.Is(err, campus.ErrBanned) {
				t.Error(err)
			}
		})
		wantShutOut(t, o, o.john)
	})
}

func TestNothingIsSaidAfterAMute(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := order(t, c), t.Context()
		var said atomic.Int64
		storetest.Together(askers(), func(i int) {
			if i == askers()/2 {
				should(t, c.Meetings.Mute(ctx, o.host, o.id, 1, o.john.ID, ""))
			} else if o.say(t, o.john) == nil {
				said.Add(1)
			}
		})
		all, err := c.Rooms.Messages(ctx, o.room, store.Span{Limit: store.MaxLines})
		must(t, err)
		last := all.Lines[len(all.Lines)-1]
		if last.Notice != campus.KindMuted || last.ID != said.Load()+1 {
			t.Errorf("the last of %d lines is %+v, want the notice", said.Load(), last)
		}
	})
}

func TestANoticeIsNobodysLine(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := order(t, c), t.Context()
		must(t, o.say(t, o.john))
		o.chat(t, campus.ChatSlow, 10)
		must(t, c.Meetings.Mute(ctx, o.host, o.id, 1, o.john.ID, "op"))
		must(t, c.Meetings.Mute(ctx, o.host, o.id, 1, o.john.ID, "op"))
		for _, p := range []campus.Person{o.host, o.admin} {
			_, err := c.Rooms.Edit(ctx, p, o.room, 2, "other words", "")
			wantRefusal(t, "an edit", err, campus.ErrNoMessage)
			wantRefusal(t, "a deletion", c.Rooms.Delete(ctx, p, o.room, 3, true, ""), campus.ErrNoMessage)
		}
		_, err := c.Reports.Line(ctx, asks(o.john), store.MeetingRoom(o.id, 1), 2, campus.NewReport{Reason: campus.ReasonSpam})
		wantRefusal(t, "a report", err, campus.ErrNoMessage)
		if own, err := c.Rooms.MessagesOf(ctx, o.room, o.host.ID); len(own) != 0 || err != nil {
			t.Errorf("the host has said %+v, %v", own, err)
		}
		lines, err := c.Rooms.Lines(ctx, o.room, []int64{2, 3})
		must(t, err)
		for i, want := range []string{"Slow: one message every 10 seconds.", "The thales has muted The john."} {
			if got := lines[i].Sentence(); got != want {
				t.Errorf("notice %d says %q, want %q", i, got, want)
			}
		}
		got := kinds(t, c, campus.Meeting{ID: o.id})
		if got[campus.KindChat] != 1 || got[campus.KindMuted] != 1 || got[campus.KindMessage] != 1 {
			t.Errorf("the log has %v", got)
		}
		must(t, o.say(t, o.host))
		if next, err := c.Rooms.Lines(ctx, o.room, []int64{4}); err != nil || next[0].Follows {
			t.Errorf("the line after a notice is %+v, %v", next, err)
		}
	})
}
