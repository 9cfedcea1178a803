package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"sync/atomic"

	"github.com/labstack/echo/v4"

	"stoa/handlers/api"
	"stoa/handlers/live"
	"stoa/handlers/rows"
	"stoa/handlers/topics"
	"stoa/handlers/web"
	"stoa/static"
	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/views"
)

// Config is what a Server needs to know.
type Config struct {
	Store   *store.Store
	Archive *archive.Archive
	Hub     *live.Hub
	Assets  *static.Assets
	Log     *slog.Logger
	Secret  []byte             // signs the cookies
	Old     []byte             // signed them before: what it signed is still read; nil for none
	Secure  bool               // people come over https
	Demo    []views.DemoPerson // whom to sign in as; empty but in a demo campus
	URL     string             // outside address, for links to pass on; "" for the one that a request came to
	Proxies []netip.Prefix     // whose X-Forwarded-For is believed
	Ready   func(context.Context) error

	Name, Version string // of this Stoa, for admins who look after several

	RequireTwoFactor bool // staff without a second factor may only set it up
}

// Server answers requests.
type Server struct {
	Config
	api      *api.API
	sessions *sessionStore
	assets   views.Assets
	topics   *topics.Table
	streams  *web.Streams
	refusals *refusals
	echo     *echo.Echo
	zones    rows.Zones
	draining atomic.Bool
}

// New returns a server; its Topics go to the broadcaster.
func New(c Config) *Server {
	s := &Server{Config: c, sessions: newSessionStore(c.Store, [][]byte{c.Secret, c.Old}, c.Secure), assets: views.NewAssets(c.Assets),
		topics: topics.New(c.Store, c.Hub.Readers)}
	s.streams = &web.Streams{Hub: c.Hub, Catchup: live.NewCatchup(s.topics, c.Log), Topics: s.topics, May: s.mayGoOn, Came: s.came,
		Visitors: c.Store.Sessions.Visitors}
	s.refusals = newRefusals(c.Store.Audit)
	s.api = api.New(c.Store, c.Archive, s.streams, api.Links{
		Invitation: func(c echo.Context, token string) string { return s.outside(c, views.InvitationPath(token)) },
		SignIn:     func(c echo.Context, token string) string { return s.outside(c, views.SignInLinkPath(token)) },
		Calendar:   func(c echo.Context, secret string) string { return s.outside(c, views.CalendarFeedPath(secret)) },
		About:      views.AboutPath,
	})
	s.echo = echo.New()
	s.echo.HideBanner, s.echo.HidePort = true, true
	s.echo.IPExtractor = clientAddress(c.Proxies)
	s.echo.HTTPErrorHandler = s.fail
	s.echo.Use(s.middleware()...)
	for _, r := range s.routes() {
		s.echo.Match(r.methods(), r.path, s.refusals.watch(r, s.guard(r)))
	}
	return s
}

// Topics returns the table of what can be watched.
func (s *Server) Topics() *topics.Table { return s.topics }

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// Drain makes readiness say no, so that load balancers send nobody here any more, and asks the streams to go elsewhere.
func (s *Server) Drain() {
	s.draining.Store(true)
	s.Hub.Close()
}

// clock writes times for a person.
func (s *Server) clock(p campus.Person) rows.Clock { return s.zones.Clock(s.Store.Now(), p.Zone) }
