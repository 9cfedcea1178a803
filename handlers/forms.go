package handlers

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store/campus"
	"stoa/views"
)

// posted returns a field of the form that was posted. What stands in the address is no part of it: an address is kept in
// histories and logs, and anybody can write one into a link.
func posted(c echo.Context, field string) string { return c.Request().PostForm.Get(field) }

// typed returns what somebody has written who is refused, for the page that says so to give it back: a line, or the words of a
// report.
func typed(c echo.Context) string {
	if reads(c.Request()) {
		return ""
	}
	return cmp.Or(posted(c, "body"), posted(c, "text"))
}

// postedFields returns all fields of the form that was posted.
func postedFields(c echo.Context) url.Values { return c.Request().PostForm }

// How much of a form is given back at most: a form of ours has less.
const (
	mostKept     = 100       // fields
	mostKeptSize = 512 << 10 // bytes: a meeting's addresses are half as many
)

// filledIn reports whether somebody has written something into a form that can be given back. One that only chooses is as quickly
// filled in again.
func filledIn(fields url.Values) bool {
	count, size := 0, 0
	for name, values := range fields {
		count += len(values)
		for _, value := range values {
			size += len(name) + len(value)
		}
	}
	return count <= mostKept && size <= mostKeptSize &&
		slices.ContainsFunc(views.WrittenFields(), func(name string) bool { return strings.TrimSpace(fields.Get(name)) != "" })
}

// newForm returns a form that nobody has filled in yet.
func newForm() views.Form { return views.Form{Op: campus.NewOp()} }

// postedForm returns the form that was posted, with the fields that it gives back should it be refused. It keeps its
// operation, so that what was done after all is not done again by the next try. A password is never given back.
func postedForm(c echo.Context, fields ...string) views.Form {
	f := views.Form{Op: cmp.Or(posted(c, "op"), campus.NewOp()), Values: make(map[string]string, len(fields))}
	for _, name := range fields {
		f.Values[name] = posted(c, name)
	}
	return f
}

// redraw is how a form is shown again.
type redraw struct {
	page func(status int, f views.Form) error // with the page around it
	part func(f views.Form) templ.Component   // alone, when htmx sent it; nil for a form that it never sends
}

// refuse answers a form that was not carried out: the form comes back with what was typed and why not, under the status
// that is true. A fault of ours, an outage and a session that has ended are not the form's business.
func (s *Server) refuse(c echo.Context, err error, f views.Form, again redraw) error {
	p := web.ProblemOf(err)
	switch {
	case errors.Is(err, campus.ErrSignIn):
		p.Status = http.StatusUnprocessableEntity // a 401 would have the browser ask for a password of its own
	case p.Status >= http.StatusInternalServerError || p.Status == http.StatusUnauthorized || p.Sentence == "":
		return err
	}
	f.Error, f.Errors = p.Sentence, p.Fields
	web.SetRetryAfter(c.Response().Header(), err)
	if isHTMX(c) && again.part != nil {
		return s.page(c, p.Status, again.part(f))
	}
	return again.page(p.Status, f)
}
