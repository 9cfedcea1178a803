package live

import (
	"context"
	"log/slog"
	"slices"
	"time"
)

// Standing says at every beat whose streams of which logs stand: one call for all topics and their readers, for a reader who
// only reads has no other way to show that they are there.
type Standing struct {
	hub  *Hub
	is   func(topic string) bool
	tell func(ctx context.Context, readers map[string][]int64) error
	log  *slog.Logger
}

// NewStanding returns a Standing to Run. is says of which topics tell hears.
func NewStanding(h *Hub, is func(topic string) bool, tell func(context.Context, map[string][]int64) error, log *slog.Logger) *Standing {
	return &Standing{h, is, tell, log}
}

// Run tells until ctx is done, and then returns nil.
func (s *Standing) Run(ctx context.Context) error {
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-beat.C:
			if err := s.Tick(ctx); err != nil && ctx.Err() == nil {
				s.log.WarnContext(ctx, "noting who reads", "err", err)
			}
		}
	}
}

// Tick tells once.
func (s *Standing) Tick(ctx context.Context) error {
	readers := s.hub.readersOf(s.is)
	if len(readers) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, readPatience)
	defer cancel()
	return s.tell(ctx, readers)
}

// readersOf returns by topic who has streams of it in whatever encoding, each once.
func (h *Hub) readersOf(is func(topic string) bool) map[string][]int64 {
	all := map[string][]int64{}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, encoding := range encodings {
		for named, t := range h.topics {
			topic, ok := encoding.plain(named)
			if !ok || !is(topic) {
				continue
			}
			t.mu.Lock()
			for w := range t.watchers {
				all[topic] = append(all[topic], w.person)
			}
			t.mu.Unlock()
		}
	}
	for topic, people := range all {
		slices.Sort(people)
		all[topic] = slices.Compact(people)
	}
	return all
}
