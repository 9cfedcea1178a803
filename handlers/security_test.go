package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"stoa/store/storetest"
)

func TestAFormFromAnotherSiteIsNotCarriedOut(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john := town.signedIn(t, "john")
	ours := []string{"Origin", town.http.URL}
	for name, headers := range map[string][]string{
		"cross-site":             {"Sec-Fetch-Site", "cross-site"},
		"same-site":              {"Sec-Fetch-Site", "same-site"},
		"a foreign origin":       {"Origin", "https://evil.example"},
		"an opaque origin":       {"Origin", "null"},
		"our host, another port": {"Origin", town.http.URL + "0"},
	} {
		for _, path := range []string{"/sign-in", "/sign-out", "/courses/" + town.course.ID + "/enrol", town.room + "/join",
			town.room + "/messages"} {
			got := john.post(t, path, url.Values{"body": {"hello"}}, headers...)
			wantErrorPage(t, got, 403, "Not for you", "This form was sent from another site")
			if len(got.header["Set-Cookie"]) != 0 {
				t.Errorf("%s, %s: it sets %q", name, path, got.header["Set-Cookie"])
			}
		}
	}
	john.post(t, town.room+"/join", nil, ours...).wantSeeOther(t, town.room)
	john.post(t, town.room+"/leave", nil, "Sec-Fetch-Site", "same-origin").wantSeeOther(t, "/meetings")
}

func TestAfterSigningInOneStaysHere(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	for next, want := range map[string]string{
		"":                      "/",
		"/courses?q=a&cursor=b": "/courses?q=a&cursor=b",
		"/meetings/1/1":         "/meetings/1/1",
		"//evil.example":        "/",
		"///evil.example":       "/",
		`/\evil.example`:        "/",
		`\\evil.example`:        "/",
		"https://evil.example":  "/",
		"javascript:alert(1)":   "/",
		"evil.example":          "/",
		"/\t/evil.example":      "/",
		"/\r\nSet-Cookie: a=b":  "/",
		"/\x00/evil.example":    "/",
		" //evil.example":       "/",
	} {
		b := town.browser(t)
		b.post(t, "/sign-in", url.Values{"login": {"john"}, "password": {storetest.Password}, "next": {next}}).wantSeeOther(t, want)
		b.get(t, "/sign-in?"+url.Values{"next": {next}}.Encode()).wantSeeOther(t, want) // who is signed in need not again
		if kept := value(one(t, town.browser(t).get(t, "/sign-in?"+url.Values{"next": {next}}.Encode()).page(t),
			"input[name=next]")); kept != want {
			t.Errorf("next=%q: the form keeps %q, want %q", next, kept, want)
		}
	}
	guest := town.browser(t)
	guest.get(t, "/courses?q=a+b").wantSeeOther(t, "/sign-in?next=%2Fcourses%3Fq%3Da%2Bb")
	guest.post(t, town.room+"/join", nil, "Referer", town.http.URL+town.room).wantSeeOther(t, "/sign-in?next=%2Fmeetings%2F1%2F1")
	wantStatus(t, guest.post(t, town.room+"/join", nil, "Referer", "https://evil.example/x"), 403)
	for _, path := range []string{"/live?topic=active", "/courses"} {
		got := guest.get(t, path, "HX-Request", "true", "Referer", town.http.URL+"/courses?q=a")
		if to := got.header.Get("HX-Redirect"); got.status != 401 || to != "/sign-in?next=%2Fcourses%3Fq%3Da" {
			t.Errorf("%s: led to %q with %d", path, to, got.status)
		}
	}
}

func TestEveryAnswerTellsTheBrowserToBeStrict(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		town := newTown(t, setup{config: func(c *Config) { c.Secure = secure }})
		script := town.script(t, "john")
		answers := map[string]answer{}
		for _, path := range []string{"/", "/sign-in", "/courses", "/nothing", "/healthz", "/readyz", "/static/nothing",
			town.server.Assets.URL("campus.js"), "/live"} {
			answers[path] = town.browser(t).get(t, path)
		}
		answers["a form from elsewhere"] = town.browser(t).post(t, "/sign-in", nil, "Sec-Fetch-Site", "cross-site")
		answers["a call"] = script.call(t, "GET", "/me", nil)
		answers["a refused call"] = script.call(t, "GET", "/active-meetings/join-logs", nil)
		answers["a call of nothing"] = script.call(t, "GET", "/nothing", nil)
		want := map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
				"connect-src 'self'; " +
				"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
			"X-Content-Type-Options":       "nosniff",
			"Referrer-Policy":              "same-origin",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Permissions-Policy":           "camera=(), microphone=(), geolocation=()",
			"Strict-Transport-Security":    "",
		}
		if secure {
			want["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
		}
		for path, got := range answers {
			for name, value := range want {
				if is := got.header.Get(name); is != value {
					t.Errorf("%s: %s is %q, want %q", path, name, is, value)
				}
			}
			if len(got.header.Get("X-Request-Id")) != 12 {
				t.Errorf("%s: the request's id is %q", path, got.header.Get("X-Request-Id"))
			}
		}
	}
}

func TestNothingPersonalIsKeptByCaches(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john, script := town.signedIn(t, "john"), town.script(t, "john")
	for _, path := range []string{"/", "/courses", town.room, "/nothing"} {
		got := john.get(t, path)
		if cache, vary := got.header.Get("Cache-Control"), got.header.Get("Vary"); cache != "no-store" || vary != "HX-Request" {
			t.Errorf("%s: Cache-Control %q and Vary %q, want no-store and HX-Request", path, cache, vary)
		}
	}
	for _, got := range []answer{script.call(t, "GET", "/me", nil), script.call(t, "GET", "/courses/0", nil),
		town.browser(t).call(t, "GET", "/me", nil)} {
		if cache := got.header.Get("Cache-Control"); cache != "no-store" {
			t.Errorf("Cache-Control %q, want no-store: %s", cache, got)
		}
	}
	if got := town.browser(t).call(t, "GET", "/me", nil).header.Get("WWW-Authenticate"); got != "Bearer" {
		t.Errorf("WWW-Authenticate is %q, want Bearer", got)
	}
	if got := john.get(t, town.server.Assets.URL("campus.js")).header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("an asset has Cache-Control %q, want it kept for ever", got)
	}
	part, page := john.get(t, "/courses", "HX-Request", "true"), john.get(t, "/courses", "HX-Request", "true", "HX-Request-Type", "full")
	if len(all(part.page(t), "nav")) != 0 || len(all(page.page(t), "nav")) != 1 {
		t.Error("htmx must get the list alone, and the whole page when it asks for it")
	}
}

// cookies returns the cookies that an answer sets.
func cookies(a answer) []*http.Cookie { return (&http.Response{Header: a.header}).Cookies() }

func TestCookiesAreForThisHostAndForHTTPAlone(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		name := map[bool]string{false: "stoa", true: "__Host-stoa"}[secure]
		town := newTown(t, setup{config: func(c *Config) { c.Secure = secure }})
		in := town.browser(t).post(t, "/sign-in", url.Values{"login": {"john"}, "password": {storetest.Password}})
		set := cookies(in)
		slices.SortFunc(set, func(a, b *http.Cookie) int { return strings.Compare(a.Name, b.Name) })
		if len(set) != 2 || set[0].Name != name || set[0].MaxAge != 7*24*3600 || set[1].Name != name+"-device" ||
			set[1].MaxAge != 365*24*3600 {
			t.Fatalf("signing in sets %v", set)
		}
		v := town.browser(t) // over http, a jar would not send a Secure cookie back
		v.header.Set("Cookie", set[0].Name+"="+set[0].Value)
		joined := v.post(t, town.room+"/join", nil)
		notice := strings.Replace(name, "stoa", "stoa-notice", 1) + "=joined"
		for _, got := range []answer{in, joined, v.get(t, town.room, "Cookie", set[0].Name+"="+set[0].Value+"; "+notice),
			v.post(t, "/sign-out", nil)} {
			if len(cookies(got)) == 0 {
				t.Errorf("no cookie in %s", got)
			}
			for _, c := range cookies(got) {
				if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure || c.Path != "/" || c.Domain != "" {
					t.Errorf("the cookie is %q", c.Raw)
				}
			}
		}
	}
}

func TestASessionIsMadeAtSignInAndEndsAtSignOut(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john := town.signedIn(t, "john")
	here, err := url.Parse(town.http.URL)
	if err != nil {
		t.Fatal(err)
	}
	first := john.client.Jar.Cookies(here)[0].Value
	as := func(cookie string) int {
		return town.browser(t).get(t, "/courses", "Cookie", "stoa="+cookie).status
	}
	// A cookie from before is not adopted: neither what was made up, nor who was signed in.
	for _, before := range []string{"", "made-up", first} {
		got := town.browser(t).post(t, "/sign-in", url.Values{"login": {"thales"}, "password": {storetest.Password}}, "Cookie",
			"stoa="+before)
		set := cookies(got)
		if got.status != http.StatusSeeOther || len(set) != 2 || set[0].Value == before || as(set[0].Value) != 200 {
			t.Errorf("before %q, signing in: %s and cookies %v", before, got, set)
		}
	}
	if got := as(first); got != http.StatusSeeOther {
		t.Errorf("the session that was signed in anew answers %d, want 303 to the sign-in page", got)
	}
	john = town.signedIn(t, "john")
	second := john.client.Jar.Cookies(here)[0].Value
	john.post(t, "/sign-out", nil).wantSeeOther(t, "/")
	if left := john.client.Jar.Cookies(here); len(left) != 1 || left[0].Name != "stoa-device" || as(second) != http.StatusSeeOther {
		t.Errorf("after signing out there is %v, and its session answers %d", left, as(second))
	}
	for _, odd := range []string{second + "x", strings.Repeat("x", 5000), "%", `"`} {
		if got := as(odd); got != http.StatusSeeOther {
			t.Errorf("the cookie %.20q answers %d, want 303", odd, got)
		}
	}
}

func TestTokensOpenTheAPIAloneAndEnd(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john, script := town.signedIn(t, "john"), town.script(t, "john")
	john.call(t, "GET", "/me", nil).wantProblem(t, 401, "Please sign in first.")
	if got := script.get(t, "/courses"); got.status != http.StatusSeeOther {
		t.Errorf("a page takes a token: %s", got)
	}
	token := strings.TrimPrefix(script.header.Get("Authorization"), "Bearer ")
	for _, odd := range []string{"Basic " + token, token, "Bearer", "Bearer  " + token, "Bearer " + token + "x",
		"Bearer 1." + strings.Repeat("x", 9999)} {
		if got := town.browser(t).call(t, "GET", "/me", nil, "Authorization", odd); got.status != 401 {
			t.Errorf("%.20q: %s", odd, got)
		}
	}
	wantStatus(t, town.browser(t).call(t, "GET", "/me", nil, "Authorization", "bearer "+token), 200)
	wantStatus(t, script.call(t, "DELETE", "/sessions/current", nil), 204)
	script.call(t, "GET", "/me", nil).wantProblem(t, 401, "Please sign in first.")
	wantStatus(t, john.get(t, "/courses"), 200)
}

func TestTooManyWrongPasswordsMustWait(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	var statuses []int
	form := url.Values{"login": {"john"}, "password": {"wrong"}}
	for range 6 {
		statuses = append(statuses, town.browser(t).post(t, "/sign-in", form).status)
	}
	if want := append(slices.Repeat([]int{422}, 5), 429); !slices.Equal(statuses, want) {
		t.Errorf("the tries got %v, want %v", statuses, want)
	}
	got := town.browser(t).post(t, "/sign-in", form)
	if value(one(t, got.page(t), "#login")) != "john" || got.header.Get("Retry-After") == "" {
		t.Errorf("the page keeps neither login nor says when: %v %s", got.header, got)
	}
	api := town.browser(t).call(t, "POST", "/sessions", `{"login":"john","password":"x"}`)
	api.wantProblem(t, 429, "Too many tries. Please wait a moment before the next.")
	if api.header.Get("Retry-After") == "" {
		t.Error("the API does not say when to try again")
	}
}
