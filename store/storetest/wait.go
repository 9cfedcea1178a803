package storetest

import (
	"os"
	"sync"
	"testing"
	"time"
)

const (
	// awaitPatience is how long a test waits for what must come: far longer than it takes, for the machine may be busy.
	awaitPatience = 30 * time.Second
	awaitPause    = 5 * time.Millisecond
)

// Times returns how often a test does something: so many times in a short run, which is what `make test` is, or in a long
// one, which is what `make long` asks for. Nothing else knows which it is.
func Times(short, long int) int {
	if os.Getenv("STOA_LONG") == "1" {
		return long
	}
	return short
}

// Sampled reports whether the n-th of many cases is tried: all of them in a long run, otherwise one of each so many. Where n is the
// sum of places in several lists, each of a list is still tried with some of the others.
func Sampled(n, each int) bool { return n%Times(each, 1) == 0 }

// Await asks again and again until it is so, and fails the test when that does not happen.
func Await(tb testing.TB, what string, so func() bool) {
	tb.Helper()
	late, again := time.NewTimer(awaitPatience), time.NewTicker(awaitPause)
	defer late.Stop()
	defer again.Stop()
	for !so() {
		select {
		case <-late.C:
			tb.Fatalf("waited in vain for %s", what)
		case <-again.C:
		}
	}
}

// Next returns what comes out of a channel, and fails the test when nothing does.
func Next[T any](tb testing.TB, what string, from <-chan T) T {
	tb.Helper()
	late := time.NewTimer(awaitPatience)
	defer late.Stop()
	select {
	case v := <-from:
		return v
	case <-late.C:
		tb.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

// Together lets n goroutines do something at the same moment, and returns when all have.
func Together(n int, do func(i int)) {
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			do(i)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
}
