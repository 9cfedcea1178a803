package archive_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"stoa/store/archive"
	"stoa/store/campus"
)

func TestADateThatCannotBeArchivedIsToldOfUntilItIs(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		m := s.held(t, 1)
		must(t, os.WriteFile(filepath.Join(s.dir, s.Database()), nil, 0o600)) // where the directory is to be
		for range 2 {
			if done, err := s.archiver.Tick(t.Context()); done != 0 || err == nil {
				t.Errorf("%d dates were archived, %v", done, err)
			}
			status, err := s.Status(t.Context(), 1)
			must(t, err)
			f := status.Failures
			if len(f) != 1 || f[0].Meeting != m.ID || f[0].Order != 1 || f[0].Why == "" || !f[0].At.Equal(s.clock.Now()) {
				t.Errorf("told is %+v", f)
			}
			s.clock.Add(time.Hour)
		}
		must(t, os.Remove(filepath.Join(s.dir, s.Database())))
		s.archives(t, 1)
		if status, err := s.Status(t.Context(), 1); err != nil || len(status.Failures) != 0 {
			t.Errorf("told is %+v, %v", status.Failures, err)
		}
	})
}

func TestOfManyDatesThatCannotBeArchivedSomeAreToldOf(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		var slots []campus.Slot
		for n := range 60 {
			from := s.clock.Now().Add(time.Duration(n+1) * time.Hour)
			slots = append(slots, campus.Slot{From: from, To: from.Add(time.Minute), Zone: "UTC"})
		}
		s.c.Plan(t, s.thales, campus.NewMeeting{Title: "Physics", Public: true, Slots: slots})
		for range slots {
			s.clock.Add(time.Hour)
			s.c.Tick(t)
		}
		s.clock.Add(time.Hour)
		s.c.Tick(t)
		s.c.Settle(t)
		must(t, os.WriteFile(filepath.Join(s.dir, s.Database()), nil, 0o600))
		if done, err := s.archiver.Tick(t.Context()); done != 0 || err == nil || strings.Count(err.Error(), "date ") != len(slots) {
			t.Errorf("%d dates were archived, %v", done, err)
		}
		if status, err := s.Status(t.Context(), 1); err != nil || len(status.Failures) != 50 {
			t.Errorf("told is of %d, %v", len(status.Failures), err)
		}
	})
}

func TestAFileThatCannotBeRemovedIsToldOfUntilItIs(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		e := file(archive.TableEvents, 1, noon, 0)
		must(t, s.Batch(t.Context(), []archive.Entry{e}, nil))
		must(t, s.Batch(t.Context(), nil, []archive.Name{e.Name()}))
		in := filepath.Join(s.dir, s.Database(), filepath.FromSlash(e.Name().String()), "something")
		must(t, os.MkdirAll(in, 0o700)) // a directory that is not empty, where the file is to be
		s.clock.Add(time.Hour)
		if _, err := s.compactor.Tick(t.Context()); err == nil {
			t.Error("it was removed")
		}
		status, err := s.Status(context.Background(), 1)
		if f := status.Failures; err != nil || len(f) != 1 || f[0].Meeting != 0 || f[0].Work != "removing files" {
			t.Errorf("told is %+v, %v", f, err)
		}
		must(t, os.Remove(in))
		s.clock.Add(time.Hour)
		if _, err := s.compactor.Tick(t.Context()); err != nil {
			t.Error(err)
		}
		if status, err := s.Status(t.Context(), 1); err != nil || len(status.Failures) != 0 {
			t.Errorf("told is %+v, %v", status.Failures, err)
		}
	})
}

// What is told of an error is bounded: paths may be long, and be named many times.
func TestOfALongErrorTheBeginningIsToldOf(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		s.held(t, 1)
		s.dir = filepath.Join(s.dir, strings.Repeat("ß", 120), strings.Repeat("ß", 120), strings.Repeat("ß", 120))
		must(t, os.MkdirAll(s.dir, 0o700))
		must(t, os.WriteFile(filepath.Join(s.dir, s.Database()), nil, 0o600))
		a := archive.NewArchiver(s.Index, s.c.Records, s.c.Erasures, s.dir, s.c.Options.Log, nil)
		_, err := a.Tick(t.Context())
		status, failed := s.Status(t.Context(), 1)
		if must(t, failed); err == nil || len(status.Failures) != 1 {
			t.Fatalf("told is %+v, %v", status.Failures, err)
		}
		why := status.Failures[0].Why
		if len(why) > 503 || len(why) < 490 || !strings.HasSuffix(why, "…") || !utf8.ValidString(why) {
			t.Errorf("told are %d bytes: %q", len(why), why)
		}
	})
}
