package handlers

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// editMeeting is GET /meetings/{id}/edit, for its staff.
func (s *Server) editMeeting(c echo.Context) error {
	desk, err := s.meetingDesk(c)
	if err != nil {
		return err
	}
	form := newForm()
	form.Values = editableMeeting(desk)
	for _, f := range views.MeetingFields() {
		form.Values["shown_"+f.Name] = form.Values[f.Name]
	}
	return s.showEditMeeting(c, http.StatusOK, desk, form)
}

// meetingDesk reads the meeting that a route names, for its staff.
func (s *Server) meetingDesk(c echo.Context) (store.MeetingDesk, error) {
	id, ok := campus.ParseID(c.Param("meeting"))
	if !ok {
		return store.MeetingDesk{}, campus.ErrNoMeeting
	}
	return s.Store.Meetings.Desk(c.Request().Context(), asker(c), id, "")
}

// editableMeeting returns a meeting as its form has it.
func editableMeeting(desk store.MeetingDesk) map[string]string {
	m := desk.Meeting
	addresses := make([]string, len(desk.Addresses))
	for i, a := range desk.Addresses {
		addresses[i] = a.Email
	}
	return map[string]string{"title": m.Title, "description": m.Description, "link": m.Link, "course": m.Course,
		"public": map[bool]string{false: "0", true: "1"}[m.Public], "audience": strings.Join(addresses, "\n"), "host": desk.Host.Username,
		"seen": strconv.FormatInt(m.Version, 10)}
}

func (s *Server) showEditMeeting(c echo.Context, status int, desk store.MeetingDesk, form views.Form, theirs ...views.Fact) error {
	form.Action = views.MeetingEditPath(desk.Meeting.ID)
	page := s.meetingForm(c, "Edit "+campus.Isolated(desk.Meeting.Title), desk, form)
	page.Back, page.BackTo, page.Theirs = views.DatesPath(desk.Meeting.ID), desk.Meeting.Title, theirs
	for i := range page.Theirs {
		page.Theirs[i].Text = page.MeetingValueWords(page.Theirs[i].Name, page.Theirs[i].Text)
	}
	return s.page(c, status, views.MeetingForm(page))
}

// postedEdit reads the form of a meeting that is there. Of what was left as it was shown, who hosts it and whom it lists
// stay as they are by then.
func (s *Server) postedEdit(c echo.Context) (form views.Form, n campus.NewMeeting, twice string, err error) {
	var shown []string
	for _, f := range views.MeetingFields() {
		shown = append(shown, "shown_"+f.Name)
	}
	form = postedMeetingForm(c, shown...)
	form.Values["audience"] = strings.ReplaceAll(form.Value("audience"), "\r\n", "\n") // as it was shown
	for _, name := range append(shown, "description") {
		form.Values[name] = strings.ReplaceAll(form.Value(name), "\r\n", "\n")
	}
	n, twice, err = s.readEdit(c, form)
	return form, n, twice, err
}

// readEdit reads what the form of a meeting that is there says.
func (s *Server) readEdit(c echo.Context, form views.Form) (n campus.NewMeeting, twice string, err error) {
	n, twice, err = s.postedMeeting(c.Request().Context(), form)
	if unchanged(form, "audience") {
		n.Audience = nil
	}
	if unchanged(form, "host") {
		n.Host = 0
	}
	n.Seen, _ = strconv.ParseInt(form.Value("seen"), 10, 64)
	return n, twice, err
}

// saveMeeting is POST /meetings/{id}/edit. It is made from the version that was shown: what somebody else has changed meanwhile is not
// written over unseen.
func (s *Server) saveMeeting(c echo.Context) error {
	form, n, twice, err := s.postedEdit(c)
	desk, derr := s.meetingDesk(c)
	if derr != nil {
		return s.meetingGone(c, derr, form)
	}
	if err == nil {
		_, err = s.Store.Meetings.Edit(c.Request().Context(), asker(c), desk.Meeting.ID, n, meetingOp(form))
	}
	if err != nil {
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error {
			return s.meetingRefused(c, err, status, desk, f)
		}})
	}
	s.giveNotice(c, map[bool]string{true: "saved", false: "saved-once"}[twice == ""])
	return see(c, views.DatesPath(desk.Meeting.ID))
}

// meetingRefused shows a form again that was not saved.
func (s *Server) meetingRefused(c echo.Context, err error, status int, desk store.MeetingDesk, f views.Form) error {
	if !errors.Is(err, campus.ErrMeanwhile) {
		return s.showEditMeeting(c, status, desk, f)
	}
	desk, err = s.meetingDesk(c) // as it is by now
	if err != nil {
		return err
	}
	fields, now := views.MeetingFields(), editableMeeting(desk)
	f, theirs := merged(f, now, fields)
	f.Values["seen"] = now["seen"]
	if len(theirs) == 0 { // another version in which nothing of the form is another: there is nothing to look at
		return s.saveMeetingAgain(c, desk, f)
	}
	for i := range theirs {
		for _, field := range fields {
			if field.Label == theirs[i].Name {
				page := s.meetingForm(c, "", desk, f)
				theirs[i].Text = page.MeetingValueWords(field.Name, theirs[i].Text)
			}
		}
	}
	return s.showEditMeeting(c, status, desk, f, theirs...)
}

// saveMeetingAgain saves a form from the version that its meeting has by now.
func (s *Server) saveMeetingAgain(c echo.Context, desk store.MeetingDesk, f views.Form) error {
	n, _, err := s.readEdit(c, f)
	if err == nil {
		_, err = s.Store.Meetings.Edit(c.Request().Context(), asker(c), desk.Meeting.ID, n, meetingOp(f))
	}
	if err != nil {
		return s.refuse(c, err, f, redraw{page: func(status int, f views.Form) error { return s.showEditMeeting(c, status, desk, f) }})
	}
	s.giveNotice(c, "saved")
	return see(c, views.DatesPath(desk.Meeting.ID))
}

// meetingGone answers a form for a meeting that has been deleted meanwhile, or is not the asker's any more: what was typed
// is offered as a meeting of its own.
func (s *Server) meetingGone(c echo.Context, err error, f views.Form) error {
	status := http.StatusNotFound
	switch {
	case errors.Is(err, campus.ErrNoMeeting):
		f.Error = "This meeting has been deleted. What you typed is here still: you can plan it as a new one."
	case errors.Is(err, campus.ErrNotMeetingStaff) && asker(c).Role.Staff():
		status = http.StatusForbidden
		f.Error = web.ProblemOf(err).Sentence + " What you typed is here still: you can plan it as a meeting of your own."
	default:
		return err
	}
	f.Op, f.Errors = campus.NewOp(), nil
	delete(f.Values, "host")
	f.Values["repeat"], f.Values["ends"] = views.RepeatOnce, "times"
	f.Values["zone"] = cmp.Or(f.Value("zone"), s.clock(asker(c)).Zone.String())
	return s.showNewMeeting(c, status, f, views.PlannedDates{Incomplete: true})
}
