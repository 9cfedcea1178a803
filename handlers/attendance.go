package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// attendedAtOnce is how many people a page about attendance shows.
const attendedAtOnce = 200

// dateAttendance is GET /meetings/{id}/{order}/attendance?cursor=: how people attended it; to who is not of its staff, how they did.
func (s *Server) dateAttendance(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	who, cursor := asker(c), c.QueryParam("cursor")
	a, err := s.Store.Meetings.AttendanceAt(c.Request().Context(), who, id, order, cursor, attendedAtOnce)
	if err != nil {
		return err
	}
	page := s.clock(who).DateAttendance(a)
	page.Page = s.newPage(c, "Attendance of "+campus.Isolated(a.Meeting.Title))
	page.Nav, page.Op, page.Kept = views.NavMeetings, campus.NewOp(), s.keptAttendance()
	if a.Instance.Forgotten {
		page.Kept, page.Gone = "", s.attendanceGone()
	}
	page.File = views.AttendanceFile(views.DateAttendancePath(id, order, ""))
	if cursor != "" {
		page.First = views.DateAttendancePath(id, order, "")
	}
	if a.Next != "" {
		page.Next = views.DateAttendancePath(id, order, a.Next)
	}
	return s.page(c, http.StatusOK, views.DateAttendance(page))
}

// attendanceFilter reads a filter. Its days are those of a zone, and both are among them.
func attendanceFilter(c echo.Context, zone *time.Location) (views.AttendanceFilter, store.TimeRange, error) {
	f := views.AttendanceFilter{After: c.QueryParam("after"), Before: c.QueryParam("before"), Sort: c.QueryParam("sort"),
		Dates: c.QueryParam("dates"), Cursor: c.QueryParam("cursor")}
	if course := c.QueryParam("course"); campus.IsCourseID(course) {
		f.Course = course
	}
	wrong := map[string]string{}
	day := func(field, text string) (from, next time.Time) {
		if text == "" {
			return from, next
		}
		from, next, ok := campus.DayIn(text, zone)
		if !ok || from.Year() < 1970 || from.Year() > 9998 {
			wrong[field] = "a day such as 2026-12-31"
		}
		return from, next
	}
	var of store.TimeRange
	of.After, _ = day("after", f.After)
	if _, of.Before = day("before", f.Before); !of.Before.IsZero() && !of.Before.After(of.After) && len(wrong) == 0 {
		wrong["before"] = "not before the day from which on"
	}
	return f, of, campus.InvalidFields(wrong)
}

// anyZone is how far the days of two zones lie apart at most: what is read before it is known who asks has those of all.
const anyZone = 15 * time.Hour

// attendedAhead says which dates a page about attendance will want to know.
func attendedAhead(c echo.Context, a *store.Ahead) {
	_, of, err := attendanceFilter(c, time.UTC)
	if err != nil {
		a.Dates, a.Rosters = false, false
		return
	}
	if !of.After.IsZero() {
		of.After = of.After.Add(-anyZone)
	}
	if !of.Before.IsZero() {
		of.Before = of.Before.Add(anyZone)
	}
	a.About, a.Range = c.Param("course"), of
	a.Whose, _ = campus.ParseID(c.Param("person"))
}

// courseAttendance is GET /courses/{id}/attendance?after=&before=&sort=&dates=&cursor=: how people attended its dates; to who is not
// of its staff, how they did.
func (s *Server) courseAttendance(c echo.Context) error {
	who, id := asker(c), c.Param("course")
	clock := s.clock(who)
	f, of, bad := attendanceFilter(c, clock.Zone)
	q := store.AttendanceQuery{TimeRange: of, Dates: f.Dates, Cursor: f.Cursor, Limit: attendedAtOnce, ByShare: f.Sort == views.SortShare}
	if bad != nil {
		q = store.AttendanceQuery{Limit: 1} // of which the course is shown
	}
	a, err := s.Store.Meetings.AttendanceOf(c.Request().Context(), who, id, q, aheadOf(c))
	if err != nil {
		return err
	}
	page := clock.CourseAttendance(a, q.ByShare)
	page.Page, page.Filter = s.newPage(c, "Attendance in "+campus.Isolated(a.Course.Title)), f
	page.Nav, page.Kept = views.NavCourses, s.keptAttendance()
	if bad != nil {
		page.Errors = web.ProblemOf(bad).Fields
		return s.page(c, http.StatusUnprocessableEntity, views.CourseAttendance(page))
	}
	at := func(dates, cursor string) string { return views.CourseAttendancePath(id, f.At(dates, cursor)) }
	page.File = views.AttendanceFile(at("", ""))
	if f.Cursor != "" {
		page.First = at(f.Dates, "")
	}
	if a.Next != "" {
		page.Next = at(f.Dates, a.Next)
	}
	if f.Dates != "" {
		page.Latest = at("", "")
	}
	if a.NextDates != "" {
		page.Earlier = at(a.NextDates, "")
	}
	return s.page(c, http.StatusOK, views.CourseAttendance(page))
}

// ownAttendance is GET /attendance?after=&before=&dates=: how the reader attended, over all courses.
func (s *Server) ownAttendance(c echo.Context) error { return s.showAttendance(c, 0) }

// personAttendance is GET /people/{id}/attendance?after=&before=&dates=&course=: how somebody attended what the reader is of the staff of.
func (s *Server) personAttendance(c echo.Context) error {
	person, ok := campus.ParseID(c.Param("person"))
	if !ok {
		return campus.ErrNoPerson
	}
	return s.showAttendance(c, person)
}

// showAttendance shows how somebody attended; with 0 the reader.
func (s *Server) showAttendance(c echo.Context, person int64) error {
	who := asker(c)
	clock := s.clock(who)
	f, of, bad := attendanceFilter(c, clock.Zone)
	page, status := views.OwnAttendancePage{}, http.StatusUnprocessableEntity
	title := "My attendance"
	if bad == nil || person != 0 {
		q := store.AttendanceQuery{TimeRange: of, Dates: f.Dates}
		a, err := s.Store.Meetings.AttendanceOfPerson(c.Request().Context(), who, whoseOf(person, who), q, aheadOf(c))
		if err != nil {
			return err
		}
		page, status = clock.PersonAttendance(a), http.StatusOK
		if person != 0 {
			title = "Attendance of " + campus.Isolated(a.Person.Name)
		}
		if a.Next != "" {
			page.Earlier = views.PersonAttendancePath(person, f.At(a.Next, ""))
		}
		page.File = views.AttendanceFile(views.PersonAttendancePath(person, f.At("", "")))
	}
	if bad != nil {
		page, status = views.OwnAttendancePage{Errors: web.ProblemOf(bad).Fields}, http.StatusUnprocessableEntity
	}
	page.Page, page.Person, page.Filter = s.newPage(c, title), person, f
	if page.Whole = who.Role == campus.Admin; person != 0 {
		page.Back, page.BackTo = backFrom(who, person, f.Course)
	}
	page.Nav, page.Kept = views.NavCourses, s.keptAttendance()
	if f.Dates != "" {
		page.Latest = views.PersonAttendancePath(person, f.At("", ""))
	}
	return s.page(c, status, views.OwnAttendance(page))
}

// backFrom returns where the reader of somebody's attendance may have come from, and its name.
func backFrom(reader campus.Person, person int64, course string) (path, name string) {
	switch {
	case course != "":
		return views.CourseAttendancePath(course, views.AttendanceFilter{}), "Attendance in the course"
	case reader.Role == campus.Admin:
		return views.PersonPath(person), "About this person"
	}
	return views.PathMyCourses, "My courses"
}

// whoseOf returns a person, or who asks when none is named.
func whoseOf(person int64, asker campus.Person) int64 {
	if person == 0 {
		return asker.ID
	}
	return person
}
