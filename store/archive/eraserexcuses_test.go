package archive_test

import (
	"strings"
	"testing"
	"time"

	"stoa/store/archive"
	"stoa/store/campus"
)

// broke is why xanthippe need not come, in these tests.
const broke = "broke a leg, says Xanthippe of Alopeke"

// coming plans a date to which john and somebody are invited, who is excused from it.
func (s *school) coming(t *testing.T, who campus.Person) (m campus.Meeting, slot campus.Slot) {
	t.Helper()
	from := s.clock.Now().Truncate(time.Hour).Add(5 * time.Hour)
	slot = campus.Slot{From: from, To: from.Add(time.Hour), Zone: "UTC"}
	m = s.c.Plan(t, s.thales, campus.NewMeeting{Title: "Physics", Audience: []string{s.john.Email, who.Email}, Slots: []campus.Slot{slot}})
	s.c.Settle(t)
	must(t, s.c.Meetings.Excuse(t.Context(), s.thales, m.ID, 1, who.ID, broke, ""))
	s.c.Settle(t)
	return m, slot
}

// wantNoReason checks that it is nowhere said why they were excused.
func (s *school) wantNoReason(t *testing.T) {
	t.Helper()
	for key, value := range s.c.Contents(t) {
		if strings.Contains(value, "broke a leg") || strings.Contains(key, "person:") && strings.HasSuffix(key, ":excused") {
			t.Errorf("%s says %.300s", key, value)
		}
	}
	for _, e := range rows[archive.Event](t, s, archive.TableEvents) {
		if strings.Contains(e.Detail, "broke a leg") {
			t.Errorf("the archive has %+v", e)
		}
	}
}

// Whoever is expected no more is in no list of a date by which it would be found.
func TestWhyWhoIsErasedWasExcusedGoesFromDatesThatTheyAreExpectedAtNoMore(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		who := s.xanthippe(t)
		m, slot := s.coming(t, who)
		_, err := s.c.Meetings.Edit(t.Context(), s.thales, m.ID, campus.NewMeeting{Title: "Physics", Audience: []string{s.john.Email},
			Slots: []campus.Slot{slot}}, "")
		must(t, err)
		cancelled, _ := s.coming(t, who)
		must(t, s.c.Meetings.CancelInstances(t.Context(), s.thales, cancelled.ID, 1, false, 1, ""))
		s.c.Settle(t)
		s.erases(t, who)
		if job := s.works(t, who, 30); job.Lines != 2 {
			t.Errorf("the job stands at %+v", job)
		}
		s.wantNoReason(t)
		for _, at := range []time.Time{slot.From, slot.To} {
			s.clock.Set(at)
			s.c.Tick(t)
			s.c.Settle(t)
		}
		s.archives(t, 1)
		s.wantNoReason(t)
	})
}

// What is said of somebody who is erased names nobody, but why they were excused would be told of them.
func TestWhoIsErasedIsExcusedWithoutWhy(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		who := s.xanthippe(t)
		m, slot := s.coming(t, who)
		for _, at := range []time.Time{slot.From, slot.To} {
			s.clock.Set(at)
			s.c.Tick(t)
			s.c.Settle(t)
		}
		s.archives(t, 1)
		s.erases(t, who)
		s.works(t, who, 30)
		for _, op := range []string{"one", "one"} {
			must(t, s.c.Meetings.Excuse(t.Context(), s.thales, m.ID, 1, who.ID, broke, op))
		}
		s.c.Settle(t)
		s.wantNoReason(t)
		at, err := s.c.Meetings.AttendanceAt(t.Context(), s.thales, m.ID, 1, "", 10)
		must(t, err)
		for _, one := range at.People {
			if one.Person.ID == who.ID && one.State != campus.AttendExcused {
				t.Errorf("they are %s", one.State)
			}
		}
	})
}
