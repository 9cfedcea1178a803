package store

import (
	"sync"
	"time"

	"stoa/store/campus"
)

// visits remembers for a moment whose session was just checked.
type visits struct {
	mu    sync.Mutex
	known map[string]visit
	turns int64 // grows with every forget, so that a check that began before it is not kept after it
}

type visit struct {
	person campus.Person
	kind   SessionKind
	until  time.Time
}

func newVisits() *visits { return &visits{known: map[string]visit{}} }

func (v *visits) find(hash string, kind SessionKind) (campus.Person, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	found, ok := v.known[hash]
	if !ok || found.kind != kind || time.Now().After(found.until) {
		return campus.Person{}, false
	}
	return found.person, true
}

func (v *visits) turn() int64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.turns
}

func (v *visits) keep(hash string, kind SessionKind, p campus.Person, turn int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if turn != v.turns {
		return
	}
	if len(v.known) >= maxVisits {
		clear(v.known)
	}
	v.known[hash] = visit{p, kind, time.Now().Add(visitLife)}
}

// forget drops what is known of one person, or of all with 0.
func (v *visits) forget(person int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.turns++
	for hash, found := range v.known {
		if person == 0 || found.person.ID == person {
			delete(v.known, hash)
		}
	}
}
