package handlers

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"stoa/store/campus"
)

func TestAProfileIsChangedFieldByFieldAndRefusedByName(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	page, script := town.signedIn(t, "john"), town.script(t, "john")
	form := func() url.Values {
		return fields(one(t, page.open(t, "/profile", "Your profile · Stoa"), "form[action=/profile]"))
	}
	typed := form()
	for field, value := range map[string]string{"name": "John P", "username": "Johnny", "email": "johnny@x.example", "born": "2005-03-09",
		"gender": "male", "zone": "Europe/Athens"} {
		typed.Set(field, value)
	}
	page.post(t, "/profile", typed).wantSeeOther(t, "/profile")
	page.post(t, "/profile", typed).wantSeeOther(t, "/profile") // sent twice
	got, err := town.People.Get(t.Context(), town.john.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := town.john
	want.Name, want.Username, want.Email, want.Born, want.Gender, want.Zone = "John P", "Johnny", "johnny@x.example", "2005-03-09", "male",
		"Europe/Athens"
	want.Confirmed = false
	if got != want {
		t.Errorf("he is %+v, want %+v", got, want)
	}
	for _, bad := range []struct {
		field, value string
		status       int
	}{
		{"username", "thales", 409}, {"username", "THALES", 409}, {"email", "Thales@STOA.example", 409}, {"username", "x", 422},
		{"username", "a b c", 422}, {"name", "", 422}, {"name", strings.Repeat("n", 101), 422}, {"email", "nobody", 422},
		{"born", "yesterday", 422}, {"born", "1899-12-31", 422}, {"born", "2999-01-01", 422}, {"born",
			time.Now().Add(48 * time.Hour).Format(time.DateOnly), 422},
		{"born", "0001-01-01", 422}, {"born", "2001-02-29", 422}, {"gender", "robot", 422}, {"zone", "Mars/Olympus", 422}, {"zone", "Local",
			422},
	} {
		typed := form()
		typed.Set(bad.field, bad.value)
		answer := page.post(t, "/profile", typed)
		wantStatus(t, answer, bad.status)
		redrawn := answer.page(t)
		if shown := one(t, redrawn, "#"+bad.field); attr(shown, "aria-invalid") != "true" || bad.field != "gender" &&
			value(shown) != bad.value {
			t.Errorf("%s %q comes back as %q, said to be wrong: %q", bad.field, bad.value, value(shown), attr(shown, "aria-invalid"))
		}
		refused := script.call(t, "PATCH", "/me", map[string]string{bad.field: bad.value})
		if refused.status != bad.status || !strings.Contains(refused.body, `"errors":{"`+bad.field+`":`) {
			t.Errorf("by token %s %q: %s", bad.field, bad.value, refused)
		}
	}
	if after, err := town.People.Get(t.Context(), town.john.ID); err != nil || after != want {
		t.Errorf("what was refused has changed him: %+v, %v", after, err)
	}
}

// Thirty ways to spell a role, a status, and what else is not one's own.
func TestNobodyGivesThemselvesARole(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	page, script := town.signedIn(t, "john"), town.script(t, "john")
	for _, name := range notOnesOwn {
		sent, twice := url.Values{"name": {"John"}, name: {"admin"}}, url.Values{"name": {"John"}, name: {"student", "admin"}}
		page.post(t, "/profile?"+sent.Encode(), sent).wantSeeOther(t, "/profile")
		page.post(t, "/profile/wish?"+sent.Encode(), sent)
		wantStatus(t, page.post(t, "/profile", twice), 400)
		for _, body := range []map[string]any{{name: "admin", "name": "John"}, {name: []string{"admin"}}, {name: true},
			{"person": map[string]any{name: "admin"}}} {
			if got := script.call(t, "PATCH", "/me?"+sent.Encode(), body, "X-Role", "admin"); got.status != 200 {
				t.Errorf("%q: %s", name, got)
			}
		}
	}
	for _, body := range []string{`{"role":"student","role":"admin"}`, `{"requested_role":null,"role":"admin","Role":"admin"}`} {
		script.call(t, "PATCH", "/me", body)
	}
	if got := script.call(t, "PATCH", "/me", `{"requested_role":"admin"}`); got.status != 422 {
		t.Errorf("one may wish to be an admin: %s", got)
	}
	got, err := town.People.Get(t.Context(), town.john.ID)
	want := town.john
	want.Name = "John"
	if err != nil || got != want {
		t.Errorf("he is %+v, want %+v, %v", got, want, err)
	}
}

func TestAWishToTeachIsAskedAndTakenBack(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	v := town.signedIn(t, "john")
	for _, want := range []campus.Role{campus.Teacher, ""} {
		page := v.open(t, "/profile", "Your profile · Stoa")
		v.submit(t, one(t, page, "form[action=/profile/wish]"), nil).wantSeeOther(t, "/profile")
		if got, err := town.People.Get(t.Context(), town.john.ID); err != nil || got.RequestedRole != want || got.Role != campus.Student {
			t.Errorf("he wishes %q and is %q, %v", got.RequestedRole, got.Role, err)
		}
	}
	if asked := all(town.signedIn(t, "thales").open(t, "/profile", "Your profile · Stoa"), "form[action=/profile/wish]"); len(asked) != 0 {
		t.Errorf("a teacher is asked whether they wish to teach")
	}
}
