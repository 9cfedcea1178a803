package handlers

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/live"
	"stoa/store/campus"
)

// headerBack says to a page's script that its reader had been let out of the room meanwhile, and is in it again.
const headerBack = "Stoa-Back"

// here is POST /meetings/{id}/{order}/here: the page of a room answers a beat, so somebody is there. Who was let out
// because no answer came comes in again, as a new join, for their page is open still.
func (s *Server) here(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	ctx, who := c.Request().Context(), asker(c)
	if err = s.Store.Meetings.Here(ctx, who, id, order); errors.Is(err, campus.ErrLost) {
		if err = s.Store.Meetings.Join(ctx, who, id, order, ""); errors.Is(err, campus.ErrAlreadyIn) {
			err = nil // another tab was first
		}
		c.Response().Header().Set(headerBack, "1")
	}
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// came notes who has opened a stream of a room. That it cannot be noted costs nobody their stream: the next beat notes it.
func (s *Server) came(ctx context.Context, topic string, person int64) {
	if err := s.Store.Meetings.Came(ctx, topic, person); err != nil && ctx.Err() == nil {
		s.Log.WarnContext(ctx, "noting who reads", "topic", topic, "err", err)
	}
}

// Online returns what says who has streams here.
func (s *Server) Online() *live.Online {
	own := campus.NewOp()
	return live.NewOnline(s.Hub, func(ctx context.Context, here, gone []int64) error {
		return s.Store.Presence.Stand(ctx, own, here, gone)
	}, s.Log)
}

// Standing returns what says at every beat whose streams of rooms stand here.
func (s *Server) Standing() *live.Standing {
	isRoom := func(topic string) bool { _, _, ok := campus.ParseMeetingTopic(topic); return ok }
	return live.NewStanding(s.Hub, isRoom, s.Store.Meetings.Standing, s.Log)
}
