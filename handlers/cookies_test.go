package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// carrier is a browser that brings back every cookie it was given, also one that is for https alone.
type carrier struct {
	*visitor
	kept map[string]string
}

func (r *rig) carrier(tb testing.TB) *carrier {
	c := &carrier{r.browser(tb), map[string]string{}}
	c.client.Jar = nil
	return c
}

// take keeps the cookies of an answer as a browser does, and returns those that were set, by name.
func (c *carrier) take(got answer) map[string]*http.Cookie {
	set := map[string]*http.Cookie{}
	for _, cookie := range cookies(got) {
		if set[cookie.Name] = cookie; cookie.MaxAge < 0 {
			delete(c.kept, cookie.Name)
		} else {
			c.kept[cookie.Name] = cookie.Value
		}
	}
	var all []string
	for name, value := range c.kept {
		all = append(all, name+"="+value)
	}
	c.header.Set("Cookie", strings.Join(all, "; "))
	return set
}

// wantCookie checks all that a browser is told of a cookie but its value.
func wantCookie(t *testing.T, what string, got *http.Cookie, want http.Cookie) {
	t.Helper()
	if got == nil {
		t.Errorf("%s: no cookie is set", what)
		return
	}
	if (want.MaxAge < 0) != (got.Value == "") {
		t.Errorf("%s: its value is %q", what, got.Value)
	}
	is := http.Cookie{Name: got.Name, MaxAge: got.MaxAge, Path: got.Path, Domain: got.Domain, HttpOnly: got.HttpOnly, Secure: got.Secure,
		SameSite: got.SameSite}
	if is.String() != want.String() || is.MaxAge != want.MaxAge || is.SameSite != want.SameSite {
		t.Errorf("%s: the cookie is %+v, want %+v", what, is, want)
	}
}

// factorOf turns somebody's two-factor sign-in on without a page, and returns their recovery codes.
func (t *town) factorOf(tb testing.TB, p campus.Person) []string {
	tb.Helper()
	by := store.By{Person: p}
	if err := t.TwoFactor.Begin(tb.Context(), by, storetest.Password); err != nil {
		tb.Fatal(err)
	}
	state, err := t.TwoFactor.State(tb.Context(), p.ID)
	if err != nil {
		tb.Fatal(err)
	}
	codes, _, err := t.TwoFactor.Confirm(tb.Context(), by,
		store.Credentials{Code: campus.CodeAt(state.Pending, campus.CodeStepAt(t.Now()))})
	if err != nil {
		tb.Fatal(err)
	}
	return codes
}

func TestTheCookieOfHalfASignInIsForThisHostAloneAndGoesWithTheCode(t *testing.T) {
	t.Parallel()
	for name, secure := range map[string]bool{"stoa-half": false, "__Host-stoa-half": true} {
		town := newTown(t, setup{config: func(c *Config) { c.Secure = secure }})
		codes, b := town.factorOf(t, town.thales), town.carrier(t)
		half := http.Cookie{Name: name, Path: "/", MaxAge: int(store.HalfLife.Seconds()), HttpOnly: true, Secure: secure,
			SameSite: http.SameSiteLaxMode}
		in := b.post(t, "/sign-in", url.Values{"login": {"thales"}, "password": {storetest.Password}})
		in.wantSeeOther(t, views.PathSignInCode)
		set := b.take(in)
		wantCookie(t, "the password", set[name], half)
		if len(set) != 1 {
			t.Errorf("with the password alone there is %v", set)
		}
		got := b.post(t, views.PathSignInCode, url.Values{"code": {codes[0]}})
		got.wantSeeOther(t, "/")
		half.MaxAge = -1
		wantCookie(t, "the code", b.take(got)[name], half)
	}
}

// What is shown once travels in a cookie, which its own page takes away.
func TestTheCookieOfWhatIsShownOnceIsTakenAwayByItsOwnPage(t *testing.T) {
	t.Parallel()
	for name, secure := range map[string]bool{"stoa-once": false, "__Host-stoa-once": true} {
		town := newTown(t, setup{config: func(c *Config) { c.Secure = secure }})
		b, link := town.carrier(t), views.PersonLinkPath(town.john.ID)
		b.take(b.post(t, "/sign-in", url.Values{"login": {"admin"}, "password": {storetest.Password}}))
		for page, made := range map[string]answer{
			views.PathInvitations: b.post(t, views.PathInvitations, url.Values{"email": {"zeno@stoa.example"}, "role": {"student"}}),
			link:                  b.post(t, link, nil),
			views.PathSecurity:    b.post(t, views.PathTokens, url.Values{"name": {"backup"}, "days": {"30"}}),
		} {
			made.wantSeeOther(t, page)
			once := http.Cookie{Name: name, Path: "/", MaxAge: 60, HttpOnly: true, Secure: secure, SameSite: http.SameSiteStrictMode}
			wantCookie(t, page, b.take(made)[name], once)
			for _, other := range []string{views.PathInvitations, link, views.PathSecurity, views.PersonLinkPath(town.thales.ID)} {
				if other == page {
					continue
				}
				got := b.get(t, other)
				if shown := all(got.page(t), "main code"); len(shown) != 0 || b.take(got)[name] != nil {
					t.Errorf("what %s has made is shown by %s: %v", page, other, texts(shown))
				}
			}
			shown := b.get(t, page)
			if text(one(t, shown.page(t), "main code")) == "" {
				t.Errorf("%s shows nothing", page)
			}
			once.MaxAge = -1
			wantCookie(t, page+" shows it", b.take(shown)[name], once)
			if again := all(b.get(t, page).page(t), "main code"); len(again) != 0 {
				t.Errorf("%s shows it again: %v", page, texts(again))
			}
		}
	}
}

// Redis must not have what opens a door: what an answer quotes is made anew for who asks again, and is the same.
func TestAnAnswerWithASecretIsTheSameWhenAskedAgainAndIsNotKept(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	admin := town.script(t, "admin")
	for path, body := range map[string]string{"/invitations": `{"email":"zeno@stoa.example","role":"student"}`,
		"/people/1/sign-in-link": `{}`} {
		var first, again struct{ Link string }
		for _, into := range []any{&first, &again} {
			got := admin.call(t, http.MethodPost, path, body, "Idempotency-Key", "once "+path)
			if got.status != http.StatusCreated {
				t.Fatalf("%s: %s", path, got)
			}
			got.read(t, into)
		}
		_, query, _ := strings.Cut(first.Link, "?")
		values, err := url.ParseQuery(query)
		if err != nil || first != again || len(values) != 1 {
			t.Fatalf("%s gives %q, and again %q, %v", path, first.Link, again.Link, err)
		}
		for _, token := range values {
			_, secret, _ := strings.Cut(token[0], ".")
			for key, kept := range town.Contents(t) {
				if len(secret) < 40 || strings.Contains(key+kept, secret) {
					t.Errorf("%s: %s has the secret %q", path, key, secret)
				}
			}
		}
	}
	if found, err := town.Doors.Invitations(t.Context(), town.admin, 0, 9); len(found) != 1 || err != nil {
		t.Errorf("there are %d invitations, %v", len(found), err)
	}
}

// A new key signs; what the old one signed is read for as long as it is set beside it.
func TestAChangeOfTheKeyLeavesPeopleSignedInWhileTheOldOneIsSet(t *testing.T) {
	t.Parallel()
	first, second := []byte("the first secret of thirty-two characters"), []byte("the second secret of thirty-two characters")
	town := newTown(t, setup{config: func(c *Config) { c.Secret = first }})
	with := func(secret, old []byte) *rig {
		r := &rig{Campus: town.Campus, server: New(Config{Store: town.Store, Hub: town.server.Hub, Assets: town.server.Assets,
			Log: town.server.Log, Secret: secret, Old: old, Ready: town.Store.Ping})}
		return r.serve(t)
	}
	owner := town.carrier(t)
	owner.take(owner.post(t, "/sign-in", url.Values{"login": {"john"}, "password": {storetest.Password}}))
	token := owner.kept["stoa"]
	reads := func(r *rig, cookie string) bool {
		return r.browser(t).get(t, "/courses", "Cookie", "stoa="+cookie).status == http.StatusOK
	}
	both, only := with(second, first), with(second, nil)
	for name, c := range map[string]struct{ got, want bool }{
		"where it was signed":           {reads(town.rig, token), true},
		"where the old key is set":      {reads(both, token), true},
		"where it is not":               {reads(only, token), false},
		"with a key that is nobody's":   {reads(with([]byte("a third secret of thirty-two characters"), nil), token), false},
		"with the keys the other way":   {reads(with(first, second), token), true},
		"signed by nobody":              {reads(both, "MTc"), false},
		"the old key, and none beside":  {reads(with(first, nil), token), true},
		"an empty old key signs nobody": {reads(with(second, []byte{}), token), false},
	} {
		if c.got != c.want {
			t.Errorf("%s: signed in %v, want %v", name, c.got, c.want)
		}
	}
	// Signing in, and a change of password, give a cookie of the new key.
	moved := &carrier{both.browser(t), owner.kept}
	moved.client.Jar = nil
	moved.take(answer{})
	got := moved.post(t, views.PathPassword, url.Values{"old_password": {storetest.Password}, "new_password": {"another password"}})
	got.wantSeeOther(t, views.PathSecurity)
	moved.take(got)
	if anew := moved.kept["stoa"]; anew == token || !reads(only, anew) || reads(town.rig, anew) {
		t.Errorf("the cookie that follows is %q, read by the new key: %v, by the old: %v", anew, reads(only, anew), reads(town.rig, anew))
	}
	// The browser that was known by the old key still has tries of its own, and no others.
	guess := url.Values{"login": {"john"}, "password": {"wrong"}}
	for range 5 {
		wantStatus(t, only.browser(t).post(t, "/sign-in", guess), 422)
	}
	device := owner.kept["stoa-device"]
	wantStatus(t, only.browser(t).post(t, "/sign-in", guess), 429)
	wantStatus(t, both.browser(t).post(t, "/sign-in", guess, "Cookie", "stoa-device="+device), 422)
}

// Where the second step is due, the address in next is looked at on the page, too.
func TestTheSecondStepLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.factorOf(t, town.thales)
	in, out := town.signedIn(t, "john"), town.browser(t)
	half := town.browser(t)
	half.post(t, "/sign-in", url.Values{"login": {"thales"}, "password": {storetest.Password}}).wantSeeOther(t, views.PathSignInCode)
	for i, next := range append([]string{"/courses?q=x"}, astray()...) {
		want, query := next, views.PathSignInCode+"?"+url.Values{"next": {next}}.Encode()
		if i > 0 {
			want = views.PathHome
		}
		in.get(t, query).wantSeeOther(t, want)
		out.get(t, query).wantSeeOther(t, views.SignInNext(want))
		if kept := value(one(t, half.get(t, query).page(t), "input[name=next]")); kept != want {
			t.Errorf("%q is kept as %q, want %q", next, kept, want)
		}
	}
}

// A fragment that is asked for without a session leads back to the page around it, if that is ours.
func TestAFragmentLeadsBackToAPageOfOursOnly(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	out, at := town.browser(t), town.http.URL
	for referer, want := range map[string]string{
		at + "/courses?q=x":                    "/courses?q=x",
		at + "/":                               "/",
		"":                                     "/",
		"https://evil.example/courses":         "/",
		"http://evil.example" + "/":            "/",
		at + ".evil.example/courses":           "/",
		at + "0/courses":                       "/",
		"http://" + "x@" + at[7:] + "/courses": "/",
		strings.Replace(at, "127.0.0.1", "localhost", 1) + "/courses": "/",
		at[7:] + "/courses": "/",
		at:                  "/",
	} {
		for _, got := range []answer{out.get(t, "/meetings", "HX-Request", "true", "Referer", referer),
			out.get(t, "/live?topic=courses", "Referer", referer)} {
			if to := got.header.Get("HX-Redirect"); got.status != http.StatusUnauthorized || to != views.SignInNext(want) {
				t.Errorf("from %q one is led to %q with %d, want %q", referer, to, got.status, views.SignInNext(want))
			}
		}
	}
}

// Where staff need a second factor a stream is theirs only as long as they have one.
func TestAStreamEndsForStaffWhoTurnTheirSecondFactorOffWhereItIsRequired(t *testing.T) {
	t.Parallel()
	for _, required := range []bool{true, false} {
		town := newTown(t, setup{config: func(c *Config) { c.RequireTwoFactor = required }})
		codes, topics := town.factorOf(t, town.thales), []string{campus.CourseTopic(town.course.ID)}
		for john, i := town.signedIn(t, "john"), 0; i < 8; i++ { // which take the early beats
			john.watch(t, livePath, topics)
		}
		page, script := town.browser(t), town.browser(t)
		page.post(t, "/sign-in", url.Values{"login": {"thales"}, "password": {storetest.Password}}).wantSeeOther(t, views.PathSignInCode)
		page.post(t, views.PathSignInCode, url.Values{"code": {codes[0]}}).wantSeeOther(t, "/")
		var session struct{ Token string }
		script.call(t, http.MethodPost, "/sessions",
			map[string]string{"login": "thales", "password": storetest.Password, "otp": codes[1]}).read(t, &session)
		script.header.Set("Authorization", "Bearer "+session.Token)
		feeds := []*feed{page.watch(t, livePath, topics), script.watch(t, eventsPath, topics)}
		for _, f := range feeds {
			f.want(t) // the state, whole
		}
		began := time.Now()
		page.post(t, views.PathTwoFactorOff, url.Values{"proof": {storetest.Password}}).wantSeeOther(t, views.PathTwoFactor)
		if !required {
			town.enrolAnother(t)
			for _, f := range feeds {
				for !strings.Contains(f.want(t).data, "1") {
				}
			}
			continue
		}
		for _, f := range feeds {
			f.wantEnd(t)
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("the streams ended after %v, want within 2 s", took)
		}
		for path, v := range map[string]*visitor{livePath: page, eventsPath: script} {
			f, err := v.tryWatch(t, path, topics)
			if err != nil || f.response.StatusCode != http.StatusForbidden {
				t.Errorf("%s is opened again: %v, %v", path, f, err)
			}
		}
	}
}

// serve has a server of the same campus visited.
func (r *rig) serve(t *testing.T) *rig {
	t.Helper()
	r.http = httptest.NewServer(r.server)
	t.Cleanup(r.http.Close)
	return r
}
