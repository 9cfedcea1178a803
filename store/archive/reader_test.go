package archive

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
)

// aDay returns many events of one hour: meetings one after the other, each of a course, with people coming and going.
func aDay(rows int) []Event {
	made := make([]Event, rows)
	for i := range made {
		meeting := int64(1 + i*40/rows)
		made[i] = Event{Meeting: meeting, Order: int32(1 + meeting%3), Course: fmt.Sprint("course-", meeting%7), Seq: int32(i),
			Kind: []string{"join", "leave", "muted"}[i%3], At: hour.Add(time.Duration(i*3_599_999/rows) * time.Millisecond),
			Person: int64(1 + i*2654435761%997), By: int64(i % 11), Role: "student"}
		if i%3 == 0 {
			made[i].Detail = fmt.Sprintf(`{"why":"%x"}`, sha256.Sum256([]byte{byte(i), byte(i >> 8), byte(i >> 16)}))
		}
	}
	return made
}

// counted counts the bytes that are read.
type counted struct {
	io.ReaderAt
	bytes *atomic.Int64
}

func (c counted) ReadAt(b []byte, off int64) (int, error) {
	c.bytes.Add(int64(len(b)))
	return c.ReaderAt.ReadAt(b, off)
}

func TestOfALargeFileOnlyThePagesAndColumnsAreReadThatMustBe(t *testing.T) {
	t.Parallel()
	rows, file := aDay(2*rowsPerGroup+5000), bytes.Buffer{}
	if err := WriteParquet(&file, Slice(rows)); err != nil {
		t.Fatal(err)
	}
	var read atomic.Int64
	reader, err := open[Event]("large", counted{bytes.NewReader(file.Bytes()), &read}, int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if groups := len(reader.file.RowGroups()); groups != 3 {
		t.Fatalf("%d row groups", groups)
	}
	opened := read.Load()
	for what, c := range map[string]struct {
		filter  Filter
		columns []string
		most    int // hundredths of the file that may be read
	}{
		"everything":           {Filter{}, nil, 130},
		"a minute":             {Filter{After: hour.Add(30 * time.Minute), Before: hour.Add(31 * time.Minute)}, nil, 15},
		"a moment":             {Filter{After: rows[70000].At, Before: rows[70000].At}, nil, 15},
		"one meeting":          {Filter{Meeting: 17}, nil, 20},
		"a course, only kinds": {Filter{Course: "course-3"}, []string{"kind"}, 10},
		"nobody":               {Filter{Person: 5000}, nil, 1},
		"another day":          {Filter{After: hour.Add(24 * time.Hour)}, nil, 1},
		"a person":             {Filter{Person: 500}, []string{"kind", "person"}, 25},
		"the ends of groups":   {Filter{After: rows[rowsPerGroup-2].At, Before: rows[rowsPerGroup+2].At}, nil, 25},
	} {
		var want []Event
		for _, row := range rows {
			if wanted(c.filter, row) {
				want = append(want, row)
			}
		}
		read.Store(0)
		got := all(t, reader.Rows(c.filter, c.columns...))
		if c.columns == nil && !slices.Equal(got, want) || len(got) != len(want) {
			t.Errorf("%s: read %d rows, not the %d", what, len(got), len(want))
		}
		share := int(read.Load()) * 100 / file.Len()
		t.Logf("%s: %d rows, %d bytes, %d%% of %d (opening: %d)", what, len(got), read.Load(), share, file.Len(), opened)
		if share > c.most {
			t.Errorf("%s: read %d%% of the file, more than %d", what, share, c.most)
		}
	}
}

func TestTheColumnsThatAreAskedForComeWithTheOrder(t *testing.T) {
	t.Parallel()
	dir, row := t.TempDir(), Event{Meeting: 2, Order: 3, Seq: 4, Kind: "join", At: hour, Person: 5, By: 6, Role: "host", Course: "c"}
	write(t, dir, fileA, []Event{row})
	got := all(t, ReadFiles[Event](dir, []string{fileA}, Filter{Person: 5}, "kind"))
	if want := (Event{Meeting: 2, Order: 3, Seq: 4, Kind: "join", At: hour, Person: 5}); len(got) != 1 || got[0] != want {
		t.Errorf("read %+v", got)
	}
}

func TestSeveralFilesAreReadInOneOrder(t *testing.T) {
	t.Parallel()
	dir, rows := t.TempDir(), aDay(9000)
	var a, b []Event
	for i, row := range rows {
		if i%7 < 3 {
			a = append(a, row)
		} else {
			b = append(b, row)
		}
	}
	write(t, dir, fileA, a)
	write(t, dir, fileB, b)
	next := strings.Replace(fileA, "hour=09", "hour=10", 1)
	late := []Event{{Meeting: 1, Order: 1, Seq: 1, Kind: "leave", At: hour.Add(time.Hour)}}
	write(t, dir, next, late)
	if got := all(t, ReadFiles[Event](dir, []string{next, fileB, fileA}, Filter{})); !slices.Equal(got, append(rows, late...)) {
		t.Errorf("read %d rows", len(got))
	}
	for row, err := range ReadFiles[Event](dir, []string{fileA, fileC, next}, Filter{}) {
		if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), fileC) {
			t.Errorf("a file that is gone: %+v, %v", row, err)
		}
	}
	for range ReadFiles[Event](dir, []string{fileA, fileB}, Filter{}) {
		break // whoever has read enough stops
	}
}

// strange writes a file that is not one of ours.
func strange[S any](t *testing.T, dir string, rows []S, options ...parquet.WriterOption) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, fileA)), 0o700); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	seal := newSealer(&file)
	w := parquet.NewGenericWriter[S](seal, append(options, parquet.WriteBufferSize(0))...)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := seal.close(w); err != nil {
		t.Fatal(err)
	}
	put(t, dir, file.Bytes())
}

func TestAFileOfAnEarlierSchemaIsReadAndAnyOtherIsRefusedByName(t *testing.T) {
	t.Parallel()
	type least struct {
		Extra   string    `parquet:"extra"`
		Meeting int64     `parquet:"meeting"`
		Order   int32     `parquet:"order"`
		Seq     int32     `parquet:"seq"`
		Kind    string    `parquet:"kind"`
		At      time.Time `parquet:"at,timestamp(millisecond)"`
	}
	type foreign struct {
		Meeting string `parquet:"meeting"`
	}
	ours := func(version, table string) []parquet.WriterOption {
		return []parquet.WriterOption{parquet.KeyValueMetadata(versionKey, version), parquet.KeyValueMetadata(tableKey, table)}
	}
	dir, early := t.TempDir(), Event{Meeting: 1, Order: 2, Seq: 3, Kind: "join", At: hour}
	strange(t, dir, []least{{"x", 1, 2, 3, "join", hour}}, ours("1", "events")...)
	for _, f := range []Filter{{}, {Meeting: 1}} {
		if got := all(t, ReadFiles[Event](dir, []string{fileA}, f)); !slices.Equal(got, []Event{early}) {
			t.Errorf("%+v: of an earlier schema: %+v", f, got)
		}
	}
	if got := all(t, ReadFiles[Event](dir, []string{fileA}, Filter{Person: 1})); len(got) != 0 {
		t.Errorf("of nobody: %+v", got)
	}
	for what, c := range map[string]struct {
		write func()
		kind  error
		says  string
	}{
		"newer":         {func() { strange(t, dir, []least{{}}, ours("2", "events")...) }, ErrNewer, "its schema is 2, this one reads"},
		"another table": {func() { strange(t, dir, []least{{}}, ours("1", "messages")...) }, ErrBroken, `of the table "messages"`},
		"foreign":       {func() { strange(t, dir, []foreign{{"1"}}) }, ErrBroken, "says no stoa.schema"},
		"wrong columns": {func() { strange(t, dir, []foreign{{"1"}}, ours("1", "events")...) }, ErrBroken, "column meeting is STRING"},
		"no version":    {func() { strange(t, dir, []least{{}}, ours("x", "events")...) }, ErrBroken, "says no stoa.schema"},
		"empty":         {func() { put(t, dir, nil) }, ErrBroken, ""},
		"text":          {func() { put(t, dir, []byte("meeting,order\n1,2\n")) }, ErrBroken, ""},
	} {
		c.write()
		_, err := Open[Event](dir, fileA)
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), fileA) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, path := range []string{"../x", "/etc/passwd", "date=2026-11-23"} {
		if _, err := Open[Event](dir, path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func put(t *testing.T, dir string, text []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, fileA), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// readAll reads a file as a merge would, and returns its first error.
func readAll(file []byte) (rows []Message, err error) {
	reader, err := open[Message]("a file", bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	if _, err := reader.Stats(); err != nil {
		return nil, err
	}
	for _, f := range []Filter{{Meeting: 2, Course: "algebra", After: hour}, {}} {
		rows = nil
		for row, err := range reader.Rows(f) {
			if err != nil {
				return rows, err
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// aSmallFile is a real file, with several pages.
func aSmallFile(t testing.TB) []byte {
	t.Helper()
	var rows []Message
	for i := range 400 {
		rows = append(rows, Message{Meeting: int64(1 + i/100), Order: 1, Course: []string{"", "algebra"}[i%2], ID: int64(i),
			Kind: "message", At: hour.Add(time.Duration(i) * time.Second), Person: int64(i % 5),
			Body: strings.Repeat("word ", i%9), Edited: i%3 == 0})
	}
	var file bytes.Buffer
	if err := WriteParquet(&file, Slice(rows)); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestAFileThatIsCutShortIsRefusedAtEveryLength(t *testing.T) {
	t.Parallel()
	file := aSmallFile(t)
	for length := range len(file) {
		if _, err := readAll(file[:length]); !errors.Is(err, ErrBroken) {
			t.Fatalf("%d of %d bytes: %v", length, len(file), err)
		}
	}
}

func TestAFlippedByteIsNoticedWhereverItIs(t *testing.T) {
	t.Parallel()
	file := aSmallFile(t)
	whole, err := readAll(file)
	if err != nil || len(whole) != 400 {
		t.Fatal(len(whole), err)
	}
	for i := range file {
		broken := slices.Clone(file)
		broken[i] ^= 1 << (i % 8)
		if _, err := readAll(broken); !errors.Is(err, ErrBroken) && !errors.Is(err, ErrNewer) {
			t.Errorf("byte %d of %d: %v", i, len(file), err)
		}
	}
}

func FuzzABrokenFile(f *testing.F) {
	file := aSmallFile(f)
	f.Add(len(file), 0, byte(0))
	f.Add(len(file)/2, 9, byte(1))
	f.Fuzz(func(t *testing.T, length, at int, flip byte) {
		broken := slices.Clone(file[:min(max(length, 0), len(file))])
		if len(broken) > 0 {
			broken[max(at, -at, 0)%len(broken)] ^= flip
		}
		_, _ = readAll(broken)
	})
}
