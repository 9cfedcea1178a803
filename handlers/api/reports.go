package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store/campus"
)

// ReportMessage is POST /meetings/{id}/{order}/messages/{message}/report {reason, text?}: the same again is one report.
func (a *API) ReportMessage(c echo.Context) error {
	in, line, err := a.line(c)
	if err != nil {
		return err
	}
	made, err := newReport(c)
	if err != nil {
		return err
	}
	id, err := a.store.Reports.Line(c.Request().Context(), web.By(c, op(c)), in.room, line, made)
	if err != nil {
		return err
	}
	return write(c, http.StatusCreated, reportMade{id.String()})
}

// ReportPerson is POST /meetings/{id}/{order}/users/{userID}/report {reason, text?}: somebody who is or was in the room.
func (a *API) ReportPerson(c echo.Context) error {
	in, err := a.spoken(c)
	if err != nil {
		return err
	}
	whom, ok := campus.ParseID(c.Param("user"))
	if !ok {
		return campus.ErrNotThere
	}
	made, err := newReport(c)
	if err != nil {
		return err
	}
	id, err := a.store.Reports.Person(c.Request().Context(), web.By(c, op(c)), in.room, whom, made)
	if err != nil {
		return err
	}
	return write(c, http.StatusCreated, reportMade{id.String()})
}

// reportMade is the answer to who reported: only staff read reports.
type reportMade struct {
	ID string `json:"id"`
}

func newReport(c echo.Context) (campus.NewReport, error) {
	var in struct {
		Reason string `json:"reason"`
		Text   string `json:"text"`
	}
	err := read(c, &in)
	return campus.NewReport{Reason: campus.Reason(in.Reason), Text: in.Text}, err
}

// report is one report as the staff of its room reads it.
type report struct {
	ID       string  `json:"id"`
	Topic    string  `json:"topic"`
	Title    string  `json:"title"`
	Message  int64   `json:"message"`
	Whom     named   `json:"whom"`
	Reporter named   `json:"reporter"`
	Reason   string  `json:"reason"`
	Text     string  `json:"text"`
	Body     string  `json:"body"`
	Time     string  `json:"time"`
	Closed   instant `json:"closed"`
	ClosedBy *named  `json:"closed_by"`
}

// Reports is GET /reports?cursor=&limit=: newest first, those of the rooms that the asker is of the staff of.
func (a *API) Reports(c echo.Context) error {
	n, err := limit(c)
	if err != nil {
		return err
	}
	all, next, err := a.store.Reports.Page(c.Request().Context(), asker(c), c.QueryParam("cursor"), n)
	if err != nil {
		return err
	}
	out := make([]report, len(all))
	for i, r := range all {
		out[i] = report{ID: r.ID.String(), Topic: r.ID.Room, Title: r.Title, Message: r.ID.Line, Whom: named(r.Whom),
			Reporter: named(r.Reporter), Reason: string(r.Reason), Text: r.Text, Body: r.Body, Time: precise(r.At),
			Closed: instant(r.Closed)}
		if r.ClosedBy.ID != 0 {
			by := named(r.ClosedBy)
			out[i].ClosedBy = &by
		}
	}
	return write(c, http.StatusOK, map[string]any{"reports": out, "next": cursorOrNull(next)})
}

// CloseReport is POST /reports/{report}/close: somebody has looked after it.
func (a *API) CloseReport(c echo.Context) error {
	if err := a.store.Reports.Close(c.Request().Context(), asker(c), web.Param(c, "report"), op(c)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// Blocked is GET /me/blocked: whom the asker has blocked, the last first.
func (a *API) Blocked(c echo.Context) error {
	people, err := a.store.People.Blocked(c.Request().Context(), asker(c).ID)
	if err != nil {
		return err
	}
	out := make([]named, len(people))
	for i, p := range people {
		out[i] = named{p.ID, p.Name}
	}
	return write(c, http.StatusOK, map[string]any{"blocked": out})
}

// Block is PUT /me/blocked/{person}: again is the same.
func (a *API) Block(c echo.Context) error {
	whom, ok := campus.ParseID(c.Param("person"))
	if !ok {
		return campus.ErrNoPerson
	}
	if err := a.store.People.Block(c.Request().Context(), asker(c), whom, op(c)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// Unblock is DELETE /me/blocked/{person}: again is the same.
func (a *API) Unblock(c echo.Context) error {
	whom, ok := campus.ParseID(c.Param("person"))
	if !ok {
		return campus.ErrNoPerson
	}
	if err := a.store.People.Unblock(c.Request().Context(), asker(c), whom, op(c)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
