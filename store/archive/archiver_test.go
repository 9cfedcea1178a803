package archive_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// school is a campus whose dates are archived.
type school struct {
	*kit
	dir       string
	archiver  *archive.Archiver
	compactor *archive.Compactor
	eraser    *archive.Eraser
	thales    campus.Person
	john      campus.Person
}

func newSchool(t *testing.T, c *storetest.Campus, clock *storetest.Hands) *school {
	t.Helper()
	s := &school{kit: newKit(t, c, clock), dir: t.TempDir(), thales: c.Person(t, "thales", campus.Teacher),
		john: c.Person(t, "john", campus.Student)}
	s.archiver = archive.NewArchiver(s.Index, c.Records, c.Erasures, s.dir, c.Options.Log, nil)
	s.compactor = archive.NewCompactor(s.Index, c.Erasures, s.dir, "one", c.Options.Log, nil)
	s.eraser = archive.NewEraser(s.Index, c.Erasures, s.dir, c.Options.Log, nil)
	c.Records.OnDelete(store.Masks{Deleting: s.archiver.Deleting, Deleted: s.archiver.Deleted})
	return s
}

// schools runs a test on every kind of Redis.
func schools(t *testing.T, test func(t *testing.T, s *school)) {
	t.Helper()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) { test(t, newSchool(t, c, clock)) })
}

// held is a meeting of one hour, from half past, at which john says as many lines in each half hour.
func (s *school) held(t *testing.T, lines int) campus.Meeting {
	t.Helper()
	ctx, from := t.Context(), s.clock.Now().Truncate(time.Hour).Add(90*time.Minute)
	m := s.c.Plan(t, s.thales, campus.NewMeeting{Title: "Physics", Public: true, Slots: []campus.Slot{{From: from, To: from.Add(time.Hour),
		Zone: "UTC"}}})
	room := store.MeetingRoom(m.ID, 1)
	s.clock.Set(from)
	s.c.Tick(t)
	must(t, s.c.Meetings.Join(ctx, s.john, m.ID, 1, ""))
	for n := range 2 * lines {
		if n == lines {
			s.clock.Set(from.Add(30 * time.Minute))
		}
		_, err := s.c.Rooms.Post(ctx, s.john, room, campus.NewLine{Body: fmt.Sprint("line ", n+1)}, "")
		must(t, err)
	}
	s.clock.Set(from.Add(time.Hour))
	s.c.Tick(t)
	s.c.Settle(t)
	return m
}

// archives archives what waits, and checks that it was so many dates.
func (s *school) archives(t *testing.T, want int) {
	t.Helper()
	if done, err := s.archiver.Tick(t.Context()); done != want || err != nil {
		t.Fatalf("%d dates were archived, %v, want %d", done, err, want)
	}
}

// files returns the paths of a table.
func (s *school) files(t *testing.T, table string) (paths []string) {
	t.Helper()
	for cursor := ""; ; {
		found, err := s.Query(t.Context(), archive.Query{Table: table, Cursor: cursor})
		must(t, err)
		for _, e := range found.Files {
			paths = append(paths, e.Path)
		}
		if cursor = found.Next; cursor == "" {
			return paths
		}
	}
}

// rows returns what is in the files of a table, as it lies there.
func rows[T archive.Row](t *testing.T, s *school, table string) (all []T) {
	t.Helper()
	dir := filepath.Join(s.dir, s.Database(), table)
	for row, err := range archive.ReadFiles[T](dir, s.files(t, table), archive.Filter{}) {
		must(t, err)
		all = append(all, row)
	}
	return all
}

// bodies returns what the archive has of lines, as text.
func (s *school) bodies(t *testing.T) (all []string) {
	t.Helper()
	for _, m := range rows[archive.Message](t, s, archive.TableMessages) {
		all = append(all, fmt.Sprintf("%d:%d:%d %s", m.Meeting, m.Order, m.ID, m.Body))
	}
	return all
}

func lines(m campus.Meeting, from, to int) (all []string) {
	for n := from; n <= to; n++ {
		all = append(all, fmt.Sprintf("%d:1:%d line %d", m.ID, n, n))
	}
	return all
}

func TestADateThatIsOverIsInTheArchiveOnceByTheHoursOfItsRows(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		m := s.held(t, 2)
		for want := range 2 {
			s.archives(t, 1-want)
			s.clock.Add(time.Hour)
		}
		if held, err := s.c.Records.Held(t.Context(), m.ID, 1); err != nil || held.Archived.IsZero() {
			t.Errorf("the date does not know: %v, %v", held.Archived, err)
		}
		if got, want := s.bodies(t), lines(m, 1, 4); !slices.Equal(got, want) {
			t.Errorf("the lines are %q, want %q", got, want)
		}
		var events []string
		for _, e := range rows[archive.Event](t, s, archive.TableEvents) {
			events = append(events, fmt.Sprint(e.Seq, " ", e.Kind, " ", e.At.Format("15:04"), " ", e.Person, " ", e.Role))
		}
		at := func(n int, kind, clock string, person int64, role string) string {
			return fmt.Sprint(n, " ", kind, " ", clock, " ", person, " ", role)
		}
		if want := []string{at(1, "join", "13:30", s.john.ID, "student"), at(2, "active", "13:30", 0, ""),
			at(3, "leave", "14:30", s.john.ID, "student"), at(4, "ended", "14:30", 0, "")}; !slices.Equal(events, want) {
			t.Errorf("what happened is %q, want %q", events, want)
		}
		for _, table := range []string{archive.TableEvents, archive.TableMessages} {
			for i, path := range s.files(t, table) {
				if want := fmt.Sprintf("date=2024-01-15/hour=%d/", 13+i); !strings.HasPrefix(path, want) {
					t.Errorf("%s has %s, want %s", table, path, want)
				}
			}
		}
	})
}

func TestWhatStoppedBetweenAnyTwoStepsEndsAsIfItHadNot(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		var dates []campus.Meeting
		for range 2 {
			dates = append(dates, s.held(t, 1))
		}
		type stop struct{}
		left := map[string]int{archive.PointClaimed: 1, archive.PointWritten: 3, archive.PointRegistered: 1, archive.PointMarked: 1}
		a := archive.NewArchiver(s.Index, s.c.Records, s.c.Erasures, s.dir, s.c.Options.Log, func(point string) {
			if left[point]--; left[point] >= 0 {
				panic(stop{})
			}
		})
		tick := func() (stopped bool) {
			defer func() { stopped = recover() == any(stop{}) }()
			_, err := a.Tick(t.Context())
			must(t, err)
			return false
		}
		stops := 0
		for range 20 {
			if tick() {
				stops++
			}
			s.clock.Add(2 * time.Minute)
		}
		if got, want := s.bodies(t), slices.Concat(lines(dates[0], 1, 2), lines(dates[1], 1, 2)); stops != 6 || !slices.Equal(got, want) {
			t.Errorf("after %d stops the archive has %q, want %q", stops, got, want)
		}
	})
}

func TestALineThatIsDeletedGoesOutOfTheArchive(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx := t.Context()
		m := s.held(t, 2)
		room := store.MeetingRoom(m.ID, 1)
		s.archives(t, 1)
		was := s.files(t, archive.TableMessages)
		must(t, s.c.Rooms.Delete(ctx, s.thales, room, 2, true, "")) // nobody has followed it yet
		masks, err := s.Masks(ctx)
		row := archive.Message{Meeting: m.ID, Order: 1, ID: 2, Body: "line 2", ClientID: "x"}
		if err != nil || len(masks) != 1 || !masks.Hide(&row) || row.Body+row.ClientID != "" || !row.Deleted {
			t.Errorf("hidden at once: %v, %+v, %v", masks, row, err)
		}
		s.c.Settle(t)
		if done, err := s.compactor.Tick(ctx); done != 1 || err != nil {
			t.Errorf("%d files are written anew, %v", done, err)
		}
		is := s.files(t, archive.TableMessages)
		want := lines(m, 1, 4)
		want[1] = strings.TrimSuffix(want[1], "line 2")
		if got := s.bodies(t); !slices.Equal(got, want) || was[0] == is[0] || was[1] != is[1] {
			t.Errorf("the lines are %q in %q, before in %q", got, is, was)
		}
		for _, want := range []int{1, 0} { // while somebody may read the file of before, and then
			s.archives(t, 0)
			if masks, err := s.Masks(ctx); err != nil || len(masks) != want {
				t.Errorf("hidden are %v, %v, want %d", masks, err, want)
			}
			s.clock.Add(11 * time.Minute)
			s.archives(t, 0)
		}
	})
}

func TestWhoBeganToReadBeforeALineWasDeletedDoesNotReadItLater(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, a := t.Context(), s.archive(t)
		first, second := s.held(t, 300), s.held(t, 1)
		s.archives(t, 2)
		n := 0
		for row, err := range archive.All[archive.Message](ctx, a, campus.Person{ID: 1, Role: campus.Admin}, archive.Ask{}) {
			must(t, err)
			if n++; n == 1 {
				must(t, s.c.Rooms.Delete(ctx, s.thales, store.MeetingRoom(first.ID, 1), 600, true, ""))
				must(t, s.c.Rooms.Delete(ctx, s.thales, store.MeetingRoom(second.ID, 1), 1, true, ""))
				s.c.Settle(t)
				if done, err := s.compactor.Tick(ctx); done != 2 || err != nil {
					t.Errorf("%d files are written anew, %v", done, err)
				}
				s.clock.Add(time.Minute)
				s.archives(t, 0)
			}
			if deleted := row.ID == 600 || row.Meeting == second.ID && row.ID == 1; row.Deleted != deleted || deleted && row.Body != "" {
				t.Errorf("read is %+v", row)
			}
		}
		if n != 602 {
			t.Errorf("%d lines were read", n)
		}
	})
}

func TestALineIsTakenOutLaterWhereItCouldNotBeAtOnce(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, m := t.Context(), s.held(t, 1)
		s.archives(t, 1)
		dir := filepath.Join(s.dir, s.Database())
		must(t, os.Rename(dir, dir+"away"))
		must(t, s.c.Rooms.Delete(ctx, s.thales, store.MeetingRoom(m.ID, 1), 1, true, ""))
		s.c.Settle(t)
		s.clock.Add(11 * time.Minute)
		if _, err := s.archiver.Tick(ctx); err == nil {
			t.Error("nothing is said of files that are not there")
		}
		must(t, os.Rename(dir+"away", dir))
		s.archives(t, 0)
		if done, err := s.compactor.Tick(ctx); done != 0 || err != nil {
			t.Errorf("asked for too early: %d, %v", done, err)
		}
		s.clock.Add(11 * time.Minute)
		s.archives(t, 0)
		if done, err := s.compactor.Tick(ctx); done != 1 || err != nil {
			t.Errorf("%d files are written anew, %v", done, err)
		}
		if got, want := s.bodies(t), []string{fmt.Sprint(m.ID, ":1:1 "), lines(m, 2, 2)[0]}; !slices.Equal(got, want) {
			t.Errorf("the lines are %q, want %q", got, want)
		}
	})
}

func TestALineThatIsDeletedWhileItIsArchivedGoesOutOfTheArchive(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx := t.Context()
		m := s.held(t, 1)
		once := false
		s.archiver = archive.NewArchiver(s.Index, s.c.Records, s.c.Erasures, s.dir, s.c.Options.Log, func(point string) {
			if point == archive.PointWritten && !once {
				once = true
				must(t, s.c.Rooms.Delete(ctx, s.thales, store.MeetingRoom(m.ID, 1), 1, true, ""))
				s.c.Settle(t)
			}
		})
		s.archives(t, 1)
		if done, err := s.compactor.Tick(ctx); done != 1 || err != nil {
			t.Errorf("%d files are written anew, %v", done, err)
		}
		if got := s.bodies(t); len(got) != 2 || strings.HasSuffix(got[0], "line 1") {
			t.Errorf("the lines are %q", got)
		}
	})
}

func TestSmallFilesOfAnHourBecomeOneAndTheOldOnesGoAfterAWhile(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx := t.Context()
		var dates []campus.Meeting
		var want []string
		start := s.clock.Now()
		for range 3 { // at the same time
			s.clock.Set(start)
			dates = append(dates, s.held(t, 1))
		}
		s.archives(t, 3)
		for n := 1; n <= 2; n++ {
			for _, m := range dates {
				want = append(want, lines(m, n, n)...)
			}
		}
		was := s.bodies(t)
		s.clock.Add(10 * time.Second)
		if done, err := s.compactor.Tick(ctx); done != 4 || err != nil {
			t.Errorf("%d plans were carried out, %v, want one for each hour of each table", done, err)
		}
		files := s.files(t, archive.TableMessages)
		if got := s.bodies(t); !slices.Equal(got, want) || !slices.Equal(was, want) || len(files) != 2 {
			t.Errorf("%q are in %q, before the merge %q, want %q in two files", got, files, was, want)
		}
		onDisk := func() int {
			all, err := filepath.Glob(filepath.Join(s.dir, s.Database(), archive.TableMessages, "*", "*", "*.parquet"))
			must(t, err)
			return len(all)
		}
		if n := onDisk(); n != 8 {
			t.Errorf("%d files lie there while somebody may read the old ones, want 8", n)
		}
		s.clock.Add(time.Hour)
		if _, err := s.compactor.Tick(ctx); err != nil || onDisk() != 2 {
			t.Errorf("%d files lie there afterwards, %v, want 2", onDisk(), err)
		}
	})
}
