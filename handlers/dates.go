package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// dates is GET /meetings/{id}/dates: all dates of a meeting for whoever may come to it, with its staff's tools for them.
func (s *Server) dates(c echo.Context) error {
	plan, err := s.planEver(c)
	if err != nil {
		return err
	}
	clock, m := s.clock(asker(c)), plan.Meeting
	page := views.DatesPage{Page: s.newPage(c, m.Title), ID: m.ID, Description: m.Description, Host: views.NamedPerson(m.Host),
		CourseID: m.Course, Course: plan.Course, Public: m.Public, Link: m.Link, Staff: plan.Staff, Own: plan.Own,
		Room: len(plan.Instances) < campus.MaxInstances, Deleted: m.Deleted}
	page.Nav = views.NavMeetings
	for _, i := range plan.Instances {
		row := clock.MeetingRow(m, i)
		if i.To.After(clock.Now) && row.State != views.StateEnded && !m.Deleted {
			page.Coming = append(page.Coming, row)
		} else {
			page.Past = append(page.Past, row)
		}
	}
	return s.page(c, http.StatusOK, views.Dates(page))
}

// planOf reads the meeting that a route names, with its dates; ErrNoMeeting for one that is deleted.
func (s *Server) planOf(c echo.Context) (store.Planned, error) {
	plan, err := s.planEver(c)
	if err == nil && plan.Meeting.Deleted {
		err = campus.ErrNoMeeting
	}
	return plan, err
}

// planEver is planOf, and lets the staff of a meeting that is deleted read what was.
func (s *Server) planEver(c echo.Context) (store.Planned, error) {
	id, ok := campus.ParseID(c.Param("meeting"))
	if !ok {
		return store.Planned{}, campus.ErrNoMeeting
	}
	return s.Store.Meetings.Dates(c.Request().Context(), asker(c), id)
}

// dateOf reads the date that a route names, for the staff of its meeting. later are those after it that can be changed
// too.
func (s *Server) dateOf(c echo.Context) (plan store.Planned, date campus.Instance, later []campus.Instance, err error) {
	id, order, err := instanceParams(c)
	if err != nil {
		return plan, date, nil, err
	}
	plan, err = s.Store.Meetings.Dates(c.Request().Context(), asker(c), id)
	switch {
	case err != nil:
		return plan, date, nil, err
	case plan.Meeting.Deleted:
		return plan, date, nil, campus.ErrNoMeeting
	case !plan.Staff:
		return plan, date, nil, campus.ErrNotMeetingStaff
	}
	now := s.Store.Now()
	for _, i := range plan.Instances {
		if i.Order == order {
			date = i
		} else if i.Order > order && goesOn(i, now) {
			later = append(later, i)
		}
	}
	switch {
	case date.Order == 0:
		err = campus.ErrNoMeeting
	case !goesOn(date, now):
		err = campus.ErrOver
	}
	return plan, date, later, err
}

// goesOn reports whether a date can still be changed.
func goesOn(i campus.Instance, now time.Time) bool {
	state := i.State(now)
	return state == campus.Scheduled || state == campus.Active
}

// toldOf says whom a change of a meeting concerns.
func toldOf(plan store.Planned) views.Told {
	return views.Told{Course: plan.Course, Listed: plan.Listed, Public: plan.Meeting.Public}
}

// laterOf reads whether a change is of one date alone, or of it and all later ones.
func laterOf(form views.Form) (bool, error) {
	switch form.Value("scope") {
	case "", "this":
		return false, nil
	case "later":
		return true, nil
	}
	return false, campus.InvalidField("scope", "this date, or this and all later ones")
}
