package api

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
)

// op returns how a request names itself, so that it can be sent again: the operation under which the store remembers what
// it did. "" for none.
func op(c echo.Context) string { return c.Request().Header.Get("Idempotency-Key") }

var errLongKey = campus.Refuse(campus.BadRequest, "The Idempotency-Key is longer than 100 characters.")

// Once answers a request that names itself as it was answered before, if it was; else it is carried out, and what a
// success answers is kept for a day. That nothing is done twice does not depend on that: the name is the operation's too.
func (a *API) Once(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		key := op(c)
		if key == "" {
			return next(c)
		}
		if len(key) > campus.MaxOp {
			return errLongKey
		}
		print, err := fingerprint(c)
		if err != nil {
			return err
		}
		who := asker(c).ID
		before, err := a.store.Requests.Claim(c.Request().Context(), who, key, print)
		if err != nil {
			return err
		}
		if before != nil && before.Body != drawnAnew {
			return replay(c, *before)
		}
		return a.carryOut(c, next, func(ctx context.Context, answer *store.Answer) error {
			if answer == nil {
				return a.store.Requests.Free(ctx, who, key, print)
			}
			return a.store.Requests.Keep(ctx, who, key, print, *answer)
		})
	}
}

// carryOut carries a request out and has its answer settled before it is sent; nil for a refusal.
func (a *API) carryOut(c echo.Context, next echo.HandlerFunc, settle func(context.Context, *store.Answer) error) error {
	// What is settled is settled for those who ask again: it must not end with the one who has left.
	ctx := context.WithoutCancel(c.Request().Context())
	held := &heldAnswer{ResponseWriter: c.Response().Writer, status: http.StatusOK}
	err := hold(c, held, next)
	if err != nil {
		if code := campus.CodeOf(err); code == campus.Unavailable || code == campus.Internal {
			return err // whether it was done is not known: the name stays this request's
		}
		return errors.Join(err, settle(ctx, nil))
	}
	answer := store.Answer{Status: held.status, Location: held.Header().Get(echo.HeaderLocation), Tag: held.Header().Get("ETag"),
		Body: held.body.String()}
	if quotes, _ := c.Get(quotesKey).(bool); quotes {
		answer.Body = drawnAnew
	}
	if serr := settle(ctx, &answer); serr != nil && campus.CodeOf(serr) != campus.Unavailable {
		return serr
	}
	c.Response().WriteHeader(held.status)
	_, err = c.Response().Write(held.body.Bytes())
	return err
}

// hold has an answer written into held. However that ends, in a panic too, nothing is sent by then, and what is written
// next goes to who asked.
func hold(c echo.Context, held *heldAnswer, next echo.HandlerFunc) error {
	out := c.Response()
	out.Writer = held
	defer func() { out.Writer, out.Committed, out.Size = held.ResponseWriter, false, 0 }()
	return next(c)
}

// quotesKey marks an answer that quotes what somebody said. It is not kept, for what is deleted must be gone everywhere:
// asked for again it is drawn anew, from what is left.
const (
	quotesKey = "quotes"
	drawnAnew = " "
)

// fingerprint tells a request from others: by what it asks for, with what body. It is kept for a day, and the body may hold a
// password: so it is keyed with the request's own name, of which only a hash is kept.
func fingerprint(c echo.Context) (string, error) {
	r := c.Request()
	body, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return "", err
	case err != nil:
		return "", errNotJSON
	}
	r.Body = io.NopCloser(bytes.NewReader(body)) // for read
	mac := hmac.New(sha256.New, []byte(op(c)))
	mac.Write([]byte(r.Method + " " + r.URL.RequestURI() + "\n"))
	mac.Write(body)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), nil
}

// replay answers as a request was answered before.
func replay(c echo.Context, a store.Answer) error {
	if a.Location != "" {
		c.Response().Header().Set(echo.HeaderLocation, a.Location)
	}
	if a.Tag != "" {
		c.Response().Header().Set("ETag", a.Tag)
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	if a.Body == "" {
		return c.NoContent(a.Status)
	}
	return c.Blob(a.Status, "application/json", []byte(a.Body))
}

// heldAnswer holds an answer back until it is settled.
type heldAnswer struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader implements http.ResponseWriter.
func (h *heldAnswer) WriteHeader(status int) { h.status = status }

// Write implements http.ResponseWriter.
func (h *heldAnswer) Write(b []byte) (int, error) { return h.body.Write(b) }
