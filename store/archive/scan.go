package archive

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/parquet-go/parquet-go"
)

// scan reads the rows of a file that a filter wants: of each row group the pages that may hold some, first of the columns that
// decide, and of the rest only where a row is wanted.
type scan[T Row] struct {
	reader      *Reader[T]
	filter      Filter
	first, rest []int // columns
	cursors     []*cursor
	rows        []T
	values      []parquet.Value
	wanted      []int // of rows, those that the filter wants
}

// span is rows of a row group, without the last.
type span struct{ from, to int64 }

// group yields the rows of a row group, and reports whether to go on.
func (s *scan[T]) group(g int, yield func(T, error) bool) bool {
	var spans []span
	err := s.guarded(func() (err error) {
		spans, err = s.start(s.reader.file.RowGroups()[g])
		return err
	})
	for i := 0; err == nil && i < len(spans); i++ {
		for from := spans[i].from; err == nil && from < spans[i].to; from += batchRows {
			if err = s.guarded(func() error { return s.batch(from, min(from+batchRows, spans[i].to)) }); err != nil {
				break
			}
			for _, row := range s.wanted {
				if !yield(s.rows[row], nil) {
					return false
				}
			}
		}
	}
	if err != nil {
		yield(*new(T), err)
	}
	return err == nil
}

func (s *scan[T]) guarded(read func() error) error {
	if err := guarded(read); err != nil {
		return &fileError{s.reader.name, err}
	}
	return nil
}

// start finds what of a row group must be read, and stands before it.
func (s *scan[T]) start(group parquet.RowGroup) ([]span, error) {
	s.close()
	s.cursors = make([]*cursor, len(s.reader.leaves))
	spans := []span{{0, group.NumRows()}}
	for _, i := range s.first {
		leaf := s.reader.leaves[i]
		if leaf < 0 { // no row of this file has what is wanted
			return nil, nil
		}
		may := s.may(s.reader.table.columns[i].name)
		pages, err := spansOf(group.ColumnChunks()[leaf], group.NumRows(), may)
		if err != nil {
			return nil, err
		}
		spans = intersect(spans, pages)
	}
	if len(spans) == 0 {
		return nil, nil
	}
	for i, leaf := range s.reader.leaves {
		if leaf >= 0 {
			chunk := group.ColumnChunks()[leaf].(*parquet.FileColumnChunk)
			s.cursors[i] = &cursor{rows: group.NumRows(), open: func() parquet.Pages { return chunk.PagesFrom(s.reader.sealed.reader()) }}
		}
	}
	return spans, nil
}

// may returns whether values between two bounds may be wanted of a column.
func (s *scan[T]) may(name string) func(low, high parquet.Value) bool {
	f := s.filter
	number := func(n int64) func(low, high parquet.Value) bool {
		return func(low, high parquet.Value) bool { return low.Int64() <= n && n <= high.Int64() }
	}
	switch name {
	case "at":
		return func(low, high parquet.Value) bool {
			return (f.After.IsZero() || high.Int64() >= f.since()) && (f.Before.IsZero() || low.Int64() <= f.Before.UnixMilli())
		}
	case "meeting":
		return number(f.Meeting)
	case "person":
		return number(f.Person)
	case "order":
		return func(low, high parquet.Value) bool { return low.Int32() <= f.Order && f.Order <= high.Int32() }
	default:
		return func(low, high parquet.Value) bool {
			return string(low.ByteArray()) <= f.Course && f.Course <= string(high.ByteArray())
		}
	}
}

// spansOf returns the rows of a chunk's pages whose bounds may hold what is wanted; all of them where there is no page index.
func spansOf(chunk parquet.ColumnChunk, rows int64, may func(low, high parquet.Value) bool) ([]span, error) {
	bounds, err := chunk.ColumnIndex()
	if errors.Is(err, parquet.ErrMissingColumnIndex) {
		return []span{{0, rows}}, nil
	}
	if err != nil {
		return nil, err
	}
	places, err := chunk.OffsetIndex()
	if errors.Is(err, parquet.ErrMissingOffsetIndex) {
		return []span{{0, rows}}, nil
	}
	if err != nil {
		return nil, err
	}
	if bounds.NumPages() != places.NumPages() {
		return nil, fmt.Errorf("%w: its page indexes differ", ErrBroken)
	}
	var spans []span
	for p := range bounds.NumPages() {
		from, to := places.FirstRowIndex(p), rows
		if p+1 < places.NumPages() {
			to = places.FirstRowIndex(p + 1)
		}
		if from < 0 || to < from || to > rows {
			return nil, fmt.Errorf("%w: its page index is not in order", ErrBroken)
		}
		if bounds.NullPage(p) || !may(bounds.MinValue(p), bounds.MaxValue(p)) {
			continue
		}
		if n := len(spans); n > 0 && spans[n-1].to == from {
			spans[n-1].to = to
		} else {
			spans = append(spans, span{from, to})
		}
	}
	return spans, nil
}

// intersect returns the rows that are in both, each in order.
func intersect(a, b []span) (both []span) {
	for len(a) > 0 && len(b) > 0 {
		if s := (span{max(a[0].from, b[0].from), min(a[0].to, b[0].to)}); s.from < s.to {
			both = append(both, s)
		}
		if a[0].to < b[0].to {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return both
}

// batch reads rows of the row group into s.rows, and which of them are wanted into s.wanted.
func (s *scan[T]) batch(from, to int64) error {
	clear(s.rows)
	s.wanted = s.wanted[:0]
	for _, i := range s.first {
		if err := s.fill(i, from, s.rows[:to-from]); err != nil {
			return err
		}
	}
	for row := range s.rows[:to-from] {
		if s.filter.wants(s.reader.table.facts(&s.rows[row])) {
			s.wanted = append(s.wanted, row)
		}
	}
	if len(s.wanted) == 0 {
		return nil
	}
	first, last := s.wanted[0], s.wanted[len(s.wanted)-1]
	for _, i := range s.rest {
		if err := s.fill(i, from+int64(first), s.rows[first:last+1]); err != nil {
			return err
		}
	}
	return nil
}

// fill reads a column of rows; one that the file has not stays zero.
func (s *scan[T]) fill(i int, from int64, rows []T) error {
	c, values := s.cursors[i], s.values[:len(rows)]
	if c == nil {
		return nil
	}
	at := s.reader.table.columns[i].at
	return c.read(from, values, func(n int, v parquet.Value) {
		if !v.IsNull() {
			c.set(at(&rows[n]), v)
		}
	})
}

func (s *scan[T]) close() {
	for _, c := range s.cursors {
		if c != nil {
			c.close()
		}
	}
	s.cursors = nil
}

// cursor reads a column of a row group.
type cursor struct {
	rows   int64 // of the row group
	open   func() parquet.Pages
	pages  parquet.Pages
	page   parquet.Page
	values parquet.ValueReader // of the page
	row    int64               // that is read next
	left   int64               // rows of the page
	text   string              // that was read last: most columns repeat theirs
}

// read reads values from a row on, which may be any, and hands them on while they last.
func (c *cursor) read(from int64, values []parquet.Value, each func(int, parquet.Value)) error {
	if c.pages == nil {
		c.pages = c.open()
	}
	if from != c.row {
		c.leave()
		if err := c.pages.SeekToRow(from); err != nil {
			return err
		}
		c.row = from
	}
	for done := 0; done < len(values); {
		if c.left == 0 {
			if err := c.turn(); err != nil {
				return err
			}
			continue
		}
		n, err := c.values.ReadValues(values[:min(c.left, int64(len(values)-done))])
		if n == 0 {
			return fmt.Errorf("%w: row %d of %d: %w", ErrBroken, c.row, c.rows, errors.Join(err, io.ErrUnexpectedEOF))
		}
		for i, v := range values[:n] {
			each(done+i, v)
		}
		done, c.row, c.left = done+n, c.row+int64(n), c.left-int64(n)
	}
	return nil
}

// turn goes on to the next page.
func (c *cursor) turn() error {
	c.leave()
	page, err := c.pages.ReadPage()
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: it ends at row %d of %d", ErrBroken, c.row, c.rows)
	}
	if err != nil {
		return err
	}
	c.page, c.values, c.left = page, page.Values(), page.NumRows()
	return nil
}

// leave lets the page go.
func (c *cursor) leave() {
	if c.page != nil {
		parquet.Release(c.page)
	}
	c.page, c.values, c.left = nil, nil, 0
}

func (c *cursor) close() {
	c.leave()
	if c.pages != nil {
		_ = c.pages.Close()
	}
}

// set keeps a value where a row has its place.
func (c *cursor) set(at any, v parquet.Value) {
	switch at := at.(type) {
	case *int64:
		*at = v.Int64()
	case *int32:
		*at = v.Int32()
	case *bool:
		*at = v.Boolean()
	case *time.Time:
		*at = time.UnixMilli(v.Int64()).UTC()
	case *string:
		if text := v.ByteArray(); string(text) != c.text {
			c.text = string(text)
		}
		*at = c.text
	}
}
