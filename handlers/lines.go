package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/rows"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// linesAround is how many lines before a line, and after it, its own page shows.
const linesAround = 3

// line is GET {room}/messages/{message}: a line among those around it, and what one may do with it; for htmx
// that alone, as a menu.
func (s *Server) line(c echo.Context) error {
	ref, chat, line, err := s.lineChat(c)
	if err != nil {
		return err
	}
	who := asker(c)
	clock := s.clock(who)
	page := views.LinePage{Page: s.newPage(c, "A message from "+line.Author.Name),
		Room: ref.back(chat.Place), Line: clock.Line(line, ref.path),
		Around:  clock.Lines(chat.Said.Lines, ref.path, chat.Blocked),
		Entries: lineEntries(line, campus.RightsToLine(who, line, chat.Place), ref)}
	page.Nav = ref.nav
	inert(page.Around)
	mark(page.Around, line.ID)
	if chat.Why == nil && !line.Deleted {
		page.Picks, page.ReactOp = rows.Picks(line), campus.NewOp()
	}
	return s.draw(c, http.StatusOK, views.LineAlone(page), views.LineMenu(page))
}

// lineChat reads the line that a route names, and those around it; ErrNoMessage where there is none.
func (s *Server) lineChat(c echo.Context) (roomRef, store.Chat, campus.Line, error) {
	ref, err := whichRoom(c)
	if err != nil {
		return ref, store.Chat{}, campus.Line{}, err
	}
	n := lineParam(c)
	around := store.Span{After: max(n-1-linesAround, 0), Limit: 2*linesAround + 1, Forward: true}
	chat, err := s.Store.Rooms.Chat(c.Request().Context(), asker(c), ref.Room, around)
	if err != nil {
		return ref, chat, campus.Line{}, err
	}
	for _, line := range chat.Said.Lines {
		if line.ID == n {
			return ref, chat, line, nil
		}
	}
	return ref, chat, campus.Line{}, campus.ErrNoMessage
}

// lineEntries is what one may do with a line.
func lineEntries(line campus.Line, may campus.LineRights, ref roomRef) []views.MenuEntry {
	var entries []views.MenuEntry
	room := ref.path
	add := func(does, icon, label, path string) {
		entries = append(entries, views.MenuEntry{Do: does, Icon: icon, Label: label, Path: path, Wrong: icon == "bin"})
	}
	if may.Reply {
		add(views.DoReply, "reply", "Answer it", views.ReplyPath(room, line.ID))
	}
	if may.Edit {
		add(views.DoEdit, "edit", "Change it", views.EditLinePath(room, line.ID))
	}
	add(views.DoCopy, "link", "Link to this message", views.LineLink(room, line.ID))
	if ref.nav == views.NavRooms {
		add(views.DoUnread, "inbox", "Mark as unread from here", views.UnreadPath(room, line.ID))
	}
	if may.Report {
		report := views.ReportLinePath(room, line.ID)
		add("", "warning", "Report it", report)
		add(views.DoMenu, "people", "About "+line.Author.Name+"…", views.RoomPersonPath(room, line.Author.ID))
	}
	if may.Delete {
		add(views.DoAsk, "bin", "Delete it", views.DeleteLinePath(room, line.ID))
	}
	return entries
}
