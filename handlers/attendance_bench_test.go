package handlers

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// BenchmarkCourseAttendance is a teacher's page of a course of 200 students at 30 dates that most came to, and a student's of the
// same: their middle and slowest hundredth, their bytes, and how many commands they send.
func BenchmarkCourseAttendance(b *testing.B) {
	clock := storetest.At(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))
	town := newTown(b, setup{clock: clock})
	course := town.Course(b, town.thales, "Solids", 0)
	students := append(town.Students(b, 199), town.john)
	town.Enrol(b, course, students...)
	var slots []campus.Slot
	for n := range store.DatesAtOnce {
		from := clock.Now().Add(time.Duration(n+1) * time.Hour)
		slots = append(slots, campus.Slot{From: from, To: from.Add(50 * time.Minute), Zone: "UTC"})
	}
	m := town.Plan(b, town.thales, campus.NewMeeting{Title: "Lecture", Course: course.ID, Slots: slots})
	for n, slot := range slots {
		clock.Set(slot.From.Add(time.Minute))
		town.Tick(b)
		town.Settle(b)
		for i, p := range students {
			if i%10 == n%10 {
				continue
			}
			if err := town.Meetings.Join(b.Context(), p, m.ID, n+1, ""); err != nil {
				b.Fatal(err)
			}
		}
	}
	clock.Set(slots[len(slots)-1].To.Add(time.Minute))
	town.Tick(b)
	town.Settle(b)
	for _, who := range []string{"thales", "john"} {
		b.Run(who, func(b *testing.B) { benchAttendance(b, town, who, "/courses/"+course.ID+"/attendance") })
	}
}

// benchAttendance measures a page.
func benchAttendance(b *testing.B, town *town, who, path string) {
	b.Helper()
	v, counted := town.signedIn(b, who), &trips{}
	town.Redis.AddHook(counted)
	got := v.get(b, path)
	if got.status != 200 || strings.Count(got.body, fmt.Sprintf("/%d/attendance", store.DatesAtOnce)) == 0 {
		b.Fatal(got)
	}
	all := counted.take()
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		v.get(b, path)
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(len(strings.Fields(strings.Join(all, " ")))), "commands")
	b.ReportMetric(float64(len(got.body)), "bytes")
	b.ReportMetric(float64(took[(len(took)-1)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[(len(took)-1)*99/100].Microseconds())/1000, "p99-ms")
}
