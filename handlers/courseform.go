package handlers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
	"stoa/views"
)

// newCourse is GET /courses/new.
func (s *Server) newCourse(c echo.Context) error {
	form := newForm()
	form.Values = map[string]string{"level": string(campus.Beginner), "closing": string(campus.ClosesAuto),
		"zone": s.clock(asker(c)).Zone.String()}
	return s.showNewCourse(c, http.StatusOK, form)
}

func (s *Server) showNewCourse(c echo.Context, status int, form views.Form) error {
	form.Action = views.PathCourses
	page := views.CourseFormPage{Page: s.newPage(c, "New course"), Form: form, Admin: asker(c).Role == campus.Admin, Own: true,
		Life: s.courseLife()}
	page.Nav = views.NavCourses
	return s.page(c, status, views.CourseForm(page))
}

// courseLife says how long a course lives that closes by itself.
func (s *Server) courseLife() string {
	ttl, _ := s.Store.Courses.Life()
	return views.SpanWords(ttl)
}

// createCourse is POST /courses.
func (s *Server) createCourse(c echo.Context) error {
	form := postedForm(c, views.CourseFieldNames()...)
	n, err := s.postedCourse(c.Request().Context(), form)
	var made campus.Course
	if err == nil {
		made, err = s.Store.Courses.Create(c.Request().Context(), asker(c), n, form.Op)
	}
	if err != nil {
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showNewCourse(c, status, f) }})
	}
	s.giveNotice(c, "course-made")
	return see(c, views.CoursePath(made.ID))
}

// postedCourse reads the form of a course. Everything that is wrong in it is said at once.
func (s *Server) postedCourse(ctx context.Context, form views.Form) (campus.NewCourse, error) {
	wrong := map[string]string{}
	n := campus.NewCourse{Title: strings.TrimSpace(form.Value("title")), Summary: strings.TrimSpace(form.Value("summary")),
		Level: campus.Level(form.Value("level")), Closing: campus.Closing(form.Value("closing")), Unlimited: form.Value("unlimited") == "1"}
	if !n.Unlimited {
		var err error
		if n.Places, err = strconv.Atoi(strings.TrimSpace(form.Value("places"))); err != nil {
			n.Places = 0 // which is no number of places
		}
	}
	if n.Closing == campus.ClosesDate {
		zone, err := time.LoadLocation(cmp.Or(form.Value("zone"), "UTC"))
		if err != nil {
			wrong["closes"] = "a time in a zone that there is"
		} else if at, reason := campus.ParseWallTime(form.Value("closes_date"), form.Value("closes_time"), zone); reason != "" {
			wrong["closes"] = reason
		} else {
			n.Closes = at
		}
	}
	if err := s.postedStaff(ctx, form, &n, wrong); err != nil {
		return n, err
	}
	n.Seen, _ = strconv.ParseInt(form.Value("seen"), 10, 64)
	return n, campus.Both(n.Validate(s.Store.Now()), campus.InvalidFields(wrong))
}

// postedStaff finds who is named as the teacher and as co-teachers.
func (s *Server) postedStaff(ctx context.Context, form views.Form, n *campus.NewCourse, wrong map[string]string) error {
	find := func(field, login string) (int64, error) {
		id, err := s.Store.People.Find(ctx, login)
		if err == nil && id == 0 {
			wrong[field] = fmt.Sprintf("nobody has the username %s", login)
		}
		return id, err
	}
	n.With = []int64{}
	for _, login := range strings.FieldsFunc(form.Value("co_teachers"), func(r rune) bool { return strings.ContainsRune(" \t\r\n,;", r) }) {
		id, err := find("co_teachers", login)
		if err != nil {
			return err
		}
		if n.With = append(n.With, id); len(n.With) > campus.MaxWith {
			break // Validate says so
		}
	}
	if login := strings.TrimSpace(form.Value("teacher")); login != "" {
		id, err := find("teacher", login)
		if err != nil {
			return err
		}
		n.Teacher = id
	}
	return nil
}

// editCourse is GET /courses/{id}/edit, for its staff.
func (s *Server) editCourse(c echo.Context) error {
	course, err := s.Store.Courses.OfStaff(c.Request().Context(), asker(c), c.Param("course"))
	if err != nil {
		return err
	}
	form := newForm()
	form.Values, err = s.editableCourse(c, course)
	if err != nil {
		return err
	}
	for _, name := range views.CourseFieldNames() {
		form.Values["shown_"+name] = form.Values[name]
	}
	return s.showEditCourse(c, http.StatusOK, course, form, nil)
}

// editableCourse returns a course as its form has it.
func (s *Server) editableCourse(c echo.Context, course campus.Course) (map[string]string, error) {
	zone := s.clock(asker(c)).Zone
	values := map[string]string{"title": course.Title, "summary": course.Summary, "level": string(course.Level),
		"closing": string(course.Closing), "zone": zone.String(), "seen": strconv.FormatInt(course.Version, 10)}
	if course.Unlimited {
		values["unlimited"] = "1"
	} else {
		values["places"] = strconv.Itoa(course.Places)
	}
	if course.Closing == campus.ClosesDate {
		at := course.Closes.In(zone)
		values["closes_date"], values["closes_time"] = at.Format("2006-01-02"), at.Format("15:04")
	}
	ids := []int64{course.Teacher.ID}
	for _, one := range course.With {
		ids = append(ids, one.ID)
	}
	people, err := s.Store.People.Some(c.Request().Context(), ids)
	names := make([]string, len(course.With))
	for i, one := range course.With {
		names[i] = people[one.ID].Username
	}
	values["teacher"], values["co_teachers"] = people[course.Teacher.ID].Username, strings.Join(names, "\n")
	return values, err
}

func (s *Server) showEditCourse(c echo.Context, status int, course campus.Course, form views.Form, theirs []views.Fact) error {
	form.Action = views.CourseEditPath(course.ID)
	rights := campus.CourseRights(asker(c), course, campus.Enrolment{})
	page := views.CourseFormPage{Page: s.newPage(c, "Edit "+course.Title), ID: course.ID, Course: course.Title, Form: form, Own: rights.Own,
		Admin: asker(c).Role == campus.Admin, Theirs: theirs, Taken: course.Taken, Life: s.courseLife()}
	page.Nav = views.NavCourses
	return s.page(c, status, views.CourseForm(page))
}

// saveCourse is POST /courses/{id}/edit. It is made from the version that was shown: what somebody else has changed
// meanwhile is not written over unseen.
func (s *Server) saveCourse(c echo.Context) error {
	ctx, names := c.Request().Context(), views.CourseFieldNames()
	for _, name := range views.CourseFieldNames() {
		names = append(names, "shown_"+name)
	}
	id, form := c.Param("course"), postedForm(c, names...)
	n, err := s.postedCourse(ctx, form)
	if err == nil {
		_, err = s.Store.Courses.Edit(ctx, asker(c), id, n, form.Op)
	}
	if err == nil {
		s.giveNotice(c, "saved")
		return see(c, views.CoursePath(id))
	}
	return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error {
		course, rerr := s.Store.Courses.OfStaff(ctx, asker(c), id)
		if rerr != nil {
			return rerr
		}
		var theirs []views.Fact
		if errors.Is(err, campus.ErrMeanwhile) {
			now, rerr := s.editableCourse(c, course)
			if rerr != nil {
				return rerr
			}
			f, theirs = merged(f, now, views.CourseFields())
			f.Values["seen"] = now["seen"]
		}
		return s.showEditCourse(c, status, course, f, theirs)
	}})
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
	page := views.AskPage{Page: s.newPage(c, "Delete "+course.Title+"?"), Text: views.DeleteWords(course.Taken, course.Waiting),
		Yes: "Delete the course", Back: views.CoursePath(course.ID), Form: newForm()}
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
