package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// unread returns how much of a room somebody has not read, and how much of that is meant for them.
func (o town) unread(t testing.TB, who campus.Person, id campus.RoomID) [2]int {
	t.Helper()
	mine, err := o.Rooms.Mine(t.Context(), who, nil)
	must(t, err)
	at := slices.IndexFunc(mine, func(m store.MyRoom) bool { return m.ID == id })
	if at < 0 {
		t.Fatalf("%s is not in %s", who.Name, id)
	}
	return [2]int{mine[at].Unread, mine[at].Mentions}
}

func TestHowFarSomebodyHasReadNeverGoesBack(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx, room := newTown(t, c), t.Context(), store.GeneralRoom()
		for i := range 20 {
			o.say(t, o.hamid, room, fmt.Sprint("line ", i+1))
		}
		if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{20, 0} {
			t.Errorf("john has not read %v", got)
		}
		if got := o.unread(t, o.hamid, campus.GeneralID); got != [2]int{0, 0} {
			t.Errorf("who said it has not read %v", got)
		}
		o.read(t, o.john, room, 3)
		other := c.Beside(t)
		for round := range storetest.Times(3, 20) {
			tabs := []*store.Store{c.Store, other.Store, c.Store, other.Store, c.Store}
			marks := make([]store.ReadMark, len(tabs))
			storetest.Together(len(tabs), func(i int) {
				for line := int64(i + 1); line <= 20; line += 3 {
					mark, err := tabs[i].Rooms.MarkRead(ctx, o.john, room, line)
					if err != nil || mark.Line < line || mark.Line < marks[i].Line || mark.Last != 20 {
						t.Errorf("round %d: tab %d has read to %d: %+v, %v, after %+v", round, i, line, mark, err, marks[i])
					}
					marks[i] = mark
				}
			})
		}
		if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{0, 0} {
			t.Errorf("in the end john has not read %v", got)
		}
	})
}

func (o town) read(t testing.TB, who campus.Person, room store.Room, line int64) {
	t.Helper()
	_, err := o.Rooms.MarkRead(t.Context(), who, room, line)
	must(t, err)
}

func TestWhatIsMarkedUnreadStaysSoWhateverOldTabsSay(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx, room := newTown(t, c), t.Context(), store.GeneralRoom()
		for i := range 6 {
			o.say(t, o.hamid, room, fmt.Sprintf("line %d @john", i+1))
		}
		c.Settle(t)
		if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{6, 6} {
			t.Errorf("at first john has not read %v", got)
		}
		old, err := c.Rooms.MarkRead(ctx, o.john, room, 6)
		if got := o.unread(t, o.john, campus.GeneralID); err != nil || old != (store.ReadMark{Line: 6, Last: 6}) || got != [2]int{} {
			t.Errorf("all read: %+v, %v, %v", old, err, got)
		}
		for range 2 { // sent twice, done once
			mark, err := c.Rooms.MarkUnread(ctx, o.john, room, 4, "op")
			if want := (store.ReadMark{Line: 3, Marked: 1, Last: 6}); err != nil || mark != want {
				t.Errorf("marked unread: %+v, %v, want %+v", mark, err, want)
			}
		}
		if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{3, 3} {
			t.Errorf("marked unread john has not read %v", got)
		}
		mark, err := c.Rooms.MarkReadFrom(ctx, o.john, room, 6, old.Marked)
		if want := (store.ReadMark{Line: 3, Marked: 1, Last: 6}); err != nil || mark != want {
			t.Errorf("an old tab: %+v, %v, want %+v", mark, err, want)
		}
		mark, err = c.Rooms.MarkUnread(ctx, o.john, room, 6, "") // is unread from 4 on already
		if want := (store.ReadMark{Line: 3, Marked: 2, Last: 6}); err != nil || mark != want {
			t.Errorf("marked unread from later on: %+v, %v, want %+v", mark, err, want)
		}
		if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{3, 3} {
			t.Errorf("marked unread from later on john has not read %v", got)
		}
		chat, err := c.Rooms.Chat(ctx, o.john, room, store.Span{Limit: 9})
		if err != nil || chat.Read != 3 || chat.Marked != 2 {
			t.Errorf("the page says %d, %d, %v", chat.Read, chat.Marked, err)
		}
		mark, err = c.Rooms.MarkReadFrom(ctx, o.john, room, 5, chat.Marked)
		if want := (store.ReadMark{Line: 5, Marked: 2, Last: 6}); err != nil || mark != want ||
			o.unread(t, o.john, campus.GeneralID) != [2]int{1, 1} {
			t.Errorf("a new tab: %+v, %v, want %+v", mark, err, want)
		}
		o.say(t, o.john, room, "I have read it all") // who says something has read what came before
		if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{} {
			t.Errorf("who has said something has not read %v", got)
		}
	})
}

func TestAReadMarkIsOfALineOfARoomThatOneMayRead(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		general, course, two := store.GeneralRoom(), store.CourseRoom(o.course.ID), store.PrivateRoom(o.john.ID, o.hamid.ID)
		m := c.Meeting(t, o.thales, "Talk", o.john)
		for _, room := range []store.Room{general, course, two} {
			o.say(t, o.john, room, "one")
		}
		for name, test := range map[string]struct {
			who  campus.Person
			room store.Room
			line int64
			want error
		}{
			"a line": {o.hamid, general, 1, nil}, "none yet": {o.hamid, two, 0, nil},
			"of another's room":     {o.haled, two, 1, campus.ErrNoRoom},
			"of a course's room":    {o.haled, course, 1, campus.ErrNotEnrolled},
			"of a meeting's":        {o.john, store.MeetingRoom(m.ID, 1), 1, campus.ErrNoRoom},
			"of an admin's looking": {o.admin, two, 1, campus.ErrNoRoom},
		} {
			_, err := c.Rooms.MarkRead(ctx, test.who, test.room, test.line)
			wantRefusal(t, name, err, test.want)
			if test.line > 0 {
				_, err = c.Rooms.MarkUnread(ctx, test.who, test.room, test.line, "")
				wantRefusal(t, name+", unread", err, test.want)
			}
		}
		for _, line := range []int64{-1, 2, 1 << 60} {
			_, err := c.Rooms.MarkRead(ctx, o.hamid, general, line)
			wantFields(t, fmt.Sprint("line ", line), err, campus.Invalid, "id")
			_, err = c.Rooms.MarkUnread(ctx, o.hamid, general, line, "")
			wantFields(t, fmt.Sprint("unread from line ", line), err, campus.Invalid, "id")
		}
	})
}

func TestWhatIsMeantForSomebodyIsCountedUntilTheyHaveReadIt(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		course, two := store.CourseRoom(o.course.ID), store.PrivateRoom(o.john.ID, o.thales.ID)
		courseID, twoID := campus.CourseRoomID(o.course.ID), campus.PrivateRoomID(o.john.ID, o.thales.ID)
		o.say(t, o.thales, course, "to all")
		o.say(t, o.thales, course, "to @john")
		o.say(t, o.thales, two, "privately")
		c.Settle(t)
		if got := o.unread(t, o.john, courseID); got != [2]int{2, 1} {
			t.Errorf("in the course john has not read %v", got)
		}
		if got := o.unread(t, o.john, twoID); got != [2]int{1, 1} {
			t.Errorf("privately john has not read %v", got)
		}
		if got := o.unread(t, o.hamid, courseID); got != [2]int{2, 0} {
			t.Errorf("who is not meant has not read %v", got)
		}
		o.read(t, o.john, course, 1)
		if got := o.unread(t, o.john, courseID); got != [2]int{1, 1} {
			t.Errorf("before it was read: %v", got)
		}
		o.read(t, o.john, course, 2)
		o.read(t, o.john, two, 1)
		o.say(t, o.thales, course, "to @john once more")
		o.read(t, o.john, course, 3)
		c.Settle(t)                                                         // a follower that is late
		if n, err := c.Inbox.Unread(ctx, o.john.ID); n != 1 || err != nil { // that the course has changed
			t.Errorf("when all is read %d are unread in the inbox, %v", n, err)
		}
		for _, id := range []campus.RoomID{courseID, twoID} {
			if got := o.unread(t, o.john, id); got != [2]int{} {
				t.Errorf("when all is read in %s: %v", id, got)
			}
		}
		must(t, c.People.Block(ctx, o.john, o.thales.ID, ""))
		o.say(t, o.thales, course, "to @john")
		c.Settle(t)
		if got := o.unread(t, o.john, courseID); got != [2]int{1, 0} {
			t.Errorf("by one who is blocked: %v", got)
		}
		mark, err := c.Rooms.MarkUnread(ctx, o.john, two, 1, "")
		if got := o.unread(t, o.john, twoID); err != nil || mark.Line != 0 || got != [2]int{1, 1} {
			t.Errorf("marked unread privately: %+v, %v, %v", mark, err, got)
		}
	})
}

func TestMarkingUnreadForgetsNothingThatIsUnreadAndCountsNoneOfWhoIsBlocked(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx, general := newTown(t, c), t.Context(), store.GeneralRoom()
		two, twoID := store.PrivateRoom(o.john.ID, o.thales.ID), campus.PrivateRoomID(o.john.ID, o.thales.ID)
		for range 5 {
			o.say(t, o.thales, two, "privately")
		}
		c.Settle(t)
		_, err := c.Rooms.MarkUnread(ctx, o.john, two, 5, "")
		if got := o.unread(t, o.john, twoID); err != nil || got != [2]int{5, 5} {
			t.Errorf("of what the other wrote john has not read %v, %v", got, err)
		}
		o.say(t, o.john, two, "of my own")
		must(t, c.Rooms.Delete(ctx, o.thales, two, 2, false, ""))
		c.Settle(t)
		_, err = c.Rooms.MarkUnread(ctx, o.john, two, 1, "")
		if got := o.unread(t, o.john, twoID); err != nil || got != [2]int{5, 4} {
			t.Errorf("with one of his own and one that is deleted john has not read %v, %v", got, err)
		}
		must(t, c.People.Block(ctx, o.john, o.hamid.ID, ""))
		o.say(t, o.thales, general, "@john")
		o.say(t, o.hamid, general, "@john")
		o.say(t, o.thales, general, "to all")
		c.Settle(t)
		o.read(t, o.john, general, 3)
		_, err = c.Rooms.MarkUnread(ctx, o.john, general, 1, "")
		if got := o.unread(t, o.john, campus.GeneralID); err != nil || got != [2]int{3, 1} {
			t.Errorf("of what one who is blocked wrote john has not read %v, %v", got, err)
		}
	})
}

func TestNobodyHasToReadANoticeAndItIsNotWhatWasSaidLast(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx, general := newTown(t, c), t.Context(), store.GeneralRoom()
		o.say(t, o.hamid, general, "one")
		o.read(t, o.john, general, 1)
		rule := func(chat campus.ChatMode) {
			t.Helper()
			_, err := c.Rooms.SetChat(ctx, o.admin, general, campus.Rules{Chat: chat}, "")
			must(t, err)
		}
		check := func(what string, unread int, last string) {
			t.Helper()
			mine, err := c.Rooms.Mine(ctx, o.john, nil)
			must(t, err)
			at := slices.IndexFunc(mine, func(m store.MyRoom) bool { return m.ID == campus.GeneralID })
			news, err := c.Rooms.News(ctx, []campus.RoomID{campus.GeneralID})
			if err != nil || mine[at].Unread != unread || mine[at].Last.Body != last || news[0].Line != mine[at].Last.ID {
				t.Errorf("%s: %d are unread, the last is %q, of news %+v, %v; want %d, %q", what, mine[at].Unread, mine[at].Last.Body,
					news[0], err, unread, last)
			}
		}
		rule(campus.ChatStaff)
		check("a notice", 0, "one")
		rule(campus.ChatOpen)
		o.say(t, o.hamid, general, "two")
		check("a line after two notices", 1, "two")
		mark, err := c.Rooms.MarkRead(ctx, o.john, general, 2) // a notice
		if err != nil || mark.Unread() != 1 {
			t.Errorf("read to the notice: %+v leaves %d, %v", mark, mark.Unread(), err)
		}
		mark, err = c.Rooms.MarkUnread(ctx, o.john, general, 1, "")
		if err != nil || mark.Unread() != 2 {
			t.Errorf("all is marked as unread: %+v leaves %d, %v", mark, mark.Unread(), err)
		}
		o.read(t, o.john, general, 4)
		for range 60 {
			rule(campus.ChatStaff)
			rule(campus.ChatOpen)
		}
		check("many notices", 0, "two")
		o.say(t, o.hamid, general, "three")
		check("a line after them", 1, "three")
	})
}

// What is unread of a room is the same wherever it is said, and in whichever order it came to be: lines are deleted, their authors
// blocked or erased, and followers early or late.
func TestTheListTheFirstPageAndTheMarksAgree(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct {
		do                      func(t *testing.T, o town, two, general store.Room) error
		private, general, after [2]int // after it is all marked as unread once more
	}{
		"nothing": {func(*testing.T, town, store.Room, store.Room) error { return nil }, [2]int{1, 1}, [2]int{2, 1}, [2]int{2, 1}},
		"deleted": {func(t *testing.T, o town, two, general store.Room) error {
			return errors.Join(o.Rooms.Delete(t.Context(), o.thales, two, 1, false, ""),
				o.Rooms.Delete(t.Context(), o.thales, general, 1, false, ""))
		}, [2]int{0, 0}, [2]int{1, 0}, [2]int{1, 0}},
		"blocked": {func(t *testing.T, o town, _, _ store.Room) error {
			return o.People.Block(t.Context(), o.john, o.thales.ID, "")
		}, [2]int{1, 1}, [2]int{2, -1}, [2]int{2, -1}}, // who was told before stays told
		"erased": {func(t *testing.T, o town, _, _ store.Room) error {
			return o.People.Erase(t.Context(), store.By{Person: o.admin}, o.thales.ID)
		}, [2]int{0, 0}, [2]int{2, 1}, [2]int{2, 1}},
	} {
		for _, early := range []bool{true, false} {
			t.Run(fmt.Sprint(what, ", followed early: ", early), func(t *testing.T) {
				t.Parallel()
				storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
					o := newTown(t, c)
					two, general := store.PrivateRoom(o.john.ID, o.thales.ID), store.GeneralRoom()
					o.say(t, o.thales, two, "privately")
					o.say(t, o.thales, general, "@john")
					o.say(t, o.hamid, general, "another's")
					if early {
						c.Settle(t)
					}
					must(t, test.do(t, o, two, general))
					c.Settle(t)
					o.agree(t, campus.PrivateRoomID(o.john.ID, o.thales.ID), test.private)
					o.agree(t, campus.GeneralID, test.general)
					_, err := c.Rooms.MarkUnread(t.Context(), o.john, general, 1, "")
					must(t, err)
					o.agree(t, campus.GeneralID, test.after)
				})
			})
		}
	}
}

// agree checks what john is told of a room: how much is unread, and how much of that is meant for him, -1 for whatever it is.
func (o town) agree(t *testing.T, id campus.RoomID, want [2]int) {
	t.Helper()
	got := o.unread(t, o.john, id)
	if want[1] < 0 {
		want[1] = got[1]
	}
	marks, _, err := o.Rooms.Marks(t.Context(), o.john)
	must(t, err)
	at := slices.IndexFunc(marks, func(m store.OwnMark) bool { return m.ID == id })
	today, err := o.Home.Today(t.Context(), o.john, nil)
	must(t, err)
	home := slices.IndexFunc(today.Rooms, func(m store.MyRoom) bool { return m.ID == id })
	first := [2]int{}
	if home >= 0 {
		first = [2]int{today.Rooms[home].Unread, today.Rooms[home].Mentions}
	}
	if got != want || marks[at].Meant != want[1] || first != want {
		t.Errorf("of %s john has not read %v in his list, %v on his first page, and %d are meant by his marks; want %v", id, got, first,
			marks[at].Meant, want)
	}
}
