package api

import (
	"time"

	"stoa/store"
)

// readMark is how far somebody has read in a room.
type readMark struct {
	ID       string `json:"id"`
	Read     int64  `json:"read"`          // the last line that they have read
	Mentions int    `json:"mentions"`      // how many after it are meant for them
	Own      []run  `json:"own,omitempty"` // those after it that they have said themselves
}

// run is lines that follow each other.
type run struct {
	First int64 `json:"first"`
	Last  int64 `json:"last"`
}

// lastLine is how far a room has come.
type lastLine struct {
	ID   string   `json:"id"`
	Last int64    `json:"last"` // its last line
	Time *instant `json:"time"` // when somebody spoke last; null when a notice came since
}

// WithRoom adds how far a room has come.
func (e Event) WithRoom(id string, line int64, at time.Time) Event {
	e.Room = &lastLine{ID: id, Last: line}
	if !at.IsZero() {
		spoke := instant(at)
		e.Room.Time = &spoke
	}
	return e
}

// WithMark adds how far somebody has read in a room.
func (e Event) WithMark(m store.OwnMark) Event {
	mark := readMark{ID: string(m.ID), Read: m.Line, Mentions: m.Meant}
	for _, one := range m.Own {
		mark.Own = append(mark.Own, run(one))
	}
	e.Rooms = append(e.Rooms, mark)
	return e
}

// WithMarks adds how far somebody has read in rooms, where they have or something is meant for them.
func (e Event) WithMarks(marks []store.OwnMark) Event {
	for _, m := range marks {
		if m.Line != 0 || m.Meant != 0 || len(m.Own) > 0 {
			e = e.WithMark(m)
		}
	}
	return e
}
