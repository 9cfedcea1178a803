package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
	"stoa/views"
)

// system is GET /admin/system: how the Stoas are doing, and what changes have left undone; to htmx, which polls, the former
// alone.
func (s *Server) system(c echo.Context) error {
	parked, err := s.Store.Parked(c.Request().Context())
	if err != nil {
		return err
	}
	stoas, err := s.Store.Stoas.List(c.Request().Context(), asker(c), aheadOf(c))
	if err != nil {
		return err
	}
	clock := s.clock(asker(c))
	page := views.SystemPage{Page: s.newPage(c, "System"), At: clock.Short(clock.Now), Stoas: clock.Stoas(stoas),
		Undone: make([]views.Undone, len(parked)),
		Op:     campus.NewOp()}
	page.Nav = views.NavSystem
	for i, p := range parked {
		page.Undone[i] = views.Undone{Tag: p.Tag, Entry: p.ID, Kind: p.Kind, About: p.About, Error: p.Error, Since: clock.Full(p.At)}
	}
	return s.draw(c, http.StatusOK, views.System(page), views.SystemNow(page))
}

// retry is POST /admin/system/retry (tag, entry): has something tried once more that was given up. What is not there any
// more has been sent back already.
func (s *Server) retry(c echo.Context) error {
	if err := s.Store.Unpark(c.Request().Context(), asker(c), posted(c, "tag"), posted(c, "entry"), posted(c, "op")); err != nil {
		return err
	}
	s.giveNotice(c, "retried")
	return see(c, views.PathSystem)
}
