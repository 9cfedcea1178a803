package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// room is an open meeting with people in it, at noon.
type room struct {
	*storetest.Campus
	id     int64
	people []campus.Person
}

func enter(t testing.TB, c *storetest.Campus, n int) room {
	t.Helper()
	r := room{Campus: c, people: c.Students(t, n)}
	r.id = c.Meeting(t, c.Person(t, "thales", campus.Teacher), "Talk", r.people...).ID
	for _, p := range r.people {
		must(t, c.Meetings.Join(t.Context(), p, r.id, 1, ""))
	}
	return r
}

// say posts a line and returns its id.
func (r room) say(t testing.TB, who campus.Person, body string) int64 {
	t.Helper()
	id, err := r.Rooms.Post(t.Context(), who, store.MeetingRoom(r.id, 1), campus.NewLine{Body: body}, "")
	must(t, err)
	return id
}

func TestALineIsReadAsItWasPosted(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		r := enter(t, c, 2)
		ctx, first, second := t.Context(), campus.Named{ID: r.people[0].ID, Name: r.people[0].Name},
			campus.Named{ID: r.people[1].ID, Name: r.people[1].Name}
		want := []campus.Line{}
		for _, test := range []struct {
			after   time.Duration
			who     campus.Named
			line    campus.NewLine
			body    string
			follows bool
		}{
			{time.Millisecond, first, campus.NewLine{Body: "  hello\r\n\"world\" \n"}, "hello\n\"world\"", false},
			{time.Second, first, campus.NewLine{Body: "λόγος 🏛 \u2028 <b>\\u0000"}, "λόγος 🏛 \u2028 <b>\\u0000", true},
			{time.Second, second, campus.NewLine{Body: "an answer", ClientID: "c\"1", ReplyTo: 1}, "an answer", false},
			{time.Second, second, campus.NewLine{Body: strings.Repeat("ω", campus.MaxBody)}, strings.Repeat("ω", campus.MaxBody), true},
			{5*time.Minute - time.Millisecond, second, campus.NewLine{Body: "just in time"}, "just in time", true},
			{5 * time.Minute, second, campus.NewLine{Body: "a new beginning"}, "a new beginning", false},
			{0, first, campus.NewLine{Body: "another"}, "another", false},
		} {
			clock.Add(test.after)
			p := r.people[0]
			if test.who == second {
				p = r.people[1]
			}
			id, err := c.Rooms.Post(ctx, p, store.MeetingRoom(r.id, 1), test.line, "")
			want = append(want, campus.Line{ID: int64(len(want) + 1), Author: test.who, At: clock.Now(), Body: test.body,
				ClientID: test.line.ClientID, ReplyTo: test.line.ReplyTo, Follows: test.follows})
			if test.line.ReplyTo == 1 {
				want[len(want)-1].Quoted = &want[0]
			}
			if id != int64(len(want)) || err != nil {
				t.Errorf("line %d has the id %d, %v", len(want), id, err)
			}
		}
		got, err := c.Rooms.Messages(ctx, store.MeetingRoom(r.id, 1), store.Span{Limit: 50})
		if !reflect.DeepEqual(got.Lines, want) || got.More || err != nil {
			t.Errorf("the room is %+v, %v, want %+v", got, err, want)
		}
		events := logOf(t, c, r.id, 1)
		for i, line := range want {
			w := campus.Event{Topic: campus.MeetingTopic(r.id, 1), Kind: campus.KindMessage, N: int64(i + 3), Ref: line.ID, At: line.At}
			if !sameEvent(events[i+2], w) {
				t.Errorf("event %d is %+v, want %+v", i+3, events[i+2], w)
			}
		}
		of, err := c.Rooms.MessagesOf(ctx, store.MeetingRoom(r.id, 1), second.ID)
		if !reflect.DeepEqual(of, want[2:6]) || err != nil {
			t.Errorf("the second said %+v, %v, want %+v", of, err, want[2:6])
		}
		if of, err := c.Rooms.MessagesOf(ctx, store.MeetingRoom(r.id, 1), 99); len(of) != 0 || err != nil {
			t.Errorf("nobody said %+v, %v", of, err)
		}
	})
}

func TestFiftyWhoPostAtOnceMakeOneOrder(t *testing.T) {
	t.Parallel()
	const posters, each = 50, 4
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		r := enter(t, c, posters)
		told := make([][]int64, posters)
		storetest.Together(posters, func(i int) {
			for n := range each {
				id, err := c.Rooms.Post(t.Context(), r.people[i], store.MeetingRoom(r.id, 1),
					campus.NewLine{Body: fmt.Sprintf("%d/%d", i, n)}, "")
				if err != nil {
					t.Error(err)
				}
				told[i] = append(told[i], id)
			}
		})
		all, err := c.Rooms.Messages(t.Context(), store.MeetingRoom(r.id, 1), store.Span{Limit: store.MaxLines})
		must(t, err)
		if len(all.Lines) != posters*each {
			t.Fatalf("%d lines, want %d", len(all.Lines), posters*each)
		}
		for i, ids := range told {
			for n, id := range ids {
				line := all.Lines[id-1]
				if line.ID != id || line.Body != fmt.Sprintf("%d/%d", i, n) || line.Author.ID != r.people[i].ID || n > 0 && ids[n-1] >= id {
					t.Errorf("line %d of %d is %+v", n, i, line)
				}
			}
		}
		next := int64(0) // logOf has seen to it that the events' numbers have no holes
		for _, e := range logOf(t, c, r.id, 1)[posters:] {
			if next++; e.Kind != campus.KindMessage || e.Ref != next || !e.At.Equal(all.Lines[next-1].At) {
				t.Errorf("event %+v, want line %d", e, next)
			}
		}
	})
}

func TestALineThatIsSentAgainIsOneLine(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		r := enter(t, c, 2)
		post := func(who int, client, op string) (id int64) {
			id, err := c.Rooms.Post(t.Context(), r.people[who], store.MeetingRoom(r.id, 1),
				campus.NewLine{Body: "again", ClientID: client}, op)
			if err != nil {
				t.Error(err)
			}
			return id
		}
		storetest.Together(20, func(i int) {
			if id := post(0, "client", fmt.Sprint("op", i)); id != 1 {
				t.Errorf("sent again it is line %d, want 1", id)
			}
		})
		for i, test := range []struct {
			who        int
			client, op string
			want       int64
		}{{0, "", "op", 2}, {0, "", "op", 2}, {1, "client", "", 3}, {1, "", "op", 4}, {0, "client2", "op", 5}, {0, "client", "", 1},
			{0, "", "", 6}, {0, "", "", 7}} {
			if id := post(test.who, test.client, test.op); id != test.want {
				t.Errorf("case %d is line %d, want %d", i, id, test.want)
			}
		}
		if all, err := c.Rooms.Messages(t.Context(), store.MeetingRoom(r.id, 1), store.Span{Limit: 50}); len(all.Lines) != 7 || err != nil {
			t.Errorf("%d lines, %v, want 7", len(all.Lines), err)
		}
	})
}

func TestWhoIsNotThereAndWhatIsNoLineIsRefused(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		r := enter(t, c, 2)
		ctx, in, out := t.Context(), r.people[0], r.people[1]
		must(t, c.Meetings.Leave(ctx, out, r.id, 1, ""))
		post := func(p campus.Person, id int64, order int, n campus.NewLine) error {
			got, err := c.Rooms.Post(ctx, p, store.MeetingRoom(id, order), n, "")
			if got != 0 {
				t.Errorf("a refusal names line %d", got)
			}
			return err
		}
		line := campus.NewLine{Body: "line"}
		wantRefusal(t, "who left", post(out, r.id, 1, line), campus.ErrNotAttending)
		wantRefusal(t, "nobody", post(campus.Person{}, r.id, 1, line), campus.ErrNotAttending)
		wantRefusal(t, "no such date", post(in, r.id, 2, line), campus.ErrNotActive)
		wantRefusal(t, "no such meeting", post(in, 99, 1, line), campus.ErrNotActive)
		wantFields(t, "a reply to nothing", post(in, r.id, 1, campus.NewLine{Body: "x", ReplyTo: 7}), campus.Invalid, "reply_to")
		for name, n := range map[string]campus.NewLine{"nothing": {}, "blank": {Body: " \r\n\t "},
			"too long": {Body: strings.Repeat("x", campus.MaxBody+1)}, "no text": {Body: "\xff"}, "NUL": {Body: "a\x00b"}} {
			wantFields(t, name, post(in, r.id, 1, n), campus.Invalid, "body")
		}
		clock.Set(noon.Add(time.Hour))
		wantRefusal(t, "after the end", post(in, r.id, 1, line), campus.ErrNotActive)
		c.Tick(t)
		wantRefusal(t, "after the scheduler", post(in, r.id, 1, line), campus.ErrNotActive)
		if all, err := c.Rooms.Messages(ctx, store.MeetingRoom(r.id, 1), store.Span{Limit: 50}); len(all.Lines) != 0 || err != nil {
			t.Errorf("the room holds %+v, %v", all.Lines, err)
		}
	})
}

func TestHistoryIsPagedBothWays(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		r := enter(t, c, 1)
		empty, err := c.Rooms.Messages(t.Context(), store.MeetingRoom(r.id, 1), store.Span{Limit: 5})
		if len(empty.Lines) != 0 || empty.More || err != nil {
			t.Errorf("an empty room is %+v, %v", empty, err)
		}
		for i := range 10 {
			r.say(t, r.people[0], fmt.Sprint(i+1))
		}
		const maxID = 1<<63 - 1
		for _, test := range []struct {
			span     store.Span
			from, to int64 // 0 for none
			more     bool
		}{
			{store.Span{Limit: 3}, 8, 10, true}, {store.Span{Limit: 3, Before: 8}, 5, 7, true},
			{store.Span{Limit: 3, Before: 4}, 1, 3, false},
			{store.Span{Limit: 3, Before: 3}, 1, 2, false}, {store.Span{Limit: 3, Before: 1}, 0, 0, false},
			{store.Span{Limit: 10}, 1, 10, false},
			{store.Span{Limit: 1000}, 1, 10, false}, {store.Span{}, 10, 10, true}, {store.Span{Limit: 3, Before: maxID}, 8, 10, true},
			{store.Span{Limit: 3, Before: -5}, 8, 10, true},
			{store.Span{Limit: 3, Forward: true}, 1, 3, true}, {store.Span{Limit: 3, After: 3, Forward: true}, 4, 6, true},
			{store.Span{Limit: 3, After: 7, Forward: true}, 8, 10, false}, {store.Span{Limit: 3, After: 9, Forward: true}, 10, 10, false},
			{store.Span{Limit: 3, After: 10, Forward: true}, 0, 0, false}, {store.Span{Limit: 3, After: 99, Forward: true}, 0, 0, false},
			{store.Span{Limit: 3, After: maxID, Forward: true}, 0, 0, false}, {store.Span{Limit: 3, After: -7, Forward: true}, 1, 3, true},
			{store.Span{Limit: -1, After: 3, Forward: true}, 4, 4, true},
		} {
			got, err := c.Rooms.Messages(t.Context(), store.MeetingRoom(r.id, 1), test.span)
			must(t, err)
			var ids, want []int64
			for _, l := range got.Lines {
				ids = append(ids, l.ID)
			}
			for n := test.from; n <= test.to && n > 0; n++ {
				want = append(want, n)
			}
			if !slices.Equal(ids, want) || got.More != test.more {
				t.Errorf("%+v gives %v, more %v, want %v, %v", test.span, ids, got.More, want, test.more)
			}
		}
	})
}

func TestALineWhoseClientIDIsAsLongAsMayBeIsOneLine(t *testing.T) {
	t.Parallel()
	ctx, c := t.Context(), storetest.New(t)
	host := c.Person(t, "thales", campus.Teacher)
	room := store.MeetingRoom(c.Meeting(t, host, "Now").ID, 1)
	must(t, c.Meetings.Join(ctx, host, 1, 1, ""))
	line := campus.NewLine{Body: "hello", ClientID: strings.Repeat("x", campus.MaxClientID)}
	for range 2 {
		if id, err := c.Rooms.Post(ctx, host, room, line, ""); err != nil || id != 1 {
			t.Errorf("it is line %d, %v; want 1", id, err)
		}
	}
}
