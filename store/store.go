package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

// Options are what a Store needs to know beside its client.
type Options struct {
	Prefix        string           // of every key; "" means "stoa:"
	Clock         func() time.Time // nil for Redis' own clock; tests give theirs
	CourseTTL     time.Duration    // life of a course whose closing time is automatic; 0 means 30 days
	CourseRefresh time.Duration    // by which a first enrolment prolongs it; 0 means 1 day
	HashCost      int              // of bcrypt; 0 means 12
	Log           *slog.Logger     // nil discards
}

// Store is everything that Stoa keeps, in Redis. Its methods are safe for concurrent use.
type Store struct {
	rdb       redis.UniversalClient
	keys      keys
	scripts   *scripts
	opts      Options
	passwords *passwords
	visits    *visits
	log       *slog.Logger
	// skew is how far Redis' clock is ahead of this machine's, in nanoseconds, so that pages know Redis' time without asking.
	skew atomic.Int64
}

// New returns a Store on rdb, which the caller closes. It talks to Redis once, to set its clock, and refuses a Redis that
// could forget data.
func New(ctx context.Context, rdb redis.UniversalClient, o Options) (*Store, error) {
	if o.Prefix == "" {
		o.Prefix = "stoa:"
	}
	if o.CourseTTL == 0 {
		o.CourseTTL = 30 * 24 * time.Hour
	}
	if o.CourseRefresh == 0 {
		o.CourseRefresh = 24 * time.Hour
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	loaded, err := loadScripts()
	if err != nil {
		return nil, fmt.Errorf("reading the scripts: %w", err)
	}
	s := &Store{rdb: rdb, keys: keys{o.Prefix}, scripts: loaded, opts: o, passwords: newPasswords(o.HashCost), visits: newVisits(), log: o.Log}
	if err := s.syncClock(ctx); err != nil {
		return nil, err
	}
	return s, s.checkMemoryPolicy(ctx)
}

// Ping reports whether Redis answers.
func (s *Store) Ping(ctx context.Context) error { return away(s.rdb.Ping(ctx).Err()) }

// Now returns the time by which things open and close: Redis' clock, or the injected one.
func (s *Store) Now() time.Time {
	if s.opts.Clock != nil {
		return s.opts.Clock()
	}
	return time.Now().Add(time.Duration(s.skew.Load()))
}

// clockArg is the time as scripts take it: nothing where they ask Redis themselves.
func (s *Store) clockArg() string {
	if s.opts.Clock == nil {
		return ""
	}
	return millis(s.opts.Clock())
}

func (s *Store) syncClock(ctx context.Context) error {
	began := time.Now()
	at, err := s.rdb.Time(ctx).Result()
	if err != nil {
		return away(err)
	}
	took := time.Since(began)
	s.skew.Store(int64(at.Sub(began.Add(took / 2))))
	return nil
}

// checkMemoryPolicy refuses a Redis that drops keys when memory is short. A server that does not let us ask is trusted.
func (s *Store) checkMemoryPolicy(ctx context.Context) error {
	got, err := s.rdb.ConfigGet(ctx, "maxmemory-policy").Result()
	if err != nil {
		var refused redis.Error
		if errors.As(err, &refused) {
			return nil
		}
		return away(err)
	}
	if policy := got["maxmemory-policy"]; policy != "" && policy != "noeviction" {
		return fmt.Errorf("this Redis would drop data when its memory is full (maxmemory-policy is %s); set it to noeviction", policy)
	}
	return nil
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

func fromMillis(s string) time.Time {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}

func score(z float64) time.Time { return time.UnixMilli(int64(z)).UTC() }

// sortable turns a stream id into text whose order is the stream's.
func sortable(id string) string {
	ms, seq, _ := strings.Cut(id, "-")
	return fmt.Sprintf("%015s-%010s", ms, seq)
}

// opOr returns op, or a fresh operation id when there is none: made before the first try, the same for every retry.
func opOr(op string) string {
	if op == "" || len(op) > campus.MaxOp {
		return campus.NewOp()
	}
	return op
}
