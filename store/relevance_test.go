package store_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// rightShare is the share of the judged queries whose first hit must be a right one.
const rightShare = 0.95

// testLines returns the lines of a file of test data, cut at their bars.
func testLines(t testing.TB, file string, parts int) [][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	must(t, err)
	var lines [][]string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		cut := strings.Split(line, " | ")
		if len(cut) != parts {
			t.Fatalf("%s: %q has %d parts, want %d", file, line, len(cut), parts)
		}
		lines = append(lines, cut)
	}
	return lines
}

// catalogue opens the courses of testdata/courses.txt, and returns their titles.
func catalogue(t testing.TB, c *storetest.Campus) []string {
	t.Helper()
	hash, err := c.People.HashPassword(t.Context(), storetest.Password)
	must(t, err)
	teachers, known := map[string]campus.Person{}, []string(nil)
	levels := map[string]campus.Level{"b": campus.Beginner, "i": campus.Intermediate, "a": campus.Advanced}
	for _, line := range testLines(t, "courses.txt", 4) {
		teacher, met := teachers[line[1]]
		if !met {
			name := fmt.Sprintf("teacher%d", len(teachers))
			teacher, err = c.People.Create(t.Context(), store.Itself(""), campus.NewPerson{Username: name, Name: line[1],
				Email: name + "@stoa.example", Role: campus.Teacher, Hash: hash})
			must(t, err)
			teachers[line[1]] = teacher
		}
		_, err := c.Courses.Create(t.Context(), teacher, campus.NewCourse{Title: line[2], Summary: line[3], Level: levels[line[0]],
			Unlimited: true}, "")
		must(t, err)
		known = append(known, line[2])
	}
	c.Settle(t)
	return known
}

func TestTheFirstHitIsTheOneThatWasMeant(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		known, right, queries := catalogue(t, c), 0, testLines(t, "queries.txt", 3)
		for _, one := range queries {
			want := strings.Split(one[2], " / ")
			for _, title := range want {
				if !slices.Contains(known, title) {
					t.Fatalf("%q wants %q, which there is not", one[1], title)
				}
			}
			got := titles(t, c, one[1])
			switch got = got[:min(3, len(got))]; {
			case len(got) > 0 && slices.Contains(want, got[0]):
				right++
			case one[0] == "must":
				t.Errorf("%q finds %q first, want %q", one[1], got, want)
			default:
				t.Logf("%q finds %q first, better would be %q", one[1], got, want)
			}
		}
		share := float64(right) / float64(len(queries))
		t.Logf("%d of %d queries (%.1f %%) find first what was meant", right, len(queries), 100*share)
		if len(known) < 200 || len(queries) < 60 || share < rightShare {
			t.Errorf("%d courses, %d queries, %.3f of them right; want 200, 60 and %v at least", len(known), len(queries), share,
				rightShare)
		}
	})
}
