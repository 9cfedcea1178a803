package campus

import (
	"fmt"
	"strings"
	"testing"
)

func TestEveryAddressThatIsNoneIsNamedByItsLine(t *testing.T) {
	t.Parallel()
	list := []string{"a@x.example", "bob", "A@x.example", "", "b@x.example", "Ann <c@x.example>", "a@x.example"}
	const wrong, twice = "line 2 is no email address: “bob”; line 4 is no email address: “”; " +
		"line 6 is no email address: “Ann <c@x.example>”", "line 3 is the same address as line 1; line 7 is the same address as line 1"
	flaws, repeats := CheckAddresses(list)
	if flaws != wrong || repeats != twice {
		t.Errorf("of a list it says %q and %q", flaws, repeats)
	}
	for name, err := range map[string]error{"a new meeting": NewMeeting{Title: "x", Audience: list,
		Slots: []Slot{{From: noon, To: noon.Add(1e9),
			Zone: "UTC"}}}.Validate(), "an edit": NewMeeting{Title: "x", Audience: list}.ValidateEdit()} {
		wantWrong(t, name, err, "audience")
		if e, ok := err.(*Error); !ok || e.Fields["audience"] != wrong {
			t.Errorf("of %s it says %v", name, err)
		}
	}
	// A text is read more kindly: names, several on a line and empty lines are no flaws.
	all, flaws, repeats := ParseAddresses(strings.Join(list, "\r\n") + "\n; d@x.example, D@x.example")
	if want := "[a@x.example b@x.example c@x.example d@x.example]"; fmt.Sprint(all) != want ||
		flaws != "line 2 is no email address: “bob”" ||
		repeats != twice+"; line 8 is the same address as line 8" {
		t.Errorf("of a text it says %v, %q and %q", all, flaws, repeats)
	}
}

func TestOfManyAddressesThatAreNoneTwentyAreNamed(t *testing.T) {
	t.Parallel()
	flaws, repeats := CheckAddresses(make([]string, 23))
	if !strings.Contains(flaws, "; line 20 is") || strings.Contains(flaws, "line 21") || !strings.HasSuffix(flaws, "; and 3 more") ||
		repeats != "" {
		t.Errorf("it says %q and %q", flaws, repeats)
	}
}
