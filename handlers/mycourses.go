package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/rows"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// maxFollowed is how many of somebody's own courses are kept up to date on one page: a stream has room for so many.
const maxFollowed = 60

// myCourses is GET /courses/mine: what one takes or teaches, and what is past. Staff can open that again.
func (s *Server) myCourses(c echo.Context) error {
	who := asker(c)
	mine, err := s.Store.Courses.Mine(c.Request().Context(), who)
	if err != nil {
		return err
	}
	clock := s.clock(who)
	page := views.MyCoursesPage{Page: s.newPage(c, "My courses")}
	var topics []string
	for _, m := range mine {
		if len(topics) < maxFollowed {
			topics = append(topics, campus.CourseTopic(m.Course.ID))
		}
		row := ownRow(clock, m)
		if m.Course.Open(clock.Now) {
			page.Open = append(page.Open, row)
			continue
		}
		if campus.CourseRights(who, m.Course, m.Mine).Staff {
			row.Reopen = campus.NewOp()
		}
		page.Past = append(page.Past, row)
	}
	page.Nav, page.Live = views.NavCourses, views.LivePath(topics...)
	return s.page(c, http.StatusOK, views.MyCourses(page))
}

// ownRow shows a course as somebody stands in it.
func ownRow(clock rows.Clock, m store.MyCourse) views.CourseRow {
	return clock.CourseRow(m.Course, m.Mine, nil)
}
