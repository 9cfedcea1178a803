package rows

import (
	"slices"
	"strings"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// Attending shows how somebody attended a date.
func (c Clock) Attending(i campus.Instance, a store.Attending) views.AttendingRow {
	row := views.AttendingRow{State: string(a.State), Early: a.Late && a.Early, Minutes: a.Minutes(), Share: a.Share(),
		Bars: views.BarsOf(a.Times, i.From, a.Length)}
	var times []string
	for _, t := range a.Times {
		times = append(times, c.Short(t.From).Text+" – "+c.Short(t.To).Text)
	}
	row.Times = strings.Join(times, ", ")
	if !a.Joined.IsZero() {
		row.Joined = c.Short(a.Joined)
	}
	if !a.Left.IsZero() {
		row.Left = c.Short(a.Left)
	}
	if a.Excuse != nil {
		row.Excused, row.Reason = true, a.Excuse.Reason
	}
	return row
}

// DateAttendance shows how people attended a date.
func (c Clock) DateAttendance(a store.DateAttendance) views.DateAttendancePage {
	held := a.Instance
	zone, _ := held.From.In(c.Zone).Zone()
	p := views.DateAttendancePage{Meeting: c.SeatRow(a.Seat), Staff: a.Staff, Count: rosterCount(a.Count), Began: a.Began,
		Held: campus.Span(held.From, held.To, c.Zone) + " " + zone}
	for _, one := range a.People {
		p.People = append(p.People, views.AttendeeRow{ID: one.Person.ID, Name: one.Person.Name,
			AttendingRow: c.Attending(a.Instance, one.Attending)})
	}
	return p
}

// Held shows a date that is over.
func (c Clock) Held(d store.HeldDate) views.HeldRow {
	return views.HeldRow{Title: d.Meeting.Title, Course: d.CourseTitle, When: c.Full(d.Instance.From), Came: d.Came, Of: d.Expected,
		Path: views.DateAttendancePath(d.Meeting.ID, d.Instance.Order, "")}
}

// Sums shows how somebody attended several dates.
func (c Clock) Sums(s campus.Sums) views.SumsRow {
	return views.SumsRow{Dates: s.Dates, Attended: s.Attended, Late: s.Late, Early: s.Early, Excused: s.Excused, Absent: s.Absent,
		Minutes: s.Minutes(), Share: s.Share()}
}

// CourseAttendance shows how people attended the dates of a course: by name, page by page, unless by share.
func (c Clock) CourseAttendance(a store.CourseAttendance, byShare bool) views.CourseAttendancePage {
	p := views.CourseAttendancePage{ID: a.Course.ID, Course: a.Course.Title, Staff: a.Staff, Count: a.Count, Held: a.Held}
	for _, d := range a.Dates {
		p.Dates = append(p.Dates, c.Held(d))
	}
	for _, one := range a.People {
		row := views.AttendedRow{ID: one.Person.ID, Name: one.Person.Name, Erased: one.Person.Status == campus.StatusErased,
			SumsRow: c.Sums(one.Sums)}
		row.At = make([]views.AttendingRow, len(one.At))
		for i, at := range one.At {
			switch {
			case at == nil:
			case a.Staff: // no more is in a cell
				row.At[i] = views.AttendingRow{State: string(at.State), Minutes: at.Minutes()}
			default:
				row.At[i] = c.Attending(a.Dates[i].Instance, *at)
			}
		}
		p.People = append(p.People, row)
	}
	if !byShare {
		slices.SortStableFunc(p.People, func(x, y views.AttendedRow) int {
			return strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name))
		})
	}
	return p
}

// PersonAttendance shows how one person attended.
func (c Clock) PersonAttendance(a store.PersonAttendance) views.OwnAttendancePage {
	p := views.OwnAttendancePage{Name: a.Person.Name, Sums: c.Sums(a.Sums)}
	for _, d := range a.Dates {
		p.Dates, p.At = append(p.Dates, c.Held(d.HeldDate)), append(p.At, c.Attending(d.Instance, d.Attending))
	}
	return p
}
