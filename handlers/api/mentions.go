package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
)

// Mentionable is GET /meetings/{id}/{order}/mentionable?q=: at most eight people whom one may mention there.
func (a *API) Mentionable(c echo.Context) error {
	room, err := whichRoom(c, campus.ErrNoMeeting)
	if err != nil {
		return err
	}
	people, err := a.store.Rooms.Mentionable(c.Request().Context(), asker(c), room, c.QueryParam("q"))
	if err != nil {
		return err
	}
	out := make([]named, len(people))
	for i, one := range people {
		out[i] = named(one)
	}
	return write(c, http.StatusOK, map[string]any{"people": out})
}

// posted is the answer to a message that was taken.
type posted struct {
	success
	Nobody []string `json:"nobody,omitempty"` // what seems to mention somebody, and nobody who may be there
}
