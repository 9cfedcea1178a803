package ui

import "testing"

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"John Papadatos":    "JP",
		"Hypatia":           "H",
		"Thales of Miletus": "TM",
		"Θεοδώρα Κομνηνή-Παλαιολογίνα": "ΘΠ",
		"ólafur ragnar":                 "ÓR",
		"王小明":                           "王",
		"  ":                            "?",
		"":                              "?",
		"<b>":                           "B",
		"Wolfeschlegelsteinhausen, Sr.": "WS",
	} {
		if got := initials(name); got != want {
			t.Errorf("initials(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestTheMeterNeverContradictsTheWords(t *testing.T) {
	for _, test := range []struct{ taken, places, columns, filled int }{
		{0, 12, 12, 0},
		{9, 12, 12, 9},
		{12, 12, 12, 12},
		{14, 12, 12, 12},
		{1, 240, 24, 1},
		{0, 240, 24, 0},
		{239, 240, 24, 23},
		{240, 240, 24, 24},
		{120, 240, 24, 12},
		{1, 1, 1, 1},
		{0, 0, 1, 0},
		{-1, 5, 5, 0},
	} {
		all, filled := columns(test.taken, test.places)
		if all != test.columns || filled != test.filled {
			t.Errorf("columns(%d, %d): %d of %d filled, want %d of %d", test.taken, test.places, filled, all, test.filled, test.columns)
		}
	}
}

func TestEveryPersonHasAColour(t *testing.T) {
	for id, want := range map[int64]string{0: "avatar avatar-0", 5: "avatar avatar-5", 6: "avatar avatar-0", -1: "avatar avatar-5"} {
		if got := avatarClass(id); got != want {
			t.Errorf("avatarClass(%d) = %q, want %q", id, got, want)
		}
	}
}
