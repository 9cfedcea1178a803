package live

import (
	"context"
	"log/slog"
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
	// State returns the frame that shows a state topic as it is now.
	State(ctx context.Context, topic string) (Frame, error)
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

// Resync makes every stream read its topics again.
func (b *Broadcaster) Resync() {
	b.work()
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

// draw draws events topic by topic, in the order in which each topic had them.
func (b *Broadcaster) draw(ctx context.Context, events []campus.Event) {
	var topics []string
	byTopic := map[string][]campus.Event{}
	for _, e := range events {
		if byTopic[e.Topic] == nil {
			topics = append(topics, e.Topic)
		}
		byTopic[e.Topic] = append(byTopic[e.Topic], e)
	}
	ctx, cancel := context.WithTimeout(ctx, drawPatience)
	defer cancel()
	for _, topic := range topics {
		for _, e := range b.encodings {
			if !b.hub.Watched(e.topic(topic)) {
				continue
			}
			frames, err := drawTopic(ctx, e.Drawer, topic, byTopic[topic])
			if err != nil {
				b.log.WarnContext(ctx, "drawing events", "topic", topic, "err", err)
				b.hub.Gap(e.topic(topic))
				continue
			}
			b.hub.Publish(e.topic(topic), frames...)
		}
	}
}

// drawTopic draws a log's events one by one, and a state once however often it has changed.
func drawTopic(ctx context.Context, d Drawer, topic string, events []campus.Event) ([]Frame, error) {
	if events[0].Log() {
		return d.Draw(ctx, topic, events)
	}
	f, err := d.State(ctx, topic)
	return []Frame{f}, err
}
