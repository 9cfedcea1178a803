package archive_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// wantClean checks that nothing of what was read names xanthippe.
func wantClean(t *testing.T, what string, read ...any) {
	t.Helper()
	for _, one := range read {
		for _, trace := range traces {
			if text := fmt.Sprint(one); strings.Contains(strings.ToLower(text), trace) {
				t.Errorf("%s: %.300s names them", what, text)
			}
		}
	}
}

// Why somebody was excused is read without their name at once, goes into the archive without it from then on, and out of its files.
func TestAnExcuseInTheArchiveDoesNotNameWhoIsErased(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, who, all := t.Context(), s.xanthippe(t), s.archive(t)
		lesson := func() campus.Meeting {
			return s.lesson(t, func(m campus.Meeting) {
				must(t, s.c.Meetings.Excuse(ctx, s.thales, m.ID, 1, s.john.ID, "helps Xanthippe of Alopeke", ""))
			})
		}
		first := lesson()
		s.archives(t, 1)
		lesson()
		was := len(rows[archive.Event](t, s, archive.TableEvents))
		s.clock.Add(time.Minute)
		s.erases(t, who)
		found, _, err := archive.Page[archive.Event](ctx, all, campus.Person{Role: campus.Admin}, archive.Ask{Limit: 50})
		must(t, err)
		if len(found) != was {
			t.Errorf("%d events are read, want %d", len(found), was)
		}
		for _, e := range found {
			wantClean(t, "read at once", e)
		}
		held, err := s.c.Records.Held(ctx, first.ID, 1)
		must(t, err)
		told, err := all.Events(ctx, held, noon, held.To)
		if err != nil || len(told) == 0 {
			t.Errorf("%d events are told, %v", len(told), err)
		}
		wantClean(t, "told at once", told)
		s.archives(t, 1)
		for i, e := range rows[archive.Event](t, s, archive.TableEvents) {
			if i >= was {
				wantClean(t, "archived afterwards", e)
			}
		}
		s.works(t, who, 20)
		s.wantEnded(t, who, 2, s.drops(t))
		if n := len(rows[archive.Event](t, s, archive.TableEvents)); n <= was {
			t.Errorf("%d events are in the archive in the end", n)
		}
	})
}

// Somebody begins to read while a job is under way, and reads on in the same file when it is done.
func TestWhoBeganToReadBeforeAJobWasDoneReadsNoName(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, who, all := t.Context(), s.xanthippe(t), s.archive(t)
		said := make([]string, 600)
		for n := range said {
			said[n] = fmt.Sprint("line ", n)
		}
		s.meets(t, noon.Add(time.Hour), append(said, bodiesNaming()...)...)
		s.ends(t)
		s.archives(t, 1)
		s.erases(t, who)
		n := 0
		for row, err := range archive.All[archive.Message](ctx, all, s.thales, archive.Ask{}) {
			must(t, err)
			if n++; n == 1 {
				if e := s.works(t, who, 20); e.Done.IsZero() {
					t.Fatalf("the job stands at %+v", e)
				}
			}
			wantClean(t, "read", row.Body)
		}
		if n != len(said)+len(naming) {
			t.Errorf("%d lines were read", n)
		}
	})
}

// The same with a line that is deleted, when all that is registered is without it.
func TestWhoBeganToReadBeforeALineWasWrittenOutOfItsFileDoesNotReadIt(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, all, m := t.Context(), s.archive(t), s.held(t, 300)
		s.archives(t, 1)
		must(t, s.c.Rooms.Delete(ctx, s.thales, store.MeetingRoom(m.ID, 1), 600, true, ""))
		s.c.Settle(t)
		n := 0
		for row, err := range archive.All[archive.Message](ctx, all, s.thales, archive.Ask{}) {
			must(t, err)
			if n++; n == 1 {
				must(t, onlyErr(s.compactor.Tick(ctx)))
				for range 2 {
					s.clock.Add(11 * time.Minute)
					s.archives(t, 0)
				}
				if masks, err := s.Masks(ctx); len(masks) > 0 || err != nil {
					t.Fatalf("masked are %v, %v", masks, err)
				}
			}
			if row.ID == 600 && row.Body != "" {
				t.Errorf("read is %+v", row)
			}
		}
		if n != 600 {
			t.Errorf("%d lines were read", n)
		}
	})
}

// A room comes back while the files that it comes from name who was erased.
func TestARoomThatComesBackDoesNotNameWhoIsErased(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		who := h.xanthippe(t)
		m := h.meets(t, noon.Add(time.Hour), bodiesNaming()...)
		h.ends(t)
		h.archives(t, 1)
		h.clock.Add(keep)
		h.releases(t, 1)
		h.erases(t, who)
		h.wantSaid(t, "the room", h.reads(t, store.MeetingRoom(m.ID, 1)))
		h.works(t, who, 20)
		h.wantEnded(t, who, 3, h.drops(t))
	})
}

// A word of a username that others are called by names nobody alone. One's own name is none of others'.
func TestAUsernameThatNobodyElseIsCalledByNamesItsBearer(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		room := store.RoomNamed(campus.GeneralID)
		for _, one := range []campus.NewPerson{{Username: "xanthippe", Name: "Xanthippe of Alopeke"}, {Username: "aspasia",
			Name: "Aspasia of Miletus"}} {
			one.Email, one.Role, one.Password = one.Username+"@stoa.example", campus.Student, storetest.Password
			who, err := s.c.People.Create(t.Context(), store.Itself(""), one)
			must(t, err)
			if one.Username == "aspasia" {
				_, err = s.c.People.Create(t.Context(), store.Itself(""), campus.NewPerson{Username: "other", Name: "Aspasia Smith",
					Email: "other@stoa.example", Role: campus.Student, Password: storetest.Password})
				must(t, err)
			}
			s.c.Settle(t)
			s.clock.Add(time.Minute)
			s.says(t, room, s.john, "ask "+one.Username)
			s.erases(t, who)
			if job := s.works(t, who, 10); job.Done.IsZero() {
				t.Errorf("the job stands at %+v", job)
			}
		}
		wantPaths(t, "the room", s.reads(t, room), []string{"ask Erased person", "ask aspasia"})
	})
}
