package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

const online = "html presence"

// differs is the frame of a difference between two states.
func differs(from, to int64) Frame {
	return Frame{Data: NewFrame("", "", fmt.Appendf(nil, "%d-%d", from, to)), Step: Step{from, to}}
}

func TestDifferencesAreTakenInTheirOrderAndNeverOverAHole(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{})
	w := watch(t, h, online)
	h.Publish(online, differs(1, 4), differs(4, 9))
	if !w.reached(online, 4) {
		t.Error("the first whole state is nothing new")
	}
	w.want(t, "4-9")
	h.Publish(online, differs(4, 9), differs(9, 10)) // said twice
	w.want(t, "9-10")
	h.Publish(online, differs(12, 15), differs(15, 16))
	w.want(t, "", online)
	if !w.reached(online, 16) || w.reached(online, 16) {
		t.Error("a whole state is new once")
	}
	h.Publish(online, differs(16, 17))
	w.want(t, "16-17")
	h.Publish(online, differs(16, 18)) // Redis has lost the end of what it had said
	w.want(t, "", online)
	if !w.reached(online, 9) {
		t.Error("an older state, after Redis has lost the newer, is not sent")
	}
	h.Publish(online, differs(9, 20))
	w.want(t, "9-20")
}

// said is what a Stoa has said of who has streams there.
type said struct {
	mu    sync.Mutex
	words []string
	fails bool
}

func (s *said) failing(fails bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fails = fails
}

func (s *said) tell(_ context.Context, here, gone []int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails {
		return errors.New("Redis is away")
	}
	s.words = append(s.words, fmt.Sprintf("%d here, %d gone", here, gone))
	return nil
}

// take returns what was said since the last call.
func (s *said) take() string {
	synctest.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	words := s.words
	s.words = nil
	return strings.Join(words, "; ")
}

// speaking is a hub whose Stoa says who has streams there.
func speaking(t *testing.T, h *Hub) *said {
	t.Helper()
	s := &said{}
	go func() { _ = NewOnline(h, s.tell, discard()).Run(t.Context()) }()
	synctest.Wait()
	return s
}

func (s *said) want(t *testing.T, what, want string) {
	t.Helper()
	if got := s.take(); got != want {
		t.Errorf("%s: it is said %q, want %q", what, got, want)
	}
}

// come is somebody whose stream stands.
func come(t *testing.T, h *Hub, person int64) *Watcher {
	t.Helper()
	w := enter(t, h, person, HTML.topic("me"))
	w.Stand()
	return w
}

func TestItIsSaidAtOnceWhoOpensTheFirstStreamAndWhoClosesTheLast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Limits{})
		s := speaking(t, h)
		one := come(t, h, 7)
		s.want(t, "a first", "[7] here, [] gone")
		two := come(t, h, 7)
		one.Close()
		one.Close()
		s.want(t, "another, and the first is closed", "")
		two.Close()
		s.want(t, "the last is closed", "[] here, [7] gone")
		three := come(t, h, 7)
		three.Close()
		come(t, h, 7)
		s.want(t, "a page that loads itself again", "[7] here, [] gone")
		enter(t, h, 8, HTML.topic("me")).Close() // who may not watch
		s.want(t, "who was refused", "")
	})
}

func TestAtEveryBeatItIsSaidOfAllWhoAreHere(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Limits{})
		s := speaking(t, h)
		time.Sleep(beatEvery)
		s.want(t, "with nobody there", "")
		come(t, h, 3)
		come(t, h, 1)
		gone := come(t, h, 2)
		gone.Close()
		s.take()
		time.Sleep(beatEvery)
		s.want(t, "a beat", "[1 3] here, [] gone")
		time.Sleep(beatEvery)
		s.want(t, "another", "[1 3] here, [] gone")
	})
}

func TestWhatCouldNotBeSaidIsSaidASecondLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Limits{})
		s := speaking(t, h)
		stays, leaves := come(t, h, 1), come(t, h, 2)
		s.take()
		s.failing(true)
		leaves.Close()
		stays.Close()
		synctest.Wait()
		time.Sleep(3 * time.Second)
		come(t, h, 1)
		come(t, h, 3)
		synctest.Wait()
		s.failing(false)
		time.Sleep(time.Second)
		s.want(t, "when Redis is back", "[1 3] here, [2] gone")
	})
}

func TestNobodyGoesBecauseTheirStoaStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Limits{})
		s := speaking(t, h)
		stream := &Stream{Hub: h, Person: 5, Catchup: NewCatchup(newBoard(), discard()), Check: func(context.Context) error { return nil }}
		done := make(chan error)
		go func() {
			_, err := serve(t.Context(), stream)
			done <- err
		}()
		s.want(t, "a stream is open", "[5] here, [] gone")
		h.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
		time.Sleep(2 * beatEvery)
		s.want(t, "its Stoa stops", "")
	})
}

func TestWhoAsksAgainAndAgainOpensNoStream(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Limits{})
		s := speaking(t, h)
		poll := &Stream{Hub: h, Person: 5, Once: true, Catchup: NewCatchup(newBoard(), discard()),
			Check: func(context.Context) error { return nil }}
		out, err := serve(t.Context(), poll)
		if err != nil || out.Code != http.StatusOK {
			t.Error(out.Code, err)
		}
		s.want(t, "a poll", "")
		if here, gone := h.turned(true); !slices.Equal(append(here, gone...), nil) {
			t.Errorf("%v and %v are left", here, gone)
		}
	})
}
