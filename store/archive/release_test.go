package archive_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/storetest"
)

// keep is how long a test's dates stay in Redis.
const keep = 90 * 24 * time.Hour

// house is a school whose rooms are let go.
type house struct {
	*school
	*archive.Archive
	shelf store.Shelf
}

func newHouse(t *testing.T, s *school) *house {
	t.Helper()
	o := s.o
	o.Release = keep
	a, err := archive.New(t.Context(), s.c.Redis, s.c.Store, s.dir, o)
	must(t, err)
	return &house{s, a, store.Shelf{Lines: a.Lines, Events: a.Events, Noted: a.TellReading, After: keep}}
}

func houses(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	schools(t, func(t *testing.T, s *school) { test(t, newHouse(t, s)) })
}

// releases lets go what waits, and checks that it was so many dates.
func (h *house) releases(t *testing.T, want int) {
	t.Helper()
	if done, err := h.Releaser.Tick(t.Context()); done != want || err != nil {
		t.Fatalf("%d dates were let go, %v, want %d", done, err, want)
	}
}

// inRedis returns how many lines of a room Redis has.
func (h *house) inRedis(t *testing.T, room store.Room) int64 {
	t.Helper()
	tag, _, _ := strings.Cut(strings.TrimPrefix(room.Topic, "meeting:"), ":")
	key := engine.Keys{Prefix: h.c.Options.Prefix}.In(engine.TagOf("meeting:"+tag), "room:"+room.Topic+":lines")
	n, err := h.c.Redis.HLen(t.Context(), key).Result()
	must(t, err)
	return n
}

// pages is all that people may read of a date, as text.
func (h *house) pages(t *testing.T, m campus.Meeting, people ...campus.Person) (all []string) {
	t.Helper()
	ctx, room := t.Context(), store.MeetingRoom(m.ID, 1)
	add := func(what string, got any, err error) {
		t.Helper()
		must(t, err)
		all = append(all, what+": "+show(reflect.ValueOf(got)))
	}
	for _, who := range people {
		for _, span := range []store.Span{{Limit: 50}, {Limit: 5, Before: 8}, {Limit: 5, After: 3, Forward: true, Beside: 2}} {
			view, err := h.c.Meetings.View(ctx, who, m.ID, 1, span)
			add("view", view, err)
			said, err := h.c.Rooms.Messages(ctx, room, span)
			add("messages", said, err)
		}
		said, err := h.c.Rooms.MessagesOf(ctx, room, who.ID)
		add("of", said, err)
		err = h.c.Own(ctx, who, ownLines(func(room string, l campus.Line) { add(room, l, nil) }))
		add("own", nil, err)
	}
	record, err := h.c.Records.Read(ctx, m.ID, 1)
	add("record", record.Events, err)
	return all
}

// ownLines takes of somebody's own data what they said.
func ownLines(line func(room string, l campus.Line)) store.OwnData {
	return store.OwnData{Session: func(campus.OwnSession) error { return nil }, Course: func(store.MyCourse) error { return nil },
		Level: func(store.CourseLevel) error { return nil }, Meeting: func(campus.Meeting, bool) error { return nil },
		Visit: func(string, campus.Visit) error { return nil }, Block: func(campus.OwnBlock) error { return nil },
		Report: func(campus.Report) error { return nil }, Notification: func(campus.Notification) error { return nil },
		AuditLog: func(campus.AuditEntry) error { return nil },
		Line:     func(room string, l campus.Line) error { line(room, l); return nil }}
}

// show writes a value with what it points to.
func show(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return "nil"
		}
		return show(v.Elem())
	case reflect.Slice:
		var out strings.Builder
		for i := range v.Len() {
			out.WriteString("[" + show(v.Index(i)) + "]")
		}
		return out.String()
	case reflect.Struct:
		if at, ok := v.Interface().(time.Time); ok {
			return at.Format(time.RFC3339Nano)
		}
		var out strings.Builder
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.WriteString(v.Type().Field(i).Name + "=" + show(v.Field(i)) + " ")
			}
		}
		return out.String()
	}
	return fmt.Sprintf("%#v", v)
}

func wantPages(t *testing.T, what string, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d things are shown, want %d", what, len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%s: it shows\n%s\nwant\n%s", what, got[i], want[i])
		}
	}
}

// talk is a meeting at which all that can happen happens at random.
func (h *house) talk(t *testing.T, rnd *rand.Rand, people []campus.Person, deeds int) campus.Meeting {
	t.Helper()
	ctx, from := t.Context(), h.clock.Now().Truncate(time.Hour).Add(90*time.Minute)
	m := h.c.Plan(t, h.thales, campus.NewMeeting{Title: "Physics", Public: true, Slots: []campus.Slot{{From: from, To: from.Add(time.Hour),
		Zone: "UTC"}}})
	room := store.MeetingRoom(m.ID, 1)
	h.clock.Set(from)
	h.c.Tick(t)
	for _, one := range append(people, h.thales) {
		must(t, h.c.Meetings.Join(ctx, one, m.ID, 1, ""))
	}
	for n := range deeds {
		h.clock.Add(time.Duration(rnd.IntN(int(59*time.Minute)/deeds)/2+1) / time.Millisecond * time.Millisecond)
		who, line := people[rnd.IntN(len(people))], rnd.Int64N(int64(n)+1)+1
		var err error
		switch rnd.IntN(10) {
		case 0:
			_, err = h.c.Rooms.Edit(ctx, who, room, line, fmt.Sprint("edited ", n), "")
		case 1:
			err = h.c.Rooms.Delete(ctx, who, room, line, false, "")
		case 2:
			err = h.c.Rooms.Delete(ctx, h.thales, room, line, true, "")
		case 3:
			err = h.c.Rooms.React(ctx, who, room, line, campus.Reactions[rnd.IntN(len(campus.Reactions))].Name, rnd.IntN(4) > 0, "")
		case 4:
			_, err = h.c.Meetings.SetChat(ctx, h.thales, m.ID, 1, campus.Rules{Chat: campus.ChatSlow, Seconds: 10}, "")
			_, _ = h.c.Meetings.SetChat(ctx, h.thales, m.ID, 1, campus.Rules{Chat: campus.ChatOpen}, "")
		case 5:
			_, err = h.c.Rooms.Post(ctx, who, room, campus.NewLine{Body: "an answer", ReplyTo: line}, "")
		case 6:
			asks := campus.NewLine{Body: "what does @" + h.thales.Username + " think?", ClientID: fmt.Sprint("c", n)}
			_, err = h.c.Rooms.Post(ctx, who, room, asks, "")
		default:
			body := []string{"**bold** <b> \"quotes\" \\ ", "\u2028 😀 `code`\n\nlines", "\"reply\":7", "plain"}[rnd.IntN(4)]
			_, err = h.c.Rooms.Post(ctx, who, room, campus.NewLine{Body: fmt.Sprint(body, n)}, "")
		}
		if err != nil && campus.CodeOf(err) == 0 { // what is refused has not happened
			t.Fatal(err)
		}
	}
	h.clock.Set(from.Add(time.Hour))
	h.c.Tick(t)
	h.c.Settle(t)
	return m
}

func TestARoomThatWasLetGoShowsWhatItShowedBefore(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		people := append(h.c.Students(t, 3), h.john)
		for range storetest.Times(3, 30) {
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			rnd := rand.New(rand.NewPCG(seed, 0))
			m := h.talk(t, rnd, people, 60)
			room := store.MeetingRoom(m.ID, 1)
			h.archives(t, 1)
			for line := range int64(4) { // after it was archived
				_ = h.c.Rooms.Delete(t.Context(), h.thales, room, 7*line+1, true, "")
			}
			h.c.Settle(t)
			h.clock.Add(keep)
			readers := append(people, h.thales)
			had, before := h.inRedis(t, room), h.pages(t, m, readers...)
			for range 2 { // with the rooms before, which the own data brings back
				must(t, onlyErr(h.Releaser.Tick(t.Context())))
				if left := h.inRedis(t, room); left > 4 || left >= had {
					t.Errorf("%d lines of %d are in Redis still", left, had)
				}
				wantPages(t, "afterwards", h.pages(t, m, readers...), before)
				if back := h.inRedis(t, room); back != had {
					t.Errorf("%d lines are back, want %d", back, had)
				}
				h.releases(t, 0)
				h.clock.Add(24 * time.Hour)
			}
			must(t, onlyErr(h.Releaser.Tick(t.Context())))
		}
	})
}

func TestOfALineInARoomThatWasLetGoAllCanBeDoneThatCouldBefore(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		ctx, m := t.Context(), h.held(t, 3)
		room := store.MeetingRoom(m.ID, 1)
		h.archives(t, 1)
		h.clock.Add(keep)
		h.releases(t, 1)
		_, err := h.c.Rooms.Edit(ctx, h.john, room, 1, "other", "")
		if !errors.Is(err, campus.ErrNotActive) {
			t.Errorf("an edit: %v", err)
		}
		h.clock.Add(24 * time.Hour)
		h.releases(t, 1)
		must(t, h.c.Rooms.Delete(ctx, h.thales, room, 2, true, ""))
		h.c.Settle(t)
		masks, err := h.Archive.Masks(ctx)
		if name := (archive.LineName{Meeting: m.ID, Order: 1, ID: 2}); err != nil || !masks[name] {
			t.Errorf("masked are %v, %v", masks, err)
		}
		h.clock.Add(24 * time.Hour)
		h.releases(t, 1)
		id, err := h.c.Reports.Line(ctx, store.By{Person: h.john}, room, 2, campus.NewReport{Reason: campus.ReasonSpam})
		if !errors.Is(err, campus.ErrNoMessage) {
			t.Errorf("reporting a line that was deleted: %v, %v", id, err)
		}
		h.clock.Add(24 * time.Hour)
		h.releases(t, 1)
		_, err = h.c.Reports.Line(ctx, store.By{Person: h.thales}, room, 3, campus.NewReport{Reason: campus.ReasonSpam})
		must(t, err)
		if done, err := h.compactor.Tick(ctx); done != 1 || err != nil {
			t.Errorf("%d files are written anew, %v", done, err)
		}
		lines, err := h.c.Rooms.Lines(ctx, room, []int64{2})
		must(t, err)
		if !lines[0].Deleted || !lines[0].ByStaff || lines[0].Changed.IsZero() || lines[0].Body != "" {
			t.Errorf("the line is %+v", lines[0])
		}
	})
}

// What was deleted stays so though the archive was not told of it yet.
func TestALineThatIsDeletedJustBeforeItIsLetGoDoesNotComeBack(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		ctx, m := t.Context(), h.held(t, 2)
		room, once := store.MeetingRoom(m.ID, 1), false
		h.archives(t, 1)
		h.clock.Add(keep)
		shelf := h.shelf
		shelf.Lines = func(ctx context.Context, held store.Held) iter.Seq2[[]store.RecordedLine, error] {
			return func(yield func([]store.RecordedLine, error) bool) {
				for some, err := range h.Lines(ctx, held) {
					if !yield(some, err) {
						return
					}
				}
				if !once {
					once = true
					must(t, h.c.Rooms.Delete(ctx, h.thales, room, 3, true, ""))
				}
			}
		}
		must(t, h.c.Rooms.Delete(ctx, h.thales, room, 1, true, ""))
		h.c.Records.OnWake(shelf)
		h.releases(t, 1)
		if n := h.inRedis(t, room); n != 2 {
			t.Errorf("%d lines stay, want the two that were deleted", n)
		}
		lines, err := h.c.Rooms.Lines(ctx, room, []int64{1, 2, 3, 4})
		must(t, err)
		if !lines[0].Deleted || lines[1].Deleted || !lines[2].Deleted || lines[0].Body+lines[2].Body != "" {
			t.Errorf("the lines are %+v", lines)
		}
		h.c.Settle(t)
	})
}
