package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stoa/handlers/api"
	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// device is somebody's app.
type device struct {
	secret string
	codes  []string // recovery codes
}

func (d device) at(now time.Time) string { return campus.CodeAt(d.secret, campus.CodeStepAt(now)) }

// arm turns two-factor sign-in on by the pages, as a browser does.
func (v *visitor) arm(t *testing.T) device {
	t.Helper()
	v.post(t, views.PathTwoFactorBegin, url.Values{"proof": {storetest.Password}}).wantSeeOther(t, views.PathTwoFactor)
	page := v.get(t, views.PathTwoFactor).page(t)
	d := device{secret: strings.ReplaceAll(strings.TrimSpace(text(all(page, "#"+views.IDSecret)[0])), " ", "")}
	got := v.post(t, views.PathTwoFactor, url.Values{"code": {d.at(v.rig.Now())}})
	if got.status != http.StatusOK {
		t.Fatalf("confirming: %s", got)
	}
	for _, item := range all(got.page(t), "#"+views.IDRecoveryCodes+" code") {
		d.codes = append(d.codes, text(item))
	}
	if len(d.codes) != campus.RecoveryCodes {
		t.Fatalf("%d recovery codes: %s", len(d.codes), got)
	}
	return d
}

// halfIn is a browser in which somebody has brought their password.
func (r *rig) halfIn(t *testing.T, login, next string) *visitor {
	t.Helper()
	b := r.browser(t)
	got := b.post(t, "/sign-in", url.Values{"login": {login}, "password": {storetest.Password}, "next": {next}})
	got.wantSeeOther(t, views.SignInCodeNext(next))
	if got := b.get(t, views.PathCourses); got.status != http.StatusSeeOther {
		t.Errorf("half signed in one is in: %s", got)
	}
	return b
}

// armedTown is a town with a clock in which thales signs in with a code.
func armedTown(t *testing.T, s setup) (*town, *storetest.Hands, *visitor, device) {
	t.Helper()
	s.clock = storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, s)
	v := town.signedIn(t, "thales")
	d := v.arm(t)
	s.clock.Add(time.Minute)
	return town, s.clock, v, d
}

func TestSigningInTakesTheCodeAfterThePassword(t *testing.T) {
	t.Parallel()
	town, clock, first, d := armedTown(t, setup{})
	if got := first.get(t, views.PathCourses); got.status != http.StatusOK {
		t.Errorf("who has just turned it on is out: %s", got)
	}
	b := town.halfIn(t, "thales", "/courses?q=x")
	field := all(b.get(t, views.SignInCodeNext("/courses?q=x")).page(t), "#code")[0]
	if attr(field, "autocomplete") != "one-time-code" {
		t.Errorf("the field is %v", field.Attr)
	}
	for _, wrong := range []string{"", "000000x", "12345", "aaaa-bbbb-cccc-dddd-eeee-ffff"} {
		got := b.post(t, views.PathSignInCode, url.Values{"code": {wrong}, "next": {"/courses?q=x"}})
		if got.status != http.StatusUnprocessableEntity || attr(all(got.page(t), "input[name=next]")[0], "value") != "/courses?q=x" {
			t.Errorf("the code %q: %s", wrong, got)
		}
	}
	code := d.at(clock.Now())
	got := b.post(t, views.PathSignInCode, url.Values{"code": {code[:3] + " " + code[3:]}, "next": {"/courses?q=x"}})
	got.wantSeeOther(t, "/courses?q=x")
	if got := b.get(t, views.PathCourses); got.status != http.StatusOK {
		t.Errorf("signed in with the code one is out: %s", got)
	}
	replay := town.halfIn(t, "thales", "/")
	if got := replay.post(t, views.PathSignInCode, url.Values{"code": {code}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a replay: %s", got)
	}
	replay.post(t, views.PathSignInCode, url.Values{"code": {d.codes[0]}, "next": {"//evil.example"}}).wantSeeOther(t, "/")
	again := town.halfIn(t, "thales", "/")
	if got := again.post(t, views.PathSignInCode, url.Values{"code": {d.codes[0]}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a recovery code again: %s", got)
	}
}

func TestHalfASignInIsWorthNothingElsewhereAndNothingLater(t *testing.T) {
	t.Parallel()
	town, clock, _, d := armedTown(t, setup{})
	b := town.halfIn(t, "thales", "/")
	town.browser(t).post(t, views.PathSignInCode, url.Values{"code": {d.at(clock.Now())}}).wantSeeOther(t, views.PathSignIn)
	half, _ := url.Parse(town.http.URL)
	token := ""
	for _, cookie := range b.client.Jar.Cookies(half) {
		if cookie.Name == halfName {
			token = cookie.Value
		}
	}
	for _, header := range []string{"stoa=" + token, "stoa-half=x", "stoa-half=" + token + "x"} {
		thief := town.browser(t)
		if got := thief.get(t, views.PathCourses, "Cookie", header); token == "" || got.status != http.StatusSeeOther {
			t.Errorf("with the cookie %s one is in: %s", header, got)
		}
	}
	if got := town.browser(t).call(t, http.MethodGet, "/me", nil, "Authorization", "Bearer "+token); got.status != http.StatusUnauthorized {
		t.Errorf("as a token: %s", got)
	}
	clock.Add(store.HalfLife)
	b.post(t, views.PathSignInCode, url.Values{"code": {d.at(clock.Now())}, "next": {"/meetings"}}).wantSeeOther(t,
		views.SignInNext("/meetings"))
	if got := b.get(t, views.PathSignIn); !strings.Contains(got.body, "took too long") {
		t.Errorf("nobody is told why: %s", got)
	}
}

func TestTheCallThatSignsInAsksForTheCode(t *testing.T) {
	t.Parallel()
	town, clock, _, d := armedTown(t, setup{})
	ask := func(otp string) answer {
		return town.browser(t).call(t, http.MethodPost, "/sessions",
			map[string]string{"login": "thales", "password": storetest.Password, "otp": otp})
	}
	problem := func(got answer) (p api.Problem) {
		got.read(t, &p)
		if got.status != http.StatusUnauthorized || p.Status != http.StatusUnauthorized {
			t.Errorf("got %s", got)
		}
		return p
	}
	if p := problem(ask("")); p.Type != "otp-required" || p.Detail != campus.ErrCodeDue.Sentence {
		t.Errorf("without a code: %+v", p)
	}
	if p := problem(ask("000 00")); p.Type != "about:blank" || p.Detail != campus.ErrCode.Sentence {
		t.Errorf("with a wrong one: %+v", p)
	}
	if got := ask(d.at(clock.Now())); got.status != http.StatusCreated {
		t.Errorf("with the code: %s", got)
	}
	problem(ask(d.at(clock.Now())))
	if got := ask(d.codes[1]); got.status != http.StatusCreated {
		t.Errorf("with a recovery code: %s", got)
	}
	wrong := town.browser(t).call(t, http.MethodPost, "/sessions",
		map[string]string{"login": "thales", "password": "wrong", "otp": d.at(clock.Now())})
	wrong.wantProblem(t, http.StatusUnauthorized, campus.ErrSignIn.Sentence)
}

func TestWhereItIsRequiredStaffSetItUpBeforeAnythingElse(t *testing.T) {
	t.Parallel()
	for _, required := range []bool{false, true} {
		town := newTown(t, setup{config: func(c *Config) { c.RequireTwoFactor = required }})
		for _, who := range []string{"john", "thales", "admin"} {
			v, script := town.signedIn(t, who), town.script(t, who)
			held := required && who != "john"
			for _, isSetUp := range []bool{false, true} {
				if isSetUp {
					held = false
					v.arm(t)
					script = nil // it ended with all others
				}
				for _, path := range []string{"/", "/courses", "/meetings", "/profile", town.room} {
					got := v.get(t, path)
					if at := got.header.Get("Location"); held != (got.status == http.StatusSeeOther && at == views.PathTwoFactor) {
						t.Errorf("required %v, %s, set up %v: %s answers %s", required, who, isSetUp, path, got)
					}
				}
				if got := v.get(t, "/live?topic=course:"+town.course.ID+"&once=1"); held != (got.status == http.StatusForbidden) {
					t.Errorf("required %v, %s, set up %v: the stream answers %s", required, who, isSetUp, got)
				}
				if got := v.post(t, "/courses/"+town.course.ID+"/drop", nil); held != (got.header.Get("Location") == views.PathTwoFactor) {
					t.Errorf("required %v, %s, set up %v: a form answers %s", required, who, isSetUp, got)
				}
				if got := v.get(t, views.PathTwoFactor); got.status != http.StatusOK ||
					held != strings.Contains(got.body, "staff of this campus") {
					t.Errorf("required %v, %s, set up %v: the page itself answers %s", required, who, isSetUp, got)
				}
				if script == nil {
					continue
				}
				for _, path := range []string{"/me", "/courses", "/events?topic=courses"} {
					got := script.call(t, http.MethodGet, path, nil)
					if held != (got.status == http.StatusForbidden && strings.Contains(got.body, "otp-setup-required")) {
						t.Errorf("required %v, %s: the call %s answers %s", required, who, path, got)
					}
					if path == "/courses" && !held {
						break // the stream would not end
					}
				}
				if got := script.call(t, http.MethodDelete, "/sessions/current", nil); got.status != http.StatusNoContent {
					t.Errorf("required %v, %s: ending the token answers %s", required, who, got)
				}
			}
			v.post(t, views.PathSignOut, nil).wantSeeOther(t, "/")
		}
	}
}

func TestAnAdminTurnsItOffForWhoHasLostTheDevice(t *testing.T) {
	t.Parallel()
	town, _, thales, _ := armedTown(t, setup{})
	admin := town.signedIn(t, "admin")
	path := views.PersonTwoFactorPath(town.thales.ID)
	if got := town.signedIn(t, "john").post(t, path, nil); got.status != http.StatusForbidden {
		t.Errorf("a student: %s", got)
	}
	if got := admin.post(t, "/admin/people/99/two-factor", nil); got.status != http.StatusNotFound {
		t.Errorf("of nobody: %s", got)
	}
	for range 2 {
		admin.post(t, path, url.Values{"op": {"rescue"}}).wantSeeOther(t, views.PersonPath(town.thales.ID))
	}
	if got := thales.get(t, views.PathCourses); got.status != http.StatusSeeOther {
		t.Errorf("a session from before goes on: %s", got)
	}
	town.signedIn(t, "thales")
}

func TestTurningItOffAndMakingCodesAnewAskWhoItIs(t *testing.T) {
	t.Parallel()
	_, clock, v, d := armedTown(t, setup{})
	for _, path := range []string{views.PathTwoFactorOff, views.PathRecoveryCodes} {
		got := v.post(t, path, url.Values{"proof": {"wrong"}})
		if got.status != http.StatusUnprocessableEntity || strings.Contains(got.body, `value="wrong"`) ||
			!strings.Contains(got.body, "this is not your password") {
			t.Errorf("%s with a wrong password: %s", path, got)
		}
	}
	got := v.post(t, views.PathRecoveryCodes, url.Values{"proof": {d.at(clock.Now())}, "op": {"renew"}})
	fresh := all(got.page(t), "#"+views.IDRecoveryCodes+" code")
	if got.status != http.StatusOK || len(fresh) != campus.RecoveryCodes || text(fresh[0]) == d.codes[0] {
		t.Errorf("made anew: %s", got)
	}
	got = v.post(t, views.PathRecoveryCodes, url.Values{"proof": {storetest.Password}, "op": {"renew"}})
	if got.status != http.StatusOK || !strings.Contains(got.body, "shown before") {
		t.Errorf("sent again: %s", got)
	}
	v.post(t, views.PathTwoFactorOff, url.Values{"proof": {text(fresh[2])}}).wantSeeOther(t, views.PathTwoFactor)
	if got := v.get(t, views.PathTwoFactor); !strings.Contains(got.body, "It is off") {
		t.Errorf("it is not off: %s", got)
	}
}
