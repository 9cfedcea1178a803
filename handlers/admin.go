package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// active is GET /admin/active: every open meeting and who is in it since when, and which Stoas there are; to htmx, which
// polls beside the stream, the list alone.
func (s *Server) active(c echo.Context) error {
	who := asker(c)
	open, err := s.Store.Meetings.Attendance(c.Request().Context(), who, store.MaxShown, aheadOf(c))
	if err != nil {
		return err
	}
	stoas, err := s.Store.Stoas.List(c.Request().Context(), who, aheadOf(c))
	if err != nil {
		return err
	}
	page := s.clock(who).Active(open, stoas)
	page.Page = s.newPage(c, "Active now")
	page.Nav, page.Live = views.NavAdmin, views.LivePath(campus.TopicActive)
	return s.draw(c, http.StatusOK, views.Active(page), views.ActiveList(page))
}
