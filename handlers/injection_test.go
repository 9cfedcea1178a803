package handlers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"

	"stoa/handlers/api"
	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// notOnesOwn are ways to spell a role, a status, and what else nobody gives themselves.
var notOnesOwn = []string{"role", "Role", "ROLE", "_role", "role[]", "role[0]", "role.name", "roles", "user[role]", "person.role",
	"person[role]",
	" role", "role ", "role\x00", "r%6fle", "status", "Status", "confirmed", "Confirmed", "external_id", "ExternalID", "id", "ID", "rights",
	"password", "two_factor", "admin", "is_admin", "isAdmin", "requestedRole", "created", "words", "address"}

// aimedAt returns what somebody would send under a name who wants more than is theirs.
func aimedAt(name string) string {
	switch low := strings.ToLower(name); {
	case low == "status":
		return "active"
	case low == "confirmed", low == "two_factor", strings.Contains(low, "admin"):
		return "1"
	case low == "id", low == "rights", low == "created":
		return "77777"
	case low == "password":
		return storetest.Password + " too"
	}
	return "admin"
}

// stranger is somebody who registers, each from an address of their own.
type stranger struct {
	*visitor
	form url.Values
	from string
}

func (s *stranger) name() string { return s.form.Get("username") }

// strangers return one after the other.
func strangers(tb testing.TB, r *rig) func() *stranger {
	n := 0
	return func() *stranger {
		n++
		name := fmt.Sprintf("zeno%d", n)
		return &stranger{r.browser(tb), url.Values{"username": {name}, "name": {"Zeno"}, "email": {name + "@stoa.example"},
			"password": {storetest.Password}}, fmt.Sprintf("10.1.%d.%d", n/250, n%250)}
	}
}

// json returns the form as a call sends it, with one field more.
func (s *stranger) json(tb testing.TB, name string, value any) string {
	tb.Helper()
	body := map[string]any{name: value}
	for field := range s.form {
		if field != name {
			body[field] = s.form.Get(field)
		}
	}
	text, err := json.Marshal(body)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

// smuggle sends a registration in every way that a field can be put beside it; in a short run each way meets a third of the names.
func smuggle(tb testing.TB, page, name string, next func() *stranger, then func(way string, s *stranger, got answer)) {
	tb.Helper()
	value, ways := aimedAt(name), slices.Index(notOnesOwn, name)
	send := func(way, path, kind, body string, s *stranger, more ...string) {
		tb.Helper()
		if ways++; !storetest.Sampled(ways, 3) {
			return
		}
		more = append(more, "Content-Type", kind, "X-Forwarded-For", s.from)
		then(way+" "+name, s, s.do(tb, http.MethodPost, path, strings.NewReader(body), more...))
	}
	const form, object = "application/x-www-form-urlencoded", "application/json"
	extra, s := url.Values{name: {value}}.Encode(), next()
	send("form", page, form, s.form.Encode()+"&"+extra, s)
	s = next()
	send("form, twice", page, form, extra+"&"+s.form.Encode()+"&"+extra, s)
	s = next()
	send("address", page+"?"+extra, form, s.form.Encode(), s)
	s = next()
	send("header", page, form, s.form.Encode(), s, "X-Role", "admin", "Role", "admin", "Cookie", "role=admin; status=active")
	s = next()
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for field := range s.form {
		_ = parts.WriteField(field, s.form.Get(field))
	}
	_ = parts.WriteField(name, value)
	parts.Close()
	send("multipart", page, parts.FormDataContentType(), body.String(), s)
	s = next()
	send("JSON on the page", page, object, s.json(tb, name, value), s)
	for _, value := range []any{value, []string{value}, map[string]string{"name": value}, true} {
		s = next()
		send(fmt.Sprintf("call with %v", value), api.Base+"/register", object, s.json(tb, name, value), s)
	}
	s = next()
	send("call, nested", api.Base+"/register", object, s.json(tb, "person", map[string]string{name: value}), s)
	s = next()
	send("call, address", api.Base+"/register?"+extra, object, s.json(tb, "requested_role", "admin"), s, "X-Role", "admin")
	s = next()
	twice := strings.TrimSuffix(s.json(tb, "role", "student"), "}") + `,"role":"admin","Role":"admin","requested_role":"admin"}`
	send("call, twice", api.Base+"/register", object, twice, s)
}

// wantPlain checks that who registered is what everybody is, or nobody.
func (r *rig) wantPlain(tb testing.TB, way string, s *stranger, got answer, want campus.Person) (made bool) {
	tb.Helper()
	id, err := r.Store.People.Find(tb.Context(), s.name())
	if err != nil {
		tb.Fatal(err)
	}
	if ok := got.status == http.StatusSeeOther || got.status == http.StatusCreated; ok != (id != 0) || !ok &&
		(got.status < 400 || got.status > 499) {
		tb.Errorf("%s: made %d, answered %s", way, id, got)
	}
	if id == 0 {
		return false
	}
	p, err := r.Store.People.Get(tb.Context(), id)
	if err != nil {
		tb.Fatal(err)
	}
	if want.ID, want.Username, want.Created = id, s.name(), p.Created; want.Email == "" {
		want.Email = s.form.Get("email")
	}
	if p != want || p.ID > 7000 {
		tb.Errorf("%s made %+v, want %+v", way, p, want)
	}
	return true
}

// believing has a Stoa trust the addresses that a test makes up.
func believing(c *Config) { c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} }

func TestNobodyRegistersWithMoreThanIsTheirs(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{config: believing})
	next, made := strangers(t, town.rig), 0
	for _, name := range notOnesOwn {
		smuggle(t, views.PathRegister, name, next, func(way string, s *stranger, got answer) {
			if town.wantPlain(t, way, s, got, campus.Person{Name: "Zeno", Role: campus.Student, Status: campus.StatusPending}) {
				made++
			}
		})
	}
	if made < storetest.Times(3, 10)*len(notOnesOwn) {
		t.Errorf("only %d have an account, so little was tried", made)
	}
}

func TestAnInvitationGivesItsRoleWhateverIsSentWithIt(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{config: believing})
	strange, made := strangers(t, town.rig), 0
	invited := func() *stranger {
		s := strange()
		_, token, err := town.Doors.Invite(t.Context(), store.By{Person: town.admin},
			campus.NewInvitation{Email: "of." + s.form.Get("email"), Role: campus.Student})
		if err != nil {
			t.Fatal(err)
		}
		s.form.Set("invitation", token)
		return s
	}
	for _, name := range notOnesOwn {
		smuggle(t, views.PathRegister, name, invited, func(way string, s *stranger, got answer) {
			if town.wantPlain(t, way, s, got, campus.Person{Name: "Zeno", Email: "of." + s.form.Get("email"), Confirmed: true,
				Role:   campus.Student,
				Status: campus.StatusActive}) {
				made++
			}
		})
	}
	if made < storetest.Times(3, 10)*len(notOnesOwn) {
		t.Errorf("only %d have an account, so little was tried", made)
	}
}

// With an admin there the page that makes the first one makes nobody, whatever is sent; in an empty campus only the token does.
func TestTheSetUpPageMakesNobodyWithoutItsToken(t *testing.T) {
	t.Parallel()
	empty := newRig(t, setup{config: believing})
	token, err := empty.Doors.SetUpToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{views.PathSetUp, views.SetUpPath(token)} {
		next := strangers(t, empty)
		for _, name := range append(notOnesOwn, "token", "Token", "setup") {
			smuggle(t, path, name, next, func(way string, s *stranger, got answer) {
				if strings.HasPrefix(way, "call") {
					return // of which the other tests are
				}
				if id, err := empty.Store.People.Find(t.Context(), s.name()); id != 0 || err != nil || got.status != http.StatusForbidden &&
					got.status != http.StatusBadRequest {
					t.Errorf("%s %s made %d, %v: %s", path, way, id, err, got)
				}
			})
		}
	}
	s := strangers(t, empty)()
	s.form.Set("token", token)
	for name, value := range map[string]string{"status": "pending", "role": "student", "external_id": "x", "confirmed": "0",
		"two_factor": "1"} {
		s.form.Set(name, value)
	}
	got := s.post(t, views.PathSetUp, s.form)
	empty.wantPlain(t, "with the token", s, got, campus.Person{Name: "Zeno", Confirmed: true, Role: campus.Admin,
		Status: campus.StatusActive})
}

func TestNoImportNorCallAboutOthersGivesARoleToWhoIsNoAdmin(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	before := map[int64]campus.Person{town.john.ID: town.john, town.thales.ID: town.thales}
	for _, who := range []string{"john", "thales"} {
		script := town.script(t, who)
		for _, name := range notOnesOwn {
			body := map[string]string{"username": who, "name": "Z", "email": who + "@stoa.example", name: aimedAt(name)}
			row := fmt.Sprintf("username,%s\n%s,%s\n", name, who, aimedAt(name))
			for _, id := range []int64{town.john.ID, town.thales.ID} {
				script.call(t, http.MethodPatch, "/people/"+num(id), body)
			}
			for path, got := range map[string]answer{
				"rows":      script.do(t, http.MethodPost, api.ImportPath, strings.NewReader(row), "Content-Type", "text/csv"),
				"objects":   script.call(t, http.MethodPost, "/people/import", []map[string]string{body}),
				"directory": script.call(t, http.MethodPost, "/people/import", map[string]any{"a": body}),
				"somebody":  script.call(t, http.MethodPost, "/people", body),
				"external":  script.call(t, http.MethodPut, "/people/external/a", body),
			} {
				if got.status != http.StatusForbidden {
					t.Errorf("%s by %s with %q: %s", path, who, name, got)
				}
			}
		}
	}
	for id, want := range before {
		if got, err := town.Store.People.Get(t.Context(), id); got != want || err != nil {
			t.Errorf("they are %+v, want %+v, %v", got, want, err)
		}
	}
}
