package store_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestAnOperationMeansOneRequestForADay(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		check := func(person int64, op, print string, want bool) {
			t.Helper()
			if done, err := c.CheckOperation(ctx, person, op, print); done != want || err != nil {
				t.Errorf("%q of %d is done: %v, %v; want %v", op, person, done, err, want)
			}
		}
		for _, op := range []string{"one", "{p0}", "}{", "a\x00b", "request:one"} {
			check(1, op, "this", false)
			check(1, op, "this", false)
			_, err := c.CheckOperation(ctx, 1, op, "that")
			wantFields(t, "another request under "+op, err, campus.Invalid, "Idempotency-Key")
			check(1, op, "this", false) // which is what it still means
			check(2, op, "that", false) // another person's is another
			check(1, op+"'", "that", false)
			must(t, c.FinishOperation(ctx, 1, op, "this"))
			check(1, op, "this", true)
			_, err = c.CheckOperation(ctx, 1, op, "that")
			wantFields(t, "another request under "+op+", done", err, campus.Invalid, "Idempotency-Key")
			check(2, op, "that", false)
			left, err := c.Redis.TTL(ctx, c.OperationKey(1, op)).Result()
			if err != nil || left > 24*time.Hour || left < 24*time.Hour-time.Minute {
				t.Errorf("%s is kept for %v, %v, want a day", op, left, err)
			}
		}
	})
}

func TestAnOperationWhoseDayIsOverIsForgottenForGood(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		_, err := c.CheckOperation(ctx, 1, "one", "this")
		must(t, err)
		must(t, c.Redis.Del(ctx, c.OperationKey(1, "one")).Err())
		must(t, c.FinishOperation(ctx, 1, "one", "this"))
		if all := c.Contents(t); len(all) != 0 {
			t.Errorf("what is left is %v, want nothing that would never end", all)
		}
	})
}

func TestOfThreeRequestsAtOnceUnderOneNameOneIsDone(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		rounds := storetest.Times(20, 20_000)
		for round := range rounds {
			var refused atomic.Int64
			storetest.Together(3, func(i int) {
				_, err := c.CheckOperation(t.Context(), 1, fmt.Sprint("op", round), []string{"this", "that", "other"}[i])
				if err != nil && campus.CodeOf(err) == campus.Invalid {
					refused.Add(1)
				}
			})
			if n := refused.Load(); n != 2 {
				t.Errorf("round %d: %d of three are refused, want two", round, n)
			}
		}
		t.Logf("%d rounds", rounds)
	})
}

func TestACoursesOwnClosingTimeSentBackIsNoChoiceOfADate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind   campus.Closing
		closes time.Duration // after noon, for a date
		read   time.Duration // when it is read and sent back
		closed bool
		want   time.Duration // when it closes then; 0 for never
	}{
		{campus.ClosesAuto, 0, time.Minute, false, 6 * time.Minute},
		{campus.ClosesDate, time.Hour + 123*time.Millisecond, time.Minute, false, time.Hour + 123*time.Millisecond},
		{campus.ClosesNever, 0, time.Minute, false, 0},
		{campus.ClosesAuto, 0, time.Hour, true, time.Hour + 5*time.Minute}, // as after every edit, its time starts again
		{campus.ClosesDate, time.Minute, time.Hour, true, time.Minute},
	} {
		name := string(test.kind)
		if test.closed {
			name += ", closed"
		}
		t.Run(name, func(t *testing.T) {
			storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
				ctx, teacher := t.Context(), c.Person(t, "thales", campus.Teacher)
				n := geometry()
				n.Closing, n.Closes = test.kind, noon.Add(test.closes)
				course, err := c.CreateCourse(ctx, teacher, n, "")
				must(t, err)
				clock.Add(test.read)
				c.Tick(t)
				if course.Open(c.Now()) == test.closed {
					t.Fatalf("it is %+v", course)
				}
				if n.Closing, n.Closes = campus.ClosesDate, course.Closes; course.Closes.IsZero() {
					n.Closing = campus.ClosesNever // which the API writes as null
				}
				got, err := c.EditCourse(ctx, teacher, course.ID, n, "")
				var want time.Time
				if test.want != 0 {
					want = noon.Add(test.want)
				}
				if err != nil || got.Closing != test.kind || !got.Closes.Equal(want) {
					t.Errorf("it is %+v, %v, want %s until %v", got, err, test.kind, want)
				}
				// Another time is a date, and must be to come.
				n.Closing, n.Closes = campus.ClosesDate, clock.Now().Add(-time.Millisecond)
				_, err = c.EditCourse(ctx, teacher, course.ID, n, "")
				wantFields(t, "a time that is over", err, campus.Invalid, "closes")
				n.Closes = clock.Now().Add(time.Hour)
				if got, err = c.EditCourse(ctx, teacher, course.ID, n, ""); err != nil || got.Closing != campus.ClosesDate || !got.Closes.Equal(n.Closes) {
					t.Errorf("with a later time it is %+v, %v", got, err)
				}
			}, lively)
		})
	}
}
