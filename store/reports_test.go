package store_test

import (
	"slices"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// office is a room of a course's meeting in which a line was said, and people who may or may not look after it.
type office struct {
	*storetest.Campus
	thales, hypatia, euclid, admin, john, hamid campus.Person
	course                                      campus.Course
	meeting                                     campus.Meeting
	line                                        int64
}

// newOffice: thales teaches the course, hypatia hosts the meeting, euclid teaches something else; john said a line, and
// hamid reads it.
func newOffice(t *testing.T, c *storetest.Campus) *office {
	t.Helper()
	o := &office{Campus: c, thales: c.Person(t, "thales", campus.Teacher), hypatia: c.Person(t, "hypatia", campus.Teacher),
		euclid: c.Person(t, "euclid", campus.Teacher), admin: c.Person(t, "admin", campus.Admin),
		john: c.Person(t, "john", campus.Student), hamid: c.Person(t, "hamid", campus.Student)}
	o.course = c.Course(t, o.thales, "Geometry", 5)
	c.Course(t, o.euclid, "Optics", 5)
	now := c.Now()
	o.meeting = c.Plan(t, o.admin, campus.NewMeeting{Title: "Circles", Host: o.hypatia.ID, Course: o.course.ID,
		Slots: []campus.Slot{{From: now.Add(-60e9), To: now.Add(3600e9), Zone: "UTC"}}})
	for _, p := range []campus.Person{o.john, o.hamid} {
		_, err := c.Courses.Enrol(t.Context(), p, o.course.ID, false, "")
		must(t, err)
		must(t, c.Meetings.Join(t.Context(), p, o.meeting.ID, 1, ""))
	}
	var err error
	o.line, err = c.Rooms.Post(t.Context(), o.john, store.MeetingRoom(o.meeting.ID, 1), campus.NewLine{Body: "a rude word"}, "")
	must(t, err)
	c.Settle(t)
	return o
}

func (o *office) report(t testing.TB, who campus.Person) (campus.ReportID, error) {
	t.Helper()
	id, err := o.Reports.Line(t.Context(), store.By{Person: who, From: "192.0.2.1"}, store.MeetingRoom(o.meeting.ID, 1), o.line,
		campus.NewReport{Reason: campus.ReasonAbuse, Text: "please look"})
	o.Settle(t)
	return id, err
}

// sees returns what somebody's page of reports has.
func (o *office) sees(t testing.TB, who campus.Person) []campus.Report {
	t.Helper()
	p, err := o.People.Get(t.Context(), who.ID)
	must(t, err)
	all, _, err := o.Reports.Page(t.Context(), p, "", 50)
	must(t, err)
	return all
}

func TestAReportCopiesTheLineToTheStaffOfItsRoom(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		o := newOffice(t, c)
		id, err := o.report(t, o.hamid)
		must(t, err)
		want := campus.Report{ID: id, Title: "Circles", Whom: campus.Named{ID: o.john.ID, Name: o.john.Name},
			Reporter: campus.Named{ID: o.hamid.ID, Name: o.hamid.Name}, Reason: campus.ReasonAbuse, Text: "please look",
			Body: "a rude word", At: noon}
		for _, who := range []campus.Person{o.thales, o.hypatia, o.admin} {
			if got := o.sees(t, who); len(got) != 1 || got[0] != want {
				t.Errorf("%s sees %+v, want %+v", who.Name, got, want)
			}
		}
		for _, who := range []campus.Person{o.euclid, o.john, o.hamid} {
			if got := o.sees(t, who); len(got) != 0 {
				t.Errorf("%s sees %+v", who.Name, got)
			}
			wantRefusal(t, who.Name+" closes it", c.Reports.Close(t.Context(), who, id.String(), ""), campus.ErrNoReport)
		}
	})
}

func TestTwoReportsOfALineByOnePersonAreOne(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o := newOffice(t, c)
		storetest.Together(5, func(int) {
			_, err := o.Reports.Line(t.Context(), store.By{Person: o.hamid}, store.MeetingRoom(o.meeting.ID, 1), o.line,
				campus.NewReport{Reason: campus.ReasonSpam})
			if err != nil {
				t.Error(err)
			}
		})
		_, err := o.report(t, o.hypatia) // another person's is another report
		must(t, err)
		if got := o.sees(t, o.thales); len(got) != 2 {
			t.Errorf("there are %d reports, want 2: %+v", len(got), got)
		}
		noted := 0
		trail, err := c.Audit.Trail(t.Context(), o.john.ID, 100)
		must(t, err)
		for _, entry := range trail {
			if entry.Deed == campus.DeedReported {
				noted++
				if strings.Contains(entry.What, "rude") {
					t.Errorf("the audit quotes: %+v", entry)
				}
			}
		}
		if noted != 2 {
			t.Errorf("the audit has %d reports, want 2: %+v", noted, trail)
		}
	})
}

func TestALineDeletedBeforeItIsReportedIsGoneAndOneReportedBeforeIsKept(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o := newOffice(t, c)
		_, err := o.report(t, o.hamid)
		must(t, err)
		must(t, c.Rooms.Delete(t.Context(), o.john, store.MeetingRoom(o.meeting.ID, 1), o.line, false, ""))
		_, err = o.report(t, o.thales)
		wantRefusal(t, "reporting what was deleted", err, campus.ErrNoMessage)
		wantRefusal(t, "which the script says itself", c.ReportBlindly(t, o.meeting.ID, o.line, o.john.ID, o.thales.ID),
			campus.ErrNoMessage)
		if got := o.sees(t, o.thales); len(got) != 1 || got[0].Body != "a rude word" {
			t.Errorf("after it was deleted the staff sees %+v", got)
		}
	})
}

func TestOnlyWhoMayReadInARoomReportsThere(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o := newOffice(t, c)
		_, err := o.report(t, o.euclid)
		wantRefusal(t, "an outsider", err, campus.ErrNotInvited)
		_, err = o.report(t, o.john)
		wantRefusal(t, "one's own line", err, campus.ErrReportSelf)
		person := func(whom campus.Person) error {
			_, err := c.Reports.Person(t.Context(), store.By{Person: o.hamid}, store.MeetingRoom(o.meeting.ID, 1), whom.ID,
				campus.NewReport{Reason: campus.ReasonHarm})
			return err
		}
		must(t, person(o.john))
		wantRefusal(t, "who was never there", person(o.euclid), campus.ErrNotThere)
		_, err = c.Reports.Line(t.Context(), store.By{Person: o.hamid}, store.MeetingRoom(o.meeting.ID, 1), o.line,
			campus.NewReport{Reason: "fun", Text: strings.Repeat("x", 501)})
		wantFields(t, "a report without sense", err, campus.Invalid, "reason", "text")
		o.Settle(t)
		if got := o.sees(t, o.hypatia); len(got) != 1 || got[0].Body != "" || got[0].Whom.ID != o.john.ID {
			t.Errorf("the host sees %+v, want the person alone", got)
		}
	})
}

func TestWhoIsOfTheStaffNoMoreSeesNoReportAndNobodySeesThoseAboutThemself(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o := newOffice(t, c)
		_, err := o.report(t, o.hamid)
		must(t, err)
		student := campus.Student
		for _, teacher := range []campus.Person{o.thales, o.hypatia} {
			_, _, err = c.People.Edit(t.Context(), store.Itself(""), teacher.ID, campus.PersonChange{Role: &student})
			must(t, err)
			if got := o.sees(t, teacher); len(got) != 0 {
				t.Errorf("%s was demoted and sees %+v", teacher.Name, got)
			}
		}
		said, err := c.Rooms.Post(t.Context(), o.hamid, store.MeetingRoom(o.meeting.ID, 1), campus.NewLine{Body: "x"}, "")
		must(t, err)
		teacher := campus.Teacher
		_, _, err = c.People.Edit(t.Context(), store.Itself(""), o.hypatia.ID, campus.PersonChange{Role: &teacher})
		must(t, err)
		_, err = c.Reports.Line(t.Context(), store.By{Person: o.hypatia}, store.MeetingRoom(o.meeting.ID, 1), said,
			campus.NewReport{Reason: campus.ReasonSpam})
		must(t, err)
		c.Settle(t)
		admin := campus.Admin
		_, _, err = c.People.Edit(t.Context(), store.Itself(""), o.hamid.ID, campus.PersonChange{Role: &admin})
		must(t, err)
		if got := o.sees(t, o.hamid); len(got) != 1 || got[0].Whom.ID != o.john.ID {
			t.Errorf("an admin who is reported sees %+v", got)
		}
	})
}

func TestAReportIsClosedOnceByTheFirst(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o := newOffice(t, c)
		id, err := o.report(t, o.hamid)
		must(t, err)
		must(t, c.Reports.Close(t.Context(), o.thales, id.String(), ""))
		clock.Add(3600e9)
		must(t, c.Reports.Close(t.Context(), o.admin, id.String(), ""))
		for _, who := range []campus.Person{o.hypatia, o.admin} {
			got := o.sees(t, who)
			if len(got) != 1 || got[0].ClosedBy != (campus.Named{ID: o.thales.ID, Name: o.thales.Name}) || !got[0].Closed.Equal(noon) {
				t.Errorf("%s sees %+v, want it closed by thales at noon", who.Name, got)
			}
		}
		for _, none := range []string{"", "meeting:1:1:1:1", "meeting:1:1:1:1:1:1", "other:1:1:1", id.String() + "0",
			"meeting:01:1:1:1:1"} {
			wantRefusal(t, "closing "+none, c.Reports.Close(t.Context(), o.admin, none, ""), campus.ErrNoReport)
		}
	})
}

func TestPagesOfReportsHaveEachOnceNewestFirst(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o := newOffice(t, c)
		var want []campus.ReportID
		for range 7 {
			line, err := c.Rooms.Post(t.Context(), o.john, store.MeetingRoom(o.meeting.ID, 1), campus.NewLine{Body: "x"}, "")
			must(t, err)
			id, err := c.Reports.Line(t.Context(), store.By{Person: o.hamid}, store.MeetingRoom(o.meeting.ID, 1), line,
				campus.NewReport{Reason: campus.ReasonSpam})
			must(t, err)
			want = append([]campus.ReportID{id}, want...)
			clock.Add(1e9)
		}
		c.Settle(t)
		var got []campus.ReportID
		for cursor, first := "", true; first || cursor != ""; first = false {
			page, next, err := c.Reports.Page(t.Context(), o.admin, cursor, 3)
			must(t, err)
			for _, r := range page {
				got = append(got, r.ID)
			}
			cursor = next
		}
		if !slices.Equal(got, want) {
			t.Errorf("the pages have %v, want %v", got, want)
		}
		_, _, err := c.Reports.Page(t.Context(), o.admin, "1.x", 3)
		wantCode(t, "a cursor of nobody", err, campus.BadRequest)
	})
}

func TestTheEleventhReportInAMinuteWaits(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o := newOffice(t, c)
		for range 10 {
			_, err := o.report(t, o.hamid)
			must(t, err)
		}
		_, err := o.report(t, o.hamid)
		wantCode(t, "the eleventh", err, campus.TooMany)
		_, err = o.report(t, o.hypatia)
		must(t, err)
		clock.Add(6e9)
		_, err = o.report(t, o.hamid)
		must(t, err)
	})
}
