package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/store"
)

// partPatience is how long the next part of a file may take to be taken.
const partPatience = time.Minute

// Export answers with everybody as a file. Where it breaks off the connection ends without the file's end, so that nobody
// takes a piece of it for the whole.
func Export(c echo.Context, s *store.Store, kind store.FileKind) error {
	out := &download{c: c, out: http.NewResponseController(c.Response()), kind: kind}
	err := s.Imports.Export(c.Request().Context(), By(c, ""), kind, out)
	if err != nil && c.Response().Committed {
		panic(http.ErrAbortHandler)
	}
	return err
}

// download is a file on its way out, begun with its first part.
type download struct {
	c    echo.Context
	out  *http.ResponseController
	kind store.FileKind
}

// Write implements io.Writer.
func (d *download) Write(b []byte) (int, error) {
	if !d.c.Response().Committed {
		h := d.c.Response().Header()
		h.Set("Content-Type", "application/json")
		if d.kind == store.FileCSV {
			h.Set("Content-Type", "text/csv; charset=utf-8")
		}
		h.Set("Content-Disposition", `attachment; filename="people.`+string(d.kind)+`"`)
		h.Set("Cache-Control", "no-store")
		d.c.Response().WriteHeader(http.StatusOK)
	}
	_ = d.out.SetWriteDeadline(time.Now().Add(partPatience)) // where it cannot be set, the server's own holds
	return d.c.Response().Write(b)
}
