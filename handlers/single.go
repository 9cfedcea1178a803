package handlers

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
)

var errTwice = campus.Refuse(campus.BadRequest, "Something in this request is there twice, so it is not clear what is meant.")

// manyFields are the only parameters that may come more than once: all that come are meant.
var manyFields = map[string]bool{"topic": true, "co_teachers": true}

// singleFields refuses a parameter of the address or a field of a form that comes twice: who reads the first and who reads
// the last would act on different things. A form that its handler reads as it comes in is checked there.
func singleFields(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		for _, values := range []url.Values{c.QueryParams(), c.Request().PostForm} {
			for name, all := range values {
				if len(all) > 1 && !manyFields[name] {
					return errTwice
				}
			}
		}
		return next(c)
	}
}
