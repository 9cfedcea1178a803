package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
)

// EditMeeting is PUT /meetings/{id}: what it is and who may come; an audience that is left out is kept, and so are its
// dates.
func (a *API) EditMeeting(c echo.Context) error {
	id, ok := campus.ParseID(c.Param("meeting"))
	if !ok {
		return campus.ErrNoMeeting
	}
	var in struct {
		Title       string       `json:"title"`
		Description string       `json:"description"`
		Public      bool         `json:"public"`
		Course      string       `json:"course"`
		Link        string       `json:"link"`
		Host        hostIn       `json:"host"`
		Audience    *[]addressIn `json:"audience"`
	}
	if err := read(c, &in); err != nil {
		return err
	}
	n := campus.NewMeeting{Title: in.Title, Description: in.Description, Public: in.Public, Host: int64(in.Host), Course: in.Course,
		Link: in.Link}
	if in.Audience != nil {
		n.Audience = addresses(*in.Audience)
	}
	seen, version, err := a.meetingVersion(c, id)
	if err != nil {
		return err
	}
	n.Seen = version
	changed, err := a.store.Meetings.Edit(c.Request().Context(), asker(c), id, n, op(c))
	if err != nil {
		return a.staleMeeting(c, id, seen, err)
	}
	return a.writeMeeting(c, http.StatusOK, changed)
}

// DeleteMeeting is DELETE /meetings/{id}: cancels what is to come and hides it.
func (a *API) DeleteMeeting(c echo.Context) error {
	id, ok := campus.ParseID(c.Param("meeting"))
	if !ok {
		return campus.ErrNoMeeting
	}
	seen, version, err := a.meetingVersion(c, id)
	if err != nil {
		return err
	}
	if err := a.store.Meetings.Delete(c.Request().Context(), asker(c), id, version, op(c)); err != nil {
		return a.staleMeeting(c, id, seen, err)
	}
	return c.NoContent(http.StatusNoContent)
}

// later reads ?scope=: this date alone, or all later ones too.
func later(c echo.Context) (bool, error) {
	switch c.QueryParam("scope") {
	case "", "this":
		return false, nil
	case "later":
		return true, nil
	}
	return false, campus.InvalidField("scope", "this or later")
}

// MoveInstance is PATCH /meetings/{id}/{order}?scope=: moves a date; what is left out stays.
func (a *API) MoveInstance(c echo.Context) error {
	id, order, err := instance(c, campus.ErrNoMeeting)
	if err != nil {
		return err
	}
	all, err := later(c)
	if err != nil {
		return err
	}
	// Who may not move a meeting learns nothing of its dates; the first, which every meeting has, stands for them.
	seat, err := a.store.Meetings.Seat(c.Request().Context(), asker(c), id, 1)
	if err == nil && !seat.Staff {
		err = campus.ErrNotMeetingStaff
	}
	if err != nil {
		return err
	}
	var in moveIn
	if err := read(c, &in); err != nil {
		return err
	}
	slot, err := in.slot()
	if err != nil {
		return err
	}
	seen, version, err := a.meetingVersion(c, id)
	if err != nil {
		return err
	}
	if err := a.store.Meetings.MoveInstances(c.Request().Context(), asker(c), id, order, slot, all, version, op(c)); err != nil {
		return a.staleMeeting(c, id, seen, err)
	}
	return a.writeMoved(c, id, order, all)
}

// writeMoved answers with a date that was moved, and says what of it and those that moved along is worth knowing.
func (a *API) writeMoved(c echo.Context, id int64, order int, all bool) error {
	m, err := a.store.Meetings.Get(c.Request().Context(), id) // first, so that its version is not of what comes after
	if err != nil {
		return err
	}
	instances, err := a.store.Meetings.Instances(c.Request().Context(), m)
	if err != nil {
		return err
	}
	moved := campus.NewMeeting{Host: m.Host.ID}
	for _, i := range instances {
		state := i.State(a.store.Now())
		if (i.Order == order || all && i.Order > order) && (state == campus.Scheduled || state == campus.Active) {
			moved.Slots = append(moved.Slots, campus.Slot{From: i.From, To: i.To, Zone: i.Zone})
		}
	}
	warned, err := a.warnings(c, moved, m)
	if err != nil {
		return err
	}
	tagVersion(c, m.Version)
	return write(c, http.StatusOK, plannedInstance{newInstance(instances[order-1], a.store.Now()), warned})
}

// moveIn is where a date moves to, as it is sent: what is left out, or null, stays.
type moveIn struct {
	From *moment `json:"from"`
	To   *moment `json:"to"`
	Zone string  `json:"zone"`
}

func (in moveIn) slot() (campus.Slot, error) {
	slot := campus.Slot{Zone: in.Zone}
	wrong := map[string]string{}
	for _, field := range []struct {
		name string
		sent *moment
		into *time.Time
	}{{"from", in.From, &slot.From}, {"to", in.To, &slot.To}} {
		if field.sent == nil {
			continue
		}
		if *field.into = time.Time(*field.sent); field.into.IsZero() {
			wrong[field.name] = "a time such as 2026-12-31T12:00:00Z"
		}
	}
	return slot, campus.InvalidFields(wrong)
}

// CancelInstance is DELETE /meetings/{id}/{order}?scope=: cancels a date, which keeps its number.
func (a *API) CancelInstance(c echo.Context) error {
	id, order, err := instance(c, campus.ErrNoMeeting)
	if err != nil {
		return err
	}
	all, err := later(c)
	if err != nil {
		return err
	}
	seen, version, err := a.meetingVersion(c, id)
	if err != nil {
		return err
	}
	if err := a.store.Meetings.CancelInstances(c.Request().Context(), asker(c), id, order, all, version, op(c)); err != nil {
		return a.staleMeeting(c, id, seen, err)
	}
	return a.writeInstance(c, id, order)
}

func (a *API) writeInstance(c echo.Context, id int64, order int) error {
	m, err := a.store.Meetings.Get(c.Request().Context(), id) // first, so that its version is not of what comes after
	if err != nil {
		return err
	}
	i, err := a.store.Meetings.Instance(c.Request().Context(), id, order)
	if err != nil {
		return err
	}
	tagVersion(c, m.Version)
	return write(c, http.StatusOK, newInstance(i, a.store.Now()))
}

// Start is POST /meetings/{id}/{order}/start: begins now.
func (a *API) Start(c echo.Context) error { return a.turn(c, campus.TurnStart) }

// Extend is POST /meetings/{id}/{order}/extend: ten minutes more.
func (a *API) Extend(c echo.Context) error { return a.turn(c, campus.TurnExtend) }

// End is POST /meetings/{id}/{order}/end: ends now.
func (a *API) End(c echo.Context) error { return a.turn(c, campus.TurnEnd) }

func (a *API) turn(c echo.Context, turn campus.Turn) error {
	id, order, err := instance(c, campus.ErrNoMeeting)
	if err != nil {
		return err
	}
	if _, err := a.store.Meetings.Turn(c.Request().Context(), asker(c), id, order, turn, op(c)); err != nil {
		return err
	}
	return a.writeInstance(c, id, order)
}

// hostIn is a host as it is sent: an id, or as it was read, an object with one.
type hostIn int64

// UnmarshalJSON implements json.Unmarshaler.
func (h *hostIn) UnmarshalJSON(b []byte) error {
	var n named
	if err := json.Unmarshal(b, (*int64)(h)); err == nil {
		return nil
	}
	err := json.Unmarshal(b, &n)
	*h = hostIn(n.ID)
	return err
}

// addressIn is an address as it is sent: a text, or as it was read, an object with one. What is neither is no address.
type addressIn string

// UnmarshalJSON implements json.Unmarshaler; it never fails.
func (a *addressIn) UnmarshalJSON(b []byte) error {
	var read address
	if json.Unmarshal(b, (*string)(a)) != nil && json.Unmarshal(b, &read) == nil {
		*a = addressIn(read.Email)
	}
	return nil
}

// addresses returns a list of them that is not nil.
func addresses(in []addressIn) []string {
	out := make([]string, len(in))
	for i, a := range in {
		out[i] = string(a)
	}
	return out
}
