package archive_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"stoa/store/archive"
	"stoa/store/storetest"
)

// world is what there is beside the index: files on a disk, and workers who have taken plans and drops.
type world struct {
	t     *testing.T
	r     *rapid.T
	x     *kit
	n     int
	disk  map[string]int64 // path to rows
	rows  int64            // of all files that are registered
	plans []archive.Plan
	drops [][]archive.Drop
}

// Whatever order things come in, however often each is sent, and wherever a worker stops: what is registered is on the disk, no row
// is in two files or in none, and all that the index keeps can be computed from the entries.
func TestNoRowIsLostOrDoubledWhereverAWorkerStops(t *testing.T) {
	t.Parallel()
	c, run := storetest.New(t), 0
	rapid.Check(t, func(r *rapid.T) {
		run++
		x := newKit(t, c, storetest.At(noon))
		x.o.Prefix, x.o.Sources = fmt.Sprintf("%sm%d:", strings.TrimSuffix(x.o.Prefix, ":"), run), 3
		x.Index = x.open(t, x.o)
		w := &world{t: t, r: r, x: x, disk: map[string]int64{}}
		deeds := []func(){w.add, w.add, w.remove, w.take, w.take, w.commit, w.commit, w.giveUp, w.rewrite, w.wait, w.wait,
			w.takeDrops, w.endDrops}
		for range rapid.IntRange(5, 60).Draw(r, "deeds") {
			rapid.SampledFrom(deeds).Draw(r, "deed")()
			w.check()
		}
		x.checkAll(t)
	})
}

// twice does something once or twice, as where a reply is lost.
func (w *world) twice(do func() error) (err error) {
	for range rapid.IntRange(1, 2).Draw(w.r, "times") {
		err = errors.Join(err, do())
	}
	return err
}

func (w *world) registered() []archive.Entry {
	found, err := w.x.All(w.t.Context(), archive.Query{Table: "events"})
	must(w.t, err)
	if len(found.Unreadable) > 0 {
		w.r.Fatalf("unreadable: %v", found.Unreadable)
	}
	return found.Files
}

func (w *world) check() {
	var rows int64
	for _, e := range w.registered() {
		rows += e.Rows
		if on, ok := w.disk[e.Path]; !ok || on != e.Rows {
			w.r.Fatalf("%s has %d rows, and on the disk %d, %t", e.Path, e.Rows, on, ok)
		}
	}
	if rows != w.rows {
		w.r.Fatalf("%d rows, want %d", rows, w.rows)
	}
}

func (w *world) add() {
	var add []archive.Entry
	for range rapid.IntRange(1, 4).Draw(w.r, "files") {
		e := file("events", w.n, noon.Add(time.Duration(w.n%2)*time.Hour), 0)
		e.Rows = 1 << (w.n % 40)
		w.n, w.rows, w.disk[e.Path] = w.n+1, w.rows+e.Rows, e.Rows
		add = append(add, e)
	}
	must(w.t, w.twice(func() error { return w.x.Batch(w.t.Context(), add, nil) }))
}

// one draws one of the files that are registered.
func (w *world) one() (archive.Entry, bool) {
	all := w.registered()
	if len(all) == 0 {
		return archive.Entry{}, false
	}
	return rapid.SampledFrom(all).Draw(w.r, "file"), true
}

func (w *world) remove() {
	if e, ok := w.one(); ok {
		w.rows -= e.Rows
		must(w.t, w.twice(func() error { return w.x.Batch(w.t.Context(), nil, []archive.Name{e.Name()}) }))
	}
}

func (w *world) rewrite() {
	if e, ok := w.one(); ok {
		must(w.t, w.twice(func() error { return w.x.Rewrite(w.t.Context(), e.Name()) }))
	}
}

func (w *world) take() {
	p, ok, err := w.x.Plan(w.t.Context(), fmt.Sprint("w", len(w.plans)), time.Minute)
	must(w.t, err)
	if !ok {
		return
	}
	w.plans = append(w.plans, p)
	if rapid.Bool().Draw(w.r, "writes at once") {
		w.write(p)
	}
}

// write writes the file of a plan to the disk.
func (w *world) write(p archive.Plan) { w.disk[p.To] = merged(p).Rows }

// commit ends a plan, perhaps long after somebody else has it, or has ended it.
func (w *world) commit() {
	if len(w.plans) == 0 {
		return
	}
	p := rapid.SampledFrom(w.plans).Draw(w.r, "plan")
	_, err := w.x.Renew(w.t.Context(), p, time.Minute)
	if err == nil {
		w.write(p)
	} else if !errors.Is(err, archive.ErrPlanLost) {
		w.t.Fatal(err)
	}
	lost := err != nil
	err = w.twice(func() error { return w.x.Commit(w.t.Context(), p, merged(p)) })
	if err != nil && !errors.Is(err, archive.ErrPlanLost) || err != nil && !lost {
		w.r.Fatalf("it is renewed, and not committed: %v", err)
	}
}

func (w *world) giveUp() {
	if len(w.plans) > 0 {
		p := rapid.SampledFrom(w.plans).Draw(w.r, "plan")
		if err := w.x.GiveUp(w.t.Context(), p, "no"); err != nil && !errors.Is(err, archive.ErrPlanLost) {
			w.t.Fatal(err)
		}
	}
}

func (w *world) wait() {
	w.x.clock.Add(time.Duration(rapid.SampledFrom([]int{1, 10, 60, 600, 3600}).Draw(w.r, "seconds")) * time.Second)
}

func (w *world) takeDrops() {
	drops, err := w.x.Drops(w.t.Context(), rapid.IntRange(1, 5).Draw(w.r, "n"), time.Minute)
	must(w.t, err)
	w.drops = append(w.drops, drops)
	for _, d := range drops {
		if rapid.Bool().Draw(w.r, "removes") {
			delete(w.disk, d.Path)
		}
	}
}

func (w *world) endDrops() {
	if len(w.drops) > 0 {
		drops := w.drops[0]
		w.drops = w.drops[1:]
		for _, d := range drops {
			delete(w.disk, d.Path)
		}
		must(w.t, w.twice(func() error { return w.x.Dropped(w.t.Context(), drops...) }))
	}
}

// In the end there is nothing on the disk but what is registered.
func TestAllThatIsNotRegisteredIsDroppedInTheEnd(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	disk := map[string]bool{}
	for _, e := range x.some(t, 0, 9) {
		disk[e.Path] = true
	}
	for i := range 20 { // every third worker dies before it commits, every fifth before it writes
		x.clock.Add(time.Hour)
		p, ok, err := x.Plan(t.Context(), "w", time.Minute)
		must(t, err)
		if ok && i%5 != 4 {
			disk[p.To] = true
		}
		if ok && i%5 != 4 && i%3 != 2 {
			must(t, x.Commit(t.Context(), p, merged(p)))
		}
		if i < 4 {
			for _, e := range x.some(t, 20+2*i, 22+2*i) {
				disk[e.Path] = true
			}
			must(t, x.Rewrite(t.Context(), archive.Name{Table: "events", Path: path(noon, 20+2*i)}))
		}
		drops, err := x.Drops(t.Context(), 100, time.Minute)
		must(t, err)
		for _, d := range drops {
			delete(disk, d.Path)
		}
		must(t, x.Dropped(t.Context(), drops...))
	}
	found, err := x.All(t.Context(), archive.Query{Table: "events"})
	must(t, err)
	left := slices.Sorted(maps.Keys(disk))
	all := paths(found.Files)
	slices.Sort(all)
	wantPaths(t, "on the disk", left, all)
	if rows := x.rows(t); rows != 170 {
		t.Errorf("%d rows", rows)
	}
}
