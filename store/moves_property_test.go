package store_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// wallIn writes a time as the clocks of a zone show it, so many days later.
func wallIn(zone *time.Location, t time.Time, days int) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day()+days, t.Hour(), t.Minute(), 0, 0, zone)
}

// movedOnPaper returns when the dates of a series are once the one at an index is at another time of its own zone, a number of
// days on; with later those after it move along.
func movedOnPaper(all []campus.Slot, at int, zone *time.Location, days, hour, lasts int, later bool) []campus.Slot {
	all = slices.Clone(all)
	for i := range all {
		if i != at && (!later || i < at) {
			continue
		}
		day := wallIn(zone, all[i].From, days)
		from := time.Date(day.Year(), day.Month(), day.Day(), hour, 15, 0, 0, zone)
		to := time.Date(day.Year(), day.Month(), day.Day(), hour, 15+lasts, 0, 0, zone)
		all[i] = campus.Slot{From: from, To: to, Zone: zone.String()}
	}
	return all
}

// clash reports whether two of some dates are at the same time.
func clash(all []campus.Slot) bool {
	for i, a := range all {
		for _, b := range all[:i] {
			if a.From.Before(b.To) && b.From.Before(a.To) {
				return true
			}
		}
	}
	return false
}

func TestDatesMoveAsTheyDoOnPaper(t *testing.T) {
	t.Parallel()
	c := storetest.New(t, storetest.Clock(storetest.At(monday).Now))
	host := c.Person(t, "thales", campus.Teacher)
	zones := []string{"Europe/Athens", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"}
	rapid.Check(t, func(r *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(r, "zone"))
		must(t, err)
		every, n := rapid.IntRange(1, 7).Draw(r, "every"), campus.NewMeeting{Title: "Often"}
		first := time.Date(2026, 3, 4, 12, 0, 0, 0, zone)
		for i := range rapid.IntRange(1, 8).Draw(r, "dates") {
			from := wallIn(zone, first, i*every)
			n.Slots = append(n.Slots, campus.Slot{From: from, To: from.Add(time.Hour), Zone: zone.String()})
		}
		m, paper := c.Plan(t, host, n), n.Slots
		for range 4 {
			at := rapid.IntRange(0, len(paper)-1).Draw(r, "which")
			days, hour := rapid.IntRange(-1, 15).Draw(r, "days"), rapid.IntRange(8, 20).Draw(r, "hour")
			lasts, later := rapid.IntRange(1, 26*60).Draw(r, "lasts"), rapid.Bool().Draw(r, "later")
			if ends := (hour*60 + 15 + lasts) % (24 * 60); ends >= 60 && ends < 240 { // what clocks make of these, campus' tests say
				lasts += 180
			}
			if wallIn(zone, paper[at].From, days).Before(monday.Add(36 * time.Hour)) {
				days = 0
			}
			moved := movedOnPaper(paper, at, zone, days, hour, lasts, later)
			refused := clash(moved)
			err := c.Meetings.MoveInstances(t.Context(), host, m.ID, at+1, moved[at], later, 0, "")
			if (campus.CodeOf(err) == campus.Invalid) != refused || !refused && err != nil {
				r.Fatalf("moving date %d by %d days to %d:15, later %t: %v, want refused %t", at+1, days, hour, later, err, refused)
			}
			if !refused {
				paper = moved
			}
			all, err := c.Meetings.Instances(t.Context(), m)
			must(t, err)
			for i, is := range all {
				if !is.From.Equal(paper[i].From) || !is.To.Equal(paper[i].To) {
					r.Fatalf("date %d is from %s to %s, want %+v", i+1, is.From, is.To, paper[i])
				}
			}
		}
	})
}
