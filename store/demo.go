package store

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

// DemoMark returns what was remembered of a piece of demo data, "" when it has not been loaded yet. It lets the demo be
// loaded again without touching what people have made of it since.
func (s *Store) DemoMark(ctx context.Context, name string) (string, error) {
	value, err := s.rdb.HGet(ctx, s.keys.demo(), name).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return value, away(err)
}

// SetDemoMark remembers a piece of demo data.
func (s *Store) SetDemoMark(ctx context.Context, name, value string) error {
	return away(s.rdb.HSet(ctx, s.keys.demo(), name, value).Err())
}

// At returns the same store as it is at another time: what it writes is dated then. Demo data has a past this way.
func (s *Store) At(clock func() time.Time) *Store {
	o := s.opts
	o.Clock = clock
	return &Store{rdb: s.rdb, keys: s.keys, scripts: s.scripts, opts: o, passwords: s.passwords, visits: s.visits, log: s.log}
}
