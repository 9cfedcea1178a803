package handlers

import (
	"github.com/labstack/echo/v4"

	"stoa/views"
)

// openTold is GET /inbox/{notification}: leads to what one was told about, and that is read then. A browser that asks in case its
// reader will want to is led there too, and nothing is read by that.
func (s *Server) openTold(c echo.Context) error {
	open := s.Store.Inbox.Peek
	if visited(c) {
		open = s.Store.Inbox.Open
	}
	n, err := open(c.Request().Context(), asker(c).ID, c.Param("notification"))
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	if link := views.AboutPath(n); link != "" {
		return see(c, link)
	}
	s.giveNotice(c, "gone")
	return see(c, views.PathInbox)
}
