package live

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"stoa/store/campus"
)

// readPatience bounds one catching up.
const readPatience = 10 * time.Second

// Catchup reads and draws for streams that catch up. Those that ask for the same at the same time share one reading,
// so that a thousand readers who lost the same doorbell cost Redis one answer.
type Catchup struct {
	draws  Drawer
	log    *slog.Logger
	mu     sync.Mutex
	calls  map[string]*call
	rounds map[Encoding]*rounds
}

type call struct {
	done   chan struct{}
	frames []Frame
	reset  bool
	err    error
}

// NewCatchup returns an idle Catchup.
func NewCatchup(draws Drawer, log *slog.Logger) *Catchup {
	c := &Catchup{draws: draws, log: log, calls: map[string]*call{}, rounds: map[Encoding]*rounds{}}
	for _, e := range encodings {
		c.rounds[e] = &rounds{}
	}
	return c
}

// states returns the frames that show states as they are now. What is somebody's own is read for them; of the rest each state once
// for all who ask for it at the same time, whatever else each of them asks for.
func (c *Catchup) states(ctx context.Context, e Encoding, topics []string) ([]Frame, error) {
	own, common := parted(topics, func(topic string) bool { _, own := campus.ParsePersonTopic(topic); return own })
	drawn, err := c.common(ctx, e, common)
	if _, broken := errors.AsType[*panicked](err); broken { // which one, they find out who ask for it
		drawn, own, err = map[string]Frame{}, topics, nil
	}
	if err != nil {
		return nil, err
	}
	if len(own) > 0 {
		frames, err := c.alone(ctx, e, own)
		if err != nil {
			return nil, err
		}
		for i, topic := range own {
			drawn[topic] = frames[i]
		}
	}
	frames := make([]Frame, len(topics))
	for i, topic := range topics {
		frames[i] = drawn[topic]
	}
	return frames, nil
}

// alone reads states that nobody else may ask for, or not all of them.
func (c *Catchup) alone(ctx context.Context, e Encoding, topics []string) ([]Frame, error) {
	got := c.share(ctx, e.topic(strings.Join(topics, " ")), func(ctx context.Context) ([]Frame, bool, error) {
		frames, err := c.draws.States(ctx, campus.KindState, topics, e)
		return only(frames), false, err
	})
	return got.frames, got.err
}

// after returns the frames of what came in a log after a cursor; true when that cannot be known or drawn, so that the
// reader must begin anew.
func (c *Catchup) after(ctx context.Context, e Encoding, topic string, at campus.Cursor) ([]Frame, bool, error) {
	got := c.share(ctx, e.topic(topic)+" "+at.String(), func(ctx context.Context) ([]Frame, bool, error) {
		replay, err := c.draws.After(ctx, topic, at.String())
		if err != nil || replay.Reset || len(replay.Events) == 0 {
			return nil, replay.Reset, err
		}
		frames, err := c.draws.Draw(ctx, topic, replay.Events, e)
		return only(frames), false, err
	})
	// What panics once would panic at every new try: the reader would never get past this event.
	if _, ok := errors.AsType[*panicked](got.err); ok {
		return nil, true, nil
	}
	return got.frames, got.reset, got.err
}

// only returns the list of the one encoding that was asked for.
func only(frames [][]Frame) []Frame {
	if len(frames) == 0 {
		return nil
	}
	return frames[0]
}

// share runs do, unless somebody else began to read the same: then it waits for one that begins after it, since a reading
// that began before may miss what the asker must see.
func (c *Catchup) share(ctx context.Context, key string, do func(context.Context) ([]Frame, bool, error)) *call {
	c.mu.Lock()
	running := c.calls[key]
	c.mu.Unlock()
	if running != nil {
		if err := running.wait(ctx); err != nil {
			return &call{err: err}
		}
	}
	c.mu.Lock()
	if next := c.calls[key]; next != nil && next != running {
		c.mu.Unlock()
		if err := next.wait(ctx); err != nil {
			return &call{err: err}
		}
		return next
	}
	mine := &call{done: make(chan struct{})}
	c.calls[key] = mine
	c.mu.Unlock()
	c.run(ctx, key, mine, do)
	return mine
}

// wait waits until a reading is over; an error says that the asker has left before.
func (c *call) wait(ctx context.Context) error {
	select {
	case <-c.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run does one reading. However it ends, those who wait learn of it.
func (c *Catchup) run(ctx context.Context, key string, mine *call, do func(context.Context) ([]Frame, bool, error)) {
	// It is read for all who wait, so it must not end with the one who began.
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), readPatience)
	defer cancel()
	defer func() {
		c.mu.Lock()
		if c.calls[key] == mine {
			delete(c.calls, key)
		}
		c.mu.Unlock()
		close(mine.done)
	}()
	defer func() {
		if mine.err != nil {
			logFailure(own, c.log, key, mine.err)
		}
	}()
	defer recovered(&mine.err)
	mine.frames, mine.reset, mine.err = do(own)
}
