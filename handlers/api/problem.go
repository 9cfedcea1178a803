package api

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
)

// Problem is an RFC 9457 problem document.
type Problem struct {
	Type   string            `json:"type"`
	Title  string            `json:"title"`
	Status int               `json:"status"`
	Detail string            `json:"detail,omitempty"`
	Errors map[string]string `json:"errors,omitempty"` // field to reason
	// What has become of a course or a meeting, for who has changed another version of it.
	Changed []string `json:"changed,omitempty"`
	Current any      `json:"current,omitempty"`
}

// newProblem returns the document for an error; of a fault of ours it tells nothing.
func newProblem(err error) Problem {
	p := web.ProblemOf(err)
	out := Problem{Type: cmp.Or(p.Type, "about:blank"), Title: p.Title(), Status: p.Status, Detail: p.Sentence, Errors: p.Fields}
	if stale, ok := errors.AsType[*staleError](err); ok {
		out.Changed, out.Current = stale.changed, stale.current
	}
	return out
}

// WriteProblem answers with the problem document of err.
func WriteProblem(c echo.Context, err error) error {
	p := newProblem(err)
	h := c.Response().Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	web.SetRetryAfter(h, err)
	if stale, ok := errors.AsType[*staleError](err); ok {
		h.Set("ETag", versionTag(stale.version))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	c.Response().WriteHeader(p.Status)
	return json.NewEncoder(c.Response()).Encode(p)
}
