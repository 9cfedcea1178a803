package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
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
	// Heard gives an event, in the order in which Redis sent it. It may be missed, but is never late and wrong: what it
	// says is stored.
	Heard(campus.Event)
	// Resync says that events may have been missed on any topic: read what they tell of again.
	Resync()
}

// Listener hears the doorbells of all Stoas. Pub/sub alone promises nothing: a bell that rings while nobody listens is
// gone. So the listener proves that it hears by ringing for itself, and says Resync whenever it may have been deaf.
type Listener struct {
	store *Store
	sink  Sink
	self  string // the name under which it rings for itself
	heard atomic.Int64
}

// NewListener returns a listener to Run.
func NewListener(s *Store, sink Sink) *Listener {
	return &Listener{store: s, sink: sink, self: rand.Text()}
}

// Listening reports whether the listener has heard itself lately.
func (l *Listener) Listening() bool {
	return time.Since(time.Unix(0, l.heard.Load())) < probePatience
}

// Run listens until ctx is done, and then returns nil.
func (l *Listener) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := l.listen(ctx); err != nil && ctx.Err() == nil {
			l.store.log.WarnContext(ctx, "the doorbell was lost; subscribing again", "err", err)
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
	sub := l.store.rdb.Subscribe(ctx, l.store.keys.bell())
	defer sub.Close()
	// go-redis waits for a message whatever becomes of ctx: only closing the subscription ends that.
	defer context.AfterFunc(ctx, func() { sub.Close() })()
	if _, err := sub.ReceiveTimeout(ctx, replyTimeout); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	probing := make(chan struct{})
	go func() { defer close(probing); l.probe(ctx) }()
	defer func() { stop(); <-probing }()

	// Only now is it certain that whatever rings is heard: what rang before may have been missed.
	l.heard.Store(time.Now().UnixNano())
	l.store.visits.forget(0)
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
		} else if s, ok := msg.(*redis.Subscription); ok && err == nil && s.Kind == "subscribe" {
			l.sink.Resync() // go-redis has reconnected on its own
		}
		if !l.Listening() {
			return errDeaf
		}
	}
}

// bell is what the scripts publish; see lib.lua.
type bell struct {
	Topic string      `json:"topic"`
	Kind  campus.Kind `json:"kind"`
	ID    string      `json:"id"`
	N     int64       `json:"n"`
	Ref   int64       `json:"ref"`
	At    int64       `json:"at"`
}

func (l *Listener) hear(payload string) {
	var b bell
	if err := json.Unmarshal([]byte(payload), &b); err != nil {
		l.store.log.Error("a doorbell that cannot be read", "payload", payload, "err", err)
		return
	}
	if b.Kind == probeKind {
		if b.Topic == l.self {
			l.heard.Store(time.Now().UnixNano())
		}
		return
	}
	if person, ok := campus.ParsePersonTopic(b.Topic); ok && b.Kind == campus.KindRights {
		l.store.visits.forget(person)
	}
	l.sink.Heard(campus.Event{Topic: b.Topic, Kind: b.Kind, ID: b.ID, N: b.N, Ref: b.Ref, At: time.UnixMilli(b.At).UTC()})
}

// probe rings the bell for the listener itself, through the connections that everything else uses, and keeps the clock.
func (l *Listener) probe(ctx context.Context) {
	tick := time.NewTicker(probeEvery)
	defer tick.Stop()
	payload := object(bell{Topic: l.self, Kind: probeKind})
	for {
		one, cancel := context.WithTimeout(ctx, replyTimeout)
		err := errors.Join(l.store.rdb.Publish(one, l.store.keys.bell(), payload).Err(), l.store.syncClock(one))
		cancel()
		if err != nil && ctx.Err() == nil {
			l.store.log.DebugContext(ctx, "ringing for oneself", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
