package handlers

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stoa/handlers/api"
	"stoa/store/storetest"
)

func TestNoFormOfAnyPageIsTakenFromAnotherSite(t *testing.T) {
	t.Parallel()
	q := newQuarter(t, asked{})
	admin := q.signedIn(t, "admin")
	before, tried := q.digest(t), 0
	for _, r := range q.server.routes() {
		if r.method == http.MethodGet || strings.HasPrefix(r.path, api.Base) {
			continue
		}
		tried++
		row := routeRoles[r.method+" "+r.path]
		for name, headers := range map[string][]string{
			"cross-site":                   {"Sec-Fetch-Site", "cross-site"},
			"same-site":                    {"Sec-Fetch-Site", "same-site"},
			"cross-site, of our host":      {"Sec-Fetch-Site", "cross-site", "Origin", q.http.URL},
			"a foreign origin":             {"Origin", "https://evil.example", "Referer", q.http.URL + "/"},
			"an opaque origin":             {"Origin", "null"},
			"an opaque origin, cross-site": {"Origin", "null", "Sec-Fetch-Site", "cross-site"},
			"our host, another port":       {"Origin", q.http.URL + "0"},
			"no headers, a page elsewhere": {"Referer", "https://evil.example/"},
			"no headers, a broken Referer": {"Referer", "://"},
		} {
			got := q.send(t, admin, row, r, headers...)
			if got.status != http.StatusForbidden || !strings.Contains(got.body, "sent from another site") ||
				len(got.header["Set-Cookie"]) != 0 {
				t.Errorf("%s %s, %s: %s", r.method, r.path, name, got)
			}
		}
	}
	if after := q.digest(t); !maps.Equal(before, after) || tried < 8 {
		t.Errorf("%d forms were tried; of what Stoa keeps has changed: %s", tried, difference(before, after))
	}
}

// send asks a route of the table with headers of its own.
func (q *quarter) send(t *testing.T, v *visitor, row asked, r route, headers ...string) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	request := row.request(t, ctx, q.town, v, r)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	got, err := v.send(request)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// volatile are the keys that asking alone changes: buckets of tries, when a session or token was last used, the audit,
// which says who took something out or was refused; and what a Stoa says of itself every few seconds.
var volatile = []string{
	"attempts:", "{people}:audit", "{people}:failures", "{people}:trail:", "{people}:session", "{people}:token", "{stoas}:",
}

// digest is all that Stoa keeps but what asking alone changes.
func (q *quarter) digest(t *testing.T) map[string]string {
	t.Helper()
	q.Settle(t)
	all := q.Contents(t)
	maps.DeleteFunc(all, func(key, _ string) bool {
		for _, prefix := range volatile {
			if strings.HasPrefix(key, prefix) {
				return true
			}
		}
		return false
	})
	return all
}

func difference(before, after map[string]string) (all []string) {
	for key, value := range after {
		if before[key] != value {
			all = append(all, fmt.Sprintf("%s: %s, now %s", key, before[key], value))
		}
	}
	for key := range before {
		if _, ok := after[key]; !ok {
			all = append(all, key+" is gone")
		}
	}
	return all
}

func TestReadingChangesNothing(t *testing.T) {
	t.Parallel()
	q := newQuarter(t, asked{inside: true, spoken: false})
	page, script := q.signedIn(t, "admin"), q.script(t, "admin")
	before := q.digest(t)
	for _, r := range q.server.routes() {
		if r.method != http.MethodGet {
			continue
		}
		v := page
		if strings.HasPrefix(r.path, api.Base) {
			v = script
		}
		row := routeRoles[r.method+" "+r.path]
		for _, method := range r.methods() {
			if status := row.ask(t, q.town, v, route{method: method, path: r.path}); status >= 500 {
				t.Errorf("%s %s answers %d", method, r.path, status)
			}
		}
		if after := q.digest(t); !maps.Equal(before, after) {
			t.Errorf("%s changes %s", r.path, difference(before, after))
			before = after
		}
	}
}

// astray are places that lead away, in many spellings: each beginning with each host.
func astray() (all []string) {
	hosts := []string{"evil.example", "evil.example/", "evil.example:443/a", "user@evil.example", "evil.example?a=/", "evil.example#/",
		"[::1]", "127.1", "evil。example", "xn--evil.example"}
	for _, host := range hosts {
		for _, start := range []string{"//", "///", "////", `/\`, `\\`, `\/`, `/\/`, "/\t/", "/\n/", "/\r/", "\t//", " //", "/ /\\",
			"https://", "http:/", "https:", "HTTPS://",
			"javascript://", "data:text/html,//", "//%09/", "/%2f%2f\\", "\x00//", "/\x0b/", "//\u2028"} {
			all = append(all, start+host)
		}
	}
	return all
}

// leads returns where a browser at Stoa goes by a Location: browsers drop tabs and newlines, and take \ for / (the URL
// standard, 4.4).
func leads(t *testing.T, from, location string) *url.URL {
	t.Helper()
	base, err := url.Parse(from)
	if err != nil {
		t.Fatal(err)
	}
	cleaned := strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(strings.Trim(location, " \x00\t\n\r\x0b\x0c"))
	to, err := base.Parse(cleaned)
	if err != nil {
		t.Errorf("%q leads to %v", location, err)
		return base
	}
	return to
}

func TestNoAddressOfTwoHundredLeadsAway(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	in, out := town.signedIn(t, "john"), town.browser(t)
	home, all := strings.TrimPrefix(town.http.URL, "http://"), astray()
	check := func(how, next string, got answer) {
		location := got.header.Get("Location") + got.header.Get("HX-Redirect")
		if to := leads(t, town.http.URL, location); location != "" && to.Host != home {
			t.Errorf("%s %q leads to %s", how, next, location)
		}
		if back := leads(t, town.http.URL, leads(t, town.http.URL, location).Query().Get("next")); back.Host != home {
			t.Errorf("%s %q will lead to %s", how, next, location)
		}
	}
	for _, next := range all {
		query := "/sign-in?" + url.Values{"next": {next}}.Encode()
		check("next of who is signed in", next, in.get(t, query))
		if kept := value(one(t, out.get(t, query).page(t), "input[name=next]")); leads(t, town.http.URL, kept).Host != home {
			t.Errorf("%q is kept as %q", next, kept)
		}
		header := strings.Map(func(r rune) rune {
			if r < ' ' {
				return -1
			}
			return r
		}, next)
		for _, referer := range []string{header, town.http.URL + header, town.http.URL + "/" + header, "http://" + home + "@" + header} {
			check("the Referer", referer, out.get(t, "/courses", "HX-Request", "true", "Referer", referer))
			check("the Referer of a form", referer, out.post(t, "/courses/x/enrol", nil, "Referer", referer))
		}
	}
	for _, next := range all[:24] { // one sign-in each
		check("signing in", next, town.browser(t).post(t, "/sign-in", url.Values{"login": {"john"}, "password": {storetest.Password},
			"next": {next}}))
	}
	if len(all) < 200 {
		t.Errorf("only %d places", len(all))
	}
}
