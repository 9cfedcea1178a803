package handlers

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store/campus"
	"stoa/views"
)

// talk is GET /rooms/{id}?line=&before=&after=&reply=: a room that outlives meetings. That a page was sent says not that it was
// read: its script tells which lines were in sight, and where there is no script an image on it that it was shown.
func (s *Server) talk(c echo.Context) error {
	if id, ok := campus.ParseRoomID(web.Param(c, "room")); ok && looksForLines(c) {
		return s.foundLines(c, id)
	}
	ref, chat, err := s.chat(c, pieceOf(c))
	if err != nil {
		return err
	}
	return s.openRoom(c, ref, chat)
}

// visited reports whether somebody looks at the page that is asked for: no script asks for a part of it, and no browser in case
// somebody will.
func visited(c echo.Context) bool {
	h := c.Request().Header
	return c.Request().Method == http.MethodGet && !prepares(h) && cmp.Or(h.Get("Sec-Fetch-Mode"), "navigate") == "navigate"
}

// prepares reports whether a browser asks in case somebody will want to look.
func prepares(h http.Header) bool {
	return strings.Contains(h.Get("Sec-Purpose"), "prefetch") || h.Get("Purpose") == "prefetch"
}

// readRoom is POST /rooms/{id}/read (line, marked): the page's script says which line came into sight last, and how often its
// reader had set that back when the page was drawn; or somebody has read all of it, without looking. So it is of a meeting's room,
// where who is mentioned has seen that then.
func (s *Server) readRoom(c echo.Context) error {
	ref, err := s.readUpTo(c, posted(c, "line"), posted(c, "marked"))
	if err != nil {
		return err
	}
	if isHTMX(c) {
		return c.NoContent(http.StatusNoContent)
	}
	return see(c, ref.path)
}

// noPicture is an image in which nothing is to be seen.
const noPicture = `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`

// wholeRead is GET /rooms/{id}/read?line=&marked=, and so of a meeting's room: an image on the page of a room that a browser without
// script asks for once it shows the page, and that a browser with script, or one that prepares a page in case somebody looks, never
// does. Without script nobody sees which lines are in sight: the page was read. Where that cannot be noted now the lines stay unread,
// and are read again.
func (s *Server) wholeRead(c echo.Context) error {
	h := c.Request().Header
	if c.Request().Method == http.MethodGet && !prepares(h) && cmp.Or(h.Get("Sec-Fetch-Site"), "same-origin") == "same-origin" {
		_, err := s.readUpTo(c, c.QueryParam("line"), c.QueryParam("marked"))
		if err != nil && web.ProblemOf(err).Status != http.StatusServiceUnavailable {
			return err
		}
	}
	h = c.Response().Header()
	h.Set("Cache-Control", "no-store")
	return c.Blob(http.StatusOK, "image/svg+xml", []byte(noPicture))
}

// readUpTo notes that a room was read up to a line, by a page that was drawn when that had been set back so often.
func (s *Server) readUpTo(c echo.Context, up, times string) (roomRef, error) {
	ref, err := whichRoom(c)
	if err != nil {
		return ref, err
	}
	line, ok := campus.ParseID(up)
	marked, wrong := strconv.ParseInt(times, 10, 64)
	if !ok || wrong != nil || marked < 0 {
		return ref, campus.InvalidField("line", "the number of a message in this room")
	}
	if ref.kind() == campus.PlaceMeeting {
		return ref, s.Store.Rooms.SeeMentions(c.Request().Context(), asker(c), ref.Room, line)
	}
	_, err = s.Store.Rooms.MarkReadFrom(c.Request().Context(), asker(c), ref.Room, line, marked)
	return ref, err
}

// unreadQuestion is GET /rooms/{id}/messages/{message}/unread: asks whether one wants to read from a line on later.
func (s *Server) unreadQuestion(c echo.Context) error {
	ref, _, line, err := s.lineChat(c)
	if err != nil {
		return err
	}
	page := views.AskPage{Page: s.newPage(c, "Mark as unread from here?"), Yes: "Mark as unread", Form: newForm(),
		Back: views.LineLink(ref.path, line.ID),
		Text: "This message and all after it count as unread, until you open the room again. Only you see that."}
	page.Nav, page.Form.Action = ref.nav, views.UnreadPath(ref.path, line.ID)
	return s.draw(c, http.StatusOK, views.Ask(page), views.AskInPlace(page))
}

// unreadRoom is POST /rooms/{id}/messages/{message}/unread (op): the line and those after it are unread again.
func (s *Server) unreadRoom(c echo.Context) error {
	ref, err := whichRoom(c)
	if err != nil {
		return err
	}
	line, ok := campus.ParseID(c.Param("message"))
	if !ok {
		return campus.ErrNoMessage
	}
	_, err = s.Store.Rooms.MarkUnread(c.Request().Context(), asker(c), ref.Room, line, posted(c, "op"))
	if wrong, ok := errors.AsType[*campus.Error](err); ok && wrong.Fields["id"] != "" { // the line stands in the address
		err = campus.ErrNoMessage
	}
	if err != nil {
		return err
	}
	if isHTMX(c) {
		return c.NoContent(http.StatusNoContent)
	}
	s.giveNotice(c, "unread")
	return see(c, views.PathRooms)
}

// writePrivately is GET /people/{person}/message: leads to the room of two. It is made when something is said in it.
func (s *Server) writePrivately(c echo.Context) error {
	whom, err := personID(c)
	if err != nil {
		return err
	}
	if whom == asker(c).ID {
		return campus.ErrNoRoom
	}
	return see(c, views.PrivateRoomPath(asker(c).ID, whom))
}

// showShutRoom shows a room from outside to who may not come in, with what they wanted to say.
func (s *Server) showShutRoom(c echo.Context, p web.Problem, err error) error {
	id, _ := campus.ParseRoomID(web.Param(c, "room"))
	course, _ := id.Course()
	page := views.NewShutRoomPage(s.newPage(c, ""), p.Sentence, errors.Is(err, campus.ErrBannedHere), course)
	page.Typed = typed(c)
	return s.page(c, p.Status, views.ShutRoom(page))
}
