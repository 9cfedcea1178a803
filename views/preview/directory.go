package preview

import (
	"github.com/a-h/templ"

	"stoa/store/campus"
	"stoa/views"
)

// directory returns an admin's pages of people, each in its states.
func directory(assets views.Assets) []Sample {
	list := func(name, path string, change func(*views.PeoplePage)) Sample {
		p := views.PeoplePage{Page: page(assets, "People", views.NavPeople, &admin), All: 10_213, Waiting: 1, Wishing: 1, Op: "op-1",
			Here: views.PathPeople, Rows: somePeople(),
			Roles:  []views.Filter{{Value: "student", Count: 10_180}, {Value: "teacher", Count: 31}, {Value: "admin", Count: 2}},
			States: []views.Filter{{Value: "active", Count: 10_200}, {Value: "pending", Count: 2}, {Value: "disabled", Count: 11}}}
		change(&p)
		return sample(name, path, views.People, p)
	}
	all := []Sample{
		list("People", "/admin/people", func(p *views.PeoplePage) { p.Next = views.PeoplePath(views.PeopleAsked{Cursor: "b3BhcXVl"}) }),
		list("People, search", "/admin/people/search", func(p *views.PeoplePage) {
			p.Query, p.Role, p.Rows, p.First = "pap", "student", p.Rows[:1],
				views.PeoplePath(views.PeopleAsked{Query: "pap", Role: "student"})
		}),
		list("People, nobody", "/admin/people/nobody", func(p *views.PeoplePage) {
			p.Query, p.Status, p.Rows, p.Waiting, p.Wishing = "Ξενοφών", "disabled", nil, 0, 0
		}),
		list("People, nobody so far", "/admin/people/more", func(p *views.PeoplePage) {
			p.Query, p.Role, p.Rows, p.Next = "a", "admin", nil,
				views.PeoplePath(views.PeopleAsked{Query: "a", Role: "admin", Cursor: "b3BhcXVl"})
		}),
	}
	return append(append(all, persons(assets)...), personForms(assets)...)
}

func somePeople() []views.PersonRow {
	return []views.PersonRow{
		{ID: 6, Name: "Konstantinos-Alexandros Papadiamantopoulos", Username: "konstantinos.papadiamantopoulos",
			Email: "konstantinos-alexandros.papadiamantopoulos@philosophy.university.example", Role: "student", Status: "active",
			ExternalID: "uni-2026-000417", Online: true},
		{ID: 5, Name: "Hypatia", Username: "hypatia", Email: "hypatia@stoa.example", Confirmed: true, Role: "teacher", Status: "active",
			Online: true},
		{ID: 40, Name: "Zeno of Kition", Username: "zeno", Email: "zeno@stoa.example", Role: "student", Status: "pending", Wish: true},
		{ID: 41, Name: "Θεοδώρα Κομνηνή-Παλαιολογίνα", Username: "theodora", Role: "student", Status: "pending", NoPassword: true},
		{ID: 42, Name: "Diogenes", Username: "diogenes", Email: "diogenes@stoa.example", Confirmed: true, Role: "admin",
			Status: "disabled"},
	}
}

// persons returns the page of a person in its states.
func persons(assets views.Assets) []Sample {
	one := func(name, path string, row views.PersonRow, change func(*views.PersonPage)) Sample {
		p := views.PersonPage{Page: page(assets, row.Name, views.NavPeople, &admin), Person: row, Form: views.Form{Op: "op-1"},
			Facts:    someFacts(row),
			Sessions: someSessions(), Trail: someTrail()}
		change(&p)
		return sample(name, path, views.Person, p)
	}
	rows := somePeople()
	gone := views.PersonRow{ID: 44, Name: campus.NameErased, Role: "student", Status: "erased", Erased: true}
	return []Sample{
		one("Person, a student", "/admin/person", rows[0], func(p *views.PersonPage) {
			p.Courses, p.Meetings = courses()[:2],
				coming()[:1]
		}),
		one("Person, a teacher", "/admin/person/teacher", rows[1], func(p *views.PersonPage) {
			p.Teaches, p.Notice = []views.CourseRow{courses()[3]}, "It is saved."
			p.TwoFactor = true
		}),
		one("Person, waiting", "/admin/person/waiting", rows[2], func(p *views.PersonPage) { p.Sessions, p.Trail = nil, nil }),
		one("Person, not entered yet", "/admin/person/new-here", rows[3], func(p *views.PersonPage) { p.Sessions, p.Trail = nil, nil }),
		one("Person, disabled", "/admin/person/disabled", rows[4], func(*views.PersonPage) {}),
		one("Person, the last admin", "/admin/person/refused", rows[4], func(p *views.PersonPage) {
			p.Person.Status, p.Form.Error = "active", "This is the last admin; a campus cannot be without one."
		}),
		one("Person, oneself", "/admin/person/own", views.PersonRow{ID: admin.ID, Name: admin.Name, Username: admin.Username, Role: "admin",
			Status: "active"},
			func(p *views.PersonPage) { p.Own = true }),
		one("Person, erased", "/admin/person/erased", gone, func(p *views.PersonPage) {
			p.Facts = []views.Fact{{Name: "Id", Text: "44"}, {Name: "Since", At: at("09:05")}}
			p.Erasure = views.Erasure{Person: 44, Lines: 17, Begun: at("09:05"), Done: at("09:12")}
			p.Trail = []views.AuditRow{{At: at("09:05"), Name: views.DeedName(campus.DeedErased), Who: admin.Name, WhoID: admin.ID,
				From: "192.0.2.1"}}
		}),
		one("Person, being taken out", "/admin/person/erasing", gone, func(p *views.PersonPage) {
			p.Erasure = views.Erasure{Person: 44, Stage: "files", Files: 312, Of: 1040, Lines: 17, Begun: at("09:05"),
				Trouble: "messages/date=2026-11-18/hour=09: not a whole file of this archive"}
			p.Trail = nil // as of who was erased before this was kept
		}),
	}
}

func someSessions() []views.SessionRow {
	return []views.SessionRow{
		{ID: "a1", Name: "Firefox on Linux", From: "192.0.2.7", Since: at("09:05"), Seen: at("12:43")},
		{ID: "b2", Name: "nightly synchronisation of the student register", Token: true, From: "2001:db8:85a3:8d3:1319:8a2e:370:7348",
			Since: at("08:00")},
	}
}

func someTrail() []views.AuditRow {
	return []views.AuditRow{
		{At: at("12:40"), Name: views.DeedName(campus.DeedRole), Who: admin.Name, WhoID: admin.ID, Detail: "student → teacher",
			From: "192.0.2.1"},
		{At: at("09:05"), Name: views.DeedName(campus.DeedSignedIn), Who: "Hypatia", WhoID: 5, From: "192.0.2.7"},
		{At: at("09:00"), Name: views.DeedName(campus.DeedCreated), Who: "Stoa itself"},
	}
}

func someFacts(r views.PersonRow) []views.Fact {
	return []views.Fact{{Name: "Username", Text: r.Username}, {Name: "Email", Text: r.Email}, {Name: "Role", Text: views.Capital(r.Role)},
		{Name: "Status", Text: views.Capital(r.Status)}, {Name: "Born", Text: "2001-12-31, 24 years old"}, {Name: "Since", At: at("09:05")}}
}

// personForms returns the forms about a person.
func personForms(assets views.Assets) []Sample {
	form := func(name, path string, draw func(views.PersonFormPage) templ.Component, p views.PersonFormPage) Sample {
		p.Page = page(assets, map[bool]string{true: "New person", false: "Edit Hypatia"}[p.ID == 0], views.NavPeople, &admin)
		p.Form.Op = "op-1"
		return sample(name, path, draw, p)
	}
	values := map[string]string{"name": "Hypatia of Alexandria", "shown_name": "Hypatia", "username": "hypatia",
		"shown_username": "hypatia",
		"email":          "hypatia@stoa.example", "shown_email": "hypatia@stoa.example", "gender": "female", "shown_gender": "female"}
	erase := views.ErasePage{Page: page(assets, "Erase Zeno of Kition?", views.NavPeople, &admin), Person: somePeople()[2],
		AuditKept: "365 days", Form: views.Form{Action: views.ErasePersonPath(40), Op: "op-1"}}
	mistyped := erase
	mistyped.Form.Values = map[string]string{"username": "zero"}
	mistyped.Form.Error, mistyped.Form.Errors = marked, map[string]string{"username": "not the username of this person"}
	return []Sample{
		form("New person", "/admin/person/new", views.PersonForm, views.PersonFormPage{Form: views.Form{Action: views.PathPeople,
			Values: map[string]string{"role": "student"}}}),
		form("New person, refused", "/admin/person/new/refused", views.PersonForm,
			views.PersonFormPage{Form: views.Form{Action: views.PathPeople,
				Values: map[string]string{"role": "teacher", "name": "Zeno", "username": "z"}, Error: marked,
				Errors: map[string]string{"username": "3 to 32 of a-z, 0-9, dot, dash and underscore"}}}),
		form("Edit a person", "/admin/person/edit", views.PersonForm, views.PersonFormPage{ID: 5, Name: "Hypatia",
			Form: views.Form{Action: views.EditPersonPath(5), Values: values}}),
		form("Edit a person, changed meanwhile", "/admin/person/edit/meanwhile", views.PersonForm,
			views.PersonFormPage{ID: 5, Name: "Hypatia",
				Form: views.Form{Action: views.EditPersonPath(5), Values: values, Error: campus.ErrMeanwhile.Sentence,
					Errors: map[string]string{"name": "somebody else has changed this"}},
				Theirs: []views.Fact{{Name: "Name", Text: "Hypatia Theonos"}, {Name: "External id"}}}),
		sample("Erase a person", "/admin/person/erase", views.ErasePerson, erase),
		sample("Erase a person, mistyped", "/admin/person/erase/mistyped", views.ErasePerson, mistyped),
	}
}
