package archive_test

import (
	"context"
	"errors"
	"iter"
	"reflect"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
)

// ended is a shelf that has something done whenever all lines of a date have been read.
func (h *house) ended(do func(times int)) store.Shelf {
	shelf, times := h.shelf, 0
	shelf.Lines = func(ctx context.Context, held store.Held) iter.Seq2[[]store.RecordedLine, error] {
		return func(yield func([]store.RecordedLine, error) bool) {
			for some, err := range h.Lines(ctx, held) {
				if !yield(some, err) {
					return
				}
			}
			times++
			do(times)
		}
	}
	return shelf
}

// record returns what the records say that happened at a date but the lines.
func (h *house) record(t *testing.T, m campus.Meeting) []store.RecordedEvent {
	t.Helper()
	record, err := h.c.Records.Read(t.Context(), m.ID, 1)
	must(t, err)
	return record.Events
}

// forgets has the index forget a file, as if it had never known it.
func (h *house) forgets(t *testing.T, table, path string) {
	t.Helper()
	must(t, h.Archive.Batch(t.Context(), nil, []archive.Name{{Table: table, Path: path}}))
}

// A line is compared with the archive, then deleted, and then let go with the others.
func TestALineThatIsDeletedWhileTheOthersAreLetGoStays(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		ctx, m := t.Context(), h.held(t, 2)
		room := store.MeetingRoom(m.ID, 1)
		h.archives(t, 1)
		h.clock.Add(keep)
		h.before(t, `"line 3"`, func() { must(t, h.c.Rooms.Delete(ctx, h.thales, room, 3, true, "")) })
		h.releases(t, 1)
		if n := h.inRedis(t, room); n != 1 {
			t.Errorf("%d lines stay, want the one that was deleted", n)
		}
		lines, err := h.c.Rooms.Lines(ctx, room, []int64{3})
		must(t, err)
		if !lines[0].Deleted || !lines[0].ByStaff || lines[0].Body != "" {
			t.Errorf("the line is %+v", lines[0])
		}
		h.c.Settle(t)
	})
}

// Some lines are gone when a room begins to be let go for the second time: it has as many as it had before the first.
func TestARoomThatWasHalfLetGoIsWholeWithAllItsLinesAlone(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		ctx, m := t.Context(), h.held(t, 2)
		room := store.MeetingRoom(m.ID, 1)
		h.archives(t, 1)
		h.clock.Add(keep)
		left := 5 + 3 // all lines and their end are read first, to see that they can be
		h.c.Records.OnWake(h.stopping(&left))
		if !stopped(func() { _, _ = h.Releaser.Tick(ctx) }) || h.inRedis(t, room) != 2 {
			t.Fatalf("%d lines are in Redis, want the half of 4", h.inRedis(t, room))
		}
		h.c.Records.OnWake(h.shelf)
		h.clock.Add(time.Hour)
		h.releases(t, 1)
		h.forgets(t, archive.TableMessages, h.files(t, archive.TableMessages)[1])
		said, err := h.c.Rooms.Messages(ctx, room, store.Span{Limit: 9})
		if !errors.Is(err, campus.ErrUnreadable) {
			t.Errorf("with a file of two it shows %d lines, %v", len(said.Lines), err)
		}
	})
}

// Somebody reads a room when all its lines have just gone. Whoever let it go says only then that it is done, and is not heard any more:
// the room waits for its turn again.
func TestWhoEndsToLetARoomGoThatIsBackChangesNothing(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		ctx, m := t.Context(), h.held(t, 2)
		room := store.MeetingRoom(m.ID, 1)
		h.archives(t, 1)
		h.clock.Add(keep)
		before := h.pages(t, m, h.john, h.thales)
		h.c.Records.OnWake(h.ended(func(times int) {
			if times == 2 { // the first time it is only looked if all can be read
				wantPages(t, "meanwhile", h.pages(t, m, h.john, h.thales), before)
			}
		}))
		if err := h.c.Records.Release(ctx, m.ID, 1); campus.CodeOf(err) != campus.Unavailable {
			t.Errorf("it is let go: %v", err)
		}
		h.c.Records.OnWake(h.shelf)
		if n := h.inRedis(t, room); n != 4 {
			t.Errorf("%d lines are in Redis", n)
		}
		wantPages(t, "afterwards", h.pages(t, m, h.john, h.thales), before)
		h.clock.Add(24 * time.Hour)
		h.releases(t, 1)
		if n := h.inRedis(t, room); n != 0 {
			t.Errorf("a day later %d lines are in Redis", n)
		}
	})
}

// What a room's log tells and the archive does not have stays in the log.
func TestTheLogOfARoomStaysWhileTheArchiveDoesNotHaveAllOfIt(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		m := h.held(t, 2)
		h.archives(t, 1)
		h.clock.Add(keep)
		before := h.record(t, m)
		h.forgets(t, archive.TableEvents, h.files(t, archive.TableEvents)[1])
		h.releases(t, 1)
		if n := h.inRedis(t, store.MeetingRoom(m.ID, 1)); n != 0 {
			t.Errorf("%d lines are in Redis", n)
		}
		if after := h.record(t, m); !reflect.DeepEqual(after, before) {
			t.Errorf("afterwards what happened is %+v, before %+v", after, before)
		}
	})
}

// What a log told of before its date began is in the archive too, however often it is let go.
func TestWhatHappenedBeforeADateBeganIsKnownHoweverOftenItIsLetGo(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		ctx, from := t.Context(), noon.Add(26*time.Hour)
		m := h.c.Plan(t, h.thales, campus.NewMeeting{Title: "Physics", Public: true, Slots: []campus.Slot{{From: from,
			To: from.Add(time.Hour), Zone: "UTC"}}})
		must(t, onlyErr(h.c.Meetings.SetChat(ctx, h.thales, m.ID, 1, campus.Rules{Chat: campus.ChatStaff}, "")))
		for _, at := range []time.Time{from, from.Add(time.Hour)} {
			h.clock.Set(at)
			h.c.Tick(t)
			h.c.Settle(t)
		}
		h.archives(t, 1)
		h.clock.Add(keep)
		before := h.record(t, m)
		if len(before) == 0 || before[0].Kind != string(campus.KindChat) || !before[0].At.Before(from.Add(-time.Hour)) {
			t.Fatalf("before the date nothing happened: %+v", before)
		}
		for n := range 3 {
			must(t, h.c.Records.Release(ctx, m.ID, 1))
			if after := h.record(t, m); !reflect.DeepEqual(after, before) {
				t.Errorf("after %d times what happened is %+v, want %+v", n+1, after, before)
			}
		}
	})
}
