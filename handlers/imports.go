package handlers

import (
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// importPage is GET /admin/people/import: where a file of people is chosen.
func (s *Server) importPage(c echo.Context) error { return s.drawImport(c, http.StatusOK, newForm()) }

func (s *Server) drawImport(c echo.Context, status int, f views.Form) error {
	return s.page(c, status, views.Import(views.ImportPage{Page: s.newPage(c, "Import people"), Form: f}))
}

// uploadPatience is how long a file may take to come in.
const uploadPatience = 10 * time.Minute

// uploadImport is POST /admin/people/import (op, file): keeps the file for an hour and has it looked at.
func (s *Server) uploadImport(c echo.Context) error {
	if err := http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(uploadPatience)); err != nil {
		return err
	}
	id, f, err := s.takeUpload(c)
	if err != nil {
		return s.refuse(c, err, f, redraw{page: func(status int, f views.Form) error { return s.drawImport(c, status, f) }})
	}
	return see(c, views.ImportPath(id))
}

// takeUpload reads a form in which a file stands last, straight into the store.
func (s *Server) takeUpload(c echo.Context) (id string, f views.Form, err error) {
	f = newForm()
	form, err := c.Request().MultipartReader()
	if err != nil {
		return "", f, errUnreadable
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return "", f, campus.InvalidField("file", "choose a file")
		}
		if err != nil {
			return "", f, uploadError(err)
		}
		switch part.FormName() {
		case "op":
			op, err := io.ReadAll(io.LimitReader(part, campus.MaxOp+1))
			if err != nil {
				return "", f, uploadError(err)
			}
			f.Op = string(op)
		case "file":
			id, err = s.Store.Imports.Upload(c.Request().Context(), web.By(c, f.Op), nameOf(part.FileName()), part)
			return id, f, uploadError(err)
		}
	}
}

// nameOf returns a file's name as it is shown: a text, and no path.
func nameOf(name string) string {
	name = strings.ToValidUTF8(name[strings.LastIndexAny(name, `/\`)+1:], "")
	return name[:min(len(name), campus.MaxName)]
}

// uploadError says of a form that breaks off that it cannot be read.
func uploadError(err error) error {
	_, ours := errors.AsType[*campus.Error](err)
	var tooLarge *http.MaxBytesError
	if err == nil || ours || errors.As(err, &tooLarge) {
		return err
	}
	return errUnreadable
}

// importRun is GET /admin/people/import/{import}: what would become of a file, how far it is, or what came of it.
func (s *Server) importRun(c echo.Context) error {
	id := c.Param("import")
	u, err := s.Store.Imports.Uploaded(c.Request().Context(), id)
	if err != nil {
		return err
	}
	p := views.ImportRunPage{Page: s.newPage(c, "Import people"), ID: id, Name: u.Name, State: string(u.State), Stopped: u.Stopped,
		Error: u.Error, Rows: u.Rows, Unknown: u.Unknown, Op: campus.NewOp(),
		Added: u.Done.Added, Changed: u.Done.Changed, Same: u.Done.Same, Wrong: u.Done.Error}
	if u.State == store.UploadChecked {
		p.Rows = u.Done.All()
	}
	for _, row := range u.Bad {
		p.Bad = append(p.Bad, views.BadRow{Row: row.Row, Whys: whysOf(row)})
	}
	return s.draw(c, http.StatusOK, views.ImportRun(p), views.ImportProgress(p))
}

// whysOf says what is wrong with a row. Most reasons name their field; the others need it.
func whysOf(row campus.ImportedRow) []string {
	var whys []string
	for _, field := range slices.Sorted(maps.Keys(row.Errors)) {
		reason := row.Errors[field]
		if !strings.HasPrefix(reason, field) {
			reason = field + ": " + reason
		}
		whys = append(whys, reason)
	}
	return whys
}

// runImport is POST /admin/people/import/{import}/run: has a file taken in, or gone on with.
func (s *Server) runImport(c echo.Context) error {
	id := c.Param("import")
	if err := s.Store.Imports.Confirm(c.Request().Context(), web.By(c, posted(c, "op")), id); err != nil {
		return err
	}
	return see(c, views.ImportPath(id))
}

// importResult is GET /admin/people/import/{import}/result: what came of each row, as a table.
func (s *Server) importResult(c echo.Context) error {
	ctx, id := c.Request().Context(), c.Param("import")
	if _, err := s.Store.Imports.Uploaded(ctx, id); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="import.csv"`)
	h.Set("Cache-Control", "no-store")
	out := csv.NewWriter(c.Response())
	out.UseCRLF = true
	_ = out.Write([]string{"row", "result", "id", "username", "errors"}) // an error stays with out until it is flushed
	err := s.Store.Imports.Results(ctx, id, func(rows []campus.ImportedRow) error {
		for _, r := range rows {
			id := ""
			if r.ID != 0 {
				id = strconv.FormatInt(r.ID, 10)
			}
			_ = out.Write([]string{strconv.Itoa(r.Row), string(r.Result), id, web.Harmless(r.Username), strings.Join(whysOf(r), "; ")})
		}
		out.Flush()
		return out.Error()
	})
	if err != nil {
		panic(http.ErrAbortHandler) // a piece must not look like the whole
	}
	out.Flush()
	return out.Error()
}

// exportPeople is GET /admin/people/export (format): everybody as a file.
func (s *Server) exportPeople(c echo.Context) error {
	return web.Export(c, s.Store, store.FileKind(c.QueryParam("format")))
}
