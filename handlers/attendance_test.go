package handlers

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/parquet-go/parquet-go"
	"golang.org/x/net/html"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// schoolDay is a lecture of an hour that is over: john came in time, went, and came again, hamid came late, zeno not at all.
type schoolDay struct {
	*town
	clock       *storetest.Hands
	hamid, zeno campus.Person
	lecture     string
	at          time.Time
}

func newSchoolDay(t *testing.T, at time.Time) *schoolDay {
	t.Helper()
	clock := storetest.At(at.Add(-time.Hour))
	d := &schoolDay{town: newTown(t, setup{clock: clock}), clock: clock, at: at}
	d.hamid, d.zeno = d.Person(t, "hamid", campus.Student), d.Person(t, "zeno", campus.Student)
	if err := d.Meetings.Delete(t.Context(), d.thales, d.meeting.ID, 0, ""); err != nil { // it would be one more
		t.Fatal(err)
	}
	d.course = d.Course(t, d.thales, "Geometry", 0)
	d.Enrol(t, d.course, d.john, d.hamid, d.zeno)
	m := d.Plan(t, d.thales, campus.NewMeeting{Title: "=Lecture", Course: d.course.ID,
		Slots: []campus.Slot{{From: at, To: at.Add(time.Hour), Zone: "Europe/Athens"}}})
	d.lecture = views.InstancePath(m.ID, 1)
	move := func(minute int, do func() error) {
		t.Helper()
		clock.Set(at.Add(time.Duration(minute) * time.Minute))
		d.Tick(t)
		d.Settle(t)
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	move(0, func() error { return d.Meetings.Join(ctx, d.john, m.ID, 1, "") })
	move(10, func() error { return d.Meetings.Leave(ctx, d.john, m.ID, 1, "") })
	move(30, func() error { return d.Meetings.Join(ctx, d.john, m.ID, 1, "") })
	move(40, func() error { return d.Meetings.Join(ctx, d.hamid, m.ID, 1, "") })
	move(61, func() error { return nil })
	d.Settle(t)
	return d
}

// cells returns the rows of a table, each as its cells.
func cells(t *testing.T, v *visitor, path, table string) []string {
	t.Helper()
	var rows []string
	for _, row := range all(v.get(t, path).page(t), table+" tbody tr") {
		var texts []string
		for _, cell := range append(all(row, "th"), all(row, "td")...) {
			texts = append(texts, text(cell))
		}
		rows = append(rows, strings.Join(texts, "|"))
	}
	return rows
}

func (d *schoolDay) wantRows(t *testing.T, who, path, table string, want ...string) {
	t.Helper()
	got := cells(t, d.signedIn(t, who), path, table)
	if !slices.Equal(got, want) {
		t.Errorf("%s reads at %s\n%s\nwant\n%s", who, path, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// notThere is when who did not come came and left, for eyes and for who listens.
const notThere = "First in – not there|Last out – not there"

// The night in which Athens has an hour more, and a date over midnight: minutes are those that passed.
func TestAttendanceIsReadByStaffOfAllAndByStudentsOfThemselves(t *testing.T) {
	t.Parallel()
	d := newSchoolDay(t, time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC))
	page, course := d.lecture+"/attendance", "/courses/"+d.course.ID+"/attendance"
	john := "Present|There 00:30 – 00:40, 01:00 – 01:30|First in 00:30|Last out 01:30|Minutes 40|Share 67 %"
	d.wantRows(t, "thales", page, "table", "The zeno|Absent Excuse The zeno|Not there|"+notThere+"|Minutes 0|Share 0 %", "The john|"+john,
		"The hamid|Late|There 01:10 – 01:30|First in 01:10|Last out 01:30|Minutes 20|Share 33 %")
	d.wantRows(t, "john", page, "table", "The john|"+john)
	d.wantRows(t, "john", course, "table", "=Lecture Today, 00:30|"+john)
	d.wantRows(t, "john", "/attendance", "table", "=Lecture Today, 00:30 · Geometry|"+john)
	d.wantRows(t, "thales", fmt.Sprintf("/people/%d/attendance", d.john.ID), "table", "=Lecture Today, 00:30 · Geometry|"+john)
	matrix := []string{"Came|||||||2 of 3", "The hamid|33 %|1 of 1|1|0|0|20|late 20", "The john|67 %|1 of 1|0|0|0|40|40",
		"The zeno|0 %|0 of 1|0|1|0|0|absent"}
	d.wantRows(t, "thales", course, "table", matrix...)
	d.wantRows(t, "admin", course+"?sort=share", "table", matrix[0], matrix[3], matrix[1], matrix[2])
	d.wantRows(t, "thales", course+"?after=2026-10-25&before=2026-10-25", "table", matrix...)
	d.wantRows(t, "thales", course+"?after=2026-10-26", "table")
	theirs := fmt.Sprintf("/people/%d/attendance", d.john.ID)
	for _, way := range [][3]string{{"thales", course, theirs + "?course=" + d.course.ID},
		{"thales", theirs + "?course=" + d.course.ID, course},
		{"admin", theirs, fmt.Sprintf("/admin/people/%d", d.john.ID)}, {"thales", theirs, views.PathMyCourses}} {
		one(t, d.signedIn(t, way[0]).get(t, way[1]).page(t), "main a[href="+way[2]+"]")
	}
	thales, outsider := d.signedIn(t, "thales"), d.Person(t, "outsider", campus.Student)
	for _, q := range []string{"?after=x", "?before=2026-13-01", "?after=2026-10-26&before=2026-10-25"} {
		for _, path := range []string{course, "/attendance", fmt.Sprintf("/people/%d/attendance", d.john.ID)} {
			wantStatus(t, thales.get(t, path+q), 422)
			wantStatus(t, thales.get(t, path+".csv"+q), 422)
		}
	}
	for _, q := range []string{"?dates=x", "?cursor=x"} {
		wantStatus(t, thales.get(t, course+q), 400)
	}
	v := d.signedIn(t, "outsider")
	wantStatus(t, v.get(t, page), 403)
	wantStatus(t, v.get(t, page+".csv"), 403)
	wantStatus(t, v.get(t, fmt.Sprintf("/people/%d/attendance", d.john.ID)), 403)
	if got := v.get(t, course); got.status != 200 || strings.Contains(got.body, "hamid") || strings.Contains(got.body, "john") {
		t.Errorf("%s reads %s", outsider.Name, got)
	}
}

func TestTheStaffExcuseFromTheAttendanceAfterTheEndAndStudentsDoNotLearnWhy(t *testing.T) {
	t.Parallel()
	d := newSchoolDay(t, time.Date(2026, 3, 2, 23, 30, 0, 0, time.UTC))
	page, thales := d.lecture+"/attendance", d.signedIn(t, "thales")
	link := one(t, thales.get(t, page).page(t), "a[href="+d.lecture+"/roster/"+num(d.zeno.ID)+"/excuse?from=attendance]")
	asked := thales.open(t, attr(link, "href"), "Excuse The zeno · Stoa")
	if ways := all(asked, "main a[href="+page+"]"); len(ways) != 2 { // back, and to cancel
		t.Errorf("%d ways lead back", len(ways))
	}
	again := thales.submit(t, one(t, asked, "main form"), map[string][]string{"reason": {strings.Repeat("long ", 100)}})
	wantStatus(t, again, 422)
	form := one(t, again.page(t), "main form")
	excuse := func(form *html.Node, typed map[string][]string, notice string) {
		t.Helper()
		got := thales.submit(t, form, typed)
		if to := got.header.Get("Location"); got.status != 303 || to != page {
			t.Fatalf("it leads to %q: %s", to, got)
		}
		wantNotice(t, thales.get(t, page).page(t), notice)
	}
	excuse(form, map[string][]string{"reason": {"a secret ailment"}}, "They are excused.")
	d.Settle(t)
	const excused = "The zeno Excuse: a secret ailment|Excused Take back the excuse of The zeno|Not there|" + notThere +
		"|Minutes – not counted|Share – not counted"
	if got := cells(t, thales, page, "table")[0]; got != excused {
		t.Errorf("it says %q", got)
	}
	takeBack := one(t, thales.get(t, page).page(t), "main table form")
	excuse(takeBack, nil, "Their excuse is taken back.")
	excuse(one(t, thales.open(t, attr(link, "href"), "Excuse The zeno · Stoa"), "main form"),
		map[string][]string{"reason": {"a secret ailment"}}, "They are excused.")
	zeno := d.signedIn(t, "zeno")
	for _, path := range []string{page, page + ".csv", "/attendance", "/attendance.csv", "/courses/" + d.course.ID + "/attendance",
		"/courses/" + d.course.ID + "/attendance.csv"} {
		got := zeno.get(t, path)
		if got.status != 200 || strings.Contains(got.body, "ailment") || !strings.Contains(strings.ToLower(got.body), "excused") {
			t.Errorf("%s: %s", path, got)
		}
	}
}

const attendedColumns = "person_id,person,meeting_id,order,meeting,course,from,to," +
	"state,late,left_early,first_in,last_out,minutes,share,reason"

func TestAttendanceAsAFileIsTheSameAndNoFormula(t *testing.T) {
	t.Parallel()
	d := newSchoolDay(t, time.Date(2026, 3, 2, 23, 30, 0, 0, time.UTC))
	if err := d.People.Erase(t.Context(), store.By{Person: d.admin}, d.hamid.ID); err != nil {
		t.Fatal(err)
	}
	d.Settle(t)
	lecture := strings.Split(d.lecture, "/")[2]
	line := func(p campus.Person, name, rest string) string {
		return num(p.ID) + "," + name + "," + lecture + ",1,'=Lecture,Geometry,2026-03-02T23:30:00.000Z,2026-03-03T00:30:00.000Z," + rest
	}
	matrix := d.signedIn(t, "thales").get(t, "/courses/"+d.course.ID+"/attendance").page(t)
	if got := texts(all(matrix, "main tbody th")); !slices.Equal(got, []string{"Came", campus.NameErased, "The john", "The zeno"}) {
		t.Errorf("the rows of the matrix are %q", got)
	}
	if got := texts(all(matrix, "main tbody th a")); !slices.Equal(got, []string{"The john", "The zeno"}) {
		t.Errorf("the matrix leads to %q", got) // of who is erased there is nothing to be led to
	}
	john := line(d.john, "The john", "present,false,false,2026-03-02T23:30:00.000Z,2026-03-03T00:30:00.000Z,40,0.6667,")
	zeno := line(d.zeno, "The zeno", "absent,false,false,,,0,0.0000,")
	hamid := line(d.hamid, campus.NameErased, "late,true,false,2026-03-03T00:10:00.000Z,2026-03-03T00:30:00.000Z,20,0.3333,")
	course := "/courses/" + d.course.ID + "/attendance.csv"
	for _, file := range []struct {
		who, path string
		want      []string
		name      string // of the file
	}{
		{"thales", d.lecture + "/attendance.csv", []string{zeno, john, hamid}, "of =Lecture 2026-03-02"},
		{"thales", course, []string{john, hamid, zeno}, "in Geometry 2026-03-03"},
		{"john", d.lecture + "/attendance.csv", []string{john}, "of =Lecture 2026-03-02"},
		{"john", course, []string{john}, "in Geometry 2026-03-03"},
		{"john", "/attendance.csv", []string{john}, "of The john 2026-03-03"},
		{"thales", fmt.Sprintf("/people/%d/attendance.csv", d.john.ID), []string{john}, "of The john 2026-03-03"},
		{"thales", course + "?before=2026-03-01", nil, "in Geometry 2026-03-03"},
	} {
		got := d.signedIn(t, file.who).get(t, file.path)
		rows, err := csv.NewReader(strings.NewReader(got.body)).ReadAll()
		if err != nil || got.header.Get("Content-Disposition") != attached("Attendance "+file.name+".csv") || len(rows) == 0 {
			t.Fatalf("%s: %s, %v", file.path, got, err)
		}
		var lines []string
		for _, row := range rows[1:] {
			lines = append(lines, strings.Join(row, ","))
		}
		pages := strings.Replace(file.path, ".csv", ".parquet", 1)
		wantParquet(t, d.signedIn(t, file.who).get(t, pages), "Attendance "+file.name+".parquet", len(file.want))
		if !slices.Equal(lines, file.want) || strings.Join(rows[0], ",") != attendedColumns {
			t.Errorf("%s for %s is\n%s\nwant\n%s", file.path, file.who, strings.Join(lines, "\n"), strings.Join(file.want, "\n"))
		}
	}
}

// Where they attended went with them; the dates themselves say that somebody was there.
func TestThereIsNoPageAboutTheDatesOfWhoIsErased(t *testing.T) {
	t.Parallel()
	d := newSchoolDay(t, time.Date(2026, 3, 2, 23, 30, 0, 0, time.UTC))
	paths := func(status int) {
		t.Helper()
		for _, who := range []string{"thales", "admin"} {
			for _, path := range []string{"", ".csv", ".parquet", "?after=2026-03-01", "?after=x"} {
				got := d.signedIn(t, who).get(t, fmt.Sprintf("/people/%d/attendance%s", d.hamid.ID, path))
				want := status
				if path == "?after=x" && status == 200 {
					want = 422
				}
				if wantStatus(t, got, want); got.status == 404 && got.header.Get("Content-Disposition") != "" {
					t.Errorf("%s is refused %s as a file", who, path)
				}
			}
		}
	}
	paths(200)
	if err := d.People.Erase(t.Context(), store.By{Person: d.admin}, d.hamid.ID); err != nil {
		t.Fatal(err)
	}
	d.Settle(t)
	paths(404)
}

func attached(name string) string { return `attachment; filename="` + name + `"` }

// wantParquet checks that an answer is a Parquet file of a name, of so many rows of attendance.
func wantParquet(t *testing.T, got answer, name string, rows int) {
	t.Helper()
	file, err := parquet.OpenFile(strings.NewReader(got.body), int64(len(got.body)))
	if err != nil || got.header.Get("Content-Disposition") != attached(name) ||
		got.header.Get("Content-Type") != "application/vnd.apache.parquet" {
		t.Fatalf("it is %s of %s, %v", got.header, got, err)
	}
	var names []string
	for _, field := range file.Schema().Fields() {
		names = append(names, field.Name())
	}
	if file.NumRows() != int64(rows) || strings.Join(names, ",") != attendedColumns {
		t.Errorf("it has %d rows of %q, want %d", file.NumRows(), names, rows)
	}
}

func TestTheAttendanceOfTheAPI(t *testing.T) {
	t.Parallel()
	d := newSchoolDay(t, time.Date(2026, 3, 2, 23, 30, 0, 0, time.UTC))
	john := `"state":"present","late":false,"left_early":false,"first_in":"2026-03-02T23:30:00Z","last_out":"2026-03-03T00:30:00Z",` +
		`"minutes":40,"share":0.6666666666666666,"reason":null,"times":[{"from":"2026-03-02T23:30:00Z","to":"2026-03-02T23:40:00Z"},` +
		`{"from":"2026-03-03T00:00:00Z","to":"2026-03-03T00:30:00Z"}]`
	me := d.script(t, "john")
	if got, want := strings.TrimSpace(me.call(t, "GET", d.lecture+"/attendance", nil).body),
		`{"attendance":[{"id":`+num(d.john.ID)+`,"name":"The john",`+john+`}],"expired":false,"next":null}`; got != want {
		t.Errorf("of the date it is\n%s, want\n%s", got, want)
	}
	sums := `"dates":1,"attended":1,"late":0,"left_early":0,"excused":0,"absent":0,"minutes":40,"share":0.6666666666666666`
	for path, holds := range map[string][]string{
		"/me/attendance": {john, `"sums":{` + sums + `}`, `"next_dates":null`},
		"/courses/" + d.course.ID + "/attendance": {"{" + john + "}", sums, `"came":0,"expected":0`, `"next":null`},
	} {
		for _, part := range holds {
			if got := me.call(t, "GET", path, nil); got.status != 200 || !strings.Contains(got.body, part) {
				t.Errorf("%s: %s\nwants %s", path, got, part)
			}
		}
	}
	teacher := d.script(t, "thales")
	got := teacher.call(t, "GET", "/courses/"+d.course.ID+"/attendance?sort=share&limit=1", nil)
	if !strings.Contains(got.body, `"came":2,"expected":3`) || !strings.Contains(got.body, "The zeno") ||
		strings.Contains(got.body, "The john") {
		t.Errorf("who is at risk: %s", got)
	}
	for path, name := range map[string]string{d.lecture + "/attendance": "of =Lecture 2026-03-02",
		"/courses/" + d.course.ID + "/attendance": "in Geometry 2026-03-03", "/me/attendance": "of The john 2026-03-03"} {
		name = "Attendance " + name
		wantParquet(t, me.call(t, "GET", path+"?format=parquet", nil), name+".parquet", 1)
		wantFile(t, me.call(t, "GET", path+"?format=csv", nil), name+".csv", attendedColumns+"\n"+num(d.john.ID)+",The john,")
		me.call(t, "GET", path+"?format=xml", nil).wantProblem(t, 422, marked)
	}
	teacher.call(t, "GET", "/courses/"+d.course.ID+"/attendance?after=2026-03-02T00:00:00Z&before=2026-03-01T00:00:00Z", nil).
		wantProblem(t, 422, marked)
}

// On some days clocks go forward at midnight, so that there is none.
func TestDaysAreWholeAlsoWhereThereIsNoMidnight(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/Santiago")
	if err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequest(http.MethodGet, "/?after=2026-09-05&before=2026-09-05&from=2026-09-05&to=2026-09-05", nil)
	c := echo.New().NewContext(req, nil)
	from, next := time.Date(2026, 9, 5, 4, 0, 0, 0, time.UTC), time.Date(2026, 9, 6, 4, 0, 0, 0, time.UTC)
	if _, of, err := attendanceFilter(c, zone); err != nil || !of.After.Equal(from) || !of.Before.Equal(next) {
		t.Errorf("attendance is asked for from %v to %v, %v", of.After, of.Before, err)
	}
	if _, q, err := auditQuery(c, zone); err != nil || !q.From.Equal(from) || !q.To.Equal(next) {
		t.Errorf("the audit log is asked for from %v to %v, %v", q.From, q.To, err)
	}
}

// wantFile checks that an answer is a file of a name that begins so.
func wantFile(t *testing.T, got answer, name, begins string) {
	t.Helper()
	if got.status != 200 || got.header.Get("Content-Disposition") != attached(name) ||
		!strings.HasPrefix(got.body, begins) {
		t.Errorf("it is %s of %s, want %q: %s", got.header, got, name, begins)
	}
}
