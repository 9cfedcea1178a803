package archive

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"
	"strconv"
	"time"

	"stoa/store/roster"
)

// momentLayout is how times are written: RFC 3339 in UTC, with milliseconds.
const momentLayout = "2006-01-02T15:04:05.000Z"

// WriteCSV writes rows as comma-separated values, under a line of their columns' names, as they come. What is absent is empty, and
// no cell is one that a spreadsheet takes for a formula; roster.Plain undoes that.
func WriteCSV[T Row](out io.Writer, rows iter.Seq2[T, error]) error {
	w, t := csv.NewWriter(out), tableOf[T]()
	cells := make([]string, len(t.columns))
	for i, c := range t.columns {
		cells[i] = c.name
	}
	if err := w.Write(cells); err != nil {
		return err
	}
	for row, err := range rows {
		if err != nil {
			w.Flush() // what there is, is there
			return err
		}
		for i, c := range t.columns {
			cells[i] = c.cell(&row)
		}
		if err := w.Write(cells); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// WriteParquet writes rows as one Parquet file, as they come: what an archive's own file is.
func WriteParquet[T Row](out io.Writer, rows iter.Seq2[T, error]) error {
	_, err := writeRows(out, rows, true)
	return err
}

// AppendJSON appends a row as a JSON object without a line's end. What is absent is null.
func AppendJSON[T Row](to []byte, row T) []byte {
	for i, c := range tableOf[T]().columns {
		sign := byte(',')
		if i == 0 {
			sign = '{'
		}
		to = append(to, sign, '"')
		to = append(append(to, c.name...), '"', ':')
		to = c.appendJSON(to, &row)
	}
	return append(to, '}')
}

// cell is a row's value as text, "" where it has none.
func (c column[T]) cell(row *T) string {
	switch v := c.at(row).(type) {
	case *int64:
		if *v != 0 || !c.optional {
			return strconv.FormatInt(*v, 10)
		}
	case *int32:
		return strconv.Itoa(int(*v))
	case *bool:
		return strconv.FormatBool(*v)
	case *float64:
		return strconv.FormatFloat(*v, 'f', 4, 64)
	case *time.Time:
		if !v.IsZero() {
			return v.UTC().Format(momentLayout)
		}
	case *string:
		return roster.Harmless(*v)
	}
	return ""
}

func (c column[T]) appendJSON(to []byte, row *T) []byte {
	switch v := c.at(row).(type) {
	case *string:
		if *v == "" && c.optional {
			break
		}
		if kept := (bytes.Buffer{}); c.json && json.Compact(&kept, []byte(*v)) == nil {
			return append(to, kept.Bytes()...)
		}
		text, _ := json.Marshal(*v) // a text always can be
		return append(to, text...)
	case *time.Time:
		if !v.IsZero() {
			return strconv.AppendQuote(to, v.UTC().Format(momentLayout))
		}
	default:
		if cell := c.cell(row); cell != "" {
			return append(to, cell...)
		}
	}
	return append(to, "null"...)
}
