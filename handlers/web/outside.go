package web

import (
	"strings"

	"github.com/labstack/echo/v4"
)

// Outside returns the address of a path as others reach it: under url, the campus' outside address, or with "" under the
// one that the request came to.
func Outside(c echo.Context, url string, secure bool, path string) string {
	if url == "" {
		url = "http://" + c.Request().Host
		if secure {
			url = "https://" + c.Request().Host
		}
	}
	return strings.TrimRight(url, "/") + path
}
