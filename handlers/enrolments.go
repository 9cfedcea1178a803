package handlers

import (
	"github.com/labstack/echo/v4"

	"stoa/store/campus"
	"stoa/views"
)

// enrol is POST /courses/{id}/enrol: takes a place, or with wait=1 one in the waiting list of a full course.
func (s *Server) enrol(c echo.Context) error {
	id, form := c.Param("course"), postedForm(c)
	mine, err := s.Store.Courses.Enrol(c.Request().Context(), asker(c), id, posted(c, "wait") == "1", form.Op)
	if err != nil {
		return s.refuseStanding(c, err, form)
	}
	s.giveNotice(c, mine.Status)
	return see(c, views.CoursePath(id))
}

// drop is POST /courses/{id}/drop: gives the place back.
func (s *Server) drop(c echo.Context) error {
	id, form := c.Param("course"), postedForm(c)
	if _, err := s.Store.Courses.Drop(c.Request().Context(), asker(c), id, form.Op); err != nil {
		return s.refuseStanding(c, err, form)
	}
	s.giveNotice(c, "dropped")
	return see(c, views.CoursePath(id))
}

// refuseStanding says on the course's page why one's place in it did not change: somebody was faster, and what is left is
// offered there. What is offered is another deed than the refused one.
func (s *Server) refuseStanding(c echo.Context, err error, form views.Form) error {
	form.Op = campus.NewOp()
	return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showCourse(c, status, f) }})
}
