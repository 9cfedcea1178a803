package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
	"stoa/views"
)

// headerNobody says to the page's script what looked like somebody who is mentioned, and is nobody who may be in the room.
const headerNobody = "Stoa-Nobody"

// sayNobody tells who has posted a line that it does not reach everybody whom it seems to mention.
func (s *Server) sayNobody(c echo.Context, said campus.Said) {
	switch {
	case len(said.Nobody) == 0:
	case isHTMX(c):
		c.Response().Header().Set(headerNobody, url.PathEscape(strings.Join(said.Nobody, ", ")))
	default:
		s.giveNotice(c, "nobody")
	}
}

// mentionable is GET {room}/mentionable?q=: whom one may mention there, as the composer offers them.
func (s *Server) mentionable(c echo.Context) error {
	ref, err := whichRoom(c)
	if err != nil {
		return err
	}
	people, err := s.Store.Rooms.Mentionable(c.Request().Context(), asker(c), ref.Room, c.QueryParam("q"))
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, views.Mentionable(people))
}
