package api

import (
	"cmp"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
)

// ExportPeople is GET /people/export (format): everybody, as a file that an import takes.
func (a *API) ExportPeople(c echo.Context) error {
	kind := store.FileKind(cmp.Or(c.QueryParam("format"), string(store.FileJSON)))
	return web.Export(c, a.store, kind)
}

// ExternalPerson is GET /people/external/{external_id}: who has this id in another directory.
func (a *API) ExternalPerson(c echo.Context) error {
	p, err := a.store.People.External(c.Request().Context(), externalID(c))
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, seenPerson(asker(c), p, a.store.Now()))
}

// seenPerson is somebody as staff of the campus see them: an address, and how old somebody is, admins alone do.
func seenPerson(who, p campus.Person, now time.Time) person {
	out := newPerson(p, now)
	if who.Role != campus.Admin && who.ID != p.ID {
		out.Email, out.Confirmed, out.Born, out.Age, out.Gender = "", false, nil, nil, nil
	}
	return out
}
