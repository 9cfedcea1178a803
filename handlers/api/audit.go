package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
)

type auditEntry struct {
	ID     string `json:"id"`
	At     string `json:"at"`
	Deed   string `json:"deed"`
	Failed bool   `json:"failed"`
	Itself bool   `json:"itself"`
	Who    *named `json:"who"`
	Whom   *named `json:"whom"`
	From   string `json:"from"`
	What   string `json:"what"`
}

// Audit is GET /audit?who=&whom=&deed=&from=&to=&failures=&cursor=&limit=&format=: who did what, newest first; as a CSV
// file all of it.
func (a *API) Audit(c echo.Context) error {
	q := store.AuditQuery{Who: c.QueryParam("who"), Whom: c.QueryParam("whom"), Deed: campus.Deed(c.QueryParam("deed")),
		Failures: c.QueryParam("failures") == "1", Cursor: c.QueryParam("cursor")}
	var err error
	if q.From, err = timeParam("from", c.QueryParam("from")); err != nil {
		return err
	}
	if q.To, err = timeParam("to", c.QueryParam("to")); err != nil {
		return err
	}
	switch format := c.QueryParam("format"); format {
	case "csv":
		q.Cursor = ""
		return web.WriteAudit(c, a.store.Audit, q)
	case "", "json":
	default:
		return campus.InvalidField("format", "json or csv")
	}
	if q.Limit, err = limit(c); err != nil {
		return err
	}
	page, err := a.store.Audit.Page(c.Request().Context(), q)
	if err != nil {
		return err
	}
	entries := make([]auditEntry, len(page.Entries))
	for i, e := range page.Entries {
		entries[i] = auditEntry{e.ID, precise(e.At), string(e.Deed), e.Failed, e.Itself, namedOrNull(e.Who),
			namedOrNull(e.Whom), e.From, e.What}
	}
	return write(c, http.StatusOK, map[string]any{"audit": entries, "next": cursorOrNull(page.Next)})
}

func namedOrNull(n campus.Named) *named {
	if n.ID == 0 {
		return nil
	}
	return &named{n.ID, n.Name}
}

// timeParam reads a time with any offset; "" is the zero time.
func timeParam(name, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || at.Year() < 1970 {
		return time.Time{}, campus.InvalidField(name, "a time such as 2026-12-31T12:00:00Z")
	}
	return at, nil
}
