package archive_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/storetest"
)

type stop struct{}

// stopping is a shelf that stops who reads it at the n-th piece of lines, the end of them being one.
func (h *house) stopping(left *int) store.Shelf {
	shelf := h.shelf
	reached := func() {
		if *left--; *left == 0 {
			panic(stop{})
		}
	}
	shelf.Lines = func(ctx context.Context, held store.Held) iter.Seq2[[]store.RecordedLine, error] {
		return func(yield func([]store.RecordedLine, error) bool) {
			for some, err := range h.Lines(ctx, held) {
				for _, one := range some { // each line is a piece
					reached()
					if !yield([]store.RecordedLine{one}, err) {
						return
					}
				}
				if err != nil {
					yield(nil, err)
					return
				}
			}
			reached()
		}
	}
	return shelf
}

func stopped(do func()) (so bool) {
	defer func() { so = recover() == any(stop{}) }()
	do()
	return false
}

func TestWhoeverIsStoppedOverLettingARoomGoLosesNothing(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		ctx, m := t.Context(), h.held(t, 2)
		room := store.MeetingRoom(m.ID, 1)
		h.archives(t, 1)
		h.clock.Add(keep)
		before := h.pages(t, m, h.john, h.thales)
		stops := 0
		for n := 1; ; n++ { // 4 lines and an end are read twice
			left := n
			h.c.Records.OnWake(h.stopping(&left))
			if !stopped(func() { _, _ = h.Releaser.Tick(ctx) }) {
				break
			}
			stops++
			h.c.Records.OnWake(h.shelf)
			if n%2 == 0 { // else the next goes on where this one was
				wantPages(t, fmt.Sprint("stopped at ", n), h.pages(t, m, h.john, h.thales), before)
				h.clock.Add(24 * time.Hour)
			}
			h.clock.Add(time.Hour)
		}
		h.c.Records.OnWake(h.shelf)
		if n := h.inRedis(t, room); stops != 10 || n != 0 {
			t.Errorf("after %d stops %d lines are in Redis", stops, n)
		}
		wantPages(t, "in the end", h.pages(t, m, h.john, h.thales), before)
	})
}

func TestWhoeverIsStoppedOverBringingARoomBackOnlyDelaysIt(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		ctx, m := t.Context(), h.held(t, 2)
		room := store.MeetingRoom(m.ID, 1)
		h.archives(t, 1)
		h.clock.Add(keep)
		before := h.pages(t, m, h.john)
		for n := 1; n <= 5; n++ {
			h.releases(t, 1)
			failing := h.shelf
			failing.Lines = func(ctx context.Context, held store.Held) iter.Seq2[[]store.RecordedLine, error] {
				return func(yield func([]store.RecordedLine, error) bool) {
					left := n
					for some := range h.Lines(ctx, held) {
						for _, one := range some {
							if left--; left == 0 {
								break
							}
							yield([]store.RecordedLine{one}, nil)
						}
					}
					yield(nil, errors.New("stopped"))
				}
			}
			h.c.Records.OnWake(failing)
			_, err := h.c.Rooms.Messages(ctx, room, store.Span{Limit: 10})
			if !errors.Is(err, campus.ErrUnreadable) {
				t.Errorf("a read that fails: %v", err)
			}
			view, err := h.c.Meetings.View(ctx, h.john, m.ID, 1, store.Span{Limit: 10})
			if err != nil || !view.Said.Unreadable || len(view.Said.Lines) > 0 || len(view.People) != 1 {
				t.Errorf("the page has %+v, %v", view, err)
			}
			h.c.Records.OnWake(h.shelf)
			wantPages(t, "later", h.pages(t, m, h.john), before)
			h.clock.Add(24 * time.Hour)
		}
	})
}

func TestARoomIsNotCutShortWhenAFileIsMissing(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		ctx, m := t.Context(), h.held(t, 2)
		room := store.MeetingRoom(m.ID, 1)
		h.archives(t, 1)
		h.clock.Add(keep)
		gone := filepath.Join(h.dir, h.Archive.Database(), archive.TableMessages, h.files(t, archive.TableMessages)[1])
		hide := func() { must(t, os.Rename(gone, gone+".away")) }
		show := func() { must(t, os.Rename(gone+".away", gone)) }
		hide()
		if done, err := h.Releaser.Tick(ctx); done != 0 || err == nil || h.inRedis(t, room) != 4 {
			t.Errorf("it was let go: %d, %v", done, err)
		}
		show()
		h.clock.Add(time.Hour)
		before := h.pages(t, m, h.john)
		h.releases(t, 1)
		hide()
		if _, err := h.c.Rooms.Lines(ctx, room, []int64{1}); !errors.Is(err, campus.ErrUnreadable) {
			t.Errorf("without the file: %v", err)
		}
		entry, err := h.Archive.Get(ctx, archive.Name{Table: archive.TableMessages, Path: h.files(t, archive.TableMessages)[1]})
		must(t, err)
		must(t, h.Archive.Batch(ctx, nil, []archive.Name{entry.Name()}))
		if _, err := h.c.Rooms.Lines(ctx, room, []int64{1}); !errors.Is(err, campus.ErrUnreadable) {
			t.Errorf("with an index that knows nothing of it: %v", err)
		}
		show()
		must(t, h.Archive.Batch(ctx, []archive.Entry{entry}, nil))
		wantPages(t, "once the file is back", h.pages(t, m, h.john), before)
	})
}

// onlyErr is the error of what returns something too.
func onlyErr[T any](_ T, err error) error { return err }

// Two of Stoa, each asked by several, and one who lets the room go again and again.
func TestManyWhoReadAtOnceAllSeeAllOfIt(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		ctx, m := t.Context(), h.held(t, 200)
		room := store.MeetingRoom(m.ID, 1)
		h.archives(t, 1)
		h.clock.Add(keep)
		h.releases(t, 1)
		other, err := store.New(ctx, h.c.Redis, h.c.Options)
		must(t, err)
		_, err = archive.New(ctx, h.c.Redis, other, h.dir, h.o)
		must(t, err)
		storetest.Together(12, func(i int) {
			st := []*store.Store{h.c.Store, other}[i%2]
			for range storetest.Times(5, 50) {
				if i == 0 {
					if err := h.c.Records.Release(ctx, m.ID, 1); err != nil && campus.CodeOf(err) != campus.Unavailable {
						t.Error(err)
					}
					continue
				}
				said, err := st.Rooms.Messages(ctx, room, store.Span{Limit: 200, After: int64(i), Forward: true})
				if err != nil || len(said.Lines) != 200 || said.Last != 400 {
					t.Errorf("%d lines up to %d, %v", len(said.Lines), said.Last, err)
				}
			}
		})
	})
}

func TestADateThatIsToBeKeptIsKept(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		ctx, m := t.Context(), h.held(t, 2)
		room := store.MeetingRoom(m.ID, 1)
		h.clock.Add(keep)
		h.releases(t, 0)
		if err := h.c.Records.Release(ctx, m.ID, 1); err == nil {
			t.Error("it goes before it is in the archive")
		}
		h.archives(t, 1)
		h.clock.Add(keep - time.Second)
		h.releases(t, 0)
		always := h.shelf
		always.After = 0
		h.c.Records.OnWake(always)
		h.clock.Add(keep)
		h.releases(t, 0)
		if n := h.inRedis(t, room); n != 4 {
			t.Errorf("%d lines are there", n)
		}
	})
}

// The figures of a room of ten thousand lines: what it takes of Redis, and how long it takes to come back.
func BenchmarkBringingBackARoom(b *testing.B) {
	clock := storetest.At(noon)
	c, _ := storetest.Own(b, storetest.Clock(clock.Now))
	dir := b.TempDir()
	a, err := archive.New(b.Context(), c.Redis, c.Store, dir, archive.Options{Prefix: indexPrefix(c.Options.Prefix), Clock: clock.Now,
		Release: keep})
	must(b, err)
	ctx, host, from := b.Context(), c.Person(b, "thales", campus.Teacher), noon.Add(time.Hour)
	m := c.Plan(b, host, campus.NewMeeting{Title: "Physics", Public: true, Slots: []campus.Slot{{From: from, To: from.Add(time.Hour),
		Zone: "UTC"}}})
	room := store.MeetingRoom(m.ID, 1)
	clock.Set(from)
	c.Tick(b)
	must(b, c.Meetings.Join(ctx, host, m.ID, 1, ""))
	many := 10_000
	if n, err := strconv.Atoi(os.Getenv("STOA_BENCH_LINES")); err == nil {
		many = n
	}
	for n := range many {
		clock.Add(time.Hour / time.Duration(many+1))
		line := campus.NewLine{Body: fmt.Sprint("What somebody may say in a lesson, number ", n)}
		must(b, onlyErr(c.Rooms.Post(ctx, host, room, line, "")))
	}
	clock.Set(from.Add(time.Hour))
	c.Tick(b)
	must(b, onlyErr(a.Archiver.Tick(ctx)))
	memory := func() (bytes int64) {
		all, err := c.Redis.Keys(ctx, "*room:"+room.Topic+"*").Result()
		must(b, err)
		for _, key := range all {
			n, err := c.Redis.MemoryUsage(ctx, key, 0).Result()
			must(b, err)
			bytes += n
		}
		return bytes
	}
	before := memory()
	var after int64
	for b.Loop() {
		b.StopTimer()
		clock.Add(keep)
		start := time.Now()
		must(b, onlyErr(a.Releaser.Tick(ctx)))
		b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms/release")
		after = memory()
		b.StartTimer()
		must(b, onlyErr(c.Meetings.View(ctx, host, m.ID, 1, store.Span{Limit: 50})))
	}
	b.ReportMetric(float64(before), "bytes-before")
	b.ReportMetric(float64(after), "bytes-after")
}

// Whoever was erased stays out of a room that was being brought back meanwhile from what had been read of the archive before.
func TestWhoIsErasedWhileARoomIsBroughtBackDoesNotComeBack(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		ctx, who := t.Context(), h.xanthippe(t)
		m := h.meets(t, noon.Add(time.Hour), bodiesNaming()...)
		h.ends(t)
		h.archives(t, 1)
		h.clock.Add(keep)
		h.releases(t, 1)
		room, first := store.MeetingRoom(m.ID, 1), true
		slow := h.shelf
		slow.Lines = func(ctx context.Context, held store.Held) iter.Seq2[[]store.RecordedLine, error] {
			return func(yield func([]store.RecordedLine, error) bool) {
				for some, err := range h.Lines(ctx, held) {
					if first {
						first = false
						h.erases(t, who)
						if job := h.works(t, who, 30); job.Done.IsZero() {
							t.Errorf("the job stands at %+v", job)
						}
					}
					if !yield(some, err) {
						return
					}
				}
			}
		}
		h.c.Records.OnWake(slow)
		said, err := h.c.Rooms.Messages(ctx, room, store.Span{Limit: 50})
		if err != nil || first || len(said.Lines) != len(naming) {
			t.Fatalf("%d lines, %v", len(said.Lines), err)
		}
		for _, line := range said.Lines {
			for _, trace := range traces {
				if strings.Contains(strings.ToLower(line.Body), trace) {
					t.Errorf("line %d says %q", line.ID, line.Body)
				}
			}
		}
	})
}

// Admins are told that a room cannot be read until somebody could read it again. Redis being away says nothing about the archive.
func TestARoomThatCannotBeReadIsToldOfUntilItCanBe(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		ctx, m := t.Context(), h.held(t, 2)
		room := store.MeetingRoom(m.ID, 1)
		h.archives(t, 1)
		h.clock.Add(keep)
		h.releases(t, 1)
		told := func() []archive.Failure {
			t.Helper()
			status, err := h.Archive.Status(ctx, 1)
			must(t, err)
			return status.Failures
		}
		away := h.shelf
		away.Lines = func(context.Context, store.Held) iter.Seq2[[]store.RecordedLine, error] {
			return func(yield func([]store.RecordedLine, error) bool) { yield(nil, campus.Away(nil)) }
		}
		h.c.Records.OnWake(away)
		_, err := h.c.Rooms.Lines(ctx, room, []int64{1})
		if errors.Is(err, campus.ErrUnreadable) || campus.CodeOf(err) != campus.Unavailable {
			t.Errorf("while Redis is away: %v", err)
		}
		if f := told(); len(f) != 0 {
			t.Errorf("while Redis is away admins are told %+v", f)
		}
		h.c.Records.OnWake(h.shelf)
		path := filepath.Join(h.dir, h.Archive.Database(), archive.TableMessages, h.files(t, archive.TableMessages)[0])
		whole, err := os.ReadFile(path)
		must(t, err)
		must(t, os.WriteFile(path, whole[:len(whole)/2], 0o600))
		if _, err := h.c.Rooms.Lines(ctx, room, []int64{1}); !errors.Is(err, campus.ErrUnreadable) {
			t.Errorf("of half a file: %v", err)
		}
		if f := told(); len(f) != 1 || f[0].Meeting != m.ID || f[0].Order != 1 || !f[0].Reading || f[0].Why == "" ||
			!f[0].At.Equal(h.clock.Now()) || strings.Contains(f[0].Why, "Please") {
			t.Errorf("of half a file admins are told %+v", f)
		}
		asked := func() error {
			_, _, err := archive.Page[archive.Message](ctx, h.Archive, h.john, archive.Ask{Limit: 50})
			return err
		}
		if err := asked(); err == nil {
			t.Error("rows of half a file are given")
		}
		file := "reading " + archive.TableMessages + "/" + h.files(t, archive.TableMessages)[0]
		if f := told(); len(f) != 2 || f[0].Work != file && f[1].Work != file {
			t.Errorf("of who asks for rows admins are told %+v", f)
		}
		must(t, os.WriteFile(path, whole, 0o600))
		must(t, asked())
		_, err = h.Archive.Check(ctx, false)
		must(t, err)
		_, err = h.c.Rooms.Lines(ctx, room, []int64{1})
		must(t, err)
		if f := told(); len(f) != 0 {
			t.Errorf("once it was read admins are told %+v", f)
		}
	})
}
