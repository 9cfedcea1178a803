package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// typing is POST {room}/typing: the page's script says it every few seconds while its reader types.
func (s *Server) typing(c echo.Context) error {
	ref, err := whichRoom(c)
	if err != nil {
		return err
	}
	if err := s.Store.Rooms.Typing(c.Request().Context(), asker(c), ref.Room); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
