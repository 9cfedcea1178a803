package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/rows"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// cancelQuestion is GET /meetings/{id}/{order}/cancel: asks, and says what follows.
func (s *Server) cancelQuestion(c echo.Context) error {
	return s.askCancel(c, http.StatusOK, newForm())
}

func (s *Server) askCancel(c echo.Context, status int, form views.Form) error {
	plan, date, later, err := s.dateOf(c)
	if err != nil {
		return err
	}
	if form.Value("scope") == "" {
		form.Values = map[string]string{"scope": "this"}
	}
	about := cancelling(plan, date, later, s.clock(asker(c)))
	row := about.clock.MeetingRow(plan.Meeting, date)
	form.Action = views.CancelPath(row.ID, row.Order)
	page := views.CancelPage{Page: s.newPage(c, "Cancel a date of "+campus.Isolated(row.Title)+"?"), Date: row, Later: len(later),
		Told: toldOf(plan)}
	page.Nav = views.NavMeetings
	page.Form, page.Theirs = about.ask(form)
	return s.page(c, status, views.CancelDate(page))
}

// cancelling is what the question is about whether dates are to be cancelled.
func cancelling(plan store.Planned, date campus.Instance, later []campus.Instance, clock rows.Clock) question {
	return question{plan: plan, clock: clock, first: date.Order, dates: append([]campus.Instance{date}, later...)}
}

// cancelDate is POST /meetings/{id}/{order}/cancel (scope, seen).
func (s *Server) cancelDate(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	if _, date, _, err := s.dateOf(c); err != nil && !date.Cancelled { // what is cancelled twice is cancelled
		return err
	}
	form := postedForm(c, append([]string{"scope"}, views.AskedFields...)...)
	all, err := laterOf(form)
	if err == nil {
		err = asSeen(form, func(seen int64) error {
			return s.Store.Meetings.CancelInstances(c.Request().Context(), asker(c), id, order, all, seen, form.Op)
		}, func() (question, error) {
			plan, date, later, err := s.dateOf(c)
			if date.Cancelled && !all {
				return question{plan: plan, settled: true}, nil
			}
			return cancelling(plan, date, later, s.clock(asker(c))), err
		})
	}
	if err != nil {
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.askCancel(c, status, f) }})
	}
	s.giveNotice(c, map[bool]string{false: "date-cancelled", true: "dates-cancelled"}[all])
	return see(c, views.DatePath(id, order))
}

// deleteMeetingQuestion is GET /meetings/{id}/delete: asks, and says what follows.
func (s *Server) deleteMeetingQuestion(c echo.Context) error {
	return s.askDeleteMeeting(c, http.StatusOK, newForm())
}

func (s *Server) askDeleteMeeting(c echo.Context, status int, form views.Form) error {
	about, err := s.deleting(c)
	if err != nil {
		return err
	}
	plan := about.plan
	page := views.AskPage{Page: s.newPage(c, "Delete "+campus.Isolated(plan.Meeting.Title)+"?"),
		Text: views.DeleteMeetingWords(len(about.dates), toldOf(plan)), Yes: "Delete the meeting", Back: views.DatesPath(plan.Meeting.ID)}
	form.Action, page.Nav = views.MeetingDeletePath(plan.Meeting.ID), views.NavMeetings
	page.Form, page.Theirs = about.ask(form)
	return s.page(c, status, views.Ask(page))
}

// deleting is what the question is about whether the meeting that a route names is to be deleted, for who may do so.
func (s *Server) deleting(c echo.Context) (question, error) {
	plan, err := s.planOf(c)
	if err == nil && !plan.Own {
		err = campus.ErrNotHost
	}
	about := question{plan: plan, clock: s.clock(asker(c))}
	for _, i := range plan.Instances {
		if goesOn(i, s.Store.Now()) {
			about.dates = append(about.dates, i)
		}
	}
	return about, err
}

// deleteMeeting is POST /meetings/{id}/delete (seen).
func (s *Server) deleteMeeting(c echo.Context) error {
	id, ok := campus.ParseID(c.Param("meeting"))
	if !ok {
		return campus.ErrNoMeeting
	}
	form := postedForm(c, views.AskedFields...)
	err := asSeen(form, func(seen int64) error {
		return s.Store.Meetings.Delete(c.Request().Context(), asker(c), id, seen, form.Op)
	}, func() (question, error) { return s.deleting(c) })
	if err != nil {
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.askDeleteMeeting(c, status, f) }})
	}
	s.giveNotice(c, "meeting-deleted")
	return see(c, views.PathMeetings)
}
