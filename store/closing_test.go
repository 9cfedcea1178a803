package store_test

import (
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

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
				course, err := c.Courses.Create(ctx, teacher, n, "")
				must(t, err)
				clock.Add(test.read)
				c.Tick(t)
				if course.Open(c.Now()) == test.closed {
					t.Fatalf("it is %+v", course)
				}
				if n.Closing, n.Closes = campus.ClosesDate, course.Closes; course.Closes.IsZero() {
					n.Closing = campus.ClosesNever // which the API writes as null
				}
				got, err := c.Courses.Edit(ctx, teacher, course.ID, n, "")
				var want time.Time
				if test.want != 0 {
					want = noon.Add(test.want)
				}
				if err != nil || got.Closing != test.kind || !got.Closes.Equal(want) {
					t.Errorf("it is %+v, %v, want %s until %v", got, err, test.kind, want)
				}
				// Another time is a date, and must be to come.
				n.Closing, n.Closes = campus.ClosesDate, clock.Now().Add(-time.Millisecond)
				_, err = c.Courses.Edit(ctx, teacher, course.ID, n, "")
				wantFields(t, "a time that is over", err, campus.Invalid, "closes")
				n.Closes = clock.Now().Add(time.Hour)
				if got, err = c.Courses.Edit(ctx, teacher, course.ID, n, ""); err != nil || got.Closing != campus.ClosesDate || !got.Closes.Equal(n.Closes) {
					t.Errorf("with a later time it is %+v, %v", got, err)
				}
			}, lively)
		})
	}
}
