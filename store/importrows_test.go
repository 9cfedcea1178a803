package store_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// TestADryRunSaysWhatARunDoes has rows that mean one person by different keys, or whose names meet, in one batch and in two.
func TestADryRunSaysWhatARunDoes(t *testing.T) {
	t.Parallel()
	const before = "name,external_id,username,email\nAda,a,ada,ada@stoa.example\nBob,b,bob,bob@stoa.example\nCy,c,cy2,\n"
	for name, test := range map[string]struct{ first, then, want string }{
		"another key": {"Ada King,a,,", "Ada Other,,ada,", "error row: is about the same person as row 1"},
		"by address":  {"Ada King,,ada,", "Ada Other,,,ADA@stoa.example", "error row: is about the same person as row 1"},
		"a name given up": {",a,lovelace,", "New,n,ada,",
			"error username: is given up in row 1: import this row after it, by itself"},
		"an address given up": {",a,,king@stoa.example", "New,n,,ada@stoa.example",
			"error email: is given up in row 1: import this row after it, by itself"},
		"swapped":               {",a,lovelace,", ",b,ada,", "error username: is given up in row 1: import this row after it, by itself"},
		"two at once":           {",a,,", ",b,ada,", "error username: is somebody else's than who the row is about"},
		"made, then given":      {"Eve Ng,e,,", "Eve Other,f,eve.ng,", "error row: is about the same person as row 1"},
		"made, then another's":  {"Eve Ng,e,,", ",b,eve.ng,", "error username: is somebody else's than who the row is about"},
		"made, then by address": {"Eve Ng,e,,", ",,eve.ng,bob@stoa.example", "error row: is about the same person as row 1"},
		"given, then made":      {"Eve,e,eve.ng,", "Eve Ng,f,,", "added eve.ng2"},
		"numbers given":         {"Cy,d,cyd,\nCyn,g,cyd2,\nCyn,h,cyd3,", "Cyd,f,,", "added cyd4"},
		"wrong, then right":     {",e,eve.ng,", "Eve Ng,f,,", "added eve.ng"},
	} {
		for _, between := range []int{0, 250} {
			t.Run(fmt.Sprint(name, between), func(t *testing.T) {
				t.Parallel()
				c := storetest.New(t)
				imported(t, c, asCSV(false), before)
				var file strings.Builder
				file.WriteString("name,external_id,username,email\n" + test.first + "\n")
				for i := range between {
					fmt.Fprintf(&file, "Between,z%d,,\n", i)
				}
				file.WriteString(test.then + "\n")
				dry, run := imported(t, c, asCSV(true), file.String()), imported(t, c, asCSV(false), file.String())
				for i := range run {
					d, r := dry[i], run[i]
					if d.Result != r.Result || d.Username != r.Username || !maps.Equal(d.Errors, r.Errors) {
						t.Errorf("row %d: promised %+v, done %+v", i+1, d, r)
					}
				}
				last := run[len(run)-1]
				got := string(last.Result)
				if last.Result != campus.RowError {
					got += " " + last.Username
				}
				for field, why := range last.Errors {
					got += " " + field + ": " + why
				}
				if got != test.want {
					t.Errorf("it came to %q, want %q", got, test.want)
				}
			})
		}
	}
}

func TestARoleInAFileIsNotedOfEachPersonAndTheRulesOfRolesHold(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		wantRows(t, "made", imported(t, c, asCSV(false), "name,username,role\nAda,ada,admin\nBob,bob,\nCy,cyd,teacher\n"),
			"1 added 1 ada", "2 added 2 bob", "3 added 3 cyd")
		must(t, c.People.SetStatus(t.Context(), store.Itself(""), 1, campus.StatusActive))
		last := []string{"1 error role: cannot change: this is the last admin", "2 changed 2 bob"}
		const file = "username,role\nada,student\nbob,teacher\n"
		wantRows(t, "the last, dry", imported(t, c, asCSV(true), file), last...)
		wantRows(t, "the last", imported(t, c, asCSV(false), file), last...)
		ada, err := c.People.Get(t.Context(), 1)
		must(t, err)
		by := asCSV(false)
		by.By = store.By{Person: ada, From: "192.0.2.1"}
		wantRows(t, "one's own", imported(t, c, by, "username,role\nada,teacher\nbob,admin\ncyd,student\n"),
			"1 error role: cannot change: nobody changes their own", "2 changed 2 bob", "3 changed 3 cyd")
		notes, err := c.Audit.Page(t.Context(), store.AuditQuery{Deed: campus.DeedRole, Limit: 10})
		must(t, err)
		var got []string
		for _, e := range notes.Entries {
			got = append(got, fmt.Sprint(e.Who.ID, " ", e.Whom.ID, " ", e.What, " ", e.From))
		}
		if want := "1 3 teacher student 192.0.2.1, 1 2 teacher admin 192.0.2.1, 0 2 student teacher "; strings.Join(got, ", ") != want {
			t.Errorf("noted is %q, want %q", strings.Join(got, ", "), want)
		}
	})
}
