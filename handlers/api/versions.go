package api

import (
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
)

// anotherVersion is a version that nothing ever has: what was seen cannot be told.
const anotherVersion = -1

// tagVersion says which version of something is answered. It is weak: counts change without a new version.
func tagVersion(c echo.Context, version int64) {
	c.Response().Header().Set("ETag", `W/"`+strconv.FormatInt(version, 10)+`"`)
}

// seenVersion returns the version from which a change was made, as If-Match says; 0 for whichever it is.
func seenVersion(c echo.Context) int64 {
	tag := strings.TrimSpace(c.Request().Header.Get("If-Match"))
	if tag == "" || tag == "*" {
		return 0
	}
	n, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(tag, "W/"), `"`), 10, 64)
	if err != nil || n < 1 {
		return anotherVersion
	}
	return n
}
