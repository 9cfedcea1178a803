package store_test

import (
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/roster"
	"stoa/store/storetest"
)

func TestAnAddressThatSomebodyTypedGetsThemNothingFromAFile(t *testing.T) {
	t.Parallel()
	doorsAt(t, campus.SignUpOpen, campus.SignUpApprove, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx := t.Context()
		typed, err := c.Doors.Register(ctx, store.By{From: "here"},
			zeno(func(r *campus.Registration) { r.Email = "new.teacher@stoa.example" }))
		must(t, err)
		const refused = "1 error email: was only typed by who has it: confirm it first, or name them by username or external_id"
		for what, row := range map[string]string{
			"a role":          "email,role\nNew.Teacher@stoa.example,teacher\n",
			"a person":        "external_id,name,email,role\nT-7,New Teacher,new.teacher@stoa.example,teacher\n",
			"a confirmation":  "email,confirmed\nnew.teacher@stoa.example,yes\n",
			"another's id":    "external_id,email,confirmed\nT-7,new.teacher@stoa.example,no\n",
			"a name for them": "email,name,confirmed\nnew.teacher@stoa.example,Somebody,no\n",
		} {
			for _, dry := range []bool{true, false} {
				wantRows(t, what, imported(t, c, asCSV(dry), row), refused)
			}
		}
		if now, err := c.People.Get(ctx, typed.ID); now != typed || err != nil {
			t.Errorf("they are %+v, %v, want %+v as before", now, err, typed)
		}
		wantRows(t, "what they are already", imported(t, c, asCSV(false), "email,confirmed\nnew.teacher@stoa.example,no\n"),
			"1 same 1 zeno")
		wantRows(t, "by username", imported(t, c, asCSV(false), "username,email\nzeno,new.teacher@stoa.example\n"), "1 changed 1 zeno")
		wantRows(t, "once confirmed", imported(t, c, asCSV(false), "email,role\nnew.teacher@stoa.example,teacher\n"), "1 changed 1 zeno")
	})
}

func TestAFileConfirmsAnAddressInWordsThatAreUnderstoodOnly(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"yes": "true", " YES ": "true", "1": "true", "true": "true", "": "true",
		"no": "false", "No ": "false", "0": "false", "FALSE": "false",
		"n": "yes or no", "not yet": "yes or no", "nein": "yes or no", "2": "yes or no",
	} {
		c, wrong := roster.Change(map[string]string{"email": "zeno@stoa.example", "confirmed": word})
		got := wrong["confirmed"]
		if c.Confirmed != nil && got == "" {
			got = map[bool]string{true: "true", false: "false"}[*c.Confirmed]
		}
		if got != want {
			t.Errorf("%q: %s, want %s", word, got, want)
		}
	}
}

func TestAUsernameIsNoFormulaInAFileAndComesBackAsItWas(t *testing.T) {
	t.Parallel()
	var file strings.Builder
	w := roster.NewWriter(&file, roster.CSV)
	must(t, w.Write([]campus.Person{{ID: 1, Username: "-2-3", Name: "Zeno", Role: campus.Student, Status: campus.StatusActive}}))
	must(t, w.Close())
	if !strings.Contains(file.String(), ",") || !strings.HasPrefix(strings.Split(file.String(), "\r\n")[1], "1,'-2-3,Zeno,") {
		t.Errorf("the file is %q", file.String())
	}
	r, err := roster.NewReader(strings.NewReader(file.String()), roster.CSV)
	must(t, err)
	row, err := r.Next()
	must(t, err)
	if row.Given.Username == nil || *row.Given.Username != "-2-3" {
		t.Errorf("read back it is %+v", row)
	}
}

func TestAnAdminMaySayThatANewAddressIsNotConfirmed(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		admin, john := c.Person(t, "admin", campus.Admin), c.Person(t, "john", campus.Student)
		for i, want := range []bool{false, true} {
			email := []string{"a@stoa.example", "b@stoa.example"}[i]
			p, _, err := c.People.Edit(t.Context(), store.By{Person: admin}, john.ID, campus.PersonChange{Email: &email, Confirmed: &want})
			if err != nil || p.Confirmed != want || p.Email != email {
				t.Errorf("%s is confirmed %v, %v; want %v", p.Email, p.Confirmed, err, want)
			}
		}
	})
}
