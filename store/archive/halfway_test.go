package archive_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
)

// lesson is a date of an hour to which john is expected; it has ended when begins returns, and is not archived yet.
func (s *school) lesson(t *testing.T, begins func(m campus.Meeting)) campus.Meeting {
	t.Helper()
	from := s.clock.Now().Truncate(time.Hour).Add(5 * time.Hour)
	m := s.c.Plan(t, s.thales, campus.NewMeeting{Title: "Physics", Audience: []string{s.john.Email},
		Slots: []campus.Slot{{From: from, To: from.Add(time.Hour), Zone: "UTC"}}})
	s.c.Settle(t)
	begins(m)
	for _, at := range []time.Time{from, from.Add(time.Hour)} {
		s.clock.Set(at)
		s.c.Tick(t)
		s.c.Settle(t)
	}
	return m
}

func TestAnArchiverThatStoodStillBringsNothingBack(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, m := t.Context(), s.held(t, 1)
		reached, goOn, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		var once sync.Once
		slow := archive.NewArchiver(s.Index, s.c.Records, s.c.Erasures, s.dir, s.c.Options.Log, func(point string) {
			if point == archive.PointWritten {
				once.Do(func() {
					close(reached)
					<-goOn
				})
			}
		})
		go func() { _, err := slow.Tick(ctx); ended <- err }()
		<-reached
		s.clock.Add(2 * time.Minute)
		must(t, s.c.Rooms.Delete(ctx, s.thales, store.MeetingRoom(m.ID, 1), 1, true, ""))
		s.c.Settle(t)
		s.archives(t, 1)
		close(goOn)
		must(t, <-ended)
		want := []string{fmt.Sprint(m.ID, ":1:1 "), fmt.Sprint(m.ID, ":1:2 line 2")}
		if got := s.bodies(t); !slices.Equal(got, want) {
			t.Errorf("the lines are %q, want %q", got, want)
		}
		s.alone(t)
	})
}

func TestATryThatEndedHalfwayLeavesNothing(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx := t.Context()
		m := s.lesson(t, func(m campus.Meeting) { must(t, s.c.Meetings.Excuse(ctx, s.thales, m.ID, 1, s.john.ID, "", "")) })
		type stop struct{}
		func() {
			defer func() {
				if thrown := recover(); thrown != any(stop{}) {
					t.Errorf("it ended with %v", thrown)
				}
			}()
			_, _ = archive.NewArchiver(s.Index, s.c.Records, s.c.Erasures, s.dir, s.c.Options.Log, func(point string) {
				if point == archive.PointWritten {
					panic(stop{})
				}
			}).Tick(ctx)
		}()
		must(t, s.c.Meetings.TakeBackExcuse(ctx, s.thales, m.ID, 1, s.john.ID, "")) // the hour of the excuse has no row any more
		s.clock.Add(2 * time.Minute)
		s.archives(t, 1)
		want := rows[archive.Event](t, s, archive.TableEvents)
		s.alone(t)
		rebuild(t, s.archive(t))
		if got := rows[archive.Event](t, s, archive.TableEvents); !slices.Equal(got, want) {
			t.Errorf("after a rebuild the events are %v, want %v", got, want)
		}
	})
}

// alone checks that in the end no other files lie there than those that are registered.
func (s *school) alone(t *testing.T) {
	t.Helper()
	for range 3 {
		s.clock.Add(time.Hour)
		_, err := s.compactor.Tick(t.Context())
		must(t, err)
	}
	for _, table := range []string{archive.TableEvents, archive.TableMessages} {
		there, err := filepath.Glob(filepath.Join(s.dir, s.Database(), table, "*", "*", "*.parquet"))
		must(t, err)
		if known := s.files(t, table); len(there) != len(known) {
			t.Errorf("%d files of %s lie there, %d are registered", len(there), table, len(known))
		}
	}
}

func TestADateIsArchivedWhenAllAreNotedWhoWereExpected(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, from := t.Context(), s.clock.Now().Truncate(time.Hour).Add(90*time.Minute)
		m := s.c.Plan(t, s.thales, campus.NewMeeting{Title: "Physics", Audience: []string{s.john.Email},
			Slots: []campus.Slot{{From: from, To: from.Add(time.Hour), Zone: "UTC"}}})
		s.c.Settle(t)
		s.clock.Set(from.Add(time.Hour))
		for n := 1; n > 0; { // it is over, and nobody has followed that
			var err error
			n, err = s.c.Scheduler.Tick(ctx)
			must(t, err)
		}
		s.archives(t, 0)
		s.c.Settle(t)
		s.clock.Add(time.Minute)
		s.archives(t, 1)
		var absent []int64
		for _, e := range rows[archive.Event](t, s, archive.TableEvents) {
			if e.Kind == "absent" && e.Meeting == m.ID {
				absent = append(absent, e.Person)
			}
		}
		if !slices.Equal(absent, []int64{s.john.ID}) {
			t.Errorf("absent are %v", absent)
		}
	})
}

// over lets a date end, and nobody follow that.
func (s *school) over(t *testing.T, at time.Time) {
	t.Helper()
	s.clock.Set(at)
	for n := 1; n > 0; {
		var err error
		n, err = s.c.Scheduler.Tick(t.Context())
		must(t, err)
	}
}

// Who is expected is noted when a date begins and when it ends, each time up to then. The archive waits for the second.
func TestADateIsNotArchivedByWhomItsBeginningHasNoted(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		eve, from := s.c.Person(t, "eve", campus.Student), noon.Add(2*time.Hour)
		course := s.c.Course(t, s.thales, "Logic", 5)
		s.c.Enrol(t, course, s.john)
		s.c.Plan(t, s.thales, campus.NewMeeting{Title: "Proofs", Course: course.ID,
			Slots: []campus.Slot{{From: from, To: from.Add(time.Hour), Zone: "UTC"}}})
		s.c.Settle(t)
		s.clock.Set(from)
		s.c.Tick(t)
		s.clock.Add(30 * time.Minute)
		s.c.Enrol(t, course, eve)
		s.c.Settle(t)
		s.over(t, from.Add(time.Hour))
		s.archives(t, 0)
		s.c.Settle(t)
		s.clock.Add(time.Minute)
		s.archives(t, 1)
		var absent []int64
		for _, e := range rows[archive.Event](t, s, archive.TableEvents) {
			if e.Kind == "absent" {
				absent = append(absent, e.Person)
			}
		}
		if !slices.Equal(absent, []int64{s.john.ID, eve.ID}) {
			t.Errorf("absent are %v, want %d and %d", absent, s.john.ID, eve.ID)
		}
	})
}

// Where nobody ever notes who was expected a date is archived all the same.
func TestADateWaitsForNobodyForEver(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		to := noon.Add(3 * time.Hour)
		s.c.Plan(t, s.thales, campus.NewMeeting{Title: "Physics", Audience: []string{s.john.Email},
			Slots: []campus.Slot{{From: to.Add(-time.Hour), To: to, Zone: "UTC"}}})
		s.c.Settle(t)
		s.over(t, to)
		s.archives(t, 0)
		s.clock.Set(to.Add(10*time.Minute - time.Millisecond))
		s.archives(t, 0)
		s.clock.Set(to.Add(11 * time.Minute))
		s.archives(t, 1)
		s.c.Settle(t)
	})
}
