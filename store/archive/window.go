package archive

import (
	"context"
	"slices"
	"time"
)

// defaultWindow is how many files are looked up together when rows are read.
const defaultWindow = 1000

// window returns the files of a query from its beginning on, in whole hours, and when it is to go on; the zero time at the end. They are
// about as many as Options.Window, or more where one hour has more: that many are in memory, however many a query finds.
func (x *Index) window(ctx context.Context, q Query) (Found, time.Time, error) {
	q, _, err := q.checked()
	if err != nil {
		return Found{}, time.Time{}, err
	}
	for q.Limit = x.o.Window; ; q.Limit *= 2 {
		found, err := x.steady(ctx, q)
		if err != nil || found.Next == "" {
			return found, time.Time{}, err
		}
		// What is not on this page begins no earlier than the last file that is: before its hour nothing is missing.
		until := found.Files[len(found.Files)-1].MinTime.Truncate(time.Hour)
		if until.After(q.After) {
			found.Files = slices.DeleteFunc(found.Files, func(e Entry) bool { return !e.MinTime.Before(until) })
			return found, until, nil
		}
	}
}
