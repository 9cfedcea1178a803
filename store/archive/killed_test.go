package archive_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/archive"
	"stoa/store/storetest"
)

// workEnv has a process of this test's binary work on an archive instead of testing: socket, prefix, directory, time in milliseconds, what
// it is to do (see deeds), and the point at which it stands still to be killed, or none, and at the how many-th time.
const workEnv = "STOA_TEST_ARCHIVE"

// worked works on an archive if this process is there for that.
func worked() bool {
	what := strings.Split(os.Getenv(workEnv), "|")
	if len(what) != 7 {
		return false
	}
	if err := work(context.Background(), what[0], what[1], what[2], what[3], what[4], what[5], what[6]); err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
	return true
}

func work(ctx context.Context, socket, prefix, dir, at, deed, point, nth string) error {
	client, err := store.Connect(store.Redis{Socket: socket})
	if err != nil {
		return err
	}
	defer client.Close()
	ms, err := strconv.ParseInt(at, 10, 64)
	left, bad := strconv.Atoi(nth)
	if err != nil || bad != nil {
		return errors.Join(err, bad)
	}
	clock := storetest.At(time.UnixMilli(ms)).Now
	campus, err := store.New(ctx, client, store.Options{Prefix: prefix, Clock: clock})
	if err != nil {
		return err
	}
	reached := func(at string) {
		if at == point {
			left--
		}
		if at == point && left == 0 {
			fmt.Println("reached")
			<-ctx.Done() // which is never: the next is SIGKILL
		}
	}
	o := archive.Options{Prefix: indexPrefix(prefix), Clock: clock}
	if do := deeds[deed]; do != nil {
		return do(ctx, worker{client, campus, dir, o, reached})
	}
	log := slog.New(slog.DiscardHandler)
	index, err := archive.OpenIndex(ctx, client, o)
	if err != nil {
		return err
	}
	if _, err = archive.NewArchiver(index, campus.Records, campus.Erasures, dir, log, reached).Tick(ctx); err != nil {
		return err
	}
	if _, err = archive.NewEraser(index, campus.Erasures, dir, log, reached).Tick(ctx); err != nil {
		return err
	}
	_, err = archive.NewCompactor(index, campus.Erasures, dir, "worker", log, reached).Tick(ctx)
	return err
}

// crashes is a school on a server of its own, whose archive is worked on by processes that are killed.
type crashes struct {
	*school
	socket string
	want   []string
}

// runs has a process archive, erase, merge and drop, which is killed at a point, and reports whether it came to that.
func (s *crashes) runs(t *testing.T, point string, nth int) (killed bool) {
	t.Helper()
	return s.does(t, "", point, nth)
}

// does has a process do something, which is killed at a point, and reports whether it came to that.
func (s *crashes) does(t *testing.T, deed, point string, nth int) (killed bool) {
	t.Helper()
	worker := exec.CommandContext(t.Context(), os.Args[0])
	worker.Env = append(os.Environ(), workEnv+"="+strings.Join([]string{s.socket, s.c.Options.Prefix, s.dir,
		strconv.FormatInt(s.clock.Now().UnixMilli(), 10), deed, point, strconv.Itoa(nth)}, "|"))
	out, err := worker.StdoutPipe()
	must(t, err)
	must(t, worker.Start())
	said := bufio.NewScanner(out)
	for said.Scan() {
		if said.Text() != "reached" {
			t.Fatalf("the process says %q", said.Text())
		}
		killed = true
		must(t, worker.Process.Kill())
	}
	_, _ = io.Copy(io.Discard, out)
	if err := worker.Wait(); !killed && err != nil {
		t.Fatal(err)
	}
	return killed
}

// Whoever is killed, at whatever point of archiving, merging and dropping: each row that there was is in one file that is registered,
// once, and no other file lies about in the end. Fault 15 of the reference: who dies over a merge leaves a plan without files, or a file
// without a plan.
func TestKilledAtAnyPointNothingIsLostAndNothingIsThereTwice(t *testing.T) {
	t.Parallel()
	clock := storetest.At(noon)
	c, server := storetest.Own(t, storetest.Clock(clock.Now))
	s := &crashes{school: newSchool(t, c, clock), socket: server.Socket()}
	points := []string{archive.PointClaimed, archive.PointPrepared, archive.PointWritten, archive.PointRegistered, archive.PointMarked,
		archive.PointPlanned, archive.PointMerged, archive.PointCommitted, archive.PointDropping, archive.PointRemoved,
		archive.PointDropped}
	times := map[string]int{}
	for n := range storetest.Times(2, 20) {
		for _, point := range points {
			nth := 1 + n%2                                                       // when another date is done already
			if point == archive.PointDropping || point == archive.PointDropped { // all are taken together
				nth = 1
			}
			for tries := 0; ; tries++ {
				if tries == 5 {
					t.Fatalf("no process comes to %s", point)
				}
				start := s.clock.Now().Truncate(time.Hour).Add(time.Hour)
				for range 2 { // at the same time, so that there is something to merge
					s.clock.Set(start)
					s.want = append(s.want, lines(s.held(t, 1), 1, 2)...)
				}
				killed := false
				// What was registered is due after the second pause, and what was taken up is still another's; nothing is after the third.
				for _, pause := range []time.Duration{time.Hour, 30 * time.Second, time.Hour} {
					s.clock.Add(pause)
					killed = s.runs(t, point, nth) || killed
				}
				s.clock.Add(time.Hour)
				s.runs(t, "", 0) // the rest, so that the next begins with two dates
				if killed {
					times[point]++
					break
				}
			}
		}
	}
	for range 5 {
		s.clock.Add(time.Hour)
		s.runs(t, "", 0)
	}
	slices.Sort(s.want)
	got := s.bodies(t)
	slices.Sort(got)
	if !slices.Equal(got, s.want) {
		t.Errorf("after %v crashes %d lines are in the archive, want %d", times, len(got), len(s.want))
	}
	seen := map[string]int{}
	for _, e := range rows[archive.Event](t, s.school, archive.TableEvents) {
		seen[fmt.Sprint(e.Meeting, " ", e.Seq)]++
		if e.Seq > 4 || seen[fmt.Sprint(e.Meeting, " ", e.Seq)] > 1 {
			t.Errorf("an event too many: %+v", e)
		}
	}
	if len(seen) != 2*len(s.want) { // two lines and four events for each date
		t.Errorf("%d events are in the archive, want %d", len(seen), 2*len(s.want))
	}
	for _, table := range []string{archive.TableEvents, archive.TableMessages} {
		on, err := filepath.Glob(filepath.Join(s.dir, s.Database(), table, "*", "*", "*.parquet"))
		must(t, err)
		if known := s.files(t, table); len(on) != len(known) {
			t.Errorf("%d files of %s lie there, %d are registered", len(on), table, len(known))
		}
	}
}
