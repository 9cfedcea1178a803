package main

import (
	"bytes"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
)

func TestCheckSaysWhatIsWrongAndMendsIt(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	none := func(string) string { return "" }
	checked := func(more ...string) (string, error) {
		var said bytes.Buffer
		err := run(ctx, append([]string{"check", "--data", dir}, more...), program{strings.NewReader(""), &said, &said, none})
		return said.String(), err
	}
	c, err := parseConfig("check", []string{"--data", dir}, program{getenv: none, errors: &bytes.Buffer{}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := openStore(ctx, c, newLog(&bytes.Buffer{}, c.logLevel)) // as a running Stoa has it
	if err != nil {
		t.Fatal(err)
	}
	defer data.close()
	if said, err := checked(); err != nil || !strings.Contains(said, "search: as it should be") {
		t.Fatalf("an empty campus: %v, %q", err, said)
	}
	teacher, err := data.store.People.Create(ctx, store.Itself(""), campus.NewPerson{Username: "thales", Name: "Thales",
		Role:     campus.Teacher,
		Password: "correct horse"})
	if err != nil {
		t.Fatal(err)
	}
	for range mostSaid + 1 { // nobody follows this up, so the search does not know them
		_, err := data.store.Courses.Create(ctx, teacher, campus.NewCourse{Title: "Geometry", Level: campus.Beginner, Unlimited: true}, "")
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, again := range []string{"", "--repair"} {
		said, err := checked(strings.Fields(again)...)
		if err == nil || !strings.Contains(err.Error(), "things were wrong") || strings.Count(said, "is missing") < mostSaid-2 ||
			!strings.Contains(said, " more\n") || strings.Contains(said, "built anew") != (again != "") {
			t.Errorf("check %s: %v, %q", again, err, said)
		}
	}
	if said, err := checked(); err != nil || !strings.Contains(said, "as it should be") {
		t.Errorf("after the repair: %v, %q", err, said)
	}
}
