package store_test

import (
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// reportsOf returns what somebody of the staff sees of reports: the room's name, and the line.
func (o town) reportsOf(t testing.TB, who campus.Person) [][2]string {
	t.Helper()
	page, _, err := o.Reports.Page(t.Context(), who, "", 20)
	must(t, err)
	out := make([][2]string, len(page))
	for i, r := range page {
		out[i] = [2]string{r.Title, r.Body}
	}
	return out
}

func wantReports(t testing.TB, what string, got [][2]string, want ...[2]string) {
	t.Helper()
	same := len(got) == len(want)
	for i := range got {
		same = same && got[i] == want[i]
	}
	if !same {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestWhatIsReportedOutsideMeetingsReachesTheStaffOfTheRoom(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx := newTown(t, c), t.Context()
		n := campus.NewReport{Reason: campus.ReasonAbuse}
		ids := map[string]campus.ReportID{}
		for _, r := range []struct {
			name string
			room store.Room
		}{{"general", store.GeneralRoom()}, {"two", store.PrivateRoom(o.john.ID, o.hamid.ID)}, {"course", store.CourseRoom(o.course.ID)}} {
			line := o.say(t, o.hamid, r.room, "bad in "+r.name)
			var err error
			ids[r.name], err = c.Reports.Line(ctx, store.By{Person: o.john}, r.room, line, n)
			must(t, err)
			clock.Add(1e9)
		}
		c.Settle(t)
		course := [2]string{"Geometry", "bad in course"}
		wantReports(t, "the course's staff", o.reportsOf(t, o.hypatia), course)
		wantReports(t, "another teacher", o.reportsOf(t, o.pythia))
		wantReports(t, "an admin", o.reportsOf(t, o.admin), course, [2]string{"private messages", "bad in two"},
			[2]string{"General", "bad in general"})
		for name, want := range map[string]error{"general": campus.ErrNoReport, "two": campus.ErrNoReport, "course": nil} {
			wantRefusal(t, "a teacher closes that in "+name, c.Reports.Close(ctx, o.thales, ids[name].String(), ""), want)
			wantRefusal(t, "an admin closes that in "+name, c.Reports.Close(ctx, o.admin, ids[name].String(), ""), nil)
		}
		_, err := c.Courses.Edit(ctx, o.admin, o.course.ID, campus.NewCourse{Title: "Geometry", Level: campus.Beginner, Places: 2,
			Teacher: o.pythia.ID}, "")
		must(t, err)
		c.Settle(t)
		wantReports(t, "who teaches it no more", o.reportsOf(t, o.thales))
		wantReports(t, "who teaches it now", o.reportsOf(t, o.pythia), course)
	})
}

func TestWhoIsReportedIsInTheRoomAndHearsNothingOfIt(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		n, course := campus.NewReport{Reason: campus.ReasonSpam}, store.CourseRoom(o.course.ID)
		two := store.PrivateRoom(o.john.ID, o.hamid.ID)
		for name, test := range map[string]struct {
			by   campus.Person
			room store.Room
			whom int64
			want error
		}{
			"everybody is in general": {o.john, store.GeneralRoom(), o.haled.ID, nil}, "nobody is not": {o.john, store.GeneralRoom(), 999,
				campus.ErrNotThere},
			"of the course": {o.john, course, o.hamid.ID, nil}, "its teacher": {o.john, course, o.thales.ID, nil},
			"not of the course": {o.john, course, o.haled.ID, campus.ErrNotThere}, "who waits": {o.john, course, o.waits.ID,
				campus.ErrNotThere},
			"by a stranger": {o.haled, course, o.hamid.ID, campus.ErrNotEnrolled}, "the other": {o.john, two, o.hamid.ID, nil},
			"not one of two": {o.john, two, o.haled.ID, campus.ErrNotThere}, "by a third": {o.admin, two, o.hamid.ID, campus.ErrNoRoom},
		} {
			_, err := c.Reports.Person(ctx, store.By{Person: test.by}, test.room, test.whom, n)
			wantRefusal(t, name, err, test.want)
		}
		c.Settle(t)
		wantReports(t, "who is reported and teaches it", o.reportsOf(t, o.thales), [2]string{"Geometry", ""})
	})
}
