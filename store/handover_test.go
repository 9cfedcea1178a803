package store_test

import (
	"fmt"
	"testing"

	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestReportsAreForWhoLooksAfterTheRoomNow(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, o := t.Context(), newOffice(t, c)
		optics := c.Course(t, o.euclid, "Mirrors", 5)
		_, err := o.report(t, o.hamid)
		must(t, err)
		for _, step := range []struct {
			what   string
			host   campus.Person
			course string
			sees   []campus.Person
		}{
			{"as it was", o.hypatia, o.course.ID, []campus.Person{o.hypatia, o.thales, o.admin}},
			{"another host", o.euclid, o.course.ID, []campus.Person{o.euclid, o.thales, o.admin}},
			{"another course", o.hypatia, optics.ID, []campus.Person{o.hypatia, o.euclid, o.admin}},
			{"of no course", o.hypatia, "", []campus.Person{o.hypatia, o.admin}},
			{"of the first again", o.hypatia, o.course.ID, []campus.Person{o.hypatia, o.thales, o.admin}},
		} {
			_, err := c.Meetings.Edit(ctx, o.admin, o.meeting.ID, campus.NewMeeting{Title: "Circles", Host: step.host.ID,
				Course: step.course}, "")
			must(t, err)
			c.Settle(t)
			got, want := map[int64]int{}, map[int64]int{}
			for _, who := range step.sees {
				want[who.ID] = 1
			}
			for _, who := range []campus.Person{o.thales, o.hypatia, o.euclid, o.admin, o.john, o.hamid} {
				if n := len(o.sees(t, who)); n > 0 {
					got[who.ID] = n
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: the report is seen by %v, want %v", step.what, got, want)
			}
		}
		must(t, c.Meetings.Delete(ctx, o.admin, o.meeting.ID, 0, ""))
		c.Settle(t)
		if got := o.sees(t, o.hypatia); len(got) != 1 {
			t.Errorf("of a meeting that is deleted its host sees %+v", got)
		}
	})
}

// The one who reports has found the old host before the hand-over, and the list is written after it.
func TestAReportThatIsMadeWhileAMeetingIsHandedOverReachesTheNewHost(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	ctx, o := t.Context(), newOffice(t, c)
	id := campus.ReportID{Room: campus.MeetingTopic(o.meeting.ID, 1), Line: o.line, Whom: o.john.ID, Reporter: o.hamid.ID}
	must(t, c.ReportBlindly(t, o.meeting.ID, o.line, o.john.ID, o.hamid.ID))
	through, gate := c.Gated(t, id.String()+" "+o.course.ID) // with which it is put into lists
	err := between(t, gate, func() error { _, err := through.Followers.Tick(ctx); return err }, func() {
		_, err := c.Meetings.Edit(ctx, o.admin, o.meeting.ID, campus.NewMeeting{Title: "Circles", Host: o.euclid.ID, Course: o.course.ID},
			"")
		must(t, err)
	})
	must(t, err)
	c.Settle(t)
	if got := o.sees(t, o.euclid); len(got) != 1 {
		t.Errorf("the new host sees %+v", got)
	}
}
