package handlers

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
)

// BenchmarkHome is the first page of a student of ten courses with a date each, 500 private rooms, ten of them unread, and fifty
// things to be told, on a small campus and on a large one: its middle and slowest hundredth, and how many commands it sends.
func BenchmarkHome(b *testing.B) {
	for _, many := range []int{100, 10_000} {
		b.Run(fmt.Sprint(many), func(b *testing.B) {
			town := newTown(b, setup{})
			town.fillWith(b, many)
			town.busy(b)
			john := town.signedIn(b, "john")
			if got := john.get(b, "/"); !strings.Contains(got.body, "and 14 more rooms") {
				b.Fatal(got)
			}
			counted := &trips{}
			town.Redis.AddHook(counted)
			john.get(b, "/")
			commands := len(strings.Fields(strings.Join(counted.take(), " ")))
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				john.get(b, "/")
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(commands), "commands")
			b.ReportMetric(float64(took[(len(took)-1)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[(len(took)-1)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// busy gives john courses, dates, news of them, and rooms.
func (t *town) busy(b *testing.B) {
	b.Helper()
	ctx := b.Context()
	say := func(who campus.Person, id campus.RoomID) int64 {
		return t.talk(b, who, id, "a line of some length, as one says it")
	}
	for i := range 10 {
		c := t.Course(b, t.thales, fmt.Sprintf("Course of john %d", i), 10)
		t.Enrol(b, c, t.john)
		from := t.Now().Add(time.Duration(i) * time.Hour)
		t.Plan(b, t.thales, campus.NewMeeting{Title: "Lecture", Course: c.ID,
			Slots: []campus.Slot{{From: from, To: from.Add(time.Hour), Zone: "UTC"}}})
		for n := range 4 {
			change := campus.NewCourse{Title: c.Title, Level: c.Level, Places: 20 + n}
			if _, err := t.Courses.Edit(ctx, t.thales, c.ID, change, ""); err != nil {
				b.Fatal(err)
			}
		}
		say(t.thales, campus.CourseRoomID(c.ID))
	}
	for i, p := range t.Students(b, 500) {
		id := campus.PrivateRoomID(t.john.ID, p.ID)
		line := say(p, id)
		if i >= 10 {
			if _, err := t.Rooms.MarkRead(ctx, t.john, store.RoomNamed(id), line); err != nil {
				b.Fatal(err)
			}
		}
	}
	t.Settle(b)
}
