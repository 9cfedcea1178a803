package store_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// ordered is an open meeting of a course, with everybody in it who makes a difference for who keeps order.
type ordered struct {
	*storetest.Campus
	id                        int64
	host, co, admin, stranger campus.Person
	john, hamid               campus.Person
	room                      store.Room
}

func order(t *testing.T, c *storetest.Campus) ordered {
	t.Helper()
	ctx := t.Context()
	o := ordered{Campus: c, host: c.Person(t, "thales", campus.Teacher), co: c.Person(t, "hypatia", campus.Teacher),
		admin: c.Person(t, "admin", campus.Admin), stranger: c.Person(t, "zeno", campus.Teacher),
		john: c.Person(t, "john", campus.Student), hamid: c.Person(t, "hamid", campus.Student)}
	course := c.Course(t, o.co, "Geometry", 9)
	c.Enrol(t, course, o.john, o.hamid)
	at := c.Now().Add(-time.Minute)
	slot := campus.Slot{From: at, To: at.Add(time.Hour), Zone: "UTC"}
	next := campus.Slot{From: at.AddDate(0, 0, 7), To: at.AddDate(0, 0, 7).Add(time.Hour), Zone: "UTC"}
	m, err := c.Meetings.Create(ctx, o.co, campus.NewMeeting{Title: "Talk", Course: course.ID, Slots: []campus.Slot{slot, next},
		Audience: []string{o.stranger.Email}}, "")
	must(t, err)
	_, err = c.Meetings.Edit(ctx, o.admin, m.ID, campus.NewMeeting{Title: "Talk", Course: course.ID, Host: o.host.ID}, "")
	must(t, err)
	o.id, o.room = m.ID, store.MeetingRoom(m.ID, 1)
	c.Settle(t)
	for _, p := range []campus.Person{o.host, o.co, o.admin, o.stranger, o.john, o.hamid} {
		must(t, c.Meetings.Join(ctx, p, m.ID, 1, ""))
	}
	return o
}

// say tries to say a line.
func (o ordered) say(t *testing.T, who campus.Person) error {
	t.Helper()
	_, err := o.Rooms.Post(t.Context(), who, o.room, campus.NewLine{Body: "hello"}, "")
	return err
}

// chat sets who may write.
func (o ordered) chat(t *testing.T, mode campus.ChatMode, seconds int) {
	t.Helper()
	got, err := o.Meetings.SetChat(t.Context(), o.host, o.id, 1, campus.Rules{Chat: mode, Seconds: seconds}, "")
	if err != nil || got.Mode() != mode || got.Seconds != seconds {
		t.Errorf("set %s %d: got %+v, %v", mode, seconds, got, err)
	}
}

// notices returns the notices of the room, as kind and whom.
func (o ordered) notices(t *testing.T) (all []string) {
	t.Helper()
	said, err := o.Rooms.Messages(t.Context(), o.room, store.Span{Limit: store.MaxLines})
	must(t, err)
	for _, l := range said.Lines {
		if l.Notice != "" {
			all = append(all, fmt.Sprint(l.Notice, " ", l.Author.Name, " ", l.Whom.Name, " ", l.Rules.Chat, " ", l.Rules.Seconds))
		}
	}
	return all
}

func wantNotices(t *testing.T, o ordered, want ...string) {
	t.Helper()
	if got := o.notices(t); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the room has the notices\n%q, want\n%q", got, want)
	}
}

func TestOnlyStaffWriteWhereThatIsTheRule(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := order(t, c), t.Context()
		line, err := c.Rooms.Post(ctx, o.john, o.room, campus.NewLine{Body: "before"}, "")
		must(t, err)
		o.chat(t, campus.ChatStaff, 0)
		for _, p := range []campus.Person{o.host, o.co, o.admin} {
			wantRefusal(t, p.Username, o.say(t, p), nil)
		}
		for _, p := range []campus.Person{o.stranger, o.john} {
			wantRefusal(t, p.Username, o.say(t, p), campus.ErrStaffOnly)
		}
		_, err = c.Rooms.Edit(ctx, o.john, o.room, line, "after", "")
		wantRefusal(t, "an edit", err, campus.ErrStaffOnly)
		must(t, c.Rooms.Delete(ctx, o.john, o.room, line, false, ""))
		o.chat(t, campus.ChatStaff, 0) // so already
		o.chat(t, campus.ChatOpen, 0)
		wantRefusal(t, "open again", o.say(t, o.john), nil)
		wantNotices(t, o, "chat The thales  staff 0", "chat The thales  open 0")
	})
}

func TestInSlowChatOneWaitsBetweenTwoLines(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o := order(t, c)
		o.chat(t, campus.ChatSlow, 30)
		wantRefusal(t, "the first line", o.say(t, o.john), nil)
		clock.Add(21500 * time.Millisecond)
		err := o.say(t, o.john)
		wantCode(t, "the second", err, campus.TooMany)
		if e, ok := errors.AsType[*campus.Error](err); !ok || e.Wait != 8500*time.Millisecond ||
			e.Sentence != "This room is slow: you can write again in 9 seconds." {
			t.Errorf("got %#v", err)
		}
		wantRefusal(t, "somebody else", o.say(t, o.hamid), nil)
		for _, p := range []campus.Person{o.host, o.co, o.admin} {
			for range 2 {
				wantRefusal(t, p.Username, o.say(t, p), nil)
			}
		}
		clock.Add(8499 * time.Millisecond)
		wantCode(t, "just before", o.say(t, o.john), campus.TooMany)
		clock.Add(time.Millisecond)
		wantRefusal(t, "just then", o.say(t, o.john), nil)
		wantCode(t, "at once again", o.say(t, o.john), campus.TooMany)
		o.chat(t, campus.ChatOpen, 0)
		wantRefusal(t, "open again", o.say(t, o.john), nil)
		o.chat(t, campus.ChatSlow, 10)
		wantNotices(t, o, "chat The thales  slow 30", "chat The thales  open 0", "chat The thales  slow 10")
	})
}

func TestOneLineDeletedShortensNoPause(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := order(t, c), t.Context()
		o.chat(t, campus.ChatSlow, 600)
		line, err := c.Rooms.Post(ctx, o.john, o.room, campus.NewLine{Body: "hello"}, "one")
		must(t, err)
		if again, err := c.Rooms.Post(ctx, o.john, o.room, campus.NewLine{Body: "hello"}, "one"); again != line || err != nil {
			t.Errorf("the same line sent again is %d, %v, want %d", again, err, line)
		}
		must(t, c.Rooms.Delete(ctx, o.john, o.room, line, false, ""))
		wantCode(t, "after it is deleted", o.say(t, o.john), campus.TooMany)
	})
}

func TestOfManyLinesAtOnceSlowChatTakesOne(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o := order(t, c)
		o.chat(t, campus.ChatSlow, 600)
		var said atomic.Int64
		storetest.Together(askers(), func(int) {
			if o.say(t, o.john) == nil {
				said.Add(1)
			}
		})
		if said.Load() != 1 {
			t.Errorf("%d lines were said", said.Load())
		}
	})
}

func TestARoomThatIsLockedLetsNobodyNewInButStaff(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := order(t, c), t.Context()
		for _, p := range []campus.Person{o.host, o.co, o.admin, o.john, o.stranger} {
			must(t, c.Meetings.Leave(ctx, p, o.id, 1, ""))
		}
		got, err := c.Meetings.Lock(ctx, o.co, o.id, 1, true, "")
		if err != nil || !got.Locked {
			t.Errorf("locked: %+v, %v", got, err)
		}
		for _, p := range []campus.Person{o.host, o.co, o.admin} {
			wantRefusal(t, p.Username, c.Meetings.Join(ctx, p, o.id, 1, ""), nil)
		}
		for _, p := range []campus.Person{o.john, o.stranger} {
			wantRefusal(t, p.Username, c.Meetings.Join(ctx, p, o.id, 1, "in"), campus.ErrLocked)
		}
		wantRefusal(t, "who is inside", c.Meetings.Join(ctx, o.hamid, o.id, 1, ""), campus.ErrAlreadyIn)
		wantRefusal(t, "who is inside speaks", o.say(t, o.hamid), nil)
		other := c.Person(t, "xeno", campus.Student)
		wantRefusal(t, "who is not invited", c.Meetings.Join(ctx, other, o.id, 1, ""), campus.ErrNotInvited)
		got, err = c.Meetings.Lock(ctx, o.host, o.id, 1, false, "")
		if err != nil || got.Locked {
			t.Errorf("unlocked: %+v, %v", got, err)
		}
		wantRefusal(t, "open again", c.Meetings.Join(ctx, o.john, o.id, 1, "in"), nil)
		wantNotices(t, o, "locked The hypatia   0", "unlocked The thales   0")
	})
}

func TestOnlyStaffOfTheMeetingSetItsRules(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx := order(t, c), t.Context()
		set := func(p campus.Person, id int64, order int, r campus.Rules) error {
			_, err := c.Meetings.SetChat(ctx, p, id, order, r, "")
			return err
		}
		staffOnly := campus.Rules{Chat: campus.ChatStaff}
		wantRefusal(t, "a student", set(o.john, o.id, 1, staffOnly), campus.ErrNotMeetingStaff)
		wantRefusal(t, "another teacher", set(o.stranger, o.id, 1, staffOnly), campus.ErrNotMeetingStaff)
		wantRefusal(t, "no meeting", set(o.admin, 99, 1, staffOnly), campus.ErrNoMeeting)
		wantRefusal(t, "no date", set(o.host, o.id, 9, staffOnly), campus.ErrNotActive)
		wantRefusal(t, "a date to come", set(o.host, o.id, 2, staffOnly), nil)
		for _, r := range []campus.Rules{{Chat: campus.ChatSlow}, {Chat: campus.ChatSlow, Seconds: -1},
			{Chat: campus.ChatSlow, Seconds: 601}} {
			wantFields(t, fmt.Sprint(r), set(o.host, o.id, 1, r), campus.Invalid, "seconds")
		}
		for _, mode := range []campus.ChatMode{"", "closed"} {
			wantFields(t, "mode "+string(mode), set(o.host, o.id, 1, campus.Rules{Chat: mode}), campus.Invalid, "mode")
		}
		_, err := c.Meetings.Lock(ctx, o.john, o.id, 1, true, "")
		wantRefusal(t, "a student locks", err, campus.ErrNotMeetingStaff)
		clock.Add(time.Hour)
		wantRefusal(t, "over", set(o.host, o.id, 1, staffOnly), campus.ErrNotActive)
		wantNotices(t, o)
	})
}

func TestThatSomebodyTypesIsToldOfWhoMayWrite(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx := order(t, c), t.Context()
		types := func(what string, who campus.Person, want error) {
			t.Helper()
			_, e := listen(t, c.Beside(t))
			wantRefusal(t, what, c.Beside(t).Rooms.Typing(ctx, who, o.room), want) // a Stoa tells it at most once in a while
			if want == nil {
				got := storetest.Next(t, "that somebody types", e.events)
				for got.Kind != campus.KindTyping { // what was done before may be heard only now
					got = storetest.Next(t, "that somebody types", e.events)
				}
				if got.Topic != o.room.Topic || got.Ref != who.ID {
					t.Errorf("%s: the room hears %+v", what, got)
				}
			}
		}
		o.chat(t, campus.ChatStaff, 0)
		for _, p := range []campus.Person{o.host, o.co, o.admin} {
			types("staff, where they alone write", p, nil)
		}
		for _, p := range []campus.Person{o.stranger, o.john} {
			types("another, where staff alone write", p, campus.ErrStaffOnly)
		}
		o.chat(t, campus.ChatSlow, 60)
		must(t, o.say(t, o.john))
		types("in the pause of slow chat", o.john, nil)
		must(t, c.Meetings.Mute(ctx, o.host, o.id, 1, o.john.ID, ""))
		types("who is muted", o.john, campus.ErrMuted)
	})
}
