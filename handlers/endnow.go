package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
	"stoa/views"
)

// endNowQuestion is GET /admin/active/meetings/{id}/{order}/end: asks whether an open meeting is to end now.
func (s *Server) endNowQuestion(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	seat, err := s.Store.Meetings.Seat(c.Request().Context(), asker(c), id, order)
	if err != nil {
		return err
	}
	if seat.Instance.State(s.Store.Now()) != campus.Active {
		return campus.ErrNotActive
	}
	page := views.AskPage{Page: s.newPage(c, "End "+campus.Isolated(seat.Meeting.Title)+" now?"), Text: views.EndNowWords(seat.People),
		Yes: "End it now", Back: views.PathActive, Form: newForm()}
	page.Form.Action, page.Nav = views.EndNowPath(id, order), views.NavAdmin
	return s.page(c, http.StatusOK, views.Ask(page))
}

// endNow is POST /admin/active/meetings/{id}/{order}/end (op).
func (s *Server) endNow(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	if _, err := s.Store.Meetings.Turn(c.Request().Context(), asker(c), id, order, campus.TurnEnd, posted(c, "op")); err != nil {
		return err
	}
	s.giveNotice(c, "ended-now")
	return see(c, views.PathActive)
}
