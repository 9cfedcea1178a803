package archive_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/archive"
)

// others returns the archive of another Stoa, on the same Redis and the same directory.
func (s *school) others(t *testing.T) *archive.Archive {
	t.Helper()
	st, err := store.New(t.Context(), s.c.Redis, s.c.Options)
	must(t, err)
	a, err := archive.New(t.Context(), s.c.Redis, st, s.dir, s.o)
	must(t, err)
	return a
}

// alike are three dates at the same hours, so that there is something to merge; it returns what is said at them.
func (s *school) alike(t *testing.T) (want []string) {
	t.Helper()
	for start := s.clock.Now().Truncate(time.Hour).Add(time.Hour); len(want) < 6; {
		s.clock.Set(start)
		want = append(want, lines(s.held(t, 1), 1, 2)...)
	}
	s.archives(t, 3)
	s.clock.Add(10 * time.Second)
	return want
}

// wantRows checks that each row is in the archive once, and that the files are as the index says, and no others.
func (s *school) wantRows(t *testing.T, when string, want []string) {
	t.Helper()
	got, want := s.bodies(t), slices.Clone(want)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s: the archive has %q, want %q", when, got, want)
	}
	seen := map[string]bool{}
	for _, e := range rows[archive.Event](t, s, archive.TableEvents) {
		seen[fmt.Sprint(e.Meeting, " ", e.Order, " ", e.Seq)] = true
	}
	// each date has two lines and four events
	if n := len(rows[archive.Event](t, s, archive.TableEvents)); n != len(seen) || n != 2*len(want) {
		t.Errorf("%s: %d events are there, %d of them different, want %d", when, n, len(seen), 2*len(want))
	}
	s.alone(t)
	s.age(t)
	if r := check(t, s.archive(t), false); r.Wrong() != 0 || r.Underway != 0 || r.Rows != int64(3*len(want)) {
		t.Errorf("%s: a check finds %+v", when, r)
	}
	if x := status(t, s.kit); x.Plans+x.Parked+x.Drops != 0 || len(x.Failures) != 0 {
		t.Errorf("%s: left to do is %+v", when, x)
	}
}

// Fault 14 of the reference: a paused worker and who came in its place both register what they merged. Here one of two Stoas stands still
// beyond its lease, at whatever point of merging and dropping, and goes on when the other has done all of it.
func TestOfTwoWhoMergeOneOfWhomStandsStillEachRowIsMergedOnce(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, other, want := t.Context(), s.others(t), []string(nil)
		for _, c := range []struct {
			point string
			left  int // for the other to merge: two hours of each table, but for what is done
		}{{archive.PointPlanned, 4}, {archive.PointMerged, 4}, {archive.PointCommitted, 3}, {archive.PointDropping, 0},
			{archive.PointRemoved, 0}, {archive.PointDropped, 0}} {
			want = append(want, s.alike(t)...)
			paused := false
			var files [][]string
			both := func() [][]string {
				return [][]string{s.files(t, archive.TableEvents), s.files(t, archive.TableMessages)}
			}
			slow := archive.NewCompactor(s.Index, s.c.Erasures, s.dir, "slow", s.c.Options.Log, func(at string) {
				if at != c.point || paused {
					return
				}
				paused = true
				s.clock.Add(2 * time.Minute)
				if done, err := other.Compactor.Tick(ctx); done != c.left || err != nil {
					t.Errorf("%s: the other carried out %d plans, %v, want %d", at, done, err, c.left)
				}
				files = both()
			})
			for range 3 { // what was merged is dropped after an hour
				must(t, onlyErr(slow.Tick(ctx)))
				if now := both(); files != nil && !slices.EqualFunc(now, files, slices.Equal) {
					t.Errorf("%s: after its pause it changed %q to %q", c.point, files, now)
				}
				if files = nil; !paused {
					s.clock.Add(time.Hour)
				}
			}
			if !paused {
				t.Errorf("%s: it never stood still", c.point)
			}
			s.wantRows(t, c.point, want)
		}
	})
}

// Fault 15 of the reference: a merged file under a name that nothing knows. Here a compactor stands still before it has written its file,
// for so long that the order to remove it is done; what it was to merge is there still, for the other took its time.
func TestWhatIsMergedTooLateDoesNotStay(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, other, want, paused := t.Context(), s.others(t), s.alike(t), false
		tick := func(c *archive.Compactor) { must(t, onlyErr(c.Tick(ctx))) }
		thorough := archive.NewCompactor(other.Index, s.c.Erasures, s.dir, "thorough", s.c.Options.Log, func(at string) {
			if at == archive.PointMerged {
				s.clock.Add(50 * time.Second)
			}
		})
		slow := archive.NewCompactor(s.Index, s.c.Erasures, s.dir, "slow", s.c.Options.Log, func(at string) {
			if at != archive.PointPlanned || paused {
				return
			}
			paused = true
			s.clock.Add(2 * time.Minute)
			begun := s.clock.Now()
			tick(thorough)
			s.clock.Set(begun.Add(10*time.Minute + 10*time.Second)) // what nobody has written is to go, and those merged later
			tick(thorough)
		})
		tick(slow)
		if !paused {
			t.Error("it never stood still")
		}
		s.wantRows(t, "in the end", want)
	})
}

// An archiver stands still before its first file is there, for so long that the order to remove that file is done. What it then writes is
// not registered, goes, and is written anew.
func TestWhatIsArchivedTooLateDoesNotStay(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		m, paused := s.held(t, 1), false
		slow := archive.NewArchiver(s.Index, s.c.Records, s.c.Erasures, s.dir, s.c.Options.Log, func(at string) {
			if at == archive.PointPrepared && !paused {
				paused = true
				s.clock.Add(11 * time.Minute)
				must(t, onlyErr(s.compactor.Tick(t.Context())))
			}
		})
		done, err := slow.Tick(t.Context())
		if !paused || done != 1 || !errors.Is(err, archive.ErrDropping) { // once it is refused it takes the date up again
			t.Errorf("it stood still: %t, and archived %d, %v", paused, done, err)
		}
		s.wantRows(t, "in the end", lines(m, 1, 2))
	})
}
