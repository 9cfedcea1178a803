package static

import (
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// files is a small dist.
func files() fs.FS {
	return fstest.MapFS{
		".keep":             {Data: nil},
		"app.css":           {Data: []byte(`a{src:url("fonts/one.woff2")}b{src:url(fonts/none.woff2)}c{src:url(data:x)}`)},
		"campus.js":         {Data: []byte("let a = 1\n")},
		"favicon.svg":       {Data: []byte("<svg/>")},
		"fonts/one.woff2":   {Data: []byte("font")},
		"fonts/other.woff2": {Data: []byte("other")},
	}
}

func mustLoad(t *testing.T) *Assets {
	t.Helper()
	assets, err := load(files())
	if err != nil {
		t.Fatal(err)
	}
	return assets
}

func TestAddressesCarryTheHashOfTheContent(t *testing.T) {
	assets := mustLoad(t)
	for name, pattern := range map[string]string{
		"app.css":         `^/static/app\.[0-9a-f]{12}\.css$`,
		"campus.js":       `^/static/campus\.[0-9a-f]{12}\.js$`,
		"fonts/one.woff2": `^/static/fonts/one\.[0-9a-f]{12}\.woff2$`,
		"missing.css":     `^$`,
		".keep":           `^$`,
	} {
		if got := assets.URL(name); !regexp.MustCompile(pattern).MatchString(got) {
			t.Errorf("URL(%q) = %q, want %s", name, got, pattern)
		}
	}
	if got, want := assets.Integrity("favicon.svg"), "sha384-"; !strings.HasPrefix(got, want) || len(got) != len(want)+64 {
		t.Errorf("Integrity = %q, want sha384 in base64", got)
	}
	if got := assets.Integrity("missing.css"); got != "" {
		t.Errorf("Integrity of a missing file = %q, want none", got)
	}
}

func TestTheStyleSheetNamesFontsByTheirLastingAddresses(t *testing.T) {
	assets := mustLoad(t)
	got := string(assets.byName["app.css"].body)
	want := "a{src:url(" + assets.URL("fonts/one.woff2") + ")}b{src:url(fonts/none.woff2)}c{src:url(data:x)}"
	if got != want {
		t.Errorf("app.css = %s\nwant %s", got, want)
	}
}

func TestAChangedFontChangesTheStyleSheetsAddress(t *testing.T) {
	changed := files().(fstest.MapFS)
	changed["fonts/one.woff2"] = &fstest.MapFile{Data: []byte("another font")}
	after, err := load(changed)
	if err != nil {
		t.Fatal(err)
	}
	if before := mustLoad(t); before.URL("app.css") == after.URL("app.css") {
		t.Error("the style sheet kept its address though a font changed")
	}
}

func TestServing(t *testing.T) {
	assets := mustLoad(t)
	tests := []struct {
		name, method, path, accept string
		status                     int
		kind, coding, body         string
	}{
		{"a script", "GET", assets.URL("campus.js"), "", 200, "text/javascript; charset=utf-8", "", "let a = 1\n"},
		{"a script, packed", "GET", assets.URL("campus.js"), "br, gzip", 200, "text/javascript; charset=utf-8", "gzip", "let a = 1\n"},
		{"gzip refused", "GET", assets.URL("campus.js"), "gzip;q=0", 200, "text/javascript; charset=utf-8", "", "let a = 1\n"},
		{"gzip weighed", "GET", assets.URL("campus.js"), "gzip;q=0.5", 200, "text/javascript; charset=utf-8", "gzip", "let a = 1\n"},
		{"a font is packed already", "GET", assets.URL("fonts/one.woff2"), "gzip", 200, "font/woff2", "", "font"},
		{"an icon", "GET", assets.URL("favicon.svg"), "", 200, "image/svg+xml", "", "<svg/>"},
		{"only the head", "HEAD", assets.URL("favicon.svg"), "", 200, "image/svg+xml", "", ""},
		{"without hash", "GET", "/static/campus.js", "", 404, "text/plain; charset=utf-8", "", "404 page not found\n"},
		{"another hash", "GET", "/static/campus.000000000000.js", "", 404, "text/plain; charset=utf-8", "", "404 page not found\n"},
		{"the directory", "GET", "/static/", "", 404, "text/plain; charset=utf-8", "", "404 page not found\n"},
		{"a write", "POST", assets.URL("campus.js"), "", 405, "text/plain; charset=utf-8", "", "method not allowed\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest(test.method, test.path, nil)
			r.Header.Set("Accept-Encoding", test.accept)
			w := httptest.NewRecorder()
			assets.ServeHTTP(w, r)
			if w.Code != test.status || w.Header().Get("Content-Type") != test.kind || w.Header().Get("Content-Encoding") != test.coding {
				t.Errorf("got %d %q %q, want %d %q %q", w.Code, w.Header().Get("Content-Type"), w.Header().Get("Content-Encoding"),
					test.status, test.kind, test.coding)
			}
			if got := unpacked(t, w); got != test.body {
				t.Errorf("body = %q, want %q", got, test.body)
			}
			kept := w.Header().Get("Cache-Control") == "public, max-age=31536000, immutable"
			if kept != (w.Code == http.StatusOK) {
				t.Errorf("Cache-Control = %q for status %d", w.Header().Get("Cache-Control"), w.Code)
			}
		})
	}
}

// unpacked returns what a browser would read.
func unpacked(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Header().Get("Content-Encoding") != "gzip" {
		return w.Body.String()
	}
	r, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestAProgramWithoutItsAssetsSaysSo(t *testing.T) {
	if _, err := load(fstest.MapFS{".keep": {}}); !errors.Is(err, ErrNotBuilt) {
		t.Errorf("load of an empty dist: %v, want ErrNotBuilt", err)
	}
}

func TestAScriptThatWasBuiltFromAnotherIsRefused(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"build.sh", "js/"} {
		if out, err := exec.Command("cp", "-r", name, dir).CombinedOutput(); err != nil {
			t.Fatalf("%s%v", out, err)
		}
	}
	here, err := os.Getwd()
	for _, name := range []string{"dist", "node_modules"} {
		err = errors.Join(err, os.Symlink(filepath.Join(here, name), filepath.Join(dir, name)))
	}
	if err != nil {
		t.Fatal(err)
	}
	check := func() (string, error) {
		said, err := exec.Command("sh", filepath.Join(dir, "build.sh"), "check").CombinedOutput()
		return string(said), err
	}
	if said, err := check(); err != nil {
		t.Fatalf("as it was built: %s%v", said, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "js", "zone.js"), []byte("export function suggestZone() {}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := check(); err == nil || !strings.Contains(said, "run static/build.sh") {
		t.Errorf("after a change it says %q, %v", said, err)
	}
}
