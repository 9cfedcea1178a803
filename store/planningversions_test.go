package store_test

import (
	"context"
	"testing"

	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestDatesAreCancelledMovedAndDeletedOnlyFromTheVersionThatWasSeen(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		m := series(t, c, host)
		must(t, c.Meetings.CancelInstances(ctx, host, m.ID, 4, false, 0, "")) // whichever it is
		version := func() int64 {
			is, err := c.Meetings.Get(context.WithoutCancel(ctx), m.ID)
			must(t, err)
			return is.Version
		}
		_, all, err := c.Meetings.Plan(ctx, host, m.ID)
		must(t, err)
		for what, do := range map[string]func(seen int64, op string) error{
			"cancelling one": func(seen int64, op string) error {
				return c.Meetings.CancelInstances(ctx, host, m.ID, 2, false, seen, op)
			},
			"and all later": func(seen int64, op string) error {
				return c.Meetings.CancelInstances(ctx, host, m.ID, 3, true, seen, op)
			},
			"moving": func(seen int64, op string) error {
				return c.Meetings.MoveInstances(ctx, host, m.ID, 1, campus.Slot{To: all[0].To.Add(1)}, false, seen, op)
			},
		} {
			seen := version()
			wantRefusal(t, what+" from one before", do(seen-1, what), campus.ErrMeanwhile)
			wantRefusal(t, what+" from one to come", do(seen+1, what), campus.ErrMeanwhile)
			must(t, do(seen, what))
			must(t, do(seen, what)) // once more, it is answered as it was
		}
		seen := version()
		wantRefusal(t, "deleting from one before", c.Meetings.Delete(ctx, host, m.ID, seen-1, "delete"), campus.ErrMeanwhile)
		must(t, c.Meetings.Delete(ctx, host, m.ID, seen, "delete"))
		must(t, c.Meetings.Delete(ctx, host, m.ID, seen, "delete"))
	})
}
