package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// Options are what an Engine needs to know beside its client.
type Options struct {
	Prefix string           // of every key
	Clock  func() time.Time // nil for Redis' own clock; tests give theirs
	Wall   func() time.Time // nil for this machine's clock; tests give one that is wrong, which must not matter
	Log    *slog.Logger     // nil discards
	// Replicas is how many must have what a person is told is saved; 0 for none.
	Replicas int
	Scripts  []fs.FS // files of scripts, name.lua, and of what they share, lib_name.lua
}

// Engine is a Redis with Stoa's manners. Its methods are safe for concurrent use.
type Engine struct {
	Keys
	rdb    redis.UniversalClient
	opts   Options
	log    *slog.Logger
	loaded *sync.Map // name of a script, with its libraries, to loaded
	clock  *atomic.Pointer[reading]
}

// reading is what Redis' clock showed, and when that was here. From it pages know Redis' time without asking: of this
// machine's clock only what has passed since counts, which is right however wrong the clock is, and when it is set too.
type reading struct{ redis, here time.Time }

// New returns an Engine on rdb, which the caller closes. It talks to Redis to set its clock, and refuses a Redis that
// could forget data. Scripts that cannot be loaded are an error now, not at their first use.
func New(ctx context.Context, rdb redis.UniversalClient, o Options, scripts ...Script) (*Engine, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Wall == nil {
		o.Wall = time.Now
	}
	e := &Engine{Keys: Keys{o.Prefix}, rdb: rdb, opts: o, log: o.Log, loaded: new(sync.Map), clock: new(atomic.Pointer[reading])}
	for _, s := range append(scripts, ownScripts...) {
		if _, err := e.load(s); err != nil {
			return nil, fmt.Errorf("the script %s: %w", s.name, err)
		}
	}
	if err := e.syncClock(ctx); err != nil {
		return nil, err
	}
	if err := e.checkMemoryPolicy(ctx); err != nil {
		return nil, err
	}
	return e, explain(e.teach(ctx))
}

// At returns the same engine as it is at another time: what it writes is dated then.
func (e *Engine) At(clock func() time.Time) *Engine {
	other := *e
	other.opts.Clock = clock
	return &other
}

// Log returns where the engine logs.
func (e *Engine) Log() *slog.Logger { return e.log }

// Ping reports whether Redis answers.
func (e *Engine) Ping(ctx context.Context) error { return explain(e.rdb.Ping(ctx).Err()) }

// Now returns the time by which things open and close: Redis' clock, or the injected one.
func (e *Engine) Now() time.Time {
	if e.opts.Clock != nil {
		return e.opts.Clock()
	}
	last := e.clock.Load()
	return last.redis.Add(e.opts.Wall().Sub(last.here))
}

// clockArg is the time as scripts take it: nothing where they ask Redis themselves.
func (e *Engine) clockArg() string {
	if e.opts.Clock == nil {
		return ""
	}
	return Millis(e.opts.Clock())
}

func (e *Engine) syncClock(ctx context.Context) error {
	began := e.opts.Wall()
	at, err := e.rdb.Time(ctx).Result()
	if err != nil {
		return explain(err)
	}
	took := e.opts.Wall().Sub(began)
	e.clock.Store(&reading{redis: at, here: began.Add(took / 2)})
	return nil
}

// checkMemoryPolicy refuses a Redis that drops keys when memory is short. A server that does not let us ask is trusted.
func (e *Engine) checkMemoryPolicy(ctx context.Context) error {
	got, err := e.rdb.ConfigGet(ctx, "maxmemory-policy").Result()
	if err != nil {
		var refused redis.Error
		if errors.As(err, &refused) && !transient(refused.Error()) {
			return nil
		}
		return explain(err)
	}
	if policy := got["maxmemory-policy"]; policy != "" && policy != "noeviction" {
		return fmt.Errorf("this Redis would drop data when its memory is full (maxmemory-policy is %s); set it to noeviction", policy)
	}
	return nil
}

// Millis writes a time as scripts and keys have it: milliseconds since 1970.
func Millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }
