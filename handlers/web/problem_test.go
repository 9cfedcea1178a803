package web

import (
	"errors"
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
	for _, c := range []struct {
		err  error
		want string
	}{
		{campus.ErrCourseFull, ""},
		{campus.Slower("", time.Millisecond), "1"},
		{campus.Away(errors.New("gone")), "2"},
		{fmt.Errorf("wrapped: %w", campus.Full(nil)), "2"},
		{fmt.Errorf("wrapped: %w", campus.Slower("", 2001*time.Millisecond)), "3"},
		{fmt.Errorf("%w (%w)", campus.ErrUnreadable, campus.Away(nil)), "60"},
		{fmt.Errorf("%w (%w)", campus.Refuse(campus.Unavailable, "A file cannot be read: x"), errors.New("why")), "60"},
	} {
		h := http.Header{}
		SetRetryAfter(h, c.err)
		if got := h.Get("Retry-After"); got != c.want {
			t.Errorf("%v: Retry-After is %q, want %q", c.err, got, c.want)
		}
	}
}
