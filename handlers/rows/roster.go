package rows

import (
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// Roster shows a page of who was expected at an instance and who came.
func (c Clock) Roster(r store.Roster) views.RosterPage {
	p := views.RosterPage{Meeting: c.SeatRow(r.Seat), People: make([]views.RosterRow, len(r.People)),
		Count: rosterCount(r.Count)}
	if !r.Reminded.IsZero() {
		p.Reminded = c.Short(r.Reminded)
	}
	for i, one := range r.People {
		row := views.RosterRow{ID: one.Person.ID, Name: one.Person.Name, State: string(one.State), Minutes: one.Minutes()}
		if !one.Joined.IsZero() {
			row.Joined = c.brief(one.Joined)
		}
		if !one.Left.IsZero() {
			row.Left = c.Short(one.Left)
		}
		if one.Excuse != nil {
			row.Excused, row.Reason = true, one.Excuse.Reason
		}
		p.People[i] = row
	}
	return p
}

func rosterCount(n map[campus.Attendance]int) views.RosterCount {
	return views.RosterCount{Expected: n[campus.AttendExpected], Present: n[campus.AttendPresent], Late: n[campus.AttendLate],
		Absent: n[campus.AttendAbsent], Excused: n[campus.AttendExcused]}
}
