package handlers

import (
	"cmp"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
	"stoa/views"
)

// headerLine says to the page's script which line of the room its own has become.
const headerLine = "Stoa-Line"

// postMessage is POST {room}/messages (body, reply_to, seen, marked, op): says a line. The author sees it by the same road as
// everybody; the page's script is told its number, and a refusal brings the form with what was typed and why.
func (s *Server) postMessage(c echo.Context) error {
	ref, err := whichRoom(c)
	if err != nil {
		return err
	}
	form := postedForm(c, "body", "reply_to", "seen", "marked")
	form.Action = views.MessagesPath(ref.path)
	var said campus.Said
	line, err := newLine(form)
	if err == nil {
		said, err = s.Store.Rooms.Say(c.Request().Context(), asker(c), ref.Room, line, form.Op)
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

// newLine reads the form for a line. seen and marked say what its page had shown, and as of when; a meeting's says nothing of that.
func newLine(form views.Form) (campus.NewLine, error) {
	line := campus.NewLine{Body: form.Value("body")}
	answers, ok := campus.ParseID(form.Value("reply_to"))
	if !ok && form.Value("reply_to") != "" {
		return line, campus.ErrNoReply
	}
	line.ReplyTo = answers
	if form.Value("seen") == "" {
		return line, nil
	}
	seen, wrong := strconv.ParseInt(form.Value("seen"), 10, 64)
	marked, unknown := strconv.ParseInt(cmp.Or(form.Value("marked"), "0"), 10, 64)
	if wrong != nil || unknown != nil || marked < 0 {
		return line, campus.InvalidField("seen", "the id of a message, or 0")
	}
	line.Shown = &campus.Shown{Line: seen, Marked: marked}
	return line, nil
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
