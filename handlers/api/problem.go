package api

import (
	"cmp"
	"encoding/json"
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
}

// newProblem returns the document for an error; of a fault of ours it tells nothing.
func newProblem(err error) Problem {
	p := web.ProblemOf(err)
	return Problem{Type: cmp.Or(p.Type, "about:blank"), Title: p.Title(), Status: p.Status, Detail: p.Sentence, Errors: p.Fields}
}

// WriteProblem answers with the problem document of err.
func WriteProblem(c echo.Context, err error) error {
	p := newProblem(err)
	h := c.Response().Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	web.SetRetryAfter(h, err)
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	c.Response().WriteHeader(p.Status)
	return json.NewEncoder(c.Response()).Encode(p)
}
