package api

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// courseLevel is how much somebody is told of a course.
type courseLevel struct {
	Course string `json:"course"`
	Title  string `json:"title"`
	Level  string `json:"level"` // all, mentions or none
}

// NewsLevels is GET /me/levels: how much who asks is told of each of their courses.
func (a *API) NewsLevels(c echo.Context) error {
	all, err := a.store.Inbox.Levels(c.Request().Context(), asker(c), nil)
	if err != nil {
		return err
	}
	out := make([]courseLevel, len(all))
	for i, one := range all {
		out[i] = courseLevel{one.Course.ID, one.Course.Title, string(one.Level)}
	}
	return write(c, http.StatusOK, map[string]any{"levels": out})
}

// NewsLevel is GET /courses/{id}/notifications: how much who asks is told of a course.
func (a *API) NewsLevel(c echo.Context) error {
	level, err := a.store.Inbox.Level(c.Request().Context(), asker(c), c.Param("course"))
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, map[string]any{"level": string(level)})
}

// SetNewsLevel is PUT /courses/{id}/notifications {level}: says how much who asks is told of a course.
func (a *API) SetNewsLevel(c echo.Context) error {
	var in struct {
		Level string `json:"level"`
	}
	if err := read(c, &in); err != nil {
		return err
	}
	if err := a.store.Inbox.SetLevel(c.Request().Context(), asker(c), c.Param("course"), in.Level, op(c)); err != nil {
		return err
	}
	return write(c, http.StatusOK, map[string]any{"level": in.Level})
}
