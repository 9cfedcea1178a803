package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/storetest"
)

// Rooms of a second kind: whoever is enrolled in a course may speak in its club, at any time. Nothing of what rooms do may
// ask for a meeting.
var (
	errStranger = campus.Refuse(campus.Forbidden, "Only members speak here.")
	clubs       = &store.RoomKind{Name: "club", Refusals: engine.Means{"stranger": errStranger},
		Gate: engine.Lib{Name: "gate_club", Source: `
local function may_speak(first, person, now)
  if not redis.call('ZSCORE', KEYS[first], person) then return 'stranger' end
end
local may_edit = may_speak`}}
)

func clubOf(course campus.Course) store.Room {
	return store.NewRoom(clubs, "club:"+course.ID, store.PartitionOf(course.ID), "course:"+course.ID+":enrolled")
}

// club is a course's club with two members, and one who is none.
func club(t *testing.T, c *storetest.Campus) (room store.Room, course campus.Course, john, hamid, stranger campus.Person) {
	t.Helper()
	course = c.Course(t, c.Person(t, "thales", campus.Teacher), "Geometry", 5)
	john, hamid, stranger = c.Person(t, "john", campus.Student), c.Person(t, "hamid", campus.Student), c.Person(t, "haled", campus.Student)
	for _, p := range []campus.Person{john, hamid} {
		_, err := c.Courses.Enrol(t.Context(), p, course.ID, false, "")
		must(t, err)
	}
	return clubOf(course), course, john, hamid, stranger
}

// bodies are what is said in a room.
func bodies(t *testing.T, c *storetest.Campus, room store.Room, span store.Span) ([]string, bool) {
	t.Helper()
	got, err := c.Rooms.Messages(t.Context(), room, span)
	must(t, err)
	out := make([]string, len(got.Lines))
	for i, l := range got.Lines {
		out[i] = fmt.Sprintf("%d %s: %s", l.ID, l.Author.Name, l.Body)
	}
	return out, got.More
}

func TestARoomOfAnotherKindIsTalkedInByItsOwnGate(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx := t.Context()
		room, course, john, hamid, stranger := club(t, c)
		say := func(who campus.Person, n campus.NewLine, op string) (int64, error) {
			return c.Rooms.Post(ctx, who, room, n, op)
		}
		for i, step := range []struct {
			who  campus.Person
			line campus.NewLine
			op   string
			id   int64
			want error
		}{
			{stranger, campus.NewLine{Body: "may I?"}, "", 0, errStranger}, {john, campus.NewLine{Body: "one"}, "k", 1, nil},
			{john, campus.NewLine{Body: "one"}, "k", 1, nil}, {john, campus.NewLine{Body: "two", ClientID: "c"}, "", 2, nil},
			{john, campus.NewLine{Body: "two", ClientID: "c"}, "", 2, nil}, {hamid, campus.NewLine{Body: "three", ReplyTo: 1}, "", 3, nil},
		} {
			if id, err := say(step.who, step.line, step.op); err != step.want || id != step.id {
				t.Errorf("step %d: line %d, %v, want %d, %v", i, id, err, step.id, step.want)
			}
		}
		_, err := say(hamid, campus.NewLine{Body: "four", ReplyTo: 9}, "")
		wantFields(t, "an answer to nothing", err, campus.Invalid, "reply_to")
		if l, err := c.Rooms.Edit(ctx, john, room, 1, "uno", ""); err != nil || l.Body != "uno" || !l.Edited || l.Author.Name != john.Name {
			t.Errorf("edited it is %+v, %v", l, err)
		}
		_, err = c.Rooms.Edit(ctx, hamid, room, 1, "mine", "")
		wantRefusal(t, "editing another's", err, campus.ErrNotYours)
		_, err = c.Courses.Drop(ctx, john, course.ID, "")
		must(t, err)
		_, err = c.Rooms.Edit(ctx, john, room, 1, "still mine", "")
		wantRefusal(t, "editing as a member no more", err, errStranger)
		_, err = say(john, campus.NewLine{Body: "still here"}, "")
		wantRefusal(t, "speaking as a member no more", err, errStranger)
		wantRefusal(t, "deleting another's", c.Rooms.Delete(ctx, hamid, room, 1, false, ""), campus.ErrNotYours)
		wantRefusal(t, "deleting one's own as a member no more", c.Rooms.Delete(ctx, john, room, 2, false, ""), nil)
		wantRefusal(t, "deleting as staff", c.Rooms.Delete(ctx, hamid, room, 1, true, ""), nil)
		got, _ := bodies(t, c, room, store.Span{Limit: 9})
		if want := []string{"1 The john: ", "2 The john: ", "3 The hamid: three"}; !slices.Equal(got, want) {
			t.Errorf("the room has %q, want %q", got, want)
		}
	})
}

func TestARoomOfAnotherKindIsReadAndHasEventsAndPeople(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx := t.Context()
		room, _, john, hamid, _ := club(t, c)
		_, e := listen(t, c.Beside(t))
		if cursor, err := c.Rooms.Cursor(ctx, room); err != nil || cursor != campus.LogStart {
			t.Errorf("the cursor of an empty room is %q, %v", cursor, err)
		}
		for i := range 5 {
			clock.Add(time.Second)
			_, err := c.Rooms.Post(ctx, []campus.Person{john, hamid}[i%2], room, campus.NewLine{Body: fmt.Sprint("line ", i+1)}, "")
			must(t, err)
		}
		must(t, c.Rooms.Delete(ctx, john, room, 5, false, ""))
		for _, test := range []struct {
			span store.Span
			want []string
			more bool
		}{
			{store.Span{Limit: 2}, []string{"4 The hamid: line 4", "5 The john: "}, true},
			{store.Span{Limit: 2, Before: 3}, []string{"1 The john: line 1", "2 The hamid: line 2"}, false},
			{store.Span{Limit: 2, After: 2, Forward: true}, []string{"3 The john: line 3", "4 The hamid: line 4"}, true},
		} {
			if got, more := bodies(t, c, room, test.span); !slices.Equal(got, test.want) || more != test.more {
				t.Errorf("%+v reads %q, %v, want %q, %v", test.span, got, more, test.want, test.more)
			}
		}
		if said, err := c.Rooms.MessagesOf(ctx, room, hamid.ID); err != nil || len(said) != 2 || said[0].ID != 2 || said[1].ID != 4 {
			t.Errorf("hamid said %+v, %v", said, err)
		}
		all, err := c.Rooms.EventsAfter(ctx, room, campus.LogStart)
		if err != nil || all.Reset || len(all.Events) != 6 {
			t.Fatalf("the log is %+v, %v", all, err)
		}
		for i, event := range all.Events {
			want := campus.Event{Topic: room.Topic, Kind: campus.KindMessage, ID: event.ID, N: int64(i + 1), Ref: int64(i + 1),
				At: noon.Add(time.Duration(i+1) * time.Second)}
			if i == 5 {
				want.Kind, want.Ref, want.At = campus.KindDeleted, 5, clock.Now()
			}
			if heard := e.next(t, room.Topic); !sameEvent(event, want) || !sameEvent(heard, want) {
				t.Errorf("event %d is %+v, heard %+v, want %+v", i, event, heard, want)
			}
		}
		rest, err := c.Rooms.EventsAfter(ctx, room, all.Events[3].ID)
		if cursor, cerr := c.Rooms.Cursor(ctx, room); err != nil || cerr != nil || len(rest.Events) != 2 || cursor != all.Events[5].ID {
			t.Errorf("after the fourth come %+v, %v; the cursor is %s, %v", rest, err, cursor, cerr)
		}
		// as its way in would
		must(t, c.Redis.ZAdd(ctx, c.PresentKey(room), redis.Z{Score: 2, Member: john.ID}, redis.Z{Score: 1, Member: hamid.ID}).Err())
		n, err := c.Rooms.PresentCount(ctx, room)
		people, next, perr := c.Rooms.People(ctx, room, "", 1)
		if err != nil || perr != nil || n != 2 || next == "" || len(people) != 1 || people[0].Person != hamid {
			t.Errorf("%d are there, %v, first %+v, then %q, %v", n, err, people, next, perr)
		}
		for key := range c.Contents(t) {
			if strings.Contains(key, "meeting") || strings.Contains(key, "instance") {
				t.Errorf("there is %s, and no meeting", key)
			}
		}
	})
}

func TestRoomsAreTheSameWithTheSameTopicAndShareNothingOtherwise(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		teacher, john := c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
		one, other := twoOfOnePartition(t, c, teacher)
		for _, course := range []campus.Course{one, other} {
			_, err := c.Courses.Enrol(ctx, john, course.ID, false, "")
			must(t, err)
		}
		m := c.Meeting(t, teacher, "Talk", john)
		must(t, c.Meetings.Join(ctx, john, m.ID, 1, ""))
		for i, room := range []store.Room{clubOf(one), clubOf(other), store.MeetingRoom(m.ID, 1)} {
			id, err := c.Rooms.Post(ctx, john, room, campus.NewLine{Body: fmt.Sprint("in ", i), ClientID: "one name"}, "")
			if id != 1 || err != nil {
				t.Errorf("the first line in %s is %d, %v", room.Topic, id, err)
			}
		}
		for i, again := range []store.Room{clubOf(one), clubOf(other), store.MeetingRoom(m.ID, 1)} {
			if got, _ := bodies(t, c, again, store.Span{Limit: 9}); !slices.Equal(got, []string{fmt.Sprintf("1 The john: in %d", i)}) {
				t.Errorf("%s has %q", again.Topic, got)
			}
		}
		_, err := c.Rooms.Post(ctx, teacher, clubOf(one), campus.NewLine{Body: "by another's gate"}, "")
		wantRefusal(t, "who could speak in the meeting", err, errStranger)
	})
}
