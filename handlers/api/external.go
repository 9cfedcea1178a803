package api

import (
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store/campus"
)

// externalID reads whom a route names. An id may hold anything, escaped.
func externalID(c echo.Context) string { return web.Param(c, "external") }

// PutExternalPerson is PUT /people/external/{external_id}: makes somebody of another directory, or changes what is given.
// firstName and lastName make the name; of somebody who has one, either changes its own part.
func (a *API) PutExternalPerson(c echo.Context) error {
	id := externalID(c)
	var in map[string]json.RawMessage
	if err := read(c, &in); err != nil {
		return err
	}
	if in == nil {
		return errNotJSON
	}
	done, err := a.store.Imports.PutExternal(c.Request().Context(), web.By(c, op(c)), id, in)
	if err != nil {
		return err
	}
	p, err := a.store.People.Get(c.Request().Context(), done.ID)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if done.Result == campus.RowAdded {
		status = http.StatusCreated
		c.Response().Header().Set(echo.HeaderLocation, Base+"/people/external/"+url.PathEscape(id))
	}
	return write(c, status, newPerson(p, a.store.Now()))
}
