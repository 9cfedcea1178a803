package handlers

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"

	"stoa/handlers/api"
	"stoa/store/campus"
	"stoa/store/storetest"
)

type importOut struct {
	Rows    []campus.ImportedRow
	DryRun  bool `json:"dry_run"`
	Totals  campus.ImportTotals
	Unknown []string `json:"unknown_columns"`
	Error   *string
}

// sendFile has the API take a file in.
func (v *visitor) sendFile(t *testing.T, query, kind, file string) (importOut, answer) {
	t.Helper()
	got := v.do(t, http.MethodPost, api.ImportPath+query, strings.NewReader(file), "Content-Type", kind)
	var out importOut
	if got.status == http.StatusOK {
		got.read(t, &out)
	}
	return out, got
}

func TestADirectoryOfPeopleIsTakenInByACall(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	admin := town.script(t, "admin")
	const file = `{"a": {"customerID": "a", "firstName": "James", "lastName": "Baker"}, "b": {"customerID": "b", "firstName": "Jane"}}`
	for _, want := range []struct {
		query  string
		totals campus.ImportTotals
	}{{"?dry_run=1", campus.ImportTotals{Added: 1, Error: 1}}, {"", campus.ImportTotals{Added: 1, Error: 1}},
		{"", campus.ImportTotals{Same: 1, Error: 1}},
		{"?dry_run=true", campus.ImportTotals{Same: 1, Error: 1}}} {
		out, got := admin.sendFile(t, want.query, "application/json", file)
		if out.Totals != want.totals || out.Rows[1].Errors["lastName"] != "lastName required" || out.Error != nil ||
			out.DryRun != (want.query != "") {
			t.Errorf("%s: %s", want.query, got)
		}
	}
	if got := admin.call(t, http.MethodGet, "/people/external/a", nil); got.status != 200 || !strings.Contains(got.body, `"James Baker"`) {
		t.Errorf("James: %s", got)
	}
	admin.call(t, http.MethodGet, "/people/external/b", nil).wantProblem(t, 404, campus.ErrNoPerson.Sentence)
}

func TestAFileThatHasNoEndIsRefusedAndChangesNothing(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	admin := town.script(t, "admin")
	long := strings.Repeat("a,", 10_000_000)
	for name, file := range map[string]struct {
		kind, text string
		status     int
	}{
		"too large": {"text/csv", "name,username\n" + strings.Repeat("Ada Lovelace,ada\n", 4_500_000), 413}, "columns": {"text/csv", long,
			422},
		"some columns": {"text/csv", strings.Repeat("a,", 300), 422}, "one line": {"application/json", `["` + long, 200},
		"nothing": {"text/csv", "", 422}, "no json": {"application/json", "people", 422}, "number": {"application/json", "7", 422},
		"unknown": {"text/csv", "a,b\n1,2", 422}, "twice": {"text/csv", "name,Name\n", 422}, "other": {"text/plain", "name\n", 400},
	} {
		if out, got := admin.sendFile(t, "", file.kind, file.text); got.status != file.status || out.Totals.Added > 0 {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestNobodyButAnAdminTakesPeopleInHoweverTheRoleIsSpelt(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	for _, who := range []string{"john", "thales"} {
		script := town.script(t, who)
		for _, role := range []string{`"role":"admin"`, `"Role":"admin"`, `"role":"teacher"`, `"role":["admin"]`,
			`"role":"student","role":"admin"`} {
			if _, got := script.sendFile(t, "?dry_run=0", "application/json", `[{"username":"`+who+`",`+role+`}]`); got.status != 403 {
				t.Errorf("%s with %s: %s", who, role, got)
			}
			if got := script.call(t, http.MethodPut, "/people/external/x", `{"username":"`+who+`",`+role+`}`); got.status != 403 {
				t.Errorf("%s with %s: %s", who, role, got)
			}
		}
		if _, got := script.sendFile(t, "", "text/csv", "username,role\n"+who+",admin\n"); got.status != 403 {
			t.Errorf("%s: %s", who, got)
		}
	}
	out, _ := town.script(t, "admin").sendFile(t, "", "text/csv", "username,role\nadmin,student\n")
	if len(out.Rows) != 1 || out.Rows[0].Errors["role"] == "" {
		t.Errorf("the admin's own role: %+v", out)
	}
}

func TestTwoWhoPutOnePersonAtOnceMakeOne(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	admin := town.script(t, "admin")
	bodies := make([]string, 8)
	storetest.Together(len(bodies), func(i int) {
		got := admin.call(t, http.MethodPut, "/people/external/z%2F%C3%A9", `{"firstName":"Zoë","lastName":"Z"}`)
		bodies[i] = fmt.Sprint(got.status)
	})
	made := strings.Count(strings.Join(bodies, " "), "201")
	if changed := strings.Count(strings.Join(bodies, " "), "200"); made != 1 || changed != len(bodies)-1 {
		t.Errorf("answered %v", bodies)
	}
	got := admin.call(t, http.MethodGet, "/people/external/z%2F%C3%A9", nil)
	if got.status != 200 || !strings.Contains(got.body, `"zoe.z"`) {
		t.Errorf("Zoë is %s", got)
	}
}

// uploaded is the form that a file is posted with, and its content type.
func uploaded(t *testing.T, name, file string) (body, kind string) {
	t.Helper()
	var out bytes.Buffer
	form := multipart.NewWriter(&out)
	_ = form.WriteField("op", name)
	if part, err := form.CreateFormFile("file", name); err != nil {
		t.Fatal(err)
	} else if _, err := part.Write([]byte(file)); err != nil {
		t.Fatal(err)
	}
	form.Close()
	return out.String(), form.FormDataContentType()
}

// upload posts a file as the page does.
func (v *visitor) upload(t *testing.T, name, file string) answer {
	t.Helper()
	body, kind := uploaded(t, name, file)
	return v.do(t, http.MethodPost, "/admin/people/import", strings.NewReader(body), "Content-Type", kind)
}

// reach asks for a page until it says something.
func (v *visitor) reach(t *testing.T, path, words string) answer {
	t.Helper()
	var got answer
	storetest.Await(t, words, func() bool { got = v.get(t, path); return strings.Contains(got.body, words) })
	return got
}

func TestAFileIsShownBeforeItIsTakenInAndItsResultAfterwards(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	admin := town.signedIn(t, "admin")
	const file = "name,external_id\nAda Lovelace,1\n,2\nAda Lovelace,3\n"
	sent := admin.upload(t, `..\people.csv`, file)
	at := sent.header.Get("Location")
	if again := admin.upload(t, `..\people.csv`, file); sent.status != 303 || again.header.Get("Location") != at {
		t.Fatalf("sent: %s, again: %s", sent, again)
	}
	if other := admin.upload(t, `..\people.csv`, "other"); other.status != 303 || other.header.Get("Location") == at {
		t.Errorf("another file under the same operation: %s", other)
	}
	shown := admin.reach(t, at, "Import 2 people")
	if !strings.Contains(shown.body, "name required") || !strings.Contains(shown.body, "people.csv") {
		t.Errorf("shown: %s", shown)
	}
	if id, _ := town.People.Find(t.Context(), "ada.lovelace"); id != 0 {
		t.Error("she is there before it is wanted")
	}
	for range 2 {
		admin.post(t, at+"/run", nil).wantSeeOther(t, at)
	}
	admin.reach(t, at, "Result as CSV")
	result := admin.get(t, at+"/result")
	want := "row,result,id,username,errors\r\n1,added,4,ada.lovelace,\r\n2,error,,,name required\r\n3,added,5,ada.lovelace2,\r\n"
	if result.body != want {
		t.Errorf("the result is %q, want %q", result.body, want)
	}
	if got := admin.upload(t, "empty", ""); got.status != 422 || !strings.Contains(got.body, "choose a file that is not empty") {
		t.Errorf("an empty file: %s", got)
	}
	admin.reach(t, admin.upload(t, "bad", "a;b\n").header.Get("Location"), "The file has no column that is known")
	admin.reach(t, admin.upload(t, "wide", "\xff\xfen\x00a\x00m\x00e\x00").header.Get("Location"), "The file is in UTF-16; please save it")
	misspelt := "username,name,E-Mail,<b>\nzoe,Zoë,zoe@stoa.example,x\n"
	admin.reach(t, admin.upload(t, "misspelt", misspelt).header.Get("Location"), "is called so: E-Mail, &lt;b&gt;.")
	out, _ := town.script(t, "admin").sendFile(t, "?dry_run=1", "text/csv", misspelt)
	if !slices.Equal(out.Unknown, []string{"E-Mail", "<b>"}) || out.Totals.Added != 1 {
		t.Errorf("by the call it is %+v", out)
	}
}

func TestAnExportIsOfEverybodyAndNotedAndOnlyForAdmins(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	got := town.signedIn(t, "admin").get(t, "/admin/people/export?format=csv")
	if got.status != 200 || !strings.Contains(got.header.Get("Content-Disposition"), "people.csv") || strings.Count(got.body, "\r\n") != 4 {
		t.Errorf("the export is %s", got)
	}
	if out, _ := town.script(t, "admin").sendFile(t, "?dry_run=1", "text/csv", got.body); out.Totals.Same != 3 || len(out.Rows) != 3 {
		t.Errorf("it is taken in as %+v", out)
	}
	if got := town.signedIn(t, "admin").get(t, "/admin/people/export?format=xml"); got.status != 422 {
		t.Errorf("as xml: %s", got)
	}
}
