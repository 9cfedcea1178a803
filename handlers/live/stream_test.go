package live

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"stoa/store/campus"
)

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// serve runs a stream without topics over a recorder until it ends.
func serve(ctx context.Context, s *Stream) (*httptest.ResponseRecorder, error) {
	out := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/live", nil)
	return out, s.Serve(out, r)
}

func TestTheRightIsCheckedOnceOneHearsOfItsEnd(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{})
	watching := 0
	s := &Stream{Hub: h, Catchup: NewCatchup(newBoard(), discard()), Check: func(context.Context) error {
		watching = h.Streams()
		return campus.ErrSignedOut
	}}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second) // a stream that begins nevertheless would not end
	defer cancel()
	out, err := serve(ctx, s)
	if watching != 1 || !errors.Is(err, campus.ErrSignedOut) || out.Body.Len() != 0 || h.Streams() != 0 {
		t.Errorf("%d were watching; %v, %q, %d left; want 1, signed out, nothing written, none left", watching, err, out.Body, h.Streams())
	}
}

func TestASilentStreamBeatsAndLivesNoLongerThanTwiceItsLife(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Limits{})
		go func() { _ = h.Run(t.Context()) }()
		began, checks := time.Now(), 0
		s := &Stream{Hub: h, Catchup: NewCatchup(newBoard(), discard()), Check: func(context.Context) error {
			if checks++; checks > 1 && checks%2 == 0 {
				return campus.Away(errors.New("a Redis that is away takes nobody's right"))
			}
			return nil
		}}
		out, err := serve(t.Context(), s)
		lived, beats := time.Since(began), strings.Count(out.Body.String(), "event: beat\ndata: \n\n")
		if err != nil || lived < lifetime || lived > 2*lifetime {
			t.Errorf("it lived %v, %v", lived, err)
		}
		if want := int(lived / beatEvery); beats < want-1 || beats > want+1 {
			t.Errorf("in %v it beat %d times, want %d", lived, beats, want)
		}
	})
}

func TestAStreamEndsWhenItsRightDoes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Limits{})
		var ended error
		s := &Stream{Hub: h, Person: 7, Catchup: NewCatchup(newBoard(), discard()), Check: func(context.Context) error { return ended }}
		done := make(chan string)
		go func() {
			out, _ := serve(t.Context(), s)
			done <- out.Body.String()
		}()
		synctest.Wait()
		ended = campus.ErrSignedOut
		h.Recheck(8) // somebody else's
		synctest.Wait()
		if h.Streams() != 1 {
			t.Error("it ended because of another's rights")
		}
		began := time.Now()
		h.Recheck(7)
		if said := <-done; said != "" || time.Since(began) > 0 {
			t.Errorf("it said %q and ended after %v, want its end alone and at once", said, time.Since(began))
		}
	})
}

// The bell that tells of a lost right may be lost itself.
func TestAStreamThatHeardNothingOfTheEndOfItsRightEndsAtItsBeat(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Limits{})
		go func() { _ = h.Run(t.Context()) }()
		var ended atomic.Bool
		s := &Stream{Hub: h, Catchup: NewCatchup(newBoard(), discard()), Check: func(context.Context) error {
			if ended.Load() {
				return campus.ErrSignedOut
			}
			return nil
		}}
		done := make(chan struct{})
		go func() {
			_, _ = serve(t.Context(), s)
			close(done)
		}()
		synctest.Wait()
		ended.Store(true)
		began := time.Now()
		<-done
		if took := time.Since(began); took > beatEvery+time.Second {
			t.Errorf("it went on for %v, want no longer than to the next beat", took)
		}
	})
}

func TestWhoAsksForTheSameAtTheSameTimeSharesOneReading(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, begun, free := NewCatchup(newBoard(), discard()), 0, make(chan struct{})
		read := func(context.Context) ([]Frame, bool, error) {
			begun++
			mine := begun
			<-free
			return []Frame{logged(int64(mine))}, false, nil
		}
		got := make(chan int64)
		ask := func() { got <- c.share(t.Context(), "room", read).frames[0].N }
		go ask()
		synctest.Wait()
		for range 100 { // they come while the first reading is under way: it may miss what they must see
			go ask()
		}
		synctest.Wait()
		free <- struct{}{}
		if n := <-got; n != 1 {
			t.Errorf("the first got reading %d", n)
		}
		synctest.Wait() // all have found the second reading
		free <- struct{}{}
		for range 100 {
			if n := <-got; n != 2 {
				t.Errorf("one who came later got reading %d, want the second", n)
			}
		}
		if begun != 2 || len(c.calls) != 0 {
			t.Errorf("%d readings and %d left, want 2 and none", begun, len(c.calls))
		}
	})
}
