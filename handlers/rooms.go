package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"stoa/handlers/rows"
	"stoa/store/campus"
	"stoa/views"
)

// rooms is GET /rooms: one's rooms, by what was said last.
func (s *Server) rooms(c echo.Context) error {
	if looksForLines(c) {
		return s.foundLines(c, "")
	}
	who := asker(c)
	mine, err := s.Store.Rooms.Mine(c.Request().Context(), who, aheadOf(c))
	if err != nil {
		return err
	}
	page := views.RoomsPage{Page: s.newPage(c, "Rooms"), Quiet: true, Write: s.Store.Rooms.Policy() != campus.DMOff}
	page.Nav, page.Live = views.NavRooms, views.LivePath(campus.TopicPresence)
	clock := s.clock(who)
	for _, m := range mine {
		page.Rows, page.Quiet = append(page.Rows, clock.RoomRow(m, who.ID)), page.Quiet && m.Last.ID == 0
	}
	return s.draw(c, http.StatusOK, views.Rooms(page), views.RoomList(page))
}

// writeTo is GET /rooms/new?q=: whom one may write to privately.
func (s *Server) writeTo(c echo.Context) error {
	who, policy := asker(c), s.Store.Rooms.Policy()
	page := views.WriteToPage{Page: s.newPage(c, "Write to somebody"), Query: strings.TrimSpace(c.QueryParam("q"))}
	page.Nav, page.Off, page.Live = views.NavRooms, policy == campus.DMOff, views.LivePath(campus.TopicPresence)
	switch {
	case page.Off:
		page.Why = campus.ErrDMOff.Sentence
	case policy == campus.DMStaff && !who.Role.Staff():
		page.Why = campus.ErrDMStaff.Sentence
	}
	if page.Off {
		return s.page(c, http.StatusOK, views.WriteTo(page))
	}
	people, more, err := s.Store.Rooms.WriteTo(c.Request().Context(), who, aheadOf(c), page.Query)
	if err != nil {
		return err
	}
	page.More = more
	for _, one := range people {
		page.People = append(page.People, rows.ToPerson(one))
	}
	return s.page(c, http.StatusOK, views.WriteTo(page))
}
