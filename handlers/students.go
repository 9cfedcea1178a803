package handlers

import (
	"encoding/csv"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// studentsAtOnce is how many students a page shows.
const studentsAtOnce = 100

// students is GET /courses/{id}/students?cursor=: who is enrolled, then who waits; for its staff.
func (s *Server) students(c echo.Context) error {
	ctx, who, id := c.Request().Context(), asker(c), c.Param("course")
	course, err := s.Store.Courses.OfStaff(ctx, who, id)
	if err != nil {
		return err
	}
	pupils, next, err := s.Store.Courses.Students(ctx, who, id, c.QueryParam("cursor"), studentsAtOnce)
	if err != nil {
		return err
	}
	clock := s.clock(who)
	page := views.StudentsPage{Page: s.newPage(c, "Students of "+course.Title), ID: id, Course: course.Title, Taken: course.Taken,
		Waiting: course.Waiting}
	page.Nav = views.NavCourses
	for _, p := range pupils {
		row := views.Pupil{ID: p.Person.ID, Name: p.Person.Name, Email: p.Email, Position: p.Position}
		if p.Status == campus.Waiting {
			page.Queue = append(page.Queue, row)
			continue
		}
		row.Since = clock.Full(p.Since)
		page.Enrolled = append(page.Enrolled, row)
	}
	if c.QueryParam("cursor") != "" {
		page.First = views.StudentsPath(id, "")
	}
	if next != "" {
		page.Next = views.StudentsPath(id, next)
	}
	return s.page(c, http.StatusOK, views.Students(page))
}

// studentsCSV is GET /courses/{id}/students.csv: all of them, page by page as they are read.
func (s *Server) studentsCSV(c echo.Context) error {
	ctx, who, id := c.Request().Context(), asker(c), c.Param("course")
	read := func(cursor string) ([]store.Pupil, string, error) {
		return s.Store.Courses.Students(ctx, who, id, cursor, store.MaxPageSize)
	}
	pupils, next, err := read("")
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="students.csv"`)
	h.Set("Cache-Control", "no-store")
	c.Response().WriteHeader(http.StatusOK)
	out := csv.NewWriter(c.Response())
	_ = out.Write([]string{"id", "name", "email", "status", "position", "since"})
	for {
		for _, p := range pupils {
			since, position := "", ""
			if !p.Since.IsZero() {
				since = p.Since.UTC().Format(time.RFC3339)
			}
			if p.Position > 0 {
				position = strconv.Itoa(p.Position)
			}
			_ = out.Write([]string{strconv.FormatInt(p.Person.ID, 10), web.Harmless(p.Person.Name), web.Harmless(p.Email), p.Status,
				position, since})
		}
		if out.Flush(); out.Error() != nil {
			panic(http.ErrAbortHandler) // who takes a piece for the whole must not
		}
		if next == "" {
			return nil
		}
		if pupils, next, err = read(next); err != nil {
			panic(http.ErrAbortHandler)
		}
	}
}
