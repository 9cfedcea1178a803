package store_test

import (
	"errors"
	"reflect"
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
				// Who sends back all that was read has edited nothing.
				read, err := c.Courses.Get(ctx, course.ID)
				must(t, err)
				got, err := c.Courses.Edit(ctx, teacher, course.ID, n, "")
				if err != nil || !reflect.DeepEqual(got, read) {
					t.Errorf("sent back as it was read it is %+v, %v, want %+v", got, err, read)
				}
				n.Title = "Circles"
				got, err = c.Courses.Edit(ctx, teacher, course.ID, n, "")
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
				if got, err = c.Courses.Edit(ctx, teacher, course.ID, n, ""); err != nil || got.Closing != campus.ClosesDate ||
					!got.Closes.Equal(n.Closes) {
					t.Errorf("with a later time it is %+v, %v", got, err)
				}
			}, lively)
		})
	}
}

// A place that got free after the end goes to nobody; once the clock is behind the end again, it is theirs who waited.
func TestAClockThatFallsBackLetsNobodyPassThoseWhoWait(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, teacher, who := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 6)
		n := geometry()
		n.Places, n.Closing, n.Closes = 2, campus.ClosesDate, noon.Add(time.Hour)
		course, err := c.Courses.Create(ctx, teacher, n, "")
		must(t, err)
		for _, person := range who[:3] {
			_, err := c.Courses.Enrol(ctx, person, course.ID, true, "")
			must(t, err)
		}
		clock.Add(time.Hour)
		for _, person := range who[:2] {
			_, err = c.Courses.Drop(ctx, person, course.ID, "")
			must(t, err)
		}
		clock.Add(-time.Minute)
		if _, err := c.Courses.Enrol(ctx, who[3], course.ID, false, ""); !errors.Is(err, campus.ErrCourseFull) {
			t.Errorf("who would pass is told %v", err)
		}
		for _, step := range []struct {
			person campus.Person
			want   string
		}{{who[4], campus.Enrolled}, {who[2], campus.Enrolled}, {who[5], campus.Waiting}} {
			if got, err := c.Courses.Enrol(ctx, step.person, course.ID, true, ""); err != nil || got.Status != step.want {
				t.Errorf("%s is %+v, %v, want %s", step.person.Username, got, err, step.want)
			}
		}
	})
}
