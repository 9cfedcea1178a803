package store_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// imported has a file taken in, and returns what came of its rows.
func imported(t *testing.T, c *storetest.Campus, how store.Import, file string) []campus.ImportedRow {
	t.Helper()
	var all []campus.ImportedRow
	err := c.Imports.Rows(t.Context(), how, strings.NewReader(file), func(rows []campus.ImportedRow) error {
		all = append(all, rows...)
		return nil
	})
	must(t, err)
	return all
}

// wantRows compares what came of rows with lines such as "1 added 4 james.baker" and "2 error name: name required".
func wantRows(t *testing.T, what string, got []campus.ImportedRow, want ...string) {
	t.Helper()
	var lines []string
	for _, r := range got {
		line := fmt.Sprintf("%d %s", r.Row, r.Result)
		if r.Result != campus.RowError {
			line += fmt.Sprintf(" %d %s", r.ID, r.Username)
		}
		for _, field := range []string{"file", "row", "external_id", "customerID", "firstName", "lastName", "username", "name", "email",
			"role", "born"} {
			if reason, ok := r.Errors[field]; ok {
				line += " " + field + ": " + reason
			}
		}
		lines = append(lines, line)
	}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

const directory = `{
  "a": {"customerID": "a", "firstName": "James", "lastName": "Baker"},
  "b": {"customerID": "b", "firstName": "Jane", "lastName": "Doe"}
}`

func asJSON(dry bool) store.Import {
	return store.Import{By: store.Itself(""), File: store.FileJSON, Dry: dry}
}

func asCSV(dry bool) store.Import {
	return store.Import{By: store.Itself(""), File: store.FileCSV, Dry: dry}
}

func TestADirectoryIsTakenInOnceHoweverOftenItIsSent(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		wantRows(t, "before", imported(t, c, asJSON(true), directory), "1 added 0 james.baker", "2 added 0 jane.doe")
		if left := c.Contents(t); len(left) != 0 {
			t.Errorf("a dry run left %v", left)
		}
		wantRows(t, "first", imported(t, c, asJSON(false), directory), "1 added 1 james.baker", "2 added 2 jane.doe")
		before := c.Contents(t)
		wantRows(t, "again", imported(t, c, asJSON(false), directory), "1 same 1 james.baker", "2 same 2 jane.doe")
		if !maps.Equal(before, c.Contents(t)) {
			t.Error("a second run changed something")
		}
		changed := strings.Replace(directory, "Jane", "Janet", 1)
		wantRows(t, "another name, dry", imported(t, c, asJSON(true), changed), "1 same 1 james.baker", "2 changed 2 jane.doe")
		wantRows(t, "another name", imported(t, c, asJSON(false), changed), "1 same 1 james.baker", "2 changed 2 jane.doe")
		p, err := c.Store.People.Get(t.Context(), 2)
		must(t, err)
		if p.Name != "Janet Doe" || p.ExternalID != "b" || p.Username != "jane.doe" || p.Status != campus.StatusPending ||
			p.Role != campus.Student {
			t.Errorf("Janet is %+v", p)
		}
	})
}

func TestWhatIsWrongWithARowIsItsOwnAndIsNamed(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	wantRows(t, "directory", imported(t, c, asJSON(false), `{"a": {"customerID": "a", "firstName": "James"},
		"b": {"customerID": "c", "firstName": "J", "lastName": "D"}, "c": [],
		"d": {"customerID": {"x": 1}, "firstName": "", "lastName": "D"},
		"e": {"customerID": "e", "firstName": "Eve", "lastName": "E"}, "e": {"customerID": "e", "firstName": "Eve", "lastName": "F"},
		"f": {}}`),
		"1 error lastName: lastName required", "2 error customerID: is not the key under which this person stands",
		"3 error row: must be an object", "4 error customerID: must be text", "5 added 1 eve.e",
		"6 error external_id: stands in row 5 too",
		"7 error customerID: customerID required firstName: firstName required lastName: lastName required")
	wantRows(t, "table", imported(t, c, asCSV(false),
		"\xef\xbb\xbfname;username;role;email;born;other\r\nAda;ada;king;x;1;\r\n;bob;;;;\r\nCy;;;;;\r\n"+
			"Di;;;di@stoa.example;;\r\nDo;do;\r\nDu;du0;;DI@stoa.example;;\r\nE;e;;;;\r\n\"Z"),
		"1 error email: not an e-mail address role: student, teacher or admin born: a date such as 2001-12-31, not before 1900 and not "+
			"to come",
		"2 error name: name required",
		"3 error external_id: external_id, username or email required: without one a second import would add them again",
		"4 added 2 person", "5 error row: has 3 cells and not 6, as the first row has", "6 error email: stands in row 4 too",
		"7 error username: 3 to 32 of a-z, 0-9, dot, dash and underscore",
		"8 error file: cannot be read from line 9 on: a quotation mark is not where it can be")
}

func TestNamesakesAreNumberedAndTheirUsernamesStay(t *testing.T) {
	t.Parallel()
	const many = 1000
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		var file strings.Builder
		file.WriteString("name,external_id\n")
		for i := range many {
			fmt.Fprintf(&file, "Jöhn Smith,s/%d é\n", i)
		}
		promised, first := imported(t, c, asCSV(true), file.String()), imported(t, c, asCSV(false), file.String())
		again := imported(t, c, asCSV(false), file.String())
		for i := range many {
			want := "john.smith"
			if i > 0 {
				want += fmt.Sprint(i + 1)
			}
			if promised[i].Username != want || first[i].Username != want || again[i].Username != want || again[i].Result != campus.RowSame {
				t.Fatalf("row %d: promised %+v, first %+v, again %+v, want %s", i+1, promised[i], first[i], again[i], want)
			}
		}
	})
}

func TestAnExportIsTakenInAgainAsItIs(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		for i, name := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''+1", "'t Hooft", "\"quoted\", and; more", "Ünï, códe",
			" spaced ", "'"} {
			n := newcomer(fmt.Sprintf("person%d", i), fmt.Sprintf("p%d@stoa.example", i))
			n.Name, n.ExternalID, n.Unconfirmed = name, []string{"", "=x/ y", "-1"}[min(i, 2)], i%2 == 0
			if i > 2 {
				n.ExternalID, n.Email = "", []string{"", n.Email}[i%2]
			}
			_, err := c.People.Create(t.Context(), store.Itself(""), n)
			must(t, err)
		}
		for _, kind := range []store.FileKind{store.FileCSV, store.FileJSON} {
			var file bytes.Buffer
			must(t, c.Imports.Export(t.Context(), store.Itself(""), kind, &file))
			rows := imported(t, c, store.Import{By: store.Itself(""), File: kind, Dry: true}, file.String())
			for _, r := range rows {
				if r.Result != campus.RowSame {
					t.Errorf("%s: %+v", kind, r)
				}
			}
			if len(rows) != 11 {
				t.Errorf("%s has %d rows:\n%s", kind, len(rows), file.String())
			}
			if strings.Contains(file.String(), ",=") || strings.Contains(file.String(), ",+") || strings.Contains(file.String(), ",@") {
				t.Errorf("a formula stands in\n%s", file.String())
			}
		}
	})
}

func TestAFileGivesNoRoleToWhoHasOnlyTakenTheUsername(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin := t.Context(), c.Person(t, "admin", campus.Admin)
		squatter, err := c.Doors.Register(ctx, store.By{From: "here"}, campus.Registration{Username: "thales", Name: "Squatter",
			Email: "squatter@stoa.example", Password: storetest.Password})
		must(t, err)
		row := func(role string) campus.ImportedRow {
			var rows []campus.ImportedRow
			must(t, c.Imports.Rows(ctx, store.Import{By: asks(admin), File: store.FileCSV},
				strings.NewReader("username,role\nthales,"+role+"\n"),
				func(some []campus.ImportedRow) error { rows = append(rows, some...); return nil }))
			return rows[0]
		}
		if got := row("teacher"); got.Result != campus.RowError || got.Errors["role"] == "" {
			t.Errorf("the row came to %+v, want an error of the role", got)
		}
		if p, err := c.Store.People.Get(ctx, squatter.ID); p != squatter || err != nil {
			t.Errorf("who took the username is %+v, %v, want %+v", p, err, squatter)
		}
		yes := true
		_, _, err = c.People.Edit(ctx, asks(admin), squatter.ID, campus.PersonChange{Confirmed: &yes})
		must(t, err)
		if got := row("teacher"); got.Result != campus.RowChanged {
			t.Errorf("once it is confirmed the row came to %+v, want changed", got)
		}
	})
}

func TestFirstAndLastNameThatAreGivenAtTheSameTimeBothStay(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	by := store.By{Person: c.Person(t, "admin", campus.Admin)}
	put := func(c *storetest.Campus, field, value string) error {
		_, err := c.Imports.PutExternal(t.Context(), by, "a", map[string]json.RawMessage{field: json.RawMessage(`"` + value + `"`)})
		return err
	}
	made, err := c.Imports.PutExternal(t.Context(), by, "a", map[string]json.RawMessage{"name": json.RawMessage(`"James Baker"`)})
	must(t, err)
	through, gate := c.Gated(t, campus.PersonTopic(made.ID)) // which the script alone is told, once the name has been read
	done := make(chan error, 1)
	go func() { done <- put(through, "firstName", "Jim") }()
	storetest.Next(t, "the first name at the gate", gate.Reached)
	must(t, put(c, "lastName", "Cook"))
	gate.Open()
	must(t, storetest.Next(t, "its end", done))
	if p, err := c.People.External(t.Context(), "a"); err != nil || p.Name != "Jim Cook" {
		t.Errorf("they are called %q, %v, want both changes", p.Name, err)
	}
}
