package web

import (
	"errors"
	"mime"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"

	"stoa/store/archive"
)

// Whoever knows of no other letters has a name of ASCII; who does has the name as it is.
func TestAFileIsCalledByItsNameInWhateverLetters(t *testing.T) {
	t.Parallel()
	for name, plain := range map[string]string{
		"Logic 2026-03-02.csv":      "",
		"=A talk.md":                "",
		"ω.csv":                     "_.csv",
		"Übung = @Zoë: 1+1 (2).csv": "_bung = @Zo_: 1+1 (2).csv",
		"ليلى 'x' *; a,b/c?.csv":    "____ 'x' *; a,b/c?.csv",
		`say "hi" \ 100%.csv`:       "say _hi_ _ 100_.csv",
		"a\tb\x7f.csv":              "a_b_.csv",
	} {
		header := attachment(name)
		want := `attachment; filename="` + plain + `"; filename*=`
		if plain == "" {
			want = `attachment; filename="` + name + `"`
		}
		if len(header) < len(want) || header[:len(want)] != want || plain == "" && header != want {
			t.Errorf("%q goes out as %s, want %s", name, header, want)
		}
		kind, params, err := mime.ParseMediaType(header)
		if err != nil || kind != "attachment" || params["filename"] != name {
			t.Errorf("%s is read as %s of %q, %v", header, kind, params, err)
		}
	}
}

// A file's head is known once its first row is; what is refused has none.
func TestOfAFileWhoseHeadIsAskedForOneRowIsRead(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]error{"it is there": nil, "it is refused": errors.New("away")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, read := httptest.NewRecorder(), 0
			c := echo.New().NewContext(httptest.NewRequest(http.MethodHead, "/", nil), out)
			err := Rows(c, func(yield func(archive.Attended, error) bool) {
				for range 3 {
					if read++; !yield(archive.Attended{}, fails) {
						return
					}
				}
			}, "ω.parquet")
			if !errors.Is(err, fails) || read != 1 || out.Body.Len() != 0 || c.Response().Committed != (fails == nil) {
				t.Errorf("%d rows were read and %d bytes sent, %t, %v", read, out.Body.Len(), c.Response().Committed, err)
			}
		})
	}
}
