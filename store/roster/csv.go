package roster

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// maxColumns bounds a table: an export has a dozen columns, and what another system adds is ignored.
const maxColumns = 200

// table reads a CSV file.
type table struct {
	in      *csv.Reader
	guard   *guard
	columns []string // the field that each column is; "" for one that is none
	unknown []string // the heads of these, as they are written
}

// maxUnknown bounds the heads that are remembered, and their length: they are to be shown to who chose the file.
const (
	maxUnknown     = 20
	maxUnknownHead = 60
)

func newCSV(in *bufio.Reader, g *guard) (*table, error) {
	t := &table{in: csv.NewReader(in), guard: g}
	t.in.Comma = separator(in)
	t.in.ReuseRecord, t.in.FieldsPerRecord = true, -1
	head, err := t.read()
	if errors.Is(err, io.EOF) {
		return nil, broken("is empty")
	}
	if err != nil {
		return nil, err
	}
	if len(head) > maxColumns {
		return nil, broken(fmt.Sprintf("has more than %d columns", maxColumns))
	}
	seen := map[string]bool{"": false}
	for _, column := range head {
		field := knownAs(column)
		if seen[field] {
			return nil, broken("has the column " + field + " twice")
		}
		seen[field] = field != ""
		t.columns = append(t.columns, field)
		if field == "" && len(t.unknown) < maxUnknown {
			t.unknown = append(t.unknown, shownHead(column))
		}
	}
	if len(seen) == 1 {
		return nil, broken("has no column that is known: its first row must name them, such as username, name, email")
	}
	return t, nil
}

// shownHead returns a column's head as it is shown.
func shownHead(head string) string {
	text := []rune(strings.ToValidUTF8(strings.TrimSpace(head), "?"))
	return string(text[:min(len(text), maxUnknownHead)])
}

// separator returns what stands between the columns: some spreadsheets write semicolons or tabs.
func separator(in *bufio.Reader) rune {
	start, _ := in.Peek(4096)
	head, _, _ := strings.Cut(string(start), "\n")
	best := ','
	for _, try := range ";\t" {
		if strings.Count(head, string(try)) > strings.Count(head, string(best)) {
			best = try
		}
	}
	return best
}

func (t *table) read() ([]string, error) {
	t.guard.again()
	cells, err := t.in.Read()
	if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
		return nil, broken(fmt.Sprintf("cannot be read from line %d on: a quotation mark is not where it can be", wrong.Line))
	}
	return cells, err
}

func (t *table) next() (fields, wrong map[string]string, err error) {
	cells, err := t.read()
	if err != nil {
		return nil, nil, err
	}
	if len(cells) != len(t.columns) {
		return nil, map[string]string{"row": fmt.Sprintf("has %d cells and not %d, as the first row has", len(cells), len(t.columns))}, nil
	}
	fields, wrong = map[string]string{}, map[string]string{}
	for i, field := range t.columns {
		cell := cells[i]
		if field == "" || cell == "" { // an empty cell says nothing
			continue
		}
		if !utf8.ValidString(cell) {
			wrong[field] = "not text in UTF-8"
		}
		fields[field] = strings.Clone(Plain(cell))
	}
	return fields, wrong, nil
}

// The signs at which a spreadsheet takes a cell for a formula.
const formulaSigns = "=+-@\t\r"

// Harmless returns a cell that no spreadsheet takes for a formula: it puts an apostrophe first, where Plain takes it away.
func Harmless(cell string) string {
	if isFormula(cell) {
		return "'" + cell
	}
	return cell
}

// Plain returns what Harmless was given.
func Plain(cell string) string {
	if strings.HasPrefix(cell, "'") && isFormula(cell[1:]) {
		return cell[1:]
	}
	return cell
}

// isFormula reports whether a cell begins as a formula, after any apostrophes: those too must come back as they were.
func isFormula(cell string) bool {
	rest := strings.TrimLeft(cell, "'")
	return rest != "" && strings.ContainsRune(formulaSigns, rune(rest[0]))
}
