package store_test

import (
	"fmt"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestMyMeetingsAreThoseThatIHostOrWhoseCourseITeach(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		john, admin := c.Person(t, "john", campus.Student), c.Person(t, "boss", campus.Admin)
		course := c.Course(t, thales, "Geometry", 5)
		_, err := c.Courses.Enrol(ctx, john, course.ID, false, "")
		must(t, err)
		plan := func(host campus.Person, title, course string, audience ...string) {
			c.Plan(t, host, campus.NewMeeting{Title: title, Course: course, Public: course == "" && len(audience) == 0, Audience: audience,
				Slots: []campus.Slot{hour(0), hour(48 * time.Hour)}})
		}
		plan(thales, "hosted", "")
		plan(admin, "taught", course.ID)
		plan(hypatia, "another", "")
		plan(hypatia, "invited", "", thales.Email)
		c.Tick(t)
		c.Settle(t)
		for _, one := range []struct {
			who   campus.Person
			state campus.State
			want  string
		}{
			{thales, "", "hosted 1 taught 1 hosted 2 taught 2 "}, {thales, campus.Active, "hosted 1 taught 1 "},
			{thales, campus.Scheduled, "hosted 2 taught 2 "}, {admin, "", "taught 1 taught 2 "},
			{hypatia, campus.Scheduled, "another 2 invited 2 "}, {john, "", ""},
		} {
			got := ""
			for cursor, pages := "", 0; pages == 0 || cursor != "" && pages < 9; pages++ {
				all, next, err := c.Meetings.PageMine(ctx, one.who, nil, one.state, cursor, 1)
				must(t, err)
				for _, l := range all {
					got += fmt.Sprintf("%s %d ", l.Meeting.Title, l.Instance.Order)
				}
				cursor = next
			}
			if got != one.want {
				t.Errorf("%s has %q of state %q, want %q", one.who.Username, got, one.state, one.want)
			}
		}
	})
}
