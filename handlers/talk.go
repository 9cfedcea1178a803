package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// talk is GET /rooms/{id}?line=&before=&after=&reply=: a room that outlives meetings. Who comes to its end has read it.
func (s *Server) talk(c echo.Context) error {
	if id, ok := campus.ParseRoomID(web.Param(c, "room")); ok && looksForLines(c) {
		return s.foundLines(c, id)
	}
	ref, chat, err := s.chat(c, pieceOf(c))
	if err != nil {
		return err
	}
	if err := s.openRoom(c, ref, chat); err != nil {
		return err
	}
	if said := chat.Said.Lines; visited(c) && pieceOf(c).atEnd() && len(said) > 0 {
		s.haveRead(c, ref, chat, said[len(said)-1].ID)
	}
	return nil
}

// visited reports whether somebody looks at the page that is asked for: no script asks for a part of it, and no browser in case
// somebody will.
func visited(c echo.Context) bool {
	h := c.Request().Header
	if c.Request().Method != http.MethodGet || strings.Contains(h.Get("Sec-Purpose"), "prefetch") || h.Get("Purpose") == "prefetch" {
		return false
	}
	return cmp.Or(h.Get("Sec-Fetch-Mode"), "navigate") == "navigate"
}

// noteWithin is how long it is tried to note what was read, while Redis is away.
const noteWithin = 5 * time.Second

// haveRead notes that a page was read, once it is sent: nobody waits for that. Where it cannot be noted the lines stay unread,
// and are read again.
func (s *Server) haveRead(c echo.Context, ref roomRef, chat store.Chat, line int64) {
	_ = http.NewResponseController(c.Response()).Flush() // of a connection that is gone there is nothing to flush
	ctx, stop := context.WithTimeout(context.Background(), noteWithin)
	defer stop()
	if err := s.Store.Rooms.Saw(ctx, asker(c), ref.Room, chat, line); err != nil {
		s.Log.DebugContext(ctx, "what was read could not be noted", "err", err)
	}
}

// readRoom is POST /rooms/{id}/read (line, marked): the page's script says which line came into sight last, and how often its
// reader had set that back when the page was drawn.
func (s *Server) readRoom(c echo.Context) error {
	ref, err := whichRoom(c)
	if err != nil {
		return err
	}
	line, ok := campus.ParseID(posted(c, "line"))
	marked, wrong := strconv.ParseInt(posted(c, "marked"), 10, 64)
	if !ok || wrong != nil || marked < 0 {
		return campus.InvalidField("line", "the number of a line of this room")
	}
	if _, err := s.Store.Rooms.MarkReadFrom(c.Request().Context(), asker(c), ref.Room, line, marked); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// unreadQuestion is GET /rooms/{id}/messages/{message}/unread: asks whether one wants to read from a line on later.
func (s *Server) unreadQuestion(c echo.Context) error {
	ref, _, line, err := s.lineChat(c)
	if err != nil {
		return err
	}
	page := views.AskPage{Page: s.newPage(c, "Read from this line on later?"), Yes: "Mark as unread", Form: newForm(),
		Back: views.LineLink(ref.path, line.ID),
		Text: "This line and all after it count as unread, until you open the room again. Only you see that."}
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
	if _, err := s.Store.Rooms.MarkUnread(c.Request().Context(), asker(c), ref.Room, line, posted(c, "op")); err != nil {
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
	if !reads(c.Request()) {
		page.Typed = posted(c, "body")
	}
	return s.page(c, p.Status, views.ShutRoom(page))
}
