package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

const (
	// schedulerPause is how often due things are looked for. What is open never waits for it, only what follows does.
	schedulerPause = 250 * time.Millisecond
	// dueAtOnce bounds what one tick takes up in a partition, so that a stop of a day does not end in one long breath.
	dueAtOnce = 100
)

// Consequence does what is due for the thing of this name. It may be asked again: the truth decides whether anything is left.
// ErrName says that the name can never be read.
type Consequence func(ctx context.Context, name string) error

// Scheduler does what follows from the clock. Every Stoa runs one; the scripts see to it that each thing happens once, so
// no Stoa leads.
type Scheduler struct {
	engine *Engine
	kinds  map[string]Consequence
	said   map[string]time.Time // failures, and when each was logged; Run's own
}

// ErrName refuses a due thing whose name is none: it is taken out.
var ErrName = errors.New("this names nothing")

// sayEvery is how often a failure is logged that comes back at every tick.
const sayEvery = time.Minute

// NewScheduler returns a scheduler to Run. Members of the due sets are "kind:name".
func NewScheduler(e *Engine, kinds map[string]Consequence) *Scheduler {
	return &Scheduler{e, kinds, map[string]time.Time{}}
}

// Run works until ctx is done, and then returns nil.
func (sc *Scheduler) Run(ctx context.Context) error {
	pause := time.NewTicker(schedulerPause)
	defer pause.Stop()
	for {
		if _, err := sc.Tick(ctx); err != nil && ctx.Err() == nil {
			sc.warn(ctx, err, time.Now())
		}
		select {
		case <-ctx.Done():
			return nil
		case <-pause.C:
		}
	}
}

// warn logs a failure, unless it was logged less than sayEvery before now.
func (sc *Scheduler) warn(ctx context.Context, err error, now time.Time) {
	maps.DeleteFunc(sc.said, func(_ string, at time.Time) bool { return now.Sub(at) >= sayEvery })
	if _, lately := sc.said[err.Error()]; lately {
		return
	}
	sc.said[err.Error()] = now
	sc.engine.log.WarnContext(ctx, "doing what is due", "err", err)
}

// Tick does what is due now, about dueAtOnce things in each partition, and returns how many it did. What fails is passed
// over and tried again at the next tick: however much of it there is, what is due after it is done.
func (sc *Scheduler) Tick(ctx context.Context) (int, error) {
	var err error
	done, passed := 0, make([]int, Partitions)
	for looking := allPartitions(); len(looking) > 0; {
		var more []int
		due := sc.due(ctx, looking, passed)
		dids, fails := make([]int, len(due)), make([]error, len(due))
		var working sync.WaitGroup
		for i, cmd := range due { // no partition waits for another that has much to do
			working.Go(func() { dids[i], fails[i] = sc.doAll(ctx, partitionTags[looking[i]], cmd.Val()) })
		}
		working.Wait()
		for i, cmd := range due {
			did, failed := dids[i], fails[i]
			done, err = done+did, errors.Join(err, explain(cmd.Err()), failed)
			if n := looking[i]; did < len(cmd.Val()) && len(cmd.Val()) == dueAtOnce && campus.CodeOf(failed) != campus.Unavailable {
				passed[n] += len(cmd.Val()) - did
				more = append(more, n)
			}
		}
		looking = more
	}
	return done, err
}

func allPartitions() []int {
	all := make([]int, Partitions)
	for n := range all {
		all[n] = n
	}
	return all
}

// due reads what is due in some partitions, in each behind what is to be passed over.
func (sc *Scheduler) due(ctx context.Context, looking, passed []int) []*redis.StringSliceCmd {
	e, due := sc.engine, make([]*redis.StringSliceCmd, len(looking))
	// Each command is looked at by itself: one node that is away must not hold up what is due on the others.
	_, _ = e.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, n := range looking {
			due[i] = p.ZRangeByScore(ctx, e.Due(partitionTags[n]),
				&redis.ZRangeBy{Min: "-inf", Max: Millis(e.Now()), Offset: int64(passed[n]), Count: dueAtOnce})
		}
		return nil
	})
	return due
}

// doAll does due things of a partition, and returns how many were done and why the first of the others was not; an outage ends it.
func (sc *Scheduler) doAll(ctx context.Context, tag string, members []string) (done int, failed error) {
	for _, member := range members {
		err := sc.do(ctx, member)
		if errors.Is(err, ErrName) {
			sc.engine.log.WarnContext(ctx, "taking out what is due and names nothing", "due", member)
			err = explain(sc.engine.rdb.ZRem(ctx, sc.engine.Due(tag), member).Err())
		}
		switch {
		case err == nil:
			done++
		case campus.CodeOf(err) == campus.Unavailable:
			return done, err
		case failed == nil:
			failed = fmt.Errorf("%s: %w", member, err)
		}
	}
	return done, failed
}

// errUnknown says that a due thing is left to a newer Stoa.
var errUnknown = errors.New("nobody here knows what follows from it")

// do does one due thing, named as in the due set.
func (sc *Scheduler) do(ctx context.Context, member string) error {
	kind, name, _ := strings.Cut(member, ":")
	if do, ok := sc.kinds[kind]; ok {
		return do(ctx, name)
	}
	return errUnknown
}
