package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// ownTokens makes a named token beside all requests and returns the ids of all that somebody has.
func ownTokens(tb testing.TB, town *town, p campus.Person) []string {
	tb.Helper()
	in, err := town.Sessions.SignIn(tb.Context(), store.Credentials{Login: p.Username, Password: storetest.Password, Kind: store.Browser})
	if err != nil {
		tb.Fatal(err)
	}
	made, err := town.Sessions.CreateToken(tb.Context(), store.By{Person: p}, in.Token, "listed", 30)
	if err != nil {
		tb.Fatal(err)
	}
	return []string{store.TokenID(made.Token)}
}

// changed changes the password of who looks at the page.
func (v *visitor) changed(tb testing.TB, old, next string) answer {
	tb.Helper()
	return v.post(tb, views.PathPassword, url.Values{"old_password": {old}, "new_password": {next}})
}

// wantOut checks that browsers are led to the sign-in page and scripts get a 401.
func wantOut(t *testing.T, why string, visitors ...*visitor) {
	t.Helper()
	for _, v := range visitors {
		if v.header.Get("Authorization") != "" {
			wantStatus(t, v.call(t, "GET", "/me", nil), 401)
			continue
		}
		if got := v.get(t, "/courses"); got.status != 303 || !strings.HasPrefix(got.header.Get("Location"), "/sign-in") {
			t.Errorf("%s: %s", why, got)
		}
	}
}

func TestAStolenCookieAndTokenEndWithThePasswordAndTheStatus(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	owner, thief, script := town.signedIn(t, "john"), town.browser(t), town.script(t, "john")
	here, _ := url.Parse(town.http.URL)
	thief.client.Jar.SetCookies(here, owner.client.Jar.Cookies(here))
	wantStatus(t, thief.get(t, "/courses"), 200)
	refused := owner.changed(t, "wrong wrong", "another password")
	if refused.status != 422 || strings.Contains(refused.body, "another password") || strings.Contains(refused.body, "wrong wrong") {
		t.Errorf("a wrong old password: %s", refused)
	}
	wantStatus(t, thief.get(t, "/courses"), 200)
	wantStatus(t, owner.changed(t, storetest.Password, "short"), 422)
	owner.changed(t, storetest.Password, "another password").wantSeeOther(t, views.PathSecurity)
	wantStatus(t, owner.get(t, "/courses"), 200)
	wantOut(t, "after a change of password", thief, script)
	thief.client.Jar.SetCookies(here, owner.client.Jar.Cookies(here))
	wantStatus(t, thief.get(t, "/courses"), 200)
	if err := town.People.SetStatus(t.Context(), store.Itself(""), town.john.ID, campus.StatusDisabled); err != nil {
		t.Fatal(err)
	}
	wantOut(t, "after disabling", thief, owner)
}

func TestASessionIsEndedFromAnotherBrowserAndItsStreamTurnsAway(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.takeEarlyBeats(t)
	topics := []string{campus.CourseTopic(town.course.ID)}
	lost, here, thales := town.signedIn(t, "john"), town.signedIn(t, "john"), town.signedIn(t, "thales")
	ends, stays := lost.watch(t, livePath, topics), here.watch(t, livePath, topics)
	ends.want(t) // the state, whole
	page := here.get(t, views.PathSecurity).page(t)
	id := value(one(t, page, "input[name=id]"))
	wantStatus(t, thales.post(t, views.PathEnd, url.Values{"id": {id}}), 404)
	wantStatus(t, lost.get(t, "/courses"), 200)
	began := time.Now()
	here.post(t, views.PathEnd, url.Values{"id": {id}, "op": {"once"}}).wantSeeOther(t, views.PathSecurity)
	ends.wantEnd(t)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the stream ended after %v, want within 2 s", took)
	}
	here.post(t, views.PathEnd, url.Values{"id": {id}, "op": {"once"}}).wantSeeOther(t, views.PathSecurity)
	wantStatus(t, here.post(t, views.PathEnd, url.Values{"id": {id}, "op": {"twice"}}), 404)
	wantOut(t, "ended elsewhere", lost)
	more := []*visitor{town.signedIn(t, "john"), town.signedIn(t, "john")}
	here.post(t, views.PathEndOthers, nil).wantSeeOther(t, views.PathSecurity)
	wantOut(t, "with all others", more...)
	wantStatus(t, here.get(t, "/courses"), 200)
	town.enrolAnother(t)
	for !strings.Contains(stays.want(t).data, "1 of 2 left") { // who is not meant stays
	}
}

func TestATokenIsShownOnceOnThePageAndRevokedThere(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john := town.signedIn(t, "john")
	form := url.Values{"name": {"backup <b>"}, "days": {"90"}, "op": {"made once"}}
	john.post(t, views.PathTokens, form).wantSeeOther(t, views.PathSecurity)
	shown := john.get(t, views.PathSecurity).page(t)
	secret := text(one(t, shown, "#"+views.IDToken))
	if len(all(john.get(t, views.PathSecurity).page(t), "#"+views.IDToken)) != 0 {
		t.Error("it is shown twice")
	}
	script := town.browser(t)
	script.header.Set("Authorization", "Bearer "+secret)
	wantStatus(t, script.call(t, "GET", "/me", nil), 200)
	wantStatus(t, john.post(t, views.PathTokens, form), 409) // made already
	refused := john.post(t, views.PathTokens, url.Values{"name": {"kept"}, "days": {"31"}})
	if refused.status != 422 || value(one(t, refused.page(t), "input[name=name]")) != "kept" {
		t.Errorf("an odd life: %s", refused)
	}
	john.post(t, views.PathEnd, url.Values{"id": {store.TokenID(secret)}}).wantSeeOther(t, views.PathSecurity)
	wantOut(t, "revoked", script)
}

func TestATokenOfTheAPIIsToldOnceAndNeverKept(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john, thales := town.script(t, "john"), town.script(t, "thales")
	var made struct{ ID, Name, Token string }
	john.call(t, "POST", "/me/tokens", `{"name":" backup "}`, "Idempotency-Key", "k").read(t, &made)
	if made.ID == "" || made.Name != "backup" || !strings.HasPrefix(made.Token, "1.") {
		t.Fatalf("made is %+v", made)
	}
	repeated := john.call(t, "POST", "/me/tokens", `{"name":" backup "}`, "Idempotency-Key", "k")
	wantStatus(t, repeated, http.StatusConflict)
	for key, kept := range town.Contents(t) {
		if strings.Contains(key+kept, made.Token) || strings.Contains(kept, strings.TrimPrefix(made.Token, "1.")) {
			t.Errorf("%s has the token in plain", key)
		}
	}
	list := john.call(t, "GET", "/me/tokens", nil)
	if strings.Contains(list.body, made.Token) || !strings.Contains(list.body, made.ID) || strings.Count(list.body, "backup") != 1 {
		t.Errorf("the list is %s", list)
	}
	wantStatus(t, thales.call(t, "DELETE", "/me/tokens/"+made.ID, nil), 404)
	john.header.Set("Authorization", "Bearer "+made.Token)
	wantStatus(t, john.call(t, "DELETE", "/me/tokens/"+made.ID, nil), 204)
	wantOut(t, "revoked by itself", john)
}

func TestADeviceCookieThatIsForgedOrAnothersHasNoEffect(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	wrong := url.Values{"login": {"john"}, "password": {"wrong"}}
	owner, thales := town.signedIn(t, "john"), town.signedIn(t, "thales")
	for _, v := range []*visitor{owner, thales} {
		wantStatus(t, v.post(t, "/sign-out", nil), 303)
	}
	for range 5 {
		wantStatus(t, town.browser(t).post(t, "/sign-in", wrong), 422)
	}
	forged := town.browser(t)
	forged.header.Set("Cookie", "stoa-device=made-up.1")
	limited := town.browser(t).post(t, "/sign-in", wrong)
	for who, v := range map[string]*visitor{"forged": forged, "another's": thales} {
		got := v.post(t, "/sign-in", url.Values{"login": {"john"}, "password": {storetest.Password}})
		if got.status != 429 || got.header.Get("Retry-After") == "" {
			t.Errorf("%s: %s", who, got)
		}
	}
	nobody := url.Values{"login": {"nobody"}, "password": {"wrong"}}
	for range 5 {
		wantStatus(t, town.browser(t).post(t, "/sign-in", nobody), 422)
	}
	same := func(a, b answer) bool {
		said := func(x answer) string { return text(one(t, x.page(t), "#sign-in-error")) }
		return a.status == b.status && said(a) == said(b) && a.header.Get("Retry-After") == b.header.Get("Retry-After")
	}
	if other := town.browser(t).post(t, "/sign-in", nobody); !same(limited, other) {
		t.Errorf("who exists and who does not are told apart: %s\n%s", limited, other)
	}
	if known, stranger := owner.post(t, "/sign-in", wrong), town.browser(t).post(t, "/sign-in",
		url.Values{"login": {"x"}, "password": {"wrong"}}); !same(known, stranger) {
		t.Errorf("a known browser is told more: %s\n%s", known, stranger)
	}
	owner.post(t, "/sign-in", url.Values{"login": {"john"}, "password": {storetest.Password}}).wantSeeOther(t, "/")
}
