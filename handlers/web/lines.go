package web

import (
	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
)

// LineQuery reads what is looked for in what was said: q, from, sort and cursor. An Invalid names each that cannot be.
func LineQuery(c echo.Context, room campus.RoomID) (store.LineQuery, error) {
	q := store.LineQuery{Words: c.QueryParam("q"), Room: room, From: c.QueryParam("from"), Sort: c.QueryParam("sort"),
		Cursor: c.QueryParam("cursor")}
	return q, q.Validate()
}
