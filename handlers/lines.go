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

// line is GET /meetings/{id}/{order}/messages/{message}: a line among those around it, and what one may do with it; for htmx
// that alone, as a menu.
func (s *Server) line(c echo.Context) error {
	view, line, err := s.lineView(c)
	if err != nil {
		return err
	}
	who := asker(c)
	clock := s.clock(who)
	row := clock.SeatRow(view.Seat)
	room := views.InstancePath(row.ID, row.Order)
	page := views.LinePage{Page: s.newPage(c, "A line of "+line.Author.Name), Meeting: row, Line: clock.Line(line, room),
		Around:  clock.Lines(view.Said.Lines, room, view.Blocked),
		Entries: lineEntries(line, campus.RightsToLine(who, line, view.Seat.Place(clock.Now)), room)}
	page.Nav = views.NavMeetings
	inert(page.Around)
	mark(page.Around, line.ID)
	if view.Present && !line.Deleted {
		page.Picks, page.ReactOp = rows.Picks(line), campus.NewOp()
	}
	return s.draw(c, http.StatusOK, views.LineAlone(page), views.LineMenu(page))
}

// lineView reads the line that a route names, and those around it; ErrNoMessage where there is none.
func (s *Server) lineView(c echo.Context) (store.View, campus.Line, error) {
	id, order, err := instanceParams(c)
	if err != nil {
		return store.View{}, campus.Line{}, err
	}
	n, _ := campus.ParseID(c.Param("message"))
	around := store.Span{After: max(n-1-linesAround, 0), Limit: 2*linesAround + 1, Forward: true}
	view, err := s.Store.Meetings.View(c.Request().Context(), asker(c), id, order, around)
	if err != nil {
		return view, campus.Line{}, err
	}
	for _, line := range view.Said.Lines {
		if line.ID == n {
			return view, line, nil
		}
	}
	return view, campus.Line{}, campus.ErrNoMessage
}

// lineEntries is what one may do with a line.
func lineEntries(line campus.Line, may campus.LineRights, room string) []views.MenuEntry {
	var entries []views.MenuEntry
	add := func(does, icon, label, path string) {
		entries = append(entries, views.MenuEntry{Do: does, Icon: icon, Label: label, Path: path, Wrong: icon == "bin"})
	}
	if may.Reply {
		add(views.DoReply, "reply", "Answer it", views.ReplyPath(room, line.ID))
	}
	if may.Edit {
		add(views.DoEdit, "edit", "Change it", views.EditLinePath(room, line.ID))
	}
	add(views.DoCopy, "link", "Link to this line", views.LineLink(room, line.ID))
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
