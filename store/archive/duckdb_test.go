package archive

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// DuckDB reads the files that we write: every column by its type, every row in its place.
func TestDuckDBReadsEveryRowAndTypeAsItWasWritten(t *testing.T) {
	t.Parallel()
	common := map[string]string{"meeting": "BIGINT", "order": "INTEGER", "course": "VARCHAR", "kind": "VARCHAR",
		"at": "TIMESTAMP WITH TIME ZONE", "person": "BIGINT", "detail": "VARCHAR"}
	t.Run("events", func(t *testing.T) {
		t.Parallel()
		duckDBReads(t, append(examples(anEvent, 100), aDay(rowsPerGroup+100)...), common, map[string]string{"seq": "INTEGER",
			"by": "BIGINT", "role": "VARCHAR", "ref": "BIGINT"})
	})
	t.Run("messages", func(t *testing.T) {
		t.Parallel()
		rows := examples(aMessage, 400)
		for i, body := range []string{"", "ἡ στοά", "a\x00b", "'quoted', \"twice\"\r\n\t", "🏛️ 中文", "=1+1"} {
			rows[i].Body = body
		}
		for i := range rows { // Node's text decoder takes away the mark that a text may begin with
			rows[i].Body = strings.TrimLeft(rows[i].Body, "\uFEFF")
		}
		duckDBReads(t, rows, common, map[string]string{"id": "BIGINT", "body": "VARCHAR", "client_id": "VARCHAR", "reply_to": "BIGINT",
			"edited": "BOOLEAN", "edits": "INTEGER", "deleted": "BOOLEAN", "changed": "TIMESTAMP WITH TIME ZONE"})
	})
}

// examples draws rows, the same ones each time.
func examples[T Row](draw func(*rapid.T) T, n int) []T {
	rows := make([]T, n)
	for i := range rows {
		rows[i] = rapid.Custom(draw).Example(i)
	}
	return rows
}

func duckDBReads[T Row](t *testing.T, rows []T, types ...map[string]string) {
	t.Helper()
	Sort(rows)
	dir, wanted := t.TempDir(), map[string]string{}
	for _, some := range types {
		for name, kind := range some {
			wanted[name] = kind
		}
	}
	write(t, dir, fileA, rows)
	read := json.NewDecoder(bytes.NewReader(judged(t, filepath.Join(dir, fileA))))
	var head struct{ Columns map[string]string }
	if err := read.Decode(&head); err != nil || !reflect.DeepEqual(head.Columns, wanted) {
		t.Fatalf("the columns are %v, %v", head.Columns, err)
	}
	for i, row := range rows {
		var line struct{ Row []*string }
		if err := read.Decode(&line); err != nil {
			t.Fatalf("row %d: %v", i, err)
		}
		if want := asText(row); !reflect.DeepEqual(line.Row, want) {
			t.Fatalf("row %d is %s\nnot %s", i, text(line.Row), text(want))
		}
	}
	if read.More() {
		t.Error("there are more rows")
	}
}

// judged is what DuckDB says of a file.
func judged(t *testing.T, file string) []byte {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatalf("%v (sh .ci/setup node installs it)", err)
	}
	judge := exec.CommandContext(t.Context(), node, filepath.Join("..", "..", "static", "judges", "parquet.mjs"), file)
	var wrong bytes.Buffer
	judge.Stderr = &wrong
	said, err := judge.Output()
	if err != nil {
		t.Fatalf("%v: %s (sh static/packages.sh test fetches what comes from npm)", err, wrong.String())
	}
	return said
}

// asText is what a row's values should be, found without what the package knows of its columns.
func asText(row any) (values []*string) {
	v := reflect.ValueOf(row)
	always := []string{"Meeting", "Order", "Seq", "ID", "Kind", "At", "Body", "Edited", "Edits", "Deleted"}
	for i := range v.NumField() {
		if v.Field(i).IsZero() && !slices.Contains(always, v.Type().Field(i).Name) {
			values = append(values, nil)
			continue
		}
		var s string
		switch f := v.Field(i).Interface().(type) {
		case time.Time:
			s = strconv.FormatInt(f.UnixMilli(), 10)
		case string:
			s = f
		case bool:
			s = strconv.FormatBool(f)
		default:
			s = strconv.FormatInt(v.Field(i).Int(), 10)
		}
		values = append(values, &s)
	}
	return values
}

func text(values []*string) string {
	shown, _ := json.Marshal(values)
	return string(shown)
}
