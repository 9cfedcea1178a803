package store_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// bodiesOf returns what lines say.
func bodiesOf(lines []campus.Line) string {
	var all []string
	for _, l := range lines {
		all = append(all, l.Body)
	}
	return strings.Join(all, ", ")
}

// One broken line hides no other: neither on the room's page, nor in its search, nor in the list of rooms.
func TestALineThatCannotBeReadIsSteppedOver(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, shared *storetest.Campus) {
		var log bytes.Buffer
		c := shared.Apart(t, storetest.Log(slog.New(slog.NewTextHandler(&log, nil))))
		o, ctx := newTown(t, c), t.Context()
		course, two := store.CourseRoom(o.course.ID), store.PrivateRoom(o.john.ID, o.hamid.ID)
		for i, room := range []store.Room{store.GeneralRoom(), course, two} {
			for n := range 5 {
				o.say(t, o.john, room, fmt.Sprintf("heron %d", n+1))
			}
			broken := o.say(t, o.john, room, "heron 6")
			must(t, c.Redis.HSet(ctx, c.LinesKey(room), "3", `{"author":`, fmt.Sprint(broken), `"`).Err())
			id, _ := campus.ParseRoomTopic(room.Topic)
			chat, err := c.Rooms.Chat(ctx, o.hamid, room, store.Span{Limit: 9, Beside: 3})
			if got := bodiesOf(chat.Said.Lines); err != nil || got != "heron 1, heron 2, heron 4, heron 5" || chat.Beside.ID != 0 ||
				chat.Said.Last != 6 {
				t.Errorf("%s shows %s, beside %+v, %v", id, got, chat.Beside, err)
			}
			lines, err := c.Rooms.Lines(ctx, room, []int64{2, 3, 4})
			if got := bodiesOf(lines); err != nil || got != "heron 2, heron 4" {
				t.Errorf("of three lines in %s there are %s, %v", id, got, err)
			}
			mine, err := c.Rooms.Mine(ctx, o.hamid, nil)
			if err != nil || !slices.ContainsFunc(mine, func(m store.MyRoom) bool { return m.ID == id }) {
				t.Errorf("%s is not among hamid's rooms: %v", id, err)
			}
			o.say(t, o.john, room, "heron 7")
			c.Settle(t)
			wantFound(t, c, string(id), o.hamid, store.LineQuery{Words: "heron", Room: id}, name(id, 1), name(id, 2), name(id, 4), name(id, 5),
				name(id, 7))
			_, err = c.Rooms.MarkUnread(ctx, o.hamid, room, 1, "")
			must(t, err)
			if got := strings.Count(log.String(), "cannot be read"); got != 2*(i+1) {
				t.Errorf("after %d rooms with two broken lines each the log says so %d times: %s", i+1, got, &log)
			}
		}
		late := c.Person(t, "late", campus.Student) // who comes when the last line cannot be read has missed nothing
		must(t, c.Redis.HSet(ctx, c.LinesKey(store.GeneralRoom()), "7", `{`).Err())
		c.Settle(t)
		if got := o.unread(t, late, campus.GeneralID); got[0] > 1 {
			t.Errorf("who is new has not read %d", got[0])
		}
	})
}

func name(id campus.RoomID, line int) string { return fmt.Sprintf("%s %d", id, line) }
