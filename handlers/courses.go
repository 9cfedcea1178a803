package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/rows"
	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// courses is GET /courses?q=&level=&teacher=&available=&sort=&cursor=: the catalogue and the search in it; to htmx the list
// alone.
func (s *Server) courses(c echo.Context) error {
	ctx, who := c.Request().Context(), asker(c)
	q, err := web.CourseQuery(c)
	if err != nil {
		return err
	}
	q.Asker, q.Limit = who.ID, store.PageSize
	found, err := s.Store.Courses.Search(ctx, q)
	if err != nil {
		return err
	}
	asked := views.CoursesAsked{Query: q.Words, Level: string(q.Level), Teacher: c.QueryParam("teacher"), Sort: q.Sort,
		Available: c.QueryParam("available"), Cards: c.QueryParam("cards")}
	clock, words, rows := s.clock(who), append(store.Words(q.Words), found.Meant...), make([]views.CourseRow, len(found.Courses))
	page := views.CoursesPage{Page: s.newPage(c, "Courses"), Asked: asked, Rows: rows, Seats: liveCourses(found.Courses),
		Meant: found.Meant,
		Staff: who.Role.Staff()}
	for i, course := range found.Courses {
		rows[i] = clock.CourseRow(course, found.Standing[course.ID], words)
		if q.Teacher != 0 {
			page.Taught = course.Teacher.Name
		}
	}
	if isHTMX(c) { // the address without what was not asked for
		c.Response().Header().Set("HX-Replace-Url", views.CoursesPath(asked))
	}
	page.Nav, page.Since = views.NavCourses, clock.Full(clock.Now).ISO
	if q.Cursor != "" {
		page.First = views.CoursesPath(asked)
	}
	if found.Next != "" {
		asked.Cursor = found.Next
		page.Next = views.CoursesPath(asked)
	}
	return s.draw(c, http.StatusOK, views.Courses(page), views.CourseResults(page))
}

// liveCourses is the stream on which courses are kept up to date, and what is new in the catalogue.
func liveCourses(courses []campus.Course) string {
	topics := []string{campus.TopicCourses}
	for _, course := range courses {
		topics = append(topics, campus.CourseTopic(course.ID))
	}
	return views.LivePath(topics...)
}

// course is GET /courses/{id}.
func (s *Server) course(c echo.Context) error {
	err := s.showCourse(c, http.StatusOK, newForm())
	if errors.Is(err, campus.ErrNoCourse) && isHTMX(c) { // a page that asks again, before its stream has said that the course is deleted
		return s.page(c, http.StatusOK, views.CourseGone())
	}
	return err
}

// showCourse draws the course's page, with the form that takes or gives back a place; to htmx that alone.
func (s *Server) showCourse(c echo.Context, status int, form views.Form) error {
	who := asker(c)
	view, err := s.Store.Meetings.OfCourse(c.Request().Context(), who, c.Param("course"))
	if err != nil {
		return err
	}
	course, mine, clock := view.Course, view.Mine, s.clock(who)
	page := views.CoursePage{Page: s.newPage(c, course.Title), ID: course.ID, Title: course.Title, Summary: course.Summary,
		Level:   string(course.Level),
		Teacher: course.Teacher.Name, TeacherID: course.Teacher.ID,
		Seats: rows.Seats(course, clock.Now), Closes: clock.Closing(course), Mine: rows.Standing(mine),
		Position: mine.Position, CanEnrol: who.Role == campus.Student && course.Open(clock.Now), Form: form,
		Online: view.Online, Write: map[int64]bool{}}
	for id, pair := range view.Pairs {
		if s.Store.Rooms.MayWriteTo(pair) {
			page.Write[id] = true
		}
	}
	rights := campus.CourseRights(who, course, mine)
	page.Staff, page.Own = rights.Staff, rights.Own
	for _, one := range course.With {
		page.With = append(page.With, views.NamedPerson(one))
	}
	if rights.Staff || mine.Status != campus.NotEnrolled {
		page.NewsLevel = newsLevel(course, aheadOf(c).LevelOf(course.ID), views.CoursePath(course.ID))
	}
	page.Nav, page.Live = views.NavCourses, views.LivePath(campus.CourseTopic(course.ID), campus.TopicPresence)
	page.Meetings = clock.MeetingRows(view.Meetings)
	return s.draw(c, status, views.Course(page), views.CourseAction(page))
}
