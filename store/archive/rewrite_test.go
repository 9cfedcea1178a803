package archive

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestMergingKeepsExactlyTheRows(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	sources := []string{fileA, fileB, strings.Replace(fileA, "00a.1", "00d.1", 1)}
	rapid.Check(t, func(rt *rapid.T) {
		var rows, want []Message
		from := sources[:rapid.IntRange(1, 3).Draw(rt, "files")]
		for _, name := range from {
			some := sorted(rapid.SliceOfN(rapid.Custom(aMessage), 1, 20).Draw(rt, "rows"))
			write(rt, dir, name, some)
			rows = append(rows, some...)
		}
		for _, row := range rows {
			if masked(&row) {
				want = append(want, row)
			}
		}
		for what, c := range map[string]struct {
			want []Message
			keep func(*Message) bool
		}{"all": {rows, nil}, "some, changed": {want, masked}} {
			stats, err := MergeFiles(dir, from, fileC, c.keep)
			if len(c.want) == 0 && errors.Is(err, ErrNoRows) {
				continue
			}
			got := all(rt, ReadFiles[Message](dir, []string{fileC}, Filter{}))
			if err != nil || !same(got, c.want) || stats.Rows != int64(len(got)) || stats.MinTime != got[0].At {
				rt.Fatalf("%s: %v, %+v\n%+v\nnot\n%+v", what, err, stats, got, c.want)
			}
		}
	})
}

// masked empties what was deleted, and leaves out what one person said.
func masked(m *Message) bool {
	if m.Deleted {
		m.Body = ""
	}
	return m.Person != 3
}

// same reports whether rows are the same in any order: of one moment and name there may be several here.
func same(a, b []Message) bool {
	order := func(a, b Message) int { return strings.Compare(string(AppendJSON(nil, a)), string(AppendJSON(nil, b))) }
	return slices.IsSortedFunc(a, func(x, y Message) int { return messages().facts(&x).compare(messages().facts(&y)) }) &&
		slices.Equal(slices.SortedFunc(slices.Values(a), order), slices.SortedFunc(slices.Values(b), order))
}

func TestAFileIsWrittenAnewInItsOwnPlace(t *testing.T) {
	t.Parallel()
	dir, rows := t.TempDir(), aDay(3000)
	write(t, dir, fileA, rows)
	anonymous := func(e *Event) bool {
		if e.Person == rows[7].Person {
			e.Detail = ""
		}
		return true
	}
	stats, err := MergeFiles(dir, []string{fileA}, fileA, anonymous)
	for i := range rows {
		anonymous(&rows[i])
	}
	if got := all(t, ReadFiles[Event](dir, []string{fileA}, Filter{})); err != nil || !slices.Equal(got, rows) || stats.Rows != 3000 {
		t.Errorf("%+v, %v: %d rows", stats, err, len(got))
	}
}

func TestAMergeThatCannotReadEverySourceWholeWritesNothing(t *testing.T) {
	t.Parallel()
	dir, rows := t.TempDir(), aDay(3000)
	write(t, dir, fileA, rows)
	write(t, dir, fileB, rows)
	whole := bytesOf(t, dir, fileA)
	broken := slices.Clone(whole)
	broken[len(broken)/2] ^= 4
	moved := func(e *Event) bool { e.At = e.At.Add(-time.Minute * time.Duration(e.Seq%5)); return true }
	for what, c := range map[string]struct {
		put  []byte
		keep func(*Event) bool
		from []string
		want error
	}{
		"a flipped byte":  {broken, nil, []string{fileA, fileB}, ErrBroken},
		"cut short":       {whole[:len(whole)-3], nil, []string{fileA, fileB}, ErrBroken},
		"gone":            {whole, nil, []string{fileA, strings.Replace(fileA, "00a.1", "00e.1", 1)}, fs.ErrNotExist},
		"nothing is kept": {whole, func(*Event) bool { return false }, []string{fileA}, ErrNoRows},
		"out of order":    {whole, moved, []string{fileA}, nil},
	} {
		put(t, dir, c.put)
		_, err := MergeFiles(dir, c.from, fileC, c.keep)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", what, err)
		}
		if found := filesIn(t, dir); !slices.Equal(found, []string{fileA, fileB}) {
			t.Errorf("%s: there is %v", what, found)
		}
	}
}

func TestAMergeThatReadsFewerRowsThanItWasPromisedFails(t *testing.T) {
	t.Parallel()
	for promised, want := range map[int64]error{3: nil, 4: ErrBroken} {
		n, last := 0, error(nil)
		for _, err := range keeping(Slice(aDay(3)), promised, nil) {
			if last = err; err == nil {
				n++
			}
		}
		if n != 3 || !errors.Is(last, want) {
			t.Errorf("of %d: %d rows, %v", promised, n, last)
		}
	}
}
