package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store/campus"
)

// Courses is GET /courses?q=&level=&teacher=&available=&sort=&cursor=&limit=: open courses, best match or newest first.
func (a *API) Courses(c echo.Context) error {
	n, err := limit(c)
	if err != nil {
		return err
	}
	ctx, who := c.Request().Context(), asker(c)
	q, err := web.CourseQuery(c)
	if err != nil {
		return err
	}
	q.Asker, q.Limit = who.ID, n
	found, err := a.store.Courses.Search(ctx, q)
	if err != nil {
		return err
	}
	out := make([]course, len(found.Courses))
	for i, one := range found.Courses {
		out[i] = newCourse(one, a.store.Now()).with(who, found.Standing[one.ID])
	}
	return write(c, http.StatusOK, map[string]any{"courses": out, "next": cursorOrNull(found.Next)})
}

// courseIn is a course as it is sent. Closes is told apart: left out it is kept, or automatic for a new course; null is
// never.
type courseIn struct {
	Title   string          `json:"title"`
	Summary string          `json:"summary"`
	Level   string          `json:"level"`
	Places  json.RawMessage `json:"places"`
	Closes  json.RawMessage `json:"closes"`
	Teacher json.RawMessage `json:"teacher"` // an id, or what a course says
	With    []int64         `json:"co_teachers"`
}

func (in courseIn) course() (campus.NewCourse, error) {
	n := campus.NewCourse{Title: in.Title, Summary: in.Summary, Level: campus.Level(in.Level), With: in.With}
	var said named
	if in.Teacher != nil && json.Unmarshal(in.Teacher, &n.Teacher) != nil {
		if json.Unmarshal(in.Teacher, &said) != nil || said.ID < 1 {
			return n, campus.InvalidField("teacher", "the id of a teacher")
		}
		n.Teacher = said.ID
	}
	switch {
	case string(in.Places) == "null":
		n.Unlimited = true
	case json.Unmarshal(in.Places, &n.Places) != nil:
		return n, campus.InvalidField("places", "a number from 1 to 1,000,000, or null for unlimited")
	}
	switch {
	case in.Closes == nil:
	case string(in.Closes) == "null":
		n.Closing = campus.ClosesNever
	default:
		n.Closing = campus.ClosesDate
		var t time.Time
		if json.Unmarshal(in.Closes, &t) != nil {
			return n, campus.InvalidField("closes", "a time such as 2026-12-31T12:00:00Z, or null for never")
		}
		n.Closes = t
	}
	return n, nil
}

// CreateCourse is POST /courses: a course of one's own.
func (a *API) CreateCourse(c echo.Context) error {
	var in courseIn
	if err := read(c, &in); err != nil {
		return err
	}
	n, err := in.course()
	if err != nil {
		return err
	}
	made, err := a.store.Courses.Create(c.Request().Context(), asker(c), n, op(c))
	if err != nil {
		return err
	}
	c.Response().Header().Set("Location", Base+"/courses/"+made.ID)
	tagVersion(c, made.Version)
	return write(c, http.StatusCreated, newCourse(made, a.store.Now()))
}

// Course is GET /courses/{id}.
func (a *API) Course(c echo.Context) error {
	who := asker(c)
	one, mine, err := a.store.Courses.For(c.Request().Context(), who.ID, c.Param("course"))
	if err != nil {
		return err
	}
	tagVersion(c, one.Version)
	return write(c, http.StatusOK, newCourse(one, a.store.Now()).with(who, mine))
}

// EditCourse is PUT /courses/{id}: changes it; a closing time, teacher and co-teachers that are left out are kept. With
// If-Match it is a 409 when somebody has changed it meanwhile. What says nothing new changes nothing.
func (a *API) EditCourse(c echo.Context) error {
	var in courseIn
	if err := read(c, &in); err != nil {
		return err
	}
	n, err := in.course()
	if err != nil {
		return err
	}
	seen, err := seenVersions(c)
	if err != nil {
		return err
	}
	if n.Seen, err = a.courseVersion(c, seen); err != nil {
		return err
	}
	changed, err := a.store.Courses.Edit(c.Request().Context(), asker(c), c.Param("course"), n, op(c))
	if err != nil {
		return a.stale(c, seen, err)
	}
	tagVersion(c, changed.Version)
	return write(c, http.StatusOK, newCourse(changed, a.store.Now()))
}

// DeleteCourse is DELETE /courses/{id}: hides it.
func (a *API) DeleteCourse(c echo.Context) error {
	if err := a.store.Courses.Delete(c.Request().Context(), asker(c), c.Param("course"), op(c)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// ReopenCourse is POST /courses/{id}/reopen: open again, for the full time.
func (a *API) ReopenCourse(c echo.Context) error {
	opened, err := a.store.Courses.Reopen(c.Request().Context(), asker(c), c.Param("course"), op(c))
	if err != nil {
		return err
	}
	tagVersion(c, opened.Version)
	return write(c, http.StatusOK, newCourse(opened, a.store.Now()))
}

// Enrol is POST /courses/{id}/enrolment: a place, or in a full course one in its waiting list, unless ?wait=0.
func (a *API) Enrol(c echo.Context) error {
	mine, err := a.store.Courses.Enrol(c.Request().Context(), asker(c), c.Param("course"), c.QueryParam("wait") != "0", op(c))
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, enrolment(mine))
}

// Drop is DELETE /courses/{id}/enrolment: gives the place back.
func (a *API) Drop(c echo.Context) error {
	mine, err := a.store.Courses.Drop(c.Request().Context(), asker(c), c.Param("course"), op(c))
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, enrolment(mine))
}

// Students is GET /courses/{id}/students?cursor=&limit=: who is enrolled, then who waits; for its staff.
func (a *API) Students(c echo.Context) error {
	n, err := limit(c)
	if err != nil {
		return err
	}
	pupils, next, err := a.store.Courses.Students(c.Request().Context(), asker(c), c.Param("course"), c.QueryParam("cursor"), n)
	if err != nil {
		return err
	}
	type student struct {
		ID       int64   `json:"id"`
		Name     string  `json:"name"`
		Status   string  `json:"status"`
		Position int     `json:"position"`
		Since    instant `json:"since"`
	}
	out := make([]student, len(pupils))
	for i, p := range pupils {
		out[i] = student{p.Person.ID, p.Person.Name, p.Status, p.Position, instant(p.Since)}
	}
	return write(c, http.StatusOK, map[string]any{"students": out, "next": cursorOrNull(next)})
}
