package live

import (
	"context"
	"maps"
	"slices"

	"stoa/store/campus"
)

// drawnAtOnce bounds how many states are read in one go: after a fail-over everybody comes back at once.
const drawnAtOnce = 1000

// round is one reading of states, for all who asked for any of them before it began.
type round struct {
	topics map[string]bool
	drawn  map[string]Frame
	done   chan struct{}
	err    error
}

// rounds are those of one encoding: the one that is under way, and the one that gathers meanwhile. The lock of Catchup guards both.
type rounds struct{ now, next *round }

// common returns the frames of states as they are now, by topic: one reading for all who ask while another is under way. Who asks
// first reads for all.
func (c *Catchup) common(ctx context.Context, e Encoding, topics []string) (map[string]Frame, error) {
	mine := map[string]Frame{}
	if len(topics) == 0 {
		return mine, nil
	}
	c.mu.Lock()
	all := c.rounds[e]
	before, first := all.now, all.next == nil
	if first {
		all.next = &round{topics: map[string]bool{}, drawn: map[string]Frame{}, done: make(chan struct{})}
	}
	r := all.next
	for _, topic := range topics {
		r.topics[topic] = true
	}
	c.mu.Unlock()
	if first {
		c.lead(ctx, e, r, before)
	}
	select {
	case <-r.done:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for _, topic := range topics {
		mine[topic] = r.drawn[topic]
	}
	return mine, r.err
}

// lead has a round begin once the one before it is over, and ends it, however it ends.
func (c *Catchup) lead(ctx context.Context, e Encoding, r, before *round) {
	if before != nil {
		<-before.done
	}
	all := c.rounds[e]
	c.mu.Lock()
	all.now, all.next = r, nil // nobody asks for more of it from here on
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		if all.now == r {
			all.now = nil
		}
		c.mu.Unlock()
		close(r.done)
	}()
	// It is read for all who wait, so it must not end with the one who began.
	own := context.WithoutCancel(ctx)
	for topics := range slices.Chunk(slices.Sorted(maps.Keys(r.topics)), drawnAtOnce) {
		if r.err = c.drawSome(own, e, topics, r.drawn); r.err != nil {
			logFailure(own, c.log, "states in common", r.err)
			return
		}
	}
}

// drawSome adds the frames of some states.
func (c *Catchup) drawSome(ctx context.Context, e Encoding, topics []string, into map[string]Frame) (err error) {
	ctx, cancel := context.WithTimeout(ctx, readPatience)
	defer cancel()
	defer recovered(&err)
	frames, err := c.draws.States(ctx, campus.KindState, topics, e)
	if err != nil {
		return err
	}
	for i, frame := range only(frames) {
		into[topics[i]] = frame
	}
	return nil
}

// parted returns those of topics of which something is so, and the others.
func parted(topics []string, is func(string) bool) (those, others []string) {
	for _, topic := range topics {
		if is(topic) {
			those = append(those, topic)
		} else {
			others = append(others, topic)
		}
	}
	return those, others
}
