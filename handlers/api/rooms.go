package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
)

// room is one of the rooms that who asks may read in, beside meetings.
type room struct {
	ID       string   `json:"id"`
	Kind     string   `json:"kind"`
	Name     string   `json:"name"`   // of a private room the other's
	People   []named  `json:"people"` // of a private room the two; else null
	Course   *string  `json:"course"` // of a course's room
	Last     *message `json:"last"`   // what was said last; null for nothing
	Unread   int      `json:"unread"`
	Mentions int      `json:"mentions"` // of these lines that are meant for who asks
	Read     int64    `json:"read"`     // the last line that they have read
	Writable bool     `json:"writable"` // lines are taken
}

func newRoom(m store.MyRoom, who campus.Person) room {
	out := room{ID: string(m.ID), Kind: string(m.Kind), Name: m.Title, Unread: m.Unread, Mentions: m.Mentions, Read: m.Read,
		Writable: m.Why == nil}
	switch m.Kind {
	case campus.PlacePrivate:
		out.People = []named{{ID: who.ID, Name: who.Name}, named(m.Other)}
	case campus.PlaceCourse:
		out.Course = &m.Course
	}
	if m.Last.ID != 0 {
		last := newMessage(m.Last)
		out.Last = &last
	}
	return out
}

// Rooms is GET /rooms?cursor=&limit=: one's rooms, by what was said last.
func (a *API) Rooms(c echo.Context) error {
	n, err := limit(c)
	if err != nil {
		return err
	}
	who := asker(c)
	mine, next, err := a.store.Rooms.MinePage(c.Request().Context(), who, c.QueryParam("cursor"), n)
	if err != nil {
		return err
	}
	out := make([]room, len(mine))
	for i, m := range mine {
		out[i] = newRoom(m, who)
	}
	return write(c, http.StatusOK, map[string]any{"rooms": out, "next": cursorOrNull(next)})
}

// ReadRoom is POST /rooms/{id}/read {id}: up to this line it is read; never back.
func (a *API) ReadRoom(c echo.Context) error {
	return a.mark(c, func(ctx context.Context, who campus.Person, room store.Room, line int64, _ string) (store.ReadMark, error) {
		return a.store.Rooms.MarkRead(ctx, who, room, line)
	})
}

// UnreadRoom is POST /rooms/{id}/unread {id}: this line and those after it are unread again.
func (a *API) UnreadRoom(c echo.Context) error { return a.mark(c, a.store.Rooms.MarkUnread) }

// mark sets how far somebody has read, and says how far that is.
func (a *API) mark(c echo.Context, do func(context.Context, campus.Person, store.Room, int64, string) (store.ReadMark, error)) error {
	var in struct {
		ID *int64 `json:"id"`
	}
	if err := read(c, &in); err != nil {
		return err
	}
	room, err := whichRoom(c, campus.ErrNoRoom)
	if err != nil {
		return err
	}
	if in.ID == nil {
		return campus.InvalidField("id", "id required")
	}
	mark, err := do(c.Request().Context(), asker(c), room, *in.ID, op(c))
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, map[string]any{"read": mark.Line, "unread": mark.Unread()})
}
