package archive_test

import (
	"path/filepath"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// scatters puts each row of a table into a file of its own.
func scatters[T archive.Row](t *testing.T, s *school, table string) (files int) {
	t.Helper()
	var add []archive.Entry
	var remove []archive.Name
	for _, path := range s.files(t, table) {
		remove = append(remove, archive.Name{Table: table, Path: path})
		for row, err := range archive.ReadFiles[T](s.on(table), []string{path}, archive.Filter{}) {
			must(t, err)
			one := stray(path, len(add), 1)
			stats, err := archive.Write(s.on(table), one, archive.Slice([]T{row}))
			must(t, err)
			add = append(add, archive.Entry{Layer: archive.LayerLocal, Table: table, Path: one, Bytes: stats.Size, Rows: stats.Rows,
				MinTime: stats.MinTime, MaxTime: stats.MaxTime, ChunkTime: stats.MinTime})
		}
	}
	must(t, s.Batch(t.Context(), add, remove))
	return len(add)
}

// A date has more files than are looked up together (200 here), than are taken out of the index in one step (500) and than are removed in
// one go (100): all of it is let go, shown, let go again, and goes for good in the end.
func TestADateOfMoreFilesThanOneStepTakesIsLetGoAndExpiredWhole(t *testing.T) {
	t.Parallel()
	clock := storetest.At(noon)
	s := newSchool(t, storetest.New(t, storetest.Clock(clock.Now)), clock)
	s.o.Window, s.o.Release, s.o.Retain = 200, keep, campus.Retention{Messages: 5, Events: 5}
	s.Index = s.open(t, s.o)
	h := newHouse(t, s)
	h.shelf.Retain = s.o.Retain
	ctx, m := t.Context(), h.held(t, 300)
	room, ended := store.MeetingRoom(m.ID, 1), h.clock.Now()
	h.archives(t, 1)
	if n := scatters[archive.Message](t, s, archive.TableMessages); n != 600 {
		t.Fatalf("it has %d files of lines, want 600", n)
	}
	scatters[archive.Event](t, s, archive.TableEvents)
	h.clock.Add(keep)
	before := h.pages(t, m, h.john, h.thales)
	for range 2 {
		h.releases(t, 1)
		if n := h.inRedis(t, room); n != 0 {
			t.Errorf("%d lines are in Redis", n)
		}
		wantPages(t, "back", h.pages(t, m, h.john, h.thales), before)
		if n := h.inRedis(t, room); n != 600 {
			t.Errorf("%d lines are back, want 600", n)
		}
		h.clock.Add(25 * time.Hour)
	}
	h.releases(t, 1)
	h.clock.Set(ended.AddDate(0, 5, 0).Add(time.Hour))
	expires(t, h.Expirer, 600+4+2) // with the lines and the attendance that Redis has of it
	for _, table := range []string{archive.TableEvents, archive.TableMessages} {
		wantPaths(t, table, h.files(t, table), nil)
	}
	view, err := h.c.Meetings.View(ctx, h.john, m.ID, 1, store.Span{Limit: 50})
	if err != nil || !view.Said.Expired || len(view.Said.Lines) != 0 {
		t.Errorf("the page: %+v, %v", view.Said, err)
	}
	h.alone(t)
	if left, err := filepath.Glob(s.on("*", "*", "*", "*")); err != nil || len(left) != 0 {
		t.Errorf("%d files lie there, %v", len(left), err)
	}
	if x := status(t, s.kit); x.Drops+x.Plans+x.Waiting != 0 {
		t.Errorf("left to do is %+v", x)
	}
}
