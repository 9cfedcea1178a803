package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// headerLine says to the page's script which line of the room its own has become.
const headerLine = "Stoa-Line"

// postMessage is POST /meetings/{id}/{order}/messages (body, reply_to, op): says a line. The author sees it by the same road as
// everybody; the page's script is told its number, and a refusal brings the form with what was typed and why.
func (s *Server) postMessage(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	form := postedForm(c, "body", "reply_to")
	form.Action = views.MessagesPath(id, order)
	var said campus.Said
	answers, ok := campus.ParseID(form.Value("reply_to"))
	if ok || form.Value("reply_to") == "" {
		said, err = s.Store.Rooms.Say(c.Request().Context(), asker(c), store.MeetingRoom(id, order),
			campus.NewLine{Body: form.Value("body"), ReplyTo: answers}, form.Op)
	} else {
		err = campus.ErrNoReply
	}
	if err != nil {
		replyGone(err, form)
		return s.refuse(c, err, form, redraw{part: views.ComposerForm, page: func(status int, f views.Form) error {
			return s.showRefusedLine(c, status, id, order, f)
		}})
	}
	s.sayNobody(c, said)
	if isHTMX(c) {
		c.Response().Header().Set(headerLine, strconv.FormatInt(said.ID, 10))
		return c.NoContent(http.StatusNoContent)
	}
	return see(c, views.InstancePath(id, order)+"#"+views.IDComposer)
}

// showRefusedLine shows the room with the refused line; who is not inside reads it there to take it along.
func (s *Server) showRefusedLine(c echo.Context, status int, id int64, order int, form views.Form) error {
	view, err := s.view(c, id, order)
	if err != nil {
		return err
	}
	if view.Present {
		return s.showRoom(c, status, view, form)
	}
	row := s.clock(asker(c)).SeatRow(view.Seat)
	page := views.RefusedLinePage{Page: s.newPage(c, views.InstanceTitle(row)), Meeting: row, Form: form}
	page.Nav = views.NavMeetings
	return s.page(c, status, views.RefusedLine(page))
}
