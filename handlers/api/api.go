// Package api is Stoa for scripts: JSON under /api/v1, over the same store calls and the same permission checks as the
// pages. Only bearer tokens open it; cookies are ignored.
//
//	api.go        who asks, how bodies are read and lists are written
//	operation.go  requests that name themselves, so that they can be sent again
//	problem.go    errors as RFC 9457 problem documents
//	resources.go  domain values as JSON
//	stoas.go      which processes there are
//	online.go     who has a page or a stream open
//	sessions.go tokens.go me.go calendar.go export.go people.go external.go imports.go exports.go reports.go audit.go courses.go
//	meetings.go roster.go attendance.go planning.go series.go messages.go reactions.go mentions.go notifications.go levels.go: one
//	file a resource
//	rooms.go      one's rooms, and how far one has read in them
//	roomnews.go   how far rooms have come, and people have read in them
//	whichroom.go  the room that a call names, of whatever kind; found.go what was said in rooms, found by its words
//	warnings.go   what is said of a meeting that is planned all the same
//	versions.go   ETag and If-Match
//	doors.go      accounts, invitations, links to sign in with
//	events.go     /events, and what an event is as JSON
//	archive.go    what dates that are over have left; transcript.go of one of them, in order
//	order.go      how staff keep a room in order
//	openapi/      the description, a file a resource, held against routes and code by tests; openapi.go joins it
package api

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
)

// Base is where the API lives.
const Base = "/api/v1"

// The sizes of a list.
const (
	defaultLimit = 50
	maxLimit     = 200
)

// API answers the calls of /api/v1.
type API struct {
	store   *store.Store
	archive *archive.Archive
	streams *web.Streams
	links   Links
}

// New returns an API over a store and its archive; streams are begun as those of the pages are.
func New(s *store.Store, kept *archive.Archive, streams *web.Streams, links Links) *API {
	return &API{s, kept, streams, links}
}

// asker returns whose token it is; no route of the API that needs to know is open without one.
func asker(c echo.Context) campus.Person {
	p, _ := web.Asker(c)
	return p
}

// Identify finds out whose bearer token a request carries. Without a valid one it returns ErrSignedOut.
func (a *API) Identify(c echo.Context) error {
	scheme, token, _ := strings.Cut(c.Request().Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return campus.ErrSignedOut
	}
	p, err := a.store.Sessions.Visitor(c.Request().Context(), token, store.API)
	if err != nil {
		return err
	}
	web.SetToken(c, token)
	web.SetAsker(c, p)
	return nil
}

// read reads a JSON body. Unknown fields are ignored, so that what was read can be sent back.
func read(c echo.Context, into any) error {
	kind, _, err := mime.ParseMediaType(c.Request().Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return campus.Refuse(campus.BadRequest, "Please send JSON, with Content-Type application/json.")
	}
	dec := json.NewDecoder(c.Request().Body)
	err = dec.Decode(into)
	if err == nil {
		_, err = dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = errors.New("more than one value")
		}
	}
	var tooLarge *http.MaxBytesError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &tooLarge):
		return err
	case errors.As(err, &wrong) && wrong.Field != "":
		return campus.InvalidField(wrong.Field, "must be of another type, not "+wrong.Value)
	}
	return errNotJSON
}

var errNotJSON = campus.Refuse(campus.BadRequest, "The body is not JSON that can be read.")

// limit reads ?limit=.
func limit(c echo.Context) (int, error) {
	text := c.QueryParam("limit")
	if text == "" {
		return defaultLimit, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxLimit {
		return 0, campus.InvalidField("limit", "a number from 1 to 200")
	}
	return n, nil
}

// cursorOrNull writes a list's next: a cursor, or null at the end.
func cursorOrNull(cursor string) *string {
	if cursor == "" {
		return nil
	}
	return &cursor
}

// write answers with JSON.
func write(c echo.Context, status int, body any) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.JSON(status, body)
}

// success is the answer of what only succeeds.
type success struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
	ID      int64  `json:"id,omitempty"`
}

// instance reads which instance a route names; refused is what to say of one that cannot be.
func instance(c echo.Context, refused error) (id int64, order int, err error) {
	id, ok1 := campus.ParseID(c.Param("meeting"))
	n, ok2 := campus.ParseID(c.Param("order"))
	if !ok1 || !ok2 || n > campus.MaxOrder {
		return 0, 0, refused
	}
	return id, int(n), nil
}
