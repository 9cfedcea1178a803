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
	who, id, cursor := asker(c), c.Param("course"), c.QueryParam("cursor")
	roll, err := s.Store.Courses.Roll(c.Request().Context(), who, id, cursor, studentsAtOnce)
	if err != nil {
		return err
	}
	clock, course := s.clock(who), roll.Course
	page := views.StudentsPage{Page: s.newPage(c, "Students of "+campus.Isolated(course.Title)),
		ID: id, Course: course.Title, Taken: course.Taken,
		Waiting: course.Waiting}
	page.Nav, page.Live = views.NavCourses, views.LivePath(campus.TopicPresence)
	for _, p := range roll.Pupils {
		row := views.Pupil{ID: p.Person.ID, Name: p.Person.Name, Email: p.Email, Position: p.Position, Online: p.Online,
			Write: s.Store.Rooms.MayWriteTo(p.Pair)}
		if p.Status == campus.Waiting {
			page.Queue = append(page.Queue, row)
			continue
		}
		row.Since = clock.Full(p.Since)
		page.Enrolled = append(page.Enrolled, row)
	}
	if cursor != "" {
		page.First = views.StudentsPath(id, "")
	}
	if roll.Next != "" {
		page.Next = views.StudentsPath(id, roll.Next)
	}
	return s.page(c, http.StatusOK, views.Students(page))
}

// studentsCSV is GET /courses/{id}/students.csv: all of them, written while they are read. A file that cannot be brought to
// its end is broken off, so that nobody takes it for whole.
func (s *Server) studentsCSV(c echo.Context) error {
	ctx, who, id := c.Request().Context(), asker(c), c.Param("course")
	if _, err := s.Store.Courses.OfStaff(ctx, who, id); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	h.Set("Content-Disposition", `attachment; filename="students.csv"`)
	h.Set("Cache-Control", "no-store")
	c.Response().WriteHeader(http.StatusOK)
	if c.Request().Method == http.MethodHead {
		return nil
	}
	out := csv.NewWriter(c.Response())
	out.UseCRLF = true
	_ = out.Write([]string{"id", "name", "email", "status", "position", "since"})
	err := s.Store.Courses.EachStudent(ctx, who, id, func(p store.Pupil) error { return out.Write(pupilRecord(p)) })
	if out.Flush(); err != nil || out.Error() != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

func pupilRecord(p store.Pupil) []string {
	since, position := "", ""
	if !p.Since.IsZero() {
		since = p.Since.UTC().Format(time.RFC3339)
	}
	if p.Position > 0 {
		position = strconv.Itoa(p.Position)
	}
	return []string{strconv.FormatInt(p.Person.ID, 10), web.Harmless(p.Person.Name), web.Harmless(p.Email), p.Status, position, since}
}
