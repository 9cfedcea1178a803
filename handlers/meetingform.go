package handlers

import (
	"context"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// newMeeting is GET /meetings/new?course=, for teachers and admins.
func (s *Server) newMeeting(c echo.Context) error {
	form := newForm()
	form.Values = map[string]string{"course": c.QueryParam("course"), "from_course": c.QueryParam("course"), "public": "0",
		"repeat": views.RepeatOnce, "ends": "times", "zone": s.clock(asker(c)).Zone.String()}
	return s.showNewMeeting(c, http.StatusOK, form, views.PlannedDates{Incomplete: true})
}

// showNewMeeting draws the form of a new meeting.
func (s *Server) showNewMeeting(c echo.Context, status int, form views.Form, dates views.PlannedDates) error {
	desk, err := s.Store.Meetings.Desk(c.Request().Context(), asker(c), 0, form.Value("course"))
	if err != nil {
		return err
	}
	form.Action = views.PathMeetings
	page := s.meetingForm(c, "New meeting", desk, form)
	page.Dates, page.Back, page.BackTo = dates, views.PathMeetings, "Meetings"
	for _, course := range desk.Courses {
		if course.ID == form.Value("from_course") {
			page.Back, page.BackTo = views.CoursePath(course.ID), course.Title
		}
	}
	return s.page(c, status, views.MeetingForm(page))
}

// meetingForm returns the form of a meeting, but for where it was come from.
func (s *Server) meetingForm(c echo.Context, title string, desk store.MeetingDesk, form views.Form) views.MeetingFormPage {
	who, now := asker(c), s.Store.Now()
	page := views.MeetingFormPage{Page: s.newPage(c, title), ID: desk.Meeting.ID, Meeting: desk.Meeting.Title, Form: form,
		Admin: who.Role == campus.Admin, Zones: campus.Zones(), Rows: rowsIn(form)}
	page.Nav = views.NavMeetings
	for _, course := range desk.Courses {
		page.Courses = append(page.Courses, views.NamedCourse{ID: course.ID, Title: course.Title, Closed: !course.Open(now)})
	}
	for _, p := range desk.Hosts {
		page.Hosts = append(page.Hosts, views.CoTeacher{Username: p.Username, Name: p.Name})
	}
	return page
}

// postedMeetingForm returns the form of a meeting that was posted, with as many dates as were typed.
func postedMeetingForm(c echo.Context, more ...string) views.Form {
	form := postedForm(c, append(views.MeetingFieldNames(), more...)...)
	for name := range postedFields(c) {
		if strings.HasPrefix(name, views.DateField) || strings.HasPrefix(name, views.LaterField) {
			form.Values[name] = posted(c, name)
		}
	}
	return form
}

// checkMeeting is POST /meetings/new: draws the form again with the dates that it makes, and with do=add with one more
// date to fill in; to htmx the dates alone. Nothing is saved.
func (s *Server) checkMeeting(c echo.Context) error {
	form := postedMeetingForm(c, views.DateFieldNames()...)
	dates, err := s.planned(c, form)
	if err != nil {
		return err
	}
	dates.shown.Asked = posted(c, "do") == "check"
	form.Errors = dates.worth()
	if dates.shown.Alone = isHTMX(c); dates.shown.Alone {
		return s.page(c, http.StatusOK, views.Planned(views.MeetingFormPage{Form: form, Rows: rowsIn(form), Dates: dates.shown}))
	}
	if posted(c, "do") == "add" {
		addRow(form)
		form.Errors = nil
	}
	return s.showNewMeeting(c, http.StatusOK, form, dates.shown)
}

// createMeeting is POST /meetings.
func (s *Server) createMeeting(c echo.Context) error {
	ctx, form := c.Request().Context(), postedMeetingForm(c, views.DateFieldNames()...)
	dates, err := s.planned(c, form)
	if err != nil {
		return err
	}
	n, twice, err := s.postedMeeting(ctx, form)
	if n.Slots = dates.slots(); len(dates.wrong) > 0 {
		err = campus.Both(err, dates.err())
	} else {
		err = campus.Both(err, n.Validate())
	}
	if err == nil {
		err = dates.unseen(form.Value("looked"))
	}
	if err == nil {
		var made campus.Meeting
		if made, err = s.Store.Meetings.Create(ctx, asker(c), n, meetingOp(form)); err == nil {
			s.giveNotice(c, plannedNotice(twice))
			return see(c, views.DatesPath(made.ID))
		}
	}
	return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showNewMeeting(c, status, f, dates.shown) }})
}

// plannedNotice says that a meeting is planned, and what has become of addresses that were typed twice.
func plannedNotice(twice string) string {
	if twice != "" {
		return "planned-once"
	}
	return "planned"
}

// postedMeeting reads the form of a meeting, but for its dates. Everything that is wrong in it is said at once. twice says
// which addresses were typed more than once.
func (s *Server) postedMeeting(ctx context.Context, form views.Form) (n campus.NewMeeting, twice string, err error) {
	n = campus.NewMeeting{Title: strings.TrimSpace(form.Value("title")), Description: strings.TrimSpace(form.Value("description")),
		Link: strings.TrimSpace(form.Value("link")), Course: form.Value("course"), Public: form.Value("public") == "1",
		Audience: []string{}}
	wrong := map[string]string{}
	if form.Value("public") == "" {
		wrong["public"] = "who is invited, or everyone"
	}
	all, flaws, twice := campus.ParseAddresses(form.Value("audience"))
	if flaws != "" {
		wrong["audience"] = flaws
	} else {
		n.Audience = append(n.Audience, all...)
	}
	if login := strings.TrimSpace(form.Value("host")); login != "" {
		if n.Host, err = s.Store.People.Find(ctx, login); err != nil {
			return n, twice, err
		}
		if n.Host == 0 {
			wrong["host"] = "nobody has the username " + login
		}
	}
	return n, twice, campus.Both(n.ValidateEdit(), campus.InvalidFields(wrong))
}

// meetingOp is the operation of a form with what stands in it: who goes back and sends something else means something else.
func meetingOp(form views.Form) string {
	return opWith(form, sortedFields(form, "looked"))
}
