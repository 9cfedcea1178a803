package engine

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// probeEvery is how often the listener rings its own bell.
	probeEvery = time.Second
	// probePatience is how long it may be deaf to it before it calls itself disconnected. A server that is frozen or cut
	// off keeps its connections open and says nothing, which no read error ever shows.
	probePatience = 3 * time.Second
	// receivePause bounds one read, so that the loop looks at the clock.
	receivePause = 500 * time.Millisecond
	// relisten is the pause before another try to subscribe.
	relisten = 200 * time.Millisecond
	// probeKind marks the listener's own bell.
	probeKind = "probe"
)

// Sink takes what the listener hears. Its methods are called from one goroutine and must not block for long.
type Sink interface {
	// Heard gives a bell, in the order in which Redis sent it. It may be missed, but is never late and wrong: what it says
	// is stored.
	Heard(Bell)
	// Resync says that events may have been missed on any topic: read what they tell of again.
	Resync()
}

// Listener hears the doorbells of all Stoas. Pub/sub alone promises nothing: a bell that rings while nobody listens is
// gone. So the listener proves that it hears by ringing for itself, and says Resync whenever it may have been deaf.
type Listener struct {
	engine *Engine
	sink   Sink
	self   string // the name under which it rings for itself

	mu    sync.Mutex
	heard map[string]time.Time // when it last heard what it rang through each node
}

// NewListener returns a listener to Run.
func NewListener(e *Engine, sink Sink) *Listener {
	return &Listener{engine: e, sink: sink, self: rand.Text()}
}

// Listening reports whether the listener has heard itself lately, in a cluster through every node that rings bells: any of
// them may be cut off from the one that it listens to.
func (l *Listener) Listening() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, at := range l.heard {
		if time.Since(at) >= probePatience {
			return false
		}
	}
	return len(l.heard) > 0
}

// note remembers that a bell rung through a node was heard.
func (l *Listener) note(node string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, expected := l.heard[node]; expected {
		l.heard[node] = time.Now()
	}
}

// expect says through which nodes it rings now. A new one has time to be heard, one that is gone is forgotten; nil begins
// anew.
func (l *Listener) expect(nodes []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	known := make(map[string]time.Time, len(nodes))
	for _, node := range nodes {
		known[node] = time.Now()
		if at, ok := l.heard[node]; ok {
			known[node] = at
		}
	}
	l.heard = known
}

// Run listens until ctx is done, and then returns nil.
func (l *Listener) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := l.listen(ctx); err != nil && ctx.Err() == nil {
			l.engine.log.WarnContext(ctx, "the doorbell was lost; subscribing again", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(relisten):
		}
	}
	return nil
}

var errDeaf = errors.New("did not hear its own bell")

// listen holds one subscription until it breaks or falls silent.
func (l *Listener) listen(ctx context.Context) error {
	sub := l.engine.rdb.Subscribe(ctx, l.engine.Bell())
	defer sub.Close()
	// go-redis waits for a message whatever becomes of ctx: only closing the subscription ends that.
	defer context.AfterFunc(ctx, func() { sub.Close() })()
	if _, err := sub.ReceiveTimeout(ctx, replyTimeout); err != nil {
		return err
	}
	l.expect(nil)
	l.expect([]string{""}) // until the first probe says through whom
	ctx, stop := context.WithCancel(ctx)
	probing := make(chan struct{})
	go func() { defer close(probing); l.probe(ctx) }()
	defer func() { stop(); <-probing }()

	// go-redis connects again by itself only after an error other than a timeout, and at any of these this subscription ends.
	// Only now is it certain that whatever rings is heard: what rang before may have been missed.
	l.sink.Resync()
	for {
		msg, err := sub.ReceiveTimeout(ctx, receivePause)
		var network net.Error
		switch {
		case errors.As(err, &network) && network.Timeout():
		case err != nil:
			return err
		}
		if m, ok := msg.(*redis.Message); ok && err == nil {
			l.hear(m.Payload)
		}
		if !l.Listening() {
			return errDeaf
		}
	}
}

// Bell is what the scripts publish; see lib.lua. On a state topic only Topic and Kind are set.
type Bell struct {
	Topic string  `json:"topic"`
	Kind  string  `json:"kind"`
	ID    string  `json:"id"`
	N     int64   `json:"n"`
	Ref   int64   `json:"ref"`
	At    int64   `json:"at"`
	Left  []int64 `json:"left,omitempty"`
	Came  []int64 `json:"came,omitempty"`
	From  int64   `json:"from,omitempty"` // of what differs from what was before: the time of that

	Room   string `json:"room,omitempty"`   // of how far somebody has read up to Ref: where
	Marked int64  `json:"marked,omitempty"` // how often they have set that back
	Meant  int    `json:"meant,omitempty"`  // how many lines after it are meant for them
	Own    string `json:"own,omitempty"`    // the numbers of those that they have said themselves
}

func (l *Listener) hear(payload string) {
	var b Bell
	if err := json.Unmarshal([]byte(payload), &b); err != nil {
		l.engine.log.Error("a doorbell that cannot be read", "payload", payload, "err", err)
		return
	}
	if b.Kind != probeKind {
		l.sink.Heard(b)
	} else if b.Topic == l.self {
		l.note(b.ID)
	}
}

// Ring tells every Stoa something of topics beside what scripts say. Nothing is lost with it that is not read again anyway.
func (e *Engine) Ring(ctx context.Context, kind string, topics ...string) error {
	if len(topics) == 0 {
		return nil
	}
	_, err := e.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, topic := range topics {
			bell, err := json.Marshal(Bell{Topic: topic, Kind: kind})
			if err != nil {
				return err
			}
			p.Publish(ctx, e.Bell(), bell)
		}
		return nil
	})
	return explain(err)
}

// probe rings the bell for the listener itself, through the connections that everything else uses, and keeps the clock.
func (l *Listener) probe(ctx context.Context) {
	tick := time.NewTicker(probeEvery)
	defer tick.Stop()
	for {
		one, cancel := context.WithTimeout(ctx, replyTimeout)
		err := errors.Join(l.ringSelf(one), l.engine.syncClock(one))
		cancel()
		if err != nil && ctx.Err() == nil {
			l.engine.log.DebugContext(ctx, "ringing for oneself", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// ringSelf rings the bell for the listener itself, in a cluster once through every master.
func (l *Listener) ringSelf(ctx context.Context) error {
	ring := func(ctx context.Context, c redis.Cmdable, node string) error {
		bell, err := json.Marshal(Bell{Topic: l.self, Kind: probeKind, ID: node})
		if err != nil {
			return err
		}
		return c.Publish(ctx, l.engine.Bell(), bell).Err()
	}
	cluster, ok := l.engine.rdb.(*redis.ClusterClient)
	if !ok {
		return ring(ctx, l.engine.rdb, "")
	}
	var mu sync.Mutex
	var nodes []string
	// All nodes are expected before any of them rings: an answer may be back at once.
	err := cluster.ForEachMaster(ctx, func(_ context.Context, c *redis.Client) error {
		mu.Lock()
		defer mu.Unlock()
		nodes = append(nodes, c.Options().Addr)
		return nil
	})
	if err != nil || len(nodes) == 0 {
		return err
	}
	l.expect(nodes)
	return cluster.ForEachMaster(ctx, func(ctx context.Context, c *redis.Client) error { return ring(ctx, c, c.Options().Addr) })
}
