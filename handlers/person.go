package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"stoa/handlers/rows"
	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// personID returns whom a route is about, or ErrNoPerson.
func personID(c echo.Context) (int64, error) {
	id, ok := campus.ParseID(c.Param("person"))
	if !ok {
		return 0, campus.ErrNoPerson
	}
	return id, nil
}

// person is GET /admin/people/{id}: what there is to know of somebody, and what can be done about them.
func (s *Server) person(c echo.Context) error { return s.showPerson(c, http.StatusOK, newForm()) }

// showPerson draws a person's page, with the form of what was tried.
func (s *Server) showPerson(c echo.Context, status int, form views.Form) error {
	id, err := personID(c)
	if err != nil {
		return err
	}
	about, err := s.Store.Meetings.About(c.Request().Context(), id)
	if err != nil {
		return err
	}
	clock := s.clock(asker(c))
	page := views.PersonPage{Page: s.newPage(c, about.Person.Name), Person: personRow(about.Person), Own: id == asker(c).ID, Form: form,
		Facts: personFacts(about.Person, clock)}
	page.Nav, page.Live, page.Person.Online = views.NavPeople, views.LivePath(campus.TopicPresence), about.Online
	for _, m := range about.Courses {
		row := clock.CourseRow(m.Course, m.Mine, nil)
		if row.Mine == "" {
			page.Teaches = append(page.Teaches, row)
		} else {
			page.Courses = append(page.Courses, row)
		}
	}
	for _, listed := range [][]store.Listed{about.Agenda.Active, about.Agenda.Coming, about.Agenda.Past} {
		page.Meetings = append(page.Meetings, clock.MeetingRows(listed)...)
	}
	for i := range page.Meetings { // it is somebody else's list: whoever looks at it does not join from it
		page.Meetings[i].Op, page.Meetings[i].In = "", false
	}
	page.TwoFactor = about.Person.TwoFactor
	for _, one := range about.Sessions {
		page.Sessions = append(page.Sessions, sessionRow(one, clock))
	}
	for _, e := range about.Trail {
		page.Trail = append(page.Trail, clock.AuditRow(e))
	}
	if about.Person.Status == campus.StatusErased {
		page.Erasure = erasureOf(clock, about.Erasure)
		return s.draw(c, status, views.Person(page), views.ErasureProgress(page.Erasure))
	}
	return s.page(c, status, views.Person(page))
}

// erasureOf is how far taking somebody out of what others have said is.
func erasureOf(clock rows.Clock, e store.Erasure) views.Erasure {
	shown := views.Erasure{Person: e.Person, Stage: string(e.Stage), Files: e.Files, Of: e.Of, Lines: e.Lines, Trouble: e.Trouble}
	if !e.Begun.IsZero() {
		shown.Begun = clock.Full(e.Begun)
	}
	if !e.Done.IsZero() {
		shown.Done = clock.Full(e.Done)
	}
	return shown
}

// endTheirSession is POST /admin/people/{id}/sessions/end (session).
func (s *Server) endTheirSession(c echo.Context) error {
	id, err := personID(c)
	if err != nil {
		return err
	}
	form := postedForm(c, "session")
	if err := s.Store.Sessions.End(c.Request().Context(), web.By(c, form.Op), id, form.Value("session")); err != nil {
		form.Op = campus.NewOp()
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showPerson(c, status, f) }})
	}
	s.giveNotice(c, "session-ended")
	return see(c, views.PersonPath(id))
}

// personFacts are a person's fields in words; what is not known is left out.
func personFacts(p campus.Person, clock rows.Clock) []views.Fact {
	var facts []views.Fact
	add := func(name, text string) {
		if text != "" {
			facts = append(facts, views.Fact{Name: name, Text: text})
		}
	}
	if p.Status != campus.StatusErased {
		add("Username", p.Username)
		add("Email", emailWords(p))
		add("Role", views.Capital(string(p.Role)))
		add("Status", views.Capital(string(p.Status)))
		if p.Born != "" {
			add("Born", p.Born+", "+views.Count(p.Age(clock.Now), "year", "years")+" old")
		}
		add("Gender", views.Capital(p.Gender))
		add("Time zone", p.Zone)
		add("External id", p.ExternalID)
	}
	add("Id", strconv.FormatInt(p.ID, 10))
	return append(facts, views.Fact{Name: "Since", At: clock.Full(p.Created)})
}

// emailWords says whether an address is known to be somebody's.
func emailWords(p campus.Person) string {
	switch {
	case p.Email == "":
		return "none"
	case p.Confirmed:
		return p.Email
	}
	return p.Email + " (not confirmed)"
}

// approve is POST /admin/people/{id}/approve: lets in who waits. It leads to next, where it was sent from a list.
func (s *Server) approve(c echo.Context) error {
	to := campus.StatusActive
	waits := map[string]string{"status": string(campus.StatusPending)} // who has been disabled meanwhile is not let in by this
	return s.changePerson(c, "approved", campus.PersonChange{Status: &to, Shown: waits})
}

// confirmAddress is POST /admin/people/{id}/confirm: their address is known to be theirs.
func (s *Server) confirmAddress(c echo.Context) error {
	yes := true
	return s.changePerson(c, "addressed", campus.PersonChange{Confirmed: &yes})
}

// decideWish is POST /admin/people/{id}/wish (grant): makes who wishes to teach a teacher, or leaves them a student.
func (s *Server) decideWish(c echo.Context) error {
	if posted(c, "grant") == "1" {
		role := campus.Teacher
		return s.changePerson(c, "granted", campus.PersonChange{Role: &role, Shown: map[string]string{"role": string(campus.Student)}})
	}
	var none campus.Role
	return s.changePerson(c, "refused", campus.PersonChange{RequestedRole: &none})
}

// changeRole is POST /admin/people/{id}/role (role, shown_role).
func (s *Server) changeRole(c echo.Context) error {
	role := campus.Role(posted(c, "role"))
	change := campus.PersonChange{Role: &role}
	if shown := posted(c, "shown_role"); shown != "" {
		change.Shown = map[string]string{"role": shown}
	}
	return s.changePerson(c, "role", change)
}

// disable is POST /admin/people/{id}/disable: their sessions end, and their open pages turn away.
func (s *Server) disable(c echo.Context) error {
	to := campus.StatusDisabled
	return s.changePerson(c, "disabled", campus.PersonChange{Status: &to})
}

// enable is POST /admin/people/{id}/enable.
func (s *Server) enable(c echo.Context) error {
	to := campus.StatusActive
	return s.changePerson(c, "enabled", campus.PersonChange{Status: &to})
}

// changePerson does what a button of a person's page, or of the list, is for.
func (s *Server) changePerson(c echo.Context, notice string, change campus.PersonChange) error {
	id, err := personID(c)
	if err != nil {
		return err
	}
	form := postedForm(c)
	if _, _, err := s.Store.People.Edit(c.Request().Context(), web.By(c, form.Op), id, change); err != nil {
		form.Op = campus.NewOp() // what is offered now is another deed
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showPerson(c, status, f) }})
	}
	s.giveNotice(c, notice)
	if next := posted(c, "next"); next != "" {
		return see(c, localPath(next))
	}
	return see(c, views.PersonPath(id))
}

// eraseQuestion is GET /admin/people/{id}/erase: what goes, what stays.
func (s *Server) eraseQuestion(c echo.Context) error { return s.showErase(c, http.StatusOK, newForm()) }

func (s *Server) showErase(c echo.Context, status int, form views.Form) error {
	id, err := personID(c)
	if err != nil {
		return err
	}
	p, err := s.Store.People.Get(c.Request().Context(), id)
	if err == nil && p.Status == campus.StatusErased {
		err = campus.ErrNoPerson
	}
	if err != nil {
		return err
	}
	form.Action = views.ErasePersonPath(id)
	page := views.ErasePage{Page: s.newPage(c, "Erase "+p.Name+"?"), Person: personRow(p), Form: form,
		AuditKept: views.DaysWords(s.Store.Audit.Kept())}
	page.Nav = views.NavPeople
	return s.page(c, status, views.ErasePerson(page))
}

// erase is POST /admin/people/{id}/erase (username): takes away for good who somebody is.
func (s *Server) erase(c echo.Context) error {
	id, err := personID(c)
	if err != nil {
		return err
	}
	form := postedForm(c, "username")
	if err := s.Store.People.EraseNamed(c.Request().Context(), web.By(c, form.Op), id, form.Value("username")); err != nil {
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showErase(c, status, f) }})
	}
	s.giveNotice(c, "erased")
	return see(c, views.PersonPath(id)) // which says how far taking them out of what others have said is
}
