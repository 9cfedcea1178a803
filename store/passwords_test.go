package store

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"stoa/store/campus"
)

func TestAHashMatchesItsPasswordAlone(t *testing.T) {
	t.Parallel()
	p, ctx := newPasswords(4), t.Context()
	hash, err := p.hash(ctx, "correct horse")
	if err != nil || strings.Contains(hash, "correct") {
		t.Fatalf("got %q, %v", hash, err)
	}
	for _, test := range []struct {
		hash, password string
		want           bool
	}{
		{hash, "correct horse", true},
		{hash, "Correct horse", false},
		{hash, "", false},
		{"", "correct horse", false},
		{"", "no password", false}, // the decoy's own
		{"not a hash", "correct horse", false},
	} {
		if got, err := p.matches(ctx, test.hash, test.password); got != test.want || err != nil {
			t.Errorf("%.10q with %q: got %v, %v, want %v", test.hash, test.password, got, err, test.want)
		}
	}
	again, err := p.hash(ctx, "correct horse")
	if err != nil || again == hash {
		t.Errorf("the same password has the same hash twice (%v): no salt", err)
	}
}

func TestAFloodOfSignInsIsTurnedAwayWhileThoseInTheQueueWait(t *testing.T) {
	t.Parallel()
	p, ctx := newPasswords(4), t.Context()
	release, inside := make(chan struct{}), make(chan struct{}, maxQueuedHashes)
	var wait sync.WaitGroup
	for range maxQueuedHashes {
		wait.Go(func() {
			if err := p.work(ctx, func() error { inside <- struct{}{}; <-release; return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	for range cap(p.workers) {
		<-inside
	}
	for len(p.queue) < maxQueuedHashes { // all others are on their way into the queue
		select {
		case <-time.After(time.Millisecond):
		case <-ctx.Done():
			t.Fatal(ctx.Err())
		}
	}
	if err := p.work(ctx, func() error { return nil }); campus.CodeOf(err) != campus.Unavailable {
		t.Errorf("one too many got %v, want Unavailable", err)
	}
	close(release)
	wait.Wait()
	if err := p.work(ctx, func() error { return nil }); err != nil {
		t.Errorf("after the flood: %v", err)
	}
}

func TestWhoWaitsTooLongForAWorkerIsToldToTryAgain(t *testing.T) {
	t.Parallel()
	p := newPasswords(4)
	for range cap(p.workers) {
		p.workers <- struct{}{}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := p.hash(ctx, "password"); campus.CodeOf(err) != campus.Unavailable {
		t.Errorf("got %v, want Unavailable", err)
	}
}
