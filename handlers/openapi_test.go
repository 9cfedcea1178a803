package handlers

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/handlers/api"
)

// schema is a piece of the description, as JSON.
type schema = map[string]any

// description is the document as it is served.
type description struct{ root schema }

func described(tb testing.TB, v *visitor) description {
	tb.Helper()
	got := v.call(tb, http.MethodGet, "/openapi.json", nil)
	if kind := got.header.Get("Content-Type"); got.status != 200 || kind != "application/json" {
		tb.Fatalf("the description is %s of type %s", got, kind)
	}
	var d description
	got.read(tb, &d.root)
	return d
}

// find follows names through objects.
func find(v any, names ...string) any {
	for _, name := range names {
		at, _ := v.(schema)
		v = at[name]
	}
	return v
}

// resolve follows $ref.
func (d description) resolve(v any) schema {
	for {
		at, _ := v.(schema)
		ref, ok := at["$ref"].(string)
		if !ok {
			return at
		}
		v = find(d.root, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
	}
}

// refs returns every $ref in v.
func refs(v any) (all []string) {
	switch v := v.(type) {
	case schema:
		for name, inner := range v {
			if ref, ok := inner.(string); ok && name == "$ref" {
				all = append(all, ref)
			}
			all = append(all, refs(inner)...)
		}
	case []any:
		for _, inner := range v {
			all = append(all, refs(inner)...)
		}
	}
	return all
}

// check returns what in a value is not as its schema says. What a schema does not name is wrong too: the description is
// all there is.
func (d description) check(at string, value, by any) (wrong []string) {
	s := d.resolve(by)
	if kinds := list(s["type"]); len(kinds) > 0 && !slices.ContainsFunc(kinds, func(k any) bool { return isA(value, k) }) {
		return []string{fmt.Sprintf("%s is %v, want %v", at, value, kinds)}
	}
	if allowed := list(s["enum"]); len(allowed) > 0 && !slices.Contains(allowed, value) {
		wrong = append(wrong, fmt.Sprintf("%s is %v, want one of %v", at, value, allowed))
	}
	if text, ok := value.(string); ok && s["format"] == "date-time" {
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			wrong = append(wrong, fmt.Sprintf("%s is %q, want a time", at, text))
		}
	}
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			wrong = append(wrong, d.check(fmt.Sprintf("%s[%d]", at, i), item, s["items"])...)
		}
	case schema:
		wrong = append(wrong, d.checkObject(at, value, s)...)
	}
	return wrong
}

func (d description) checkObject(at string, value, s schema) (wrong []string) {
	for _, name := range list(s["required"]) {
		if _, ok := value[name.(string)]; !ok {
			wrong = append(wrong, fmt.Sprintf("%s has no %s", at, name))
		}
	}
	properties, _ := s["properties"].(schema)
	for name, inner := range value {
		by, known := properties[name]
		if more, ok := s["additionalProperties"]; !known && ok {
			by, known = more, true
		}
		if !known && properties != nil {
			wrong = append(wrong, fmt.Sprintf("%s has %s, which is not described", at, name))
			continue
		}
		wrong = append(wrong, d.check(at+"."+name, inner, by)...)
	}
	return wrong
}

// list returns a value that may stand alone or in a list.
func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		return []any{v}
	}
}

func isA(value, kind any) bool {
	switch value := value.(type) {
	case nil:
		return kind == "null"
	case string:
		return kind == "string"
	case bool:
		return kind == "boolean"
	case float64:
		return kind == "number" || kind == "integer" && value == float64(int64(value))
	case []any:
		return kind == "array"
	case schema:
		return kind == "object"
	}
	return false
}

func TestTheCheckerOfAnswersFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	by := schema{"type": "object", "required": []any{"id", "name"}, "properties": schema{"id": schema{"type": "integer"}, "name": schema{"type": []any{"string", "null"}},
		"level": schema{"enum": []any{"low"}}, "at": schema{"type": "string", "format": "date-time"}, "all": schema{"type": "array", "items": schema{"type": "boolean"}}}}
	for text, want := range map[string]int{
		`{"id":1,"name":null,"level":"low","at":"2026-01-01T00:00:00Z","all":[true]}`: 0,
		`{"id":1.5,"name":"x"}`: 1, `{"id":1}`: 1, `{"id":1,"name":7}`: 1, `{"id":1,"name":"x","level":"high"}`: 1, `{"id":1,"name":"x","at":"today"}`: 1,
		`{"id":1,"name":"x","all":[1,true,"2"]}`: 2, `{"id":1,"name":"x","more":1}`: 1, `[]`: 1, `{}`: 2,
	} {
		var value any
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		if wrong := (description{}).check("it", value, by); len(wrong) != want {
			t.Errorf("in %s it finds %q, want %d", text, wrong, want)
		}
	}
}

func TestTheDescriptionIsOfEveryRouteOfTheAPIAndNoOther(t *testing.T) {
	t.Parallel()
	rig := newRig(t, setup{})
	d := described(t, rig.browser(t))
	var routes, paths, ids []string
	for _, r := range rig.server.routes() {
		if path, ok := strings.CutPrefix(r.path, api.Base); ok {
			path = inBraces(path)
			routes = append(routes, r.method+" "+path)
			public := find(d.root, "paths", path, strings.ToLower(r.method), "security") != nil
			if public != (r.access == anyone) {
				t.Errorf("%s %s: needing no token is described as %v", r.method, path, public)
			}
		}
	}
	for path, item := range d.root["paths"].(schema) {
		for method, operation := range item.(schema) {
			if method == "parameters" {
				continue
			}
			paths = append(paths, strings.ToUpper(method)+" "+path)
			ids = append(ids, operation.(schema)["operationId"].(string))
			if wrong := d.parameters(path, item, operation); wrong != "" {
				t.Errorf("%s %s: %s", method, path, wrong)
			}
		}
	}
	slices.Sort(routes)
	slices.Sort(paths)
	slices.Sort(ids)
	if !slices.Equal(routes, paths) {
		t.Errorf("the routes are\n%q, described are\n%q", routes, paths)
	}
	if len(slices.Compact(ids)) != len(paths) {
		t.Errorf("an operationId is there twice: %q", ids)
	}
}

// parameters says what is wrong with the parameters of a path: each in it is described, required, and no other.
func (d description) parameters(path string, item, operation any) string {
	var named []string
	for _, p := range append(list(find(item, "parameters")), list(find(operation, "parameters"))...) {
		if p := d.resolve(p); p["in"] == "path" {
			named = append(named, "{"+p["name"].(string)+"}")
			if p["required"] != true {
				return fmt.Sprintf("%v is not required", p["name"])
			}
		}
	}
	for _, name := range named {
		path = strings.Replace(path, name, "", 1)
	}
	if strings.Contains(path, "{") || len(named) != len(slices.Compact(slices.Sorted(slices.Values(named)))) {
		return fmt.Sprintf("its parameters are %q", named)
	}
	return ""
}

func TestEveryReferenceOfTheDescriptionLeadsSomewhereAndEveryPartIsUsed(t *testing.T) {
	t.Parallel()
	d := described(t, newRig(t, setup{}).browser(t))
	used := map[string]bool{}
	for _, ref := range refs(d.root) {
		used[ref] = true
		if !strings.HasPrefix(ref, "#/components/") || find(d.root, strings.Split(ref[2:], "/")...) == nil {
			t.Errorf("%s leads nowhere", ref)
		}
	}
	for _, kind := range []string{"schemas", "parameters", "responses"} {
		for _, name := range slices.Sorted(maps.Keys(find(d.root, "components", kind).(schema))) {
			if !used["#/components/"+kind+"/"+name] {
				t.Errorf("%s %s is never used", kind, name)
			}
		}
	}
	if d.root["openapi"] != "3.1.0" || find(d.root, "components", "securitySchemes", "bearer", "scheme") != "bearer" {
		t.Errorf("it is version %v with the schemes %v", d.root["openapi"], find(d.root, "components", "securitySchemes"))
	}
}

// recorder makes calls and holds each answer against the description.
type recorder struct {
	description
	seen map[string]bool // of the operations, "GET /courses 200"
}

// call makes a call of the operation that pattern describes; the path has its names filled in.
func (r recorder) call(t *testing.T, v *visitor, method, pattern, path string, body any, status int) answer {
	t.Helper()
	got := v.call(t, method, path, body)
	name := fmt.Sprintf("%s %s %d", method, pattern, got.status)
	r.seen[name] = true
	operation := find(r.root, "paths", pattern, strings.ToLower(method))
	response := r.resolve(find(operation, "responses", fmt.Sprint(got.status)))
	if got.status != status || response == nil {
		t.Errorf("%s is not expected or not described: %s", name, got)
		return got
	}
	if got.status == http.StatusNoContent {
		return got
	}
	kind := strings.SplitN(got.header.Get("Content-Type"), ";", 2)[0]
	var value any
	got.read(t, &value)
	if by := find(response, "content", kind, "schema"); by == nil {
		t.Errorf("%s: %s is not described", name, kind)
	} else if wrong := r.check(name, value, by); len(wrong) > 0 {
		t.Errorf("%q in %s", wrong, got)
	}
	if strings.Contains(got.body, "+02:00") {
		t.Errorf("%s: times out are in UTC, not in %s", name, got)
	}
	if request := find(operation, "requestBody", "content", "application/json", "schema"); status < 300 && body != nil {
		var sent any
		if err := json.Unmarshal([]byte(body.(string)), &sent); err != nil {
			t.Fatal(err)
		}
		if wrong := r.check(name+" request", sent, request); len(wrong) > 0 {
			t.Errorf("%q in %s", wrong, body)
		}
	}
	return got
}

func TestAnswersAreAsDescribed(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	guest, john, thales, admin := town.browser(t), town.script(t, "john"), town.script(t, "thales"), town.script(t, "admin")
	r := recorder{described(t, guest), map[string]bool{}}
	course, room := "/courses/"+town.course.ID, "/meetings/{meeting}/{order}"
	const reacting, hearts = "/messages/{message}/reactions/{reaction}", "/meetings/1/1/messages/1/reactions/heart"
	const date = `"from":"2030-01-01T10:00:00+02:00","to":"2030-01-01T11:00:00+02:00","zone":"Europe/Athens"`
	for _, c := range []struct {
		who           *visitor
		method        string
		pattern, path string
		body          any
		status        int
	}{
		{guest, "GET", "/openapi.json", "", nil, 200},
		{guest, "POST", "/sessions", "", `{"login":"john","password":"correct horse"}`, 201},
		{guest, "POST", "/sessions", "", `{"login":"john","password":"wrong"}`, 401},
		{guest, "POST", "/sessions", "", `{}`, 422},
		{guest, "POST", "/register", "", `{"username":"kleon","name":"Kleon","email":"kleon@b.example","password":"long enough","role":"teacher"}`, 201},
		{admin, "POST", "/invitations", "", `{"email":"invited@b.example","role":"teacher"}`, 201},
		{admin, "GET", "/invitations", "", nil, 200},
		{admin, "DELETE", "/invitations/{invitation}", "/invitations/1", nil, 204},
		{admin, "POST", "/people/{person}/sign-in-link", "/people/1/sign-in-link", nil, 201},
		{guest, "GET", "/me", "", nil, 401},
		{john, "GET", "/me", "", nil, 200},
		{john, "PATCH", "/me", "", `{"name":"John","born":"2005-03-09","gender":"male","zone":"Europe/Athens","email":null,"requested_role":"teacher"}`, 200},
		{john, "PATCH", "/me", "", `{"username":"thales"}`, 409},
		{john, "GET", "/me/export", "", nil, 200},
		{john, "PATCH", "/me", "", `{"born":"soon"}`, 422},
		{thales, "GET", "/people", "/people?q=john&role=student&status=active&limit=1", nil, 200},
		{admin, "GET", "/people", "/people?limit=1", nil, 200},
		{admin, "GET", "/people", "/people?role=king", nil, 422},
		{john, "GET", "/people", "", nil, 403},
		{admin, "POST", "/people", "", `{"username":"zeno","name":"Zeno","email":"zeno@stoa.example","role":"teacher","born":"1999-12-31","external_id":"z-1"}`, 201},
		{admin, "POST", "/people", "", `{"username":"zeno","name":"Zeno"}`, 409},
		{admin, "POST", "/people", "", `{}`, 422},
		{thales, "POST", "/people", "", `{}`, 403},
		{admin, "GET", "/people/{person}", "/people/4", nil, 200},
		{thales, "GET", "/people/{person}", "/people/4", nil, 200},
		{admin, "GET", "/people/{person}", "/people/99", nil, 404},
		{admin, "PATCH", "/people/{person}", "/people/4", `{"name":"Zeno of Kition","role":"student","status":"disabled","confirmed":false,"external_id":null}`, 200},
		{admin, "PATCH", "/people/{person}", "/people/4", `{"username":"thales"}`, 409},
		{admin, "PATCH", "/people/{person}", "/people/4", `{"role":"king"}`, 422},
		{admin, "PATCH", "/people/{person}", "/people/3", `{"status":"disabled"}`, 403},
		{admin, "PATCH", "/people/{person}", "/people/99", `{}`, 404},
		{admin, "DELETE", "/people/{person}", "/people/3", nil, 403},
		{admin, "DELETE", "/people/{person}", "/people/4", nil, 204},
		{admin, "DELETE", "/people/{person}", "/people/4", nil, 404},
		{thales, "POST", "/courses", "", `{"title":"Solids","summary":"Five of them.","level":"advanced","places":null,"closes":null}`, 201},
		{thales, "POST", "/courses", "", `{"title":"","level":"x","places":0}`, 422},
		{john, "POST", "/courses", "", `{"title":"Mine","level":"beginner","places":1}`, 403},
		{thales, "PUT", "/courses/{course}", course, `{"title":"Circles","level":"beginner","places":1,"closes":"2034-01-01T00:00:00.5Z"}`, 200},
		{thales, "POST", "/courses/{course}/reopen", course + "/reopen", nil, 200},
		{john, "POST", "/courses/{course}/enrolment", course + "/enrolment", nil, 200},
		{john, "GET", "/courses/{course}", course, nil, 200},
		{thales, "GET", "/courses/{course}", course, nil, 200},
		{john, "GET", "/courses/{course}", "/courses/x", nil, 404},
		{john, "GET", "/courses", "/courses?q=circles&limit=1", nil, 200},
		{john, "GET", "/courses", "/courses?limit=0", nil, 422},
		{thales, "GET", "/courses/{course}/students", course + "/students", nil, 200},
		{john, "GET", "/courses/{course}/students", course + "/students", nil, 403},
		{john, "GET", "/me/courses", "", nil, 200}, {thales, "GET", "/me/courses", "", nil, 200},
		{john, "DELETE", "/courses/{course}/enrolment", course + "/enrolment", nil, 200},
		{thales, "POST", "/meetings", "", `{"title":"Late","description":"d","public":true,"course":null,"link":"https://call.example/1","audience":["a@b.example"],"instances":[{` + date + `}]}`, 201},
		{thales, "POST", "/meetings/{meeting}/instances", "/meetings/1/instances", `{` + date + `}`, 201},
		{thales, "PUT", "/meetings/{meeting}", "/meetings/2", `{"title":"Later","public":true,"course":null,"host":{"id":2,"name":"The thales"},"audience":["a@b.example"]}`, 200},
		{thales, "PUT", "/meetings/{meeting}", "/meetings/2", `{"title":""}`, 422},
		{john, "PUT", "/meetings/{meeting}", "/meetings/2", `{"title":"Mine"}`, 403},
		{thales, "PATCH", room, "/meetings/2/1?scope=later", `{"from":"2030-01-02T10:00:00+02:00","to":"2030-01-02T11:00:00+02:00","zone":"Europe/Athens"}`, 200},
		{thales, "PATCH", room, "/meetings/2/1", `{"from":"soon"}`, 422},
		{thales, "POST", room + "/extend", "/meetings/2/1/extend", nil, 400},
		{thales, "POST", room + "/start", "/meetings/2/1/start", nil, 200},
		{thales, "POST", room + "/extend", "/meetings/2/1/extend", nil, 200},
		{thales, "POST", room + "/end", "/meetings/2/1/end", nil, 200},
		{thales, "PATCH", room, "/meetings/2/1", `{"to":"2034-01-01T10:00:00Z"}`, 409},
		{thales, "DELETE", room, "/meetings/1/2?scope=this", nil, 200},
		{thales, "DELETE", "/meetings/{meeting}", "/meetings/2", nil, 204}, {thales, "DELETE", "/meetings/{meeting}", "/meetings/2", nil, 404},
		{john, "GET", "/meetings", "/meetings?state=active", nil, 200}, {john, "GET", "/meetings/{meeting}", "/meetings/1", nil, 200},
		{john, "POST", room + "/join", "/meetings/1/1/join", nil, 200}, {john, "POST", room + "/join", "/meetings/1/1/join", nil, 409},
		{john, "POST", room + "/join", "/meetings/1/9/join", nil, 400},
		{admin, "POST", room + "/join", "/meetings/1/1/join", nil, 200}, {john, "POST", room + "/here", "/meetings/1/1/here", nil, 204}, {thales, "POST", room + "/here", "/meetings/1/1/here", nil, 409},
		{thales, "PUT", room + "/roster/{user}/excuse", "/meetings/1/1/roster/1/excuse", `{"reason":"ill"}`, 204}, {thales, "GET", room + "/roster", "/meetings/1/1/roster", nil, 200}, {john, "GET", room + "/roster", "/meetings/1/1/roster", nil, 403},
		{thales, "DELETE", room + "/roster/{user}/excuse", "/meetings/1/1/roster/1/excuse", nil, 204}, {thales, "POST", room + "/roster/remind", "/meetings/1/1/roster/remind", nil, 200},
		{john, "POST", room + "/messages", "/meetings/1/1/messages", `{"body":"hello","client_id":"c"}`, 201},
		{john, "POST", room + "/messages", "/meetings/1/1/messages", `{"body":"again","reply_to":1}`, 201},
		{thales, "POST", room + "/messages", "/meetings/1/1/messages", `{"body":"outside"}`, 409},
		{john, "PATCH", room + "/messages/{message}", "/meetings/1/1/messages/1", `{"body":"hello all"}`, 200},
		{thales, "PATCH", room + "/messages/{message}", "/meetings/1/1/messages/1", `{"body":"mine"}`, 403},
		{john, "PUT", room + reacting, hearts, nil, 204}, {thales, "PUT", room + reacting, hearts, nil, 409},
		{john, "GET", room + "/messages", "/meetings/1/1/messages", nil, 200}, {john, "DELETE", room + reacting, hearts, nil, 204},
		{john, "PUT", room + reacting, "/meetings/1/1/messages/1/reactions/angry", nil, 422}, {john, "GET", room + "/mentionable", "/meetings/1/1/mentionable?q=t", nil, 200},
		{thales, "POST", room + "/messages/{message}/report", "/meetings/1/1/messages/1/report", `{"reason":"spam","text":"again"}`, 201},
		{thales, "POST", room + "/users/{user}/report", "/meetings/1/1/users/1/report", `{"reason":"harm"}`, 201},
		{thales, "POST", "/reports/{report}/close", "/reports/meeting:1:1:1:1:2/close", nil, 204},
		{thales, "GET", "/reports", "/reports?limit=1", nil, 200},
		{john, "PUT", "/me/blocked/{person}", "/me/blocked/2", nil, 204}, {john, "GET", "/me/blocked", "", nil, 200},
		{john, "DELETE", "/me/blocked/{person}", "/me/blocked/2", nil, 204},
		{john, "GET", "/notifications", "/notifications?limit=1", nil, 200}, {john, "GET", "/notifications", "/notifications?cursor=x", nil, 400},
		{john, "POST", "/notifications/read", "", `{"up_to":"2030-01-01T00:00:00Z"}`, 200}, {john, "POST", "/notifications/read", "", `{}`, 422},
		{thales, "DELETE", room + "/messages/{message}", "/meetings/1/1/messages/2", nil, 204},
		{john, "DELETE", room + "/messages/{message}", "/meetings/1/1/messages/2", nil, 404},
		{john, "GET", room + "/messages", "/meetings/1/1/messages?limit=1", nil, 200},
		{john, "GET", room + "/users/{user}/messages", "/meetings/1/1/users/1/messages", nil, 200},
		{john, "GET", room + "/participants", "/meetings/1/1/participants", nil, 200},
		{thales, "GET", room + "/participants", "/meetings/1/1/participants", nil, 200},
		{john, "GET", "/active-meetings", "", nil, 200},
		{admin, "GET", "/active-meetings/join-logs", "", nil, 200}, {admin, "GET", "/stoas", "", nil, 200},
		{john, "POST", room + "/leave", "/meetings/1/1/leave", nil, 200},
		{thales, "POST", room + "/extend", "/meetings/1/1/extend", nil, 200},
		{thales, "POST", room + "/end", "/meetings/1/1/end", nil, 200},
		{admin, "POST", "/people/import", "/people/import?dry_run=1", `{"a":{"customerID":"a","firstName":"James","lastName":"Baker"},"b":{"customerID":"b"}}`, 200},
		{admin, "POST", "/people/import", "/people/import?dry_run=yes", `[]`, 422},
		{john, "POST", "/people/import", "", `[]`, 403},
		{admin, "GET", "/people/export", "", nil, 200},
		{admin, "PUT", "/people/external/{external}", "/people/external/a%2Fb%20%C3%A9", `{"firstName":"James","lastName":"Baker"}`, 201},
		{admin, "PUT", "/people/external/{external}", "/people/external/a%2Fb%20%C3%A9", `{"lastName":"Bakery"}`, 200},
		{admin, "PUT", "/people/external/{external}", "/people/external/c", `{"lastName":"Bakery"}`, 422},
		{admin, "PUT", "/people/external/{external}", "/people/external/c", `{"name":"C","username":"john","email":"thales@stoa.example"}`, 409},
		{thales, "GET", "/people/external/{external}", "/people/external/a%2Fb%20%C3%A9", nil, 200},
		{thales, "GET", "/people/external/{external}", "/people/external/c", nil, 404},
		{john, "GET", "/events", "/events?topic=active", nil, 403},
		{admin, "GET", "/audit", "/audit?failures=1", nil, 200},
		{admin, "GET", "/audit", "/audit?from=soon", nil, 422},
		{thales, "DELETE", "/courses/{course}", course, nil, 204},
		{john, "POST", "/me/calendar", "", nil, 201}, {john, "GET", "/me/calendar", "", nil, 200}, {john, "DELETE", "/me/calendar", "", nil, 204},
		{john, "POST", "/me/tokens", "", `{"name":"backup","days":90}`, 201},
		{john, "POST", "/me/tokens", "", `{"name":"","days":31}`, 422},
		{john, "GET", "/me/tokens", "", nil, 200},
		{thales, "DELETE", "/me/tokens/{token}", "/me/tokens/" + ownTokens(t, town, town.john)[0], nil, 404},
		{john, "DELETE", "/me/tokens/{token}", "/me/tokens/" + ownTokens(t, town, town.john)[0], nil, 204},
		{john, "DELETE", "/sessions/current", "", nil, 204},
	} {
		if c.path == "" {
			c.path = c.pattern
		}
		r.call(t, c.who, c.method, c.pattern, c.path, c.body, c.status)
		town.Settle(t)
	}
	r.wantAllSeen(t, town, thales)
	r.wantEvents(t, town)
}

// wantAllSeen checks that every operation has succeeded once; a stream is looked at on its own.
func (r recorder) wantAllSeen(t *testing.T, town *town, thales *visitor) {
	t.Helper()
	r.keepOrder(t, town, thales)
	for path, item := range r.root["paths"].(schema) {
		for method, operation := range item.(schema) {
			for status := range schemaAt(operation, "responses") {
				name := strings.ToUpper(method) + " " + path + " " + status
				if status[0] == '2' && !r.seen[name] && path != "/events" {
					t.Errorf("%s was not tried", name)
				}
			}
		}
	}
}
