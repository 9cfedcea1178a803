package store_test

import (
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// Of a date that is over nobody but its staff is told how many were missed.
func TestATranscriptCountsWhoWasAbsentForTheStaffAlone(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o := newOldTalk(t, c, clock)
		o.at(t, 61)
		for who, want := range map[campus.Person]int{o.thales: 1, o.john: 0, o.hamid: 0} {
			got, err := o.Meetings.Transcript(t.Context(), who, o.m.ID, 1, store.TranscriptPiece{Limit: 10})
			if err != nil || got.Absent != want {
				t.Errorf("%s reads that %d were absent, %v, want %d", who.Username, got.Absent, err, want)
			}
		}
	})
}

// How people attended a date of a meeting that is deleted stays for its staff, as all of its past does; of nobody it is a date any more.
func TestHowADeletedMeetingWasAttendedIsKnownToItsStaffAlone(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, l := t.Context(), leaveMeeting(t, c, clock)
		for _, staff := range []campus.Person{l.host, l.co, l.admin} {
			at, err := c.Meetings.AttendanceAt(ctx, staff, l.id, 1, "", 9)
			if err != nil || len(at.People) != 1 || at.People[0].Person.ID != l.pupil.ID {
				t.Errorf("%s learns %+v, %v", staff.Username, at.People, err)
			}
		}
		_, err := c.Meetings.AttendanceAt(ctx, l.pupil, l.id, 1, "", 9)
		wantRefusal(t, "a student asks", err, campus.ErrNoMeeting)
		for _, who := range []campus.Person{l.host, l.pupil} {
			of, err := c.Meetings.AttendanceOfPerson(ctx, who, l.pupil.ID, store.AttendanceQuery{}, nil)
			if err != nil || len(of.Dates) != 0 || of.Sums.Dates != 0 {
				t.Errorf("%s learns of the student %+v, %v", who.Username, of.Dates, err)
			}
		}
	})
}
