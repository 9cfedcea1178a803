package archive

import (
	"container/heap"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/parquet-go/parquet-go"
)

// A file that can't be used is an error that names it and is one of these.
var (
	// ErrBroken is of a file that is cut short, changed or written by nobody we know.
	ErrBroken = errors.New("not a whole file of this archive")
	// ErrNewer is of a file that a newer Stoa wrote.
	ErrNewer = errors.New("written by a newer Stoa")
)

// fileError is what is wrong with a file.
type fileError struct {
	path string
	err  error
}

func (e *fileError) Error() string { return "archive: " + e.path + ": " + e.err.Error() }
func (e *fileError) Unwrap() error { return e.err }

const readBytes = 16 << 10 // is read ahead of each column

// Reader reads one file of a table. It may be used by several goroutines, each with its own rows.
type Reader[T Row] struct {
	name   string
	table  *table[T]
	sealed *sealed
	file   *parquet.File
	leaves []int // the file's column for each of the table's; -1 where the file has none
	close  func() error
}

// Open opens the file of a path under a table's directory. Only what says where its rows lie is read. It refuses with
// ErrBroken, ErrNewer and, where there is no such file, fs.ErrNotExist.
func Open[T Row](dir, name string) (*Reader[T], error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, &fileError{name, err}
	}
	defer root.Close()
	file, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, &fileError{name, err}
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = ErrBroken
	}
	var r *Reader[T]
	if err == nil {
		r, err = open[T](name, file, info.Size())
	}
	if err != nil {
		return nil, &fileError{name, errors.Join(err, file.Close())}
	}
	r.close = file.Close
	return r, nil
}

// open is Open of what is open already.
func open[T Row](name string, in io.ReaderAt, size int64) (*Reader[T], error) {
	r := &Reader[T]{name: name, table: tableOf[T](), close: func() error { return nil }}
	err := guarded(func() (err error) {
		if r.sealed, err = unseal(in, size); err != nil {
			return err
		}
		r.file, err = parquet.OpenFile(r.sealed, size, parquet.SkipMagicBytes(true), parquet.SkipBloomFilters(true),
			parquet.ReadBufferSize(readBytes))
		if err != nil {
			return err
		}
		if err := r.ours(); err != nil {
			return err
		}
		return r.match()
	})
	return r, err
}

// guarded runs what reads a file, and returns whatever goes wrong as an error: a file that says what it can't mean makes the
// library panic.
func guarded(read func() error) (err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			err = fmt.Errorf("%w: %v", ErrBroken, thrown)
		}
	}()
	err = read()
	var system *os.PathError // the disk's word, not the file's
	if err == nil || errors.Is(err, ErrNewer) || errors.Is(err, ErrBroken) || errors.As(err, &system) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrBroken, err)
}

// ours refuses what another program, another table's writer or a newer Stoa wrote.
func (r *Reader[T]) ours() error {
	version, _ := r.file.Lookup(versionKey)
	n, err := strconv.Atoi(version)
	if err != nil || n < 1 {
		return fmt.Errorf("%w: its footer says no %s", ErrBroken, versionKey)
	}
	if n > schemaVersion {
		return fmt.Errorf("%w: its schema is %d, this one reads up to %d", ErrNewer, n, schemaVersion)
	}
	if kept, _ := r.file.Lookup(tableKey); kept != r.table.name {
		return fmt.Errorf("%w: it is of the table %q, not of %s", ErrBroken, kept, r.table.name)
	}
	return nil
}

// match finds the table's columns among the file's. One that rows may lack may be missing, others must be there, and of the
// type that we write.
func (r *Reader[T]) match() error {
	wanted, kept := r.table.schema(), r.file.Schema()
	for _, c := range r.table.columns {
		want, _ := wanted.Lookup(c.name)
		have, ok := kept.Lookup(c.name)
		switch {
		case !ok && want.Node.Optional():
			r.leaves = append(r.leaves, -1)
			continue
		case !ok:
			return fmt.Errorf("%w: it has no column %s", ErrBroken, c.name)
		case have.MaxRepetitionLevel != 0 || have.Node.Type().String() != want.Node.Type().String():
			return fmt.Errorf("%w: its column %s is %s, not %s", ErrBroken, c.name, have.Node.Type(), want.Node.Type())
		}
		r.leaves = append(r.leaves, have.ColumnIndex)
	}
	return nil
}

// Close lets the file go.
func (r *Reader[T]) Close() error { return r.close() }

// Stats are the file's, from its footer alone.
func (r *Reader[T]) Stats() (Stats, error) {
	stats := Stats{Rows: r.file.NumRows(), Size: r.file.Size()}
	at := r.leaves[r.table.index("at")]
	err := guarded(func() error {
		seen := Stats{}
		for _, group := range r.file.RowGroups() {
			first, last, ok := group.ColumnChunks()[at].(*parquet.FileColumnChunk).Bounds()
			if !ok {
				return fmt.Errorf("%w: it does not say its times", ErrBroken)
			}
			seen.see(first.Int64())
			seen.see(last.Int64())
		}
		stats.MinTime, stats.MaxTime = seen.MinTime, seen.MaxTime
		return nil
	})
	if err != nil {
		err = &fileError{r.name, err}
	}
	return stats, err
}

func (t *table[T]) index(name string) int {
	return slices.IndexFunc(t.columns, func(c column[T]) bool { return c.name == name })
}

// Rows returns the rows that a filter wants, in order, until the first error. Only the pages that may hold some are read, of the
// columns named; without names of all. What rows are sorted and filtered by is always there.
func (r *Reader[T]) Rows(filter Filter, columns ...string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		s := &scan[T]{reader: r, filter: filter, rows: make([]T, batchRows), values: make([]parquet.Value, batchRows)}
		s.first, s.rest = r.table.split(filter, columns)
		defer s.close()
		for g := range r.file.RowGroups() {
			if !s.group(g, yield) {
				return
			}
		}
	}
}

// split divides the columns that are wanted into those that decide which rows are, and the rest.
func (t *table[T]) split(filter Filter, names []string) (first, rest []int) {
	deciding := map[string]bool{"at": !filter.After.IsZero() || !filter.Before.IsZero(), "meeting": filter.Meeting != 0,
		"order": filter.Order != 0, "course": filter.Course != "", "person": filter.Person != 0}
	for i, c := range t.columns {
		switch {
		case deciding[c.name]:
			first = append(first, i)
		case len(names) == 0 || slices.Contains(names, c.name) || slices.Contains(t.sorting, c.name):
			rest = append(rest, i)
		}
	}
	return first, rest
}

// ReadFiles returns the rows of several files of a table's directory that a filter wants, in one order, until the first error. Only the
// files of one hour that have many rows are open at once.
func ReadFiles[T Row](dir string, names []string, filter Filter, columns ...string) iter.Seq2[T, error] {
	names = slices.Sorted(slices.Values(names))
	return func(yield func(T, error) bool) {
		for len(names) > 0 {
			hour := path.Dir(names[0])
			n := slices.IndexFunc(names, func(name string) bool { return path.Dir(name) != hour })
			if n < 0 {
				n = len(names)
			}
			if !readFolder(dir, names[:n], filter, columns, yield) {
				return
			}
			names = names[n:]
		}
	}
}

// fewRows is how many rows of a file are read at once: then it need not stay open while others of its hour are read.
const fewRows = 1000

// input is rows that are merged with others, and the file that they are of.
type input[T Row] struct {
	name string
	rows iter.Seq2[T, error]
}

// readFolder yields the rows of files, and reports whether to go on after them. Of many files most are small: these are read one
// after the other, and only what is wanted of them is kept.
func readFolder[T Row](dir string, names []string, filter Filter, columns []string, yield func(T, error) bool) bool {
	var inputs []input[T]
	var open []*Reader[T]
	defer func() {
		for _, r := range open {
			_ = r.Close()
		}
	}()
	for _, name := range names {
		r, err := Open[T](dir, name)
		if err != nil {
			yield(*new(T), err)
			return false
		}
		if r.file.NumRows() > fewRows {
			open, inputs = append(open, r), append(inputs, input[T]{name, r.Rows(filter, columns...)})
			continue
		}
		rows, err := collect(r.Rows(filter, columns...))
		_ = r.Close() // it was read only
		if err != nil {
			yield(*new(T), err)
			return false
		}
		if len(rows) > 0 {
			inputs = append(inputs, input[T]{name, Slice(rows)})
		}
	}
	for row, err := range inOrder(inputs) {
		if !yield(row, err) || err != nil {
			return false
		}
	}
	return true
}

func collect[T Row](rows iter.Seq2[T, error]) (all []T, err error) {
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}

// Merge returns the rows of several files that a filter wants, in one order, until the first error. A file whose rows are not in
// order is ErrBroken.
func Merge[T Row](readers []*Reader[T], filter Filter, columns ...string) iter.Seq2[T, error] {
	inputs := make([]input[T], len(readers))
	for i, r := range readers {
		inputs[i] = input[T]{r.name, r.Rows(filter, columns...)}
	}
	return inOrder(inputs)
}

// inOrder is Merge of rows, wherever they come from.
func inOrder[T Row](inputs []input[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var m merge[T]
		defer m.stop()
		for i, in := range inputs {
			next, stop := iter.Pull2(in.rows)
			s := &source[T]{name: in.name, table: tableOf[T](), n: i, next: next, stop: stop}
			m = append(m, s)
			if err := s.advance(); err != nil {
				yield(s.row, err)
				return
			}
		}
		m.start()
		for len(m) > 0 {
			if !yield(m[0].row, nil) {
				return
			}
			if err := m.advance(); err != nil {
				yield(*new(T), err)
				return
			}
		}
	}
}

// source is rows that are merged, at the next.
type source[T Row] struct {
	name  string
	table *table[T]
	n     int
	row   T
	facts facts
	begun bool
	done  bool
	next  func() (T, error, bool)
	stop  func()
}

func (s *source[T]) advance() error {
	row, err, ok := s.next()
	if err != nil || !ok {
		s.done = true
		return err
	}
	was, begun := s.facts, s.begun
	s.row, s.facts, s.begun = row, s.table.facts(&row), true
	if begun && s.facts.compare(was) < 0 {
		return &fileError{s.name, fmt.Errorf("%w: its rows are not in order", ErrBroken)}
	}
	return nil
}

// merge is the sources that have rows, the least on top.
type merge[T Row] []*source[T]

func (m merge[T]) Len() int { return len(m) }
func (m merge[T]) Less(i, j int) bool {
	c := m[i].facts.compare(m[j].facts)
	return c < 0 || c == 0 && m[i].n < m[j].n
}
func (m merge[T]) Swap(i, j int) { m[i], m[j] = m[j], m[i] }
func (m *merge[T]) Push(x any)   { *m = append(*m, x.(*source[T])) }
func (m *merge[T]) Pop() any {
	last := (*m)[len(*m)-1]
	*m = (*m)[:len(*m)-1]
	return last
}

func (m *merge[T]) start() {
	*m = slices.DeleteFunc(*m, func(s *source[T]) bool { return s.done })
	heap.Init(m)
}

// advance goes on from the row on top.
func (m *merge[T]) advance() error {
	top := (*m)[0]
	if err := top.advance(); err != nil {
		return err
	}
	if top.done {
		heap.Pop(m)
		return nil
	}
	heap.Fix(m, 0)
	return nil
}

func (m *merge[T]) stop() {
	for _, s := range *m {
		s.stop()
	}
}
