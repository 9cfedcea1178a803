package web

import (
	"encoding/csv"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
)

// WriteAudit answers with the audit as a CSV file, written while it is read, and notes who took it. A file that cannot be
// brought to its end is broken off, so that nobody takes it for whole.
func WriteAudit(c echo.Context, audit *store.Audit, q store.AuditQuery) error {
	ctx := c.Request().Context()
	who, _ := Asker(c)
	if _, err := audit.Page(ctx, store.AuditQuery{Who: q.Who, Whom: q.Whom, Limit: 1}); err != nil {
		return err // somebody whom nobody knows, or a Redis that is away: there is no file to begin
	}
	out := NewDownload(c, MediaCSV, "audit.csv")
	if c.Request().Method == http.MethodHead { // nothing is taken that had to be noted
		out.Begin()
		return nil
	}
	if err := audit.Done(ctx, store.By{Person: who, From: c.RealIP()}, campus.DeedAuditTaken, 0, ""); err != nil {
		return err
	}
	out.Begin()
	w := csv.NewWriter(out)
	w.UseCRLF = true
	_ = w.Write([]string{"id", "time", "deed", "failed", "who", "who_name", "whom", "whom_name", "from", "detail"})
	err := audit.Each(ctx, q, func(e campus.AuditEntry) error { return w.Write(auditRecord(e)) })
	w.Flush()
	if err != nil || w.Error() != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

func auditRecord(e campus.AuditEntry) []string {
	who := "stoa"
	if !e.Itself {
		who = number(e.Who.ID)
	}
	record := []string{e.ID, e.At.UTC().Format("2006-01-02T15:04:05.000Z"), string(e.Deed), strconv.FormatBool(e.Failed), who, e.Who.Name,
		number(e.Whom.ID), e.Whom.Name, e.From, e.What}
	for i, cell := range record {
		record[i] = Harmless(cell)
	}
	return record
}

func number(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// Harmless returns a cell of a table that no spreadsheet takes for a formula: what begins like one gets an apostrophe.
func Harmless(cell string) string {
	if cell == "" {
		return ""
	}
	switch cell[0] {
	case '=', '+', '-', '@', '\t', '\r', '\n', 0, '\'':
		return "'" + cell
	}
	return cell
}
