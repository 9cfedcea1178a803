package handlers

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/store"
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
	desk, err := s.Store.Courses.Desk(c.Request().Context(), asker(c), "")
	if err != nil {
		return err
	}
	form.Action = views.PathCourses
	return s.showCourseForm(c, status, "New course", desk, form)
}

// showCourseForm draws the form of a course. Who is named as a co-teacher is shown back by name, where that is known.
func (s *Server) showCourseForm(c echo.Context, status int, title string, desk store.CourseDesk, form views.Form,
	theirs ...views.Fact) error {
	who, course := asker(c), desk.Course
	ttl, refresh := s.Store.Courses.Life()
	page := views.CourseFormPage{Page: s.newPage(c, title), ID: course.ID, Course: course.Title, Form: form, Theirs: theirs,
		Taken: course.Taken, Life: views.SpanWords(ttl), Longer: views.SpanWords(refresh),
		Admin: who.Role == campus.Admin,
		Own:   course.ID == "" || campus.CourseRights(who, course, campus.Enrolment{}).Own}
	page.Nav = views.NavCourses
	known := map[string]views.CoTeacher{}
	for _, p := range desk.People {
		known[campus.FoldLogin(p.Username)] = views.CoTeacher{Username: p.Username, Name: p.Name}
	}
	for _, p := range desk.Teachers {
		if p.ID != who.ID || course.ID != "" {
			page.Teachers = append(page.Teachers, views.CoTeacher{Username: p.Username, Name: p.Name})
		}
	}
	for _, login := range usernames(form.Value("co_teachers")) {
		if one, ok := known[campus.FoldLogin(login)]; ok {
			one.Kept = true
			page.With = append(page.With, one)
		} else {
			page.Typed = append(page.Typed, login)
		}
	}
	for _, one := range course.With {
		p := desk.People[one.ID]
		if !slices.ContainsFunc(page.With, func(o views.CoTeacher) bool { return o.Username == p.Username }) {
			page.With = append(page.With, views.CoTeacher{Username: p.Username, Name: p.Name})
		}
	}
	return s.page(c, status, views.CourseForm(page))
}

// usernames returns the names in a field, each once.
func usernames(text string) []string {
	var all []string
	for _, name := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n,;", r) }) {
		if !slices.ContainsFunc(all, func(o string) bool { return campus.FoldLogin(o) == campus.FoldLogin(name) }) {
			all = append(all, name)
		}
	}
	return all
}

// postedCourseForm returns the form of a course that was posted. Its co-teachers are in any number of fields.
func postedCourseForm(c echo.Context, more ...string) views.Form {
	form := postedForm(c, append(views.CourseFieldNames(), more...)...)
	posted := postedFields(c)
	typed := slices.Clone(posted["co_teachers"])
	for _, name := range slices.Sorted(maps.Keys(posted)) {
		if strings.HasPrefix(name, views.MoreCoTeachers) {
			typed = append(typed, posted.Get(name))
		}
	}
	form.Values["co_teachers"] = strings.Join(usernames(strings.Join(typed, " ")), "\n")
	return form
}

// opOf is the operation of a form with what stands in it: who goes back and sends something else means something else.
func opOf(form views.Form) string { return opWith(form, views.CourseFieldNames()) }

// opWith is the operation of a form with what stands in some of its fields.
func opWith(form views.Form, names []string) string {
	sum := sha256.New()
	for _, name := range names {
		fmt.Fprintf(sum, "%q ", form.Value(name))
	}
	return fmt.Sprintf("%.60s-%x", form.Op, sum.Sum(nil)[:12])
}

// createCourse is POST /courses.
func (s *Server) createCourse(c echo.Context) error {
	form := postedCourseForm(c)
	n, err := s.postedCourse(c.Request().Context(), form)
	var made campus.Course
	if err == nil {
		made, err = s.Store.Courses.Create(c.Request().Context(), asker(c), n, opOf(form))
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
	if shown := form.Value("shown_closing"); shown != "" && unchanged(form, "closing", "closes_date", "closes_time") {
		n.Closing = "" // to the second, and though it be past
	} else if n.Closing == campus.ClosesDate {
		zone, err := time.LoadLocation(cmp.Or(form.Value("zone"), "UTC"))
		if err != nil || zone == time.Local { // which is where the Stoa stands
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
	if form.Value("closing") == "" {
		wrong["closing"] = "by itself, at a time or never"
	}
	n.Seen, _ = strconv.ParseInt(form.Value("seen"), 10, 64)
	return n, campus.Both(n.Validate(s.Store.Now()), campus.InvalidFields(wrong))
}

// unchanged reports whether fields are as they were shown.
func unchanged(form views.Form, names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return form.Value(name) != form.Value("shown_"+name) })
}

// postedStaff finds who is named as the teacher and as co-teachers.
func (s *Server) postedStaff(ctx context.Context, form views.Form, n *campus.NewCourse, wrong map[string]string) error {
	named := usernames(form.Value("co_teachers"))
	var nobody []string
	n.With = []int64{}
	for _, login := range named[:min(len(named), campus.MaxWith+1)] { // more than that is said by Validate
		id, err := s.Store.People.Find(ctx, login)
		switch {
		case err != nil:
			return err
		case id == 0:
			nobody = append(nobody, login)
		}
		n.With = append(n.With, id)
	}
	if len(nobody) > 0 {
		wrong["co_teachers"] = "nobody has the username " + strings.Join(nobody, " or ")
		n.With = n.With[:0]
	}
	login := strings.TrimSpace(form.Value("teacher"))
	if login == "" {
		return nil
	}
	id, err := s.Store.People.Find(ctx, login)
	if n.Teacher = id; err == nil && id == 0 {
		wrong["teacher"] = "nobody has the username " + login
	}
	return err
}
