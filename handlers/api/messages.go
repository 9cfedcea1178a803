package api

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// PostMessage is POST /meetings/{id}/{order}/messages {body, client_id?, reply_to?, seen?}: the same client_id is one message. As all calls
// about messages it is there below /rooms/{id} too.
func (a *API) PostMessage(c echo.Context) error {
	room, err := whichRoom(c, campus.ErrNotActive)
	if err != nil {
		return err
	}
	var in struct {
		Body     string `json:"body"`
		ClientID string `json:"client_id"`
		ReplyTo  int64  `json:"reply_to"`
		Seen     *int64 `json:"seen"`
	}
	if err := read(c, &in); err != nil {
		return err
	}
	line := campus.NewLine{Body: in.Body, ClientID: in.ClientID, ReplyTo: in.ReplyTo}
	if in.Seen != nil {
		line.Shown = &campus.Shown{Line: *in.Seen, Marked: -1}
	}
	said, err := a.store.Rooms.Say(c.Request().Context(), asker(c), room, line, op(c))
	if err != nil {
		return err
	}
	return write(c, http.StatusCreated, posted{success{Success: true, Message: campus.SaidPosted, ID: said.ID}, said.Nobody})
}

// EditMessage is PATCH /meetings/{id}/{order}/messages/{message} {body}: one's own, while the meeting is open.
func (a *API) EditMessage(c echo.Context) error {
	in, line, err := a.line(c)
	if err != nil {
		return err
	}
	var change struct {
		Body string `json:"body"`
	}
	if err := read(c, &change); err != nil {
		return err
	}
	changed, err := a.store.Rooms.Edit(c.Request().Context(), asker(c), in.room, line, change.Body, op(c))
	if err != nil {
		return err
	}
	c.Set(quotesKey, true)
	return write(c, http.StatusOK, newMessage(changed))
}

// DeleteMessage is DELETE /meetings/{id}/{order}/messages/{message}: one's own, or as staff any; a trace stays.
func (a *API) DeleteMessage(c echo.Context) error {
	in, line, err := a.line(c)
	if err != nil {
		return err
	}
	if err := a.store.Rooms.Delete(c.Request().Context(), asker(c), in.room, line, in.place.Staff, op(c)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// line finds the message that a route names.
func (a *API) line(c echo.Context) (spot, int64, error) {
	in, err := a.spoken(c)
	if err != nil {
		return in, 0, err
	}
	line, ok := campus.ParseID(c.Param("message"))
	if !ok {
		return in, 0, campus.ErrNoMessage
	}
	return in, line, nil
}

// Messages is GET /meetings/{id}/{order}/messages?after=&limit=: what was said, oldest first, while it is open and after.
func (a *API) Messages(c echo.Context) error {
	in, err := a.spoken(c)
	if err != nil {
		return err
	}
	n, err := limit(c)
	if err != nil {
		return err
	}
	span, err := spanOf(c, n)
	if err != nil {
		return err
	}
	said, err := a.store.Rooms.Messages(c.Request().Context(), in.room, span)
	if err != nil {
		return err
	}
	if err := a.store.Rooms.MarkMine(c.Request().Context(), asker(c), in.room, said.Lines); err != nil {
		return err
	}
	next := ""
	if said.More && span.Forward {
		next = itoa(said.Lines[len(said.Lines)-1].ID)
	} else if said.More && len(said.Lines) > 0 {
		next = itoa(said.Lines[0].ID)
	}
	page := map[string]any{"messages": newMessages(said.Lines), "next": cursorOrNull(next)}
	if said.Expired {
		page["expired"] = true
	}
	return write(c, http.StatusOK, page)
}

// spanOf reads which messages a call asks for: those after one, or the last before one; without either of a meeting from the first
// on, of a room that outlives meetings the newest.
func spanOf(c echo.Context, limit int) (store.Span, error) {
	span := store.Span{Limit: limit}
	after, before := c.QueryParam("after"), c.QueryParam("before")
	for _, one := range []struct {
		name, text string
		at         *int64
	}{{"after", after, &span.After}, {"before", before, &span.Before}} {
		id, ok := campus.ParseID(one.text)
		if !ok && one.text != "" && (one.text != "0" || one.name == "before") {
			return span, campus.InvalidField(one.name, "the id of a message")
		}
		*one.at = id
	}
	if after != "" && before != "" {
		return span, campus.InvalidField("before", "not together with after")
	}
	span.Forward = after != "" || before == "" && c.Param("room") == ""
	return span, nil
}

// MessagesOf is GET /meetings/{id}/{order}/users/{user}/messages: what one person said.
func (a *API) MessagesOf(c echo.Context) error {
	in, err := a.spoken(c)
	if err != nil {
		return err
	}
	who, ok := campus.ParseID(c.Param("user"))
	if !ok {
		return campus.ErrNoPerson
	}
	lines, err := a.store.Rooms.MessagesOf(c.Request().Context(), in.room, who)
	if err != nil {
		return err
	}
	if err := a.store.Rooms.MarkMine(c.Request().Context(), asker(c), in.room, lines); err != nil {
		return err
	}
	return write(c, http.StatusOK, map[string]any{"user_messages": newMessages(lines)})
}
