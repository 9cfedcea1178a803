package handlers

import (
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
