// Package roster is people as files: it reads what an import is given and writes what an export gives, a row at a time.
//
//	reader.go what kinds of files there are, and how one is read
//	csv.go    comma-separated values; cells that a spreadsheet would take for a formula are made harmless, and back
//	json.go   a list of people, or a directory of people keyed by an id of its own
//	fields.go from the names that a file uses to the fields of a person
//	writer.go an export
package roster

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"stoa/store/campus"
)

// Kind is how a file is written.
type Kind string

// The kinds of files.
const (
	CSV  Kind = "csv"
	JSON Kind = "json"
)

// maxRow bounds a row as it is written: nobody's fields come near it, and memory does not grow with a line that never ends.
const maxRow = 64 << 10

// rows gives one row of a file after another.
type rows interface {
	// next returns the fields of a row as the file names them, and why the row cannot be read. io.EOF ends the file, and a
	// broken says that the file cannot be read any further.
	next() (fields map[string]string, wrong map[string]string, err error)
}

// broken says why a file cannot be read any further.
type broken string

func (b broken) Error() string { return string(b) }

// Reader reads a file of people.
type Reader struct {
	rows  rows
	n     int
	ended bool
}

// NewReader returns a reader of a file. One that cannot be read from its beginning is an Invalid naming the field file.
func NewReader(file io.Reader, kind Kind) (*Reader, error) {
	guarded := &guard{in: file, left: maxRow}
	in := bufio.NewReaderSize(guarded, 4096)
	if start, _ := in.Peek(3); bytes.Equal(start, []byte("\xef\xbb\xbf")) { // a mark that spreadsheets put first
		_, _ = in.Discard(3)
	}
	if start, _ := in.Peek(2); string(start) == "\xff\xfe" || string(start) == "\xfe\xff" { // spreadsheets call it Unicode text
		return nil, campus.InvalidField("file", "is in UTF-16; please save it as CSV in UTF-8")
	}
	var r rows
	var err error
	switch kind {
	case CSV:
		r, err = newCSV(in, guarded)
	case JSON:
		r, err = newJSON(in, guarded)
	default:
		err = broken("is neither CSV nor JSON")
	}
	if b, ok := errors.AsType[broken](err); ok {
		return nil, campus.InvalidField("file", string(b))
	}
	return &Reader{rows: r}, err
}

// Unknown returns the heads of the columns of a table that are none of a person, the first twenty: one that is misspelt would
// else be left out unseen.
func (r *Reader) Unknown() []string {
	if t, ok := r.rows.(*table); ok {
		return t.unknown
	}
	return nil
}

// Next returns the next row; io.EOF after the last. Where the file breaks off the last row says so, in the field file.
func (r *Reader) Next() (campus.ImportRow, error) {
	if r.ended {
		return campus.ImportRow{}, io.EOF
	}
	fields, wrong, err := r.rows.next()
	r.n++
	if r.n > campus.MaxImportRows && err == nil {
		err = broken(fmt.Sprintf("has more than %d rows; please send it in parts", campus.MaxImportRows))
	}
	if b, ok := errors.AsType[broken](err); ok {
		r.ended = true
		return campus.ImportRow{N: r.n, Wrong: map[string]string{"file": string(b)}}, nil
	}
	if err != nil {
		return campus.ImportRow{}, err
	}
	return rowOf(r.n, fields, wrong), nil
}

// guard lets so much of a file be read for one row, and no more.
type guard struct {
	in   io.Reader
	left int
}

var errLongRow = broken("cannot be read any further: a row is longer than 64 KB")

// Read implements io.Reader.
func (g *guard) Read(b []byte) (int, error) {
	if g.left <= 0 {
		return 0, errLongRow
	}
	n, err := g.in.Read(b[:min(len(b), g.left)])
	g.left -= n
	return n, err
}

// again begins another row.
func (g *guard) again() { g.left = maxRow }
