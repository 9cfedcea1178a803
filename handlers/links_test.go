package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// A link is but the first factor: who has it without the code is not in, and it serves once.
func TestALinkLeadsToTheCodeOfWhoHasASecondFactor(t *testing.T) {
	t.Parallel()
	town, clock, _, d := armedTown(t, setup{})
	admin := town.signedIn(t, "admin")
	at := views.PersonLinkPath(town.thales.ID)
	admin.post(t, at, url.Values{"op": {"op-1"}}).wantSeeOther(t, at)
	path := town.linkOn(t, admin, at)
	_, query, _ := strings.Cut(path, "?")
	form, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 { // to look at it uses nothing up
		if got := town.browser(t).get(t, path); got.status != http.StatusOK {
			t.Fatalf("the link: %s", got)
		}
	}
	b := town.browser(t)
	b.post(t, views.PathSignInLink, form).wantSeeOther(t, views.SignInCodeNext("/"))
	if got := b.get(t, views.PathCourses); got.status != http.StatusSeeOther {
		t.Errorf("without the code one is in: %s", got)
	}
	b.post(t, views.PathSignInCode, url.Values{"code": {d.at(clock.Now())}}).wantSeeOther(t, "/")
	if got := b.get(t, views.PathCourses); got.status != http.StatusOK {
		t.Errorf("with the code one is out: %s", got)
	}
	wantErrorPage(t, town.browser(t).post(t, views.PathSignInLink, form), http.StatusForbidden, "Not for you", campus.ErrNoLink.Sentence)
	wantErrorPage(t, town.browser(t).get(t, path), http.StatusForbidden, "Not for you", campus.ErrNoLink.Sentence)

	admin.post(t, at, url.Values{"op": {"op-2"}}).wantSeeOther(t, at)
	path = town.linkOn(t, admin, at)
	if err := town.People.SetStatus(t.Context(), store.Itself(""), town.thales.ID, campus.StatusDisabled); err != nil {
		t.Fatal(err)
	}
	wantErrorPage(t, town.browser(t).get(t, path), http.StatusForbidden, "Not for you", campus.ErrNoLink.Sentence)
}

// Whatever is sent for a form, it is carried out or refused: never a fault of ours.
func FuzzAFormOfTheDoorsIsAnsweredOrRefused(f *testing.F) {
	for _, seed := range []string{"", "username=zeno&name=Z&email=z@x.example&password=12345678", "a=%zz", "op=\x00",
		"username=%00&password=%ff", ";;;=&&",
		"login=john&password=" + strings.Repeat("x", 300), "token=1.x&username=a", "name=%F0%9F%98%80&zone=Local&born=0000-00-00",
		"next=//evil", "invitation=1."} {
		f.Add(seed)
	}
	town := newTown(f, setup{config: believing})
	john, stranger := town.signedIn(f, "john"), town.browser(f)
	f.Fuzz(func(t *testing.T, body string) {
		for path, v := range map[string]*visitor{views.PathRegister: stranger, views.PathSignIn: stranger, views.PathSetUp: stranger,
			views.PathSignInLink: stranger, views.PathSignInCode: stranger, views.PathProfile: john, views.PathWish: john} {
			got := v.do(t, http.MethodPost, path, strings.NewReader(body), "Content-Type", "application/x-www-form-urlencoded")
			if got.status >= 500 || got.status < 300 {
				t.Errorf("%s with %q: %s", path, body, got)
			}
		}
	})
}
