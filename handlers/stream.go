package handlers

import (
	"bytes"
	"context"
	"strconv"

	"github.com/labstack/echo/v4"

	"stoa/handlers/live"
	"stoa/handlers/web"
	"stoa/store"
	"stoa/views"
)

// live is GET /live?topic=…&after=…&once=1: the one stream of a page. Its frames are fragments, drawn once for everybody.
// With once it ends as soon as it has said what is new: a page that has no connection to spare asks again and again.
func (s *Server) live(c echo.Context) error {
	session, err := s.sessions.Get(c.Request(), s.sessions.name())
	if err != nil {
		return err
	}
	ask := web.NewStreamRequest(c, live.HTML)
	ask.Once = c.QueryParam("once") == "1"
	ask.Stands = func(now web.Standing) []byte {
		var b bytes.Buffer
		_ = views.Swap(views.SwapOwn, strconv.FormatInt(ask.Person, 10), views.RoomShut(now.Why)).Render(context.Background(), &b)
		if now.Other.ID != 0 { // nobody tells a room of a rename in which nothing has been said yet
			_ = views.Renamed(now.Other.ID, now.Other.Name).Render(context.Background(), &b)
		}
		return b.Bytes()
	}
	ask.Visit = store.Visit{Token: session.ID, Kind: store.Browser}
	stream, err := s.streams.Stream(c.Request().Context(), ask)
	if err != nil {
		return err
	}
	return stream.Serve(c.Response().Writer, c.Request())
}
