package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/views"
)

// active is GET /admin/active: every open meeting and who is in it since when; to htmx, which polls, the list alone.
func (s *Server) active(c echo.Context) error {
	who := asker(c)
	open, err := s.Store.Attendance(c.Request().Context(), who)
	if err != nil {
		return err
	}
	clock := s.clock(who)
	page := views.ActivePage{Page: s.newPage(c, "Active now"), At: clock.short(clock.now), Meetings: make([]views.ActiveMeeting, len(open))}
	page.Nav = views.NavAdmin
	for i, a := range open {
		page.Meetings[i] = views.ActiveMeeting{Meeting: clock.meetingRow(a.Meeting, a.Instance), People: clock.participants(a.People, a.Meeting.Host.ID)}
	}
	return s.draw(c, http.StatusOK, views.Active(page), views.ActiveList(page))
}
