package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
)

// Meetings is GET /meetings?state=&cursor=&limit=: the instances that one may enter, active first, then coming, past and
// cancelled ones.
func (a *API) Meetings(c echo.Context) error {
	want := campus.State(c.QueryParam("state"))
	switch want {
	case "", campus.Active, campus.Scheduled, campus.Ended, campus.Cancelled:
	default:
		return campus.InvalidField("state", "scheduled, active, ended or cancelled")
	}
	n, err := limit(c)
	if err != nil {
		return err
	}
	page := a.store.Meetings.Page
	if c.QueryParam("mine") == "1" {
		page = a.store.Meetings.PageMine
	}
	all, next, err := page(c.Request().Context(), asker(c), nil, want, c.QueryParam("cursor"), n)
	if err != nil {
		return err
	}
	// One entry a meeting, with those of its instances that are on this page.
	out, at, now := []meeting{}, map[int64]int{}, a.store.Now()
	for _, l := range all {
		i, seen := at[l.Meeting.ID]
		if !seen {
			i = len(out)
			at[l.Meeting.ID] = i
			out = append(out, newMeeting(l.Meeting, nil, now))
		}
		out[i].Instances = append(out[i].Instances, newInstance(l.Instance, now))
	}
	return write(c, http.StatusOK, map[string]any{"meetings": out, "next": cursorOrNull(next)})
}

type slotIn struct {
	From moment `json:"from"`
	To   moment `json:"to"`
	Zone string `json:"zone"`
}

// moment is a time as it is sent. What is not one stays zero, which validation refuses with the field's name.
type moment time.Time

// UnmarshalJSON implements json.Unmarshaler; it never fails.
func (m *moment) UnmarshalJSON(b []byte) error {
	var t time.Time
	if json.Unmarshal(b, &t) == nil {
		*m = moment(t)
	}
	return nil
}

func (in slotIn) slot() campus.Slot {
	if in.Zone == "" {
		in.Zone = "UTC"
	}
	return campus.Slot{From: time.Time(in.From), To: time.Time(in.To), Zone: in.Zone}
}

// CreateMeeting is POST /meetings: plans a meeting with its instances.
func (a *API) CreateMeeting(c echo.Context) error {
	var in struct {
		Title       string      `json:"title"`
		Description string      `json:"description"`
		Public      bool        `json:"public"`
		Course      string      `json:"course"`
		Link        string      `json:"link"`
		Host        int64       `json:"host"`
		Audience    []addressIn `json:"audience"`
		Instances   []slotIn    `json:"instances"`
		Series      *seriesIn   `json:"series"`
	}
	if err := read(c, &in); err != nil {
		return err
	}
	n := campus.NewMeeting{Title: in.Title, Description: in.Description, Public: in.Public, Host: in.Host, Course: in.Course,
		Link: in.Link, Audience: addresses(in.Audience)}
	var err error
	if n.Slots, err = plannedSlots(in.Instances, in.Series); err != nil {
		return err
	}
	made, err := a.store.Meetings.Create(c.Request().Context(), asker(c), n, op(c))
	if err != nil {
		return err
	}
	c.Response().Header().Set("Location", Base+"/meetings/"+itoa(made.ID))
	warned, err := a.warnings(c, n, made)
	if err != nil {
		return err
	}
	return a.writeMeeting(c, http.StatusCreated, made, warned...)
}

func (a *API) writeMeeting(c echo.Context, status int, m campus.Meeting, warnings ...string) error {
	tagVersion(c, m.Version)
	instances, err := a.store.Meetings.Instances(c.Request().Context(), m)
	if err != nil {
		return err
	}
	out, err := a.withAudience(c, newMeeting(m, instances, a.store.Now()))
	if err != nil {
		return err
	}
	return write(c, status, plannedMeeting{out, warnings})
}

// withAudience adds to a meeting whom it lists, when its staff ask.
func (a *API) withAudience(c echo.Context, m meeting) (meeting, error) {
	_, audience, err := a.store.Meetings.Audience(c.Request().Context(), asker(c), m.ID)
	if errors.Is(err, campus.ErrNotMeetingStaff) {
		return m, nil
	}
	return m.withAudience(audience), err
}

// Meeting is GET /meetings/{id}: to whom it is open.
func (a *API) Meeting(c echo.Context) error {
	id, ok := campus.ParseID(c.Param("meeting"))
	if !ok {
		return campus.ErrNoMeeting
	}
	m, instances, err := a.store.Meetings.Plan(c.Request().Context(), asker(c), id)
	if err != nil {
		return err
	}
	out := newMeeting(m, instances, a.store.Now())
	if !m.Deleted {
		if out, err = a.withAudience(c, out); err != nil {
			return err
		}
	}
	tagVersion(c, m.Version)
	return write(c, http.StatusOK, out)
}

// AddInstance is POST /meetings/{id}/instances: one more date.
func (a *API) AddInstance(c echo.Context) error {
	id, ok := campus.ParseID(c.Param("meeting"))
	if !ok {
		return campus.ErrNoMeeting
	}
	var in slotIn
	if err := read(c, &in); err != nil {
		return err
	}
	slot := in.slot()
	order, err := a.store.Meetings.AddInstance(c.Request().Context(), asker(c), id, slot, op(c))
	if err != nil {
		return err
	}
	i := campus.Instance{Meeting: id, Order: order, From: slot.From, To: slot.To, Zone: slot.Zone}
	m, err := a.store.Meetings.Get(c.Request().Context(), id)
	if err != nil {
		return err
	}
	warned, err := a.warnings(c, campus.NewMeeting{Host: m.Host.ID, Slots: []campus.Slot{slot}}, m)
	if err != nil {
		return err
	}
	return write(c, http.StatusCreated, plannedInstance{newInstance(i, a.store.Now()), warned})
}

// Join is POST /meetings/{id}/{order}/join.
func (a *API) Join(c echo.Context) error {
	return a.attend(c, a.store.Meetings.Join, campus.SaidJoined)
}

// Leave is POST /meetings/{id}/{order}/leave.
func (a *API) Leave(c echo.Context) error {
	return a.attend(c, a.store.Meetings.Leave, campus.SaidLeft)
}

func (a *API) attend(c echo.Context, do func(context.Context, campus.Person, int64, int, string) error, said string) error {
	id, order, err := instance(c, campus.ErrNotActive)
	if err != nil {
		return err
	}
	if err := do(c.Request().Context(), asker(c), id, order, op(c)); err != nil {
		return err
	}
	return write(c, http.StatusOK, success{Success: true, Message: said})
}

// seat finds an instance for who may see into it. One that does not exist is as one that is not active.
func (a *API) seat(c echo.Context) (campus.Seat, error) {
	id, order, err := instance(c, campus.ErrNotActive)
	if err != nil {
		return campus.Seat{}, err
	}
	seat, err := a.store.Meetings.Reader(c.Request().Context(), asker(c), id, order)
	if campus.CodeOf(err) == campus.NotFound && err != nil {
		err = campus.ErrNotActive
	}
	return seat, err
}

// Participants is GET /meetings/{id}/{order}/participants?cursor=&limit=: who is in an open instance, by joining.
func (a *API) Participants(c echo.Context) error {
	seat, err := a.seat(c)
	if err != nil {
		return err
	}
	now := a.store.Now()
	if seat.Instance.State(now) != campus.Active {
		return campus.ErrNotActive
	}
	n, err := limit(c)
	if err != nil {
		return err
	}
	room := roomOf(seat)
	people, next, err := a.store.Rooms.People(c.Request().Context(), room, c.QueryParam("cursor"), n)
	if err != nil {
		return err
	}
	out := make([]participant, len(people))
	for i, p := range people {
		out[i] = newParticipant(p.Person, seat.Staff, now)
	}
	return write(c, http.StatusOK, map[string]any{"participants": out, "next": cursorOrNull(next)})
}

// ActiveMeetings is GET /active-meetings: the open instances that one may enter, by start, then id.
func (a *API) ActiveMeetings(c echo.Context) error {
	open, err := a.store.Meetings.Active(c.Request().Context(), asker(c))
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, map[string]any{"active_meetings": newActiveMeetings(open)})
}

// everybody is more people than any meeting has.
const everybody = 100_000

// JoinLogs is GET /active-meetings/join-logs: of everyone present in an open instance, the latest join.
func (a *API) JoinLogs(c echo.Context) error {
	open, err := a.store.Meetings.Attendance(c.Request().Context(), asker(c), everybody, nil)
	if err != nil {
		return err
	}
	type join struct {
		UserID    int64  `json:"userID"`
		EventType string `json:"eventType"`
		Timestamp string `json:"timestamp"`
	}
	type joinLog struct {
		Meeting activeMeeting `json:"meeting"`
		Joins   []join        `json:"join_logs"`
	}
	out := make([]joinLog, len(open))
	for i, o := range open {
		out[i] = joinLog{newActiveMeetings([]store.Listed{o.Listed})[0], make([]join, len(o.People))}
		for j, p := range o.People {
			out[i].Joins[j] = join{p.Person.ID, "join", precise(p.Joined)}
		}
	}
	return write(c, http.StatusOK, map[string]any{"active_meetings_participants_join_logs": out})
}
