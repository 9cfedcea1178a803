package store_test

import (
	"fmt"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestAPrivateLineIsToldOnceForEachRoomUntilThatIsRead(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 3)
		say := func(from, to campus.Person, body string) int64 {
			t.Helper()
			clock.Add(time.Second)
			line, err := c.Rooms.Post(ctx, from, store.PrivateRoom(from.ID, to.ID), campus.NewLine{Body: body}, "")
			must(t, err)
			return line
		}
		check := func(what string, unread int, want ...string) {
			t.Helper()
			got := said(t, c, s[1])
			left, err := c.Inbox.Unread(ctx, s[1].ID)
			if fmt.Sprint(got) != fmt.Sprint(want) || left != unread || err != nil {
				t.Errorf("%s: told is %q with %d unread, %v; want %q with %d", what, got, left, err, want, unread)
			}
		}
		wrote := func(who campus.Person) string {
			return fmt.Sprintf("private-message /rooms/%s %s has written to you.", campus.PrivateRoomID(who.ID, s[1].ID), who.Name)
		}
		say(s[0], s[1], "one")
		check("a line", 1, wrote(s[0]))
		say(s[2], s[1], "two")
		check("another's", 2, wrote(s[2]), wrote(s[0]))
		a := say(s[0], s[1], "three")
		check("a further one", 2, wrote(s[0]), wrote(s[2]))
		_, err := c.Rooms.MarkRead(ctx, s[1], store.PrivateRoom(s[0].ID, s[1].ID), a-1)
		must(t, err)
		check("not all is read", 2, wrote(s[0]), wrote(s[2]))
		_, err = c.Rooms.MarkRead(ctx, s[1], store.PrivateRoom(s[0].ID, s[1].ID), a)
		must(t, err)
		check("it is read", 1, wrote(s[0]), wrote(s[2]))
		say(s[1], s[0], "mine")
		check("who answers is told nothing", 1, wrote(s[0]), wrote(s[2]))
		say(s[0], s[1], "again")
		check("a new one", 2, wrote(s[0]), wrote(s[2]))
		if got := said(t, c, s[0]); len(got) != 1 {
			t.Errorf("who was answered was told %q", got)
		}
		must(t, c.People.Block(ctx, s[1], s[2].ID, ""))
		_, err = c.Rooms.Post(ctx, s[2], store.PrivateRoom(s[2].ID, s[1].ID), campus.NewLine{Body: "hey"}, "")
		if err == nil {
			t.Error("who is blocked has written")
		}
		check("from who is blocked", 2, wrote(s[0]), wrote(s[2]))
	})
}

func TestAMentionInARoomOutsideMeetingsIsToldAndReadThere(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, thales, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 2)
		course := c.Course(t, thales, "Geometry", 0)
		c.Enrol(t, course, s...)
		must(t, c.Inbox.SetLevel(ctx, s[1], course.ID, "none", ""))
		c.Settle(t)
		general, room := store.GeneralRoom(), store.CourseRoom(course.ID)
		for _, in := range []store.Room{general, room} {
			clock.Add(time.Second)
			_, err := c.Rooms.Post(ctx, thales, in, campus.NewLine{Body: "Where are you, @student0 and @student1?"}, "")
			must(t, err)
			c.Settle(t)
		}
		inGeneral := "mention /rooms/general/messages/1 The thales has mentioned you in General."
		newest(t, c, "in the course", "mention /rooms/course-"+course.ID+
			"/messages/1 The thales has mentioned you in the room of Geometry.", 2, s[0])
		newest(t, c, "in general", inGeneral, 1, s[1])
		newest(t, c, "who said it", "", 0, thales)
		_, err := c.Rooms.MarkRead(ctx, s[0], general, 1)
		must(t, err)
		if n, err := c.Inbox.Unread(ctx, s[0].ID); n != 1 || err != nil {
			t.Errorf("%d are unread once general is read, %v", n, err)
		}
		clock.Add(time.Second)
		must(t, c.Courses.Delete(ctx, thales, course.ID, ""))
		if got := said(t, c, s[0]); got[1] != "mention  The thales has mentioned you in the room of Geometry. This course is not there "+
			"any more." {
			t.Errorf("once the course is deleted it is told as %q", got)
		}
	})
}

func TestWhoIsWrittenToIsToldOnceThoughRepliesAreLostAndOneDoesItAgain(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	s := c.Students(t, 2)
	through, lost := c.Dropping(t, 3)
	two := store.PrivateRoom(s[0].ID, s[1].ID)
	for i := range 5 {
		_, err := through.Rooms.Post(t.Context(), s[0], two, campus.NewLine{Body: "line", ClientID: fmt.Sprint(i)}, "")
		must(t, err)
	}
	work := entries(t, c, c.OutboxOf(two))
	storetest.Together(4, func(int) {
		for _, entry := range work {
			if entry.Values["kind"] == "mentioned" {
				should(t, through.Followers.Follow(t.Context(), entry))
				should(t, c.Followers.Follow(t.Context(), entry))
			}
		}
	})
	c.Settle(t)
	page, err := c.Inbox.Page(t.Context(), s[1].ID, "", 50)
	if err != nil || len(page.Notifications) != 1 || page.Unread != 1 || lost() == 0 {
		t.Errorf("told was %+v, %v; %d replies were lost", page, err, lost())
	}
}

func TestWhatIsReadBeforeItIsToldIsToldAsReadAndOfManyNoneStaysUnread(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, s, general := t.Context(), c.Students(t, 2), store.GeneralRoom()
		c.Settle(t)
		const lines = 105 // of which 99 are counted
		for range lines {
			_, err := c.Rooms.Post(ctx, s[0], general, campus.NewLine{Body: "@student1"}, "")
			must(t, err)
		}
		_, err := c.Rooms.MarkRead(ctx, s[1], general, 1)
		must(t, err)
		c.Settle(t) // a follower that is late
		for _, step := range []struct {
			read   int64
			unread int
		}{{1, lines - 1}, {4, lines - 4}, {lines, 0}} {
			_, err := c.Rooms.MarkRead(ctx, s[1], general, step.read)
			must(t, err)
			page, err := c.Inbox.Page(ctx, s[1].ID, "", 1)
			if err != nil || page.Unread != step.unread {
				t.Errorf("read to line %d, %d are unread, %v; want %d", step.read, page.Unread, err, step.unread)
			}
		}
		if got := said(t, c, s[1]); len(got) != lines {
			t.Errorf("%d are in the inbox, want all %d", len(got), lines)
		}
	})
}
