package handlers

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/roster"
	"stoa/store/storetest"
)

// pastDays is a town in which four meetings are over and in the archive: a lecture of john's course at noon and over midnight, a talk that
// is public, a lecture of a course that he is not in, and a circle to which zeno alone is invited. John was excused from the night.
type pastDays struct {
	*town
	clock                        *storetest.Hands
	zeno, hypatia, hamid         campus.Person
	lecture, talk, cones, circle campus.Meeting
}

// pastNoon is when they began.
var pastNoon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func newPastDays(t *testing.T) *pastDays {
	t.Helper()
	clock := storetest.At(pastNoon.Add(-time.Hour))
	d := &pastDays{town: newTown(t, setup{clock: clock, config: func(c *Config) { c.Log = discard() }}), clock: clock}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(d.Meetings.Delete(t.Context(), d.thales, d.meeting.ID, 0, "")) // it would be one more
	d.hypatia, d.zeno, d.hamid = d.Person(t, "hypatia", campus.Teacher), d.Person(t, "zeno", campus.Student),
		d.Person(t, "hamid", campus.Student)
	d.course = d.Course(t, d.thales, "Geometry", 0)
	other := d.Course(t, d.hypatia, "Cones", 0)
	d.Enrol(t, d.course, d.john)
	d.Enrol(t, other, d.zeno)
	noon := campus.Slot{From: pastNoon, To: pastNoon.Add(time.Hour), Zone: "UTC"}
	night := campus.Slot{From: pastNoon.Add(11*time.Hour + 30*time.Minute), To: pastNoon.Add(12*time.Hour + 30*time.Minute), Zone: "UTC"}
	d.lecture = d.Plan(t, d.thales, campus.NewMeeting{Title: "Lecture", Course: d.course.ID, Slots: []campus.Slot{noon, night}})
	d.talk = d.Plan(t, d.thales, campus.NewMeeting{Title: "Talk", Public: true, Slots: []campus.Slot{noon}})
	d.cones = d.Plan(t, d.hypatia, campus.NewMeeting{Title: "Cones", Course: other.ID, Slots: []campus.Slot{noon}})
	d.circle = d.Plan(t, d.hypatia, campus.NewMeeting{Title: "Circle", Audience: []string{d.zeno.Email}, Slots: []campus.Slot{noon}})
	say := func(who campus.Person, m campus.Meeting, order int, body string) {
		t.Helper()
		must(d.Store.Meetings.Join(t.Context(), who, m.ID, order, ""))
		_, err := d.Rooms.Post(t.Context(), who, store.MeetingRoom(m.ID, order), campus.NewLine{Body: body}, "")
		must(err)
	}
	pass := func(to time.Duration) {
		t.Helper()
		clock.Set(pastNoon.Add(to))
		d.Tick(t)
		d.Settle(t)
	}
	pass(time.Minute)
	say(d.john, d.lecture, 1, "=noon")
	clock.Set(pastNoon.Add(2 * time.Minute))
	say(d.thales, d.talk, 1, "public")
	clock.Set(pastNoon.Add(3 * time.Minute))
	say(d.zeno, d.cones, 1, "cones")
	clock.Set(pastNoon.Add(4 * time.Minute))
	say(d.zeno, d.circle, 1, "circle")
	pass(time.Hour)
	must(d.Meetings.Excuse(t.Context(), d.thales, d.lecture.ID, 2, d.john.ID, "canary-excuse", ""))
	pass(11*time.Hour + 45*time.Minute)
	say(d.thales, d.lecture, 2, "before midnight")
	pass(12*time.Hour + 10*time.Minute)
	_, err := d.Rooms.Post(t.Context(), d.thales, store.MeetingRoom(d.lecture.ID, 2), campus.NewLine{Body: "after midnight"}, "")
	must(err)
	pass(13 * time.Hour)
	if done, err := d.server.Archive.Archiver.Tick(t.Context()); done != 6 || err != nil {
		t.Fatalf("%d dates were archived, %v", done, err)
	}
	return d
}

type archivedLine struct {
	Meeting int64
	Order   int32
	ID      int64
	Body    string
	Deleted bool
}

type archivedEvent struct {
	Meeting int64
	Kind    string
	Person  int64
	By      *int64
	Detail  json.RawMessage
}

// lines are those that somebody reads, page by page.
func (d *pastDays) lines(t *testing.T, v *visitor, query string, limit int) (lines []archivedLine) {
	t.Helper()
	for cursor := ""; ; {
		var page struct {
			Messages []archivedLine
			Next     *string
		}
		got := v.call(t, "GET", fmt.Sprintf("/archive/messages?limit=%d&cursor=%s&%s", limit, cursor, query), nil)
		if wantStatus(t, got, 200); got.status != 200 {
			return nil
		}
		got.read(t, &page)
		if lines = append(lines, page.Messages...); page.Next == nil {
			return lines
		}
		cursor = *page.Next
	}
}

func bodies(lines []archivedLine) string {
	texts := make([]string, len(lines))
	for i, line := range lines {
		texts[i] = line.Body
	}
	return strings.Join(texts, "|")
}

// events are those that somebody reads, as kinds and usernames.
func (d *pastDays) events(t *testing.T, v *visitor, query string) (all []archivedEvent, text string) {
	t.Helper()
	var page struct {
		Events []archivedEvent
		Next   *string
	}
	got := v.call(t, "GET", "/archive/events?limit=200&"+query, nil)
	wantStatus(t, got, 200)
	got.read(t, &page)
	names := map[int64]string{d.john.ID: "john", d.thales.ID: "thales", d.zeno.ID: "zeno", d.hypatia.ID: "hypatia"}
	var texts []string
	for _, e := range page.Events {
		texts = append(texts, e.Kind+" "+names[e.Person])
	}
	return page.Events, strings.Join(texts, "|")
}

func TestEverybodyReadsInTheArchiveWhatTheyMayReadOnThePages(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	mine, others := "=noon|public|before midnight|after midnight", "public|cones|circle"
	scripts := map[string]*visitor{}
	for who, want := range map[string]string{"john": mine, "thales": mine, "zeno": others, "hypatia": others, "hamid": "public",
		"admin": "=noon|public|cones|circle|before midnight|after midnight"} {
		scripts[who] = d.script(t, who)
		for _, limit := range []int{1, 2, 200} {
			if got := bodies(d.lines(t, scripts[who], "", limit)); got != want {
				t.Errorf("%s reads %d by %d %q, want %q", who, limit, limit, got, want)
			}
		}
	}
	for query, want := range map[string]string{"meeting=" + num(d.cones.ID): "", "course=" + d.cones.Course: "",
		"person=" + num(d.zeno.ID): "", "meeting=" + num(d.lecture.ID) + "&order=2": "before midnight|after midnight",
		"course=" + d.course.ID + "&order=1": "=noon", "person=" + num(d.thales.ID): "public|before midnight|after midnight",
		"after=2026-03-03T00:00:00Z": "after midnight", "before=2026-03-03T00:00:00Z": "=noon|public|before midnight",
		"after=2026-03-03T01:00:00%2B02:00&before=2026-03-03T05:25:00%2B05:30": "before midnight",
		"after=2026-03-02T12:01:00Z&before=2026-03-02T13:01:00%2B01:00":        "=noon"} {
		if got := bodies(d.lines(t, scripts["john"], query, 50)); got != want {
			t.Errorf("john asks for %s and reads %q, want %q", query, got, want)
		}
	}
}

func TestWhatHappenedToOthersIsForTheStaffOfTheMeeting(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	staff := "join john|join thales|leave john|excused john|leave thales|join thales|leave thales"
	for who, want := range map[string]string{"john": "join john|leave john|excused john", "thales": staff, "hamid": "",
		"zeno": "join zeno|join zeno|leave zeno|leave zeno", "hypatia": "join zeno|join zeno|leave zeno|leave zeno"} {
		events, got := d.events(t, d.script(t, who), "")
		kept := slices.DeleteFunc(strings.Split(got, "|"), func(s string) bool { // what the room itself did
			return !strings.HasPrefix(s, "join ") && !strings.HasPrefix(s, "leave ") && !strings.HasPrefix(s, "excused ")
		})
		if got := strings.Join(kept, "|"); got != want {
			t.Errorf("%s reads %q, want %q", who, got, want)
		}
		for _, e := range events {
			told := e.By != nil && strings.Contains(string(e.Detail), "canary-excuse")
			if e.Kind == "excused" && told != (who == "thales") {
				t.Errorf("%s reads of the excuse %+v", who, e)
			}
		}
	}
	if _, got := d.events(t, d.script(t, "john"), "person="+num(d.zeno.ID)); got != "" {
		t.Errorf("john reads of zeno %q", got)
	}
}

func TestAMeetingThatWasDeletedIsReadInTheArchiveByItsStaff(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	if err := d.Meetings.Delete(t.Context(), d.thales, d.talk.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	d.Settle(t)
	for who, want := range map[string]string{"john": "", "hypatia": "", "thales": "public", "admin": "public"} {
		if got := bodies(d.lines(t, d.script(t, who), "meeting="+num(d.talk.ID), 50)); got != want {
			t.Errorf("%s reads %q, want %q", who, got, want)
		}
	}
}

// files returns what a file of the archive says: the bodies of its messages in each format.
func (d *pastDays) files(t *testing.T, v *visitor, query string) map[string]string {
	t.Helper()
	out := map[string]string{"json": bodies(d.lines(t, v, query, 200))}
	table := v.call(t, "GET", "/archive/messages?format=csv&"+query, nil)
	rows, err := csv.NewReader(strings.NewReader(table.body)).ReadAll()
	if err != nil || table.header.Get("Content-Disposition") != `attachment; filename="messages.csv"` {
		t.Fatalf("%v: %s", err, table)
	}
	var texts []string
	for _, row := range rows[1:] {
		texts = append(texts, roster.Plain(row[slices.Index(rows[0], "body")]))
	}
	out["csv"] = strings.Join(texts, "|")
	columns, dir := v.call(t, "GET", "/archive/messages?format=parquet&"+query, nil), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "messages.parquet"), []byte(columns.body), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := archive.Open[archive.Message](dir, "messages.parquet")
	if err != nil || columns.header.Get("Content-Type") != "application/vnd.apache.parquet" {
		t.Fatalf("%v: %d %v", err, columns.status, columns.header)
	}
	defer file.Close()
	texts = nil
	for row, err := range file.Rows(archive.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, row.Body)
	}
	out["parquet"] = strings.Join(texts, "|")
	return out
}

func TestALineThatIsDeletedLaterIsReadInNoFormatAnyMore(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	john, admin := d.script(t, "john"), d.script(t, "admin")
	for format, got := range d.files(t, john, "") {
		if got != "=noon|public|before midnight|after midnight" {
			t.Errorf("as %s john reads %q", format, got)
		}
	}
	for format, got := range d.files(t, d.script(t, "hamid"), "meeting="+num(d.cones.ID)) {
		if got != "" {
			t.Errorf("as %s hamid reads %q", format, got)
		}
	}
	if err := d.Rooms.Delete(t.Context(), d.thales, store.MeetingRoom(d.lecture.ID, 2), 1, true, ""); err != nil {
		t.Fatal(err)
	}
	d.Settle(t)
	for _, v := range []*visitor{john, admin} {
		for format, got := range d.files(t, v, "course="+d.course.ID) {
			if got != "=noon||after midnight" {
				t.Errorf("as %s it is %q", format, got)
			}
		}
	}
	lines := d.lines(t, john, "meeting="+num(d.lecture.ID)+"&order=2", 50)
	if len(lines) != 2 || !lines[0].Deleted || lines[1].Deleted {
		t.Errorf("john reads %+v", lines)
	}
}

func TestTheFilesOfTheArchiveAreToldWithTheirTrueTimes(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	admin := d.script(t, "admin")
	type file struct {
		Path, Table, Cmd string
		Rows             int64  `json:"row_count"`
		Min              int64  `json:"min_time"`
		Max              int64  `json:"max_time"`
		MinText          string `json:"str_min_time"`
	}
	files := func(query string) (all []file) {
		t.Helper()
		for cursor := ""; ; {
			var page struct {
				Files []file
				Next  *string
			}
			got := admin.call(t, "GET", "/archive/files?table=messages&limit=2&cursor="+cursor+"&"+query, nil)
			if wantStatus(t, got, 200); got.status != 200 {
				return nil
			}
			got.read(t, &page)
			if all = append(all, page.Files...); page.Next == nil {
				return all
			}
			cursor = *page.Next
		}
	}
	all := files("")
	if len(all) != 6 {
		t.Fatalf("the files are %+v", all)
	}
	last, at := all[5], pastNoon.Add(12*time.Hour+10*time.Minute)
	if last.Min != at.UnixNano() || last.Max != last.Min || last.MinText != fmt.Sprint(last.Min) || last.Rows != 1 || last.Cmd != "ADD" ||
		!strings.HasPrefix(last.Path, "date=2026-03-03/hour=00/") {
		t.Errorf("the last is %+v", last)
	}
	for query, want := range map[string]int{"folder=date=2026-03-02": 5, "folder=date=2026-03-02/hour=23": 1, "iteration=1": 6,
		"iteration=2":       0,
		"path=" + last.Path: 1, "path=" + last.Path + "&iteration=2": 0, "path=date=2026-03-03/hour=00/x.1.parquet": 0,
		"path=" + last.Path + "&before=2026-03-02T00:00:00Z": 0, "after=2026-03-03T00:00:00Z": 1, "before=2026-03-03T00:00:00Z": 5,
		"after=2026-03-02T12:01:00Z&before=2026-03-02T13:01:00%2B01:00": 1} {
		if got := files(query); len(got) != want {
			t.Errorf("%s: %+v, want %d", query, got, want)
		}
	}
}

func TestWhatCannotBeAskedOfTheArchiveIsRefused(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	admin := d.script(t, "admin")
	var page struct{ Next string }
	admin.call(t, "GET", "/archive/events?limit=1", nil).read(t, &page)
	refused := func(status int, field, path string) {
		t.Helper()
		got := admin.call(t, "GET", "/archive/"+path, nil)
		if got.status != status || field != "" && !strings.Contains(got.body, `"`+field+`":`) {
			t.Errorf("%s: %s, want %d of %s", path, got, status, field)
		}
	}
	const twelve, eleven = "2026-03-02T12:00:00Z", "2026-03-02T12:59:59%2B01:00"
	for _, table := range []string{"events", "messages"} {
		for query, field := range map[string]string{"after=" + twelve + "&before=" + eleven: "before", "after=noon": "after",
			"before=2026-03-02": "before", "before=2026-02-30T00:00:00Z": "before", "format=xml": "format", "format=CSV": "format",
			"meeting=0": "meeting", "meeting=x": "meeting", "order=-1": "order", "order=99999999999": "order", "person=1.5": "person",
			"limit=201": "limit", "limit=0": "limit"} {
			refused(422, field, table+"?"+query)
		}
		for _, format := range []string{"csv", "parquet"} {
			refused(422, "before", table+"?format="+format+"&after="+twelve+"&before="+eleven)
		}
		refused(400, "", table+"?cursor=x")
	}
	refused(400, "", "messages?cursor="+page.Next)
	refused(200, "", "events?cursor="+page.Next)
	refused(200, "", "events?after="+twelve+"&before="+twelve)
	refused(400, "", "files?table=events&cursor="+page.Next)
	for query, field := range map[string]string{"": "table", "table=peers": "table", "table=*": "table", "table=a:b": "table",
		"table=../events": "table", "table=events&path=date=2026-03-02/../x.1.parquet": "path", "table=events&path=x": "path",
		"table=events&path=../hour=12/x.1.parquet": "path", "table=events&path=date=*/hour=00/x.1.parquet": "path",
		"table=events&path=date=a:b/x.1.parquet": "path", "table=events&folder=../x": "folder", "table=events&folder=date=*": "folder",
		"table=events&folder=a:b": "folder", "table=events&iteration=0": "iteration", "table=events&iteration=x": "iteration",
		"table=events&after=" + twelve + "&before=" + eleven: "before"} {
		refused(422, field, "files?"+query)
	}
}

func TestAFileThatIsMissingOrBrokenIsNamedAndNothingIsGivenForTheWhole(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	admin := d.script(t, "admin")
	found, err := d.server.Archive.Query(t.Context(), archive.Query{Table: archive.TableMessages})
	if err != nil || len(found.Files) != 6 {
		t.Fatal(found, err)
	}
	name, cut := found.Files[2].Path, found.Files[5].Path
	dir := filepath.Join(d.data, d.server.Archive.Database(), archive.TableMessages)
	if err := os.Truncate(filepath.Join(dir, filepath.FromSlash(cut)), 100); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"json", "csv", "parquet"} {
		for query, path := range map[string]string{"": name, "after=2026-03-03T00:00:00Z": cut} {
			got := admin.call(t, http.MethodGet, "/archive/messages?format="+format+"&"+query, nil)
			if got.status != 503 || !strings.Contains(got.body, "messages/"+path) {
				t.Errorf("%s %s: %s", format, query, got)
			}
		}
	}
	if got := bodies(d.lines(t, admin, "after=2026-03-02T23:00:00Z&before=2026-03-02T23:59:59Z", 50)); got != "before midnight" {
		t.Errorf("of a time of which all files are there: %q", got)
	}
}
