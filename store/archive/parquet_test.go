package archive

import (
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var hour = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

const (
	fileA = "date=2026-11-23/hour=09/0190a6a0-0000-4000-8000-00000000000a.1.parquet"
	fileB = "date=2026-11-23/hour=09/0190a6a0-0000-4000-8000-00000000000b.1.parquet"
	fileC = "date=2026-11-23/hour=09/0190a6a0-0000-4000-8000-00000000000c.2.parquet"
)

// anEvent draws an event of the hour; half of what may be absent is.
func anEvent(t *rapid.T) Event {
	maybe := func(name string, n int64) int64 { return max(0, rapid.Int64Range(-n, n).Draw(t, name)) }
	return Event{Meeting: rapid.Int64Range(1, 9).Draw(t, "meeting"), Order: rapid.Int32Range(1, 4).Draw(t, "order"),
		Course: rapid.SampledFrom([]string{"", "", "algebra", "zoology"}).Draw(t, "course"), Seq: rapid.Int32().Draw(t, "seq"),
		Kind: rapid.SampledFrom([]string{"join", "leave", "muted"}).Draw(t, "kind"), At: aTime(t),
		Person: maybe("person", 12), By: maybe("by", 12), Role: rapid.SampledFrom([]string{"", "host", "staff", "student"}).Draw(t, "role"),
		Ref: maybe("ref", 1<<50), Detail: rapid.SampledFrom([]string{"", `{"a":1}`}).Draw(t, "detail")}
}

func aMessage(t *rapid.T) Message {
	m := Message{Meeting: rapid.Int64Range(1, 9).Draw(t, "meeting"), Order: rapid.Int32Range(1, 4).Draw(t, "order"),
		Course: rapid.SampledFrom([]string{"", "algebra"}).Draw(t, "course"), ID: rapid.Int64().Draw(t, "id"), Kind: "message",
		At: aTime(t), Person: rapid.Int64Range(0, 9).Draw(t, "person"), Body: rapid.String().Draw(t, "body"),
		ClientID: rapid.SampledFrom([]string{"", "c-1"}).Draw(t, "client"), ReplyTo: rapid.Int64Range(0, 3).Draw(t, "reply"),
		Edited: rapid.Bool().Draw(t, "edited"), Edits: rapid.Int32Range(0, 5).Draw(t, "edits"), Deleted: rapid.Bool().Draw(t, "deleted")}
	if m.Edited {
		m.Changed = m.At.Add(time.Hour)
	}
	return m
}

func aTime(t *rapid.T) time.Time {
	most := rapid.SampledFrom([]int{20, 3_599_999}).Draw(t, "most")
	return hour.Add(time.Duration(rapid.IntRange(0, most).Draw(t, "ms")) * time.Millisecond)
}

func sorted[T Row](rows []T) []T {
	rows = slices.Clone(rows)
	Sort(rows)
	return rows
}

func all[T Row](t interface {
	Helper()
	Fatal(...any)
}, rows iter.Seq2[T, error]) []T {
	t.Helper()
	var got []T
	for row, err := range rows {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, row)
	}
	return got
}

// write writes rows, and fails the test if that fails.
func write[T Row](t interface {
	Helper()
	Fatal(...any)
}, dir, name string, rows []T) Stats {
	t.Helper()
	stats, err := Write(dir, name, Slice(rows))
	if err != nil {
		t.Fatal(err)
	}
	return stats
}

func filesIn(t *testing.T, dir string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name, _ := filepath.Rel(dir, path)
			found = append(found, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestWhatIsWrittenIsReadByAnyFilterAsByLookingAtEveryRow(t *testing.T) {
	t.Parallel()
	t.Run("events", func(t *testing.T) { t.Parallel(); readsAsWritten(t, anEvent) })
	t.Run("messages", func(t *testing.T) { t.Parallel(); readsAsWritten(t, aMessage) })
}

func readsAsWritten[T Row](t *testing.T, draw func(*rapid.T) T) {
	t.Helper()
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		rows := sorted(rapid.SliceOfN(rapid.Custom(draw), 1, 100).Draw(rt, "rows"))
		stats := write(rt, dir, fileA, rows)
		reader, err := Open[T](dir, fileA)
		if err != nil {
			rt.Fatal(err)
		}
		defer reader.Close()
		if again, err := reader.Stats(); err != nil || again != stats {
			rt.Fatal("written", stats, "read", again, err)
		}
		if first := tableOf[T]().facts(&rows[0]).at; stats.MinTime.UnixMilli() != first || stats.Rows != int64(len(rows)) {
			rt.Fatal(stats, "of", len(rows), "rows from", first)
		}
		for range 5 {
			f := aFilter(rt)
			want := slices.DeleteFunc(slices.Clone(rows), func(row T) bool { return !wanted(f, row) })
			if got := all(rt, reader.Rows(f)); !slices.Equal(got, want) {
				rt.Fatalf("%+v: read\n%+v\nnot\n%+v", f, got, want)
			}
		}
	})
}

// wanted says the same as a filter, from the row itself.
func wanted[T Row](f Filter, row T) bool {
	var e Event
	switch row := any(row).(type) {
	case Event:
		e = row
	case Message:
		e = Event{At: row.At, Meeting: row.Meeting, Order: row.Order, Course: row.Course, Person: row.Person}
	}
	in := (f.After.IsZero() || !e.At.Before(f.After)) && (f.Before.IsZero() || !e.At.After(f.Before))
	return in && (f.Meeting == 0 || f.Meeting == e.Meeting) && (f.Order == 0 || f.Order == e.Order) &&
		(f.Course == "" || f.Course == e.Course) && (f.Person == 0 || f.Person == e.Person)
}

func aFilter(t *rapid.T) (f Filter) {
	if rapid.Bool().Draw(t, "after?") {
		f.After = aTime(t).Add(-time.Duration(rapid.IntRange(0, 999_999).Draw(t, "ns")))
	}
	if rapid.Bool().Draw(t, "before?") {
		f.Before = aTime(t)
	}
	f.Meeting = rapid.SampledFrom([]int64{0, 0, 0, 1, 5, 10}).Draw(t, "of meeting")
	f.Order = rapid.SampledFrom([]int32{0, 0, 0, 2}).Draw(t, "of order")
	f.Course = rapid.SampledFrom([]string{"", "", "algebra", "music"}).Draw(t, "of course")
	f.Person = rapid.SampledFrom([]int64{0, 0, 0, 3}).Draw(t, "of person")
	return f
}

func TestEqualRowsMakeEqualBytesAndReplaceAFileWhole(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "{stoa}", "events")
	rows := []Event{{Meeting: 1, Order: 1, Seq: 1, Kind: "join", At: hour, Person: 3},
		{Meeting: 1, Order: 1, Seq: 2, Kind: "leave", At: hour.Add(time.Minute), Person: 3}}
	write(t, dir, fileA, rows)
	write(t, dir, fileB, rows)
	a, b := bytesOf(t, dir, fileA), bytesOf(t, dir, fileB)
	if !slices.Equal(a, b) {
		t.Error("equal rows make different files")
	}
	write(t, dir, fileA, rows[:1])
	if found := filesIn(t, dir); !slices.Equal(found, []string{fileA, fileB}) {
		t.Errorf("there is %v", found)
	}
	if got := all(t, ReadFiles[Event](dir, []string{fileA}, Filter{})); !slices.Equal(got, rows[:1]) {
		t.Errorf("read %+v", got)
	}
}

func bytesOf(t *testing.T, dir, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestNothingIsWrittenForRowsThatAreWrongOrAPathThatLeadsElsewhere(t *testing.T) {
	t.Parallel()
	at := func(d time.Duration) Event { return Event{Meeting: 1, Order: 1, Kind: "join", At: hour.Add(d)} }
	down := errors.New("Redis went away")
	failing := func(yield func(Event, error) bool) { _ = yield(at(0), nil) && yield(Event{}, down) }
	for what, c := range map[string]struct {
		path string
		rows iter.Seq2[Event, error]
		want string
	}{
		"no rows":           {fileA, Slice[Event](nil), ErrNoRows.Error()},
		"backwards":         {fileA, Slice([]Event{at(time.Second), at(0)}), "not in order"},
		"of the hour after": {fileA, Slice([]Event{at(0), at(time.Hour)}), "not of this hour"},
		"a failing source":  {fileA, failing, down.Error()},
		"above":             {"../" + fileA, Slice([]Event{at(0)}), "is not the path of a file"},
		"absolute":          {"/" + fileA, Slice([]Event{at(0)}), "is not the path of a file"},
		"dots inside":       {strings.Replace(fileA, "hour=09/", "hour=09/../", 1), Slice([]Event{at(0)}), "is not the path of a file"},
		"no such hour":      {strings.Replace(fileA, "hour=09", "hour=24", 1), Slice([]Event{at(0)}), "is no hour"},
		"no such day":       {strings.Replace(fileA, "11-23", "02-30", 1), Slice([]Event{at(0)}), "is no hour"},
		"no iteration":      {strings.Replace(fileA, ".1.", ".0.", 1), Slice([]Event{at(0)}), "is not the path of a file"},
		"a star":            {strings.Replace(fileA, "0190", "019*", 1), Slice([]Event{at(0)}), "is not the path of a file"},
	} {
		dir := t.TempDir()
		if stats, err := Write(dir, c.path, c.rows); err == nil || !strings.Contains(err.Error(), c.want) || stats != (Stats{}) {
			t.Errorf("%s: %+v, %v", what, stats, err)
		}
		if found := filesIn(t, dir); len(found) > 0 {
			t.Errorf("%s: there is %v", what, found)
		}
	}
}

func TestALinkDoesNotLeadAWriterOutOfTheDirectory(t *testing.T) {
	t.Parallel()
	dir, elsewhere := t.TempDir(), t.TempDir()
	if err := os.Symlink(elsewhere, filepath.Join(dir, "date=2026-11-23")); err != nil {
		t.Fatal(err)
	}
	rows := []Event{{Meeting: 1, Order: 1, Kind: "join", At: hour}}
	if _, err := Write(dir, fileA, Slice(rows)); err == nil {
		t.Error("it was written through a link")
	}
	if found := filesIn(t, elsewhere); len(found) > 0 {
		t.Errorf("elsewhere there is %v", found)
	}
}

func TestAFileNameIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	for _, path := range []string{fileA, fileC} {
		if name, err := ParseFileName(path); err != nil || name.Path() != path || !name.Hour.Equal(hour) {
			t.Errorf("%s: %+v, %v", path, name, err)
		}
	}
	if !Temporary("date=2026-11-23/hour=09/.x.1.parquet.tmp-ABC") || Temporary(fileA) {
		t.Error("a temporary file is not told from a whole one")
	}
}
