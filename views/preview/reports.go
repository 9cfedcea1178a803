package preview

import "stoa/views"

// reports returns what people report, and whom they block.
func reports(assets views.Assets) []Sample {
	line := conversation()[3]
	asks := func(title string, change func(*views.ReportPage)) views.ReportPage {
		p := views.ReportPage{Page: page(assets, title, views.NavMeetings, &student), Line: &line, WhomID: line.AuthorID,
			WhomName: line.Author,
			Room:     views.Place{Kind: "meeting", Name: "BDMS Course", Path: "/meetings/1/4"}, BlockOp: "op-8",
			Form: views.Form{Action: "/meetings/1/4/messages/4/report", Op: "op-7"}}
		change(&p)
		return p
	}
	return []Sample{
		sample("Report a message", "/report/line", views.Report, asks("Report a message", func(*views.ReportPage) {})),
		sample("Report a person, refused", "/report/person", views.Report, asks("Report Thales of Miletus", func(p *views.ReportPage) {
			p.Line, p.WhomID, p.WhomName, p.WhomStaff, p.Blocked = nil, 4, "Thales of Miletus", true, true
			p.Form.Error, p.Form.Errors = marked, map[string]string{"reason": "abuse, spam, harm or other"}
		})),
		sample("Report a message of a private room", "/report/private", views.Report, asks("Report a message", func(p *views.ReportPage) {
			p.Room = views.Place{Kind: "private", Name: p.WhomName, Path: "/rooms/1:14"}
		})),
		sample("Reports", "/reports", views.Reports, views.ReportsPage{Page: page(assets, "Reports", views.NavReports, &teacher),
			Rows: reportRows(), Next: "/reports?cursor=x"}),
		sample("Reports, none", "/reports/none", views.Reports,
			views.ReportsPage{Page: page(assets, "Reports", views.NavReports, &teacher)}),
		sample("Whom one blocked", "/blocked", views.Blocked, views.BlockedPage{Page: page(assets, "People you blocked", "", &student),
			People: []views.BlockedPerson{{ID: 14, Name: "Hamid Mehrabi", Op: "op-1"},
				{ID: 6, Name: "Wolfeschlegelsteinhausenbergerdorff Sr.", Op: "op-2"}}}),
		sample("Nobody blocked", "/blocked/none", views.Blocked, views.BlockedPage{Page: page(assets, "People you blocked", "", &student)}),
	}
}

func reportRows() []views.ReportRow {
	one := views.ReportRow{ID: "meeting:1:4:4:14:1", Title: "BDMS Course", Link: "/meetings/1/4?before=5#m-4", WhomID: 14,
		Whom:     "Hamid Mehrabi",
		Reporter: "John Papadatos", Reason: views.ReasonWords("abuse"), Text: "This is the third time today.",
		Body: "I have one in a container, one moment please", At: at("13:06"), Op: "op-9"}
	person, done, erased := one, one, one
	person.Person, person.Body, person.Text, person.Reason, person.Link = true, "", "", views.ReasonWords("harm"), "/meetings/1/4"
	done.ClosedBy, done.Closed = "Thales of Miletus", at("13:20")
	erased.Body, erased.Text, erased.Whom = "", "", "Somebody"
	return []views.ReportRow{one, person, done, erased}
}
