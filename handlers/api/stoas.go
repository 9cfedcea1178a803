package api

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// Stoas is GET /stoas: which processes of Stoa there are, and how many streams each has.
func (a *API) Stoas(c echo.Context) error {
	all, err := a.store.Stoas.List(c.Request().Context(), asker(c), nil)
	if err != nil {
		return err
	}
	type process struct {
		Name    string  `json:"name"`
		Version string  `json:"version"`
		Since   instant `json:"since"`
		Streams int     `json:"streams"`
	}
	out := make([]process, len(all))
	for i, s := range all {
		out[i] = process{s.Name, s.Version, instant(s.Since), s.Streams}
	}
	return write(c, http.StatusOK, map[string]any{"stoas": out})
}
