package handlers

import (
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// courses is GET /courses?q=&cursor=: the catalogue and the search in it; to htmx the list alone.
func (s *Server) courses(c echo.Context) error {
	ctx, who, query := c.Request().Context(), asker(c), c.QueryParam("q")
	found, err := s.Store.Search(ctx, query, c.QueryParam("cursor"), store.PageSize)
	if err != nil {
		return err
	}
	rows, err := s.courseRows(ctx, who, found.Courses, store.Words(query))
	if err != nil {
		return err
	}
	page := views.CoursesPage{Page: s.newPage(c, "Courses"), Query: query, Rows: rows}
	page.Nav, page.Live = views.NavCourses, liveCourses(found.Courses)
	if found.Next != "" {
		page.Next = views.PathCourses + "?" + url.Values{"q": {query}, "cursor": {found.Next}}.Encode()
	}
	return s.draw(c, http.StatusOK, views.Courses(page), views.CourseResults(page))
}

func (s *Server) courseRows(ctx context.Context, who campus.Person, courses []campus.Course, words []string) ([]views.CourseRow, error) {
	ids := make([]string, len(courses))
	for i, course := range courses {
		ids[i] = course.ID
	}
	mine, err := s.Store.Standing(ctx, who.ID, ids)
	if err != nil {
		return nil, err
	}
	clock, rows := s.clock(who), make([]views.CourseRow, len(courses))
	for i, course := range courses {
		rows[i] = clock.courseRow(course, mine[course.ID], words)
	}
	return rows, nil
}

// liveCourses is the stream on which the seats of courses are kept up to date.
func liveCourses(courses []campus.Course) string {
	topics := make([]string, len(courses))
	for i, course := range courses {
		topics[i] = campus.CourseTopic(course.ID)
	}
	if len(topics) == 0 {
		return ""
	}
	return views.LivePath(topics...)
}

// course is GET /courses/{id}.
func (s *Server) course(c echo.Context) error {
	return s.showCourse(c, http.StatusOK, "")
}

// showCourse draws the course's page, with why the last try was refused.
func (s *Server) showCourse(c echo.Context, status int, problem string) error {
	who := asker(c)
	course, mine, err := s.Store.CourseFor(c.Request().Context(), who.ID, c.Param("course"))
	if err != nil {
		return err
	}
	clock := s.clock(who)
	page := views.CoursePage{Page: s.newPage(c, course.Title), ID: course.ID, Title: course.Title, Summary: course.Summary, Level: string(course.Level),
		Teacher: course.Teacher.Name, Seats: seats(course, clock.now), Closes: clock.full(course.Closes), Mine: standing(mine),
		Position: mine.Position, CanEnrol: who.Role == campus.Student && course.Open(clock.now), Op: campus.NewOp(), Error: problem}
	page.Nav, page.Live = views.NavCourses, views.LivePath(campus.CourseTopic(course.ID))
	meetings, err := s.Store.CourseMeetings(c.Request().Context(), course.ID)
	page.Meetings = clock.meetingRows(meetings)
	if err != nil {
		return err
	}
	return s.page(c, status, views.Course(page))
}
