package live

import (
	"context"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"stoa/store/campus"
)

const (
	// heardSize is how many events may wait to be drawn. Beyond that the streams read the log instead.
	heardSize = 4096
	// drawAtOnce bounds how many events are drawn with one reading of Redis.
	drawAtOnce = 256
	// drawPatience bounds that reading; a stream that is told of a gap tries again on its own.
	drawPatience = 5 * time.Second
)

// Drawer turns events into frames of one encoding. It has two implementations: HTML for pages and JSON for the API.
type Drawer interface {
	// Draw returns the frames of events of one log, in order, one for each.
	Draw(ctx context.Context, topic string, events []campus.Event) ([]Frame, error)
	// States returns the frames that show state topics as they are now, in one reading, one for each.
	States(ctx context.Context, topics []string) ([]Frame, error)
	// After returns what a log holds after a cursor.
	After(ctx context.Context, topic, cursor string) (campus.Replay, error)
}

// Encoding is one form in which topics are watched, with who draws it.
type Encoding struct {
	Name   string
	Drawer Drawer
}

// topic names a topic in this encoding for the hub.
func (e Encoding) topic(name string) string { return e.Name + " " + name }

// Broadcaster hears events and has those drawn that anybody watches. It implements the listener's sink.
type Broadcaster struct {
	hub       *Hub
	encodings []Encoding
	work      func() // what to do when an outbox has something
	heard     chan campus.Event
	missed    atomic.Bool
	log       *slog.Logger
}

// NewBroadcaster returns a broadcaster to Run. work is called when an outbox has something; it must not block.
func NewBroadcaster(hub *Hub, encodings []Encoding, work func(), log *slog.Logger) *Broadcaster {
	return &Broadcaster{hub: hub, encodings: encodings, work: work, heard: make(chan campus.Event, heardSize), log: log}
}

// Heard takes an event. It never blocks: what does not fit is read from the log.
func (b *Broadcaster) Heard(e campus.Event) {
	switch e.Kind {
	case campus.KindWork:
		b.work()
		return
	case campus.KindRights:
		if person, ok := campus.ParsePersonTopic(e.Topic); ok {
			b.hub.Recheck(person)
		}
		return
	}
	if !b.watched(e.Topic) {
		return
	}
	select {
	case b.heard <- e:
	default:
		b.missed.Store(true)
	}
}

// Resync makes every stream read its topics again, and check its right to be there: a bell that told of either may have
// been missed.
func (b *Broadcaster) Resync() {
	b.work()
	b.hub.Recheck(Everybody)
	b.hub.GapAll()
}

func (b *Broadcaster) watched(topic string) bool {
	for _, e := range b.encodings {
		if b.hub.Watched(e.topic(topic)) {
			return true
		}
	}
	return false
}

// Run draws until ctx is done.
func (b *Broadcaster) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case e := <-b.heard:
			b.draw(ctx, b.drain(e))
			if b.missed.Swap(false) {
				b.hub.GapAll()
			}
		}
	}
}

// drain takes up what waits behind the first event.
func (b *Broadcaster) drain(first campus.Event) []campus.Event {
	events := []campus.Event{first}
	for len(events) < drawAtOnce {
		select {
		case e := <-b.heard:
			events = append(events, e)
		default:
			return events
		}
	}
	return events
}

// draw draws events: each log's in the order in which it had them, and each state once, however often it has changed.
func (b *Broadcaster) draw(ctx context.Context, events []campus.Event) {
	var logs, states []string
	byTopic := map[string][]campus.Event{}
	for _, e := range events {
		if byTopic[e.Topic] == nil && e.Log() {
			logs = append(logs, e.Topic)
		} else if byTopic[e.Topic] == nil {
			states = append(states, e.Topic)
		}
		byTopic[e.Topic] = append(byTopic[e.Topic], e)
	}
	ctx, cancel := context.WithTimeout(ctx, drawPatience)
	defer cancel()
	for _, e := range b.encodings {
		for _, topic := range b.watchedOf(e, logs) {
			frames, err := e.Drawer.Draw(ctx, topic, byTopic[topic])
			if err == nil {
				b.hub.Publish(e.topic(topic), frames...)
			}
			b.failed(ctx, e, err, topic)
		}
		if topics := b.watchedOf(e, states); len(topics) > 0 {
			frames, err := e.Drawer.States(ctx, topics)
			for i, f := range frames {
				b.hub.Publish(e.topic(topics[i]), f)
			}
			b.failed(ctx, e, err, topics...)
		}
	}
}

// watchedOf returns those of topics that somebody watches in an encoding.
func (b *Broadcaster) watchedOf(e Encoding, topics []string) []string {
	return slices.DeleteFunc(slices.Clone(topics), func(topic string) bool { return !b.hub.Watched(e.topic(topic)) })
}

// failed makes the watchers of topics that could not be drawn read them on their own.
func (b *Broadcaster) failed(ctx context.Context, e Encoding, err error, topics ...string) {
	if err == nil {
		return
	}
	b.log.WarnContext(ctx, "drawing events", "topics", topics, "err", err)
	for _, topic := range topics {
		b.hub.Gap(e.topic(topic))
	}
}
