package api

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
)

// Problem is an RFC 9457 problem document.
type Problem struct {
	Type   string            `json:"type"`
	Title  string            `json:"title"`
	Status int               `json:"status"`
	Detail string            `json:"detail,omitempty"`
	Errors map[string]string `json:"errors,omitempty"` // field to reason
}

// Status returns the HTTP status of a domain code. Pages and API share it.
func Status(code campus.Code) int {
	switch code {
	case campus.BadRequest:
		return http.StatusBadRequest
	case campus.Unauthenticated:
		return http.StatusUnauthorized
	case campus.Forbidden:
		return http.StatusForbidden
	case campus.NotFound:
		return http.StatusNotFound
	case campus.Conflict:
		return http.StatusConflict
	case campus.Invalid:
		return http.StatusUnprocessableEntity
	case campus.TooMany:
		return http.StatusTooManyRequests
	case campus.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// NewProblem returns the document for an error; of a fault of ours it tells nothing.
func NewProblem(err error) Problem {
	status, p := http.StatusInternalServerError, Problem{Type: "about:blank", Detail: "Something went wrong on our side. It has been noted."}
	var refused *campus.Error
	var routed *echo.HTTPError
	switch {
	case errors.As(err, &refused):
		status, p.Detail, p.Errors = Status(refused.Code), refused.Sentence, refused.Fields
	case errors.As(err, &routed) && routed.Code < http.StatusInternalServerError:
		status, p.Detail = routed.Code, ""
	}
	p.Status, p.Title = status, http.StatusText(status)
	return p
}

// WriteProblem answers with the problem document of err.
func WriteProblem(c echo.Context, err error) error {
	p := NewProblem(err)
	h := c.Response().Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	SetRetryAfter(h, err)
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	c.Response().WriteHeader(p.Status)
	return json.NewEncoder(c.Response()).Encode(p)
}

// SetRetryAfter says when to try again, for a TooMany and an Unavailable.
func SetRetryAfter(h http.Header, err error) {
	var refused *campus.Error
	if !errors.As(err, &refused) {
		return
	}
	switch {
	case refused.Wait > 0:
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(refused.Wait.Seconds()))))
	case refused.Code == campus.Unavailable:
		h.Set("Retry-After", "2")
	}
}
