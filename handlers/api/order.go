package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
)

// rules is what holds in a room for everybody but its staff.
type rules struct {
	Chat   chat `json:"chat"`
	Locked bool `json:"locked"`
}

func newRules(r campus.Rules) rules {
	return rules{chat{string(r.Mode()), r.Seconds}, r.Locked}
}

// SetChat is POST /meetings/{id}/{order}/chat {mode, seconds?}: who may write.
func (a *API) SetChat(c echo.Context) error {
	var in chat
	if err := read(c, &in); err != nil {
		return err
	}
	room, err := whichRoom(c, campus.ErrNoMeeting)
	if err != nil {
		return err
	}
	chosen := campus.Rules{Chat: campus.ChatMode(in.Mode), Seconds: in.Seconds}
	now, err := a.store.Rooms.SetChat(c.Request().Context(), asker(c), room, chosen, op(c))
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, newRules(now))
}

// LockRoom is POST /meetings/{id}/{order}/lock: nobody new comes in.
func (a *API) LockRoom(c echo.Context) error { return a.setLock(c, true) }

// UnlockRoom is POST /meetings/{id}/{order}/unlock: they do again.
func (a *API) UnlockRoom(c echo.Context) error { return a.setLock(c, false) }

func (a *API) setLock(c echo.Context, locked bool) error {
	id, order, err := instance(c, campus.ErrNoMeeting)
	if err != nil {
		return err
	}
	now, err := a.store.Meetings.Lock(c.Request().Context(), asker(c), id, order, locked, op(c))
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, newRules(now))
}

// Rules is GET /meetings/{id}/{order}/rules: who may write and come in.
func (a *API) Rules(c echo.Context) error {
	seat, err := a.seat(c)
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, newRules(seat.Rules))
}

// Mute is PUT /meetings/{id}/{order}/people/{person}/mute: they read and do not write, on all dates.
func (a *API) Mute(c echo.Context) error { return a.sanction(c, campus.KindMuted) }

// Unmute is DELETE /meetings/{id}/{order}/people/{person}/mute.
func (a *API) Unmute(c echo.Context) error { return a.sanction(c, campus.KindUnmuted) }

// SendOut is POST /meetings/{id}/{order}/people/{person}/remove: sends somebody out, who may come back.
func (a *API) SendOut(c echo.Context) error { return a.sanction(c, campus.KindRemoved) }

func (a *API) sanction(c echo.Context, what campus.Kind) error {
	room, err := whichRoom(c, campus.ErrNoMeeting)
	if err != nil {
		return err
	}
	whom, ok := campus.ParseID(c.Param("person"))
	if !ok {
		return campus.ErrNoPerson
	}
	if err := a.store.Rooms.Sanction(c.Request().Context(), asker(c), room, whom, what, op(c)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// Ban is PUT /meetings/{id}/people/{person}/ban: shuts somebody out of all dates, at once.
func (a *API) Ban(c echo.Context) error { return a.ban(c, true) }

// LiftBan is DELETE /meetings/{id}/people/{person}/ban.
func (a *API) LiftBan(c echo.Context) error { return a.ban(c, false) }

func (a *API) ban(c echo.Context, banned bool) error {
	id, ok := campus.ParseID(c.Param("meeting"))
	if !ok {
		return campus.ErrNoMeeting
	}
	whom, ok := campus.ParseID(c.Param("person"))
	if !ok {
		return campus.ErrNoPerson
	}
	do := a.store.Meetings.Lift
	if banned {
		do = a.store.Meetings.Ban
	}
	if err := do(c.Request().Context(), asker(c), id, whom, op(c)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// BanFromRoom is PUT /rooms/{id}/people/{person}/ban: shuts somebody out of a room that outlives meetings.
func (a *API) BanFromRoom(c echo.Context) error { return a.sanction(c, campus.KindBanned) }

// LiftRoomBan is DELETE /rooms/{id}/people/{person}/ban.
func (a *API) LiftRoomBan(c echo.Context) error { return a.sanction(c, campus.KindLifted) }

type ban struct {
	ID    int64   `json:"id"`
	Name  string  `json:"name"`
	Since instant `json:"since"`
}

// Bans is GET /meetings/{id}/bans: who is banned, for its staff.
func (a *API) Bans(c echo.Context) error {
	id, ok := campus.ParseID(c.Param("meeting"))
	if !ok {
		return campus.ErrNoMeeting
	}
	found, err := a.store.Meetings.Bans(c.Request().Context(), asker(c), id)
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, map[string]any{"banned": newBans(found)})
}

// Sanctioned is GET /rooms/{id}/sanctions: who is banned from a room that outlives meetings, and who is muted there, for its staff.
func (a *API) Sanctioned(c echo.Context) error {
	room, err := whichRoom(c, campus.ErrNoRoom)
	if err != nil {
		return err
	}
	found, err := a.store.Rooms.Sanctioned(c.Request().Context(), asker(c), room)
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, map[string]any{"banned": newBans(found.Banned), "muted": newBans(found.Muted)})
}

func newBans(people []campus.Participant) []ban {
	out := make([]ban, len(people))
	for i, p := range people {
		out[i] = ban{p.Person.ID, p.Person.Name, instant(p.Joined)}
	}
	return out
}
