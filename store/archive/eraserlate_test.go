package archive_test

import (
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestAnExcuseThatWasGivenWhenItsDateWasArchivedDoesNotNameWhoIsErased(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, who := t.Context(), s.xanthippe(t)
		course := s.c.Course(t, s.thales, "Logic", 5)
		s.c.Enrol(t, course, s.john, who)
		from := noon.Add(2 * time.Hour)
		m := s.c.Plan(t, s.thales, campus.NewMeeting{Title: "Proofs", Course: course.ID,
			Slots: []campus.Slot{{From: from, To: from.Add(time.Hour), Zone: "UTC"}}})
		s.clock.Set(from)
		s.c.Tick(t)
		s.c.Settle(t)
		must(t, s.c.Meetings.Join(ctx, s.john, m.ID, 1, ""))
		s.ends(t)
		s.c.Settle(t)
		s.archives(t, 1)
		must(t, s.c.Meetings.Excuse(ctx, s.thales, m.ID, 1, who.ID, "Xanthippe of Alopeke is ill", ""))
		s.c.Settle(t)
		s.clock.Add(time.Hour)
		s.erases(t, who)
		if job := s.works(t, who, 30); job.Done.IsZero() || job.Lines != 1 {
			t.Errorf("the job stands at %+v", job)
		}
		for key, value := range s.c.Contents(t) {
			if strings.Contains(strings.ToLower(value), "alopeke") {
				t.Errorf("%s names them: %.200s", key, value)
			}
		}
	})
}

// The name of who was erased is free, and what is said of who bears it next stays as it is.
func TestWhoTakesTheNameOfSomebodyErasedStaysNamed(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		who := s.xanthippe(t)
		s.meets(t, noon.Add(time.Hour), "ask Xanthippe.77") // goes on while the job waits for it
		s.clock.Add(time.Minute)
		s.erases(t, who)
		if job := s.works(t, who, 3); !job.Done.IsZero() {
			t.Fatalf("the job stands at %+v", job)
		}
		s.clock.Add(2 * time.Minute)
		_, err := s.c.People.Create(t.Context(), store.Itself(""), campus.NewPerson{Username: who.Username, Name: who.Name,
			Email: who.Email, Role: campus.Student, Born: "1999-01-01", Password: storetest.Password})
		must(t, err)
		s.says(t, store.MeetingRoom(1, 1), s.john, "here comes Xanthippe of Alopeke")
		s.c.Settle(t)
		s.ends(t)
		s.archives(t, 1)
		if job := s.works(t, who, 30); job.Done.IsZero() {
			t.Fatalf("in the end the job stands at %+v", job)
		}
		want := []string{"ask Erased person", "here comes Xanthippe of Alopeke"}
		wantPaths(t, "the archive", s.bodies(t), []string{"1:1:1 " + want[0], "1:1:2 " + want[1]})
		said, err := s.c.Rooms.Messages(t.Context(), store.MeetingRoom(1, 1), store.Span{Limit: 10})
		must(t, err)
		for i, line := range said.Lines {
			if line.Body != want[i] {
				t.Errorf("the room says %q, want %q", line.Body, want[i])
			}
		}
	})
}
