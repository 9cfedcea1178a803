package api

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
)

// ImportPath is where a file of people is sent: it may be larger than other requests, and take longer.
const ImportPath = Base + "/people/import"

// A file may take so long to come in, and its answer so long to be taken before the next part of it.
const (
	uploadPatience = 10 * time.Minute
	partPatience   = time.Minute
)

// ImportPeople is POST /people/import (a CSV or JSON file; dry_run): what comes of each row, sent as rows are done. It can be
// sent again without harm, so it needs no Idempotency-Key.
func (a *API) ImportPeople(c echo.Context) error {
	how := store.Import{By: web.By(c, ""), File: fileKind(c)}
	if how.File == "" {
		return campus.Refuse(campus.BadRequest, "Please send a file of Content-Type text/csv or application/json.")
	}
	var err error
	if how.Dry, err = dryRun(c); err != nil {
		return err
	}
	file, err := spool(c)
	if err != nil {
		return err
	}
	defer file.Close()
	out := &importAnswer{c: c, out: http.NewResponseController(c.Response()), dry: how.Dry, unknown: []string{}}
	how.Unknown = func(heads []string) { out.unknown = append(out.unknown, heads...) }
	totals, err := a.store.Imports.Whole(c.Request().Context(), how, file, out.rows)
	return out.finish(totals, err)
}

// fileKind returns how the file is written that a request brings; "" for a kind that is not known.
func fileKind(c echo.Context) store.FileKind {
	kind, _, _ := mime.ParseMediaType(c.Request().Header.Get("Content-Type"))
	switch kind {
	case "text/csv":
		return store.FileCSV
	case "application/json":
		return store.FileJSON
	}
	return ""
}

// dryRun reads ?dry_run=. What is neither yes nor no is refused: somebody may mean yes by it.
func dryRun(c echo.Context) (bool, error) {
	switch c.QueryParam("dry_run") {
	case "1", "true":
		return true, nil
	case "", "0", "false":
		return false, nil
	}
	return false, campus.InvalidField("dry_run", "1, or left out")
}

// spool takes in the whole body before anything of it is done, in a file that has no name any more: a client that reads no
// answer before it has sent everything gets one, and what is too large changes nothing.
func spool(c echo.Context) (*os.File, error) {
	if err := http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(uploadPatience)); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp("", "stoa-import-*")
	if err != nil {
		return nil, err
	}
	if err = os.Remove(file.Name()); err == nil {
		err = fill(file, c.Request().Body)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// fill takes a body in and goes back to its beginning.
func fill(file *os.File, body io.Reader) error {
	_, err := io.Copy(file, body)
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		_, err = file.Seek(0, io.SeekStart)
		return err
	case errors.As(err, &tooLarge):
		return err
	}
	return errNotWhole
}

var errNotWhole = campus.Refuse(campus.BadRequest, "The file did not come in whole.")

// importAnswer is the answer of an import, written as it goes.
type importAnswer struct {
	c       echo.Context
	out     *http.ResponseController
	dry     bool
	unknown []string // heads of columns that are none of a person
	begun   bool
}

// rows sends what came of some rows. It begins the answer with the first.
func (a *importAnswer) rows(rows []campus.ImportedRow) error {
	var text []byte
	for _, row := range rows {
		one, err := json.Marshal(row)
		if err != nil {
			return err
		}
		text = append(append(text, a.before()...), one...)
		a.begun = true
	}
	_ = a.out.SetWriteDeadline(time.Now().Add(partPatience)) // where it cannot be set, the server's own holds
	if _, err := a.c.Response().Write(text); err != nil {
		return err
	}
	return a.out.Flush()
}

// before returns what comes before the next row.
func (a *importAnswer) before() string {
	if a.begun {
		return ",\n"
	}
	h := a.c.Response().Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	a.c.Response().WriteHeader(http.StatusOK)
	return `{"rows": [` + "\n"
}

// finish ends the answer. An error that comes once it has begun is its last word, for the status has been sent.
func (a *importAnswer) finish(totals campus.ImportTotals, err error) error {
	if err != nil && !a.begun {
		return err
	}
	tail := struct {
		DryRun  bool                `json:"dry_run"`
		Totals  campus.ImportTotals `json:"totals"`
		Unknown []string            `json:"unknown_columns"`
		Error   *string             `json:"error"`
	}{a.dry, totals, a.unknown, nil}
	if err != nil {
		a.c.Logger().Error(err)
		said := web.ProblemOf(err).Sentence + " What came before is done; send the file again for the rest."
		tail.Error = &said
	}
	text, err := json.Marshal(tail)
	if err != nil {
		return err
	}
	start := "\n"
	if !a.begun {
		start = a.before()
	}
	_, err = io.WriteString(a.c.Response(), start+"], "+string(text[1:])+"\n")
	return err
}
