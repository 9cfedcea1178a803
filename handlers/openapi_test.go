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
	by := schema{"type": "object", "required": []any{"id", "name"}, "properties": schema{
		"id": schema{"type": "integer"}, "name": schema{"type": []any{"string", "null"}},
		"level": schema{"enum": []any{"low"}}, "at": schema{"type": "string", "format": "date-time"},
		"all": schema{"type": "array", "items": schema{"type": "boolean"}}}}
	for text, want := range map[string]int{
		`{"id":1,"name":null,"level":"low","at":"2026-01-01T00:00:00Z","all":[true]}`: 0,
		`{"id":1.5,"name":"x"}`: 1, `{"id":1}`: 1, `{"id":1,"name":7}`: 1,
		`{"id":1,"name":"x","level":"high"}`: 1, `{"id":1,"name":"x","at":"today"}`: 1,
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
