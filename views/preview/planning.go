package preview

import (
	"strconv"

	"stoa/store/campus"
	"stoa/views"
)

// plannings returns what the staff of a meeting plan.
func plannings(assets views.Assets) []Sample {
	empty := meetingForm(assets, "New meeting")
	empty.Form.Values = map[string]string{"public": "0", "repeat": views.RepeatOnce, "ends": "times", "zone": zone}
	empty.Dates = views.PlannedDates{Incomplete: true}
	series := meetingForm(assets, "New meeting")
	series.Dates = weekly()
	several := meetingForm(assets, "New meeting")
	several.Form.Values["repeat"], several.Rows, several.Dates = views.RepeatSeveral, 4, weekly()
	several.Dates.Overnight, several.Dates.NextDay = true, true
	return append([]Sample{
		sample("New meeting", "/meeting/new", views.MeetingForm, empty),
		sample("New meeting, refused", "/meeting/new/refused", views.MeetingForm, refusedMeeting(assets)),
		sample("New meeting, a series over a change of clocks", "/meeting/new/series", views.MeetingForm, series),
		sample("New meeting, several dates", "/meeting/new/several", views.MeetingForm, several),
		sample("Edit meeting", "/meeting/edit", views.MeetingForm, editedMeeting(assets)),
		sample("Edit meeting, changed meanwhile", "/meeting/edit/meanwhile", views.MeetingForm, changedMeeting(assets)),
	}, datesOf(assets)...)
}

// meetingForm returns the form of a new meeting, filled in by an admin.
func meetingForm(assets views.Assets, title string) views.MeetingFormPage {
	return views.MeetingFormPage{Page: page(assets, title, views.NavMeetings, &admin), Back: views.PathMeetings, BackTo: "Meetings",
		Admin: true, Zones: campus.Zones(), Hosts: []views.CoTeacher{{Username: "thales", Name: "Thales of Miletus"}},
		Courses: []views.NamedCourse{{ID: "a1", Title: "Distributed systems by example"},
			{ID: "a2", Title: "Geometry with ruler and string",
				Closed: true}},
		Form: views.Form{Op: "op-1", Action: views.PathMeetings, Values: map[string]string{"title": "A lock that is not one",
			"description": "We break a lock that three of four tutorials recommend, and repair it.", "link": "https://call.example/lock",
			"course": "a1", "public": "0", "audience": "hamidmeh9@hotmail.com\nhaledmeh10@hotmail.com", "zone": zone,
			"date_1_day": "2027-03-14", "date_1_from": "03:30", "date_1_to": "05:00", "date_2_day": "2027-03-2", "repeat": views.RepeatWeek,
			"ends": "times", "times": "4"}}}
}

func refusedMeeting(assets views.Assets) views.MeetingFormPage {
	p := meetingForm(assets, "New meeting")
	p.Form.Values["title"], p.Form.Values["link"], p.Form.Values["repeat"] = "", "http://call.example", views.RepeatSeveral
	p.Form.Error, p.Form.Errors = "Please check what is marked.", map[string]string{"title": "title required", "link": "an https address",
		"audience": "line 2 is no email address: “haled”; line 7 is no email address: “bob at home”",
		"date_2":   "a day, from when and to when", "zone": "a time zone such as Europe/Athens", "host": "nobody has the username thalse"}
	p.Form.Values["zone"], p.Form.Values["host"] = "Europe/Atens", "thalse"
	p.Dates = views.PlannedDates{}
	return p
}

func editedMeeting(assets views.Assets) views.MeetingFormPage {
	p := meetingForm(assets, "Edit A lock that is not one")
	p.Me, p.Admin, p.ID, p.Meeting = &teacher, false, 7, "A lock that is not one"
	p.Back, p.BackTo = views.DatesPath(7), p.Meeting
	p.Form.Action = views.MeetingEditPath(7)
	return p
}

func changedMeeting(assets views.Assets) views.MeetingFormPage {
	p := editedMeeting(assets)
	p.Form.Error, p.Form.Errors = campus.ErrMeanwhile.Sentence, map[string]string{"title": "somebody else has changed this"}
	p.Theirs = []views.Fact{{Name: "Title", Text: "A lock, taken apart"}, {Name: "Invited people", Text: "12 addresses"},
		{Name: "Link to a call", Text: ""}}
	return p
}

// weekly are dates over a change of clocks.
func weekly() views.PlannedDates {
	date := func(day, text, own, said string) views.PlannedDate {
		return views.PlannedDate{Day: day, Said: said, When: views.When{Text: text, Date: text, Zone: "EET",
			From: views.Moment{Text: text, ISO: day + "T03:30:00+02:00"}, To: views.Moment{Text: text, ISO: day +
				"T05:00:00+02:00"}, Planned: own}}
	}
	twice := date("2027-10-31", "Sun 31 Oct 2027, 03:30 to 05:00", "02:30 to 04:00 in Europe/Berlin",
		"Clocks go back then, and 03:30 is there twice: it begins at the first.")
	twice.Choice = true
	return views.PlannedDates{Zone: zone, Seen: "0f1e2d3c", All: []views.PlannedDate{
		date("2027-03-14", "Sun 14 Mar 2027, 03:30 to 05:00", "02:30 to 04:00 in Europe/Berlin", ""),
		date("2027-03-21", "Sun 21 Mar 2027, 03:30 to 05:00", "02:30 to 04:00 in Europe/Berlin", ""),
		date("2027-03-28", "Sun 28 Mar 2027, 04:30 to 05:00", "03:30 to 04:00 in Europe/Berlin",
			"Clocks go forward then, and there is no 03:30: it begins at 04:30."), twice},
		Notes: []string{"You host “Office hour” on Sun 21 Mar 2027, 04:00 to 05:00, at the same time."}}
}

// datesOf returns all dates of a meeting, and what is done with them.
func datesOf(assets views.Assets) []Sample {
	all := views.DatesPage{Page: page(assets, "A lock that is not one", views.NavMeetings, &teacher), ID: 7, Staff: true, Own: true,
		Room:        true,
		Description: coming()[0].Description, Host: views.NamedPerson{ID: 5, Name: "Hypatia"}, Course: "Distributed systems by example",
		CourseID: "a1", Link: "https://call.example/lock", Coming: dated(3, views.StateActive, views.StateScheduled, views.StateCancelled),
		Past: dated(1, views.StateEnded, views.StateCancelled)}
	all.Past[1].CutShort = past()[1].When.From
	invited := all
	invited.Page, invited.Staff, invited.Own = page(assets, all.Title, views.NavMeetings, &student), false, false
	deleted := all
	deleted.Coming, deleted.Deleted = nil, true
	over := invited
	over.Coming = nil
	cancel := views.CancelPage{Page: page(assets, "Cancel a date of A lock that is not one?", views.NavMeetings, &teacher), Later: 3,
		Form: views.Form{Op: "op-1", Action: views.CancelPath(7, 3), Values: map[string]string{"scope": "this"}}, Date: coming()[0],
		Told: views.Told{Course: "Distributed systems by example", Listed: 2}}
	meanwhile := cancel
	meanwhile.Form.Error = "Somebody else has changed this meanwhile. Please look at it once more."
	meanwhile.Theirs = []views.Fact{{Name: "Date 3", Text: "Tue 24 Mar, 10:00 to 11:30"}, {Name: "Date 5", Text: "no longer to come"}}
	last := cancel
	last.Later, last.Date.State = 0, views.StateActive
	return []Sample{
		sample("Dates, as its staff", "/meeting/dates", views.Dates, all),
		sample("Dates, as who is invited", "/meeting/dates/invited", views.Dates, invited),
		sample("Dates, all over", "/meeting/dates/over", views.Dates, over),
		sample("Dates of a meeting that is deleted", "/meeting/dates/deleted", views.Dates, deleted),
		sample("Cancel a date", "/meeting/cancel", views.CancelDate, cancel),
		sample("Cancel a date that somebody else has changed", "/meeting/cancel/meanwhile", views.CancelDate, meanwhile),
		sample("Delete a meeting that somebody else has changed", "/meeting/delete/meanwhile", views.Ask, views.AskPage{
			Page: page(assets, "Delete A lock that is not one?", views.NavMeetings, &teacher), Yes: "Delete the meeting",
			Text: views.DeleteMeetingWords(3, cancel.Told), Back: views.DatesPath(7), Theirs: meanwhile.Theirs,
			Form: views.Form{Op: "op-1", Action: views.MeetingDeletePath(7), Error: meanwhile.Form.Error}}),
		sample("Cancel the last date, which is open", "/meeting/cancel/last", views.CancelDate, last),
		sample("Move a date", "/meeting/move", views.MoveDate, move(assets, func(*views.MovePage) {})),
		sample("Move a date, refused", "/meeting/move/refused", views.MoveDate, move(assets, func(p *views.MovePage) {
			p.Form.Error, p.Form.Errors = "Please check what is marked.",
				map[string]string{"date": "it ends before it begins: if it ends after midnight, say below that it ends the next day"}
			p.Form.Values["date_to"], p.Moves = "16:00", views.PlannedMoves{Overnight: true}
		})),
		sample("Add a date", "/meeting/add", views.MoveDate, move(assets, func(p *views.MovePage) {
			p.Title, p.Number, p.Later, p.Form.Action = "Add a date", 0, 0, views.AddDatePath(7)
			p.Form.Values["date_day"], p.Moves = "", views.PlannedMoves{}
		})),
	}
}

// dated returns dates in some states, numbered from first.
func dated(first int, states ...string) (rows []views.MeetingRow) {
	for i, state := range states {
		m := coming()[i%2]
		m.Order, m.State = first+i, state
		rows = append(rows, m)
	}
	return rows
}

// move returns the form that moves a date, changed to a state.
func move(assets views.Assets, change func(*views.MovePage)) views.MovePage {
	p := views.MovePage{Page: page(assets, "Move date 3", views.NavMeetings, &teacher), Meeting: 7, Of: "A lock that is not one", Number: 3,
		Later: 3, Zones: campus.Zones(), Form: views.Form{Op: "op-1", Action: views.MovePath(7, 3), Values: map[string]string{
			"scope": "later", "date_day": "2026-11-26", "date_from": "18:00", "date_to": "20:00", "zone": zone}}}
	p.Moves.Text = views.MoveWords(4, 1, false, "")
	for i := range 4 {
		p.Moves.All = append(p.Moves.All, views.PlannedMove{Number: 3 + i, Was: coming()[0].When, Now: coming()[1].When,
			Day: "2026-12-0" + strconv.Itoa(i+1)})
	}
	change(&p)
	return p
}
