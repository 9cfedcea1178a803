package archive_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

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
