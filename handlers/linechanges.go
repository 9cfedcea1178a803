package handlers

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"stoa/handlers/rows"
	"stoa/store/campus"
	"stoa/views"
)

// editLinePage is GET {room}/messages/{message}/edit: the form for a line's text; for htmx that alone.
func (s *Server) editLinePage(c echo.Context) error {
	return s.showEditLine(c, http.StatusOK, newForm(), nil)
}

// editLine is POST {room}/messages/{message}/edit (body, edits, op): changes a line of one's own. htmx gets the line as it is
// now.
func (s *Server) editLine(c echo.Context) error {
	ref, err := whichRoom(c)
	if err != nil {
		return err
	}
	who, n := asker(c), lineParam(c)
	if _, err := s.Store.Rooms.Place(c.Request().Context(), who, ref.Room); err != nil {
		return err
	}
	form := postedForm(c, "body", "edits")
	edits, wrong := strconv.ParseInt(form.Value("edits"), 10, 64)
	if wrong != nil || edits < 0 {
		return campus.InvalidField("edits", "how often the message had been edited")
	}
	line, err := s.Store.Rooms.EditFrom(c.Request().Context(), who, ref.Room, n, form.Value("body"), edits, form.Op)
	switch campus.CodeOf(err) {
	case campus.Invalid, campus.Conflict, campus.BadRequest, campus.Forbidden: // who was muted meanwhile keeps their words
		return s.showEditLine(c, 0, form, err)
	}
	if err != nil {
		return err
	}
	if isHTMX(c) {
		shown := rows.Shared(s.Store.Now()).Line(line, ref.path)
		return s.page(c, http.StatusOK, views.Swap(views.SwapReplace, views.LineID(n), views.LineItem(shown)))
	}
	return see(c, views.LineLink(ref.path, n))
}

// showEditLine draws the form for a line's text, with why it was refused.
func (s *Server) showEditLine(c echo.Context, status int, form views.Form, refused error) error {
	ref, chat, line, err := s.lineChat(c)
	if err != nil {
		return err
	}
	who := asker(c)
	switch {
	case line.Author.ID != who.ID:
		return campus.ErrNotYours
	case line.Deleted:
		return campus.ErrNoMessage
	case refused == nil && !campus.RightsToLine(who, line, chat.Place).Edit:
		return chat.Why
	}
	page := views.EditLinePage{Page: s.newPage(c, "Edit a message"), Room: ref.back(chat.Place), Line: s.clock(who).Line(line, ref.path)}
	page.Nav = ref.nav
	if refused == nil {
		form.Values = map[string]string{"body": line.Body, "edits": strconv.FormatInt(line.Edits, 10)}
	} else if errors.Is(refused, campus.ErrLineMeanwhile) {
		form.Values["edits"], page.Meanwhile = strconv.FormatInt(line.Edits, 10), line.Body
	}
	form.Action = views.EditLinePath(ref.path, line.ID)
	draw := func(status int, f views.Form) error {
		page.Form = f
		return s.draw(c, status, views.EditLine(page), views.EditLineForm(page))
	}
	if refused == nil {
		return draw(status, form)
	}
	return s.refuse(c, refused, form, redraw{page: draw})
}

// lineParam is the line that a route names; none has the number 0.
func lineParam(c echo.Context) int64 {
	n, _ := campus.ParseID(c.Param("message"))
	return n
}

// deleteLineQuestion is GET {room}/messages/{message}/delete: asks first.
func (s *Server) deleteLineQuestion(c echo.Context) error {
	ref, chat, line, err := s.lineChat(c)
	if err != nil {
		return err
	}
	who := asker(c)
	if line.Deleted {
		return campus.ErrNoMessage
	}
	if !campus.RightsToLine(who, line, chat.Place).Delete {
		return campus.ErrNotYours
	}
	page := views.AskPage{Page: s.newPage(c, "Delete this message?"), Yes: "Delete the message", Back: views.LineLink(ref.path, line.ID),
		Text: views.DeleteLineWords(line.Author.Name, line.Author.ID == who.ID), Form: newForm()}
	page.Nav, page.Form.Action = ref.nav, views.DeleteLinePath(ref.path, line.ID)
	return s.draw(c, http.StatusOK, views.Ask(page), views.AskInPlace(page))
}

// deleteLine is POST {room}/messages/{message}/delete (op): one's own, or as the staff any; a trace stays.
func (s *Server) deleteLine(c echo.Context) error {
	ref, err := whichRoom(c)
	if err != nil {
		return err
	}
	who, n := asker(c), lineParam(c)
	place, err := s.Store.Rooms.Place(c.Request().Context(), who, ref.Room)
	if err == nil {
		err = s.Store.Rooms.Delete(c.Request().Context(), who, ref.Room, n, place.Staff, posted(c, "op"))
	}
	if err != nil {
		return err
	}
	if isHTMX(c) {
		return c.NoContent(http.StatusNoContent)
	}
	s.giveNotice(c, "line-deleted")
	return see(c, views.LineLink(ref.path, n))
}
