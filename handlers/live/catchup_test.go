package live

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"stoa/store/campus"
)

func TestWhoWaitsForAReadingThatPanicsLearnsOfItAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		notes := &notebook{}
		c, free := NewCatchup(newBoard(), notes.log()), make(chan struct{})
		got := make(chan error)
		ask := func() {
			got <- c.share(t.Context(), "room", func(context.Context) ([]Frame, bool, error) {
				<-free
				panic("broken")
			}).err
		}
		began := time.Now()
		go ask()
		synctest.Wait()
		for range 10 {
			go ask()
		}
		synctest.Wait()
		told := func(n int) {
			t.Helper()
			for range n {
				if _, ok := errors.AsType[*panicked](<-got); !ok {
					t.Error("one who asked was not told of the panic")
				}
			}
		}
		free <- struct{}{}
		told(1)
		synctest.Wait() // one of the ten has begun for all
		free <- struct{}{}
		told(10)
		if time.Since(began) > 0 || len(c.calls) != 0 {
			t.Errorf("they waited %v, and %d readings are left", time.Since(began), len(c.calls))
		}
		if said := notes.String(); strings.Count(said, "drawing panicked") != 2 || !strings.Contains(said, "catchup_test.go") {
			t.Errorf("the log says %s", said)
		}
	})
}

func TestAReadingGoesOnForOthersThoughWhoBeganItLeaves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, free, got := NewCatchup(newBoard(), discard()), make(chan struct{}), make(chan error)
		read := func(ctx context.Context) ([]Frame, bool, error) {
			select {
			case <-free:
				return nil, false, nil
			case <-ctx.Done():
				return nil, false, ctx.Err()
			}
		}
		ask := func(ctx context.Context) { got <- c.share(ctx, "room", read).err }
		leaving, leave := context.WithCancel(t.Context())
		go ask(leaving) // the first reading
		synctest.Wait()
		go ask(leaving) // begins the second
		synctest.Wait()
		go ask(t.Context()) // waits for the first, and shares the second
		synctest.Wait()
		leave()
		synctest.Wait()
		free <- struct{}{}
		synctest.Wait()
		close(free)
		left := 0
		for range 3 {
			if err := <-got; errors.Is(err, context.Canceled) {
				left++
			} else if err != nil {
				t.Errorf("a reading ended with %v", err)
			}
		}
		if left != 1 { // who only waited when they left
			t.Errorf("%d got nothing, want one", left)
		}
	})
}

func TestAReadingThatGetsNoAnswerEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		got := NewCatchup(newBoard(), discard()).share(t.Context(), "room", func(ctx context.Context) ([]Frame, bool, error) {
			<-ctx.Done()
			return nil, false, ctx.Err()
		})
		if took := time.Since(began); !errors.Is(got.err, context.DeadlineExceeded) || took != readPatience {
			t.Errorf("it ended after %v with %v", took, got.err)
		}
	})
}

// A page that asked again and again for an event that cannot be drawn would never be live again.
func TestALogThatCannotBeDrawnMakesItsReadersBeginAnew(t *testing.T) {
	t.Parallel()
	h, table := NewHub(Limits{}), newBoard()
	table.say("room:a")
	table.breaks("room:a", true)
	room := &Stream{Hub: h, Encoding: HTML, Catchup: NewCatchup(table, discard()), Log: "room:a", Cursor: "0-0", Check: anyone}
	out, err := serve(t.Context(), room)
	if err != nil || out.Body.String() != "event: reset\ndata: \n\n" {
		t.Errorf("it said %q, %v; want reset alone", out.Body, err)
	}
	seats := &Stream{Hub: h, Encoding: HTML, Catchup: NewCatchup(table, discard()), States: []string{"room:a"}, Check: anyone}
	_, err = serve(t.Context(), seats)
	if _, ok := errors.AsType[*panicked](err); !ok {
		t.Errorf("a state that cannot be drawn ends with %v", err)
	}
}

func anyone(context.Context) error { return nil }

func TestAResetIsSpreadOverTheTimeThatSoManyReloadsTake(t *testing.T) {
	t.Parallel()
	h, table := NewHub(Limits{}), newBoard()
	table.say("room:a")
	table.breaks("room:a", true)
	for range 2 * reloadsPerSecond {
		enter(t, h, 1, "html room:a")
	}
	page := &Stream{Hub: h, Encoding: HTML, Catchup: NewCatchup(table, discard()), Log: "room:a", Cursor: "0-0", Check: anyone}
	if out, err := serve(t.Context(), page); err != nil || out.Body.String() != "event: reset\ndata: 2000\n\n" {
		t.Errorf("it said %q, %v; want reset within 2 s", out.Body, err)
	}
	script := &Stream{Hub: h, Encoding: JSON, Catchup: NewCatchup(table, discard()), Log: "room:a", Cursor: "0-0", Check: anyone}
	if out, err := serve(t.Context(), script); err != nil || out.Body.String() != "event: reset\ndata: \n\n" {
		t.Errorf("a script is told %q, %v; want reset alone", out.Body, err)
	}
	for readers, want := range map[int]time.Duration{0: 0, 1: 0, 2: 5 * time.Millisecond, 1001: 5 * time.Second} {
		if got := Spread(readers); got != want {
			t.Errorf("%d readers load their pages again within %v, want %v", readers, got, want)
		}
	}
}

func TestAStreamThatIsToldOfAGapReadsItsTopicsAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, table := NewHub(Limits{}), newBoard()
		table.say("room:a")
		s := &Stream{Hub: h, Encoding: JSON, Catchup: NewCatchup(table, discard()), Log: "room:a", States: []string{"seats:x"},
			Cursor: "1-0",
			Check:  anyone}
		said := make(chan string)
		go func() {
			out, _ := serve(t.Context(), s)
			said <- out.Body.String()
		}()
		synctest.Wait()
		table.say("room:a") // and nobody hears of it
		table.say("room:a")
		h.Gap("json room:a")
		synctest.Wait()
		h.GapAll()
		synctest.Wait()
		h.Publish("json room:a", LogFrame(campus.Event{ID: "4-0", N: 4}, "", []byte("4")))
		synctest.Wait()
		h.Close()
		const want = "data: seats:x\n\n" + "id: 2-0\ndata: 2\n\n" + "id: 3-0\ndata: 3\n\n" + "data: seats:x\n\n" +
			"id: 4-0\ndata: 4\n\n" + "event: bye\ndata: \n\n"
		if got := <-said; got != want {
			t.Errorf("it said %q, want %q", got, want)
		}
	})
}
