package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
)

// Online is GET /online?cursor=&limit=: who is online.
func (a *API) Online(c echo.Context) error {
	n, err := limit(c)
	if err != nil {
		return err
	}
	people, next, err := a.store.Presence.Page(c.Request().Context(), c.QueryParam("cursor"), n)
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, map[string]any{"people": newNamed(people), "next": cursorOrNull(next)})
}

func newNamed(people []campus.Named) []named {
	out := make([]named, len(people))
	for i, p := range people {
		out[i] = named(p)
	}
	return out
}
