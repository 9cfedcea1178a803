package archive_test

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/engine"
)

// expirer returns one that keeps events and messages for so many months.
func (k *kit) expirer(tb testing.TB, keep campus.Retention, reached func(string)) *archive.Expirer {
	tb.Helper()
	o := k.o
	o.Retain = keep
	return archive.NewExpirer(k.open(tb, o), k.c.Records, k.c.Options.Log, reached)
}

// expires removes what is too old, and checks that it was so many files.
func expires(tb testing.TB, r *archive.Expirer, want int) {
	tb.Helper()
	if done, err := r.Tick(tb.Context()); done != want || err != nil {
		tb.Errorf("%d files went, %v, want %d", done, err, want)
	}
}

func TestAFileGoesWhenAllOfItsHourIsOlderThanItIsKept(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		last := time.Date(2024, 1, 31, 23, 0, 0, 0, time.UTC)
		all := []archive.Entry{file("events", 1, last, time.Minute), file("events", 2, last.Add(time.Hour), 0),
			file("events", 3, last.AddDate(0, -3, 0), time.Hour-1), file("messages", 1, last.AddDate(-5, 0, 0), 0)}
		must(t, x.Batch(t.Context(), all, nil))
		both := x.expirer(t, campus.Retention{Events: 1, Messages: 60}, nil)
		x.clock.Set(time.Date(2024, 2, 29, 23, 59, 59, 999e6, time.UTC)) // of the 31st of January nothing is older than a month
		expires(t, x.expirer(t, campus.Retention{}, nil), 0)
		expires(t, x.expirer(t, campus.Retention{Messages: 61}, nil), 0)
		expires(t, both, 2)
		wantPaths(t, "before March", x.find(t, archive.Query{}), paths(all[:2]))
		wantPaths(t, "messages", x.find(t, archive.Query{Table: "messages"}), nil)
		x.clock.Add(time.Millisecond)
		for want := range 2 {
			expires(t, both, 1-want)
		}
		wantPaths(t, "in March", x.find(t, archive.Query{}), paths(all[1:2]))
		x.clock.Add(time.Hour - time.Millisecond)
		expires(t, both, 0)
		x.clock.Add(time.Millisecond)
		expires(t, both, 1)
		if s := status(t, x); s.Drops != 4 || len(s.Failures) != 0 {
			t.Errorf("got %+v", s)
		}
	})
}

func TestAFileOfAPlanThatIsTooOldGoesOutOfIt(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		x.some(t, 0, 3)
		x.clock.Add(time.Minute)
		before := x.take(t, "w")
		x.clock.Set(noon.AddDate(0, 1, 0).Add(time.Hour))
		expires(t, x.expirer(t, campus.Retention{Events: 1}, nil), 3)
		if err := x.Commit(t.Context(), before, merged(before)); err == nil {
			t.Error("what is too old comes back by a plan")
		}
		wantPaths(t, "afterwards", x.find(t, archive.Query{}), nil)
		if s := status(t, x); s.Plans != 0 || s.Waiting != 0 {
			t.Errorf("got %+v", s)
		}
	})
}

func TestWhatStopsOrDoublesTheRemovingOfOldFilesOnlyDelaysIt(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		var all []archive.Entry
		for n := range 1100 { // of three steps
			all = append(all, file("events", n, noon.Add(time.Duration(n%7)*time.Hour), time.Minute))
		}
		must(t, x.Batch(t.Context(), all, nil))
		young := file("events", 5000, noon.AddDate(0, 2, 0), 0)
		must(t, x.Batch(t.Context(), []archive.Entry{young}, nil))
		x.clock.Set(noon.AddDate(0, 2, 0))
		keep := campus.Retention{Events: 1}
		for i, point := range []string{archive.PointExpiring, archive.PointExpired} {
			ctx, stop := context.WithCancel(t.Context())
			r := x.expirer(t, keep, func(at string) {
				if at == point {
					stop()
				}
			})
			if done, err := r.Tick(ctx); err == nil || done != 500*i {
				t.Errorf("stopped at %s, %d went, %v", point, done, err)
			}
		}
		var working sync.WaitGroup
		for range 2 {
			working.Go(func() {
				if _, err := x.expirer(t, keep, nil).Tick(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		working.Wait()
		wantPaths(t, "what is left", x.find(t, archive.Query{}), []string{young.Path})
		if s := status(t, x); s.Drops != 1100 {
			t.Errorf("%d files are dropped", s.Drops)
		}
	})
}

// seen is what an admin finds of a meeting's lines.
func (h *house) seen(t *testing.T, m campus.Meeting) (all []string) {
	t.Helper()
	for row, err := range archive.All[archive.Message](t.Context(), h.Archive, campus.Person{Role: campus.Admin},
		archive.Ask{Filter: archive.Filter{Meeting: m.ID}}) {
		must(t, err)
		all = append(all, fmt.Sprintf("%d:%d:%d %s", row.Meeting, row.Order, row.ID, row.Body))
	}
	return all
}

func TestWhatIsOlderThanItIsKeptIsNotShownThoughItsFileIsThere(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		s.o.Retain = campus.Retention{Messages: 1}
		h := newHouse(t, s)
		m := h.held(t, 2) // two lines at half past one, and two at two
		h.archives(t, 1)
		h.clock.Set(noon.Add(90*time.Minute).AddDate(0, 1, 0))
		wantPaths(t, "when the first are of a month ago", h.seen(t, m), lines(m, 1, 4))
		wantShown := func(what string, lines, files int) {
			t.Helper()
			found, err := h.Archive.Query(t.Context(), archive.Query{Table: archive.TableMessages})
			must(t, err)
			if got := h.seen(t, m); len(got) != lines || len(found.Files) != files {
				t.Errorf("%s: %d lines %q and %d files are shown, want %d and %d", what, len(got), got, len(found.Files), lines, files)
			}
			page, next, err := archive.Page[archive.Message](t.Context(), h.Archive, campus.Person{Role: campus.Admin}, archive.Ask{Limit: 9,
				Filter: archive.Filter{After: noon, Before: noon.Add(5 * time.Hour)}})
			if err != nil || next != "" || len(page) != lines {
				t.Errorf("%s: a page has %d lines, %q, %v", what, len(page), next, err)
			}
		}
		h.clock.Add(time.Millisecond)
		wantShown("a moment later", 2, 1)
		files := h.files(t, archive.TableMessages)
		if only, err := h.Only(t.Context(), archive.Query{Table: archive.TableMessages}, files[0]); err != nil || len(only.Files) != 0 {
			t.Errorf("by its path: %v, %v", only.Files, err)
		}
		early := archive.Query{Table: archive.TableMessages, Before: noon.Add(time.Hour)}
		if found, err := h.Archive.Query(t.Context(), early); err != nil || len(found.Files) != 0 {
			t.Errorf("of an earlier time: %v, %v", found.Files, err)
		}
		h.clock.Add(time.Hour)
		wantShown("an hour later", 0, 0)
		if n := len(h.files(t, archive.TableMessages)); n != 2 {
			t.Errorf("%d files are there", n)
		}
		expires(t, h.Expirer, 2) // with what Redis has of the date
		h.clock.Add(30 * time.Minute)
		expires(t, h.Expirer, 1)
		if n := len(h.files(t, archive.TableEvents)); n == 0 {
			t.Error("what happened went too")
		}
		h.clock.Add(time.Hour)
		must(t, onlyErr(h.compactor.Tick(t.Context())))
		for _, path := range files {
			if _, err := os.Stat(filepath.Join(h.dir, h.Database(), archive.TableMessages, filepath.FromSlash(path))); !os.IsNotExist(err) {
				t.Errorf("%s is there still: %v", path, err)
			}
		}
	})
}

func TestARoomThatWasLetGoAndIsTooOldIsEmptyAndNotBroken(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		s.o.Retain = campus.Retention{Messages: 4}
		h := newHouse(t, s)
		ctx, m := t.Context(), h.held(t, 2)
		room := store.MeetingRoom(m.ID, 1)
		h.archives(t, 1)
		h.clock.Add(keep)
		h.releases(t, 1)
		h.clock.Set(noon.Add(90*time.Minute).AddDate(0, 4, 0).Add(time.Millisecond)) // the first of its lines are too old
		view, err := h.c.Meetings.View(ctx, h.john, m.ID, 1, store.Span{Limit: 50})
		if err != nil || !view.Said.Expired || view.Said.Unreadable || len(view.Said.Lines) != 0 {
			t.Errorf("the page: %+v, %v", view.Said, err)
		}
		said, err := h.c.Rooms.Messages(ctx, room, store.Span{Limit: 50})
		if err != nil || !said.Expired || len(said.Lines) != 0 {
			t.Errorf("the lines: %+v, %v", said, err)
		}
		transcript, err := h.c.Meetings.Transcript(ctx, h.john, m.ID, 1, store.TranscriptPiece{Limit: 50})
		if err != nil || !transcript.Expired || len(transcript.People) == 0 {
			t.Errorf("the transcript: %+v, %v", transcript, err)
		}
		found, err := h.c.Meetings.SearchTranscript(ctx, h.john, m.ID, 1, "x", 0)
		if err != nil || !found.Expired || found.Meeting.ID != m.ID {
			t.Errorf("a search in it: %+v, %v", found, err)
		}
		if some, err := h.c.Rooms.Lines(ctx, room, []int64{1, 2}); err != nil || len(some) != 0 {
			t.Errorf("two of them: %v, %v", some, err)
		}
		wantCode(t, "deleting one", h.c.Rooms.Delete(ctx, h.john, room, 1, false, ""), campus.NotFound)
		record, err := h.c.Records.Read(ctx, m.ID, 1)
		if err != nil || !slices.ContainsFunc(record.Events, func(e store.RecordedEvent) bool { return e.Kind == "join" }) {
			t.Errorf("what happened: %v, %v", record.Events, err)
		}
	})
}

func TestWhatWasSaidAtADateGoesForGoodWhenTheDateIsTooOld(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		s.o.Retain = campus.Retention{Messages: 4}
		h := newHouse(t, s)
		ctx, begun := t.Context(), noon.Add(90*time.Minute)
		first := h.held(t, 2)
		h.archives(t, 1)
		h.clock.Add(keep)
		h.releases(t, 1)
		h.clock.Set(begun.AddDate(0, 4, -2))
		young, late := h.held(t, 1), h.held(t, 1)
		h.archives(t, 2)
		h.clock.Set(begun.Add(time.Hour).AddDate(0, 4, 0)) // the first ended four months ago
		expires(t, h.Expirer, 1)                           // the file of its first hour
		h.clock.Add(time.Millisecond)
		for want := range 2 {
			expires(t, h.Expirer, 1-want)
		}
		room := h.key(first.ID, fmt.Sprint("room:meeting:", first.ID, ":1"))
		if on := h.c.Redis.HMGet(ctx, room, "expired", "released", "whole").Val(); len(on) != 3 || on[0] == nil || on[1] != nil ||
			on[2] != nil {
			t.Errorf("its room says %v", on)
		}
		view, err := h.c.Meetings.View(ctx, h.john, first.ID, 1, store.Span{Limit: 50})
		if err != nil || !view.Said.Expired || len(view.Said.Lines) != 0 || len(view.People) == 0 {
			t.Errorf("the page: %+v with %d people, %v", view.Said, len(view.People), err)
		}
		said, err := h.c.Rooms.MessagesOf(ctx, store.MeetingRoom(first.ID, 1), h.john.ID)
		if err != nil || len(said) != 0 {
			t.Errorf("what john said: %v, %v", said, err)
		}
		if err := h.c.Records.Release(ctx, first.ID, 1); err == nil {
			t.Error("what is gone is let go")
		}
		for _, m := range []campus.Meeting{young, late} {
			if n := h.inRedis(t, store.MeetingRoom(m.ID, 1)); n != 2 {
				t.Errorf("of a younger date %d lines are there", n)
			}
		}
		h.clock.Set(begun.AddDate(0, 9, 0))
		open := h.opened(t) // so is this one, which goes on, and that one which is not archived yet
		waits := h.held(t, 1)
		h.clock.Add(200 * 24 * time.Hour)
		must(t, onlyErr(h.Expirer.Tick(ctx)))
		for _, room := range []store.Room{open, store.MeetingRoom(waits.ID, 1)} {
			if n := h.inRedis(t, room); n == 0 {
				t.Errorf("the lines of %s are gone", room.Topic)
			}
		}
		for _, m := range []campus.Meeting{young, late} {
			if n := h.inRedis(t, store.MeetingRoom(m.ID, 1)); n != 0 {
				t.Errorf("in the end %d lines are there", n)
			}
		}
	})
}

// key is one in the partition of a meeting.
func (h *house) key(meeting int64, name string) string {
	return engine.Keys{Prefix: h.c.Options.Prefix}.In(engine.TagOf(fmt.Sprint("meeting:", meeting)), name)
}

// listed reports which lists of a partition name a date.
func (h *house) listed(t *testing.T, m campus.Meeting, lists ...string) (names []string) {
	t.Helper()
	for _, list := range lists {
		all, err := h.c.Redis.ZRange(t.Context(), h.key(m.ID, list), 0, -1).Result()
		must(t, err)
		if slices.Contains(all, fmt.Sprint(m.ID, ":1")) {
			names = append(names, list)
		}
	}
	return names
}

// Who reacted to what goes with what was said, though only lines are let go before; and nobody lets go what is gone.
func TestReactionsGoForGoodWithWhatWasSaid(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		s.o.Retain = campus.Retention{Messages: 2}
		h := newHouse(t, s)
		room := h.opened(t)
		id, _, _ := campus.ParseMeetingTopic(room.Topic)
		m := campus.Meeting{ID: id}
		must(t, h.c.Rooms.React(t.Context(), h.john, room, 1, campus.Reactions[0].Name, true, ""))
		h.clock.Add(12 * time.Hour)
		h.c.Tick(t)
		h.archives(t, 1)
		reactions := func() (keys []string) {
			for key := range h.c.Contents(t) {
				if strings.HasSuffix(key, ":reacted") || strings.HasSuffix(key, ":reactions") {
					keys = append(keys, key)
				}
			}
			return keys
		}
		lists := []string{"archived", "expiring"}
		if got := h.listed(t, m, lists...); len(reactions()) != 2 || !slices.Equal(got, lists) {
			t.Fatalf("before, there are %q, and it waits in %q", reactions(), got)
		}
		h.clock.Set(h.clock.Now().AddDate(0, 2, 1)) // before it is let go
		must(t, onlyErr(h.Expirer.Tick(t.Context())))
		if got := h.listed(t, m, lists...); len(reactions()) != 0 || len(got) != 0 || h.inRedis(t, room) != 0 {
			t.Errorf("in the end there are %q, and it waits in %q", reactions(), got)
		}
	})
}

func TestWhereNothingWasSaidNothingIsKeptNoMore(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		s.o.Retain = campus.Retention{Messages: 2}
		h := newHouse(t, s)
		m := h.held(t, 0)
		h.archives(t, 1)
		h.clock.Set(h.clock.Now().AddDate(0, 2, 1))
		must(t, onlyErr(h.Expirer.Tick(t.Context())))
		view, err := h.c.Meetings.View(t.Context(), h.john, m.ID, 1, store.Span{Limit: 50})
		if err != nil || view.Said.Expired || len(view.People) != 1 {
			t.Errorf("the page: %+v with %d people, %v", view.Said, len(view.People), err)
		}
		if got := h.listed(t, m, "archived", "expiring"); len(got) != 0 {
			t.Errorf("it waits in %q", got)
		}
	})
}

// Whatever says that it is archived, and waits: what a date has that goes on stays, and it waits no more.
func TestADateThatGoesOnKeepsAll(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		s.o.Retain = campus.Retention{Messages: 2, Events: 2}
		h := newHouse(t, s)
		ctx, room := t.Context(), h.opened(t)
		id, _, _ := campus.ParseMeetingTopic(room.Topic)
		must(t, h.c.Redis.HSet(ctx, h.key(id, fmt.Sprint("instance:", id, ":1")), "archived", 1).Err())
		lists := []string{"expiring", "forgetting"}
		for _, list := range lists {
			must(t, h.c.Redis.ZAdd(ctx, h.key(id, list), redis.Z{Score: 1, Member: fmt.Sprint(id, ":1")}).Err())
		}
		done, err := h.c.Records.Expire(ctx, 1)
		if got := h.listed(t, campus.Meeting{ID: id}, lists...); done != 0 || err != nil || h.inRedis(t, room) != 1 || len(got) != 0 {
			t.Errorf("%d dates went, %v, and it waits in %q", done, err, got)
		}
		view, err := h.c.Meetings.View(ctx, h.john, id, 1, store.Span{Limit: 50})
		if err != nil || view.Said.Expired || view.Instance.Forgotten || len(view.People) != 1 {
			t.Errorf("its page: %+v of %d people, %v", view.Instance, len(view.People), err)
		}
	})
}

// opened is the room of a date that goes on for long, at which something was said.
func (h *house) opened(t *testing.T) store.Room {
	t.Helper()
	from := h.clock.Now().Add(time.Hour)
	m := h.c.Plan(t, h.thales, campus.NewMeeting{Title: "Chess", Public: true,
		Slots: []campus.Slot{{From: from, To: from.Add(12 * time.Hour), Zone: "UTC"}}})
	h.clock.Set(from)
	h.c.Tick(t)
	must(t, h.c.Meetings.Join(t.Context(), h.john, m.ID, 1, ""))
	must(t, onlyErr(h.c.Rooms.Post(t.Context(), h.john, store.MeetingRoom(m.ID, 1), campus.NewLine{Body: "check"}, "")))
	return store.MeetingRoom(m.ID, 1)
}

func TestARoomThatIsBroughtBackWhileItGoesForGoodDoesNotComeBack(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		s.o.Retain = campus.Retention{Messages: 4}
		h := newHouse(t, s)
		ctx, m := t.Context(), h.held(t, 2)
		h.archives(t, 1)
		h.clock.Add(keep)
		h.releases(t, 1)
		both, old := h.shelf, false
		both.Retain = s.o.Retain
		both.Lines = func(ctx context.Context, held store.Held) iter.Seq2[[]store.RecordedLine, error] {
			return func(yield func([]store.RecordedLine, error) bool) {
				for some, err := range h.Lines(ctx, held) {
					if !old {
						old = true
						h.clock.Set(noon.AddDate(0, 4, 1))
						must(t, onlyErr(h.Expirer.Tick(ctx)))
					}
					if !yield(some, err) {
						return
					}
				}
			}
		}
		h.c.Records.OnWake(both)
		view, err := h.c.Meetings.View(ctx, h.john, m.ID, 1, store.Span{Limit: 50})
		if err != nil || !old || !view.Said.Expired {
			t.Errorf("the page: %+v, %v", view.Said, err)
		}
		if n := h.inRedis(t, store.MeetingRoom(m.ID, 1)); n != 0 {
			t.Errorf("%d lines came back", n)
		}
	})
}
