package archive

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"stoa/store/campus"
)

// Entry is what the index says of a file. Text is the entry as JSON, as it stands in Redis; left out, it is made of the rest.
type Entry struct {
	Layer     string // the storage that the file is in
	Database  string // the index's own; may be left out
	Table     string
	Path      string
	WriterID  string
	Bytes     int64
	Rows      int64
	Min, Max  json.RawMessage // statistics of columns: an object, or nil
	MinTime   time.Time       // of the first row, to the nanosecond
	MaxTime   time.Time       // of the last row
	ChunkTime time.Time
	Text      json.RawMessage
}

// Name returns the name of the file.
func (e Entry) Name() Name { return Name{e.Table, e.Path} }

// Iteration returns how often the file was merged; 1 for never.
func (e Entry) Iteration() int { return iterationOf(e.Path) }

// maxNumber is the greatest number that other readers get back as it was written.
const maxNumber = 99_999_999_999_999

// maxSum is more than a file can have, and can be added up.
const maxSum = 1e15

// wire is an entry in the form that other readers know, with the order that we write it in.
type wire struct {
	Layer     string          `json:"layer"`
	Database  string          `json:"database"`
	Table     string          `json:"table"`
	Path      string          `json:"path"`
	Bytes     int64           `json:"size_bytes"`
	Rows      int64           `json:"row_count"`
	Min       json.RawMessage `json:"min"`
	Max       json.RawMessage `json:"max"`
	MinTime   int64           `json:"min_time"`
	MaxTime   int64           `json:"max_time"`
	ChunkTime int64           `json:"chunk_time"`
	MinText   string          `json:"str_min_time"`
	MaxText   string          `json:"str_max_time"`
	ChunkText string          `json:"str_chunk_time"`
	WriterID  string          `json:"writer_id"`
	Command   string          `json:"cmd"`
}

// JSON returns an entry's sixteen fields as other readers know them, with its times as texts and as numbers.
func (e Entry) JSON() (json.RawMessage, error) {
	text, err := e.encode()
	if err != nil {
		return nil, err
	}
	var all wire
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	all.MinTime, all.MaxTime, all.ChunkTime = e.MinTime.UnixNano(), e.MaxTime.UnixNano(), e.ChunkTime.UnixNano()
	return json.Marshal(all)
}

// encode writes an entry. Its times are texts, since numbers would lose their last digits on the way through Lua.
func (e Entry) encode() (json.RawMessage, error) {
	nanos := func(t time.Time) string { return strconv.FormatInt(t.UnixNano(), 10) }
	return json.Marshal(wire{Layer: e.Layer, Database: e.Database, Table: e.Table, Path: e.Path, Bytes: e.Bytes, Rows: e.Rows, Min: e.Min,
		Max: e.Max, MinText: nanos(e.MinTime), MaxText: nanos(e.MaxTime), ChunkText: nanos(e.ChunkTime), WriterID: e.WriterID,
		Command: "ADD"})
}

// ParseEntry reads an entry, whoever wrote it: times as numbers or as texts, numbers with an exponent, escaped slashes, and
// fields that are not ours. The error says what is wrong with it, and is no refusal of anybody's.
func ParseEntry(text []byte) (Entry, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil || fields == nil {
		return Entry{}, errors.New("it is not a JSON object")
	}
	r := reading{fields: fields}
	e := Entry{Layer: r.text("layer"), Database: r.text("database"), Table: r.text("table"), Path: r.text("path"),
		WriterID: r.text("writer_id"), Bytes: r.number("size_bytes"), Rows: r.number("row_count"), Min: r.object("min"),
		Max:     r.object("max"),
		MinTime: r.time("min_time"), MaxTime: r.time("max_time"), ChunkTime: r.time("chunk_time"), Text: bytes.Clone(text)}
	switch {
	case r.wrong != "":
		return Entry{}, errors.New(r.wrong)
	case !r.has("min_time") || !r.has("max_time"):
		return Entry{}, errors.New("it does not say when its rows are")
	case e.MaxTime.Before(e.MinTime):
		return Entry{}, errors.New("its last row is before its first")
	case e.Bytes < 0 || e.Rows < 0:
		return Entry{}, errors.New("it has less than nothing")
	case e.Bytes > maxSum || e.Rows > maxSum:
		return Entry{}, errors.New("it has more than there can be")
	case strings.ContainsAny(e.Layer, "\n\t ") || len(e.Layer) > maxName:
		return Entry{}, errors.New("its layer is no name")
	}
	return e, nil
}

// reading is the fields of an entry being read, and the first thing that is wrong with one.
type reading struct {
	fields map[string]json.RawMessage
	wrong  string
}

func (r *reading) fail(field, why string) {
	if r.wrong == "" {
		r.wrong = "its " + field + " is " + why
	}
}

// raw returns a field; nil for one that is null or not there.
func (r *reading) raw(field string) json.RawMessage {
	if raw := bytes.TrimSpace(r.fields[field]); string(raw) != "null" {
		return raw
	}
	return nil
}

func (r *reading) text(field string) (s string) {
	if raw := r.raw(field); raw != nil && json.Unmarshal(raw, &s) != nil {
		r.fail(field, "not a text")
	}
	return s
}

func (r *reading) object(field string) json.RawMessage {
	raw := r.raw(field)
	if raw != nil && raw[0] != '{' && string(raw) != "[]" { // which is how Lua may write {}
		r.fail(field, "not an object")
	}
	return raw
}

// maxDigits bounds a number that is read: 1e999999999 would take all memory.
const maxDigits = 40

// number reads a whole number, however it is written; 0 when it is not there.
func (r *reading) number(field string) int64 {
	raw := r.raw(field)
	if raw == nil {
		return 0
	}
	var n json.Number
	if raw[0] != '"' && json.Unmarshal(raw, &n) == nil {
		if i, err := n.Int64(); err == nil {
			return i
		}
		if f, err := n.Float64(); err == nil && len(n) <= maxDigits && f > -1e19 && f < 1e19 && (f >= 1 || f <= -1 || f == 0) {
			if exact, ok := new(big.Rat).SetString(string(n)); ok && exact.IsInt() && exact.Num().IsInt64() {
				return exact.Num().Int64()
			}
		}
	}
	r.fail(field, "not a whole number")
	return 0
}

// has reports whether a time is there: as text, or as a number that is not the 0 that stands where there is a text.
func (r *reading) has(field string) bool {
	return r.text("str_"+field) != "" || r.number(field) != 0
}

// time reads a time: the text, else the number.
func (r *reading) time(field string) time.Time {
	n := r.number(field)
	if text := r.text("str_" + field); text != "" {
		var err error
		if n, err = strconv.ParseInt(text, 10, 64); err != nil {
			r.fail("str_"+field, "not a time in nanoseconds")
		}
	}
	return time.Unix(0, n).UTC()
}

// latest is far from where nanoseconds end, in 2262.
var latest = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)

// checked returns an entry as it is registered in a database, with its text.
func (e Entry) checked(database string) (Entry, error) {
	if len(e.Text) > 0 {
		read, err := ParseEntry(e.Text)
		if err != nil {
			return e, campus.InvalidField("entry", err.Error())
		}
		if (e.Table != "" && e.Table != read.Table) || (e.Path != "" && e.Path != read.Path) {
			return e, campus.InvalidField("entry", "its text is of another file")
		}
		e = read
	}
	if e.Database == "" && len(e.Text) == 0 {
		e.Database = database
	}
	if err := e.check(database); err != nil {
		return e, err
	}
	if len(e.Text) > 0 {
		return e, nil
	}
	text, err := e.encode()
	if err != nil {
		return e, campus.InvalidField("entry", err.Error())
	}
	read, err := ParseEntry(text) // it must be read as it was meant
	if err != nil {
		return e, campus.InvalidField("entry", err.Error())
	}
	return read, nil
}

// check refuses what should not be registered.
func (e Entry) check(database string) error {
	bad := map[string]string{}
	for field, wrong := range map[string]bool{"database": e.Database != database, "size_bytes": e.Bytes < 0 || e.Bytes > maxNumber,
		"row_count": e.Rows < 0 || e.Rows > maxNumber, "min_time": !e.MinTime.After(time.Unix(0, 0)) || e.MinTime.After(latest),
		"max_time": e.MaxTime.Before(e.MinTime) || e.MaxTime.After(latest)} {
		if wrong {
			bad[field] = "out of range"
		}
	}
	return errors.Join(campus.InvalidFields(bad), checkName("table", e.Table), checkName("layer", e.Layer), checkPath(e.Path))
}

// place returns a time as places have it: microseconds, which sorted sets order exactly, and the three digits that are left.
func place(t time.Time) (micros int64, rest string) {
	micros, nanos := t.UnixMicro(), t.Nanosecond()
	return micros, fmt.Sprintf("%03d", nanos%1000)
}

// facts writes what the scripts need of an entry.
func (e Entry) facts() string {
	first, firstRest := place(e.MinTime)
	last, lastRest := place(e.MaxTime)
	return fmt.Sprintf("%d %s %d %s %d %d %d %s", first, firstRest, last, lastRest, e.Bytes, e.Rows, e.Iteration(), e.Layer)
}
