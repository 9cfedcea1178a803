package web

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"stoa/store/campus"
)

func TestEveryCodeHasItsStatus(t *testing.T) {
	t.Parallel()
	for code, want := range map[campus.Code]int{
		campus.Internal: 500, campus.BadRequest: 400, campus.Unauthenticated: 401, campus.Forbidden: 403, campus.NotFound: 404,
		campus.Conflict: 409, campus.Invalid: 422, campus.TooMany: 429, campus.Unavailable: 503, 99: 500,
	} {
		if got := Status(code); got != want {
			t.Errorf("code %d has status %d, want %d", code, got, want)
		}
	}
}

func TestWhenToTryAgainIsSaidInWholeSeconds(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"":  campus.ErrCourseFull,
		"1": campus.Slower("", time.Millisecond),
		"2": campus.Away(nil),

		"60": fmt.Errorf("%w (%w)", campus.ErrUnreadable, campus.Away(nil)),
		"3":  fmt.Errorf("wrapped: %w", campus.Slower("", 2001*time.Millisecond)),
	} {
		h := http.Header{}
		SetRetryAfter(h, err)
		if got := h.Get("Retry-After"); got != want {
			t.Errorf("%v: Retry-After is %q, want %q", err, got, want)
		}
	}
}
