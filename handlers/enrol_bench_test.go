package handlers

import (
	"sync/atomic"
	"testing"

	"stoa/store/campus"
)

// BenchmarkEnrolmentsThroughHTTP is how many enrolments and drops a second there are by calls of the API, with a token, and
// how many times as many by the script alone, on one Redis, in one run.
func BenchmarkEnrolmentsThroughHTTP(b *testing.B) {
	const callers = 16
	town := newTown(b, setup{})
	course := town.Course(b, town.thales, "Geometry", 0)
	visitors := make([]*visitor, callers)
	for i := range visitors {
		visitors[i] = town.script(b, "john")
	}
	var next atomic.Int64
	var script, http float64
	b.Run("script", func(b *testing.B) {
		b.SetParallelism(callers / 2)
		b.RunParallel(func(pb *testing.PB) {
			who := campus.Person{ID: 1_000_000 + next.Add(1), Role: campus.Student}
			for in := false; pb.Next(); in = !in {
				var err error
				if in {
					_, err = town.Courses.Drop(b.Context(), who, course.ID, "")
				} else {
					_, err = town.Courses.Enrol(b.Context(), who, course.ID, true, "")
				}
				if err != nil {
					b.Error(err)
				}
			}
		})
		script = float64(b.N) / b.Elapsed().Seconds()
		b.ReportMetric(script, "enrolments/s")
	})
	next.Store(0)
	b.Run("http", func(b *testing.B) {
		b.SetParallelism(callers / 2)
		b.RunParallel(func(pb *testing.PB) {
			v := visitors[int(next.Add(1)-1)%callers]
			for in := false; pb.Next(); in = !in {
				method := map[bool]string{false: "POST", true: "DELETE"}[in]
				if got := v.call(b, method, "/courses/"+course.ID+"/enrolment", nil); got.status != 200 {
					b.Error(got)
				}
			}
		})
		http = float64(b.N) / b.Elapsed().Seconds()
		b.ReportMetric(http, "enrolments/s")
		b.ReportMetric(script/http, "script/http")
	})
}
