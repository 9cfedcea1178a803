package archive_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/archive"
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

// Why somebody was excused is about them, whether or not it names them: in the file, and in an excuse that was given after that.
func TestWhyWhoIsErasedWasExcusedGoes(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, who, dates := t.Context(), s.xanthippe(t), []campus.Meeting{}
		course := s.c.Course(t, s.thales, "Logic", 5)
		s.c.Enrol(t, course, s.john, who)
		from := noon.Add(2 * time.Hour)
		for _, title := range []string{"Proofs", "Sets", "Numbers"} { // excused when it was archived, after that, and by no reason
			dates = append(dates, s.c.Plan(t, s.thales, campus.NewMeeting{Title: title, Course: course.ID,
				Slots: []campus.Slot{{From: from, To: from.Add(time.Hour), Zone: "UTC"}}}))
		}
		must(t, s.c.Meetings.Excuse(ctx, s.thales, dates[0].ID, 1, who.ID, "broke a leg", ""))
		must(t, s.c.Meetings.Excuse(ctx, s.thales, dates[0].ID, 1, s.john.ID, "broke an arm", ""))
		must(t, s.c.Meetings.Excuse(ctx, s.thales, dates[2].ID, 1, who.ID, "", ""))
		s.clock.Set(from)
		s.c.Tick(t)
		s.c.Settle(t)
		s.ends(t)
		s.c.Settle(t)
		s.archives(t, len(dates))
		must(t, s.c.Meetings.Excuse(ctx, s.thales, dates[1].ID, 1, who.ID, "broke a leg", ""))
		s.c.Settle(t)
		s.clock.Add(time.Hour)
		s.erases(t, who)
		reasons := func(rows []archive.Event) (whose []string) {
			for _, e := range rows {
				if e.Kind == "excused" {
					whose = append(whose, fmt.Sprint(e.Person == who.ID, strings.Contains(e.Detail, "broke")))
				}
			}
			slices.Sort(whose)
			return whose
		}
		want := []string{"false true", "true false", "true false"}
		read, _, err := archive.Page[archive.Event](ctx, s.archive(t), campus.Person{Role: campus.Admin}, archive.Ask{Limit: 50})
		if got := reasons(read); err != nil || !slices.Equal(got, want) {
			t.Errorf("read at once are %q, %v", got, err)
		}
		s.works(t, who, 30)
		s.wantEnded(t, who, 2, s.drops(t))
		if got := reasons(rows[archive.Event](t, s, archive.TableEvents)); !slices.Equal(got, want) {
			t.Errorf("in the archive are %q", got)
		}
		for i, m := range dates {
			at, err := s.c.Meetings.AttendanceAt(ctx, s.thales, m.ID, 1, "", 10)
			must(t, err)
			for _, one := range at.People {
				if one.Person.ID == who.ID && (one.State != campus.AttendExcused || one.Excuse.Reason != "") {
					t.Errorf("at date %d they are %s, %+v", i, one.State, one.Excuse)
				}
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
