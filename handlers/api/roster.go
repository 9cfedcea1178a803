package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
)

// rostered is somebody on a roster.
type rostered struct {
	ID      int64    `json:"id"`
	Name    string   `json:"name"`
	State   string   `json:"state"`
	Joined  *instant `json:"joined"`
	Left    *instant `json:"left"`
	Minutes int      `json:"minutes"`
	Reason  *string  `json:"reason"`
}

// Roster is GET /meetings/{id}/{order}/roster?cursor=&limit=: who was expected and who came, for the meeting's staff.
func (a *API) Roster(c echo.Context) error {
	id, order, err := instance(c, campus.ErrNoMeeting)
	if err != nil {
		return err
	}
	n, err := limit(c)
	if err != nil {
		return err
	}
	r, err := a.store.Meetings.Roster(c.Request().Context(), asker(c), id, order, nil, c.QueryParam("cursor"), n)
	if err != nil {
		return err
	}
	out := make([]rostered, len(r.People))
	for i, one := range r.People {
		out[i] = rostered{ID: one.Person.ID, Name: one.Person.Name, State: string(one.State), Minutes: one.Minutes()}
		if !one.Joined.IsZero() {
			joined := instant(one.Joined)
			out[i].Joined = &joined
		}
		if !one.Left.IsZero() {
			left := instant(one.Left)
			out[i].Left = &left
		}
		if one.Excuse != nil {
			out[i].Reason = &one.Excuse.Reason
		}
	}
	return write(c, http.StatusOK, map[string]any{"roster": out, "next": cursorOrNull(r.Next)})
}

// Remind is POST /meetings/{id}/{order}/roster/remind: tells who is absent that they are missed.
func (a *API) Remind(c echo.Context) error {
	id, order, err := instance(c, campus.ErrNoMeeting)
	if err != nil {
		return err
	}
	n, err := a.store.Meetings.Remind(c.Request().Context(), asker(c), id, order, op(c))
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, map[string]any{"reminded": n})
}

// expectedOne reads whom of which instance a call is about.
func expectedOne(c echo.Context) (id int64, order int, person int64, err error) {
	id, order, err = instance(c, campus.ErrNoMeeting)
	person, ok := campus.ParseID(c.Param("user"))
	if err == nil && !ok {
		err = campus.ErrNotExpected
	}
	return id, order, person, err
}

// Excuse is PUT /meetings/{id}/{order}/roster/{userID}/excuse {reason?}.
func (a *API) Excuse(c echo.Context) error {
	id, order, person, err := expectedOne(c)
	if err != nil {
		return err
	}
	var in struct {
		Reason string `json:"reason"`
	}
	if err := read(c, &in); err != nil {
		return err
	}
	if err := a.store.Meetings.Excuse(c.Request().Context(), asker(c), id, order, person, in.Reason, op(c)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// Expect is DELETE /meetings/{id}/{order}/roster/{userID}/excuse.
func (a *API) Expect(c echo.Context) error {
	id, order, person, err := expectedOne(c)
	if err != nil {
		return err
	}
	if err := a.store.Meetings.TakeBackExcuse(c.Request().Context(), asker(c), id, order, person, op(c)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// Here is POST /meetings/{id}/{order}/here: a script says that it is in the room still. From then on it has to, once a minute.
func (a *API) Here(c echo.Context) error {
	id, order, err := instance(c, campus.ErrNotActive)
	if err != nil {
		return err
	}
	if err := a.store.Meetings.Here(c.Request().Context(), asker(c), id, order); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
