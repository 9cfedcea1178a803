package store_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestOfAHundredWhoAskForTheLastSeatOneGetsIt(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		course := c.Course(t, c.Person(t, "thales", campus.Teacher), "Geometry", 1)
		students := c.Students(t, 100)
		var won, full atomic.Int64
		var asked sync.WaitGroup
		for _, s := range students {
			asked.Go(func() {
				switch _, err := c.Enrol(ctx, s, course.ID, false, ""); err {
				case nil:
					won.Add(1)
				case campus.ErrCourseFull:
					full.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		asked.Wait()
		if won.Load() != 1 || full.Load() != 99 {
			t.Errorf("%d got the seat and %d were told that it is full, want 1 and 99", won.Load(), full.Load())
		}
		after, err := c.Store.Course(ctx, course.ID)
		if err != nil || after.Taken != 1 || after.Waiting != 0 {
			t.Errorf("the course has %d of %d taken and %d waiting, err %v", after.Taken, after.Places, after.Waiting, err)
		}
	})
}
