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

// looksForLines reports whether what was said in a room is asked for instead of the room.
func looksForLines(c echo.Context) bool {
	_, asked := c.QueryParams()["q"]
	return asked
}

// searchRooms is GET /rooms/search?q=&from=&sort=&cursor=: what was said in one's rooms.
func (s *Server) searchRooms(c echo.Context) error { return s.foundLines(c, "") }

// foundLines shows what was said in all of one's rooms, or with GET /rooms/{room}?q=&from=&sort=&cursor= in one of them; to htmx the
// results alone.
func (s *Server) foundLines(c echo.Context, room campus.RoomID) error {
	ctx, who := c.Request().Context(), asker(c)
	q, err := web.LineQuery(c, room)
	if err != nil {
		return err
	}
	q.Limit = store.PageSize
	found, err := s.Store.Rooms.Search(ctx, who, q, aheadOf(c))
	if err != nil {
		return err
	}
	asked := views.FoundAsked{Query: q.Words, Room: string(room), From: q.From, Sort: q.Sort}
	if isHTMX(c) { // the address without what was not asked for
		c.Response().Header().Set("HX-Replace-Url", views.FoundPath(asked))
	}
	page := views.FoundPage{Page: s.newPage(c, "Search in your rooms"), Asked: asked, Nobody: found.Nobody, Many: found.Many,
		Meant: found.Meant, Looked: found.Rooms, LeftOut: found.Left}
	if room != "" {
		page.Room = rows.PlaceOf(found.Place)
		page.Title = "Search in " + page.Room.Name
	}
	clock, words := s.clock(who), append(store.Words(q.Words), found.Meant...)
	for _, l := range found.Lines {
		page.Rows = append(page.Rows, clock.FoundLine(l, words))
	}
	page.Nav = views.NavRooms
	if q.Cursor != "" {
		page.First = views.FoundPath(asked)
	}
	if found.Next != "" {
		asked.Cursor = found.Next
		page.Next = views.FoundPath(asked)
	}
	return s.draw(c, http.StatusOK, views.Found(page), views.FoundResults(page))
}
