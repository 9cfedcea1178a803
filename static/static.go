// Package static holds what a browser keeps: the style sheet, the scripts, the fonts and the icon.
//
// They are built into dist by static/build.sh and embedded. Every file is served under an address that carries a hash of
// its content, so it may be kept for ever: a new build has new addresses.
//
//	input.css    the look: colours, defaults, what utilities cannot say (tokens: tailwind.config.js)
//	fonts.css    which fonts, which subsets
//	js/          what the pages need of script beside htmx: modules, bundled into campus.js, and their tests
//	icons/       the icon
//	judges/      what programs of npm's are told that judge pages, API and streams (cmd/stoa)
//	build.sh     puts the above and what npm brings into dist, or checks that it did
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/sha512"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// Prefix is where the assets are served.
const Prefix = "/static/"

// ErrNotBuilt says that this program was built without its assets.
var ErrNotBuilt = errors.New("static/dist is empty: run static/build.sh (or make) and build again")

// Assets are the built files, by their names and by their addresses. It never changes after Load.
type Assets struct {
	byName map[string]*asset
	byURL  map[string]*asset
}

// asset is one file, ready to be sent.
type asset struct {
	url       string
	integrity string
	kind      string
	body      []byte
	packed    []byte // gzip; nil where it does not pay
}

// Load reads the embedded files. It returns ErrNotBuilt when there is no style sheet among them.
func Load() (*Assets, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, fmt.Errorf("embedded assets: %w", err)
	}
	return load(files)
}

// load reads files: all but the style sheet first, since that names the others by their addresses.
func load(files fs.FS) (*Assets, error) {
	a := &Assets{byName: map[string]*asset{}, byURL: map[string]*asset{}}
	var sheets []string
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir(), strings.HasPrefix(path.Base(name), "."):
			return nil
		case path.Ext(name) == ".css":
			sheets = append(sheets, name)
			return nil
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		return a.add(name, body)
	})
	if err != nil {
		return nil, fmt.Errorf("read assets: %w", err)
	}
	if len(sheets) == 0 {
		return nil, ErrNotBuilt
	}
	for _, name := range sheets {
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read assets: %w", err)
		}
		if err := a.add(name, a.resolve(name, body)); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// reference is a relative address in a style sheet.
var reference = regexp.MustCompile(`url\(\s*["']?([^"'():]+)["']?\s*\)`)

// resolve puts the lasting addresses into a style sheet. What it does not know stays as it is.
func (a *Assets) resolve(sheet string, body []byte) []byte {
	return reference.ReplaceAllFunc(body, func(match []byte) []byte {
		name := path.Join(path.Dir(sheet), string(reference.FindSubmatch(match)[1]))
		if found := a.byName[name]; found != nil {
			return []byte("url(" + found.url + ")")
		}
		return match
	})
}

// add enters one file.
func (a *Assets) add(name string, body []byte) error {
	short := sha256.Sum256(body)
	long := sha512.Sum384(body)
	ext := path.Ext(name)
	file := &asset{
		url:       Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(short[:])[:12] + ext,
		integrity: "sha384-" + base64.StdEncoding.EncodeToString(long[:]),
		kind:      contentType(ext),
		body:      body,
	}
	if packs(ext) {
		packed, err := pack(body)
		if err != nil {
			return fmt.Errorf("compress %s: %w", name, err)
		}
		file.packed = packed
	}
	a.byName[name], a.byURL[file.url] = file, file
	return nil
}

// URL returns the lasting address of a file of dist, such as "app.css", or "" when there is none of this name.
func (a *Assets) URL(name string) string {
	if file := a.byName[name]; file != nil {
		return file.url
	}
	return ""
}

// Integrity returns the sum of a file for an integrity attribute, or "" when there is none of this name.
func (a *Assets) Integrity(name string) string {
	if file := a.byName[name]; file != nil {
		return file.integrity
	}
	return ""
}

// ServeHTTP answers GET /static/… and HEAD. An address without the right hash is 404, never an old or a newer file.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	file := a.byURL[r.URL.Path]
	if file == nil {
		http.NotFound(w, r)
		return
	}
	header := w.Header()
	header.Set("Content-Type", file.kind)
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	header.Set("X-Content-Type-Options", "nosniff")
	body := file.body
	if file.packed != nil {
		header.Add("Vary", "Accept-Encoding")
		if takesGzip(r.Header.Get("Accept-Encoding")) {
			header.Set("Content-Encoding", "gzip")
			body = file.packed
		}
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the reader has gone away: nobody to tell
	}
}

// takesGzip reports whether an Accept-Encoding header names gzip and does not refuse it.
func takesGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			value := strings.TrimPrefix(strings.TrimSpace(weight), "q=")
			return strings.Trim(value, "0.") != "" || value == ""
		}
	}
	return false
}

// contentType returns the type of a file by its ending. The list is ours, so that no machine's own list changes it.
func contentType(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".png":
		return "image/png"
	default:
		return "application/octet-stream"
	}
}

// packs reports whether a kind of file gets smaller by gzip; fonts and pictures are packed already.
func packs(ext string) bool { return ext == ".css" || ext == ".js" || ext == ".svg" }

func pack(body []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
