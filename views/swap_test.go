package views

import (
	"bytes"
	"testing"

	"github.com/a-h/templ"
)

// drawn returns what a component writes.
func drawn(t *testing.T, c templ.Component) string {
	t.Helper()
	var out bytes.Buffer
	if err := c.Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAFragmentTravelsInATemplate(t *testing.T) {
	count := drawn(t, PeopleCount(3))
	for _, test := range []struct {
		name, got, want string
	}{
		{"replace", drawn(t, Swap(SwapReplace, IDPeopleCount, PeopleCount(3))),
			`<template data-swap="replace" data-target="people-count">` + count + `</template>`},
		{"remove", drawn(t, Swap(SwapRemove, ParticipantID(7), nil)), `<template data-swap="remove" data-target="p-7"></template>`},
		{"what people wrote stays text", drawn(t, Swap(SwapAppend, `"><b>`, templ.Raw("x"))),
			`<template data-swap="append" data-target="&#34;&gt;&lt;b&gt;">x</template>`},
	} {
		if test.got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, test.got, test.want)
		}
	}
}
