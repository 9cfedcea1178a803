package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

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

func TestAMentionIsToldNeitherToItsAuthorNorToWhoMayNotBeThereAnyMore(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx := newTown(t, c), t.Context()
		room, courseID := store.CourseRoom(o.course.ID), campus.CourseRoomID(o.course.ID)
		o.say(t, o.thales, room, at(o.thales)+at(o.hypatia)+at(o.john)+at(o.hamid))
		_, err := c.Courses.Drop(ctx, o.john, o.course.ID, "") // before anybody is told
		must(t, err)
		must(t, c.Rooms.Sanction(ctx, o.thales, room, o.hamid.ID, campus.KindBanned, ""))
		for who, want := range map[*campus.Person]int{&o.thales: 0, &o.hypatia: 1, &o.john: 0, &o.hamid: 0} {
			if n := toldOf(t, c, campus.Mentioned, *who); n != want {
				t.Errorf("%s was told of %d mentions, want %d", who.Username, n, want)
			}
		}
		must(t, c.Rooms.Sanction(ctx, o.thales, room, o.hamid.ID, campus.KindLifted, ""))
		c.Enrol(t, o.course, o.john)
		for who, want := range map[*campus.Person]int{&o.thales: 0, &o.hypatia: 1, &o.hamid: 0} {
			if got := o.unread(t, *who, courseID); got[1] != want {
				t.Errorf("for %s are meant %v, want %d", who.Username, got, want)
			}
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

func TestWhatIsToldAgainIsNoNews(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		twoID := campus.PrivateRoomID(o.john.ID, o.hamid.ID)
		two, general := store.RoomNamed(twoID), store.GeneralRoom()
		for _, room := range []store.Room{two, general} {
			o.say(t, o.hamid, room, "@john")
		}
		slow := work(t, c)
		c.Settle(t)
		before := said(t, c, o.john)
		again := func(what string, told int, want [2]int) {
			t.Helper()
			for _, entry := range slow { // a Stoa that was slow does it again
				must(t, c.Followers.Follow(ctx, entry))
			}
			n, err := c.Inbox.Unread(ctx, o.john.ID)
			if got := said(t, c, o.john); err != nil || n != told || !slices.Equal(got, before) {
				t.Errorf("%s: %d are unread of %q, %v; want %d of %q", what, n, got, err, told, before)
			}
			for _, id := range []campus.RoomID{twoID, campus.GeneralID} {
				if got := o.unread(t, o.john, id); got != want {
					t.Errorf("%s: of %s john has not read %v, want %v", what, id, got, want)
				}
			}
		}
		again("nothing is read", 3, [2]int{1, 1}) // with what was told of the course
		_, err := c.Inbox.MarkRead(ctx, o.john.ID, c.Now(), nil, "")
		must(t, err)
		again("the inbox is read", 0, [2]int{1, 1})
		for _, room := range []store.Room{two, general} {
			o.read(t, o.john, room, 1)
		}
		again("the rooms are read", 0, [2]int{})
		must(t, c.Redis.Del(ctx, c.InboxKey(o.john.ID), c.NotesKey(o.john.ID)).Err())
		before = nil // as of one who was slow with the private line, and read it in its room before
		slow = slices.DeleteFunc(slow, func(entry redis.XMessage) bool { return entry.Values["room"] != two.Topic })
		again("it was read before it was told", 0, [2]int{})
	})
}

func TestAnInboxThatIsFullLosesItsOldestToAPrivateLine(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, s := t.Context(), c.Students(t, 2)
		for i := range campus.MaxNotifications {
			id := fmt.Sprint("old.", i)
			must(t, c.Redis.ZAdd(ctx, c.InboxKey(s[1].ID), redis.Z{Score: float64(i + 1), Member: id}).Err())
			must(t, c.Redis.HSet(ctx, c.NotesKey(s[1].ID), id, "{}").Err())
		}
		_, err := c.Rooms.Post(ctx, s[0], store.PrivateRoom(s[0].ID, s[1].ID), campus.NewLine{Body: "hello"}, "")
		must(t, err)
		c.Settle(t)
		kept, err := c.Redis.ZCard(ctx, c.InboxKey(s[1].ID)).Result()
		must(t, err)
		words, err := c.Redis.HLen(ctx, c.NotesKey(s[1].ID)).Result()
		if err != nil || kept != campus.MaxNotifications || words != kept {
			t.Errorf("%d are kept, with the words of %d, %v", kept, words, err)
		}
	})
}

func TestWhatIsReadBeforeItIsToldIsToldAsReadAndOfManyNoneStaysUnread(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, s, general := t.Context(), c.Students(t, 2), store.GeneralRoom()
		c.Settle(t)
		_, err := c.Rooms.Post(ctx, s[0], store.PrivateRoom(s[0].ID, s[1].ID), campus.NewLine{Body: "beside"}, "")
		must(t, err)
		const lines = 105 // of which 99 are counted
		for range lines {
			_, err := c.Rooms.Post(ctx, s[0], general, campus.NewLine{Body: "@student1"}, "")
			must(t, err)
		}
		_, err = c.Rooms.MarkRead(ctx, s[1], general, 1)
		must(t, err)
		c.Settle(t) // a follower that is late
		for _, step := range []struct {
			read   int64
			unread int
		}{{1, lines - 1}, {4, lines - 4}, {lines, 0}} {
			_, err := c.Rooms.MarkRead(ctx, s[1], general, step.read)
			must(t, err)
			page, err := c.Inbox.Page(ctx, s[1].ID, "", 1)
			if err != nil || page.Unread != 1+step.unread {
				t.Errorf("read to line %d, %d are unread, %v; want %d", step.read, page.Unread, err, 1+step.unread)
			}
		}
		if got := said(t, c, s[1]); len(got) != 1+lines {
			t.Errorf("%d are in the inbox, want all %d", len(got), 1+lines)
		}
	})
}
