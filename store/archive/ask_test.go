package archive_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// shelf is an archive with events of two hours: of the first more than are looked at together, of the second three.
type shelf struct {
	*archive.Archive
	dir    string
	second archive.Entry
	rows   []archive.Event // of the second hour
}

const inFirstHour = 1200

func newShelf(t *testing.T) *shelf {
	t.Helper()
	c := storetest.New(t)
	s := &shelf{}
	dir := t.TempDir()
	a, err := archive.New(t.Context(), c.Redis, c.Store, dir, archive.Options{Prefix: indexPrefix(c.Options.Prefix)})
	must(t, err)
	s.Archive, s.dir = a, filepath.Join(dir, a.Database(), archive.TableEvents)
	for n := range inFirstHour + 3 {
		at := noon.Add(time.Duration(n) * time.Second)
		if n >= inFirstHour {
			at = at.Add(time.Hour)
		}
		s.rows = append(s.rows, archive.Event{Meeting: 1, Order: 1, Seq: int32(n + 1), Kind: "join", At: at, Person: 2})
	}
	first := s.put(t, 1, s.rows[:inFirstHour])
	s.rows = s.rows[inFirstHour:]
	s.second = s.put(t, 2, s.rows)
	must(t, s.Batch(t.Context(), []archive.Entry{first, s.second}, nil))
	return s
}

// put writes the n-th file, and returns its entry.
func (s *shelf) put(t *testing.T, n int, rows []archive.Event) archive.Entry {
	t.Helper()
	e := file(archive.TableEvents, n, rows[0].At.Truncate(time.Hour), time.Hour-1)
	_, err := archive.Write(s.dir, e.Path, archive.Slice(rows))
	must(t, err)
	return e
}

// read reads all, calls between with the first row, and returns how many rows came in order.
func (s *shelf) read(t *testing.T, between func()) (n int, err error) {
	t.Helper()
	for row, err := range archive.All[archive.Event](t.Context(), s.Archive, campus.Person{ID: 1, Role: campus.Admin}, archive.Ask{}) {
		if err != nil {
			return n, err
		}
		if n++; int(row.Seq) != n {
			t.Errorf("the row %d comes as number %d", row.Seq, n)
		}
		if n == 1 {
			between()
		}
	}
	return n, nil
}

func TestAFileThatIsMergedWhileItWaitsToBeReadIsReadInItsOtherForm(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	n, err := s.read(t, func() {
		must(t, s.Batch(t.Context(), []archive.Entry{s.put(t, 3, s.rows)}, []archive.Name{s.second.Name()}))
		must(t, os.Remove(filepath.Join(s.dir, filepath.FromSlash(s.second.Path))))
	})
	if n != inFirstHour+3 || err != nil {
		t.Errorf("%d rows were read, %v", n, err)
	}
}

func TestAFileThatIsMissingEndsTheReadingWithItsName(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	n, err := s.read(t, func() { must(t, os.Remove(filepath.Join(s.dir, filepath.FromSlash(s.second.Path)))) })
	if n != inFirstHour || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%d rows were read, %v", n, err)
	}
	wantCode(t, "a missing file", err, campus.Unavailable)
}

func TestARowThatFewMaySeeIsLookedForAPageAtATime(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	rows, next, err := archive.Page[archive.Event](t.Context(), s.Archive, campus.Person{ID: 2, Role: campus.Student},
		archive.Ask{Limit: 50})
	if len(rows) > 0 || next != "" || err != nil {
		t.Errorf("of a meeting that nobody knows a student reads %v, %q, %v", rows, next, err)
	}
	got, cursor := 0, ""
	for pages := 1; ; pages++ {
		rows, next, err := archive.Page[archive.Event](t.Context(), s.Archive, campus.Person{ID: 1, Role: campus.Admin},
			archive.Ask{Limit: 200, Cursor: cursor})
		must(t, err)
		for _, row := range rows {
			if got++; int(row.Seq) != got {
				t.Fatalf("the row %d comes as number %d", row.Seq, got)
			}
		}
		if cursor = next; cursor == "" {
			if got != inFirstHour+3 || pages != 7 {
				t.Errorf("%d pages have %d rows", pages, got)
			}
			return
		}
	}
}

func TestRowsOfManyFilesAreReadSomeHoursAtATime(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	dir := t.TempDir()
	a, err := archive.New(t.Context(), c.Redis, c.Store, dir, archive.Options{Prefix: indexPrefix(c.Options.Prefix), Window: 2})
	must(t, err)
	var all []archive.Entry
	var times []time.Time
	for n, at := range []int{0, 20, 40, 60, 65, 70, 185, 190, 250, 400} { // of an hour more files than are looked up together
		row := archive.Event{Meeting: 1, Order: 1, Seq: int32(n + 1), Kind: "join", At: noon.Add(time.Duration(at) * time.Minute), Person: 2}
		late := row
		late.At = row.At.Truncate(time.Hour).Add(59*time.Minute - time.Duration(n)*time.Second) // beside rows of the hour's other files
		e := file(archive.TableEvents, n, row.At, late.At.Sub(row.At))
		_, err := archive.Write(filepath.Join(dir, a.Database(), archive.TableEvents), e.Path, archive.Slice([]archive.Event{row, late}))
		must(t, err)
		all, times = append(all, e), append(times, row.At, late.At)
	}
	must(t, a.Batch(t.Context(), all, nil))
	slices.SortFunc(times, time.Time.Compare)
	for from := range times {
		for to := from; to < len(times); to++ {
			ask, got := archive.Ask{}, []time.Time(nil)
			ask.After, ask.Before = times[from], times[to]
			for row, err := range archive.All[archive.Event](t.Context(), a, campus.Person{ID: 1, Role: campus.Admin}, ask) {
				must(t, err)
				got = append(got, row.At)
			}
			if !slices.EqualFunc(got, times[from:to+1], time.Time.Equal) {
				t.Fatalf("from %d to %d were read %v, want %v", from, to, got, times[from:to+1])
			}
		}
	}
}

func TestWhoAsksForAMeetingOrACourseOpensItsFilesOnly(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		a, err := archive.New(t.Context(), s.c.Redis, s.c.Store, s.dir, s.o)
		must(t, err)
		other, asked := s.held(t, 1), s.held(t, 1)
		s.archives(t, 2)
		must(t, os.Remove(filepath.Join(s.dir, s.Database(), archive.TableMessages, s.files(t, archive.TableMessages)[0])))
		count := func(f archive.Filter) (n int, err error) {
			admin := campus.Person{ID: 1, Role: campus.Admin}
			for _, err := range archive.All[archive.Message](t.Context(), a, admin, archive.Ask{Filter: f}) {
				if err != nil {
					return n, err
				}
				n++
			}
			return n, nil
		}
		if n, err := count(archive.Filter{Meeting: asked.ID}); n != 2 || err != nil {
			t.Errorf("of the meeting whose files are there %d lines were read, %v", n, err)
		}
		if n, err := count(archive.Filter{Meeting: asked.ID, Order: 1}); n != 2 || err != nil {
			t.Errorf("of its date %d lines were read, %v", n, err)
		}
		if n, err := count(archive.Filter{Meeting: asked.ID, Order: 2}); n != 0 || err != nil {
			t.Errorf("of a date that there is not %d lines were read, %v", n, err)
		}
		if _, err := count(archive.Filter{Meeting: other.ID}); err == nil {
			t.Error("a file of the other meeting is gone, and nothing is said")
		}
		if n, err := count(archive.Filter{Course: "none"}); n != 0 || err != nil {
			t.Errorf("of a course that there is not %d lines were read, %v", n, err)
		}
	})
}

// crowd is how many rows there are that somebody may not see: more than are looked at for one page.
const crowd = 21_000

func TestACursorNamesNoRowThatItsReaderMayNotSee(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	dir := t.TempDir()
	a, err := archive.New(t.Context(), c.Redis, c.Store, dir, archive.Options{Prefix: indexPrefix(c.Options.Prefix)})
	must(t, err)
	rows := make([]archive.Message, crowd)
	for n := range rows { // many in one millisecond
		rows[n] = archive.Message{Meeting: 7_777_777, Order: 1, ID: int64(n + 1), Kind: "message",
			At: noon.Add(time.Duration(n/100) * time.Millisecond)}
	}
	e := file(archive.TableMessages, 1, noon, time.Hour-1)
	_, err = archive.Write(filepath.Join(dir, a.Database(), archive.TableMessages), e.Path, archive.Slice(rows))
	must(t, err)
	must(t, a.Batch(t.Context(), []archive.Entry{e}, nil))
	ask := archive.Ask{Limit: 50}
	for pages := 1; ; pages++ {
		some, next, err := archive.Page[archive.Message](t.Context(), a, c.Person(t, fmt.Sprint("john", pages), campus.Student), ask)
		must(t, err)
		if len(some) > 0 || strings.Contains(next, strconv.FormatInt(7_777_777, 36)) {
			t.Errorf("a stranger reads %d lines, and %q", len(some), next)
		}
		if ask.Cursor = next; next == "" {
			if pages != 2 {
				t.Errorf("%d pages", pages)
			}
			return
		}
	}
}

func TestWhoLosesARightWhileTheyReadReadsNoMore(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		a, m, n := s.archive(t), s.held(t, 300), 0
		s.archives(t, 1)
		for _, err := range archive.All[archive.Message](t.Context(), a, s.john, archive.Ask{}) {
			must(t, err)
			if n++; n == 1 {
				must(t, s.c.Meetings.Ban(t.Context(), s.thales, m.ID, s.john.ID, ""))
				s.c.Settle(t)
				s.clock.Add(6 * time.Second)
			}
		}
		if n != 500 { // what was looked at together with the first
			t.Errorf("%d lines were read", n)
		}
	})
}

func TestWhoIsDisabledIsGivenNoMoreRows(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx := t.Context()
		s.held(t, 700)
		s.archives(t, 1)
		all, err := archive.New(ctx, s.c.Redis, s.c.Store, s.dir, s.o)
		must(t, err)
		boss := s.c.Person(t, "boss", campus.Admin)
		s.c.Person(t, "other", campus.Admin)
		for _, who := range []campus.Person{s.thales, boss} {
			n := 0
			for _, err = range archive.All[archive.Message](ctx, all, who, archive.Ask{}) {
				if n++; n == 10 {
					must(t, s.c.People.SetStatus(ctx, store.Itself(""), who.ID, campus.StatusDisabled))
					s.clock.Add(time.Minute)
				}
			}
			if n > 1000 || campus.CodeOf(err) != campus.NotFound {
				t.Errorf("%s got %d rows, %v", who.Username, n, err)
			}
		}
	})
}
