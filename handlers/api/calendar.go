package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
)

// calendar is the secret address of one's calendar. The address is there only in the answer that made it.
type calendar struct {
	URL  string  `json:"url,omitempty"`
	Made instant `json:"made"` // null: there is none
}

// Calendar is GET /me/calendar: whether there is an address.
func (a *API) Calendar(c echo.Context) error {
	made, err := a.store.Doors.FeedMade(c.Request().Context(), asker(c).ID)
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, calendar{Made: instant(made)})
}

// MakeCalendar is POST /me/calendar: the address, in the place of the one before, shown this once.
func (a *API) MakeCalendar(c echo.Context) error {
	c.Set(quotesKey, true) // Redis must not have the secret
	secret, made, err := a.store.Doors.MakeFeed(c.Request().Context(), web.By(c, op(c)))
	if err != nil {
		return err
	}
	return write(c, http.StatusCreated, calendar{a.links.Calendar(c, secret), instant(made)})
}

// RevokeCalendar is DELETE /me/calendar: the address opens nothing any more.
func (a *API) RevokeCalendar(c echo.Context) error {
	if err := a.store.Doors.RevokeFeed(c.Request().Context(), web.By(c, op(c))); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
