package handlers

import (
	"cmp"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
	"stoa/views"
)

// reactToLine is POST {room}/messages/{message}/reactions (give or take, op): gives a line a reaction, or takes one's own back.
// Everybody sees it by the room's stream.
func (s *Server) reactToLine(c echo.Context) error {
	ref, err := whichRoom(c)
	if err != nil {
		return err
	}
	line, ok := campus.ParseID(c.Param("message"))
	if !ok {
		return campus.ErrNoMessage
	}
	give, take := posted(c, views.FieldGive), posted(c, views.FieldTake)
	err = s.Store.Rooms.React(c.Request().Context(), asker(c), ref.Room, line, cmp.Or(give, take), give != "", posted(c, "op"))
	if err != nil {
		return err
	}
	if isHTMX(c) {
		return c.NoContent(http.StatusNoContent)
	}
	return see(c, ref.path+"#"+views.LineID(line))
}

// inert takes the way to react from lines, where nobody can.
func inert(lines []views.Line) {
	for i := range lines {
		lines[i].React = ""
	}
}
