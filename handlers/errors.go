package handlers

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"

	"stoa/handlers/api"
	"stoa/handlers/web"
	"stoa/store/campus"
	"stoa/views"
)

// fail answers a request that ended in an error. It is the only place where an error becomes a status.
func (s *Server) fail(err error, c echo.Context) {
	ctx := c.Request().Context()
	if c.Response().Committed || errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return // who asked has left
	}
	err = readable(err)
	problem := web.ProblemOf(err)
	if problem.Status >= http.StatusInternalServerError {
		level := slog.LevelError
		if e, ok := errors.AsType[*campus.Error](err); ok && e.Wait > 0 { // sent away at the door: a flood must not flood the log too
			level = slog.LevelDebug
		}
		s.Log.Log(ctx, level, "request failed", "id", c.Response().Header().Get(requestID), "method", c.Request().Method,
			"path", loggedPath(c), "status", problem.Status, "err", err)
	}
	var werr error
	switch {
	case isAPI(c):
		werr = api.WriteProblem(c, err)
	case problem.Status == http.StatusUnauthorized:
		werr = s.askToSignIn(c)
	case errors.Is(err, campus.ErrNoFactor):
		werr = s.askToSetUp(c, problem, err)
	case isHTMX(c):
		werr = answerPart(c, problem, err)
	case errors.Is(err, campus.ErrNotInvited), errors.Is(err, campus.ErrBanned):
		werr = s.showShut(c, problem, err)
	case errors.Is(err, campus.ErrNotEnrolled), errors.Is(err, campus.ErrBannedHere):
		werr = s.showShutRoom(c, problem, err)
	default:
		web.SetRetryAfter(c.Response().Header(), err)
		werr = s.page(c, problem.Status, views.Error(s.errorPage(c, problem, err)))
	}
	if werr != nil {
		s.Log.DebugContext(ctx, "answering with an error", "err", werr)
	}
}

// showShut shows the door of a meeting to who may not come in.
func (s *Server) showShut(c echo.Context, p web.Problem, err error) error {
	page := views.NewShutPage(s.newPage(c, ""), p.Sentence, errors.Is(err, campus.ErrBanned))
	page.Typed = typed(c)
	return s.page(c, p.Status, views.Shut(page))
}

// answerPart answers an error to a request for a part of a page: the part stays as it is, and the script says the sentence.
func answerPart(c echo.Context, p web.Problem, err error) error {
	h := c.Response().Header()
	h.Set("HX-Reswap", "none")
	h.Set("Cache-Control", "no-store")
	web.SetRetryAfter(h, err)
	return c.String(p.Status, cmp.Or(p.Sentence, views.ErrorSentence(p.Status), p.Title()))
}

// readable gives the errors of the machinery a domain code.
func readable(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return echo.NewHTTPError(http.StatusRequestEntityTooLarge)
	}
	return err
}

// askToSignIn leads to the sign-in page and back. A stream and a fragment cannot be led anywhere: they get a 401, at
// which the page loads itself again. A form that says something is given back, to be sent again by who has signed in.
func (s *Server) askToSignIn(c echo.Context) error {
	r := c.Request()
	if r.URL.Path == views.PathLive || isHTMX(c) {
		c.Response().Header().Set("HX-Redirect", views.SignInNext(refererPath(r)))
		return c.NoContent(http.StatusUnauthorized)
	}
	fields := maps.Clone(postedFields(c))
	delete(fields, views.Kept)
	switch {
	case reads(r):
		return c.Redirect(http.StatusSeeOther, views.SignInNext(r.URL.RequestURI()))
	case filledIn(fields):
		page := views.NewErrorPage(s.newPage(c, ""), http.StatusUnauthorized, "").With(r.URL.RequestURI(), fields)
		return s.page(c, page.Status, views.Error(page.ToSignIn(backPath(r))))
	default:
		return c.Redirect(http.StatusSeeOther, views.SignInNext(backPath(r)))
	}
}

// askWhoSends gives a form that was kept while nobody was signed in to who is now: on a shared machine that may be somebody else.
func (s *Server) askWhoSends(c echo.Context) error {
	fields := maps.Clone(postedFields(c))
	delete(fields, views.Kept)
	if !filledIn(fields) { // it was not given back by us
		return see(c, backPath(c.Request()))
	}
	return s.page(c, http.StatusOK, views.Error(views.NewSendAsPage(s.newPage(c, ""), c.Request().URL.RequestURI(), fields)))
}

// backPath returns where who sent a form is led back to. A form that was given back comes from the address it is posted to, which need
// have no page.
func backPath(r *http.Request) string {
	if path := refererPath(r); path != r.URL.RequestURI() {
		return path
	}
	return views.PathHome
}

// refererPath returns the path of the page that sent this request, "/" when it is not one of ours.
func refererPath(r *http.Request) string {
	_, rest, ok := strings.Cut(r.Referer(), "://")
	host, path, found := strings.Cut(rest, "/")
	if !ok || !found || host != r.Host {
		return views.PathHome
	}
	return localPath("/" + path)
}

// localPath returns path if it is one on this campus, else "/": a redirect never leads away.
func localPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.Contains(path, `\`) ||
		strings.ContainsFunc(path, unicode.IsControl) {
		return views.PathHome
	}
	return path
}

func (s *Server) errorPage(c echo.Context, p web.Problem, err error) views.ErrorPage {
	if _, known := web.Asker(c); !known && p.Status < http.StatusInternalServerError {
		_ = s.identify(c, anyone) // where no route asked: a page that is not there still knows who reads it, if it can
	}
	page := views.NewErrorPage(s.newPage(c, ""), p.Status, p.Sentence)
	if len(p.Fields) > 0 { // asked for without a form that could be marked, by an address for one
		page.Sentence, page.Reasons = "Please check what was asked for:", p.Fields
	}
	if p.Status >= http.StatusInternalServerError {
		page.Request = c.Response().Header().Get(requestID)
	}
	if p.Status != http.StatusServiceUnavailable {
		page.Typed = typed(c)
		return page
	}
	if r := c.Request(); !reads(r) { // only what changes nothing can be asked again by itself
		return page.With(r.URL.RequestURI(), postedFields(c))
	}
	if errors.Is(err, campus.Full(nil)) { // Redis is there, and only what is noted as it is read, such as an export, meets this
		return page.With("", nil)
	}
	if errors.Is(err, campus.ErrUnreadable) {
		return page.Unreadable(c.Request().URL.RequestURI())
	}
	page.Retry = true
	return page
}
