package handlers

import (
	"fmt"
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

// entering is how people come in and go: sign-ins, sessions, tokens, passwords.
func (s *story) entering() []step {
	return []step{
		{"a campus is made", func(*testing.T) {}, []noted{{campus.DeedCreated, "stoa", "john", "student", ""},
			{campus.DeedCreated, "stoa", "thales", "teacher", ""}, {campus.DeedCreated, "stoa", "admin", "admin", ""}}},
		s.comes("john"), s.connects("john"), s.comes("admin"), s.connects("admin"), s.comes("thales"),
		{"an unknown login", s.tries("nobody", "secret word"),
			[]noted{{campus.DeedSignInFailed, "", "", "", here}, {campus.DeedSignInFailed, "", "", "", here}}},
		{"a wrong password", s.tries("john@stoa.example", "wrong"),
			[]noted{{campus.DeedSignInFailed, "", "john", "password", here}, {campus.DeedSignInFailed, "", "john", "password", here}}},
		{"signing out", s.posts("john", at(views.PathSignOut)), []noted{{campus.DeedSignedOut, "john", "john", "browser ", here}}},
		s.comes("john"),
		{"a token by the page", s.posts("john", at(views.PathTokens), "name", "backup", "days", "30"),
			[]noted{{campus.DeedToken, "john", "john", "ID", here}}},
		{"it is revoked", func(t *testing.T) {
			t.Helper()
			id := value(all(s.page["john"].get(t, views.PathSecurity).page(t), "section[aria-labelledby=tokens] input[name=id]")[0])
			s.posts("john", at(views.PathEnd), "id", id)(t)
		}, []noted{{campus.DeedEnded, "john", "john", "api ID", here}}},
		{"a token by a call", func(t *testing.T) {
			t.Helper()
			var made struct{ ID string }
			s.script["john"].call(t, http.MethodPost, "/me/tokens", `{"name":"night","days":90}`).read(t, &made)
			s.token = made.ID
		}, []noted{{campus.DeedToken, "john", "john", "ID", here}}},
		{"an admin ends it", func(t *testing.T) {
			t.Helper()
			s.posts("admin", s.of(views.EndSessionPath, "john"), "session", s.token)(t)
		}, []noted{{campus.DeedEnded, "admin", "john", "api ID", here}}},
		{"the script signs out", func(t *testing.T) {
			t.Helper()
			wantStatus(t, s.script["john"].call(t, http.MethodDelete, "/sessions/current", nil), 204)
		}, []noted{{campus.DeedSignedOut, "john", "john", "api ", here}}},
		s.connects("john"),
		{"all others end", s.posts("john", at(views.PathEndOthers)), []noted{{campus.DeedEnded, "john", "john", "api ", here}}},
		{"a wrong old password", func(t *testing.T) {
			t.Helper()
			wantStatus(t, s.page["john"].post(t, views.PathPassword,
				url.Values{"old_password": {"wrong"}, "new_password": {"long enough"}}), 422)
		}, []noted{{campus.DeedSignInFailed, "", "john", "password", here}}},
		{"another password", func(t *testing.T) {
			t.Helper()
			got := s.page["john"].post(t, views.PathPassword,
				url.Values{"old_password": {storetest.Password}, "new_password": {storetest.Password}})
			got.wantSeeOther(t, views.PathSecurity)
		}, []noted{{campus.DeedPassword, "john", "john", "", here}}},
	}
}

// arriving is how people get an account: they register, are approved, invited, made, and get a link.
func (s *story) arriving() []step {
	register := func(path string, form ...string) func(*testing.T) {
		return func(t *testing.T) {
			t.Helper()
			name := form[0]
			s.page[name] = s.browser(t)
			s.posts(name, at(path), append([]string{"username", name, "name", name, "password", storetest.Password}, form[1:]...)...)(t)
		}
	}
	wish, grant := []noted{{campus.DeedEdited, "zeno", "zeno", "requested_role", here}}, s.of(views.WishPath, "zeno")
	return []step{
		{"a registration", register(views.PathRegister, "zeno", "email", "zeno@stoa.example", "teach", "1"),
			[]noted{{campus.DeedCreated, "stoa", "zeno", "student", here}}},
		{"who waits signs in", s.tries("zeno", storetest.Password),
			[]noted{{campus.DeedSignInFailed, "", "zeno", "pending", here}, {campus.DeedSignInFailed, "", "zeno", "pending", here}}},
		{"an approval", s.posts("admin", s.of(views.ApprovePath, "zeno")),
			[]noted{{campus.DeedStatus, "admin", "zeno", "pending active", here}}},
		s.comes("zeno"),
		{"a wish is refused", s.posts("admin", grant), []noted{{campus.DeedEdited, "admin", "zeno", "requested_role", here}}},
		{"a wish", s.posts("zeno", at(views.PathWish), "teach", "1"), wish},
		{"a wish is granted", s.posts("admin", grant, "grant", "1"), []noted{{campus.DeedRole, "admin", "zeno", "student teacher", here},
			{campus.DeedEdited, "admin", "zeno", "requested_role", here}}},
		{"an invitation", s.posts("admin", at(views.PathInvitations), "email", "gorgias@stoa.example", "role", "teacher"),
			[]noted{{campus.DeedInvited, "admin", "", "teacher, number 1", here}}},
		{"it is taken back", s.posts("admin", at(views.PathRevoke), "id", "1"),
			[]noted{{campus.DeedRevoked, "admin", "", "teacher, number 1", here}}},
		{"another", func(t *testing.T) {
			t.Helper()
			var made struct{ Link string }
			s.script["admin"].call(t, http.MethodPost, "/invitations", `{"email":"plato@stoa.example","role":"student"}`).read(t, &made)
			s.link = made.Link
		}, []noted{{campus.DeedInvited, "admin", "", "student, number 2", here}}},
		{"it is accepted", func(t *testing.T) {
			t.Helper()
			_, token, _ := strings.Cut(s.link, "invitation=")
			s.page["plato"] = s.browser(t)
			s.page["plato"].post(t, views.PathRegister,
				url.Values{"username": {"plato"}, "name": {"Plato"}, "password": {storetest.Password},
					"invitation": {token}}).wantSeeOther(t, views.PathHome)
		}, []noted{{campus.DeedCreated, "stoa", "plato", "student", here},
			{campus.DeedAccepted, "stoa", "plato", "student, number 2", here},
			{campus.DeedSignedIn, "plato", "plato", "browser", here}}},
		{"an admin makes somebody", s.posts("admin", at(views.PathPeople), "name", "Euclid", "username", "euclid", "role", "student"),
			[]noted{{campus.DeedCreated, "admin", "euclid", "student", here}}},
		{"a link", s.posts("admin", s.of(func(id int64) string { return views.PersonPath(id) + "/link" }, "euclid")),
			[]noted{{campus.DeedLinked, "admin", "euclid", "", here}}},
		{"somebody enters by it", func(t *testing.T) {
			t.Helper()
			page := s.page["admin"].get(t, views.PersonPath(s.id(t, "euclid"))+"/link").page(t)
			path, _ := strings.CutPrefix(text(one(t, page, "main code")), s.http.URL)
			_, token, _ := strings.Cut(path, "token=")
			s.page["euclid"] = s.browser(t)
			got := s.page["euclid"].post(t, views.PathSignInLink, url.Values{"token": {token}, "password": {storetest.Password}})
			got.wantSeeOther(t, views.PathHome)
		}, []noted{{campus.DeedEntered, "stoa", "euclid", "", here}, {campus.DeedEdited, "stoa", "euclid", "password", here},
			{campus.DeedStatus, "stoa", "euclid", "pending active", here}, {campus.DeedSignedIn, "euclid", "euclid", "browser", here}}},
	}
}

// changing is what becomes of people: edits by themselves and by admins, of role and status, and that they are erased.
func (s *story) changing() []step {
	euclid := s.of(func(id int64) string { return "/people/" + num(id) }, "euclid")
	return []step{
		{"another name", s.posts("john", at(views.PathProfile), "name", "John the Younger"),
			[]noted{{campus.DeedEdited, "john", "john", "name", here}}},
		{"an edit", s.posts("admin", s.of(views.EditPersonPath, "euclid"), "gender", "male", "zone", "Europe/Athens", "name", "Euclid"),
			[]noted{{campus.DeedEdited, "admin", "euclid", "gender zone", here}}},
		{"an edit by a call", s.calls("admin", http.MethodPatch, euclid, `{"born":"1990-02-01","role":"student"}`),
			[]noted{{campus.DeedEdited, "admin", "euclid", "born", here}}},
		{"an address is confirmed", s.posts("admin", s.of(views.ConfirmPath, "zeno")),
			[]noted{{campus.DeedEdited, "admin", "zeno", "confirmed", here}}},
		{"another role", s.posts("admin", s.of(views.RolePath, "euclid"), "role", "teacher"),
			[]noted{{campus.DeedRole, "admin", "euclid", "student teacher", here}}},
		{"a disabling", s.posts("admin", s.of(views.DisablePath, "zeno")),
			[]noted{{campus.DeedStatus, "admin", "zeno", "active disabled", here}}},
		{"who is disabled signs in", s.tries("zeno", storetest.Password),
			[]noted{{campus.DeedSignInFailed, "", "zeno", "disabled", here}, {campus.DeedSignInFailed, "", "zeno", "disabled", here}}},
		{"an enabling", s.posts("admin", s.of(views.EnablePath, "zeno")),
			[]noted{{campus.DeedStatus, "admin", "zeno", "disabled active", here}}},
		{"somebody of another directory", s.calls("admin", http.MethodPut, at("/people/external/a"),
			`{"firstName":"James","lastName":"Baker"}`),
			[]noted{{campus.DeedCreated, "admin", "james.baker", "student", here}}},
		{"the same again, changed", s.calls("admin", http.MethodPut, at("/people/external/a"), `{"firstName":"Jim","lastName":"Baker"}`),
			[]noted{{campus.DeedEdited, "admin", "james.baker", "name", here}}},
		{"an erasing", s.posts("admin", s.of(views.ErasePersonPath, "euclid"), "username", "euclid"),
			[]noted{{campus.DeedErased, "admin", "euclid", "", here}}},
		{"an erasing by a call", s.calls("admin", http.MethodDelete, s.of(func(id int64) string { return "/people/" + num(id) }, "plato"),
			nil),
			[]noted{{campus.DeedErased, "admin", "plato", "", here}}},
		{"the end of both jobs", func(t *testing.T) { t.Helper(); s.TakeOut(t) }, []noted{{campus.DeedTakenOut, "stoa", "euclid", "0", ""},
			{campus.DeedTakenOut, "stoa", "plato", "0", ""}}},
	}
}

// proving is what is done with a second factor, by thales and for him.
func (s *story) proving() []step {
	on := []noted{{campus.DeedTwoFactor, "thales", "thales", "on", here}, {campus.DeedSignedIn, "thales", "thales", "browser", here}}
	code := func(status int, code func() string) func(*testing.T) {
		return func(t *testing.T) {
			t.Helper()
			half := s.halfIn(t, "thales", "/")
			wantStatus(t, half.post(t, views.PathSignInCode, url.Values{"code": {code()}}), status)
			s.page["thales"] = half
		}
	}
	used := func() string { return s.device.codes[0] }
	return []step{
		{"a second factor", func(t *testing.T) { s.device = s.page["thales"].arm(t) }, on},
		{"a wrong code", code(422, func() string { return "none" }), []noted{{campus.DeedSignInFailed, "", "thales", "code", here}}},
		{"a recovery code", code(303, used), []noted{{campus.DeedTwoFactor, "thales", "thales", "recovery code used, 9 left", here},
			{campus.DeedSignedIn, "thales", "thales", "browser", here}}},
		{"it is used again by a call", func(t *testing.T) {
			t.Helper()
			wantStatus(t, s.browser(t).call(t, http.MethodPost, "/sessions",
				map[string]string{"login": "thales", "password": storetest.Password, "otp": used()}), 401)
		}, []noted{{campus.DeedSignInFailed, "", "thales", "code", here}}},
		{"new codes", func(t *testing.T) {
			t.Helper()
			wantStatus(t, s.page["thales"].post(t, views.PathRecoveryCodes, url.Values{"proof": {storetest.Password}}), 200)
		}, []noted{{campus.DeedTwoFactor, "thales", "thales", "new recovery codes", here}}},
		{"it is turned off", func(t *testing.T) {
			t.Helper()
			s.page["thales"].post(t, views.PathTwoFactorOff, url.Values{"proof": {storetest.Password}}).wantSeeOther(t, views.PathTwoFactor)
		}, []noted{{campus.DeedTwoFactor, "thales", "thales", "off", here}}},
		{"and on again", func(t *testing.T) { s.device = s.page["thales"].arm(t) }, on},
		{"a link for who has a second factor", s.calls("admin", http.MethodPost, at("/people/"+num(s.thales.ID)+"/sign-in-link"), nil),
			[]noted{{campus.DeedLinked, "admin", "thales", "", here}}},
		{"a password by a link and a code", func(t *testing.T) {
			t.Helper()
			var made struct{ Link string }
			s.script["admin"].call(t, http.MethodPost, "/people/"+num(s.thales.ID)+"/sign-in-link", nil, "Idempotency-Key",
				fmt.Sprintf("call-%d", s.op)).read(t, &made)
			_, token, _ := strings.Cut(made.Link, "token=")
			b := s.browser(t)
			b.post(t, views.PathSignInLink, url.Values{"token": {token}, "password": {storetest.Password}}).wantSeeOther(t,
				views.PathSignInCode)
			b.post(t, views.PathSignInCode, url.Values{"code": {used()}}).wantSeeOther(t, "/")
		}, []noted{{campus.DeedEntered, "stoa", "thales", "", here}, {campus.DeedPassword, "thales", "thales", "", here},
			{campus.DeedTwoFactor, "thales", "thales", "recovery code used, 9 left", here},
			{campus.DeedSignedIn, "thales", "thales", "browser", here}}},
		{"a rescue", s.posts("admin", s.of(views.PersonTwoFactorPath, "thales")),
			[]noted{{campus.DeedTwoFactor, "admin", "thales", "off", here}}},
	}
}

// files is what goes in and out as a file.
func (s *story) files() []step {
	get := func(who, path string) func(*testing.T) {
		return func(t *testing.T) { t.Helper(); wantStatus(t, s.page[who].get(t, path), 200) }
	}
	call := func(who, path string) func(*testing.T) {
		return func(t *testing.T) {
			t.Helper()
			wantStatus(t, s.script[who].call(t, http.MethodGet, path, nil), 200)
		}
	}
	sent := func(query string) func(*testing.T) {
		return func(t *testing.T) {
			t.Helper()
			wantStatus(t, s.script["admin"].do(t, http.MethodPost, api.ImportPath+query, strings.NewReader("username,name\nada,Ada\n"),
				"Content-Type", "text/csv"), 200)
		}
	}
	own := []noted{{campus.DeedExported, "john", "john", "own data", here}}
	taken := []noted{{campus.DeedAuditTaken, "admin", "", "", here}}
	return []step{
		{"everybody as a file", get("admin", views.PathExport+"?format=csv"), []noted{{campus.DeedExported, "admin", "", "csv", here}}},
		{"everybody by a call", call("admin", "/people/export?format=json"), []noted{{campus.DeedExported, "admin", "", "json", here}}},
		s.connects("john"),
		{"own data", func(t *testing.T) { wantStatus(t, s.page["john"].post(t, views.PathOwnData, nil), 200) }, own},
		{"own data by a call", call("john", "/me/export"), own},
		{"a dry run", sent("?dry_run=1"), nil},
		{"an import", sent(""), []noted{{campus.DeedCreated, "admin", "ada", "student", here},
			{campus.DeedImported, "admin", "", "1 added, 0 changed, 0 same, 0 wrong", here}}},
		{"an import by the page", func(t *testing.T) {
			t.Helper()
			page := s.page["admin"].upload(t, "people.csv", "username,name\nada,Ada L\n").header.Get("Location")
			s.page["admin"].reach(t, page, "Import 1 person")
			s.page["admin"].post(t, page+"/run", nil).wantSeeOther(t, page)
			s.page["admin"].reach(t, page, "Result as CSV")
		}, []noted{{campus.DeedEdited, "admin", "ada", "name", here},
			{campus.DeedImported, "admin", "", "0 added, 1 changed, 0 same, 0 wrong", here}}},
		{"the audit as a file", get("admin", views.PathAuditCSV), taken},
		{"the audit by a call", call("admin", "/audit?format=csv"), taken},
	}
}

// overriding is what an admin does to what is thales', and to a line of john's. These deeds are noted without an address.
func (s *story) overriding() []step {
	meeting := "/meetings/" + num(s.meeting.ID)
	room, of := campus.MeetingTopic(s.meeting.ID, 1), "meeting:"+num(s.meeting.ID)
	does := func(name, method, path string, body any, deed campus.Deed, whom, what string) step {
		return step{name, s.calls("admin", method, at(path), body), []noted{{deed, "admin", whom, what, ""}}}
	}
	report := campus.ReportID{Room: room, Whom: s.john.ID, Reporter: s.admin.ID}.String()
	return []step{
		{"a line", func(t *testing.T) { s.enter(t, s.john); s.say(t, s.john, "a rude word") }, nil},
		{"a report", s.calls("admin", http.MethodPost, at(s.room+"/users/"+num(s.john.ID)+"/report"), `{"reason":"spam"}`),
			[]noted{{campus.DeedReported, "admin", "john", report, here}}},
		does("a line is deleted", http.MethodDelete, s.room+"/messages/1", nil, campus.DeedLineDeleted, "john", room+" 1"),
		does("a course is changed", http.MethodPut, "/courses/"+s.course.ID, `{"title":"Solids","level":"beginner","places":3}`,
			campus.DeedCourseEdited, "thales", campus.CourseTopic(s.course.ID)),
		does("a meeting is changed", http.MethodPut, meeting, `{"title":"Late hour"}`, campus.DeedMeetingEdited, "thales", of),
		does("a room is slowed down", http.MethodPost, s.room+"/chat", `{"mode":"slow","seconds":10}`, campus.DeedRoomRuled, "thales",
			"chat "+room),
		does("a room is locked", http.MethodPost, s.room+"/lock", nil, campus.DeedRoomRuled, "thales", "locked "+room),
		does("somebody is excused", http.MethodPut, s.room+"/roster/"+num(s.john.ID)+"/excuse", `{"reason":"ill"}`, campus.DeedExcused,
			"john", "excused "+room),
		does("somebody is expected again", http.MethodDelete, s.room+"/roster/"+num(s.john.ID)+"/excuse", nil, campus.DeedExcused,
			"john", "taken-back "+room),
		does("somebody is muted", http.MethodPut, s.room+"/people/"+num(s.john.ID)+"/mute", nil, campus.DeedSanctioned, "john",
			"muted "+room),
		does("somebody is sent out", http.MethodPost, s.room+"/people/"+num(s.john.ID)+"/remove", nil, campus.DeedSanctioned, "john",
			"removed "+room),
		does("somebody is banned", http.MethodPut, meeting+"/people/"+num(s.john.ID)+"/ban", nil, campus.DeedSanctioned, "john",
			"banned "+of),
		does("a ban is lifted", http.MethodDelete, meeting+"/people/"+num(s.john.ID)+"/ban", nil, campus.DeedSanctioned, "john",
			"lifted "+of),
		does("a meeting goes on", http.MethodPost, s.room+"/extend", nil, campus.DeedMeetingTurned, "thales", "extend "+room),
		{"a date more", func(t *testing.T) {
			t.Helper()
			slot := campus.Slot{From: s.Now().Add(24 * time.Hour), To: s.Now().Add(25 * time.Hour), Zone: "UTC"}
			if _, err := s.Meetings.AddInstance(t.Context(), s.thales, s.meeting.ID, slot, ""); err != nil {
				t.Fatal(err)
			}
		}, nil},
		does("a date is moved", http.MethodPatch, meeting+"/2", `{"to":"2034-01-01T11:00:00Z"}`, campus.DeedMeetingMoved, "thales",
			of+" 2"),
		does("a date is cancelled", http.MethodDelete, meeting+"/2", nil, campus.DeedMeetingCancelled, "thales", of+" 2"),
		does("a meeting is deleted", http.MethodDelete, meeting, nil, campus.DeedMeetingDeleted, "thales", of),
		does("a course is deleted", http.MethodDelete, "/courses/"+s.course.ID, nil, campus.DeedCourseDeleted, "thales",
			campus.CourseTopic(s.course.ID)),
	}
}

// refusing is what people may not do.
func (s *story) refusing() []step {
	return []step{
		{"a page for admins", func(t *testing.T) { wantStatus(t, s.page["john"].get(t, "/admin/people/1?x=y"), 403) },
			[]noted{{campus.DeedRefused, "john", "", "GET /admin/people/:person", here}}},
		{"a call for admins", func(t *testing.T) {
			t.Helper()
			wantStatus(t, s.script["john"].call(t, http.MethodDelete, "/people/2", nil), 403)
		}, []noted{{campus.DeedRefused, "john", "", "DELETE /api/v1/people/:person", here}}},
		{"a form of another site", func(t *testing.T) {
			t.Helper()
			wantStatus(t, s.browser(t).post(t, views.PathSignOut, nil, "Sec-Fetch-Site", "cross-site"), 403)
		}, []noted{{campus.DeedRefused, "", "", "POST /sign-out (from another site)", here}}},
		{"without anybody", func(t *testing.T) {
			t.Helper()
			by := store.By{Person: s.admin, From: "192.0.2.7"}
			if _, _, err := s.People.Edit(t.Context(), by, s.john.ID, campus.PersonChange{Gender: new("male")}); err != nil {
				t.Fatal(err)
			}
		}, []noted{{campus.DeedEdited, "admin", "john", "gender", "192.0.2.7"}}},
	}
}
