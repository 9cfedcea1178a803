package archive

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// attendances are rows in which each column is absent once, and there the next time.
func attendances() []Attended {
	at := func(minute int) time.Time { return time.Date(2026, 3, 2, 23, minute, 0, 7_000_000, time.UTC) }
	full := Attended{Person: 7, Name: "=Θάλης", Meeting: 3, Order: 2, Title: "A \"talk\", again", Course: "Geometry", From: at(0), To: at(60),
		State: "late", Late: true, LeftEarly: true, FirstIn: at(10), LastOut: at(50), Minutes: 40, Share: 2.0 / 3, Reason: "ill"}
	none := Attended{Person: 8, Name: "zeno", Meeting: 3, Order: 2, Title: "T", From: at(0), To: at(60), State: "absent"}
	return []Attended{full, none, full, none, none, full}
}

// DuckDB reads what people download: every column by its type, and nothing where there is nothing.
func TestDuckDBReadsAttendanceByItsTypes(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := WriteParquet(&out, Slice(attendances())); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "attendance.parquet")
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	read := json.NewDecoder(bytes.NewReader(judged(t, file)))
	var head struct{ Columns map[string]string }
	const whole, number, word, moment, yes = "BIGINT", "INTEGER", "VARCHAR", "TIMESTAMP WITH TIME ZONE", "BOOLEAN"
	want := map[string]string{"person_id": whole, "person": word, "meeting_id": whole, "order": number, "meeting": word, "course": word,
		"from": moment, "to": moment, "state": word, "late": yes, "left_early": yes, "first_in": moment, "last_out": moment,
		"minutes": number, "share": "DOUBLE", "reason": word}
	if err := read.Decode(&head); err != nil || !reflect.DeepEqual(head.Columns, want) {
		t.Fatalf("the columns are %v, %v", head.Columns, err)
	}
	const full = `["7","=Θάλης","3","2","A \"talk\", again","Geometry","1772492400007","1772496000007","late","true","true",` +
		`"1772493000007","1772495400007","40","0.6666666666666666","ill"]`
	const none = `["8","zeno","3","2","T",null,"1772492400007","1772496000007","absent","false","false",null,null,"0","0",null]`
	for i, row := range attendances() {
		var line struct{ Row json.RawMessage }
		wanted := map[int64]string{7: full, 8: none}[row.Person]
		if err := read.Decode(&line); err != nil || string(line.Row) != wanted {
			t.Errorf("row %d is\n%s\nnot\n%s, %v", i, line.Row, wanted, err)
		}
	}
	if read.More() {
		t.Error("there are more rows")
	}
}

func TestAttendanceAsCSVIsNoFormulaAndAFileOfNobodyHasItsColumns(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := WriteCSV(&out, Slice(attendances()[:2])); err != nil {
		t.Fatal(err)
	}
	const columns = "person_id,person,meeting_id,order,meeting,course,from,to,state,late,left_early,first_in,last_out,minutes,share,reason\n"
	want := columns + `7,'=Θάλης,3,2,"A ""talk"", again",Geometry,2026-03-02T23:00:00.007Z,2026-03-03T00:00:00.007Z,late,true,true,` +
		"2026-03-02T23:10:00.007Z,2026-03-02T23:50:00.007Z,40,0.6667,ill\n" +
		"8,zeno,3,2,T,,2026-03-02T23:00:00.007Z,2026-03-03T00:00:00.007Z,absent,false,false,,,0,0.0000,\n"
	if out.String() != want {
		t.Errorf("it is\n%swant\n%s", out.String(), want)
	}
	for format, write := range map[string]func(*bytes.Buffer) error{
		columns: func(to *bytes.Buffer) error { return WriteCSV(to, Slice[Attended](nil)) },
		"PAR1":  func(to *bytes.Buffer) error { return WriteParquet(to, Slice[Attended](nil)) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil || !strings.HasPrefix(out.String(), format) {
			t.Errorf("of nobody it is %q, %v", out.String(), err)
		}
	}
}
