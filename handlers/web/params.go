package web

import (
	"net/url"

	"github.com/labstack/echo/v4"
)

// Param returns what a route names, unescaped. With something escaped in it the router has the path as it was sent.
func Param(c echo.Context, name string) string {
	text := c.Param(name)
	if c.Request().URL.RawPath != "" {
		if plain, err := url.PathUnescape(text); err == nil {
			return plain
		}
	}
	return text
}
