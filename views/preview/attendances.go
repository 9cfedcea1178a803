package preview

import (
	"slices"
	"strconv"
	"strings"

	"stoa/store/campus"
	"stoa/views"
)

// attendances returns how people attended, in its states.
func attendances(assets views.Assets) []Sample {
	m := dsa()
	m.State, m.Op = views.StateEnded, ""
	all := views.DateAttendancePage{Page: page(assets, "Attendance of "+m.Title, views.NavMeetings, &teacher), Meeting: m, Staff: true,
		Held: "Fri 20 Nov 2026, 13:00 to 15:00 CET", Began: true, Op: "op-3", People: attendees(),
		Count: views.RosterCount{Present: 22, Late: 2, Absent: 2, Excused: 1},
		File:  "/meetings/2/2/attendance.csv", Next: views.DateAttendancePath(m.ID, m.Order, "1.5")}
	own := views.DateAttendancePage{Page: page(assets, "Attendance of "+m.Title, views.NavMeetings, &student), Meeting: m,
		Held: all.Held, Began: true,
		People: attendees()[3:4], File: all.File}
	none := own
	none.People = nil
	early := views.DateAttendancePage{Page: all.Page, Meeting: coming()[0], Staff: true}
	return []Sample{
		sample("Attendance of a date", "/attendance/date", views.DateAttendance, all),
		sample("Attendance of a date, one's own", "/attendance/date/own", views.DateAttendance, own),
		sample("Attendance of a date, not expected", "/attendance/date/none", views.DateAttendance, none),
		sample("Attendance of a date, before it begins", "/attendance/date/early", views.DateAttendance, early),
		sample("Attendance in a course", "/attendance/course", views.CourseAttendance, courseAttendance(assets, heldDates())),
		sample("Attendance in a course, as many dates as a page has", "/attendance/course/many", views.CourseAttendance,
			courseAttendance(assets, slices.Concat(heldDates(), heldDates(), heldDates(), heldDates(), heldDates()))),
		sample("Attendance in a course, nothing yet", "/attendance/course/empty", views.CourseAttendance, views.CourseAttendancePage{
			Page: page(assets, "Attendance in Redis", views.NavCourses, &teacher), ID: "a1", Course: "Redis", Staff: true}),
		sample("Attendance in a course, refused", "/attendance/course/refused", views.CourseAttendance, views.CourseAttendancePage{
			Page: page(assets, "Attendance in Redis", views.NavCourses, &teacher), ID: "a1", Course: "Redis", Staff: true,
			Filter: views.AttendanceFilter{After: "yesterday"}, Errors: map[string]string{"after": "a day such as 2026-12-31"}}),
		sample("My attendance in a course", "/attendance/course/own", views.CourseAttendance, ownInCourse(assets)),
		sample("Somebody's attendance", "/attendance/person", views.OwnAttendance, personAttendance(assets)),
		sample("My attendance", "/attendance/own", views.OwnAttendance, ownAttendance(assets)),
		sample("My attendance, no dates in these days", "/attendance/own/empty", views.OwnAttendance, views.OwnAttendancePage{
			Page: page(assets, "My attendance", views.NavCourses, &student), Filter: views.AttendanceFilter{After: "2026-01-01"}}),
	}
}

func attending(state, from, to string, minutes int, bars ...views.Bar) views.AttendingRow {
	row := views.AttendingRow{State: state, Minutes: minutes, Share: float64(minutes) / 120, Bars: bars}
	if from != "" {
		row.Joined, row.Left, row.Times = at(from), at(to), from+" – "+to
	}
	return row
}

func attendees() []views.AttendeeRow {
	excused := attending("excused", "", "", 0)
	excused.Excused, excused.Reason = true, "Ill, wrote on Thursday; reads the notes and asks on Monday"
	both := attending("late", "13:30", "14:10", 40, views.Bar{From: 250, To: 583})
	both.Early = true
	twice := attending("present", "13:00", "15:00", 90, views.Bar{From: 0, To: 500}, views.Bar{From: 750, To: 1000})
	twice.Times = "13:00 – 14:00, 14:30 – 15:00"
	still := attending("present", "13:01", "15:00", 119, views.Bar{From: 8, To: 1000})
	still.Left = views.Moment{}
	return []views.AttendeeRow{
		{ID: 22, Name: "Dr. Annegret Wolkenstein-Rodenegg von Hohenschwangau", AttendingRow: attending("absent", "", "", 0)},
		{ID: 23, Name: "Aisha Rahman", AttendingRow: excused},
		{ID: 1, Name: "John Papadatos", AttendingRow: twice},
		{ID: 3, Name: "Θεοδώρα Κομνηνή-Παλαιολογίνα", AttendingRow: attending("left_early", "13:00", "14:00", 60,
			views.Bar{From: 0, To: 500})},
		{ID: 25, Name: "ليلى حداد", AttendingRow: both},
		{ID: 26, Name: "Bob", AttendingRow: still},
	}
}

// heldDates are dates that are over, the latest first.
func heldDates() []views.HeldRow {
	var all []views.HeldRow
	for i, came := range []int{3, 5, 4, 6, 2, 6} {
		day := strconv.Itoa(20 - i*3)
		all = append(all, views.HeldRow{Title: "Lecture", Course: "Redis from the inside", Path: "/meetings/2/" + strconv.Itoa(6-i) +
			"/attendance", When: views.Moment{Text: "Fri " + day + " Nov, 13:00", ISO: "2026-11-" + day + "T13:00:00Z"}, Came: came, Of: 6})
	}
	return all
}

func courseAttendance(assets views.Assets, dates []views.HeldRow) views.CourseAttendancePage {
	p := views.CourseAttendancePage{Page: page(assets, "Attendance in Redis from the inside", views.NavCourses, &teacher), ID: "a1",
		Course: "Redis from the inside", Staff: true, Dates: dates, Held: 42, Count: 6, File: "/courses/a1/attendance.csv",
		Earlier: "/courses/a1/attendance?dates=x"}
	for i, one := range attendees() {
		row := views.AttendedRow{ID: one.ID, Name: one.Name, SumsRow: views.SumsRow{Dates: 6, Attended: 6 - i, Late: i % 2, Absent: i,
			Minutes: 120*(6-i) - i, Share: float64(6-i) / 6}}
		for n := range p.Dates {
			row.At = append(row.At, attendees()[(i+n)%6].AttendingRow)
		}
		row.At[5] = views.AttendingRow{}
		if one.ID == 26 { // Bob
			row.Name, row.Erased = campus.NameErased, true
		}
		p.People = append(p.People, row)
	}
	return p
}

// longWord is a title that cannot be broken between words.
var longWord = strings.Repeat("Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", 3)[:126]

func ownAttendance(assets views.Assets) views.OwnAttendancePage {
	p := views.OwnAttendancePage{Page: page(assets, "My attendance", views.NavCourses, &student), Dates: heldDates(),
		Sums: views.SumsRow{Dates: 6, Attended: 4, Late: 1, Early: 2, Excused: 1, Absent: 1, Minutes: 309, Share: 0.515},
		File: "/attendance.csv"}
	for _, one := range attendees() {
		one.Reason = ""
		p.At = append(p.At, one.AttendingRow)
	}
	p.Dates[1].Title = longWord
	return p
}

func ownInCourse(assets views.Assets) views.CourseAttendancePage {
	own := ownAttendance(assets)
	return views.CourseAttendancePage{Page: page(assets, "Attendance in Redis from the inside", views.NavCourses, &student), ID: "a1",
		Course: "Redis from the inside", Dates: own.Dates, Held: 6, Count: 1, File: "/courses/a1/attendance.csv",
		People: []views.AttendedRow{{ID: 1, Name: "John Papadatos", SumsRow: own.Sums, At: own.At}}}
}

func personAttendance(assets views.Assets) views.OwnAttendancePage {
	p := ownAttendance(assets)
	p.Page = page(assets, "Attendance of John Papadatos", views.NavCourses, &teacher)
	p.Person, p.Name, p.Filter.Course = 1, "John Papadatos", "a1"
	p.Back, p.BackTo = views.CourseAttendancePath("a1", views.AttendanceFilter{}), "Attendance in the course"
	return p
}
