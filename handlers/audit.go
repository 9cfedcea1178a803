package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// audit is GET /admin/audit?who=&whom=&deed=&from=&to=&failures=&cursor=: who did what.
func (s *Server) audit(c echo.Context) error {
	clock := s.clock(asker(c))
	filter, query, err := auditQuery(c, clock.Zone)
	page := views.AuditPage{Page: s.newPage(c, "Audit"), Filter: filter}
	page.Nav = views.NavAudit
	var found store.AuditPage
	if err == nil {
		query.Cursor, query.Limit = c.QueryParam("cursor"), store.PageSize
		found, err = s.Store.Audit.Page(c.Request().Context(), query)
	}
	if p := web.ProblemOf(err); err != nil {
		if p.Status != http.StatusUnprocessableEntity || p.Fields["cursor"] != "" {
			return err
		}
		page.Errors = p.Fields
		return s.page(c, p.Status, views.Audit(page))
	}
	for _, e := range found.Entries {
		page.Rows = append(page.Rows, clock.AuditRow(e))
	}
	if query.Cursor != "" {
		page.First = views.AuditPath(filter, "")
	}
	if found.Next != "" {
		page.Next = views.AuditPath(filter, found.Next)
	}
	return s.page(c, http.StatusOK, views.Audit(page))
}

// auditCSV is GET /admin/audit.csv, filtered as the page is: the same as a file.
func (s *Server) auditCSV(c echo.Context) error {
	_, query, err := auditQuery(c, s.clock(asker(c)).Zone)
	if err != nil {
		return err
	}
	return web.WriteAudit(c, s.Store.Audit, query)
}

// auditQuery reads a filter; days are those of the reader's zone. Whoever chooses a deed wants to see it, in vain or not.
func auditQuery(c echo.Context, zone *time.Location) (views.AuditFilter, store.AuditQuery, error) {
	f := views.AuditFilter{Who: c.QueryParam("who"), Whom: c.QueryParam("whom"), Deed: c.QueryParam("deed"), From: c.QueryParam("from"),
		To: c.QueryParam("to"), Failures: c.QueryParam("failures") == "1"}
	q := store.AuditQuery{Who: f.Who, Whom: f.Whom, Deed: campus.Deed(f.Deed), Failures: f.Failures || f.Deed != ""}
	wrong := map[string]string{}
	day := func(field, text string) (from, next time.Time) {
		if text == "" {
			return from, next
		}
		from, next, ok := campus.DayIn(text, zone)
		if !ok || from.Year() < 1970 || from.Year() > 9999 {
			wrong[field] = "a day such as 2026-12-31"
		}
		return from, next
	}
	q.From, _ = day("from", f.From)
	_, q.To = day("to", f.To)
	return f, q, campus.InvalidFields(wrong)
}
