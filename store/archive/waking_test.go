package archive_test

import (
	"context"
	"errors"
	"iter"
	"sync"
	"sync/atomic"
	"testing"

	"stoa/store"
	"stoa/store/storetest"
)

// Whoever asks for a room first and goes away while it is brought back waits no longer, and leaves it to those who ask for it too.
func TestARoomGoesOnBeingBroughtBackWhenWhoAskedFirstHasGone(t *testing.T) {
	t.Parallel()
	houses(t, func(t *testing.T, h *house) {
		ctx, room := t.Context(), store.MeetingRoom(h.held(t, 2).ID, 1)
		h.archives(t, 1)
		h.clock.Add(keep)
		h.releases(t, 1)
		begun, goOn := make(chan struct{}), make(chan struct{})
		begins, going := sync.OnceFunc(func() { close(begun) }), sync.OnceFunc(func() { close(goOn) })
		defer going()
		var times atomic.Int64
		slow := h.shelf
		slow.Lines = func(ctx context.Context, held store.Held) iter.Seq2[[]store.RecordedLine, error] {
			times.Add(1)
			begins()
			<-goOn
			return h.Lines(ctx, held)
		}
		h.c.Records.OnWake(slow)
		asks := func(ctx context.Context) <-chan error {
			answered := make(chan error, 1)
			go func() {
				said, err := h.c.Rooms.Messages(ctx, room, store.Span{Limit: 9})
				if err == nil && len(said.Lines) != 4 {
					t.Errorf("it shows %d lines", len(said.Lines))
				}
				answered <- err
			}()
			return answered
		}
		first, goAway := context.WithCancel(ctx)
		gone := asks(first)
		storetest.Next(t, "the first who asks", begun)
		stays := asks(ctx)
		goAway()
		if err := storetest.Next(t, "who has gone", gone); !errors.Is(err, context.Canceled) {
			t.Errorf("who has gone is told %v", err)
		}
		going()
		if err := storetest.Next(t, "who stays", stays); err != nil || times.Load() != 1 {
			t.Errorf("who stays is told %v, after %d times", err, times.Load())
		}
	})
}
