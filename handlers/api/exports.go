package api

import (
	"cmp"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
)

// ExportPeople is GET /people/export (format): everybody, as a file that an import takes.
func (a *API) ExportPeople(c echo.Context) error {
	kind := store.FileKind(cmp.Or(c.QueryParam("format"), string(store.FileJSON)))
	return web.Export(c, a.store, kind)
}

// ExternalPerson is GET /people/external/{external_id}: who has this id in another directory. Who asks knows the id.
func (a *API) ExternalPerson(c echo.Context) error {
	p, err := a.store.People.External(c.Request().Context(), externalID(c))
	if err != nil {
		return err
	}
	people, err := a.shown(c, p)
	if err != nil {
		return err
	}
	people[0].ExternalID = &p.ExternalID
	return write(c, http.StatusOK, people[0])
}
