package archive_test

import (
	"strings"
	"testing"
	"time"

	"stoa/store/archive"
)

const plainEntry = `{"layer":"l1","database":"{d}","table":"t","path":"date=2024-01-15/hour=12/a.1.parquet","size_bytes":5,"row_count":6,` +
	`"min":null,"max":{},"min_time":0,"max_time":0,"chunk_time":0,` +
	`"str_min_time":"1705320000000000001","str_max_time":"1705320000000000002","str_chunk_time":"","writer_id":"","cmd":"ADD"}`

// entryWith returns the plain entry with a part of it as it is written elsewhere.
func entryWith(parts ...string) string { return strings.NewReplacer(parts...).Replace(plainEntry) }

func TestAnEntryIsReadHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	first, last := time.Unix(0, 1705320000000000001).UTC(), time.Unix(0, 1705320000000000002).UTC()
	for _, c := range []struct {
		name, text  string
		first, last time.Time
		bytes       int64
	}{
		{"as the reference writes it", plainEntry, first, last, 5},
		{"slashes escaped, as Lua does", entryWith("/", `\/`), first, last, 5},
		{"times as numbers", entryWith(`"min_time":0`, `"min_time":1705320000000000001`, `"max_time":0`, `"max_time":1705320000000000002`,
			`"str_min_time":"1705320000000000001",`, "", `"str_max_time":"1705320000000000002",`, ""), first, last, 5},
		{"a text wins over a number", entryWith(`"min_time":0`, `"min_time":17`), first, last, 5},
		{"times with an exponent",
			entryWith(`"min_time":0`, `"min_time":1.70532e+18`, `"1705320000000000001"`, `""`), first.Add(-1), last, 5},
		{"a size with an exponent", entryWith(`"size_bytes":5`, `"size_bytes":1e+14`), first, last, 1e14},
		{"a size with a point", entryWith(`"size_bytes":5`, `"size_bytes":5.0`), first, last, 5},
		{"no size", entryWith(`"size_bytes":5,`, ""), first, last, 0},
		{"statistics as Lua writes an empty object", entryWith(`"max":{}`, `"max":[]`), first, last, 5},
		{"fields that are not ours", entryWith(`"cmd":"ADD"`, `"cmd":"ADD","checksum":{"a":[1]},"Path":"b"`), first, last, 5},
		{"fields in another order and with spaces",
			" " + entryWith(`{"layer":"l1",`, "{\n ", `"cmd":"ADD"`, `"cmd":"ADD", "layer":"l1"`) + " ", first, last, 5},
	} {
		e, err := archive.ParseEntry([]byte(c.text))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if !e.MinTime.Equal(c.first) || !e.MaxTime.Equal(c.last) || e.Bytes != c.bytes || e.Rows != 6 || e.Layer != "l1" || e.Table != "t" ||
			e.Path != "date=2024-01-15/hour=12/a.1.parquet" || e.Database != "{d}" || string(e.Text) != c.text {
			t.Errorf("%s: got %+v", c.name, e)
		}
	}
}

func TestWhatIsWrongWithAnEntryIsSaid(t *testing.T) {
	t.Parallel()
	for what, text := range map[string]string{
		"nothing":                  "",
		"half of it":               plainEntry[:100],
		"no object":                "[]",
		"null":                     "null",
		"a text as size":           entryWith(`"size_bytes":5`, `"size_bytes":"5"`),
		"half a byte":              entryWith(`"size_bytes":5`, `"size_bytes":5.5`),
		"less than no bytes":       entryWith(`"size_bytes":5`, `"size_bytes":-5`),
		"too large":                entryWith(`"size_bytes":5`, `"size_bytes":1e16`),
		"far too large":            entryWith(`"size_bytes":5`, `"size_bytes":1e999999999`),
		"far too small":            entryWith(`"size_bytes":5`, `"size_bytes":1e-999999999`),
		"no times":                 entryWith(`"1705320000000000001"`, `""`),
		"a time that is none":      entryWith(`"1705320000000000001"`, `"noon"`),
		"a time beyond int64":      entryWith(`"1705320000000000001"`, `"17053200000000000010"`),
		"an end before it":         entryWith(`"1705320000000000001"`, `"1705320000000000009"`),
		"a number as path":         entryWith(`"date=2024-01-15/hour=12/a.1.parquet"`, "7"),
		"a number as time's text":  entryWith(`"1705320000000000001"`, "1705320000000000001"),
		"statistics that are none": entryWith(`"max":{}`, `"max":7`),
		"a layer of two lines":     entryWith(`"l1"`, `"l\n1"`),
	} {
		if e, err := archive.ParseEntry([]byte(text)); err == nil {
			t.Errorf("%s is read as %+v", what, e)
		}
	}
}

func FuzzAnEntry(f *testing.F) {
	f.Add([]byte(plainEntry))
	f.Fuzz(func(t *testing.T, text []byte) {
		e, err := archive.ParseEntry(text)
		if err == nil && (e.MaxTime.Before(e.MinTime) || e.Bytes < 0 || e.Rows < 0) {
			t.Errorf("%q is read as %+v", text, e)
		}
	})
}
