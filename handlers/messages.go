package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store/campus"
	"stoa/views"
)

// postMessage is POST /meetings/{id}/{order}/messages (body, op): says a line. The author sees it by the same road as
// everybody; the answer is the emptied form, or the form with what was typed and why it was refused.
func (s *Server) postMessage(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	body, op := c.FormValue("body"), c.FormValue("op")
	composer := views.Composer{Action: views.MessagesPath(id, order), Op: campus.NewOp()}
	if _, err = s.Store.PostMessage(c.Request().Context(), asker(c), id, order, campus.NewLine{Body: body}, op); err != nil {
		// The same operation goes with the next try, so that a line that was stored after all is not said twice.
		composer.Op, composer.Body = op, body
		return s.refuseLine(c, id, order, composer, err)
	}
	if isHTMX(c) {
		return s.page(c, http.StatusOK, views.ComposerForm(composer))
	}
	return see(c, views.InstancePath(id, order)+"#"+views.IDComposer)
}

// refuseLine answers a line that could not be said without losing it: the form comes back with it.
func (s *Server) refuseLine(c echo.Context, id int64, order int, composer views.Composer, err error) error {
	code := campus.CodeOf(err)
	composer.Error = sentence(err, "body")
	if code == campus.Internal || composer.Error == "" {
		return err
	}
	web.SetRetryAfter(c.Response().Header(), err)
	if isHTMX(c) {
		return s.page(c, web.Status(code), views.ComposerForm(composer))
	}
	seat, serr := s.Store.Reader(c.Request().Context(), asker(c), id, order)
	if serr != nil {
		return serr
	}
	return s.showRefusedRoom(c, web.Status(code), seat, composer)
}

// showRefusedRoom shows the room with the refused line; who is not inside reads it there to take it along.
func (s *Server) showRefusedRoom(c echo.Context, status int, seat campus.Seat, composer views.Composer) error {
	if seat.Present {
		return s.showRoom(c, status, seat, composer)
	}
	page := views.RefusedLinePage{Page: s.newPage(c, seat.Meeting.Title), Meeting: s.clock(asker(c)).SeatRow(seat), Composer: composer}
	page.Nav = views.NavMeetings
	return s.page(c, status, views.RefusedLine(page))
}
