package handlers

import (
	"net/http"
	"time"

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

// dropQuestion is GET /courses/{id}/drop: asks where there is no way back, and says what follows.
func (s *Server) dropQuestion(c echo.Context) error {
	course, mine, err := s.Store.Courses.For(c.Request().Context(), asker(c).ID, c.Param("course"))
	if err != nil {
		return err
	}
	if mine.Status == campus.NotEnrolled {
		return see(c, views.CoursePath(course.ID))
	}
	page := views.AskPage{Page: s.newPage(c, "Give your place in "+campus.Isolated(course.Title)+" back?"), Yes: "Give my place back",
		Text: views.DropWords(course.Waiting, course.Open(s.Store.Now())), Back: views.CoursePath(course.ID),
		Form: newForm(), Sure: mine.Status}
	if mine.Status == campus.Waiting {
		page.Title, page.Yes = "Leave the waiting list of "+campus.Isolated(course.Title)+"?", "Leave the waiting list"
		page.Text = views.UnqueueWords(mine.Position, course.Waiting)
	}
	page.Form.Action, page.Nav = views.DropPath(course.ID), views.NavCourses
	return s.page(c, http.StatusOK, views.Ask(page))
}

// drop is POST /courses/{id}/drop: gives the place back, or the one in the waiting list. Where there is no way back it asks
// first, although the page from which it comes did not: it may have been open for long.
func (s *Server) drop(c echo.Context) error {
	ctx, id, form := c.Request().Context(), c.Param("course"), postedForm(c)
	course, mine, err := s.Store.Courses.For(ctx, asker(c).ID, id)
	if err == nil && unsure(course, mine, posted(c, "sure"), s.Store.Now()) {
		return see(c, views.DropPath(id))
	}
	if err == nil {
		_, err = s.Store.Courses.Drop(ctx, asker(c), id, form.Op)
	}
	if err != nil {
		return s.refuseStanding(c, err, form)
	}
	notice := "dropped"
	if mine.Status == campus.Waiting {
		notice = "unqueued"
	}
	s.giveNotice(c, notice)
	return see(c, views.CoursePath(id))
}

// unsure reports whether somebody gives up what they were not asked about. sure is how they stood when they were: who was to
// leave a waiting list and has moved up meanwhile is asked again.
func unsure(course campus.Course, mine campus.Enrolment, sure string, now time.Time) bool {
	noWayBack := mine.Status == campus.Waiting || course.Waiting > 0 || !course.Open(now)
	return mine.Status != campus.NotEnrolled && sure != mine.Status && (noWayBack || sure != "")
}

// refuseStanding says on the course's page why one's place in it did not change: somebody was faster, and what is left is
// offered there. What is offered is another deed than the refused one.
func (s *Server) refuseStanding(c echo.Context, err error, form views.Form) error {
	form.Op = campus.NewOp()
	return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showCourse(c, status, f) }})
}
