package api

import (
	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
)

// spot is a room that a call names, with how who asks stands to it.
type spot struct {
	room  store.Room
	place campus.Place
}

// whichRoom reads which room a call names; refused for what cannot be an instance.
func whichRoom(c echo.Context, refused error) (store.Room, error) {
	if text := web.Param(c, "room"); text != "" {
		id, ok := campus.ParseRoomID(text)
		if !ok {
			return store.Room{}, campus.ErrNoRoom
		}
		return store.RoomNamed(id), nil
	}
	id, order, err := instance(c, refused)
	return store.MeetingRoom(id, order), err
}

// spoken finds a room that one may read in; one of a meeting has begun.
func (a *API) spoken(c echo.Context) (spot, error) {
	if c.Param("room") != "" {
		room, err := whichRoom(c, nil)
		if err != nil {
			return spot{}, err
		}
		place, err := a.store.Rooms.Place(c.Request().Context(), asker(c), room)
		return spot{room, place}, err
	}
	seat, err := a.seat(c)
	if err != nil {
		return spot{}, err
	}
	now := a.store.Now()
	if state := seat.Instance.State(now); state != campus.Active && state != campus.Ended {
		return spot{}, campus.ErrNotActive
	}
	return spot{roomOf(seat), seat.Place(now)}, nil
}

func roomOf(s campus.Seat) store.Room { return store.MeetingRoom(s.Instance.Meeting, s.Instance.Order) }
