package handlers

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"stoa/handlers/api"
	"stoa/store/campus"
)

// crawl asks every route in ways that make it answer as differently as it can, and calls with each answer.
func (q *quarter) crawl(t *testing.T, with func(name string, got *http.Response)) {
	t.Helper()
	ask := func(name string, v *visitor, r *http.Request) {
		response, err := v.client.Do(r)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		response.Body.Close()
		with(name+" "+strconv.Itoa(response.StatusCode), response)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*patience)
	defer cancel()
	visitors := map[string][2]*visitor{}
	for _, who := range []string{"", "john", "admin"} {
		visitors[who] = [2]*visitor{q.overHTTPS(t, who, false), q.overHTTPS(t, who, true)}
	}
	for _, r := range q.server.routes() {
		row, isAPI := routeRoles[r.method+" "+r.path], strings.HasPrefix(r.path, api.Base)
		if strings.HasSuffix(r.path, "/sign-out") || strings.HasSuffix(r.path, "/current") {
			continue // they end the sessions of those who ask; a test of their own looks at them
		}
		for who, both := range visitors {
			v := both[0]
			if isAPI {
				v = both[1]
			}
			name := r.method + " " + r.path + " for " + who
			ask(name, v, row.request(t, ctx, q.town, v, r))
			odd := row
			odd.path, _, _ = strings.Cut(row.path, "?")
			odd.path, odd.body = strings.NewReplacer("{course}", "nothing", "{room}", "/meetings/99/1", "{meeting}",
				"/meetings/99").Replace(odd.path)+"?limit=0&cursor=%00&topic=x", "{"
			ask(name+", nonsense", v, odd.request(t, ctx, q.town, v, r))
			ask(name+", another method", v, odd.request(t, ctx, q.town, v, route{method: "TRACE", path: r.path}))
			if r.method != http.MethodGet && who == "admin" {
				large := row
				large.body = `{"title":"` + strings.Repeat("x", maxRequest) + `"}`
				ask(name+", too large", v, large.request(t, ctx, q.town, v, r))
			}
		}
	}
	for _, path := range []string{"/try/", api.Base + "/try/"} {
		for _, what := range []string{"429", "503", "panic", "401", "409"} {
			ask(path+what, visitors["john"][0], visitors["john"][0].request(t, ctx, http.MethodGet, path+what, nil))
		}
	}
}

// overHTTPS is a visitor of a Stoa that people come to over https. The test's own connection is plain, over which no jar
// sends a Secure cookie back.
func (q *quarter) overHTTPS(t *testing.T, who string, script bool) *visitor {
	t.Helper()
	if who == "" || script {
		return q.visitor(t, who, script)
	}
	v := q.browser(t)
	got := v.post(t, "/sign-in", map[string][]string{"login": {who}, "password": {"correct horse"}})
	var sent []string
	for _, c := range cookies(got) {
		sent = append(sent, c.Name+"="+c.Value)
	}
	v.header.Set("Cookie", strings.Join(sent, "; "))
	return v
}

func newCrawled(t *testing.T) *quarter {
	t.Helper()
	q := newQuarterWith(t, asked{inside: true}, setup{config: func(c *Config) { c.Secure, c.Log = true, discard() }})
	for _, path := range []string{"/try/", api.Base + "/try/"} {
		for what, err := range map[string]error{"429": campus.Slower("Slower.", 1), "503": campus.Away(nil), "401": campus.ErrSignedOut,
			"409": campus.ErrCourseFull} {
			q.server.echo.GET(path+what, func(echo.Context) error { return err })
		}
		q.server.echo.GET(path+"panic", func(echo.Context) error { panic("broken") })
	}
	return q
}

func TestEveryAnswerOfEveryRouteIsStrict(t *testing.T) {
	t.Parallel()
	q := newCrawled(t)
	want := map[string]string{
		"Content-Security-Policy": csp, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		"Strict-Transport-Security": "max-age=31536000; includeSubDomains", "Cache-Control": "no-store",
		"Permissions-Policy": "camera=(), microphone=(), geolocation=()",
	}
	seen := map[int]int{}
	q.crawl(t, func(name string, got *http.Response) {
		seen[got.StatusCode]++
		for header, value := range want {
			if header == "Cache-Control" && got.Header.Get("Content-Type") == "text/calendar; charset=utf-8" {
				value = "private, no-cache" // asked for again with the tag that it has
			}
			if is := got.Header.Values(header); len(is) != 1 || is[0] != value {
				t.Errorf("%s: %s is %q, want %q", name, header, is, value)
			}
		}
		for _, told := range []string{"Server", "X-Powered-By", "Access-Control-Allow-Origin"} {
			if is := got.Header.Get(told); is != "" {
				t.Errorf("%s: %s is %q", name, told, is)
			}
		}
		for _, c := range got.Cookies() {
			if !c.HttpOnly || !c.Secure || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode &&
				c.SameSite != http.SameSiteStrictMode {
				t.Errorf("%s: the cookie %s", name, c.Raw)
			}
			if !strings.HasPrefix(c.Name, "__Host-") {
				t.Errorf("%s: the cookie %s could be another host's", name, c.Name)
			}
		}
	})
	for _, status := range []int{200, 303, 400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503} {
		if seen[status] == 0 {
			t.Errorf("no answer was a %d: %v", status, seen)
		}
	}
	t.Logf("answers by status: %v", seen)
}
