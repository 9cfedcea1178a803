package handlers

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/api"
	"stoa/store/campus"
	"stoa/views"
)

const (
	// maxRequest bounds a request's body: the longest form is a description of 10,000 characters, the longest list 1,000
	// addresses.
	maxRequest = 1 << 20
	// csp allows nothing but our own files: no inline script or style, no frame, no form to elsewhere.
	csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)

func (s *Server) middleware() []echo.MiddlewareFunc {
	return []echo.MiddlewareFunc{s.observe, s.recoverPanics, s.headers, s.sameOrigin, limitBody, readForm, singleFields}
}

// requestID is the header that names a request, in the answer and in the log.
const requestID = echo.HeaderXRequestID

// observe names the request and logs it.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := time.Now()
		c.Response().Header().Set(requestID, rand.Text()[:12])
		if err := next(c); err != nil {
			c.Error(err)
		}
		s.Log.DebugContext(c.Request().Context(), "request", "id", c.Response().Header().Get(requestID), "method", c.Request().Method,
			"path", loggedPath(c), "status", c.Response().Status, "took", time.Since(began))
		return nil
	}
}

// loggedPath is the path that was asked for, as it may stand in a log: not with a secret in it.
func loggedPath(c echo.Context) string {
	path := c.Request().URL.Path
	if strings.HasPrefix(path, views.PathCalendars+"/") {
		return views.PathCalendars + "/…"
	}
	return path
}

// recoverPanics makes a panic an error like any other, with its stack in the log.
func (s *Server) recoverPanics(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if r := recover(); r != nil {
				if r == http.ErrAbortHandler {
					panic(r)
				}
				err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
			}
		}()
		return next(c)
	}
}

// headers tells browsers to be strict.
func (s *Server) headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store") // assets say otherwise
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		return next(c)
	}
}

var errOtherSite = campus.Refuse(campus.Forbidden,
	"This form was sent from another site, so it was not carried out. Please send it from here.")

// sameOrigin refuses writes that another site makes a browser send. The API has no cookies that could be abused.
func (s *Server) sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	return func(c echo.Context) error {
		if !isAPI(c) && (protection.Check(c.Request()) != nil || foreignReferer(c.Request())) {
			s.refusals.note(refusal{from: c.RealIP(), route: c.Request().Method + " " + c.Path() + " (from another site)"})
			return errOtherSite
		}
		return next(c)
	}
}

// foreignReferer reports whether a write that says nothing else of where it comes from names a page elsewhere.
func foreignReferer(r *http.Request) bool {
	if reads(r) || r.Referer() == "" || r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "" {
		return false
	}
	from, err := url.Parse(r.Referer())
	return err != nil || from.Host != r.Host
}

func limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		most := int64(maxRequest)
		switch c.Path() {
		case api.ImportPath:
			most = campus.MaxImportBytes
		case views.PathImport:
			most = campus.MaxImportBytes + maxRequest // the form around the file
		}
		r.Body = http.MaxBytesReader(c.Response().Writer, r.Body, most)
		return next(c)
	}
}

var errUnreadable = campus.Refuse(campus.BadRequest, "The form that was sent cannot be read.")

// readForm reads a form before anybody asks for its fields: FormValue takes one that is too large or broken for empty.
func readForm(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if isAPI(c) || r.Method != http.MethodPost || c.Path() == views.PathImport { // whose handler reads the file as it comes in
			return next(c)
		}
		err := r.ParseForm()
		if err == nil {
			err = r.ParseMultipartForm(maxRequest)
		}
		var tooLarge *http.MaxBytesError
		switch {
		case err == nil || errors.Is(err, http.ErrNotMultipart):
			return next(c)
		case errors.As(err, &tooLarge):
			return err
		}
		return errUnreadable
	}
}

func isAPI(c echo.Context) bool {
	rest, below := strings.CutPrefix(c.Request().URL.Path, api.Base)
	return below && (rest == "" || rest[0] == '/')
}

// clientAddress returns how to find a visitor's address: from the connection, and from X-Forwarded-For only as far back
// as the proxies that are trusted wrote it.
func clientAddress(proxies []netip.Prefix) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		_, network, err := net.ParseCIDR(p.Masked().String())
		if err == nil { // a netip.Prefix always reads as one
			options = append(options, echo.TrustIPRange(network))
		}
	}
	return echo.ExtractIPFromXFFHeader(options...)
}
