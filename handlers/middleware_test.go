package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

func TestAVisitorsAddressIsBelievedOnlyAsFarAsTheProxiesAre(t *testing.T) {
	t.Parallel()
	lan := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.1/32")}
	for name, one := range map[string]struct {
		proxies         []netip.Prefix
		from, forwarded string
		want            string
	}{
		"no proxy is trusted":      {nil, "127.0.0.1:5", "6.6.6.6", "127.0.0.1"},
		"from a trusted proxy":     {lan, "127.0.0.1:5", "203.0.113.7", "203.0.113.7"},
		"through two of them":      {lan, "127.0.0.1:5", "203.0.113.7, 10.0.0.2", "203.0.113.7"},
		"what a visitor made up":   {lan, "127.0.0.1:5", "1.1.1.1, 203.0.113.7", "203.0.113.7"},
		"from somebody else":       {lan, "203.0.113.9:5", "1.1.1.1", "203.0.113.9"},
		"private, but not trusted": {lan, "192.168.0.9:5", "1.1.1.1", "192.168.0.9"},
		"nonsense":                 {lan, "127.0.0.1:5", "nonsense", "127.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = one.from
			r.Header.Set("X-Forwarded-For", one.forwarded)
			if got := clientAddress(one.proxies)(r); got != one.want {
				t.Errorf("it is %s, want %s", got, one.want)
			}
		})
	}
}

func TestAPanicIsAPageThatSaysNothingOfIt(t *testing.T) {
	t.Parallel()
	var logged strings.Builder
	rig := newRig(t, setup{config: func(c *Config) { c.Log = textLog(&logged) }})
	rig.server.echo.GET("/broken", func(echo.Context) error { panic("a secret") })
	rig.server.echo.GET("/api/v1/broken", func(echo.Context) error { panic("a secret") })
	got := rig.browser(t).get(t, "/broken")
	page := wantErrorPage(t, got, 500, "That is our fault", "Something went wrong on our side. It has been noted.")
	if id := text(one(t, page, "main code")); id != got.header.Get("X-Request-Id") || strings.Contains(got.body, "secret") {
		t.Errorf("the page names request %q: %s", id, got)
	}
	rig.browser(t).call(t, "GET", "/broken", nil).wantProblem(t, 500, "Something went wrong on our side. It has been noted.")
	if log := logged.String(); strings.Count(log, "a secret") != 2 || !strings.Contains(log, got.header.Get("X-Request-Id")) {
		t.Errorf("the log says %s", log)
	}
}

func TestAHandlerThatAbortsEndsTheConnection(t *testing.T) {
	t.Parallel()
	var logged strings.Builder
	rig := newRig(t, setup{config: func(c *Config) { c.Log = textLog(&logged) }})
	rig.server.echo.GET("/aborted", func(echo.Context) error { panic(http.ErrAbortHandler) })
	v := rig.browser(t)
	if got, err := v.send(v.request(t, t.Context(), http.MethodGet, "/aborted", nil)); err == nil {
		t.Errorf("it is answered: %s", got)
	}
	if logged.Len() != 0 {
		t.Errorf("the log calls it a fault: %s", logged.String())
	}
}
