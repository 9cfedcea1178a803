package archive_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store/archive"
	"stoa/store/campus"
)

// archive opens the archive whole, as another process would.
func (s *school) archive(t *testing.T) *archive.Archive {
	t.Helper()
	a, err := archive.New(t.Context(), s.c.Redis, s.c.Store, s.dir, s.o)
	must(t, err)
	return a
}

// on returns where a file of a table lies.
func (s *school) on(table string, more ...string) string {
	return filepath.Join(append([]string{s.dir, s.Database(), table}, more...)...)
}

// age makes all files that there are old ones.
func (s *school) age(t *testing.T) {
	t.Helper()
	old := s.clock.Now().Add(-time.Hour)
	must(t, filepath.WalkDir(s.dir, func(name string, _ fs.DirEntry, err error) error {
		must(t, err)
		return os.Chtimes(name, old, old)
	}))
}

// forget removes all that the archive keeps in Redis, and opens an index anew.
func (s *school) forget(t *testing.T) {
	t.Helper()
	for key := range s.contents(t) {
		must(t, s.c.Redis.Unlink(t.Context(), key).Err())
	}
	s.Index = s.open(t, s.o)
}

func check(t *testing.T, a *archive.Archive, remove bool) archive.Report {
	t.Helper()
	report, err := a.Check(t.Context(), remove)
	must(t, err)
	return report
}

func rebuild(t *testing.T, a *archive.Archive) archive.Report {
	t.Helper()
	report, err := a.Rebuild(t.Context())
	must(t, err)
	return report
}

// problems returns those of a report, in order.
func problems(r archive.Report) (all []string) {
	for _, p := range r.Problems {
		all = append(all, string(p.Kind)+" "+p.Path)
	}
	slices.Sort(all)
	return all
}

func wantProblems(t *testing.T, what string, r archive.Report, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := problems(r); !slices.Equal(got, want) {
		t.Errorf("%s: found\n%s\nwant\n%s\nin %+v", what, strings.Join(got, "\n"), strings.Join(want, "\n"), r)
	}
}

// stray returns the path of a file of an hour that nobody knows.
func stray(of string, n, iteration int) string {
	return fmt.Sprintf("%s/%08d-aaaa-4000-8000-000000000000.%d.parquet", filepath.Dir(of), n, iteration)
}

func TestACheckSaysWhatIsWrongAndRemovesWhatIsLeftOver(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		s.held(t, 3)
		s.archives(t, 1)
		a := s.archive(t)
		events, messages := s.files(t, archive.TableEvents), s.files(t, archive.TableMessages)
		if r := check(t, a, false); r.Wrong() != 0 || r.Files != 4 || r.Rows != 10 || r.Bytes == 0 || r.Underway+r.Waiting != 0 {
			t.Errorf("of what is sound: %+v", r)
		}
		copied := func(from, to string) {
			text, err := os.ReadFile(s.on(archive.TableMessages, from))
			must(t, err)
			must(t, os.WriteFile(s.on(archive.TableMessages, to), text, 0o600))
		}
		write := func(name, text string) {
			must(t, os.WriteFile(filepath.Join(s.dir, s.Database(), name), []byte(text), 0o600))
		}
		at, _ := archive.ParseFileName(messages[0])
		hour := archive.TableMessages + "/" + filepath.Dir(messages[0])
		left, alone, half := stray(messages[0], 1, 1), stray(messages[0], 2, 1), stray(messages[0], 3, 1)
		copied(messages[0], left)
		_, err := archive.Write(s.on(archive.TableMessages), alone, archive.Slice([]archive.Message{{Meeting: 999, Order: 1, ID: 1,
			Kind: "message", At: at.Hour, Body: "only here"}}))
		must(t, err)
		copied(left, half)
		must(t, os.Truncate(s.on(archive.TableMessages, half), 100))
		write(hour+"/notes.txt", "notes")
		write("notes.txt", "notes")
		temporary := hour + "/." + filepath.Base(left) + ".tmp-ABC"
		write(temporary, "half of")
		must(t, os.Remove(s.on(archive.TableEvents, events[0])))
		must(t, os.Truncate(s.on(archive.TableMessages, messages[1]), 200))
		e, err := s.Get(t.Context(), archive.Name{Table: archive.TableEvents, Path: events[1]})
		must(t, err)
		wrong := archive.Entry{Layer: e.Layer, Table: e.Table, Path: e.Path, Bytes: e.Bytes, Rows: 77, MinTime: e.MinTime, MaxTime: e.MaxTime}
		must(t, s.Batch(t.Context(), []archive.Entry{wrong}, nil))
		s.age(t)
		copied(left, stray(left, 4, 1)) // just now
		write(temporary+"D", "half of")

		always := []string{"missing events/" + events[0], "broken messages/" + messages[1], "differs events/" + events[1],
			"broken messages/" + half, "foreign " + hour + "/notes.txt", "foreign notes.txt", "unknown messages/" + alone}
		for range 2 {
			r := check(t, a, false)
			wantProblems(t, "looking", r, append([]string{"left over messages/" + left, "left over " + temporary}, always...)...)
			if r.Underway != 2 || r.Files != 1 {
				t.Errorf("%d are under way, %d are sound", r.Underway, r.Files)
			}
		}
		r := check(t, a, true)
		wantProblems(t, "removing", r, always...)
		if r.Removed != 2 || exists(s.on(archive.TableMessages, left)) || exists(filepath.Join(s.dir, s.Database(), temporary)) ||
			!exists(s.on(archive.TableMessages, alone)) || !exists(s.on(archive.TableMessages, messages[0])) {
			t.Errorf("%d are removed, or others than should be", r.Removed)
		}
		wantProblems(t, "afterwards", check(t, a, false), always...)
		r = rebuild(t, a)
		wantProblems(t, "rebuilding", r, "broken messages/"+messages[1], "broken messages/"+half, "foreign "+hour+"/notes.txt",
			"foreign notes.txt")
		if r.Registered != 1 || r.Unregistered != 1 || r.Mended != 1 || r.Files != 3 {
			t.Errorf("the index is made anew as %+v", r)
		}
	})
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

func TestWhatIsUnderWayIsNobodysProblem(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx := t.Context()
		for range 2 {
			s.held(t, 1)
			s.clock.Add(-150 * time.Minute)
		}
		s.clock.Add(150 * time.Minute)
		a := s.archive(t)
		if r := check(t, a, true); r.Waiting != 2 || r.Wrong() != 0 {
			t.Errorf("before they are archived: %+v", r)
		}
		s.archives(t, 2)
		s.clock.Add(10 * time.Second)
		plan, ok, err := s.Plan(ctx, "w", 24*time.Hour)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		from := []string{plan.From[0].Path, plan.From[1].Path}
		if plan.Table == archive.TableEvents {
			_, err = archive.MergeFiles[archive.Event](s.on(plan.Table), from, plan.To, nil)
		} else {
			_, err = archive.MergeFiles[archive.Message](s.on(plan.Table), from, plan.To, nil)
		}
		must(t, err)
		s.age(t)
		for _, r := range []archive.Report{check(t, a, true), rebuild(t, a)} {
			if r.Underway != 1 || r.Wrong()+r.Removed+r.Registered != 0 || !exists(s.on(plan.Table, plan.To)) {
				t.Errorf("while a plan makes it: %+v", r)
			}
		}
		if _, err := s.compactor.Tick(ctx); err != nil { // the others
			t.Error(err)
		}
		s.age(t)
		for _, r := range []archive.Report{check(t, a, true), rebuild(t, a)} {
			if r.Underway != 7 || r.Wrong()+r.Removed+r.Registered != 0 {
				t.Errorf("while the sources of three wait to be removed: %+v", r)
			}
		}
	})
}

// three archives three dates of the same hours, merged, with the sources lying there still, and returns the meetings.
func (s *school) three(t *testing.T) (dates []campus.Meeting) {
	t.Helper()
	start := s.clock.Now()
	for range 3 {
		s.clock.Set(start)
		dates = append(dates, s.held(t, 2))
	}
	s.archives(t, 3)
	s.clock.Add(10 * time.Second)
	done, err := s.compactor.Tick(t.Context())
	if done != 4 || err != nil {
		t.Fatal(done, err)
	}
	return dates
}

func TestAnIndexThatIsLostIsRebuiltFromTheFilesWithEachRowOnce(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		s.three(t)
		one := s.held(t, 1)
		s.archives(t, 1)
		bodies, was := s.bodies(t), s.contents(t)
		s.age(t)
		s.forget(t)
		a := s.archive(t)
		r := rebuild(t, a)
		if r.Registered != 8 || r.Files != 8 || len(r.Problems) != 12 || r.Problems[0].Kind != archive.Left {
			t.Errorf("got %+v", r)
		}
		for again := range 3 {
			if got := s.bodies(t); !slices.Equal(got, bodies) {
				t.Errorf("after %d rebuilds the lines are %q, want %q; the last is of %d", again+1, got, bodies, one.ID)
			}
			if r = rebuild(t, a); r.Registered != 0 || r.Files != 8 {
				t.Errorf("rebuilding again: %+v", r)
			}
		}
		files := "files:" + s.Database() + ":" + archive.TableMessages + ":date=2024-01-15"
		if got, want := s.contents(t)[files], was[files]; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("the entries are %v, want %v", got, want)
		}
		for key, periods := range was {
			if got := s.contents(t)[key]; strings.Contains(key, ":periods:") && fmt.Sprint(got) != fmt.Sprint(periods) {
				t.Errorf("%s is %v, want %v", key, got, periods)
			}
		}
		if r = check(t, a, true); r.Removed != 12 || r.Wrong() != 0 {
			t.Errorf("removing: %+v", r)
		}
		if got := s.bodies(t); !slices.Equal(got, bodies) {
			t.Errorf("in the end the lines are %q, want %q", got, bodies)
		}
		if r = check(t, a, false); r.Wrong()+r.Underway != 0 || r.Files != 8 {
			t.Errorf("in the end: %+v", r)
		}
	})
}

// A date is marked as archived after its files were registered: a Stoa, and then the index, may be lost in between.
func TestADateThatIsNotMarkedYetIsNotArchivedTwiceAfterARebuild(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		type stop struct{}
		archiver := s.archiver
		s.archiver = archive.NewArchiver(s.Index, s.c.Records, s.c.Erasures, s.dir, s.c.Options.Log, func(point string) {
			if point == archive.PointRegistered {
				panic(stop{})
			}
		})
		start := s.clock.Now()
		tick := func() (stopped bool) {
			defer func() { stopped = recover() == any(stop{}) }()
			_, err := s.archiver.Tick(t.Context())
			must(t, err)
			return false
		}
		for range 3 { // each is registered, and nobody takes it up again so soon
			s.clock.Set(start)
			s.held(t, 1)
			if !tick() {
				t.Fatal("it was not stopped")
			}
		}
		s.clock.Add(10 * time.Second)
		if done, err := s.compactor.Tick(t.Context()); done != 4 || err != nil {
			t.Fatal(done, err)
		}
		s.archiver = archiver
		s.age(t)
		s.forget(t)
		a := s.archive(t)
		first := rebuild(t, a)
		_, err := a.Archiver.Tick(t.Context())
		must(t, err)
		s.clock.Add(time.Hour)
		_, err = a.Archiver.Tick(t.Context())
		must(t, err)
		seen := map[archive.LineName]bool{}
		for _, m := range rows[archive.Message](t, s, archive.TableMessages) {
			if seen[m.Name()] {
				t.Errorf("%v is there twice; rebuilt as %+v", m.Name(), first)
			}
			seen[m.Name()] = true
		}
		if len(seen) != 6 {
			t.Errorf("%d lines are there, want 6", len(seen))
		}
	})
}

func TestADirectoryWithoutTheFilesIsRefused(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		s.held(t, 1)
		s.archives(t, 1)
		s.dir = t.TempDir()
		a := s.archive(t)
		for _, try := range []func() (archive.Report, error){func() (archive.Report, error) { return a.Check(t.Context(), true) },
			func() (archive.Report, error) { return a.Rebuild(t.Context()) }} {
			if _, err := try(); err == nil || !strings.Contains(err.Error(), "is it the right data directory?") {
				t.Errorf("got %v", err)
			}
		}
		if n := len(s.files(t, archive.TableMessages)); n != 2 {
			t.Errorf("%d files are registered, want 2", n)
		}
	})
}
