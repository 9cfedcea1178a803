package web

import (
	"errors"
	"math"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
)

// Problem is what an error is to who asked. A page, a form and a problem document say it each in their way.
type Problem struct {
	Status   int
	Type     string            // of problem, where a script has to tell it from others of its status; "" for none
	Sentence string            // for the reader; "" where only the status is known
	Fields   map[string]string // field to reason, of what was sent
}

// Title returns the status in words, as HTTP has them.
func (p Problem) Title() string { return http.StatusText(p.Status) }

// ours is all that is told of a fault of ours.
const ours = "Something went wrong on our side. It has been noted."

// ProblemOf returns what an error is to who asked; of a fault of ours it tells nothing.
func ProblemOf(err error) Problem {
	if refused, ok := errors.AsType[*campus.Error](err); ok {
		return Problem{Status(refused.Code), typeOf(refused), refused.Sentence, refused.Fields}
	}
	if routed, ok := errors.AsType[*echo.HTTPError](err); ok && routed.Code < http.StatusInternalServerError {
		return Problem{Status: routed.Code}
	}
	return Problem{Status: http.StatusInternalServerError, Sentence: ours}
}

// typeOf names the problems that a script acts on.
func typeOf(refused *campus.Error) string {
	switch {
	case refused.Is(campus.ErrCodeDue):
		return "otp-required"
	case refused.Is(campus.ErrNoFactor):
		return "otp-setup-required"
	}
	return ""
}

// Status returns the HTTP status of a domain code.
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

// awhile is when to come back while Redis is away or full, in seconds: a fail-over takes a few.
const awhile = 2

// later is when to come back for what else is not to be had, such as what a file of the archive has that cannot be read: somebody has to
// mend it.
const later = 60

// SetRetryAfter says when to try again, for a TooMany and an Unavailable.
func SetRetryAfter(h http.Header, err error) {
	refused, ok := errors.AsType[*campus.Error](err)
	switch {
	case !ok:
	case refused.Wait > 0:
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(refused.Wait.Seconds()))))
	case refused.Is(campus.Away(nil)) || refused.Is(campus.Full(nil)):
		h.Set("Retry-After", strconv.Itoa(awhile))
	case refused.Code == campus.Unavailable:
		h.Set("Retry-After", strconv.Itoa(later))
	}
}
