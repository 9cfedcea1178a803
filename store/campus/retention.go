package campus

import (
	"fmt"
	"time"
)

// MostMonths is the longest that a limit can be, which is as good as none.
const MostMonths = 1200

// Retention says for how many calendar months (UTC) is kept what happened at dates, and what was said; 0 for always.
type Retention struct{ Events, Messages int }

// KeptSince returns since when things are kept at a time that are kept for so many months; the zero time for always. As time goes on it
// never goes back: where a month has no such day it stands at the month's end, so that what is of the 31st of January and is kept for a
// month is kept until February is over.
func KeptSince(now time.Time, months int) time.Time {
	if months <= 0 {
		return time.Time{}
	}
	now = now.UTC()
	first := time.Date(now.Year(), now.Month()-time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	since := first.Add(now.Sub(time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)))
	if end := first.AddDate(0, 1, 0); since.After(end) {
		return end
	}
	return since
}

// Months says how long so many months are.
func Months(n int) string {
	if n == 1 {
		return "1 month"
	}
	return fmt.Sprint(n, " months")
}
