package store

import (
	"context"
	"sync"
	"time"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Typing tells who watches a room that somebody is typing there, at most once in a while. Refusals: those of the room's kind.
func (s *Rooms) Typing(ctx context.Context, person campus.Person, room Room) error {
	if !s.typing.first(person.ID, room.Topic, time.Now()) {
		return nil
	}
	k := append([]string{s.keys.room(room), s.keys.lines(room)}, s.keys.gateKeys(room)...)
	_, err := s.asStaff(ctx, person, room, func(elsewhere string) (engine.Reply, error) {
		return s.e.Run(ctx, room.kind.gated(typingScript), k, room.Topic, person.ID, elsewhere)
	})
	return err
}

// typingEvery is how often somebody is said to be typing at most. Pages say it every five seconds, and with the next line.
const typingEvery = time.Second / 2

// typing remembers who was said to be typing a moment ago.
type typing struct {
	mu    sync.Mutex
	since time.Time // when all of it was last forgotten
	said  map[typist]time.Time
}

type typist struct {
	person int64
	room   string
}

// first reports whether somebody was not said to be typing a moment ago, and notes that they are now.
func (t *typing) first(person int64, room string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now.Sub(t.since) > time.Minute {
		t.said, t.since = map[typist]time.Time{}, now
	}
	who := typist{person, room}
	if last, ok := t.said[who]; ok && now.Sub(last) < typingEvery {
		return false
	}
	t.said[who] = now
	return true
}
