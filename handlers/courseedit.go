package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// editCourse is GET /courses/{id}/edit, for its staff.
func (s *Server) editCourse(c echo.Context) error {
	desk, err := s.Store.Courses.Desk(c.Request().Context(), asker(c), c.Param("course"))
	if err != nil {
		return err
	}
	form := newForm()
	form.Values = s.editableCourse(desk, s.clock(asker(c)).Zone.String())
	for _, name := range views.CourseFieldNames() {
		form.Values["shown_"+name] = form.Values[name]
	}
	return s.showEditCourse(c, http.StatusOK, desk, form)
}

// editableCourse returns a course as its form has it, with times in a zone.
func (s *Server) editableCourse(desk store.CourseDesk, zone string) map[string]string {
	course := desk.Course
	values := map[string]string{"title": course.Title, "summary": course.Summary, "level": string(course.Level),
		"closing": string(course.Closing), "zone": zone, "seen": strconv.FormatInt(course.Version, 10)}
	if course.Unlimited {
		values["unlimited"] = "1"
	} else {
		values["places"] = strconv.Itoa(course.Places)
	}
	if course.Closing == campus.ClosesDate {
		at := course.Closes.In(s.zones.Load(zone))
		values["closes_date"], values["closes_time"] = at.Format("2006-01-02"), at.Format("15:04")
	}
	names := make([]string, len(course.With))
	for i, one := range course.With {
		names[i] = desk.People[one.ID].Username
	}
	values["teacher"], values["co_teachers"] = desk.People[course.Teacher.ID].Username, strings.Join(names, "\n")
	return values
}

func (s *Server) showEditCourse(c echo.Context, status int, desk store.CourseDesk, form views.Form, theirs ...views.Fact) error {
	form.Action = views.CourseEditPath(desk.Course.ID)
	return s.showCourseForm(c, status, "Edit "+campus.Isolated(desk.Course.Title), desk, form, theirs...)
}

// saveCourse is POST /courses/{id}/edit. It is made from the version that was shown: what somebody else has changed
// meanwhile is not written over unseen.
func (s *Server) saveCourse(c echo.Context) error {
	ctx := c.Request().Context()
	var shown []string
	for _, name := range views.CourseFieldNames() {
		shown = append(shown, "shown_"+name)
	}
	id, form := c.Param("course"), postedCourseForm(c, shown...)
	n, err := s.postedCourse(ctx, form)
	if err == nil {
		_, err = s.Store.Courses.Edit(ctx, asker(c), id, n, opOf(form))
	}
	if err == nil {
		s.giveNotice(c, "saved")
		return see(c, views.CoursePath(id))
	}
	return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.editRefused(c, err, status, f) }})
}

// editRefused shows a form again that was not saved. What has gone meanwhile, or is not the asker's any more, cannot be
// saved: what was typed is offered as a course of its own.
func (s *Server) editRefused(c echo.Context, err error, status int, f views.Form) error {
	desk, derr := s.Store.Courses.Desk(c.Request().Context(), asker(c), c.Param("course"))
	switch {
	case errors.Is(derr, campus.ErrNoCourse):
		f.Error = "This course has been deleted. What you typed is here still: you can open it as a new one."
		return s.offerAsNew(c, http.StatusNotFound, f)
	case errors.Is(derr, campus.ErrNotStaff):
		f.Error = web.ProblemOf(derr).Sentence + " What you typed is here still: you can open it as a course of your own."
		return s.offerAsNew(c, http.StatusForbidden, f)
	case derr != nil:
		return derr
	case !errors.Is(err, campus.ErrMeanwhile):
		return s.showEditCourse(c, status, desk, f)
	}
	now := s.editableCourse(desk, f.Value("zone"))
	f, theirs := merged(f, now, views.CourseFields())
	f.Values["seen"] = now["seen"]
	if len(theirs) == 0 { // another version in which nothing of the form is another: there is nothing to look at
		return s.saveAgain(c, desk, f)
	}
	for i := range theirs {
		theirs[i].Text = views.CourseValueWords(theirs[i].Name, theirs[i].Text)
	}
	for _, part := range []string{"closes_date", "closes_time"} { // one control
		if why := f.Errors[part]; why != "" {
			f.Errors["closes"] = why
		}
	}
	if !campus.CourseRights(asker(c), desk.Course, campus.Enrolment{}).Own {
		delete(f.Errors, "teacher") // the form has no such field for who may not hand the course over
	}
	return s.showEditCourse(c, status, desk, f, theirs...)
}

// saveAgain saves a form from the version that its course has by now.
func (s *Server) saveAgain(c echo.Context, desk store.CourseDesk, f views.Form) error {
	n, err := s.postedCourse(c.Request().Context(), f)
	if err == nil {
		_, err = s.Store.Courses.Edit(c.Request().Context(), asker(c), desk.Course.ID, n, opOf(f))
	}
	if err == nil {
		s.giveNotice(c, "saved")
		return see(c, views.CoursePath(desk.Course.ID))
	}
	return s.refuse(c, err, f, redraw{page: func(status int, f views.Form) error { return s.showEditCourse(c, status, desk, f) }})
}

// offerAsNew shows what was typed for a course as the form of a new one.
func (s *Server) offerAsNew(c echo.Context, status int, f views.Form) error {
	f.Op, f.Errors = campus.NewOp(), nil
	delete(f.Values, "teacher")
	f.Values["co_teachers"] = strings.Join(slices.DeleteFunc(usernames(f.Value("co_teachers")), func(name string) bool {
		return campus.FoldLogin(name) == campus.FoldLogin(asker(c).Username)
	}), "\n")
	return s.showNewCourse(c, status, f)
}

// merged returns a form that says what of it somebody else has changed, as it is now. What was typed stays; saved once
// more it stands, for now it has been seen.
func merged(f views.Form, now map[string]string, fields []views.FormField) (views.Form, []views.Fact) {
	var theirs []views.Fact
	f.Op, f.Errors = campus.NewOp(), map[string]string{}
	for _, field := range fields {
		shown := "shown_" + field.Name
		if now[field.Name] == f.Values[shown] {
			continue
		}
		if f.Values[field.Name] == f.Values[shown] { // nobody here has typed anything else
			f.Values[field.Name] = now[field.Name]
		} else {
			f.Errors[field.Name] = "somebody else has changed this"
		}
		f.Values[shown] = now[field.Name]
		theirs = append(theirs, views.Fact{Name: field.Label, Text: now[field.Name]})
	}
	return f, theirs
}

// deleteQuestion is GET /courses/{id}/delete: asks, and says what follows.
func (s *Server) deleteQuestion(c echo.Context) error {
	course, err := s.Store.Courses.OfStaff(c.Request().Context(), asker(c), c.Param("course"))
	if err == nil && !campus.CourseRights(asker(c), course, campus.Enrolment{}).Own {
		err = campus.ErrNotOwner
	}
	if err != nil {
		return err
	}
	page := views.AskPage{Page: s.newPage(c, "Delete "+campus.Isolated(course.Title)+"?"),
		Text: views.DeleteWords(course.Taken, course.Waiting),
		Yes:  "Delete the course", Back: views.CoursePath(course.ID), Form: newForm()}
	page.Form.Action, page.Nav = views.CourseDeletePath(course.ID), views.NavCourses
	return s.page(c, http.StatusOK, views.Ask(page))
}

// deleteCourse is POST /courses/{id}/delete.
func (s *Server) deleteCourse(c echo.Context) error {
	if err := s.Store.Courses.Delete(c.Request().Context(), asker(c), c.Param("course"), posted(c, "op")); err != nil {
		return err
	}
	s.giveNotice(c, "course-deleted")
	return see(c, views.PathCourses)
}

// reopenCourse is POST /courses/{id}/reopen.
func (s *Server) reopenCourse(c echo.Context) error {
	id, form := c.Param("course"), postedForm(c)
	if _, err := s.Store.Courses.Reopen(c.Request().Context(), asker(c), id, form.Op); err != nil {
		return s.refuseStanding(c, err, form)
	}
	s.giveNotice(c, "reopened")
	return see(c, views.CoursePath(id))
}
