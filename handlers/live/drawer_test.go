package live

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"stoa/store/campus"
)

// board is a table of topics in memory: room:… is a log, whatever was said in it; seats:… a state. A test can hold up the
// drawing of a topic or make it panic. It implements Drawer.
type board struct {
	mu     sync.Mutex
	logs   map[string][]campus.Event
	drawn  map[string]int           // how often each topic was drawn
	held   map[string]chan struct{} // topics whose drawing waits for this
	broken map[string]bool          // topics whose drawing panics
	pace   Sort                     // of the states
	begun  chan string              // gets every topic whose drawing begins, if there is room
}

func newBoard() *board {
	return &board{logs: map[string][]campus.Event{}, drawn: map[string]int{}, held: map[string]chan struct{}{}, broken: map[string]bool{},
		begun: make(chan string, 1000)}
}

// say appends an event to a log and returns it.
func (b *board) say(topic string) campus.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := int64(len(b.logs[topic]) + 1)
	e := campus.Event{Topic: topic, Kind: campus.KindMessage, ID: fmt.Sprintf("%d-0", n), N: n}
	b.logs[topic] = append(b.logs[topic], e)
	return e
}

// hold makes the drawing of a topic wait until the returned function is called.
func (b *board) hold(topic string) (free func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	wait := make(chan struct{})
	b.held[topic] = wait
	return sync.OnceFunc(func() {
		b.mu.Lock()
		delete(b.held, topic)
		b.mu.Unlock()
		close(wait)
	})
}

func (b *board) breaks(topic string, does bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.broken[topic] = does
}

func (b *board) times(topic string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.drawn[topic]
}

func (b *board) Sort(topic string) (Sort, bool) {
	if strings.HasPrefix(topic, "room:") {
		return Sort{Log: true}, true
	}
	return b.pace, strings.HasPrefix(topic, "seats:")
}

func (b *board) begin(ctx context.Context, topic string) error {
	b.mu.Lock()
	b.drawn[topic]++
	held, broken := b.held[topic], b.broken[topic]
	b.mu.Unlock()
	select {
	case b.begun <- topic:
	default:
	}
	if broken {
		panic("no template for " + topic)
	}
	if held == nil {
		return nil
	}
	select {
	case <-held:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (b *board) Draw(ctx context.Context, topic string, events []campus.Event, in ...Encoding) ([][]Frame, error) {
	if err := b.begin(ctx, topic); err != nil {
		return nil, err
	}
	all := make([][]Frame, len(in))
	for i := range in {
		for _, e := range events {
			all[i] = append(all[i], LogFrame(e, "", fmt.Appendf(nil, "%d", e.N)))
		}
	}
	return all, nil
}

func (b *board) States(ctx context.Context, _ campus.Kind, topics []string, in ...Encoding) ([][]Frame, error) {
	all := make([][]Frame, len(in))
	for _, topic := range topics {
		if err := b.begin(ctx, topic); err != nil {
			return nil, err
		}
		for i := range in {
			all[i] = append(all[i], state(topic))
		}
	}
	return all, nil
}

func (b *board) After(_ context.Context, topic, cursor string) (campus.Replay, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at, _ := campus.ParseCursor(cursor)
	var r campus.Replay
	for _, e := range b.logs[topic] {
		if id, _ := campus.ParseCursor(e.ID); id.After(at) {
			r.Events = append(r.Events, e)
		}
	}
	return r, nil
}

// notebook keeps what is logged.
type notebook struct {
	mu   sync.Mutex
	text strings.Builder
}

func (n *notebook) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.Write(p)
}

func (n *notebook) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.String()
}

func (n *notebook) log() *slog.Logger { return slog.New(slog.NewTextHandler(n, nil)) }

// broadcasting runs a broadcaster over a board until the test ends.
func broadcasting(tb testing.TB, h *Hub, b *board, log *slog.Logger) *Broadcaster {
	tb.Helper()
	out := NewBroadcaster(h, b, func() {}, log)
	ctx, stop := context.WithCancel(tb.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := out.Run(ctx); err != nil {
			tb.Error(err)
		}
	})
	tb.Cleanup(func() { stop(); running.Wait() })
	return out
}
