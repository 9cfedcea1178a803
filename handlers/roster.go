package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
	"stoa/views"
)

// rosterAtOnce is how many people a page of a roster names.
const rosterAtOnce = 100

// roster is GET /meetings/{id}/{order}/roster?cursor=: who was expected and who came, for the meeting's staff; to htmx,
// which asks again while it is open, the list alone.
func (s *Server) roster(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	who, cursor := asker(c), c.QueryParam("cursor")
	r, err := s.Store.Meetings.Roster(c.Request().Context(), who, id, order, aheadOf(c), cursor, rosterAtOnce)
	if err != nil {
		return err
	}
	page := s.clock(who).Roster(r)
	page.Page = s.newPage(c, "Roster of "+campus.Isolated(r.Meeting.Title))
	page.Nav, page.Op, page.Self = views.NavMeetings, campus.NewOp(), views.RosterPath(id, order, cursor)
	if r.Instance.Forgotten {
		page.Gone = s.attendanceGone()
	}
	if cursor != "" {
		page.First = views.RosterPath(id, order, "")
	}
	if r.Next != "" {
		page.Next = views.RosterPath(id, order, r.Next)
	}
	return s.draw(c, http.StatusOK, views.Roster(page), views.RosterList(page))
}

// remind is POST /meetings/{id}/{order}/roster/remind (op): tells who is absent that they are missed.
func (s *Server) remind(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	n, err := s.Store.Meetings.Remind(c.Request().Context(), asker(c), id, order, posted(c, "op"))
	if err != nil {
		return err
	}
	notice := "reminded"
	if n == 0 {
		notice = "nobody-absent"
	}
	s.giveNotice(c, notice)
	return see(c, views.RosterPath(id, order, ""))
}

// rosterParams reads which instance and whom a route names.
func rosterParams(c echo.Context) (id int64, order int, person int64, err error) {
	id, order, err = instanceParams(c)
	person, ok := campus.ParseID(c.Param("person"))
	if err == nil && !ok {
		err = campus.ErrNotExpected
	}
	return id, order, person, err
}

// excusedFrom returns the page from which somebody is excused, ?from=, and its name.
func excusedFrom(c echo.Context, id int64, order int) (path, name string) {
	if c.QueryParam("from") == views.FromAttendance {
		return views.DateAttendancePath(id, order, ""), "Attendance"
	}
	return views.RosterPath(id, order, ""), "Roster"
}

// excusePage is GET /meetings/{id}/{order}/roster/{person}/excuse?from=: asks why they need not come.
func (s *Server) excusePage(c echo.Context) error { return s.showExcuse(c, http.StatusOK, newForm()) }

func (s *Server) showExcuse(c echo.Context, status int, form views.Form) error {
	id, order, person, err := rosterParams(c)
	if err != nil {
		return err
	}
	seat, one, err := s.Store.Meetings.Expected(c.Request().Context(), asker(c), id, order, person)
	if err != nil {
		return err
	}
	form.Action = views.ExcusePath(id, order, person, c.QueryParam("from"))
	back, word := excusedFrom(c, id, order)
	page := views.ExcusePage{Page: s.newPage(c, "Excuse "+campus.Isolated(one.Person.Name)), Meeting: s.clock(asker(c)).SeatRow(seat),
		Name: one.Person.Name, Form: form, Back: back, BackTo: word}
	page.Nav = views.NavMeetings
	return s.page(c, status, views.Excuse(page))
}

// excuse is POST /meetings/{id}/{order}/roster/{person}/excuse?from= (reason, op).
func (s *Server) excuse(c echo.Context) error {
	id, order, person, err := rosterParams(c)
	if err != nil {
		return err
	}
	form := postedForm(c, "reason")
	err = s.Store.Meetings.Excuse(c.Request().Context(), asker(c), id, order, person, form.Value("reason"), posted(c, "op"))
	if campus.CodeOf(err) == campus.Invalid && err != nil {
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showExcuse(c, status, f) }})
	}
	if err != nil {
		return err
	}
	s.giveNotice(c, "excused")
	back, _ := excusedFrom(c, id, order)
	return see(c, back)
}

// expect is POST /meetings/{id}/{order}/roster/{person}/expect?from= (op): takes an excuse back.
func (s *Server) expect(c echo.Context) error {
	id, order, person, err := rosterParams(c)
	if err != nil {
		return err
	}
	if err := s.Store.Meetings.TakeBackExcuse(c.Request().Context(), asker(c), id, order, person, posted(c, "op")); err != nil {
		return err
	}
	s.giveNotice(c, "expected")
	back, _ := excusedFrom(c, id, order)
	return see(c, back)
}
