package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestWhoKeepsOrderInRoomsOutsideMeetings(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		general, course, two := store.GeneralRoom(), store.CourseRoom(o.course.ID), store.PrivateRoom(o.john.ID, o.hamid.ID)
		for name, test := range map[string]struct {
			asker campus.Person
			room  store.Room
			whom  campus.Person
			want  error
		}{
			"an admin in general":      {o.admin, general, o.john, nil},
			"a teacher in general":     {o.thales, general, o.john, campus.ErrNotRoomStaff},
			"a teacher by an admin":    {o.admin, general, o.thales, nil},
			"an admin, by themselves":  {o.admin, general, o.admin, campus.ErrOwnself},
			"a teacher in the course":  {o.hypatia, course, o.john, nil},
			"an admin in the course":   {o.admin, course, o.john, nil},
			"its teacher by another":   {o.hypatia, course, o.thales, campus.ErrProtected},
			"an admin by a teacher":    {o.thales, course, o.admin, campus.ErrProtected},
			"a student in the course":  {o.john, course, o.hamid, campus.ErrNotRoomStaff},
			"a teacher of another":     {o.pythia, course, o.john, campus.ErrNotEnrolled},
			"one of two":               {o.john, two, o.hamid, campus.ErrNotRoomStaff},
			"an admin in one of two":   {o.admin, two, o.hamid, campus.ErrNoRoom},
			"nobody":                   {o.admin, general, campus.Person{ID: 999}, campus.ErrNoPerson},
			"a teacher who left it by": {o.hypatia, course, o.pythia, nil},
		} {
			for _, what := range []campus.Kind{campus.KindMuted, campus.KindUnmuted, campus.KindBanned, campus.KindLifted} {
				err := c.Rooms.Sanction(ctx, test.asker, test.room, test.whom.ID, what, "")
				wantRefusal(t, fmt.Sprintf("%s: %s", name, what), err, test.want)
			}
			if test.want == nil {
				wantRefusal(t, name+": removed", c.Rooms.Sanction(ctx, test.asker, test.room, test.whom.ID, campus.KindRemoved, ""),
					campus.ErrNotThere)
			}
		}
		_, err := c.Rooms.SetChat(ctx, o.thales, general, campus.Rules{Chat: campus.ChatStaff}, "")
		wantRefusal(t, "a teacher rules general", err, campus.ErrNotRoomStaff)
		_, err = c.Rooms.SetChat(ctx, o.john, two, campus.Rules{Chat: campus.ChatStaff}, "")
		wantRefusal(t, "one of two rules", err, campus.ErrNotRoomStaff)
		_, err = c.Rooms.SetChat(ctx, o.admin, general, campus.Rules{Chat: "loud"}, "")
		wantFields(t, "a mode that there is not", err, campus.Invalid, "mode")
	})
}

func TestWhatStaffDoOutsideMeetingsHoldsAndIsTold(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx := newTown(t, c), t.Context()
		room, id := store.CourseRoom(o.course.ID), campus.CourseRoomID(o.course.ID)
		line := o.say(t, o.john, room, "one")
		speak := func(what string, who campus.Person, want error) {
			t.Helper()
			_, err := c.Rooms.Post(ctx, who, room, campus.NewLine{Body: what}, "")
			if campus.CodeOf(want) == campus.TooMany {
				wantCode(t, what, err, campus.TooMany)
				return
			}
			wantRefusal(t, what, err, want)
		}
		must(t, c.Rooms.Sanction(ctx, o.thales, room, o.john.ID, campus.KindMuted, ""))
		must(t, c.Rooms.Sanction(ctx, o.thales, room, o.john.ID, campus.KindMuted, "")) // again: without a word
		speak("while muted", o.john, campus.ErrMuted)
		wantRefusal(t, "reacting while muted", c.Rooms.React(ctx, o.john, room, line, "heart", true, ""), campus.ErrMuted)
		if place, err := c.Rooms.Place(ctx, o.john, room); err != nil || !place.Muted {
			t.Errorf("muted john has the place %+v, %v", place, err)
		}
		must(t, c.Rooms.Sanction(ctx, o.thales, room, o.john.ID, campus.KindUnmuted, ""))
		speak("unmuted", o.john, nil)
		rules, err := c.Rooms.SetChat(ctx, o.hypatia, room, campus.Rules{Chat: campus.ChatStaff}, "")
		if err != nil || rules.Mode() != campus.ChatStaff {
			t.Errorf("the rules are %+v, %v", rules, err)
		}
		speak("staff only", o.john, campus.ErrStaffOnly)
		speak("staff", o.thales, nil)
		_, err = c.Rooms.SetChat(ctx, o.hypatia, room, campus.Rules{Chat: campus.ChatSlow, Seconds: 30}, "")
		must(t, err)
		speak("slow, long after", o.hamid, nil)
		speak("too soon", o.hamid, campus.TooSoon(0))
		clock.Add(30 * time.Second)
		speak("slow", o.hamid, nil)
		must(t, c.Rooms.Sanction(ctx, o.thales, room, o.john.ID, campus.KindBanned, ""))
		speak("banned", o.john, campus.ErrBannedHere)
		_, err = c.Rooms.Edit(ctx, o.john, room, line, "banned", "")
		wantRefusal(t, "editing while banned", err, campus.ErrBannedHere)
		_, err = c.Rooms.Chat(ctx, o.john, room, store.Span{Limit: 1})
		wantRefusal(t, "reading while banned", err, campus.ErrBannedHere)
		mine, err := c.Rooms.Mine(ctx, o.john, nil)
		if err != nil || slices.ContainsFunc(mine, func(m store.MyRoom) bool { return m.ID == id }) {
			t.Errorf("banned john has %+v, %v", mine, err)
		}
		kept, err := c.Rooms.Sanctioned(ctx, o.thales, room)
		if err != nil || len(kept.Banned) != 1 || kept.Banned[0].Person.ID != o.john.ID || !kept.Banned[0].Joined.Equal(clock.Now()) ||
			len(kept.Muted) != 0 {
			t.Errorf("banned and muted are %+v, %v", kept, err)
		}
		_, err = c.Rooms.Sanctioned(ctx, o.hamid, room)
		wantRefusal(t, "who keeps no order asks for them", err, campus.ErrNotRoomStaff)
		must(t, c.Rooms.Sanction(ctx, o.thales, room, o.john.ID, campus.KindLifted, ""))
		_, err = c.Rooms.Chat(ctx, o.john, room, store.Span{Limit: 1})
		must(t, err)
		said, err := c.Rooms.Messages(ctx, room, store.Span{Limit: 50})
		must(t, err)
		var notices []campus.Kind
		for _, l := range said.Lines {
			if l.Notice != "" {
				notices = append(notices, l.Notice)
			}
		}
		if want := []campus.Kind{campus.KindMuted, campus.KindUnmuted, campus.KindChat, campus.KindChat, campus.KindBanned,
			campus.KindLifted}; !slices.Equal(notices, want) {
			t.Errorf("the room is told %v, want %v", notices, want)
		}
		c.Settle(t)
		trail, err := c.Audit.Trail(ctx, o.john.ID, 50)
		must(t, err)
		var deeds []string
		for _, e := range trail {
			if e.Deed == campus.DeedSanctioned {
				deeds = append(deeds, e.What)
			}
		}
		if want := []string{"lifted " + room.Topic, "banned " + room.Topic, "unmuted " + room.Topic, "muted " + room.Topic}; !slices.Equal(deeds, want) {
			t.Errorf("the audit has %q, want %q", deeds, want)
		}
	})
}

func TestTheStandingOfSomebodyInARoom(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		room := store.CourseRoom(o.course.ID)
		must(t, c.Rooms.Sanction(ctx, o.thales, room, o.hamid.ID, campus.KindBanned, ""))
		for name, test := range map[string]struct {
			asker, whom campus.Person
			want        store.Standing
			no          error
		}{
			"a student":              {o.thales, o.john, store.Standing{}, nil},
			"a teacher":              {o.john, o.hypatia, store.Standing{Staff: true}, nil},
			"banned, for staff":      {o.thales, o.hamid, store.Standing{Banned: true}, nil},
			"banned, for a student":  {o.john, o.hamid, store.Standing{}, campus.ErrNotThere},
			"not of it":              {o.thales, o.haled, store.Standing{}, campus.ErrNotThere},
			"asked by who may not":   {o.haled, o.john, store.Standing{}, campus.ErrNotEnrolled},
			"nobody":                 {o.thales, campus.Person{ID: 999}, store.Standing{}, campus.ErrNotThere},
			"an admin, who is staff": {o.john, o.admin, store.Standing{Staff: true}, nil},
		} {
			_, st, err := c.Rooms.Standing(ctx, test.asker, room, test.whom.ID)
			if test.no == nil {
				test.want.Person, test.want.Pair = test.whom, campus.PrivateFacts{From: test.asker, To: test.whom}
			}
			wantRefusal(t, name, err, test.no)
			if st != test.want {
				t.Errorf("%s: %+v, want %+v", name, st, test.want)
			}
		}
	})
}
