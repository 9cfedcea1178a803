package store_test

import (
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// orderOp is something that a meeting's host does to keep order in its first date.
type orderOp struct {
	name  string
	waits func(o ordered) string // a key or word that its script alone is told
	gone  error                  // it is refused with, once the meeting is
	do    func(c *storetest.Campus, o ordered) error
}

func orderOps(t *testing.T) []orderOp {
	ctx := t.Context()
	outbox := func(o ordered) string { return o.MeetingOutbox(o.id) }
	roster := func(o ordered) string { return o.RosterKey(o.room) }
	return []orderOp{
		{"sets the chat", outbox, campus.ErrNotActive, func(c *storetest.Campus, o ordered) error {
			_, err := c.Meetings.SetChat(ctx, o.host, o.id, 1, campus.Rules{Chat: campus.ChatStaff}, "")
			return err
		}},
		{"locks", outbox, campus.ErrNotActive, func(c *storetest.Campus, o ordered) error {
			_, err := c.Meetings.Lock(ctx, o.host, o.id, 1, true, "")
			return err
		}},
		{"mutes", outbox, campus.ErrNotActive,
			func(c *storetest.Campus, o ordered) error {
				return c.Meetings.Mute(ctx, o.host, o.id, 1, o.john.ID, "")
			}},
		{"sends out", outbox, campus.ErrNotActive,
			func(c *storetest.Campus, o ordered) error {
				return c.Meetings.Remove(ctx, o.host, o.id, 1, o.john.ID, "")
			}},
		{"bans", outbox, campus.ErrNoMeeting,
			func(c *storetest.Campus, o ordered) error { return c.Meetings.Ban(ctx, o.host, o.id, o.john.ID, "") }},
		{"reminds", outbox, campus.ErrNoMeeting, func(c *storetest.Campus, o ordered) error {
			_, err := c.Meetings.Remind(ctx, o.host, o.id, 1, "")
			return err
		}},
		{"excuses", roster, campus.ErrNoMeeting,
			func(c *storetest.Campus, o ordered) error {
				return c.Meetings.Excuse(ctx, o.host, o.id, 1, o.john.ID, "ill", "")
			}},
		{"takes an excuse back", roster, campus.ErrNoMeeting,
			func(c *storetest.Campus, o ordered) error {
				return c.Meetings.TakeBackExcuse(ctx, o.host, o.id, 1, o.john.ID, "")
			}},
	}
}

// What a host has asked for is decided by what is so when it is done, not when it was asked.
func TestWhoIsNoLongerItsHostKeepsNoOrderInAMeetingNorAnybodyInOneThatIsGone(t *testing.T) {
	t.Parallel()
	for _, op := range orderOps(t) {
		for what, meanwhile := range map[string]func(o ordered) error{
			"handed over": func(o ordered) error {
				_, err := o.Meetings.Edit(t.Context(), o.admin, o.id, campus.NewMeeting{Title: "Talk", Host: o.stranger.ID}, "")
				return err
			},
			"deleted": func(o ordered) error { return o.Meetings.Delete(t.Context(), o.admin, o.id, 0, "") },
		} {
			t.Run(op.name+" when it is "+what, func(t *testing.T) {
				t.Parallel()
				c, want := storetest.New(t), error(campus.ErrNotMeetingStaff)
				if what == "deleted" {
					want = op.gone
				}
				o := order(t, c)
				c.Tick(t)
				through, gate := c.Gated(t, op.waits(o))
				var before string
				err := between(t, gate, func() error { return op.do(through, o) }, func() {
					must(t, meanwhile(o))
					before = lasting(t, c)
				})
				wantRefusal(t, op.name, err, want)
				if got := lasting(t, c); got != before {
					t.Errorf("it made of\n%s\nthis:\n%s", before, got)
				}
			})
		}
	}
}

func TestWhatWasSaidIsChangedNeitherByWhoIsShutOutNorAfterTheEnd(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := order(t, c), t.Context()
		lines := map[int64]int64{}
		for _, p := range []campus.Person{o.john, o.hamid, o.host, o.co, o.stranger} {
			id, err := c.Rooms.Post(ctx, p, o.room, campus.NewLine{Body: "before"}, "")
			must(t, err)
			lines[p.ID] = id
		}
		edit := func(p campus.Person) error {
			_, err := c.Rooms.Edit(ctx, p, o.room, lines[p.ID], "after", "")
			return err
		}
		react := func(p campus.Person) error { return c.Rooms.React(ctx, p, o.room, lines[o.host.ID], "heart", true, "") }
		o.chat(t, campus.ChatStaff, 0)
		for _, p := range []campus.Person{o.host, o.co} {
			wantRefusal(t, p.Username+" edits where staff write", edit(p), nil)
		}
		wantRefusal(t, "who may not write edits", edit(o.hamid), campus.ErrStaffOnly)
		wantRefusal(t, "and reacts", react(o.hamid), nil)
		o.chat(t, campus.ChatOpen, 0)
		must(t, c.Meetings.Ban(ctx, o.host, o.id, o.john.ID, ""))
		wantRefusal(t, "who is banned edits", edit(o.john), campus.ErrBanned)
		wantRefusal(t, "who is banned reacts", react(o.john), campus.ErrBanned)
		for _, p := range []campus.Person{o.hamid, o.stranger} {
			must(t, c.Meetings.Mute(ctx, o.host, o.id, 1, p.ID, ""))
			wantRefusal(t, "who is muted reacts", react(p), campus.ErrMuted)
		}
		_, err := c.Meetings.Edit(ctx, o.admin, o.id, campus.NewMeeting{Title: "Talk", Host: o.stranger.ID}, "")
		must(t, err)
		wantRefusal(t, "who was muted, and is its host now, reacts", react(o.stranger), nil)
		wantRefusal(t, "and edits", edit(o.stranger), nil)
		_, err = c.Meetings.Turn(ctx, o.admin, o.id, 1, campus.TurnEnd, "")
		must(t, err)
		for _, p := range []campus.Person{o.stranger, o.hamid} {
			wantRefusal(t, p.Username+" edits after the end", edit(p), campus.ErrNotActive)
		}
	})
}

func TestOrderIsKeptAndToldWhereARoomIsOpen(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := order(t, c), t.Context()
		said := func(order int) int {
			all, err := c.Rooms.Messages(ctx, store.MeetingRoom(o.id, order), store.Span{Limit: store.MaxLines})
			must(t, err)
			return len(all.Lines)
		}
		must(t, c.Meetings.Mute(ctx, o.host, o.id, 1, o.hamid.ID, ""))
		must(t, c.Meetings.Unmute(ctx, o.host, o.id, 2, o.hamid.ID, "")) // who has never been there yet
		wantRefusal(t, "unmuted for all dates", o.say(t, o.hamid), nil)
		must(t, c.Meetings.Ban(ctx, o.host, o.id, o.john.ID, ""))
		must(t, c.Meetings.Lift(ctx, o.host, o.id, o.john.ID, ""))
		wantRefusal(t, "sent out of a date to come", c.Meetings.Remove(ctx, o.host, o.id, 2, o.hamid.ID, ""), campus.ErrNotActive)
		if n := said(2); n != 0 {
			t.Errorf("the room of the date to come has %d lines", n)
		}
		for range 2 {
			_, err := c.Meetings.Lock(ctx, o.host, o.id, 1, true, "")
			must(t, err)
		}
		wantNotices(t, o, "muted The thales The hamid  0", "banned The thales The john  0", "lifted The thales The john  0",
			"locked The thales   0")
		wantRefusal(t, "who teaches its course deletes another's meeting", c.Meetings.Delete(ctx, o.co, o.id, 0, ""), campus.ErrNotHost)
		_, err := c.Meetings.Turn(ctx, o.host, o.id, 1, campus.TurnEnd, "")
		must(t, err)
		before := said(1)
		must(t, c.Meetings.Mute(ctx, o.host, o.id, 1, o.hamid.ID, "")) // for the dates to come
		wantRefusal(t, "sent out after the end", c.Meetings.Remove(ctx, o.host, o.id, 1, o.hamid.ID, ""), campus.ErrNotActive)
		if n := said(1); n != before {
			t.Errorf("after the end the room has %d lines, and had %d", n, before)
		}
		must(t, c.Meetings.CancelInstances(ctx, o.host, o.id, 2, false, 0, ""))
		_, err = c.Meetings.SetChat(ctx, o.host, o.id, 2, campus.Rules{Chat: campus.ChatStaff}, "")
		wantRefusal(t, "the chat of a date that is cancelled", err, campus.ErrNotActive)
	})
}

func TestOnlySlowChatHasAPauseAndNobodyAnswersANotice(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := order(t, c), t.Context()
		got, err := c.Meetings.SetChat(ctx, o.host, o.id, 1, campus.Rules{Chat: campus.ChatStaff, Seconds: 30}, "")
		if err != nil || got.Seconds != 0 {
			t.Errorf("where staff write there is a pause: %+v, %v", got, err)
		}
		_, err = c.Rooms.Post(ctx, o.host, o.room, campus.NewLine{Body: "why?", ReplyTo: 1}, "")
		wantRefusal(t, "an answer to a notice", err, campus.ErrNoReply)
		wantRefusal(t, "a reaction to it", c.Rooms.React(ctx, o.host, o.room, 1, "heart", true, ""), campus.ErrNoMessage)
	})
}

func TestOfWhoIsRefusedAtTheDoorTheLogSaysNothing(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := order(t, c), t.Context()
		must(t, c.Meetings.Ban(ctx, o.host, o.id, o.john.ID, ""))
		wantRefusal(t, "who is banned joins", c.Meetings.Join(ctx, o.john, o.id, 1, ""), campus.ErrBanned)
		wantVisits(t, c, o.room, o.john.ID, 1, 1)
	})
}

func TestWhoWasInsideALockedRoomComesBackThoughTheirNetworkWasAway(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx := order(t, c), t.Context()
		must(t, c.Meetings.Here(ctx, o.john, o.id, 1))
		must(t, c.Meetings.Leave(ctx, o.hamid, o.id, 1, ""))
		_, err := c.Meetings.Lock(ctx, o.host, o.id, 1, true, "")
		must(t, err)
		clock.Add(2 * time.Minute)
		c.Tick(t)
		wantRefusal(t, "who was let out unseen answers", c.Meetings.Here(ctx, o.john, o.id, 1), campus.ErrLost)
		wantRefusal(t, "and comes back", c.Meetings.Join(ctx, o.john, o.id, 1, ""), nil)
		wantRefusal(t, "who has left", c.Meetings.Join(ctx, o.hamid, o.id, 1, ""), campus.ErrLocked)
	})
}

func TestABanReachesARoomThatWasPlannedAndOpenedMeanwhile(t *testing.T) {
	t.Parallel()
	clock := storetest.At(noon)
	c := storetest.New(t, storetest.Clock(clock.Now))
	o, ctx := order(t, c), t.Context()
	through, gate := c.Gated(t, c.MeetingOutbox(o.id))
	third := 0
	err := between(t, gate, func() error { return through.Meetings.Ban(ctx, o.host, o.id, o.john.ID, "") }, func() {
		_, err := c.Meetings.Turn(ctx, o.host, o.id, 1, campus.TurnEnd, "")
		must(t, err)
		third, err = c.Meetings.AddInstance(ctx, o.host, o.id, hour(2*time.Hour), "")
		must(t, err)
		_, err = c.Meetings.Turn(ctx, o.host, o.id, third, campus.TurnStart, "")
		must(t, err)
		must(t, c.Meetings.Join(ctx, o.john, o.id, third, ""))
	})
	must(t, err)
	if n, err := c.Rooms.PresentCount(ctx, store.MeetingRoom(o.id, third)); n != 0 || err != nil {
		t.Errorf("%d are inside still, %v", n, err)
	}
}
