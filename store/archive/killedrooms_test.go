package archive_test

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// worker is what a process has that does a deed.
type worker struct {
	client  redis.UniversalClient
	campus  *store.Store
	dir     string
	o       archive.Options
	reached func(point string)
}

// deeds are what a process may do but for archiving, erasing, merging and dropping.
var deeds = map[string]func(ctx context.Context, w worker) error{"let go": letsGo, "read": reads, "expire": expiresAll}

// open returns the archive of a process, whose campus tells of the points that it comes to.
func (w worker) open(ctx context.Context) (*archive.Archive, error) {
	a, err := archive.New(ctx, w.client, w.campus, w.dir, w.o)
	if err == nil {
		w.campus.Records.OnWake(store.Shelf{Lines: a.Lines, Events: a.Events, Noted: a.TellReading, After: keep, Retain: w.o.Retain,
			Reached: w.reached})
	}
	return a, err
}

func letsGo(ctx context.Context, w worker) error {
	a, err := w.open(ctx)
	if err != nil {
		return err
	}
	_, err = a.Releaser.Tick(ctx)
	return err
}

// reads reads the first date of the first meeting.
func reads(ctx context.Context, w worker) error {
	if _, err := w.open(ctx); err != nil {
		return err
	}
	_, err := w.campus.Rooms.Messages(ctx, store.MeetingRoom(1, 1), store.Span{Limit: 9})
	return err
}

// keptFor is how long rows are kept where processes expire them.
var keptFor = campus.Retention{Messages: 4, Events: 5}

func expiresAll(ctx context.Context, w worker) error {
	w.o.Retain = keptFor
	a, err := w.open(ctx)
	if err != nil {
		return err
	}
	_, err = archive.NewExpirer(a.Index, w.campus.Records, slog.New(slog.DiscardHandler), w.reached).Tick(ctx)
	return err
}

// keysNow returns the names of all keys of the campus.
func (s *school) keysNow(t *testing.T) []string {
	t.Helper()
	return slices.Sorted(maps.Keys(s.c.Contents(t)))
}

// Whoever is killed, at whatever point of letting a room go or of bringing it back: it shows what it showed before, whoever reads next or
// goes on with it, and nothing of the work stays in Redis.
func TestKilledAtAnyPointOfLettingARoomGoAndOfBringingItBackItShowsWhatItShowedBefore(t *testing.T) {
	t.Parallel()
	clock := storetest.At(noon)
	c, server := storetest.Own(t, storetest.Clock(clock.Now))
	h := newHouse(t, newSchool(t, c, clock))
	s, m := &crashes{school: h.school, socket: server.Socket()}, h.held(t, 150)
	room := store.MeetingRoom(m.ID, 1)
	h.archives(t, 1)
	h.clock.Add(keep)
	before := h.pages(t, m, h.john, h.thales)
	keys, times := h.keysNow(t), 0
	wantWhole := func(when string) {
		t.Helper()
		wantPages(t, when, h.pages(t, m, h.john, h.thales), before)
		if n := h.inRedis(t, room); n != 300 {
			t.Errorf("%s: %d lines are back, want 300", when, n)
		}
		if now := h.keysNow(t); !slices.Equal(now, keys) {
			t.Errorf("%s: the keys are %q, want %q", when, now, keys)
		}
		h.clock.Add(25 * time.Hour) // so long it stays
	}
	goes := func(when string) {
		t.Helper()
		s.does(t, "let go", "", 0)
		if n := h.inRedis(t, room); n != 0 {
			t.Errorf("%s: %d lines are in Redis still", when, n)
		}
	}
	for n := range storetest.Times(2, 20) {
		for i, c := range []struct {
			deed, point string
			nth         int
		}{{"let go", store.PointTaken, 1}, {"let go", store.PointReleasing, 1}, {"let go", store.PointThinned, 1},
			{"let go", store.PointThinned, 2}, {"let go", store.PointReleased, 1}, {"read", store.PointWaking, 1},
			{"read", store.PointRefilled, 1}, {"read", store.PointRefilled, 2}, {"read", store.PointAwake, 1}} {
			when := fmt.Sprintf("killed when %s for the %d. time", c.point, c.nth)
			if c.deed == "read" {
				goes("before")
			}
			if !s.does(t, c.deed, c.point, c.nth) {
				t.Fatalf("no process is %s", when)
			}
			times++
			switch (n + i) % 3 {
			case 0: // somebody reads at once
			case 1:
				s.does(t, "read", "", 0)
			case 2:
				h.clock.Add(25 * time.Hour)
				goes(when)
			}
			wantWhole(when)
		}
	}
	t.Logf("%d were killed", times)
}

// ofIt is all that people may read of a date, without what they said elsewhere.
func (h *house) ofIt(t *testing.T, m campus.Meeting) []string {
	t.Helper()
	return slices.DeleteFunc(h.pages(t, m, h.john, h.thales), func(what string) bool {
		return strings.HasPrefix(what, "meeting:") && !strings.HasPrefix(what, store.MeetingRoom(m.ID, 1).Topic+":")
	})
}

// about returns which keys are about a meeting.
func (h *house) about(t *testing.T, m campus.Meeting) (all []string) {
	t.Helper()
	for _, key := range h.keysNow(t) {
		for _, of := range []string{"meeting", "instance"} {
			if _, what, its := strings.Cut(key+":", fmt.Sprintf("%s:%d:", of, m.ID)); its {
				all = append(all, of+" "+what)
			}
		}
	}
	return all
}

// Whoever is killed, at whatever point of taking away what is too old: in the end all of it is gone, from the files and from Redis, and
// nothing that is younger.
func TestKilledAtAnyPointOfExpiringAllThatIsTooOldGoesAndNothingElse(t *testing.T) {
	t.Parallel()
	clock := storetest.At(noon)
	c, server := storetest.Own(t, storetest.Clock(clock.Now))
	first := newSchool(t, c, clock)
	first.o.Retain, first.o.Release = keptFor, keep
	h := newHouse(t, first)
	s := &crashes{school: h.school, socket: server.Socket()}
	old, times, nothing := h.held(t, 1), 0, []string(nil)
	ended := h.clock.Now()
	h.archives(t, 1)
	for n := range storetest.Times(2, 20) {
		for i, c := range []struct {
			point string
			nth   int
		}{{archive.PointExpiring, 1}, {archive.PointExpiring, 2}, {archive.PointExpired, 1}, {archive.PointExpired, 2},
			{store.PointAged, 1}, {store.PointAged, 2}, {store.PointEmptied, 1}, {store.PointEmptied, 2},
			{archive.PointDropping, 1}, {archive.PointRemoved, 2}, {archive.PointDropped, 1}} {
			when := fmt.Sprintf("killed when %s for the %d. time", c.point, c.nth)
			h.clock.Set(ended.Add(keep + time.Hour))
			if i%2 == n%2 {
				h.releases(t, 1)
			}
			h.clock.Set(ended.AddDate(0, keptFor.Events, -10))
			young := h.held(t, 1)
			gone := ended.AddDate(0, keptFor.Events, 1)
			ended = h.clock.Now()
			h.archives(t, 1)
			shows := h.ofIt(t, young)
			h.clock.Set(gone)
			killed := s.does(t, "expire", c.point, c.nth)
			h.clock.Add(time.Hour)
			s.does(t, "expire", "", 0)
			h.clock.Add(time.Hour)
			killed = s.runs(t, c.point, c.nth) || killed
			h.clock.Add(time.Hour)
			s.runs(t, "", 0)
			if !killed {
				t.Fatalf("no process is %s", when)
			}
			times++
			h.c.Settle(t)
			wantPages(t, when, h.ofIt(t, young), shows)
			s.wantRows(t, when, lines(young, 1, 2))
			if left := h.about(t, old); nothing == nil {
				nothing = left
			} else if !slices.Equal(left, nothing) {
				t.Errorf("%s: of the old date are left %q, want %q", when, left, nothing)
			}
			if n := h.inRedis(t, store.MeetingRoom(old.ID, 1)); n != 0 {
				t.Errorf("%s: %d lines are in Redis", when, n)
			}
			old = young
		}
	}
	t.Logf("%d were killed; of each date is left %q", times, nothing)
}
