package api

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"
)

// openAPI has a file for each resource, beside base.json, which has what is said once.
//
//go:embed openapi/*.json
var openAPI embed.FS

// base is what the description as a whole says, with the parts that several resources share.
const base = "openapi/base.json"

// OpenAPI is GET /openapi.json: the description of all this.
func (a *API) OpenAPI(c echo.Context) error {
	return c.Blob(http.StatusOK, "application/json", description())
}

// description is the whole document, joined when it is first asked for.
var description = sync.OnceValue(func() []byte {
	whole, err := join(openAPI)
	if err != nil {
		panic(err) // the files are in the program: a test reads them before anybody else does
	}
	return whole
})

// described is an OpenAPI document.
type described struct {
	OpenAPI  string          `json:"openapi"`
	Info     json.RawMessage `json:"info"`
	Servers  json.RawMessage `json:"servers"`
	Security json.RawMessage `json:"security"`
	resource
}

// resource is what one resource adds to it.
type resource struct {
	Tags       []json.RawMessage `json:"tags"`
	Paths      parts             `json:"paths"`
	Components map[string]parts  `json:"components"`
}

type parts = map[string]json.RawMessage

// join makes one document of the files. Two that describe the same thing are an error: one of them would be lost unseen.
func join(files fs.FS) ([]byte, error) {
	var whole described
	if err := decode(files, base, &whole); err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "openapi/*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if name == base {
			continue
		}
		var one resource
		if err := decode(files, name, &one); err != nil {
			return nil, err
		}
		if err := whole.add(one); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return json.MarshalIndent(whole, "", "  ")
}

func decode(files fs.FS, name string, into any) error {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// add takes a resource up into the whole.
func (r *resource) add(one resource) error {
	r.Tags = append(r.Tags, one.Tags...)
	if err := merge(r.Paths, one.Paths); err != nil {
		return err
	}
	for kind, some := range one.Components {
		if r.Components[kind] == nil {
			r.Components[kind] = parts{}
		}
		if err := merge(r.Components[kind], some); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	return nil
}

func merge(into, some parts) error {
	for name := range some {
		if _, there := into[name]; there {
			return fmt.Errorf("%s is described twice", name)
		}
	}
	maps.Copy(into, some)
	return nil
}
