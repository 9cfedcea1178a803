package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store"
)

// typing is POST /meetings/{id}/{order}/typing: the page's script says it every few seconds while its reader types.
func (s *Server) typing(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	if err := s.Store.Rooms.Typing(c.Request().Context(), asker(c), store.MeetingRoom(id, order)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
