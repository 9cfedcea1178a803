package handlers

import (
	"errors"
	"net/http"
	"path"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// transcript is GET /meetings/{id}/{order}/transcript?line=&after=&q=: what was said and what happened at a date that is over, for who may
// read its room; with words what was said that has them. Of what is not over yet it leads to the room.
func (s *Server) transcript(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	if looksForLines(c) {
		err = s.searchTranscript(c, id, order)
	} else {
		err = s.readTranscript(c, id, order)
	}
	if errors.Is(err, campus.ErrNotOver) {
		return see(c, views.InstancePath(id, order))
	}
	return err
}

func (s *Server) readTranscript(c echo.Context, id int64, order int) error {
	of := pieceOf(c)
	if of.wrong != nil || of.before > 0 {
		return errNoPiece
	}
	after := max(of.after, of.line-1)
	after -= max(after, 0) % store.TranscriptLines
	who := asker(c)
	t, err := s.Store.Meetings.Transcript(c.Request().Context(), who, id, order,
		store.TranscriptPiece{After: max(after, 0), Limit: store.TranscriptLines, Folded: s.clock(who).Zone})
	if err != nil {
		return err
	}
	if !t.Expired && (of.line > t.Lines || after > 0 && after >= t.Lines) {
		s.giveNotice(c, "no-line")
		return see(c, views.TranscriptPath(id, order))
	}
	page := s.clock(who).Transcript(t, of.line)
	if after > 0 {
		page.Earlier = views.TranscriptAfter(page.Path(), after-store.TranscriptLines)
	}
	if t.Next > 0 {
		page.Later = views.TranscriptAfter(page.Path(), t.Next)
	}
	return s.showTranscript(c, page)
}

func (s *Server) searchTranscript(c echo.Context, id int64, order int) error {
	of := pieceOf(c)
	if of.wrong != nil || of.before > 0 || of.line > 0 {
		return errNoPiece
	}
	who, query := asker(c), c.QueryParam("q")
	found, err := s.Store.Meetings.SearchTranscript(c.Request().Context(), who, id, order, query, of.after)
	if err != nil {
		return err
	}
	if !found.Expired && of.after > 0 && of.after >= found.Last {
		s.giveNotice(c, "no-line")
		return see(c, views.TranscriptSearchPath(views.TranscriptPath(id, order), query, 0))
	}
	return s.showTranscript(c, s.clock(who).TranscriptSearch(found, query, of.after))
}

func (s *Server) showTranscript(c echo.Context, page views.TranscriptPage) error {
	page.Page = s.newPage(c, "Transcript of "+campus.Isolated(page.Meeting.Title))
	page.Nav = views.NavMeetings
	if page.Expired {
		page.Gone = s.messagesGone()
	}
	if page.Forgotten {
		page.NoPeople = s.attendanceGone()
	}
	page.Kept = s.kept()
	return s.page(c, http.StatusOK, views.Transcript(page))
}

// transcriptFile is GET /meetings/{id}/{order}/transcript.md, and .csv: all of it as a file.
func (s *Server) transcriptFile(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	who := asker(c)
	return web.Transcript(c, s.Store, who, id, order, s.clock(who).Zone, path.Ext(c.Path()))
}
