package handlers

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"stoa/store/storetest"
)

// badTexts are what nobody means.
var badTexts = []string{"", " ", "\x00", "a\x00b", "\xff\xfe", "\u202egnp.exe", "e\u0301\u0301\u0301\u0301", "🏛️👩‍👩‍👧",
	strings.Repeat("x", 10_000), strings.Repeat("ω", 10_000),
	`"'{}[]<>&;--`, "%s%n{{.}}${7*7}", "=1+1", "\r\nSet-Cookie: a=b", "-1", "0", "1e400", "9223372036854775808", "NaN", "2026-02-30",
	"2026-13-01", "0000-00-00",
	"Local", "Europe/Nowhere", "../../etc/passwd", "Zm9v", "1.2", "1-1d", "{people}:x", "null", "ＡＤＭＩＮ"}

func TestNothingThatIsSentAboutPeopleIsAFaultOfOurs(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	admin, john, guest := town.signedIn(t, "admin"), town.signedIn(t, "john"), town.browser(t)
	script, student := town.script(t, "admin"), town.script(t, "john")
	names := []string{"username", "name", "email", "born", "gender", "zone", "external_id", "role", "status", "requested_role", "confirmed",
		"password", "token", "invitation", "code", "proof", "op", "next", "back", "id", "reason", "text", "login", "otp", "days",
		"old_password", "new_password", "shown_role", "shown_name", "grant", "teach", "customerID", "firstName", "lastName"}
	forms := map[string]*visitor{
		"/sign-in": guest, "/sign-in/code": guest, "/sign-in/link": guest, "/register": guest, "/setup": guest,
		"/profile": john, "/profile/wish": john, "/profile/two-factor": john, "/profile/two-factor/begin": john,
		"/profile/two-factor/off": john, "/profile/two-factor/codes": john, "/profile/security/password": john,
		"/admin/people": admin, "/admin/people/1/edit": admin, "/admin/people/1/role": admin, "/admin/people/1/erase": admin,
		"/admin/people/1/wish": admin, "/admin/invitations": admin, "/admin/invitations/revoke": admin, "/admin/people/import": admin,
		"/people/2/block": john, town.room + "/people/2/report": john,
	}
	calls := map[string]*visitor{
		"POST /register": guest, "POST /sessions": guest, "PATCH /me": student, "POST /people": script, "PATCH /people/1": script,
		"PUT /people/external/x": script, "POST /invitations": script, "POST /meetings/1/1/users/2/report": student,
		"POST /people/import": script,
	}
	fine := func(what, value string, got answer) {
		t.Helper()
		if got.status >= 500 && got.status != 503 {
			t.Errorf("%s with %.30q: %s", what, value, got)
		}
	}
	for i, bad := range badTexts {
		form, body := url.Values{}, map[string]any{}
		for _, name := range names {
			form[name], body[name] = []string{bad, bad}, bad
		}
		for k, path := range slices.Sorted(maps.Keys(forms)) {
			if storetest.Sampled(i+k, 3) {
				fine(path, bad, forms[path].post(t, path, form))
			}
		}
		for k, call := range slices.Sorted(maps.Keys(calls)) {
			if storetest.Sampled(i+k, 3) {
				method, path, _ := strings.Cut(call, " ")
				fine(call, bad, calls[call].call(t, method, path, body))
			}
		}
		escaped := url.PathEscape(bad)
		if escaped == "" {
			continue
		}
		for _, path := range []string{"/admin/people/" + escaped, "/admin/people/import/" + escaped, "/reports/" + escaped + "/close",
			"/admin/people/" + escaped + "/link"} {
			fine(path, bad, admin.get(t, path))
		}
		fine("external", bad, script.call(t, http.MethodGet, "/people/external/"+escaped, nil))
		q := url.QueryEscape(bad)
		for _, path := range []string{"/people?q=" + q, "/people?cursor=" + q, "/people?q=a&cursor=" + q, "/audit?cursor=" + q,
			"/audit?who=" + q, "/audit?from=" + q + "&to=" + q, "/reports?cursor=" + q,
			"/invitations?cursor=" + q, "/people/export?format=" + q} {
			fine(path, bad, script.call(t, http.MethodGet, path, nil))
		}
		for _, path := range []string{"/admin/people?q=" + q + "&role=" + q, "/admin/people?cursor=" + q, "/admin/audit?from=" + q,
			"/admin/audit?cursor=" + q, "/admin/audit.csv?who=" + q, "/register?invitation=" + q,
			"/sign-in/link?token=" + q, "/setup?token=" + q, "/admin/invitations?before=" + q, "/reports?cursor=" + q} {
			fine(path, bad, admin.get(t, path))
		}
	}
	for i, raw := range []string{"null", "[]", "{}", "7", "-1e999", "true", `{"a":1}`, strings.Repeat("[", 20_000)} {
		fields := make([]string, len(names))
		for i, name := range names {
			fields[i] = `"` + name + `":` + raw
		}
		for k, call := range slices.Sorted(maps.Keys(calls)) {
			if !storetest.Sampled(i+k, 3) {
				continue
			}
			who := calls[call]
			method, path, _ := strings.Cut(call, " ")
			for _, body := range []string{raw, "{" + strings.Join(fields, ",") + "}"} {
				fine(call, body, who.call(t, method, path, body))
			}
		}
	}
}
