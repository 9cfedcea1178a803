package web

import (
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/archive"
)

// partPatience is how long the next part of a file may take to be taken.
const partPatience = time.Minute

// Export answers with everybody as a file. Where it breaks off the connection ends without the file's end, so that nobody
// takes a piece of it for the whole.
func Export(c echo.Context, s *store.Store, kind store.FileKind) error {
	media := "application/json"
	if kind == store.FileCSV {
		media = "text/csv; charset=utf-8"
	}
	by, out := By(c, ""), NewDownload(c, media, "people."+string(kind))
	if c.Request().Method == http.MethodHead { // nothing is taken that had to be noted
		if err := s.Imports.MayExport(by, kind); err != nil {
			return err
		}
		out.Begin()
		return nil
	}
	err := s.Imports.Export(c.Request().Context(), by, kind, out)
	if err != nil && c.Response().Committed {
		panic(http.ErrAbortHandler)
	}
	return err
}

// MediaCSV is the media type of a file of comma-separated values whose first line names its columns.
const MediaCSV = "text/csv; charset=utf-8; header=present"

// Download is a file on its way out, begun with its first part.
type Download struct {
	c           echo.Context
	out         *http.ResponseController
	media, name string
}

// NewDownload returns a file of a media type and a name, of which nothing is sent yet.
func NewDownload(c echo.Context, media, name string) *Download {
	return &Download{c, http.NewResponseController(c.Response()), media, name}
}

// notInPath are what may stand in the path of an address as it is, and not in a parameter of a header (RFC 8187, 3.2.1).
var notInPath = strings.NewReplacer("=", "%3D", "@", "%40", ":", "%3A")

// attachment says that what follows is a file of a name: as all understand it, and with every letter that is not ASCII for who does.
func attachment(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' || r == '%' {
			return '_'
		}
		return r
	}, name)
	header := `attachment; filename="` + plain + `"`
	if plain != name {
		header += "; filename*=UTF-8''" + notInPath.Replace(url.PathEscape(name))
	}
	return header
}

// longestName and mostBytes bound how much of a title is in the name of a file, in letters and in bytes: with a day and an ending it has
// to fit into the 255 bytes that file systems allow.
const (
	longestName = 80
	mostBytes   = 200
)

// joiners hold letters apart or together, as Persian and emoji of several parts need it; at an end they join nothing.
const joiners = "\u200c\u200d"

// fileName makes the name of a file, without what some system forbids in one, of a title and a day.
func fileName(title string, day time.Time) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case strings.ContainsRune(joiners, r):
			return r
		case strings.ContainsRune(`/\:*?"<>|`, r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, title)
	name = strings.TrimLeft(name, ". "+joiners)
	letters, end := 0, len(name)
	for at, r := range name {
		if letters++; letters > longestName || at+utf8.RuneLen(r) > mostBytes {
			end = at
			break
		}
	}
	return strings.TrimSpace(strings.TrimRight(name[:end], joiners) + " " + day.Format(time.DateOnly))
}

// Begin sends what comes before the file.
func (d *Download) Begin() {
	if !d.c.Response().Committed {
		h := d.c.Response().Header()
		h.Set("Content-Type", d.media)
		h.Set("Content-Disposition", attachment(d.name))
		h.Set("Cache-Control", "no-store")
		d.c.Response().WriteHeader(http.StatusOK)
	}
}

// Write implements io.Writer.
func (d *Download) Write(b []byte) (int, error) {
	d.Begin()
	_ = d.out.SetWriteDeadline(time.Now().Add(partPatience)) // where it cannot be set, the server's own holds
	return d.c.Response().Write(b)
}

// Rows answers with a file of rows, CSV or Parquet as its name ends, written while they are read. What is refused is, before anything is
// written; where it breaks off the connection ends without the file's end, so that nobody takes a piece of it for the whole.
func Rows[T archive.Row](c echo.Context, rows iter.Seq2[T, error], name string) error {
	next, stop := iter.Pull2(rows)
	defer stop()
	row, err, more := next()
	if err != nil {
		return err
	}
	kind, format := MediaCSV, archive.WriteCSV[T]
	if strings.HasSuffix(name, ".parquet") {
		kind, format = "application/vnd.apache.parquet", archive.WriteParquet[T]
	}
	out := NewDownload(c, kind, name)
	if c.Request().Method == http.MethodHead {
		out.Begin()
		return nil
	}
	err = format(out, func(yield func(T, error) bool) {
		for more && yield(row, err) {
			row, err, more = next()
		}
	})
	if err != nil && c.Response().Committed {
		panic(http.ErrAbortHandler)
	}
	return err
}
