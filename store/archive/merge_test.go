package archive_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// merged returns the entry of the file that a plan makes.
func merged(p archive.Plan) archive.Entry {
	to := archive.Entry{Layer: p.Layer, Table: p.Table, Path: p.To, MinTime: p.From[0].MinTime, MaxTime: p.From[0].MaxTime}
	for _, e := range p.From {
		to.Bytes, to.Rows = to.Bytes+e.Bytes, to.Rows+e.Rows
		if e.MinTime.Before(to.MinTime) {
			to.MinTime = e.MinTime
		}
		if e.MaxTime.After(to.MaxTime) {
			to.MaxTime = e.MaxTime
		}
	}
	to.ChunkTime = to.MinTime
	return to
}

// some registers files of one hour and returns them.
func (k *kit) some(tb testing.TB, from, to int) (all []archive.Entry) {
	tb.Helper()
	for n := from; n < to; n++ {
		all = append(all, file("events", n, noon, time.Minute))
	}
	must(tb, k.Batch(tb.Context(), all, nil))
	return all
}

// take takes a plan that must be there.
func (k *kit) take(tb testing.TB, owner string) archive.Plan {
	tb.Helper()
	p, ok, err := k.Plan(tb.Context(), owner, time.Minute)
	must(tb, err)
	if !ok {
		tb.Fatal("there is no plan")
	}
	return p
}

func (k *kit) wantNone(tb testing.TB, when string) {
	tb.Helper()
	if p, ok, err := k.Plan(tb.Context(), "w", time.Minute); err != nil || ok {
		tb.Errorf("%s: plan %+v, %v", when, p, err)
	}
}

// rows returns how many rows the files of all entries have.
func (k *kit) rows(tb testing.TB) (rows int64) {
	tb.Helper()
	found, err := k.All(tb.Context(), archive.Query{Table: "events"})
	must(tb, err)
	for _, e := range found.Files {
		rows += e.Rows
	}
	if len(found.Unreadable) > 0 {
		tb.Errorf("unreadable: %v", found.Unreadable)
	}
	return rows
}

func TestFilesAreMergedOnceTheyAreOldEnough(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		first := x.some(t, 1, 2)
		x.clock.Add(time.Hour)
		x.wantNone(t, "one file")
		x.some(t, 2, 4)
		other := file("messages", 1, noon, 0)
		must(t, x.Batch(t.Context(), []archive.Entry{other, file("events", 9, noon.Add(time.Hour), 0)}, nil))
		p := x.take(t, "w")
		if p.Table != "events" || p.Folder != "date=2024-01-15/hour=12" || p.Iteration != 1 || p.Layer != "local" || len(p.From) != 3 ||
			p.From[0].Path != first[0].Path || p.Owner != "w" || p.Fence < 1 || p.Rewrite || p.Attempts != 1 ||
			!p.Deadline.Equal(x.clock.Now().Add(time.Minute)) || !strings.HasPrefix(p.To, p.Folder+"/") ||
			!strings.HasSuffix(p.To, ".2.parquet") {
			t.Errorf("got %+v", p)
		}
		x.wantNone(t, "while it is taken")
		must(t, x.Commit(t.Context(), p, merged(p)))
		must(t, x.Commit(t.Context(), p, merged(p))) // again, as after a lost reply
		wantPaths(t, "afterwards", x.find(t, archive.Query{Before: noon}), []string{p.To})
		if rows := x.rows(t); rows != 40 {
			t.Errorf("%d rows", rows)
		}
		if s := status(t, x); s.Plans != 0 || s.Waiting != 3 || s.Drops != 3 {
			t.Errorf("got %+v", s)
		}
	})
}

// The reference's item of a merge becomes due by its age alone, however large it is.
func TestFilesAreMergedOnceTheyAreLargeEnough(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	large := func(n int, bytes int64) archive.Entry {
		e := file("events", n, noon, 0)
		e.Bytes = bytes
		return e
	}
	must(t, x.Batch(t.Context(), []archive.Entry{large(1, 60<<20), large(2, 30<<20)}, nil))
	x.wantNone(t, "90 MiB")
	must(t, x.Batch(t.Context(), []archive.Entry{large(3, 30<<20), large(4, 1), large(5, 100<<20)}, nil))
	p := x.take(t, "w")
	wantPaths(t, "as many as are large enough", paths(p.From), []string{path(noon, 1), path(noon, 2), path(noon, 3)})
	x.wantNone(t, "one small file and one that is large enough by itself")
	must(t, x.Commit(t.Context(), p, merged(p)))
}

func TestWhatWasMergedIsMergedAgainUntilItIsFinal(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	for n := range 32 {
		x.some(t, 2*n, 2*n+2)
		for x.clock.Add(3 * time.Hour); ; {
			p, ok, err := x.Plan(t.Context(), "w", time.Minute)
			must(t, err)
			if !ok {
				break
			}
			must(t, x.Commit(t.Context(), p, merged(p)))
		}
	}
	found, err := x.All(t.Context(), archive.Query{Table: "events"})
	must(t, err)
	for _, e := range found.Files {
		if e.Iteration() != 5 {
			t.Errorf("%s is left", e.Path)
		}
	}
	if rows := x.rows(t); rows != 640 || len(found.Files) != 4 {
		t.Errorf("%d rows in %d files", rows, len(found.Files))
	}
}

// Fault 14: the reference's lease has no owner; both workers register what they merged.
func TestAWorkerThatWasPausedBeyondItsLeaseCannotCommit(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		x.some(t, 0, 3)
		x.clock.Add(time.Minute)
		slow := x.take(t, "slow")
		x.clock.Add(59 * time.Second)
		slow, err := x.Renew(t.Context(), slow, time.Minute)
		must(t, err)
		x.clock.Add(59 * time.Second)
		x.wantNone(t, "it was renewed")
		x.clock.Add(time.Second)
		lost := func(when string, p archive.Plan) {
			t.Helper()
			_, err := x.Renew(t.Context(), p, time.Minute)
			for what, err := range map[string]error{"renewed": err, "committed": x.Commit(t.Context(), p, merged(p)),
				"given up": x.GiveUp(t.Context(), p, "")} {
				if !errors.Is(err, archive.ErrPlanLost) {
					t.Errorf("%s it is %s: %v", when, what, err)
				}
			}
		}
		lost("beyond its lease", slow)
		quick := x.take(t, "quick")
		if quick.ID != slow.ID || quick.Fence <= slow.Fence || quick.Attempts != 2 {
			t.Errorf("it is taken again as %+v, was %+v", quick, slow)
		}
		if _, err := archive.ParseFileName(quick.To); quick.To == slow.To || err != nil { // who is slow may write still
			t.Errorf("it makes the file %s, before %s: %v", quick.To, slow.To, err)
		}
		lost("once another has it", slow)
		same := quick
		same.Owner = "slow"
		lost("under another's fence", same)
		x.clock.Add(time.Minute)
		before := quick
		quick = x.take(t, "quick") // by the same name: what was begun before is not this one's
		lost("under its own fence of before", before)
		must(t, x.Commit(t.Context(), quick, merged(quick)))
		lost("once another has ended it", slow)
		wantPaths(t, "afterwards", x.find(t, archive.Query{}), []string{quick.To})
		if rows := x.rows(t); rows != 30 {
			t.Errorf("%d rows", rows)
		}
	})
}

// Fault 12: ids of the reference repeat. Fault 14 again: two workers at once.
func TestManyWorkersMergeEachFileOnce(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		x.o.Sources = 2
		x.Index = x.open(t, x.o)
		x.some(t, 0, 40)
		x.clock.Add(time.Minute)
		plans := make([][]archive.Plan, 8)
		storetest.Together(len(plans), func(i int) {
			for {
				p, ok, err := x.Plan(t.Context(), fmt.Sprint("w", i), time.Minute)
				if err != nil || !ok {
					return
				}
				plans[i] = append(plans[i], p)
				if err := x.Commit(t.Context(), p, merged(p)); err != nil {
					t.Error(err)
				}
			}
		})
		ids, from := map[string]bool{}, map[string]bool{}
		for _, p := range slices.Concat(plans...) {
			ids[p.ID] = true
			for _, e := range p.From {
				if from[e.Path] {
					t.Errorf("%s is merged twice", e.Path)
				}
				from[e.Path] = true
			}
		}
		if len(ids) != 20 || len(from) != 40 || x.rows(t) != 400 {
			t.Errorf("%d plans of %d files", len(ids), len(from))
		}
	})
}

// Fault 8: the reference's plans name files that were removed.
func TestWhatIsRemovedIsInNoPlan(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		all := x.some(t, 0, 4)
		must(t, x.Batch(t.Context(), nil, []archive.Name{all[0].Name()}))
		x.clock.Add(time.Minute)
		before := x.take(t, "w")
		wantPaths(t, "those that wait", paths(before.From), paths(all[1:]))
		must(t, x.Batch(t.Context(), nil, []archive.Name{all[1].Name()}))
		if err := x.Commit(t.Context(), before, merged(before)); !errors.Is(err, archive.ErrPlanLost) {
			t.Errorf("a plan that has changed: %v", err)
		}
		after := x.take(t, "w")
		wantPaths(t, "those that are left", paths(after.From), paths(all[2:]))
		if after.To == before.To || after.Fence <= before.Fence {
			t.Errorf("%+v, was %+v", after, before)
		}
		must(t, x.Batch(t.Context(), nil, []archive.Name{all[2].Name()}))
		x.wantNone(t, "a single file")
		if s := status(t, x); s.Waiting != 1 || s.Plans != 0 {
			t.Errorf("got %+v", s)
		}
		x.some(t, 5, 6)
		x.clock.Add(time.Minute)
		last := x.take(t, "w")
		must(t, x.Commit(t.Context(), last, merged(last)))
		if rows := x.rows(t); rows != 20 {
			t.Errorf("%d rows", rows)
		}
		x.clock.Add(time.Hour) // what the plans that changed may have written is dropped too
		drops, err := x.Drops(t.Context(), 100, time.Minute)
		must(t, err)
		for _, to := range []string{before.To, after.To} {
			if !slices.ContainsFunc(drops, func(d archive.Drop) bool { return d.Path == to }) {
				t.Errorf("%s is not dropped: %v", to, drops)
			}
		}
	})
}

func TestAPlanIsNotDisturbedByWhatChangesNothing(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	all := x.some(t, 0, 3)
	x.clock.Add(time.Minute)
	p := x.take(t, "w")
	must(t, x.Batch(t.Context(), all, nil))
	must(t, x.Commit(t.Context(), p, merged(p)))

	all = x.some(t, 5, 7)
	x.clock.Add(time.Minute)
	p = x.take(t, "w")
	all[0].Rows = 99
	must(t, x.Batch(t.Context(), all, nil))
	if err := x.Commit(t.Context(), p, merged(p)); !errors.Is(err, archive.ErrPlanLost) {
		t.Errorf("a plan of a file that was replaced: %v", err)
	}
	if s := status(t, x); s.Waiting != 1 { // what was merged before
		t.Errorf("a file of a plan waits to be merged: %+v", s)
	}
	p = x.take(t, "w")
	must(t, x.Commit(t.Context(), p, merged(p)))
	if rows := x.rows(t); rows != 30+99+10 {
		t.Errorf("%d rows", rows)
	}
}

func TestAPlanThatFailsIsTriedLaterAndParkedInTheEnd(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	x.some(t, 0, 2)
	x.clock.Add(time.Minute)
	to := ""
	for try := 1; try <= 5; try++ {
		p := x.take(t, "w")
		if p.Attempts != try || p.To == to { // who had it may write to the other still, or have it removed
			t.Fatalf("try %d: %+v", try, p)
		}
		to = p.To
		if try%2 == 0 { // it dies
			x.clock.Add(time.Minute)
			continue
		}
		must(t, x.GiveUp(t.Context(), p, "the disk is full"))
		x.wantNone(t, "at once")
		x.clock.Add(time.Duration(try) * 30 * time.Second)
	}
	x.clock.Add(24 * time.Hour)
	x.wantNone(t, "once it was tried five times")
	s := status(t, x)
	if s.Plans != 0 || s.Parked != 1 || s.Given[0].Why != "the disk is full" || s.Given[0].Files != 2 || s.Given[0].Attempts != 5 ||
		s.Given[0].To == to || s.Tables[0].Files != 2 {
		t.Errorf("got %+v", s)
	}
	must(t, x.Unpark(t.Context(), s.Given[0].ID))
	wantCode(t, "letting it go twice", x.Unpark(t.Context(), s.Given[0].ID), campus.NotFound)
	p := x.take(t, "w")
	must(t, x.Commit(t.Context(), p, merged(p)))
	if rows := x.rows(t); rows != 20 {
		t.Errorf("%d rows", rows)
	}
}

func TestAPlanThatNobodyEndsIsParked(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	x.some(t, 0, 2)
	for range 5 {
		x.clock.Add(time.Minute)
		x.take(t, "w")
	}
	x.clock.Add(time.Minute)
	x.wantNone(t, "a sixth time")
	if s := status(t, x); s.Parked != 1 || s.Given[0].Why == "" {
		t.Errorf("got %+v", s)
	}
}

func TestAFileIsMadeAnewWithoutWhatIsToBeInItNoMore(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		one := x.some(t, 0, 1)[0]
		must(t, x.Rewrite(t.Context(), one.Name()))
		p := x.take(t, "w")
		if !p.Rewrite || p.Iteration != 1 || !strings.HasSuffix(p.To, ".1.parquet") || p.To == one.Path {
			t.Errorf("got %+v", p)
		}
		must(t, x.Rewrite(t.Context(), one.Name())) // another line of it, while it is made anew
		if err := x.Commit(t.Context(), p, merged(p)); !errors.Is(err, archive.ErrPlanLost) {
			t.Errorf("a plan that may have read the line: %v", err)
		}
		p = x.take(t, "w")
		must(t, x.Commit(t.Context(), p, merged(p)))
		wantPaths(t, "afterwards", x.find(t, archive.Query{}), []string{p.To})
		wantCode(t, "a file that is no more", x.Rewrite(t.Context(), one.Name()), campus.NotFound)
		if s := status(t, x); s.Waiting != 1 {
			t.Errorf("it does not wait to be merged: %+v", s)
		}
		x.some(t, 1, 3)
		x.clock.Add(time.Minute)
		both := x.take(t, "w")
		must(t, x.Rewrite(t.Context(), archive.Name{Table: "events", Path: path(noon, 1)}))
		if err := x.Commit(t.Context(), both, merged(both)); !errors.Is(err, archive.ErrPlanLost) {
			t.Errorf("a plan that may have read the line: %v", err)
		}
		for range 2 { // the one anew, and the other two
			x.clock.Add(time.Minute)
			p := x.take(t, "w")
			must(t, x.Commit(t.Context(), p, merged(p)))
		}
		if rows := x.rows(t); rows != 30 {
			t.Errorf("%d rows", rows)
		}
	})
}

func TestACommitIsRefusedThatIsNotThePlans(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	x.some(t, 0, 2)
	x.clock.Add(time.Minute)
	p := x.take(t, "w")
	for what, change := range map[string]func(e *archive.Entry){
		"another path":  func(e *archive.Entry) { e.Path = path(noon, 7) },
		"another table": func(e *archive.Entry) { e.Table = "messages" },
		"another layer": func(e *archive.Entry) { e.Layer = "cold" },
		"no time":       func(e *archive.Entry) { e.MinTime = time.Time{} },
	} {
		e := merged(p)
		change(&e)
		wantCode(t, what, x.Commit(t.Context(), p, e), campus.Invalid)
	}
	_, _, err := x.Plan(t.Context(), "a b", time.Minute)
	wantCode(t, "an owner with a space", err, campus.Invalid)
	must(t, x.Commit(t.Context(), p, merged(p)))
}

// A file whose entry somebody took out of the hash by hand is not merged, and its rows are not lost silently.
func TestAPlanIsNotCommittedWhenAFileOfItIsGone(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	x.tampered = true
	x.some(t, 0, 2)
	x.clock.Add(time.Minute)
	p := x.take(t, "w")
	must(t, x.c.Redis.HDel(t.Context(), "files:"+x.Database()+":events:date=2024-01-15", path(noon, 1)).Err())
	if err := x.Commit(t.Context(), p, merged(p)); !errors.Is(err, archive.ErrPlanMissing) {
		t.Errorf("got %v", err)
	}
	x.clock.Add(time.Minute)
	x.wantNone(t, "it is given up at once")
	if s := status(t, x); s.Plans != 1 || !strings.Contains(s.Next[0].Why, path(noon, 1)) {
		t.Errorf("got %+v", s)
	}
}
