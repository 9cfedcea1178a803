package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
)

// operation is a request that names itself, so that it can be sent again. The zero one has no name.
type operation struct {
	key   string
	print string // of the request that has the name
	done  bool   // FinishOperation has said so
}

// operation returns how a request names itself. A name that another request has is refused, before anything is done.
func (a *API) operation(c echo.Context) (operation, error) {
	r := c.Request()
	o := operation{key: r.Header.Get("Idempotency-Key")}
	if o.key == "" {
		return o, nil
	}
	if len(o.key) > campus.MaxOp {
		return o, campus.Refuse(campus.BadRequest, "The Idempotency-Key is longer than 100 characters.")
	}
	body, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return o, err
	case err != nil:
		return o, errNotJSON
	}
	r.Body = io.NopCloser(bytes.NewReader(body)) // for read
	sum := sha256.Sum256([]byte(r.Method + " " + r.URL.RequestURI() + "\n" + string(body)))
	o.print = base64.RawURLEncoding.EncodeToString(sum[:])
	o.done, err = a.store.CheckOperation(r.Context(), asker(c).ID, o.key, o.print)
	return o, err
}

// op returns the operation under which the store remembers its answer, "" for none.
func (a *API) op(c echo.Context) (string, error) {
	o, err := a.operation(c)
	return o.key, err
}

// once does what the store remembers no answer of. Sent again under the same name it is not done again; the caller then
// answers as it did before.
func (a *API) once(c echo.Context, do func(context.Context) error) error {
	o, err := a.operation(c)
	if err != nil || o.done {
		return err
	}
	ctx := c.Request().Context()
	if err := do(ctx); err != nil || o.key == "" {
		return err
	}
	return a.store.FinishOperation(ctx, asker(c).ID, o.key, o.print)
}
