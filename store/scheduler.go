package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// schedulerPause is how often due things are looked for. What is open never waits for it, only what follows does.
	schedulerPause = 250 * time.Millisecond
	// dueAtOnce bounds what one tick takes up in a partition, so that a stop of a day does not end in one long breath.
	dueAtOnce = 100
)

// Scheduler does what follows from the clock: it announces starts, ends meetings and closes courses. Every Stoa runs one;
// the scripts see to it that each thing happens once, so no Stoa leads.
type Scheduler struct{ store *Store }

// NewScheduler returns a scheduler to Run.
func NewScheduler(s *Store) *Scheduler { return &Scheduler{s} }

// Run works until ctx is done, and then returns nil.
func (sc *Scheduler) Run(ctx context.Context) error {
	pause := time.NewTicker(schedulerPause)
	defer pause.Stop()
	for {
		if _, err := sc.Tick(ctx); err != nil && ctx.Err() == nil {
			sc.store.log.WarnContext(ctx, "doing what is due", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-pause.C:
		}
	}
}

// Tick does what is due now, at most dueAtOnce things in each partition, and returns how many there were.
func (sc *Scheduler) Tick(ctx context.Context) (int, error) {
	s := sc.store
	due := make([]*redis.StringSliceCmd, Partitions)
	// Each command is looked at by itself: one node that is away must not hold up what is due on the others.
	_, _ = s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for n := range due {
			due[n] = p.ZRangeByScore(ctx, s.keys.due(partitionTag(n)), &redis.ZRangeBy{Min: "-inf", Max: millis(s.Now()), Count: dueAtOnce})
		}
		return nil
	})
	var err error
	done := 0
	for _, cmd := range due {
		err = errors.Join(err, away(cmd.Err()))
		for _, member := range cmd.Val() {
			done++
			err = errors.Join(err, sc.do(ctx, member))
		}
	}
	return done, err
}

// do does one due thing, named as in the due set.
func (sc *Scheduler) do(ctx context.Context, member string) error {
	kind, name, _ := strings.Cut(member, ":")
	switch kind {
	case "close":
		return sc.store.closeCourse(ctx, name)
	case "instance":
		id, order, ok := parseInstanceName(name)
		for more := ok; more; {
			var err error
			if more, err = sc.store.advanceInstance(ctx, id, order); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("unknown due thing %q", member)
}
