package live

import (
	"context"
	"slices"

	"stoa/store/campus"
)

// Beside makes the watcher watch topics beside those that it was opened for, in the place of those that it watched beside before.
// It returns those that are new. Only who takes its frames may call it.
func (w *Watcher) Beside(named []string) (fresh []string) {
	h := w.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, open := h.watchers[w]; !open {
		return nil
	}
	watched := map[string]bool{}
	w.seats = slices.DeleteFunc(w.seats, func(s seat) bool {
		leaves := s.beside && !slices.Contains(named, s.name)
		if leaves {
			h.leave(w, s)
		}
		watched[s.name] = !leaves
		return leaves
	})
	for _, name := range named {
		if !watched[name] {
			h.sit(w, name, true)
			fresh = append(fresh, name)
			watched[name] = true
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
// are new, and what the reader knows of all.
func (s *Stream) besideAgain(ctx context.Context, watcher *Watcher, signal Signal) ([]string, error) {
	if !signal.Beside && !signal.Rights || s.Beside == nil {
		return nil, nil
	}
	fresh, err := s.beside(ctx, watcher)
	return append(fresh, campus.PersonTopic(s.Person)), err
}

// compact returns topics, each once.
func compact(topics []string) []string {
	slices.Sort(topics)
	return slices.Compact(topics)
}
