package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
)

// attending is how somebody attended a date.
type attending struct {
	State     string     `json:"state"`
	Late      bool       `json:"late"`
	LeftEarly bool       `json:"left_early"`
	FirstIn   instant    `json:"first_in"`
	LastOut   instant    `json:"last_out"`
	Minutes   int        `json:"minutes"`
	Share     float64    `json:"share"`
	Reason    *string    `json:"reason"`
	Times     []interval `json:"times"`
}

type interval struct {
	From instant `json:"from"`
	To   instant `json:"to"`
}

func attendingOf(a store.Attending) attending {
	out := attending{State: string(a.State), Late: a.Late, LeftEarly: a.Early, FirstIn: instant(a.Joined), LastOut: instant(a.Left),
		Minutes: a.Minutes(), Share: a.Share(), Times: make([]interval, len(a.Times))}
	for i, t := range a.Times {
		out.Times[i] = interval{instant(t.From), instant(t.To)}
	}
	if a.Excuse != nil {
		out.Reason = &a.Excuse.Reason
	}
	return out
}

type attendee struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	attending
}

// Attendance is GET /meetings/{id}/{order}/attendance?cursor=&limit=&format=: how people attended it, or the asker did.
func (a *API) Attendance(c echo.Context) error {
	id, order, err := instance(c, campus.ErrNoMeeting)
	if err != nil {
		return err
	}
	n, err := limit(c)
	if err != nil {
		return err
	}
	file := func(zone *time.Location) (web.AttendedFile, error) {
		return web.AttendedAt(c.Request().Context(), a.store, asker(c), id, order, zone)
	}
	if done, err := attendanceFile(c, file); done {
		return err
	}
	got, err := a.store.Meetings.AttendanceAt(c.Request().Context(), asker(c), id, order, c.QueryParam("cursor"), n)
	if err != nil {
		return err
	}
	out := make([]attendee, len(got.People))
	for i, one := range got.People {
		out[i] = attendee{one.Person.ID, one.Person.Name, attendingOf(one.Attending)}
	}
	return write(c, http.StatusOK, map[string]any{"attendance": out, "next": cursorOrNull(got.Next),
		"expired": got.Instance.Forgotten})
}

// heldDate is a date that is over.
type heldDate struct {
	Meeting int64   `json:"meeting"`
	Order   int     `json:"order"`
	Title   string  `json:"title"`
	Course  string  `json:"course_id"`
	From    instant `json:"from"`
	To      instant `json:"to"`
}

func heldOf(d store.HeldDate) heldDate {
	return heldDate{d.Meeting.ID, d.Instance.Order, d.Meeting.Title, d.Meeting.Course, instant(d.Instance.From), instant(d.Instance.To)}
}

type attendanceSums struct {
	Dates     int     `json:"dates"`
	Attended  int     `json:"attended"`
	Late      int     `json:"late"`
	LeftEarly int     `json:"left_early"`
	Excused   int     `json:"excused"`
	Absent    int     `json:"absent"`
	Minutes   int     `json:"minutes"`
	Share     float64 `json:"share"`
}

func sumsOf(s campus.Sums) attendanceSums {
	return attendanceSums{s.Dates, s.Attended, s.Late, s.Early, s.Excused, s.Absent, s.Minutes(), s.Share()}
}

// attendanceFile answers with a file where the request asks for one, whatever page of it that names. It reports whether it has, or has
// refused. The day in its name is that of the asker's zone.
func attendanceFile(c echo.Context, open func(zone *time.Location) (web.AttendedFile, error)) (done bool, err error) {
	switch format := c.QueryParam("format"); format {
	case "csv", "parquet":
		file, err := open(zoneOf(asker(c)))
		if err != nil {
			return true, err
		}
		return true, web.Rows(c, file.Rows, file.Name+"."+format)
	case "", "json":
		return false, nil
	}
	return true, campus.InvalidField("format", "json, csv or parquet")
}

// attendanceQuery reads ?after=&before=&dates=.
func attendanceQuery(c echo.Context) (q store.AttendanceQuery, err error) {
	q.Dates = c.QueryParam("dates")
	if q.After, err = timeParam("after", c.QueryParam("after")); err != nil {
		return q, err
	}
	if q.Before, err = timeParam("before", c.QueryParam("before")); err != nil {
		return q, err
	}
	if q.Before != (time.Time{}) && !q.Before.After(q.After) {
		err = campus.InvalidField("before", "a time later than after")
	}
	return q, err
}

// CourseAttendance is GET /courses/{id}/attendance?after=&before=&sort=&dates=&cursor=&limit=&format=: how people attended its dates,
// or the asker did.
func (a *API) CourseAttendance(c echo.Context) error {
	q, err := attendanceQuery(c)
	if err != nil {
		return err
	}
	if q.Limit, err = limit(c); err != nil {
		return err
	}
	switch sort := c.QueryParam("sort"); sort {
	case "share":
		q.ByShare = true
	case "":
	default:
		return campus.InvalidField("sort", "share")
	}
	q.Cursor = c.QueryParam("cursor")
	file := func(zone *time.Location) (web.AttendedFile, error) {
		return web.AttendedIn(c.Request().Context(), a.store, asker(c), c.Param("course"), q.TimeRange, zone)
	}
	if done, err := attendanceFile(c, file); done {
		return err
	}
	got, err := a.store.Meetings.AttendanceOf(c.Request().Context(), asker(c), c.Param("course"), q, nil)
	if err != nil {
		return err
	}
	type date struct {
		heldDate
		Came     int `json:"came"`
		Expected int `json:"expected"`
	}
	type person struct {
		ID   int64  `json:"id"`
		Name string `json:"name"`
		attendanceSums
		Attendance []*attending `json:"attendance"`
	}
	dates, people := make([]date, len(got.Dates)), make([]person, len(got.People))
	for i, d := range got.Dates {
		dates[i] = date{heldOf(d), d.Came, d.Expected}
	}
	for i, one := range got.People {
		people[i] = person{one.Person.ID, one.Person.Name, sumsOf(one.Sums), make([]*attending, len(one.At))}
		for n, at := range one.At {
			if at != nil {
				out := attendingOf(*at)
				people[i].Attendance[n] = &out
			}
		}
	}
	return write(c, http.StatusOK, map[string]any{"dates": dates, "next_dates": cursorOrNull(got.NextDates), "people": people,
		"next": cursorOrNull(got.Next)})
}

// MyAttendance is GET /me/attendance?after=&before=&dates=&limit=&format=: how the asker attended, over all courses.
func (a *API) MyAttendance(c echo.Context) error {
	q, err := attendanceQuery(c)
	if err != nil {
		return err
	}
	if q.Limit, err = limit(c); err != nil {
		return err
	}
	file := func(zone *time.Location) (web.AttendedFile, error) {
		return web.AttendedBy(c.Request().Context(), a.store, asker(c), asker(c).ID, q.TimeRange, zone)
	}
	if done, err := attendanceFile(c, file); done {
		return err
	}
	got, err := a.store.Meetings.AttendanceOfPerson(c.Request().Context(), asker(c), asker(c).ID, q, nil)
	if err != nil {
		return err
	}
	type date struct {
		heldDate
		attending
	}
	dates := make([]date, len(got.Dates))
	for i, d := range got.Dates {
		dates[i] = date{heldOf(d.HeldDate), attendingOf(d.Attending)}
	}
	return write(c, http.StatusOK, map[string]any{"dates": dates, "next_dates": cursorOrNull(got.Next), "sums": sumsOf(got.Sums)})
}
