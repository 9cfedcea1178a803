package store_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/storetest"
)

// tripCounter counts round trips.
type tripCounter struct{ n atomic.Int64 }

func (c *tripCounter) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (c *tripCounter) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error { c.n.Add(1); return next(ctx, cmd) }
}

func (c *tripCounter) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error { c.n.Add(1); return next(ctx, cmds) }
}

// names are what rooms are called, in their order, with what is unread and what of that is meant for their reader.
func names(mine []store.MyRoom) []string {
	out := make([]string, len(mine))
	for i, m := range mine {
		out[i] = fmt.Sprintf("%s %d %d", m.Title, m.Unread, m.Mentions)
	}
	return out
}

func TestOnesRoomsComeByWhatWasSaidLast(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx := newTown(t, c), t.Context()
		want := func(what string, who campus.Person, want ...string) {
			t.Helper()
			c.Settle(t)
			mine, err := c.Rooms.Mine(ctx, who, nil)
			if got := names(mine); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %q, %v, want %q", what, got, err, want)
			}
		}
		want("at first", o.john, "General 0 0", "Geometry 0 0")
		want("of who waits", o.waits, "General 0 0")
		say := func(who campus.Person, room store.Room, body string) {
			clock.Add(time.Minute)
			o.say(t, who, room, body)
		}
		say(o.john, store.CourseRoom(o.course.ID), "one")
		say(o.hamid, store.PrivateRoom(o.john.ID, o.hamid.ID), "two")
		say(o.thales, store.GeneralRoom(), "@john three")
		say(o.hamid, store.CourseRoom(o.course.ID), "four")
		want("john", o.john, "Geometry 1 0", "General 1 1", "The hamid 1 1")
		want("hamid", o.hamid, "Geometry 0 0", "General 1 0", "The john 0 0")
		want("the teacher", o.thales, "Geometry 2 0", "General 0 0")
		want("who teaches with them", o.hypatia, "Geometry 2 0", "General 1 0")
		want("an admin", o.admin, "General 1 0")
		must(t, c.People.Block(ctx, o.john, o.hamid.ID, ""))
		mine, err := c.Rooms.Mine(ctx, o.john, nil)
		if err != nil || !mine[0].Folded || mine[0].Last.Body != "four" || mine[0].Last.Author.Name != "The hamid" || mine[1].Folded {
			t.Errorf("of one who is blocked: %+v, %v", mine, err)
		}
		clock.Add(time.Minute)
		_, err = c.Courses.Drop(ctx, o.john, o.course.ID, "")
		must(t, err)
		want("who has dropped", o.john, "General 1 1", "The hamid 1 1")
		want("who has moved up", o.waits, "Geometry 0 0", "General 1 0")
		must(t, c.Courses.Delete(ctx, o.thales, o.course.ID, ""))
		want("when it is deleted", o.hamid, "General 1 0", "The john 0 0")
	})
}

func TestFiveHundredRoomsTakeThreeRoundTripsAndTenThousandLinesNoMoreThanAFew(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	john, ctx := c.Person(t, "john", campus.Student), t.Context()
	students := c.Students(t, 500)
	c.Settle(t) // all that is said comes after they did
	for i, other := range students {
		for range 1 + i%2 {
			_, err := c.Rooms.Post(ctx, other, store.PrivateRoom(john.ID, other.ID), campus.NewLine{Body: "hello"}, "")
			must(t, err)
		}
	}
	const lines = 10_000
	line := `{"author":2,"at":1651831200000,"body":"hello"}`
	for from := 1; from <= lines; from += 1000 {
		fields := make([]any, 0, 2000)
		for n := from; n < from+1000; n++ {
			fields = append(fields, n, line)
		}
		must(t, c.Redis.HSet(ctx, c.RoomKey(store.GeneralRoom())+":lines", fields...).Err())
	}
	must(t, c.Redis.HSet(ctx, c.RoomKey(store.GeneralRoom()), "lines", lines).Err())
	c.Settle(t)
	other, counted := c.Apart(t), &tripCounter{}
	other.Redis.AddHook(counted)
	mine, err := other.Rooms.Mine(ctx, john, nil)
	if trips := counted.n.Load(); err != nil || len(mine) != 501 || trips > 3 {
		t.Errorf("%d rooms in %d round trips, %v", len(mine), trips, err)
	}
	for _, m := range mine {
		want := [2]int{lines, 0}
		if m.Kind == campus.PlacePrivate {
			want = [2]int{int(m.Last.ID), int(m.Last.ID)}
		}
		if got := [2]int{m.Unread, m.Mentions}; got != want || m.Title == "" || !strings.HasPrefix(m.Last.Body, "hello") {
			t.Errorf("%s: %v of %+v, want %v", m.Title, got, m.Last, want)
		}
	}
	counted.n.Store(0)
	chat, err := other.Rooms.Chat(ctx, john, store.GeneralRoom(), store.Span{Limit: 50})
	if trips := counted.n.Load(); err != nil || len(chat.Said.Lines) != 50 || chat.Said.Lines[49].ID != lines || trips > 2 {
		t.Errorf("the page has %d lines after %d round trips, %v", len(chat.Said.Lines), trips, err)
	}
}

// A cursor has room for the beginning of a title alone: rooms whose titles begin alike stand by their ids, in the list as by it.
func TestAListOfRoomsWhoseTitlesBeginAlikeGoesOnWhereAPageEnded(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	ctx, john, thales := t.Context(), c.Person(t, "john", campus.Student), c.Person(t, "thales", campus.Teacher)
	var ids []string
	for range 3 {
		ids = append(ids, c.Course(t, thales, "Geometry", 5).ID)
	}
	slices.Sort(ids)
	for i, id := range ids {
		course, err := c.Courses.Edit(ctx, thales, id, campus.NewCourse{Title: strings.Repeat("x", 199) + string("cba"[i]),
			Level: campus.Beginner, Places: 5}, "")
		must(t, err)
		c.Enrol(t, course, john)
	}
	c.Settle(t)
	page, next, err := c.Rooms.MinePage(ctx, john, "", 3)
	if err != nil || len(next) > 200 {
		t.Fatalf("the cursor is %q, %v", next, err)
	}
	gone, _ := page[2].ID.Course()
	_, err = c.Courses.Drop(ctx, john, gone, "")
	must(t, err)
	c.Settle(t)
	rest, _, err := c.Rooms.MinePage(ctx, john, next, 3)
	if err != nil || len(rest) != 1 || rest[0].ID == page[1].ID {
		t.Errorf("after %s come %+v, %v", page[2].ID, rest, err)
	}
}

func TestAListOfRoomsGoesOnBehindWhereItsLastRoomStood(t *testing.T) {
	t.Parallel()
	clock := storetest.At(noon)
	c := storetest.New(t, storetest.Clock(clock.Now))
	ctx, o := t.Context(), newTown(t, c)
	two := store.PrivateRoom(o.john.ID, o.thales.ID)
	for _, room := range []store.Room{store.GeneralRoom(), store.CourseRoom(o.course.ID), two} {
		o.say(t, o.thales, room, "one")
		clock.Add(time.Second)
	}
	c.Settle(t)
	page, next, err := c.Rooms.MinePage(ctx, o.john, "", 2)
	if err != nil || len(page) != 2 || page[1].ID != campus.CourseRoomID(o.course.ID) {
		t.Fatalf("first come %+v, %v", page, err)
	}
	o.say(t, o.thales, store.CourseRoom(o.course.ID), "two") // it is the first now
	rest, _, err := c.Rooms.MinePage(ctx, o.john, next, 9)
	if err != nil || len(rest) != 1 || rest[0].ID != campus.GeneralID {
		t.Errorf("after that come %+v, %v, want general", rest, err)
	}
}

func BenchmarkFiveHundredRooms(b *testing.B) {
	c := storetest.New(b)
	john, ctx := c.Person(b, "john", campus.Student), b.Context()
	for _, other := range c.Students(b, 500) {
		_, err := c.Rooms.Post(ctx, other, store.PrivateRoom(john.ID, other.ID), campus.NewLine{Body: "hello"}, "")
		must(b, err)
	}
	for b.Loop() {
		if mine, err := c.Rooms.Mine(ctx, john, nil); err != nil || len(mine) != 501 {
			b.Fatal(len(mine), err)
		}
	}
}

func TestWhatSomebodySaidPrivatelyGoesWithThem(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		two, other := store.PrivateRoom(o.john.ID, o.hamid.ID), store.PrivateRoom(o.john.ID, o.thales.ID)
		for _, room := range []store.Room{two, other, store.GeneralRoom()} {
			o.say(t, o.john, room, "canary of john")
		}
		o.say(t, o.hamid, two, "what hamid said")
		c.Settle(t)
		must(t, c.People.Erase(ctx, store.By{Person: o.admin}, o.john.ID))
		c.Settle(t)
		for _, room := range []store.Room{two, other} {
			said, err := c.Rooms.Messages(ctx, room, store.Span{Limit: 9})
			must(t, err)
			if l := said.Lines[0]; !l.Deleted || l.Body != "" || l.Author.Name != campus.NameErased {
				t.Errorf("in %s stands %+v", room.Topic, l)
			}
		}
		for key, value := range c.Contents(t) {
			if strings.Contains(value, "canary of john") && !strings.Contains(key, "room:general") {
				t.Errorf("%s still has %s", key, value)
			}
		}
		chat, err := c.Rooms.Chat(ctx, o.hamid, two, store.Span{Limit: 9})
		if err != nil || chat.Title != campus.NameErased || chat.Why != campus.ErrErased || chat.Said.Lines[1].Body != "what hamid said" {
			t.Errorf("hamid reads %+v, %v", chat, err)
		}
		if n, err := c.Redis.Exists(ctx, c.PrivateKey(o.john.ID)).Result(); n != 0 || err != nil {
			t.Errorf("the list of rooms stays, %v", err)
		}
	})
}

func TestOnesOwnDataHasOnesLinesOfEveryKindOfRoom(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		var want []string
		for _, room := range []store.Room{store.GeneralRoom(), store.CourseRoom(o.course.ID), store.PrivateRoom(o.john.ID, o.hamid.ID)} {
			o.say(t, o.hamid, room, "of hamid")
			for i := range 2 {
				o.say(t, o.john, room, fmt.Sprint("of john ", i))
				want = append(want, fmt.Sprintf("%s of john %d", room.Topic, i))
			}
		}
		c.Settle(t)
		var got []string
		none := func(error) error { return nil }
		must(t, c.Own(ctx, o.john, store.OwnData{
			Session: func(campus.OwnSession) error { return none(nil) }, Course: func(store.MyCourse) error { return none(nil) },
			Meeting: func(campus.Meeting, bool) error { return none(nil) }, Visit: func(string, campus.Visit) error { return none(nil) },
			Block: func(campus.OwnBlock) error { return none(nil) }, Report: func(campus.Report) error { return none(nil) },
			Notification: func(campus.Notification) error { return none(nil) },
			AuditLog:     func(campus.AuditEntry) error { return none(nil) },
			Line:         func(room string, l campus.Line) error { got = append(got, room+" "+l.Body); return nil },
		}))
		slices.Sort(got)
		if slices.Sort(want); !slices.Equal(got, want) {
			t.Errorf("john's own are %q, want %q", got, want)
		}
	})
}

func TestRoomsAreReadPageByPageAndEachOnce(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, john, thales := t.Context(), c.Person(t, "john", campus.Student), c.Person(t, "thales", campus.Teacher)
		for i, other := range c.Students(t, 7) {
			clock.Add(time.Duration(i%2) * time.Second) // some at the same moment
			says(t, c, other, store.PrivateRoom(other.ID, john.ID), "hello")
		}
		for range 3 { // in which nothing is said
			c.Enrol(t, c.Course(t, thales, "Silence", 0), john)
		}
		c.Settle(t)
		mine, err := c.Rooms.Mine(ctx, john, nil)
		if must(t, err); len(mine) != 11 {
			t.Fatalf("john has %d rooms", len(mine))
		}
		var want []campus.RoomID
		for _, m := range mine {
			want = append(want, m.ID)
		}
		for _, limit := range []int{1, 2, 4, 10, 11, 200} {
			var got []campus.RoomID
			for cursor, first := "", true; first || cursor != ""; first = false {
				page, next, err := c.Rooms.MinePage(ctx, john, cursor, limit)
				must(t, err)
				if cursor = next; len(page) > limit || len(page) == 0 || next != "" && len(page) < limit {
					t.Fatalf("a page of %d has %d", limit, len(page))
				}
				for _, m := range page {
					got = append(got, m.ID)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("by %d: %v, want %v", limit, got, want)
			}
		}
		_, next, err := c.Rooms.MinePage(ctx, john, "", 3)
		must(t, err)
		says(t, c, john, store.RoomNamed(mine[2].ID), "and again") // with which the page ended
		page, _, err := c.Rooms.MinePage(ctx, john, next, 50)
		if must(t, err); len(page) < 8 || page[len(page)-8].ID != mine[3].ID {
			t.Errorf("after a room that has moved come %+v", page)
		}
		for _, odd := range []string{"x", "0.", "0.nowhere", ".general", "99999999999999999999.general", "0.general.?",
			strings.Repeat("x", 10_000)} {
			_, _, err := c.Rooms.MinePage(ctx, john, odd, 3)
			wantRefusal(t, odd[:min(len(odd), 20)], err, engine.ErrCursor)
		}
		course, _ := mine[9].ID.Course() // an empty room, behind which there is one
		_, next, err = c.Rooms.MinePage(ctx, john, "", 10)
		must(t, err)
		_, err = c.Courses.Drop(ctx, john, course, "")
		must(t, err)
		c.Settle(t)
		if page, _, err := c.Rooms.MinePage(ctx, john, next, 50); err != nil || len(page) != 1 || page[0].ID != mine[10].ID {
			t.Errorf("after an empty room that is gone come %+v, %v, want %s alone", page, err, mine[10].ID)
		}
		if page, next, err := c.Rooms.MinePage(ctx, john, "-1.general", 3); err != nil || len(page) > 3 || next != "" {
			t.Errorf("after all there are %+v, %q, %v", page, next, err)
		}
	})
}

func TestOnesFirstPageNamesRoomsWithSomethingToReadThatOneMayRead(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx := newTown(t, c), t.Context()
		course, two := store.CourseRoom(o.course.ID), store.PrivateRoom(o.john.ID, o.hamid.ID)
		want := func(what string, want ...string) {
			t.Helper()
			today, err := c.Home.Today(ctx, o.john, nil)
			if got := names(today.Rooms); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %q, %v, want %q", what, got, err, want)
			}
		}
		for i, room := range []store.Room{course, two, store.GeneralRoom()} {
			clock.Add(time.Second)
			o.say(t, o.hamid, room, fmt.Sprint("line ", i))
		}
		c.Settle(t)
		want("at first", "The hamid 1 1", "General 1 0", "Geometry 1 0")
		o.say(t, o.john, two, "an answer")
		o.read(t, o.john, store.GeneralRoom(), 1)
		_, err := c.Rooms.MarkUnread(ctx, o.john, two, 2, "") // which is his own
		must(t, err)
		want("he would come back to what is his own", "The hamid 1 0", "Geometry 1 0")
		o.read(t, o.john, two, 2)
		want("all that was said privately is read", "Geometry 1 0")
		must(t, c.Inbox.SetLevel(ctx, o.john, o.course.ID, string(campus.NewsNone), ""))
		want("the course is silent")
		must(t, c.Inbox.SetLevel(ctx, o.john, o.course.ID, string(campus.NewsMentions), ""))
		want("the course is not silent", "Geometry 1 0")
		_, err = c.Courses.Drop(ctx, o.john, o.course.ID, "") // which his own list does not say yet
		must(t, err)
		want("he has dropped")
	})
}
