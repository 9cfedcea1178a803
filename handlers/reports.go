package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/rows"
	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// reportsShown is how many reports a page has.
const reportsShown = 50

// reportLinePage is GET {room}/messages/{message}/report: asks why a line is reported.
func (s *Server) reportLinePage(c echo.Context) error {
	return s.showReport(c, http.StatusOK, newForm())
}

// reportLine is POST {room}/messages/{message}/report (reason, text, op).
func (s *Server) reportLine(c echo.Context) error {
	ref, err := whichRoom(c)
	if err != nil {
		return err
	}
	line, ok := campus.ParseID(c.Param("message"))
	if !ok {
		return campus.ErrNoMessage
	}
	form := postedForm(c, "reason", "text")
	_, err = s.Store.Reports.Line(c.Request().Context(), web.By(c, posted(c, "op")), ref.Room, line, reportIn(form))
	return s.reported(c, err, form, ref)
}

// reportPersonPage is GET {room}/people/{person}/report: asks why somebody in a room is reported.
func (s *Server) reportPersonPage(c echo.Context) error {
	return s.showReport(c, http.StatusOK, newForm())
}

// reportPerson is POST {room}/people/{person}/report (reason, text, op).
func (s *Server) reportPerson(c echo.Context) error {
	ref, err := whichRoom(c)
	if err != nil {
		return err
	}
	whom, ok := campus.ParseID(c.Param("person"))
	if !ok {
		return campus.ErrNotThere
	}
	form := postedForm(c, "reason", "text")
	_, err = s.Store.Reports.Person(c.Request().Context(), web.By(c, posted(c, "op")), ref.Room, whom, reportIn(form))
	return s.reported(c, err, form, ref)
}

func reportIn(f views.Form) campus.NewReport {
	return campus.NewReport{Reason: campus.Reason(f.Value("reason")), Text: f.Value("text")}
}

// reported answers a report: back to the room, or with the form and why it was refused.
func (s *Server) reported(c echo.Context, err error, form views.Form, ref roomRef) error {
	if code := campus.CodeOf(err); err != nil && (code == campus.Invalid || code == campus.TooMany) {
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showReport(c, status, f) }})
	}
	if err != nil {
		return err
	}
	s.giveNotice(c, "reported-"+string(ref.kind()))
	return see(c, ref.path)
}

// showReport draws the form for the line or the person that the route names.
func (s *Server) showReport(c echo.Context, status int, form views.Form) error {
	ref, err := whichRoom(c)
	if err != nil {
		return err
	}
	who := asker(c)
	line, isLine := campus.ParseID(c.Param("message"))
	chat, err := s.Store.Rooms.Chat(c.Request().Context(), who, ref.Room, store.Span{After: line - 1, Limit: 1, Forward: true})
	if err != nil {
		return err
	}
	page := views.ReportPage{Room: ref.back(chat.Place), Form: form, BlockOp: campus.NewOp()}
	if c.Param("message") != "" {
		said := chat.Said.Lines
		if !isLine || len(said) == 0 || said[0].ID != line || said[0].Deleted {
			return campus.ErrNoMessage
		}
		shown := s.clock(who).Line(said[0], ref.path)
		page.Page, page.Line, page.Form.Action = s.newPage(c, "Report a message"), &shown, views.ReportLinePath(ref.path, line)
		page.WhomID, page.WhomName, page.WhomStaff = shown.AuthorID, shown.Author, shown.Staff
	} else {
		whom, err := s.inRoom(c, ref, chat)
		if err != nil {
			return err
		}
		page.Page, page.Form.Action = s.newPage(c, "Report "+whom.Name), views.ReportPersonPath(ref.path, whom.ID)
		page.WhomID, page.WhomName, page.WhomStaff = whom.ID, whom.Name, whom.Role.Staff()
	}
	if page.WhomID == who.ID {
		return campus.ErrReportSelf
	}
	page.Nav, page.Blocked = ref.nav, rows.Has(chat.Blocked, page.WhomID)
	return s.page(c, status, views.Report(page))
}

// inRoom returns the person that the route names, who is among those that the room shows or is looked up.
func (s *Server) inRoom(c echo.Context, ref roomRef, chat store.Chat) (campus.Person, error) {
	id, _ := campus.ParseID(c.Param("person"))
	for _, p := range chat.People {
		if p.Person.ID == id {
			return p.Person, nil
		}
	}
	return s.Store.Reports.Attendee(c.Request().Context(), ref.Room, id)
}

// reports is GET /reports?cursor=: what was reported in the rooms that one looks after.
func (s *Server) reports(c echo.Context) error {
	cursor := c.QueryParam("cursor")
	all, next, err := s.Store.Reports.Page(c.Request().Context(), asker(c), cursor, reportsShown)
	if err != nil {
		return err
	}
	page := views.ReportsPage{Page: s.newPage(c, "Reports"), Rows: s.clock(asker(c)).Reports(all)}
	page.Nav = views.NavReports
	if cursor != "" {
		page.First = views.PathReports
	}
	if next != "" {
		page.Next = views.ReportsPath(next)
	}
	return s.page(c, http.StatusOK, views.Reports(page))
}

// closeReport is POST /reports/{report}/close (op): somebody has looked after it.
func (s *Server) closeReport(c echo.Context) error {
	if err := s.Store.Reports.Close(c.Request().Context(), asker(c), web.Param(c, "report"), posted(c, "op")); err != nil {
		return err
	}
	s.giveNotice(c, "closed")
	return see(c, views.PathReports)
}
