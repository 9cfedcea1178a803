package rows

import (
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// Roster shows a page of who was expected at an instance and who came.
func (c Clock) Roster(r store.Roster) views.RosterPage {
	p := views.RosterPage{Meeting: c.SeatRow(r.Seat), People: make([]views.RosterRow, len(r.People)),
		Count: views.RosterCount{Present: r.Count[campus.AttendPresent], Late: r.Count[campus.AttendLate],
			Absent: r.Count[campus.AttendAbsent], Excused: r.Count[campus.AttendExcused]}}
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
