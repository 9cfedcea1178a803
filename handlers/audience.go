package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
	"stoa/views"
)

// audience is GET /meetings/{id}/audience: the addresses that it lists and what has become of each, for its staff.
func (s *Server) audience(c echo.Context) error {
	id, ok := campus.ParseID(c.Param("meeting"))
	if !ok {
		return campus.ErrNoMeeting
	}
	m, all, bans, err := s.Store.Meetings.Guests(c.Request().Context(), asker(c), id)
	if err != nil {
		return err
	}
	page := views.AudiencePage{Page: s.newPage(c, "Invited people"), Meeting: m.ID, Title: m.Title, Public: m.Public,
		Course: m.Course != ""}
	page.Nav = views.NavMeetings
	for _, a := range all {
		page.Addresses = append(page.Addresses, views.Address{Email: a.Email, State: string(a.State)})
	}
	clock := s.clock(asker(c))
	page.Banned = clock.Sanctioned(bans)
	return s.page(c, http.StatusOK, views.Audience(page))
}
