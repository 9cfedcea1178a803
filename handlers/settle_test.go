package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"stoa/handlers/api"
	"stoa/store/campus"
	"stoa/store/redisserver"
	"stoa/store/storetest"
)

// at adds a route of a test's own to the API, which is asked with a token.
func (t *town) at(path string, handle echo.HandlerFunc) {
	t.server.echo.POST(api.Base+path, t.server.guard(route{http.MethodPost, path, tokens, handle}))
}

func TestAKeyStaysThatOfARequestOfWhichItIsNotKnownWhetherItWasDone(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{config: func(c *Config) { c.Log = discard() }})
	script := town.script(t, "john")
	for name, end := range map[string]struct {
		err   error
		first int
		then  int // how another request under the key is answered
	}{
		"outage": {campus.Away(errors.New("cut")), 503, 422}, "full": {campus.Full(errors.New("OOM")), 503, 422},
		"fault": {errors.New("a fault of ours"), 500, 422}, "refusal": {campus.ErrNotActive, 400, 400},
	} {
		town.at("/"+name, func(echo.Context) error { return end.err })
		for _, again := range []struct {
			body   string
			status int
		}{{`{}`, end.first}, {`{}`, end.first}, {`{"other":1}`, end.then}} {
			if got := script.named(t, name, "POST", "/"+name, again.body); got.status != again.status {
				t.Errorf("%s: %s is answered %s, want %d", name, again.body, got, again.status)
			}
		}
	}
}

// leaves sends a request under a key and leaves as soon as it is being carried out.
func (v *visitor) leaves(t *testing.T, key, path string, reached <-chan bool) {
	t.Helper()
	ctx, leave := context.WithCancel(t.Context())
	sent := make(chan error, 1)
	r := v.request(t, ctx, "POST", api.Base+path, strings.NewReader(`{}`), "Content-Type", "application/json", "Idempotency-Key", key)
	go func() { _, err := v.send(r); sent <- err }()
	storetest.Next(t, "the request to be carried out", reached)
	leave()
	if err := storetest.Next(t, "the end of the request", sent); !errors.Is(err, context.Canceled) {
		t.Errorf("who left got %v", err)
	}
}

func TestARequestIsSettledThoughWhoAskedHasLeft(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{config: func(c *Config) { c.Log = discard() }})
	script, reached := town.script(t, "john"), make(chan bool, 2)
	once := func(says error) echo.HandlerFunc {
		return func(c echo.Context) error {
			reached <- true
			<-c.Request().Context().Done()
			if says != nil {
				return says
			}
			return c.JSON(201, "made")
		}
	}
	town.at("/made", once(nil))
	town.at("/refused", once(campus.ErrNotActive))
	requests := func(has string) (n int) {
		for key, value := range town.Contents(t) {
			if strings.Contains(key, ":request:") && strings.Contains(value, has) {
				n++
			}
		}
		return n
	}
	script.leaves(t, "one", "/made", reached)
	storetest.Await(t, "the answer to be kept", func() bool { return requests("201") == 1 })
	if got := script.named(t, "one", "POST", "/made", `{}`); got.status != 201 || strings.TrimSpace(got.body) != `"made"` {
		t.Errorf("asked again: %s", got)
	}
	script.leaves(t, "two", "/refused", reached)
	storetest.Await(t, "the key to be free", func() bool { return requests("") == 1 })
}

func TestWhatWasDoneIsAnsweredThoughTheAnswerCannotBeKept(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*testing.T, *town, *redisserver.Server){
		"full":   func(t *testing.T, town *town, _ *redisserver.Server) { town.fill(t, true) },
		"killed": func(t *testing.T, _ *town, s *redisserver.Server) { wantNoError(t, s.Kill()) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			town, server := newOwnTown(t)
			script := town.script(t, "john")
			town.at("/made", func(c echo.Context) error {
				lose(t, town, server)
				return c.JSON(201, "made")
			})
			if got := script.named(t, "one", "POST", "/made", `{}`); got.status != 201 || strings.TrimSpace(got.body) != `"made"` {
				t.Errorf("%s", got)
			}
		})
	}
}
