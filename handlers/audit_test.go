package handlers

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// odd is what people may try to write into the audit.
const odd = "a\r\n2026-01-01 admin did it\x1b[31m \"=cmd|' /C calc'!A0\u202e,;\t<b>x</b>"

func TestTheAuditShowsAnAdminWhoDidWhat(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	by := store.By{Person: town.admin, From: "192.0.2.1"}
	if _, _, err := town.People.Edit(t.Context(), by, town.john.ID, campus.PersonChange{Role: new(campus.Teacher)}); err != nil {
		t.Fatal(err)
	}
	if err := town.Audit.Failed(t.Context(), by, campus.DeedRefused, 0, odd); err != nil {
		t.Fatal(err)
	}
	v := town.signedIn(t, "admin")
	rows := func(query string) (lines []string) {
		got := v.get(t, "/admin/audit"+query)
		wantStatus(t, got, 200)
		for _, li := range all(got.page(t), "#audit li") {
			lines = append(lines, strings.Join(strings.Fields(text(li)), " "))
		}
		return lines
	}
	first := rows("?deed=role")
	if len(first) != 1 || !strings.Contains(first[0], "Role changed by The admin · about The john student → teacher from 192.0.2.1") {
		t.Errorf("the change of a role is told as %q", first)
	}
	if got := rows("?whom=JOHN&deed=created"); len(got) != 1 ||
		!strings.Contains(got[0], "Account made by Stoa itself · about The john student") {
		t.Errorf("that john was made is told as %q", got)
	}
	zeno := campus.Registration{Username: "zeno", Name: "Zeno", Email: "zeno@stoa.example", Password: storetest.Password}
	if _, err := town.Doors.Register(t.Context(), store.By{From: "192.0.2.9"}, zeno); err != nil {
		t.Fatal(err)
	}
	if got := rows("?whom=zeno"); len(got) != 1 || !strings.Contains(got[0],
		"Account made by themselves · about Zeno student from 192.0.2.9") {
		t.Errorf("that Zeno registered is told as %q", got)
	}
	if got := rows("?who=john"); len(got) != 0 {
		t.Errorf("of john there is %q", got)
	}
	if a, b := rows(""), rows("?failures=1"); len(b) != len(a)+1 || !strings.Contains(strings.Join(b, ""), "In vain") {
		t.Errorf("without what was in vain %q, with it %q", a, b)
	}
	if got := rows("?from=2001-01-01&to=2001-01-02"); len(got) != 0 {
		t.Errorf("of long ago there is %q", got)
	}
	refused := v.get(t, "/admin/audit?who=nobody&from=today")
	wantStatus(t, refused, 422)
	if why := text(one(t, refused.page(t), "#from-error")); why != "a day such as 2026-12-31" {
		t.Errorf("the day is refused with %q", why)
	}
	wantStatus(t, v.get(t, "/admin/audit?who=nobody"), 422)
	wantStatus(t, v.get(t, "/admin/audit?cursor=x"), 422)
}

// What people type stands in a field of its own: on the page, in the API and in the file.
func TestNobodyForgesALineOfTheAudit(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	for _, what := range []string{odd, "=1+1", "+1", "-1", "@x", "\tx", "'x", "a,b", `"`, "\x00"} {
		if err := town.Audit.Done(t.Context(), store.By{Person: town.john, From: what}, campus.DeedEdited, town.thales.ID,
			what); err != nil {
			t.Fatal(err)
		}
	}
	if got := len(all(town.signedIn(t, "admin").get(t, "/admin/audit?who=john").page(t), "#audit li")); got != 10 {
		t.Errorf("the page has %d entries, want 10", got)
	}
	var list struct{ Audit []struct{ What, From string } }
	script := town.script(t, "admin")
	script.call(t, "GET", "/audit?who=john", nil).read(t, &list)
	if len(list.Audit) != 10 || list.Audit[9].What != odd || list.Audit[9].From != odd {
		t.Errorf("the API has %q", list.Audit)
	}
	for _, got := range []answer{script.call(t, "GET", "/audit?who=john&format=csv", nil),
		town.signedIn(t, "admin").get(t, "/admin/audit.csv?who=john")} {
		if kind := got.header.Get("Content-Type"); got.status != 200 || !strings.HasPrefix(kind, "text/csv") ||
			got.header.Get("Cache-Control") != "no-store" {
			t.Fatalf("a file of type %s: %s", kind, got)
		}
		lines, err := csv.NewReader(strings.NewReader(got.body)).ReadAll()
		if err != nil || len(lines) != 11 {
			t.Fatalf("%d lines, %v", len(lines), err)
		}
		for _, line := range lines[1:] {
			for _, cell := range line {
				if cell != "" && strings.ContainsRune("=+-@\t\r\n\x00", rune(cell[0])) {
					t.Errorf("a spreadsheet takes %q for a formula", cell)
				}
			}
		}
		if cell := lines[10][9]; cell != strings.ReplaceAll(odd, "\r\n", "\n") { // the reader makes one newline of two signs
			t.Errorf("what was typed is %q", cell)
		}
	}
	taken, err := town.Audit.Page(t.Context(), store.AuditQuery{Deed: campus.DeedAuditTaken, Limit: 5})
	if err != nil || len(taken.Entries) != 2 || taken.Entries[0].Who.ID != town.admin.ID || taken.Entries[0].From != "127.0.0.1" {
		t.Errorf("that the files were taken is noted as %+v, %v", taken, err)
	}
}

func TestTheFileOfTheAuditHasAllOfItAndBeginsOnlyWhenItCan(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	for range 2_100 {
		if err := town.Audit.Done(t.Context(), store.By{Person: town.john}, campus.DeedEdited, 0, ""); err != nil {
			t.Fatal(err)
		}
	}
	v := town.signedIn(t, "admin")
	got := v.get(t, "/admin/audit.csv?"+url.Values{"who": {"john"}}.Encode())
	if n := strings.Count(got.body, "\r\n"); n != 2_101 {
		t.Errorf("the file has %d lines, want 2101", n)
	}
	ids := map[string]bool{}
	for line := range strings.Lines(got.body) {
		id, _, _ := strings.Cut(line, ",")
		ids[id] = true
	}
	if len(ids) != 2_101 {
		t.Errorf("%d different lines", len(ids))
	}
	refused := v.get(t, "/admin/audit.csv?who=nobody")
	if refused.status != 422 || refused.header.Get("Content-Disposition") != "" ||
		slices.Contains(refused.header["Content-Type"], "text/csv") {
		t.Errorf("whom nobody knows: %v %s", refused.header, refused)
	}
}

// The first day of 1970 begins in 1969 of Greenwich for who lives east of it.
func TestTheAuditIsReadFromTheFirstDayOn(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	by := store.By{Person: town.admin}
	if _, _, err := town.People.Edit(t.Context(), by, town.admin.ID, campus.PersonChange{Zone: new("Europe/Athens")}); err != nil {
		t.Fatal(err)
	}
	if err := town.Audit.Done(t.Context(), by, campus.DeedEdited, 0, "canary-deed"); err != nil {
		t.Fatal(err)
	}
	page, script := town.signedIn(t, "admin"), town.script(t, "admin")
	const first = "1970-01-01T00:00:00%2B02:00"
	for _, c := range []struct {
		got  answer
		some bool // of the audit is there
	}{
		{page.get(t, "/admin/audit?from=1970-01-01"), true},
		{page.get(t, "/admin/audit?to=1970-01-01"), false},
		{page.get(t, "/admin/audit.csv?from=1970-01-01"), true},
		{page.get(t, "/admin/audit.csv?to=1970-01-01"), false},
		{script.call(t, http.MethodGet, "/audit?from="+first, nil), true},
		{script.call(t, http.MethodGet, "/audit?to="+first, nil), false},
		{script.call(t, http.MethodGet, "/audit?format=csv&from="+first, nil), true},
	} {
		if wantStatus(t, c.got, 200); strings.Contains(c.got.body, "canary-deed") != c.some {
			t.Errorf("want the deed there: %t, in %s", c.some, c.got)
		}
	}
}
