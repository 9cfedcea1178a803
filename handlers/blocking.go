package handlers

import (
	"cmp"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
	"stoa/views"
)

// blocked is GET /profile/blocked: whom one has blocked.
func (s *Server) blocked(c echo.Context) error {
	people, err := s.Store.People.Blocked(c.Request().Context(), asker(c).ID)
	if err != nil {
		return err
	}
	page := views.BlockedPage{Page: s.newPage(c, "People you blocked"), People: make([]views.BlockedPerson, len(people))}
	for i, p := range people {
		page.People[i] = views.BlockedPerson{ID: p.ID, Name: p.Name, Op: campus.NewOp()}
	}
	return s.page(c, http.StatusOK, views.Blocked(page))
}

// block is POST /people/{person}/block (back, op): folds somebody's lines away. It leads back to the room that one came from.
func (s *Server) block(c echo.Context) error {
	whom, ok := campus.ParseID(c.Param("person"))
	if !ok {
		return campus.ErrNoPerson
	}
	if err := s.Store.People.Block(c.Request().Context(), asker(c), whom, posted(c, "op")); err != nil {
		return err
	}
	s.giveNotice(c, "blocked")
	return see(c, localPath(cmp.Or(posted(c, "back"), views.PathBlocked)))
}

// unblock is POST /people/{person}/unblock (back, op). It leads back to the room that one came from, or to whom one has blocked.
func (s *Server) unblock(c echo.Context) error {
	whom, ok := campus.ParseID(c.Param("person"))
	if !ok {
		return campus.ErrNoPerson
	}
	if err := s.Store.People.Unblock(c.Request().Context(), asker(c), whom, posted(c, "op")); err != nil {
		return err
	}
	s.giveNotice(c, "unblocked")
	return see(c, localPath(cmp.Or(posted(c, "back"), views.PathBlocked)))
}
