package live

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

const room = "json meeting:1:1"

// logged is the frame of the n-th event of a log.
func logged(n int64) Frame {
	return LogFrame(campus.Event{ID: fmt.Sprintf("%d-0", n), N: n}, "", fmt.Appendf(nil, "%d", n))
}

// state is the frame of a state topic.
func state(text string) Frame { return Frame{Data: NewFrame("", "", []byte(text))} }

// reading is a watcher with the cursor of its stream.
type reading struct {
	*Watcher
	at campus.Cursor
}

func watch(tb testing.TB, h *Hub, topics ...string) *reading {
	tb.Helper()
	return &reading{Watcher: enter(tb, h, 1, topics...)}
}

// enter is somebody's watcher; it leaves with the test.
func enter(tb testing.TB, h *Hub, person int64, topics ...string) *Watcher {
	tb.Helper()
	w, err := h.Watch(person, topics)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(w.Close)
	return w
}

// want checks what a watcher takes: the data of frames, and the topics in which it is behind.
func (r *reading) want(tb testing.TB, data string, behind ...string) {
	tb.Helper()
	buf, at, missing := r.Take(nil, r.at)
	r.at = at
	var got []string
	for line := range strings.Lines(string(buf)) {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), "data: "); ok {
			got = append(got, text)
		}
	}
	if strings.Join(got, " ") != data || !slices.Equal(missing, behind) {
		tb.Errorf("it takes %q and is behind in %q, want %q and %q", got, missing, data, behind)
	}
}

func woken(w *Watcher) bool {
	select {
	case <-w.Wake():
		return true
	default:
		return false
	}
}

func TestAWatcherTakesWhatCameSinceItBegan(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{})
	h.Publish(room, logged(1)) // to nobody
	first := watch(t, h, room)
	h.Publish(room, logged(2), logged(3))
	second := watch(t, h, room, "json course:x")
	h.Publish(room, logged(4))
	h.Publish("json course:x", state("seats"))
	h.Publish("html course:x", state("another form"))
	first.want(t, "2 3 4")
	second.want(t, "4 seats")
	first.want(t, "")
	h.Publish(room, logged(4), logged(5)) // said twice
	first.want(t, "5")
	if at, _ := campus.ParseCursor("5-0"); first.at != at {
		t.Errorf("the cursor is %v, want 5-0", first.at)
	}
}

func TestWhatALogHadBeforeTheCursorIsNotSentAgain(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{})
	w := watch(t, h, room)
	h.Publish(room, logged(1), logged(2), logged(3))
	w.at, _ = campus.ParseCursor("2-0") // as read from the log meanwhile
	w.want(t, "3")
}

func TestAHoleInTheNumbersMakesWatchersReadTheLog(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{})
	w := watch(t, h, room)
	h.Publish(room, logged(1))
	w.want(t, "1")
	h.Publish(room, logged(3))
	w.want(t, "", room)
	h.Publish(room, logged(4))
	w.want(t, "4")
	late := watch(t, h, room)
	h.Publish(room, logged(5))
	late.want(t, "5") // the hole was before it came
}

func TestAGapMakesWatchersReadAgain(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{})
	one, both := watch(t, h, room), watch(t, h, room, "json course:x")
	h.Gap(room)
	one.want(t, "", room)
	both.want(t, "", room)
	h.GapAll()
	h.Gap("json nobody's")
	one.want(t, "", room)
	both.want(t, "", room, "json course:x")
	both.want(t, "")
}

func TestWhoIsBehindTheRingIsTold(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{})
	slow, quick := watch(t, h, room), watch(t, h, room)
	large := bytes.Repeat([]byte("x"), ringBytes/4)
	for n := range int64(8) {
		f := logged(n + 1)
		f.Data = large
		h.Publish(room, f)
		if buf, _, behind := quick.Take(nil, quick.at); len(buf) != len(large) || len(behind) != 0 {
			t.Errorf("the quick one took %d bytes and is behind in %q", len(buf), behind)
		}
	}
	if topic := h.topics[room]; topic.bytes > ringBytes || len(topic.ring) != 4 || topic.first != 4 {
		t.Errorf("the ring has %d frames from %d with %d bytes", len(topic.ring), topic.first, topic.bytes)
	}
	slow.want(t, "", room)
	h.Publish(room, logged(9))
	slow.want(t, "9")
}

func TestAFrameThatIsLargerThanTheRingSendsAllToTheLog(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{})
	w := watch(t, h, room)
	f := logged(1)
	f.Data = make([]byte, ringBytes+1)
	h.Publish(room, f)
	w.want(t, "", room)
}

func TestTheRingForgetsWhatIsOld(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Limits{})
		w := watch(t, h, room)
		h.Publish(room, logged(1))
		time.Sleep(ringAge + time.Second) // of the bubble's clock: it takes no time
		h.Publish(room, logged(2))
		if topic := h.topics[room]; len(topic.ring) != 1 || topic.first != 1 {
			t.Errorf("the ring has %d frames from %d, want the second alone", len(topic.ring), topic.first)
		}
		w.want(t, "", room)
	})
}

func TestPublishingWaitsForNobody(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{})
	asleep := watch(t, h, room)
	for n := range int64(10_000) {
		h.Publish(room, logged(n+1))
	}
	if !woken(asleep.Watcher) || woken(asleep.Watcher) {
		t.Error("a sleeper is rung for once")
	}
	if buf, _, _ := asleep.Take(nil, asleep.at); !bytes.HasSuffix(buf, []byte("data: 10000\n\n")) {
		t.Errorf("the sleeper took %d bytes", len(buf))
	}
}

func TestTheHubHoldsWhenAllDoEverythingAtOnce(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{})
	var busy sync.WaitGroup
	for i := range 8 {
		busy.Go(func() {
			for n := range int64(200) {
				w, err := h.Watch(int64(i), []string{room, "json course:x"})
				if err != nil {
					t.Error(err)
					return
				}
				h.Publish(room, logged(n+1))
				h.Recheck(int64(i))
				w.Take(nil, campus.Cursor{})
				h.GapAll()
				w.Signal()
				w.Close()
			}
		})
	}
	busy.Wait()
	if h.Streams() != 0 || len(h.topics) != 0 || h.Watched(room) {
		t.Errorf("left are %d streams and %d topics", h.Streams(), len(h.topics))
	}
}

func TestSignalsReachWhomTheyAreFor(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{})
	mine, other := enter(t, h, 7, room), enter(t, h, 8, room)
	h.Recheck(7)
	if got, not := mine.Signal(), other.Signal(); got != (Signal{Rights: true, Beside: true}) || not != (Signal{}) || !woken(mine) || woken(other) {
		t.Errorf("the signals are %+v and %+v", got, not)
	}
	h.Close()
	late := enter(t, h, 9)
	for _, w := range []*Watcher{mine, other, late} {
		if got := w.Signal(); got != (Signal{Bye: true}) || !woken(w) || w.Signal() != (Signal{}) {
			t.Errorf("the signal is %+v, want bye, once", got)
		}
		w.Close()
	}
}

func TestEveryStreamBeatsOnceInFifteenSeconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Limits{})
		watchers := make([]*Watcher, 2*beatSlots)
		for i := range watchers {
			watchers[i] = enter(t, h, 1)
		}
		go func() { _ = h.Run(t.Context()) }()
		beats := make([]int, len(watchers))
		for range 3 * beatSlots {
			time.Sleep(beatEvery / beatSlots)
			synctest.Wait()
			for i, w := range watchers {
				if w.Signal().Beat {
					beats[i]++
				}
			}
		}
		if want := slices.Repeat([]int{3}, len(watchers)); !slices.Equal(beats, want) {
			t.Errorf("in 45 s they beat %v, want three times each", beats)
		}
	})
}

func TestALogThatLostItsEndInAFailOverIsReadAgain(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{})
	w := watch(t, h, room)
	h.Publish(room, logged(1), logged(2), logged(3))
	w.want(t, "1 2 3")
	// The new master never had the third: the next event has its number and a later place.
	again := LogFrame(campus.Event{ID: "9-0", N: 3}, "", []byte("another third"))
	h.Publish(room, again, again)
	w.want(t, "", room)
	h.Publish(room, LogFrame(campus.Event{ID: "10-0", N: 4}, "", []byte("fourth")))
	w.want(t, "fourth")
}

func TestNobodyHasMoreStreamsThanTheLimitsAllow(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{Person: 5, All: 12})
	var mu sync.Mutex
	open := map[int64][]*Watcher{}
	refused := map[int64]error{}
	storetest.Together(40, func(i int) { // each of two asks for twenty
		w, err := h.Watch(int64(i%2+1), []string{room})
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			refused[int64(i%2+1)] = err
		} else {
			open[int64(i%2+1)] = append(open[int64(i%2+1)], w)
		}
	})
	for person := range int64(2) {
		if n, err := len(open[person+1]), refused[person+1]; n != 5 || !errors.Is(err, ErrTooManyOfOne) {
			t.Errorf("person %d has %d streams and is refused with %v", person+1, n, err)
		}
	}
	enter(t, h, 3)
	last := enter(t, h, 4)
	if _, err := h.Watch(5, nil); !errors.Is(err, ErrTooMany) || h.Streams() != 12 {
		t.Errorf("the thirteenth is refused with %v, %d are open", err, h.Streams())
	}
	last.Close()
	last.Close() // once too often changes nothing
	open[1][0].Close()
	enter(t, h, 1)
	if _, err := h.Watch(1, nil); !errors.Is(err, ErrTooManyOfOne) {
		t.Errorf("a sixth of one person is refused with %v", err)
	}
	enter(t, h, 6)
	for _, w := range slices.Concat(open[1], open[2]) {
		w.Close()
	}
	if len(h.persons) != 3 {
		t.Errorf("the hub remembers %v, of whom three have streams", h.persons)
	}
}

func TestAStreamThatIsClosedTwiceIsCountedOnce(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{Person: 2})
	first := enter(t, h, 7, room)
	enter(t, h, 7, room)
	first.Close()
	first.Close()
	enter(t, h, 7, room)
	if _, err := h.Watch(7, []string{room}); err == nil {
		t.Error("a third stream was let in")
	}
}

func TestARoomThatFellSilentHoldsNothingForLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Limits{})
		go func() { _ = h.Run(t.Context()) }()
		watch(t, h, room)
		h.Publish(room, logged(1))
		time.Sleep(ringAge + 2*beatEvery) // of the bubble's clock: it takes no time
		synctest.Wait()
		if n := len(h.topics[room].ring); n != 0 {
			t.Errorf("it holds %d frames still", n)
		}
	})
}
