package live

import (
	"context"
	"slices"

	"stoa/store/campus"
)

// Beside makes the watcher watch topics beside those that it was opened for, in the place of those that it watched beside before.
// It returns those that are new. Only who takes its frames may call it.
func (w *Watcher) Beside(named []string) (fresh []string) {
	wanted := make(map[string]bool, len(named)) // and, while seats are gone through, not sat at
	for _, name := range named {
		wanted[name] = true
	}
	h := w.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, open := h.watchers[w]; !open {
		return nil
	}
	w.seats = slices.DeleteFunc(w.seats, func(s seat) bool {
		leaves := s.beside && !wanted[s.name]
		if leaves {
			h.leave(w, s)
		}
		delete(wanted, s.name)
		return leaves
	})
	for _, name := range named {
		if wanted[name] {
			delete(wanted, name)
			h.sit(w, name, true)
			fresh = append(fresh, name)
		}
	}
	return fresh
}

// sit has a stream watch a topic, from now on. The hub is locked.
func (h *Hub) sit(w *Watcher, name string, beside bool) {
	t := h.topics[name]
	if t == nil {
		t = &topic{watchers: map[*Watcher]struct{}{}}
		h.topics[name] = t
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.watchers[w] = struct{}{}
	w.seats = append(w.seats, seat{name: name, topic: t, next: t.first + int64(len(t.ring)), epoch: t.epoch, beside: beside})
}

// leave takes a stream out of a topic; one that nobody watches is forgotten. The hub is locked.
func (h *Hub) leave(w *Watcher, s seat) {
	s.topic.mu.Lock()
	defer s.topic.mu.Unlock()
	delete(s.topic.watchers, w)
	if len(s.topic.watchers) == 0 {
		delete(h.topics, s.name)
	}
}

// Follow makes all streams of a person find out again what they watch beside what they were opened for.
func (h *Hub) Follow(person int64) {
	h.each(func(w *Watcher) {
		if w.person == person {
			w.tell(Signal{Beside: true})
		}
	})
}

// beside brings what the stream watches beside in step with what its reader may see now, and returns the topics that are new.
func (s *Stream) beside(ctx context.Context, watcher *Watcher) ([]string, error) {
	if s.Beside == nil {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, readPatience)
	defer cancel()
	topics, err := s.Beside(ctx)
	if err != nil {
		return nil, err
	}
	named := make([]string, len(topics))
	for i, topic := range topics {
		named[i] = s.Encoding.topic(topic)
	}
	return s.plain(watcher.Beside(named)), nil
}

// besideAgain is beside when there may be others to watch by now, and returns which states are to be read again then: those that
// are new, and what the reader knows of all. Where it cannot be found out the reader keeps what they have, as who may not be asked
// for their rights does, and it is tried again with the next beat.
func (s *Stream) besideAgain(ctx context.Context, watcher *Watcher, signal Signal) []string {
	if s.Beside == nil || !signal.Beside && !(signal.Beat && s.owed) {
		return nil
	}
	fresh, err := s.beside(ctx, watcher)
	if s.owed = err != nil; s.owed {
		return nil
	}
	return append(fresh, campus.PersonTopic(s.Person))
}

// compact returns topics, each once.
func compact(topics []string) []string {
	slices.Sort(topics)
	return slices.Compact(topics)
}
