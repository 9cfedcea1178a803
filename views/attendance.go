package views

import (
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"stoa/store/campus"
	"stoa/views/ui"
)

// PathAttendance is how the reader attended, over all courses.
const PathAttendance = "/attendance"

// AttendanceFilter is which attendance is looked for.
type AttendanceFilter struct {
	After, Before string // days, such as 2026-11-20; both are among them
	Sort          string // SortShare, or "" for by name
	Dates         string // cursor of a page of dates; "" for the latest
	Cursor        string // cursor of a page of people; "" for the first
	Course        string // the course from whose page the reader came to one's attendance; "" for none
}

// SortShare brings those first who were there least.
const SortShare = "share"

func (f AttendanceFilter) query() string {
	values := url.Values{}
	for name, value := range map[string]string{"after": f.After, "before": f.Before, "sort": f.Sort, "dates": f.Dates, "cursor": f.Cursor,
		"course": f.Course} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// Any reports whether the filter leaves dates out.
func (f AttendanceFilter) Any() bool { return f.After+f.Before != "" }

// At returns the filter from cursors on.
func (f AttendanceFilter) At(dates, cursor string) AttendanceFilter {
	f.Dates, f.Cursor = dates, cursor
	return f
}

// allDates is a page of attendance without a filter, as the reader came to it.
func allDates(action string, f AttendanceFilter) string {
	return action + AttendanceFilter{Course: f.Course}.query()
}

// DateAttendancePath is how people attended a date, from a cursor on.
func DateAttendancePath(id int64, order int, cursor string) string {
	return InstancePath(id, order) + "/attendance" + AttendanceFilter{Cursor: cursor}.query()
}

// CourseAttendancePath is how people attended the dates of a course.
func CourseAttendancePath(id string, f AttendanceFilter) string {
	return CoursePath(id) + "/attendance" + f.query()
}

// PersonAttendancePath is how somebody attended, over all courses; of 0 the reader.
func PersonAttendancePath(person int64, f AttendanceFilter) string {
	return personAttendance(person) + f.query()
}

func personAttendance(person int64) string {
	if person == 0 {
		return PathAttendance
	}
	return "/people/" + strconv.FormatInt(person, 10) + "/attendance"
}

// AttendanceFile is a page of attendance as a file of CSV, with all its pages.
func AttendanceFile(page string) string {
	path, query, _ := strings.Cut(page, "?")
	values, _ := url.ParseQuery(query)
	for _, name := range []string{"cursor", "dates", "sort", "course"} {
		values.Del(name)
	}
	if len(values) > 0 {
		return path + ".csv?" + values.Encode()
	}
	return path + ".csv"
}

// asParquet is the same as AttendanceFile in another format.
func asParquet(file string) string { return strings.Replace(file, ".csv", ".parquet", 1) }

// AttendingRow is how somebody attended one date.
type AttendingRow struct {
	State   string // as the store has it; "" for who was not expected and did not come
	Early   bool   // late, and left early too
	Joined  Moment // zero for who did not come
	Left    Moment // zero for who is there still
	Minutes int
	Share   float64
	Reason  string // of an excuse, for the staff
	Excused bool
	Bars    []Bar
	Times   string // in words: "13:02 – 13:14, 13:20 – 15:00"
}

// Bar is a part of a date that somebody was there, in thousandths of its length.
type Bar struct{ From, To int }

// AttendeeRow is somebody and how they attended a date.
type AttendeeRow struct {
	ID   int64
	Name string
	AttendingRow
}

// DateAttendancePage shows how people attended a date.
type DateAttendancePage struct {
	Page
	Meeting MeetingRow
	Held    string // when it was, with its year: for paper
	Staff   bool
	Began   bool
	Gone    string // why nobody is named, when it is kept no more who came
	Kept    string // for how long it is kept, when that is not for always
	People  []AttendeeRow
	Count   RosterCount
	Op      string
	First   string
	Next    string
	File    string
}

// SumsRow is how somebody attended several dates.
type SumsRow struct {
	Dates, Attended, Late, Early, Excused, Absent, Minutes int
	Share                                                  float64
}

// HeldRow is a date that is over, at the head of a column or of a row.
type HeldRow struct {
	Title  string
	Course string
	When   Moment
	Path   string
	Came   int // of Expected, for the staff
	Of     int
}

// share is the part of those expected that came.
func (h HeldRow) share() float64 {
	if h.Of == 0 {
		return 0
	}
	return float64(h.Came) / float64(h.Of)
}

// AttendedRow is somebody and how they attended the dates of a course.
type AttendedRow struct {
	ID     int64
	Name   string
	Erased bool // there is no page about their dates any more
	SumsRow
	At []AttendingRow // by date
}

// CourseAttendancePage shows how people attended the dates of a course.
type CourseAttendancePage struct {
	Page
	ID, Course string
	Staff      bool
	Filter     AttendanceFilter
	Errors     map[string]string
	Dates      []HeldRow // the latest first
	Held       int       // how many there are, on all pages
	People     []AttendedRow
	Count      int
	Earlier    string // URL of earlier dates; "" at the end
	Latest     string // URL of the latest ones; "" when these are
	First      string
	Next       string
	File       string
	Kept       string // as a DateAttendancePage has it
}

// OwnAttendancePage shows how one person attended.
type OwnAttendancePage struct {
	Page
	Person  int64 // 0 for the reader
	Name    string
	Whole   bool   // it is of all dates, not of those alone that the reader is of the staff of
	Back    string // where the reader may have come from; "" for one's own
	BackTo  string // its name
	Filter  AttendanceFilter
	Errors  map[string]string
	Dates   []HeldRow
	At      []AttendingRow // by date
	Sums    SumsRow
	Earlier string
	Latest  string
	File    string
	Kept    string // as a DateAttendancePage has it
}

// AttendanceWord says how somebody attended: "left early".
func AttendanceWord(state string) string {
	if state == "" {
		return "not expected"
	}
	return strings.ReplaceAll(state, "_", " ")
}

// PercentWords writes a share: "83 %".
func PercentWords(share float64) string { return strconv.Itoa(int(math.Round(share*100))) + " %" }

// badge returns how a state looks.
func (r AttendingRow) badge() (ui.Kind, string) {
	if campus.Attendance(r.State) == campus.AttendLeft {
		return ui.Primary, "left"
	}
	return RosterRow{State: r.State}.badge()
}

// word says the state, with what else is to be said.
func (r AttendingRow) word() string {
	if r.Early {
		return "Late, left early"
	}
	return Capital(AttendanceWord(r.State))
}

// cell says in a word or two how somebody attended a date, and how many minutes.
func (r AttendingRow) cell() string {
	switch campus.Attendance(r.State) {
	case "":
		return "–"
	case campus.AttendPresent:
		return strconv.Itoa(r.Minutes)
	case campus.AttendLate:
		return "late " + strconv.Itoa(r.Minutes)
	case campus.AttendLeft:
		return "left " + strconv.Itoa(r.Minutes)
	}
	return r.State
}

// uncounted reports whether how somebody attended does not count: they were excused, and did not come.
func (r AttendingRow) uncounted() bool { return campus.Attendance(r.State) == campus.AttendExcused }

// barsPath draws when somebody was there, along the length of a date.
func barsPath(bars []Bar) string {
	var d strings.Builder
	for _, b := range bars {
		fmt.Fprintf(&d, "M%d 0H%dV16H%dZ", b.From, max(b.To, b.From+4), b.From) // who came for a moment is seen too
	}
	return d.String()
}

// points returns the dates in the line chart of a course, the earliest first.
func (p CourseAttendancePage) points() []HeldRow {
	var all []HeldRow
	for i := len(p.Dates) - 1; i >= 0; i-- {
		if p.Dates[i].Of > 0 {
			all = append(all, p.Dates[i])
		}
	}
	return all
}

// The line chart's own measures: it is stretched to its place.
const (
	chartWidth  = 1000
	chartHeight = 100
)

func chartPlace(i, of int, share float64) (x, y int) {
	x = chartWidth / 2
	if of > 1 {
		x = i * chartWidth / (of - 1)
	}
	return x, chartHeight - int(math.Round(share*chartHeight))
}

// linePath joins the points by a line.
func linePath(all []HeldRow) string {
	var d strings.Builder
	for i, h := range all {
		x, y := chartPlace(i, len(all), h.share())
		d.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + strconv.Itoa(x) + " " + strconv.Itoa(y))
	}
	return d.String()
}

// dotsPath is the points: lines of no length with round ends.
func dotsPath(all []HeldRow) string {
	var d strings.Builder
	for i, h := range all {
		x, y := chartPlace(i, len(all), h.share())
		fmt.Fprintf(&d, "M%d %dh0", x, y)
	}
	return d.String()
}

// lineWords says what a line chart shows.
func lineWords(all []HeldRow) string {
	var words []string
	for _, h := range all {
		words = append(words, h.When.Text+": "+PercentWords(h.share()))
	}
	return strings.Join(words, "; ")
}

// words says how somebody attended several dates.
func (s SumsRow) words() string {
	words := []string{Count(s.Attended, "date", "dates") + " of " + Number(s.Dates) + " attended"}
	for _, one := range []struct {
		n    int
		word string
	}{{s.Late, "late"}, {s.Early, "left early"}, {s.Excused, "excused"}, {s.Absent, "absent"}} {
		if one.n > 0 {
			words = append(words, Number(one.n)+" "+one.word)
		}
	}
	return strings.Join(append(words, Count(s.Minutes, "minute", "minutes")), ", ")
}

// ofWords says of which dates the sums are, of which so many are shown.
func (s SumsRow) ofWords(shown int) string {
	if s.Dates > shown {
		return "all " + Count(s.Dates, "date", "dates") + ", of which " + Number(shown) + " are shown here"
	}
	return "these dates"
}

// countWords says what the table of a course has, and of what its sums are.
func (p CourseAttendancePage) countWords() string {
	words := Count(p.Count, "person", "people") + ", " + Count(p.Held, "date", "dates") + ", the latest first. "
	if p.Held > len(p.Dates) {
		words = Count(p.Count, "person", "people") + ", " + Count(p.Held, "date", "dates") + ", of which " + Number(len(p.Dates)) +
			" are shown here, the latest first. Shares and sums are of all of them. "
	}
	return words + "A number is how many minutes somebody was there."
}

// rangeControls are the fields of a filter of dates.
func rangeControls(f AttendanceFilter, errors map[string]string) (after, before ui.Control) {
	form := Form{Errors: errors}
	return form.control("after", "From"), form.control("before", "Until")
}

// BarsOf returns the parts of a date that somebody was there.
func BarsOf(times []campus.Interval, from time.Time, length time.Duration) []Bar {
	if length <= 0 {
		return nil
	}
	var bars []Bar
	for _, t := range times {
		bars = append(bars, Bar{int(t.From.Sub(from) * 1000 / length), int(t.To.Sub(from) * 1000 / length)})
	}
	return bars
}

// words says what the page is about.
func (p DateAttendancePage) words() string {
	if !p.Staff {
		return "When you were there. Late is who came more than five minutes after the beginning, early who left more than five minutes " +
			"before the end."
	}
	return "Who was there, when and for how long. Late is who came more than five minutes after the beginning, early who left more " +
		"than five minutes before the end."
}

// words says what the page is about.
func (p OwnAttendancePage) words() string {
	if p.Whole {
		return "The dates that they were expected at or came to. What they were excused from does not count."
	}
	return "The dates of your meetings and courses that they were expected at or came to. What they were excused from does not count."
}

func (p DateAttendancePage) nobody() string {
	if p.Staff {
		return "Nobody was expected, and nobody came."
	}
	return "You were not expected at this date, and did not come."
}

// timesWords says when somebody was there.
func (r AttendingRow) timesWords() string {
	if r.Times == "" {
		return "Not there"
	}
	return "There " + r.Times
}
