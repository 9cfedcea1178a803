package handlers

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
)

// refusals notes in the audit who tried what they have no right to. The answer never waits for it: what cannot be written
// down, because there is too much of it or Redis is away, is let go.
type refusals struct {
	audit   *store.Audit
	waiting chan refusal

	mu    sync.Mutex
	since time.Time
	seen  map[refusal]bool // since then
}

// refusal is somebody who may not use a route. Nothing of what they sent is in it.
type refusal struct {
	person campus.Person // nobody for a form from another site, which is refused before anybody asks whose it is
	from   string
	route  string
}

const (
	// refusalPause is how long the same refusal is not noted again: who tries in a loop fills nothing.
	refusalPause = time.Minute
	// maxRefusals bounds how many are remembered, and how many wait to be written down.
	maxRefusals = 1_000
)

func newRefusals(audit *store.Audit) *refusals {
	return &refusals{audit: audit, waiting: make(chan refusal, maxRefusals), seen: map[refusal]bool{}}
}

// watch returns a route's handler that notes whom it refuses.
func (r *refusals) watch(of route, handle echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		err := handle(c)
		if err != nil && campus.CodeOf(err) == campus.Forbidden || c.Response().Status == http.StatusForbidden {
			if who, known := web.Asker(c); known {
				r.note(refusal{who, c.RealIP(), of.method + " " + of.path})
			}
		}
		return err
	}
}

func (r *refusals) note(one refusal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := time.Now(); now.Sub(r.since) > refusalPause {
		r.since = now
		clear(r.seen)
	}
	if r.seen[one] || len(r.seen) == maxRefusals {
		return
	}
	r.seen[one] = true
	select {
	case r.waiting <- one:
	default:
	}
}

// Refusals writes down who was refused, until ctx is done.
func (s *Server) Refusals(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case one := <-s.refusals.waiting:
			err := s.refusals.audit.Failed(ctx, store.By{Person: one.person, From: one.from}, campus.DeedRefused, 0, one.route)
			if err != nil {
				s.Log.DebugContext(ctx, "a refusal could not be noted", "err", err)
			}
		}
	}
}
