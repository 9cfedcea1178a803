package handlers

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"stoa/views"
)

func TestNoSecretIsInThePageOfAFormThatCouldNotBeSent(t *testing.T) {
	t.Parallel()
	town, _ := newOwnTown(t)
	john, guest := town.signedIn(t, "john"), town.browser(t)
	town.fill(t, true)
	const canary = "canary123"
	for _, ask := range []struct {
		who                  *visitor
		path, secrets, typed string
	}{
		{guest, "/sign-in", "password", "login"},
		{guest, views.PathRegister, "password", "name"},
		{john, views.PathTwoFactorBegin, "proof", ""},
		{john, "/profile/security/password", "new_password old_password", ""},
	} {
		form := url.Values{"op": {"one"}, "username": {"zeno"}, "email": {"zeno@stoa.example"}}
		for _, name := range strings.Fields(ask.secrets) {
			form.Set(name, canary)
		}
		if ask.typed != "" {
			form.Set(ask.typed, "what was typed")
		}
		got := ask.who.post(t, ask.path, form)
		page := wantErrorPage(t, got, 503, saidUnsent, saidFull)
		if strings.Contains(got.body, canary) {
			t.Errorf("%s gives a secret back", ask.path)
		}
		var asked []string
		for _, field := range all(one(t, page, "main form"), "input[type=password]") {
			asked = append(asked, attr(field, "name"))
		}
		if strings.Join(asked, " ") != ask.secrets || ask.typed != "" && !strings.Contains(got.body, "what was typed") {
			t.Errorf("%s asks for %q, want %q: %s", ask.path, asked, ask.secrets, got.body)
		}
	}
	for _, name := range []string{"code", "otp_password", "Password"} {
		page := views.ErrorPage{}.With("/", url.Values{name: {canary}})
		if f := page.Unsent.Fields[0]; f.Value != "" || f.Secret == nil {
			t.Errorf("%s would be given back: %+v", name, f)
		}
	}
}

// Whose session ended while they wrote signs in beside the page, and sends what it kept.
func TestWhatSomebodySendsWhoIsSignedOutIsKeptUntilTheyAreSignedIn(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	const room, words = "/rooms/general", "a thought <b>that</b> took long\nto write"
	out := town.browser(t)
	from := []string{"Referer", town.http.URL + room + "?sort=oldest"}
	got := out.post(t, room+"/messages", url.Values{"op": {"one"}, "body": {words}}, from...)
	page := wantErrorPage(t, got, 401, "You are signed out", "Sign in, come back to this page, and send it again.")
	if to := attr(one(t, page, "main form a[target=_blank]"), "href"); to != views.SignInNext(room+"?sort=oldest") {
		t.Errorf("to sign in one is led to %q", to)
	}
	form := one(t, page, "main form")
	if box := one(t, form, "textarea[name=body]"); text(box) != strings.ReplaceAll(words, "\n", " ") {
		t.Errorf("of %q is kept %q", words, text(box))
	}
	again := url.Values{"body": {words}}
	for _, field := range all(form, "input[type=hidden]") {
		again.Set(attr(field, "name"), value(field))
	}
	if still := out.post(t, attr(form, "action"), again, from...); still.status != 401 || len(all(still.page(t), "input[name=kept]")) != 1 {
		t.Errorf("sent before one is signed in again it is not kept: %s", still)
	}
	john := town.signedIn(t, "john")
	asks := john.post(t, attr(form, "action"), again)
	wantStatus(t, asks, 200)
	wantSays(t, one(t, asks.page(t), "h1"), "Send this as "+town.john.Name+"?")
	if said := john.get(t, room); strings.Contains(said.body, "took long") {
		t.Errorf("it is said before who is signed in now says that it is theirs: %s", said)
	}
	sure := one(t, asks.page(t), "main form")
	if attr(sure, "action") != attr(form, "action") || len(all(sure, "input[name=kept]")) > 0 {
		t.Errorf("they are asked by %s", asks)
	}
	again.Del("kept")
	for range 2 { // once more, should the first answer have been lost
		john.post(t, attr(sure, "action"), again).wantSeeOther(t, room+"#composer")
	}
	if said := john.get(t, room); strings.Count(said.body, "that took long")+strings.Count(said.body, "took long") != 1 {
		t.Errorf("it is not said once: %s", said)
	}
	many := url.Values{"op": {"one"}, "body": {words}}
	for n := range mostKept - 2 {
		many.Set(fmt.Sprint("x", n), "y")
	}
	wantStatus(t, out.post(t, room+"/messages", many, from...), 401)
	many.Set("x", "y")
	large := url.Values{"op": {"one"}, "body": {words}, "x": {strings.Repeat("y", mostKeptSize)}}
	for _, whose := range []url.Values{many, large} {
		whose.Set(views.Kept, "1")
		john.post(t, room+"/messages", whose, from...).wantSeeOther(t, room+"?sort=oldest")
	}
	itself := []string{"Referer", town.http.URL + room + "/messages"} // the page that gave it back is at the address it is sent to
	john.post(t, room+"/messages", url.Values{"body": {" "}, views.Kept: {"1"}}, itself...).wantSeeOther(t, "/")
	out.post(t, room+"/messages", url.Values{"body": {" "}}, itself...).wantSeeOther(t, views.SignInNext("/"))
	for _, empty := range []url.Values{many, large, {"op": {"one"}}, {"op": {"one"}, "body": {" "}, "seen": {"3"}, "marked": {"1"}}, nil} {
		out.post(t, room+"/messages", empty, from...).wantSeeOther(t, views.SignInNext(room+"?sort=oldest"))
	}
	if got := out.post(t, room+"/messages", again, "HX-Request", "true"); got.status != 401 || got.body != "" {
		t.Errorf("the script, which keeps lines itself, is answered %s", got)
	}
	other := out.post(t, room+"/messages", again, "Sec-Fetch-Site", "cross-site")
	if other.status != 403 || len(all(other.page(t), "main form")) > 0 {
		t.Errorf("a form of another site is offered to be sent again: %s", other)
	}
}
