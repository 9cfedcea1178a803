package archive

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"stoa/store/roster"
)

func TestRowsAsCSV(t *testing.T) {
	t.Parallel()
	said := []Message{
		{Meeting: 7, Order: 2, Course: "algebra", ID: 3, Kind: "message", At: hour.Add(1234 * time.Millisecond), Person: 5, Body: "=1+1",
			ClientID: "-c", ReplyTo: 2, Edited: true, Edits: 1, Changed: hour.Add(time.Minute), Detail: `{"a":1}`},
		{Meeting: 7, Order: 2, ID: 4, Kind: "notice", At: hour.Add(2 * time.Second), Body: "two\nlines, and a comma", Deleted: true},
	}
	const want = "meeting,order,course,id,kind,at,person,body,client_id,reply_to,edited,edits,deleted,changed,detail\n" +
		"7,2,algebra,3,message,2026-11-23T09:00:01.234Z,5,'=1+1,'-c,2,true,1,false,2026-11-23T09:01:00.000Z,\"{\"\"a\"\":1}\"\n" +
		"7,2,,4,notice,2026-11-23T09:00:02.000Z,,\"two\nlines, and a comma\",,,false,0,true,,\n"
	var out bytes.Buffer
	if err := WriteCSV(&out, Slice(said)); err != nil || out.String() != want {
		t.Errorf("%v\n%s\nnot\n%s", err, out.String(), want)
	}
}

func TestRowsAsJSON(t *testing.T) {
	t.Parallel()
	for row, want := range map[Event]string{
		{Meeting: 7, Order: 2, Seq: 1, Kind: "join", At: hour.Add(time.Millisecond), Person: 5, Role: "student",
			Detail: "{ \"a\": [1,\n2] }"}: `{"meeting":7,"order":2,"course":null,` +
			`"seq":1,"kind":"join","at":"2026-11-23T09:00:00.001Z","person":5,"by":null,` +
			`"role":"student","ref":null,"detail":{"a":[1,2]}}`,
		{Meeting: 7, Order: 2, Course: "c\n\"1\"", Kind: "edited", At: hour, By: 6, Ref: 9, Detail: "no JSON"}: `{"meeting":7,"order":2,` +
			`"course":"c\n\"1\"","seq":0,"kind":"edited","at":"2026-11-23T09:00:00.000Z",` +
			`"person":null,"by":6,"role":null,"ref":9,"detail":"no JSON"}`,
	} {
		if got := string(AppendJSON(nil, row)); got != want || !json.Valid([]byte(got)) {
			t.Errorf("%s\nnot\n%s", got, want)
		}
	}
}

func TestWhatIsExportedComesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		rows := sorted(rapid.SliceOfN(rapid.Custom(aMessage), 0, 30).Draw(rt, "rows"))
		var table, file bytes.Buffer
		if err := errors.Join(WriteCSV(&table, Slice(rows)), WriteParquet(&file, Slice(rows))); err != nil {
			rt.Fatal(err)
		}
		reader, err := open[Message]("export", bytes.NewReader(file.Bytes()), int64(file.Len()))
		if err != nil || !slices.Equal(all(rt, reader.Rows(Filter{})), rows) {
			rt.Fatal("as Parquet they come back otherwise", err)
		}
		lines, err := csv.NewReader(&table).ReadAll()
		if err != nil || len(lines) != len(rows)+1 {
			rt.Fatal(len(lines), err)
		}
		for i, line := range lines[1:] {
			body := strings.ReplaceAll(roster.Harmless(rows[i].Body), "\r\n", "\n") // encoding/csv reads one for the other
			if line[7] != body || line[3] != strconv.FormatInt(rows[i].ID, 10) {
				rt.Fatalf("%q is not %+v", line, rows[i])
			}
			var object struct {
				ID   int64
				Body string
				At   time.Time
			}
			if err := json.Unmarshal(AppendJSON(nil, rows[i]), &object); err != nil || object.ID != rows[i].ID ||
				object.Body != rows[i].Body || !object.At.Equal(rows[i].At) {
				rt.Fatal(object, err)
			}
		}
	})
}

func TestAnExportEndsAtTheFirstError(t *testing.T) {
	t.Parallel()
	down := errors.New("a file was broken")
	rows := func(yield func(Event, error) bool) { _ = yield(aDay(1)[0], nil) && yield(Event{}, down) }
	var out bytes.Buffer
	if err := WriteCSV(&out, rows); !errors.Is(err, down) || strings.Count(out.String(), "\n") != 2 {
		t.Errorf("as CSV: %v, %q", err, out.String())
	}
	if err := WriteParquet(&out, rows); !errors.Is(err, down) {
		t.Errorf("as Parquet: %v", err)
	}
}
