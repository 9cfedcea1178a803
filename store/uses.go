package store

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"stoa/store/engine"
)

const (
	// useEvery is how far the last use of a session may be behind. A request never waits for it to be written.
	useEvery = 5 * time.Second
	// maxUses bounds the sessions whose use is remembered between two writes: what comes beyond is noted with its next use.
	maxUses = 10_000
	// usesAtOnce bounds the sessions of one script.
	usesAtOnce = 200
)

// uses remembers when the sessions that came to this process were last used, until that is written.
type uses struct {
	mu   sync.Mutex
	last map[string]time.Time // by hash
}

func newUses() *uses { return &uses{last: map[string]time.Time{}} }

func (u *uses) note(hash string, at time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if _, known := u.last[hash]; known || len(u.last) < maxUses {
		u.last[hash] = at
	}
}

// take returns what was noted since the last call.
func (u *uses) take() map[string]time.Time {
	u.mu.Lock()
	defer u.mu.Unlock()
	last := u.last
	u.last = make(map[string]time.Time, len(last))
	return last
}

// giveBack notes again what could not be written, but for what was used since.
func (u *uses) giveBack(last map[string]time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for hash, at := range last {
		if _, known := u.last[hash]; !known && len(u.last) < maxUses {
			u.last[hash] = at
		}
	}
}

// Run writes every few seconds when the sessions that came here were last used, until ctx is done.
func (s *Sessions) Run(ctx context.Context) error {
	ticker := time.NewTicker(useEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), useEvery)
			defer cancel()
			_ = s.Tick(last) // a Redis that is gone by now has nothing to show it to anybody
			return nil
		case <-ticker.C:
			_ = s.Tick(ctx) // what could not be written is kept for the next time
		}
	}
}

// Tick writes when the sessions that came here since the last call were used.
func (s *Sessions) Tick(ctx context.Context) error {
	last := s.uses.take()
	for hashes := range slices.Chunk(slices.Sorted(maps.Keys(last)), usesAtOnce) {
		keys, args := make([]string, len(hashes)), make([]any, len(hashes))
		for i, hash := range hashes {
			keys[i], args[i] = s.keys.session(hash), last[hash].UnixMilli()
		}
		if _, err := s.e.RunAll(ctx, []engine.Call{{Script: noteUseScript, Keys: keys, Args: args}}); err != nil {
			s.uses.giveBack(last)
			return err
		}
		for _, hash := range hashes {
			delete(last, hash)
		}
	}
	return nil
}
