package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
	"stoa/views"
)

// headerLine says to the page's script which line of the room its own has become.
const headerLine = "Stoa-Line"

// postMessage is POST {room}/messages (body, reply_to, op): says a line. The author sees it by the same road as everybody; the
// page's script is told its number, and a refusal brings the form with what was typed and why.
func (s *Server) postMessage(c echo.Context) error {
	ref, err := whichRoom(c)
	if err != nil {
		return err
	}
	form := postedForm(c, "body", "reply_to")
	form.Action = views.MessagesPath(ref.path)
	var said campus.Said
	answers, ok := campus.ParseID(form.Value("reply_to"))
	if ok || form.Value("reply_to") == "" {
		line := campus.NewLine{Body: form.Value("body"), ReplyTo: answers}
		said, err = s.Store.Rooms.Say(c.Request().Context(), asker(c), ref.Room, line, form.Op)
	} else {
		err = campus.ErrNoReply
	}
	if err != nil {
		replyGone(err, form)
		return s.refuse(c, err, form, redraw{part: views.ComposerForm, page: func(status int, f views.Form) error {
			return s.showRefusedLine(c, status, f)
		}})
	}
	s.sayNobody(c, said)
	if isHTMX(c) {
		c.Response().Header().Set(headerLine, strconv.FormatInt(said.ID, 10))
		return c.NoContent(http.StatusNoContent)
	}
	return see(c, ref.path+"#"+views.IDComposer)
}

// showRefusedLine shows the room with the refused line; who cannot write there reads it to take it along.
func (s *Server) showRefusedLine(c echo.Context, status int, form views.Form) error {
	ref, chat, err := s.chat(c, pieceOf(c))
	if err != nil {
		return err
	}
	if chat.Why == nil {
		return s.showRoom(c, status, ref, chat, form)
	}
	page := views.RefusedLinePage{Page: s.newPage(c, chat.Title), Room: ref.back(chat.Place), Form: form}
	page.Nav = ref.nav
	if chat.Date != nil {
		page.Title = views.InstanceTitle(s.clock(asker(c)).SeatRow(chat.Date.Seat))
	}
	return s.page(c, status, views.RefusedLine(page))
}
