package store

import (
	"time"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Sink takes what the listener hears; see engine.Sink.
type Sink interface {
	Heard(campus.Event)
	Resync()
}

// NewListener returns a listener to Run, which brings events to sink.
func NewListener(s *Store, sink Sink) *Listener {
	return engine.NewListener(s.engine, heard{s.local.visits, sink})
}

// heard turns doorbells into events, and forgets sessions whose person has changed.
type heard struct {
	visits *visits
	sink   Sink
}

// Heard implements engine.Sink.
func (h heard) Heard(b engine.Bell) {
	if person, ok := campus.ParsePersonTopic(b.Topic); ok {
		h.visits.forget(person)
	}
	h.sink.Heard(campus.Event{Topic: b.Topic, Kind: campus.Kind(b.Kind), ID: b.ID, N: b.N, Ref: b.Ref, At: time.UnixMilli(b.At).UTC(),
		Left: b.Left, Came: b.Came, From: b.From,
		Mark: campus.Mark{Room: campus.RoomID(b.Room), Marked: b.Marked, Meant: b.Meant, Own: b.Own}})
}

// Resync implements engine.Sink.
func (h heard) Resync() {
	h.visits.forget(0)
	h.sink.Resync()
}
