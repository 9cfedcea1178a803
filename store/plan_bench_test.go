package store_test

import (
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// BenchmarkASeriesOfManyDates plans, moves and cancels a series of 200 dates to which 1,000 are invited, each with what
// follows until everybody's inbox says it.
func BenchmarkASeriesOfManyDates(b *testing.B) {
	c := storetest.New(b)
	first := c.Now().Add(24 * time.Hour)
	slots, err := campus.SeriesAt(campus.Slot{From: first, To: first.Add(time.Hour), Zone: "Europe/Athens"}, campus.EveryDay, 200,
		"").Slots()
	must(b, err)
	n := campus.NewMeeting{Title: "Every day", Slots: slots}
	students := c.Students(b, 1000)
	for _, p := range students {
		n.Audience = append(n.Audience, p.Email)
	}
	host := c.Person(b, "thales", campus.Teacher)
	c.Settle(b)
	told := func(name string, rounds int, do func()) {
		b.Helper()
		begin := time.Now()
		do()
		b.ReportMetric(float64(time.Since(begin).Microseconds())/1000, "ms/"+name)
		c.Settle(b)
		b.ReportMetric(float64(time.Since(begin).Microseconds())/1000, "ms/"+name+"-told")
		for _, p := range []campus.Person{students[0], students[999]} {
			if unread, err := c.Inbox.Unread(b.Context(), p.ID); err != nil || unread != min(rounds, 200) {
				b.Fatalf("%s: %d are unread, %v, want %d", name, unread, err, rounds)
			}
		}
	}
	round := 0
	for b.Loop() {
		var m campus.Meeting
		told("plan", round+1, func() { m = c.Plan(b, host, n) })
		to := campus.Slot{From: slots[0].From.Add(time.Hour), To: slots[0].To.Add(time.Hour)}
		told("move", round+2, func() { must(b, c.Meetings.MoveInstances(b.Context(), host, m.ID, 1, to, true, 0, "")) })
		told("cancel", round+3, func() { must(b, c.Meetings.CancelInstances(b.Context(), host, m.ID, 1, true, 0, "")) })
		round += 3
	}
}
