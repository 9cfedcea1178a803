package campus

import (
	"strings"
	"testing"
	"time"
)

func TestWhatAPersonMayBe(t *testing.T) {
	t.Parallel()
	good := NewPerson{Username: "john", Name: "John", Role: Student, Password: "password"}
	for name, test := range map[string]struct {
		change func(*NewPerson)
		wrong  []string
	}{
		"the least": {func(*NewPerson) {}, nil},
		"everything": {func(p *NewPerson) { p.Email, p.Born, p.Gender, p.Zone = "a@b", "2004-02-29", "other", "Europe/Athens" },
			nil},
		"nothing":                {func(p *NewPerson) { *p = NewPerson{} }, []string{"name", "password", "role", "username"}},
		"3 characters":           {func(p *NewPerson) { p.Username = "a.b" }, nil},
		"2 characters":           {func(p *NewPerson) { p.Username = "ab" }, []string{"username"}},
		"32 characters":          {func(p *NewPerson) { p.Username = strings.Repeat("Z", 32) }, nil},
		"33 characters":          {func(p *NewPerson) { p.Username = strings.Repeat("z", 33) }, []string{"username"}},
		"a space inside":         {func(p *NewPerson) { p.Username = "jo hn" }, []string{"username"}},
		"an at sign":             {func(p *NewPerson) { p.Username = "jo@hn" }, []string{"username"}},
		"a brace":                {func(p *NewPerson) { p.Username = "{p1}x" }, []string{"username"}},
		"Greek":                  {func(p *NewPerson) { p.Username = "γιαννης" }, []string{"username"}},
		"the sign for kelvin":    {func(p *NewPerson) { p.Username = "\u212Aelvin" }, []string{"username"}},
		"a blank name":           {func(p *NewPerson) { p.Name = " \t\n" }, []string{"name"}},
		"an invisible name":      {func(p *NewPerson) { p.Name = "\u200B\u2060\u0301" }, []string{"name"}},
		"a name turned round":    {func(p *NewPerson) { p.Name = "John \u202Enimda" }, []string{"name"}},
		"a name with a joiner":   {func(p *NewPerson) { p.Name = "علی\u200Cرضا" }, nil},
		"a name of an emoji":     {func(p *NewPerson) { p.Name = "\U0001F469\u200D\U0001F52C" }, nil},
		"100 letters":            {func(p *NewPerson) { p.Name = strings.Repeat("ω", 100) }, nil},
		"101 letters":            {func(p *NewPerson) { p.Name = strings.Repeat("ω", 101) }, []string{"name"}},
		"a name that is no text": {func(p *NewPerson) { p.Name = "\xff" }, []string{"name"}},
		"no address":             {func(p *NewPerson) { p.Email = "a.b" }, []string{"email"}},
		"a name with address":    {func(p *NewPerson) { p.Email = "John <a@b>" }, []string{"email"}},
		"two addresses":          {func(p *NewPerson) { p.Email = "a@b, c@d" }, []string{"email"}},
		"a long address":         {func(p *NewPerson) { p.Email = strings.Repeat("a", 250) + "@b.cd" }, []string{"email"}},
		"a king":                 {func(p *NewPerson) { p.Role = "king" }, []string{"role"}},
		"the 30th of February":   {func(p *NewPerson) { p.Born = "2001-02-30" }, []string{"born"}},
		"a time of birth":        {func(p *NewPerson) { p.Born = "2001-02-03T00:00:00Z" }, []string{"born"}},
		"another gender":         {func(p *NewPerson) { p.Gender = "Male" }, []string{"gender"}},
		"nowhere":                {func(p *NewPerson) { p.Zone = "Nowhere/Land" }, []string{"zone"}},
		"a file":                 {func(p *NewPerson) { p.Zone = "../../etc/passwd" }, []string{"zone"}},
		"7 characters":           {func(p *NewPerson) { p.Password = "ωωωωωωω" }, []string{"password"}},
		"256 characters":         {func(p *NewPerson) { p.Password = strings.Repeat("ω", 256) }, nil},
		"257 characters":         {func(p *NewPerson) { p.Password = strings.Repeat("x", 257) }, []string{"password"}},
		"a hash":                 {func(p *NewPerson) { p.Password, p.Hash = "", "$2a$" }, nil},
	} {
		p := good
		test.change(&p)
		wantWrong(t, name, p.Validate(), test.wrong...)
	}
}

func TestAgeIsFullYears(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		born, now string
		want      int
	}{
		{"2001-05-06", "2022-05-06", 21}, {"2001-05-07", "2022-05-06", 20}, {"2001-05-05", "2022-05-06", 21}, {"2001-06-01", "2022-05-31",
			20},
		{"2001-04-30", "2022-05-01", 21}, {"2004-02-29", "2005-02-28", 0}, {"2004-02-29", "2005-03-01", 1}, {"2004-02-29", "2008-02-29", 4},
		{"2022-05-06", "2022-05-06", 0}, {"2022-05-07", "2022-05-06", 0}, {"", "2022-05-06", 0}, {"x", "2022-05-06", 0}, {"1900-01-01",
			"2022-05-06", 122},
	} {
		now, err := time.Parse(time.DateOnly, test.now)
		if got := (Person{Born: test.born}).Age(now); got != test.want || err != nil {
			t.Errorf("born %s, at %s: %d, want %d (%v)", test.born, test.now, got, test.want, err)
		}
	}
}

func TestRolesAndLogins(t *testing.T) {
	t.Parallel()
	for role, want := range map[Role][2]bool{Student: {true, false}, Teacher: {true, true}, Admin: {true, true}, "": {}, "king": {},
		"Admin": {}} {
		if role.Valid() != want[0] || role.Staff() != want[1] {
			t.Errorf("%q: valid %v, staff %v, want %v", role, role.Valid(), role.Staff(), want)
		}
	}
	for login, want := range map[string]string{" John ": "john", "JOHN@B.C": "john@b.c", "": ""} {
		if got := FoldLogin(login); got != want {
			t.Errorf("%q folds to %q, want %q", login, got, want)
		}
	}
}
