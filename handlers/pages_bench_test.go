package handlers

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// BenchmarkPagesAmongManyCourses is the catalogue and a search in it over HTTP with a session, among few, many and very many
// courses: the middle and the slowest hundredth.
func BenchmarkPagesAmongManyCourses(b *testing.B) {
	for _, many := range []int{100, 10_000, 100_000} {
		b.Run(fmt.Sprint(many), func(b *testing.B) {
			town := newTown(b, setup{})
			town.fillWith(b, many)
			john := town.signedIn(b, "john")
			for _, page := range []struct{ name, path, holds string }{
				{"catalogue", "/courses", " of "},
				{"filtered", "/courses?level=beginner&available=1", " of "},
				{"search", "/courses?q=geometry+of+circles", "Geometry"},
				{"beginning", "/courses?q=geo", "Geometry"},
				{"typo", "/courses?q=geomerty", "Geometry"},
			} {
				b.Run(page.name, func(b *testing.B) {
					if got := john.get(b, page.path); got.status != 200 || !strings.Contains(strings.ReplaceAll(got.body, "<mark>", ""),
						page.holds) {
						b.Fatal(got)
					}
					var took []time.Duration
					for b.Loop() {
						began := time.Now()
						john.get(b, page.path)
						took = append(took, time.Since(began))
					}
					slices.Sort(took)
					b.ReportMetric(float64(took[(len(took)-1)/2].Microseconds())/1000, "p50-ms")
					b.ReportMetric(float64(took[(len(took)-1)*99/100].Microseconds())/1000, "p99-ms")
				})
			}
		})
	}
}

var (
	benchSubjects = strings.Fields("Geometry Rhetoric Algebra Botany Logic Harmony Optics Medicine Ethics History")
	benchMatters  = strings.Fields("circles numbers plants speeches planets bodies laws cities rivers letters strings light")
)

// fillWith makes many courses as teachers make them, and lets the search know them.
func (t *town) fillWith(b *testing.B, many int) {
	b.Helper()
	const side = 16
	storetest.Together(side, func(lane int) {
		for i := lane; i < many; i += side {
			title := fmt.Sprintf("%s of %s", benchSubjects[i%len(benchSubjects)], benchMatters[i/len(benchSubjects)%len(benchMatters)])
			_, err := t.Courses.Create(b.Context(), t.thales, campus.NewCourse{Title: title, Unlimited: i%5 == 0, Places: (i % 5) * 10,
				Level: []campus.Level{campus.Beginner, campus.Intermediate,
					campus.Advanced}[i%3], Summary: fmt.Sprintf("Course %d, term %d", i, i%97)}, "")
			if err != nil {
				b.Error(err)
				return
			}
		}
	})
	t.Settle(b)
}
