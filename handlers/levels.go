package handlers

import (
	"cmp"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
	"stoa/views"
)

// levels is GET /inbox/levels: how much one is told of each of one's courses.
func (s *Server) levels(c echo.Context) error {
	all, err := s.Store.Inbox.Levels(c.Request().Context(), asker(c), aheadOf(c))
	if err != nil {
		return err
	}
	page := views.LevelsPage{Page: s.newPage(c, "What you are told"), Courses: make([]views.NewsLevel, len(all))}
	page.Nav = views.NavInbox
	for i, one := range all {
		page.Courses[i] = newsLevel(one.Course, one.Level, views.PathLevels)
	}
	return s.page(c, http.StatusOK, views.Levels(page))
}

// setLevel is POST /courses/{id}/notifications (level, back, op): says how much one is told of a course, and leads back.
func (s *Server) setLevel(c echo.Context) error {
	err := s.Store.Inbox.SetLevel(c.Request().Context(), asker(c), c.Param("course"), posted(c, "level"), posted(c, "op"))
	if err != nil {
		return err
	}
	s.giveNotice(c, "saved")
	return see(c, localPath(cmp.Or(posted(c, "back"), views.PathLevels)))
}

// newsLevel is the choice of how much one is told of a course.
func newsLevel(course campus.Course, level campus.NewsLevel, back string) views.NewsLevel {
	return views.NewsLevel{Course: course.ID, Title: course.Title, Level: string(level), Op: campus.NewOp(), Back: back}
}
