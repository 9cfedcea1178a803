package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
)

// foundMessage is a message that a search has found, and where.
type foundMessage struct {
	Room foundRoom `json:"room"`
	message
	Author named `json:"author"`
}

// foundRoom is the room of a message.
type foundRoom struct {
	ID   campus.RoomID `json:"id"`
	Kind string        `json:"kind"`
	Name string        `json:"name"`
}

// SearchRooms is GET /rooms/search?q=&room=&from=&sort=&cursor=&limit=: what was said in the rooms that one may read, best match or
// newest first.
func (a *API) SearchRooms(c echo.Context) error {
	n, err := limit(c)
	if err != nil {
		return err
	}
	var room campus.RoomID
	if text := c.QueryParam("room"); text != "" {
		id, ok := campus.ParseRoomID(text)
		if !ok {
			return campus.ErrNoRoom
		}
		room = id
	}
	q, err := web.LineQuery(c, room)
	if err != nil {
		return err
	}
	q.Limit = n
	found, err := a.store.Rooms.Search(c.Request().Context(), asker(c), q, nil)
	if err != nil {
		return err
	}
	out := make([]foundMessage, len(found.Lines))
	for i, l := range found.Lines {
		out[i] = newFound(l)
	}
	return write(c, http.StatusOK, map[string]any{"messages": out, "meant": append([]string{}, found.Meant...),
		"searched": found.Rooms, "left_out": found.Left, "next": cursorOrNull(found.Next)})
}

func newFound(l store.FoundLine) foundMessage {
	id, _ := campus.ParseRoomTopic(l.Place.Topic)
	return foundMessage{foundRoom{id, string(l.Place.Kind), l.Place.Title}, newMessage(l.Line), named(l.Author)}
}
