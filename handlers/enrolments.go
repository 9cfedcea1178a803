package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
	"stoa/views"
)

// enrol is POST /courses/{id}/enrol: takes a place, or with wait=1 one in the waiting list of a full course.
func (s *Server) enrol(c echo.Context) error {
	id := c.Param("course")
	mine, err := s.Store.Enrol(c.Request().Context(), asker(c), id, c.FormValue("wait") == "1", c.FormValue("op"))
	if campus.CodeOf(err) == campus.Conflict && err != nil {
		// Somebody was faster: the page says so, and offers what is left.
		return s.showCourse(c, http.StatusConflict, sentence(err, ""))
	}
	if err != nil {
		return err
	}
	s.giveNotice(c, mine.Status)
	return see(c, views.CoursePath(id))
}

// drop is POST /courses/{id}/drop: gives the place back.
func (s *Server) drop(c echo.Context) error {
	id := c.Param("course")
	if _, err := s.Store.Drop(c.Request().Context(), asker(c), id, c.FormValue("op")); err != nil {
		return err
	}
	s.giveNotice(c, "dropped")
	return see(c, views.CoursePath(id))
}
