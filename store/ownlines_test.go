package store_test

import (
	"slices"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// Who writes has read what their page had shown, and not what came between; what they say themselves is never unread to them.
func TestWhoSaysSomethingHasReadWhatTheirPageHadShownAndNoMore(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx, room := newTown(t, c), t.Context(), store.GeneralRoom()
		for range 3 {
			o.say(t, o.hamid, room, "@john")
		}
		answers := func(what string, shown *campus.Shown, read int64, own []campus.Run, unread, meant int) {
			t.Helper()
			_, err := c.Rooms.Post(ctx, o.john, room, campus.NewLine{Body: "mine", Shown: shown}, "")
			must(t, err)
			chat, err := c.Rooms.Chat(ctx, o.john, room, store.Span{Limit: 1})
			if err != nil || chat.Read != read || !slices.Equal(chat.Own, own) {
				t.Errorf("%s: read to %d, own are %v, %v; want %d, %v", what, chat.Read, chat.Own, err, read, own)
			}
			if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{unread, meant} {
				t.Errorf("%s: john has not read %v, want %d, %d", what, got, unread, meant)
			}
			marks, _, err := c.Rooms.Marks(ctx, o.john)
			at := slices.IndexFunc(marks, func(m store.OwnMark) bool { return m.ID == campus.GeneralID })
			if err != nil || marks[at].Line != read || !slices.Equal(marks[at].Own, own) {
				t.Errorf("%s: his marks are %+v, %v", what, marks[at], err)
			}
		}
		c.Settle(t)
		answers("nothing came between", &campus.Shown{Line: 3}, 4, nil, 0, 0)
		o.say(t, o.hamid, room, "5, while john writes")
		o.say(t, o.hamid, room, "6, @john")
		c.Settle(t)
		answers("something came between", &campus.Shown{Line: 4}, 4, []campus.Run{{First: 7, Last: 7}}, 2, 1)
		answers("it waited", &campus.Shown{Line: 2}, 4, []campus.Run{{First: 7, Last: 8}}, 2, 1)
		answers("he has seen one of two", &campus.Shown{Line: 5}, 5, []campus.Run{{First: 7, Last: 9}}, 1, 1)
		mark, err := c.Rooms.MarkRead(ctx, o.john, room, 6)
		if err != nil || mark.Line != 9 || mark.Unread() != 0 {
			t.Errorf("what follows is his own: read to %d leaves %d, %v", mark.Line, mark.Unread(), err)
		}
		_, err = c.Rooms.MarkUnread(ctx, o.john, room, 5, "")
		must(t, err)
		answers("his page is older than that", &campus.Shown{Line: 9}, 4, []campus.Run{{First: 10, Last: 10}}, 5, 1)
		o.say(t, o.hamid, room, "11")
		answers("and knows it", &campus.Shown{Line: 10, Marked: 1}, 10, []campus.Run{{First: 12, Last: 12}}, 1, 0)
		answers("more than there is", &campus.Shown{Line: 99, Marked: 1}, 13, nil, 0, 0)
		o.say(t, o.hamid, room, "14")
		answers("whatever it is", &campus.Shown{Line: 14, Marked: -1}, 15, nil, 0, 0)
		o.say(t, o.hamid, room, "16")
		answers("without a page", nil, 17, nil, 0, 0)
		_, err = c.Rooms.Post(ctx, o.john, room, campus.NewLine{Body: "mine", Shown: &campus.Shown{Line: -1}}, "")
		wantFields(t, "no line", err, campus.Invalid, "seen")
	})
}

func TestWhatIsOnesOwnIsUnreadOnceOneMarksItSo(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	o := newTown(t, c)
	two, room := store.PrivateRoom(o.hamid.ID, o.john.ID), campus.PrivateRoomID(o.hamid.ID, o.john.ID)
	mine := o.say(t, o.john, two, "not to be forgotten")
	c.Settle(t)
	_, err := c.Rooms.MarkUnread(t.Context(), o.john, two, mine, "")
	must(t, err)
	if got := o.unread(t, o.john, room); got != [2]int{1, 0} {
		t.Errorf("in his list john has not read %v, want 1", got)
	}
	today, err := c.Home.Today(t.Context(), o.john, nil)
	if err != nil || len(today.Rooms) != 1 || today.Rooms[0].ID != room {
		t.Errorf("on his first page there are %+v, %v", today.Rooms, err)
	}
}
