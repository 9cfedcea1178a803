package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"stoa/store/campus"
)

// aside is the stream of somebody who is told states beside what they watch; asked counts how often that was found out.
type aside struct {
	*Stream
	asked atomic.Int64
	away  atomic.Bool
	names atomic.Pointer[[]string]
}

func newAside(h *Hub, names ...string) *aside {
	a := &aside{}
	a.names.Store(&names)
	a.Stream = &Stream{Hub: h, Encoding: JSON, Person: 7, States: []string{"seats:mine"}, Catchup: NewCatchup(newBoard(), discard()),
		Check: func(context.Context) error { return nil },
		Beside: func(context.Context) ([]string, error) {
			a.asked.Add(1)
			if a.away.Load() {
				return nil, campus.Away(errors.New("away"))
			}
			return *a.names.Load(), nil
		}}
	return a
}

func TestWhatOneIsToldBesideIsKeptWhereItCannotBeFoundOutAndFoundOutAtTheNextBeat(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Limits{})
		go func() { _ = h.Run(t.Context()) }()
		a := newAside(h, "seats:a")
		a.States = append(a.States, campus.PersonTopic(7))
		go func() { _, _ = serve(t.Context(), a.Stream) }()
		synctest.Wait()
		a.away.Store(true)
		a.names.Store(&[]string{"seats:b"})
		h.Follow(7)
		synctest.Wait()
		if h.Streams() != 1 || !h.Watched("json seats:a") || h.Watched("json seats:b") || a.asked.Load() != 2 {
			t.Fatalf("%d streams; asked %d times; a is watched: %t", h.Streams(), a.asked.Load(), h.Watched("json seats:a"))
		}
		a.away.Store(false)
		nextBeat(t, h)
		if h.Watched("json seats:a") || !h.Watched("json seats:b") || a.asked.Load() != 3 {
			t.Errorf("after a beat a is watched: %t, asked %d times", h.Watched("json seats:a"), a.asked.Load())
		}
		nextBeat(t, h)
		if a.asked.Load() != 3 {
			t.Errorf("it is found out %d times, though nothing has changed", a.asked.Load())
		}
	})
}

// nextBeat waits until all streams have had a beat.
func nextBeat(tb testing.TB, h *Hub) {
	tb.Helper()
	w := enter(tb, h, 7)
	for !w.Signal().Beat {
		<-w.Wake()
	}
	synctest.Wait()
}

func TestTheRightsOfOneTopicAreNoReasonToFindOutWhatOneIsToldBeside(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Limits{})
		a := newAside(h)
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		go func() { _, _ = serve(ctx, a.Stream) }()
		for i, say := range []func(){func() {}, func() { h.RecheckTopic("json seats:mine") }, func() { h.Recheck(7) }, func() { h.Recheck(Everybody) },
			func() { h.Follow(7) }, func() { h.Follow(8) }} {
			say()
			synctest.Wait()
			if got, want := a.asked.Load(), []int64{1, 1, 2, 3, 4, 4}[i]; got != want {
				t.Errorf("after %d it was found out %d times, want %d", i, got, want)
			}
		}
	})
}

func TestWhatManyCatchUpWithAtTheSameTimeIsReadOnceWhateverElseEachOfThemAsksFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		table := newBoard()
		c, free := NewCatchup(table, discard()), table.hold("seats:all")
		var asking sync.WaitGroup
		ask := func(i int) {
			own := fmt.Sprintf("seats:%d", i)
			asking.Go(func() {
				frames, err := c.states(t.Context(), JSON, []string{own, "seats:all"})
				if err != nil || len(frames) != 2 || string(frames[0].Data) != string(state(own).Data) ||
					string(frames[1].Data) != string(state("seats:all").Data) {
					t.Errorf("%d got %d frames, %v", i, len(frames), err)
				}
			})
			synctest.Wait()
		}
		for i := range 100 { // all but the first come while it reads, which may miss what they must see
			ask(i)
		}
		free()
		asking.Wait()
		if n := table.times("seats:all"); n != 2 {
			t.Errorf("what all ask for was drawn %d times, want twice", n)
		}
		if n := table.times("seats:50"); n != 1 {
			t.Errorf("what one asks for was drawn %d times", n)
		}
		if r := c.rounds[JSON]; r.now != nil || r.next != nil {
			t.Error("something is left of the readings")
		}
	})
}

func TestAStateThatCannotBeDrawnIsMissedByThoseAloneWhoAskForIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		table := newBoard()
		table.breaks("seats:broken", true)
		c, free := NewCatchup(table, discard()), table.hold("seats:first")
		errs := make([]error, 4)
		var asking sync.WaitGroup
		for i, topics := range [][]string{{"seats:first"}, {"seats:a"}, {"seats:broken", "seats:a"}, {"seats:b"}} {
			asking.Go(func() { _, errs[i] = c.states(t.Context(), JSON, topics) })
			synctest.Wait()
		}
		free()
		asking.Wait()
		failed := slices.Collect(func(yield func(bool) bool) {
			for _, err := range errs {
				if !yield(err != nil) {
					return
				}
			}
		})
		if !slices.Equal(failed, []bool{false, false, true, false}) {
			t.Errorf("they are told %v", errs)
		}
	})
}
