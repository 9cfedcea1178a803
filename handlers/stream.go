package handlers

import (
	"context"

	"github.com/labstack/echo/v4"

	"stoa/handlers/api"
	"stoa/handlers/live"
	"stoa/store"
	"stoa/store/campus"
)

// live is GET /live?topic=…&after=…&once=1: the one stream of a page. Its frames are fragments, drawn once for everybody.
// With once it ends as soon as it has said what is new: a page that has no connection to spare asks again and again.
func (s *Server) live(c echo.Context) error {
	session, err := s.sessions.Get(c.Request(), s.sessions.name())
	if err != nil {
		return err
	}
	ask := api.StreamRequest{Topics: c.QueryParams()["topic"], After: c.QueryParam("after"), Who: func(ctx context.Context) (campus.Person, error) {
		return s.Store.Visitor(ctx, session.ID, store.Browser)
	}}
	return s.serve(c, ask)
}

func (s *Server) serve(c echo.Context, ask api.StreamRequest) error {
	stream, err := s.api.NewStream(c, ask)
	if err != nil {
		return err
	}
	stream.Encoding, stream.Once = s.html, c.QueryParam("once") == "1"
	return stream.Serve(c.Response().Writer, c.Request())
}

var _ live.Drawer = fragments{}
