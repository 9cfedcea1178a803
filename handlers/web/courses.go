package web

import (
	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
)

// CourseQuery reads what is looked for in the catalogue: q, level, teacher, available, sort and cursor. An Invalid names
// each that cannot be.
func CourseQuery(c echo.Context) (store.CourseQuery, error) {
	q := store.CourseQuery{Words: c.QueryParam("q"), Level: campus.Level(c.QueryParam("level")), Sort: c.QueryParam("sort"),
		Cursor: c.QueryParam("cursor")}
	switch c.QueryParam("available") {
	case "", "0", "false":
	case "1", "true":
		q.Available = true
	default:
		return q, campus.InvalidField("available", "1 for courses with places only")
	}
	if text := c.QueryParam("teacher"); text != "" {
		id, ok := campus.ParseID(text)
		if !ok {
			return q, campus.InvalidField("teacher", "the id of a teacher")
		}
		q.Teacher = id
	}
	return q, q.Validate()
}
