// Package storetest gives tests a store on a real Redis: a private server for each package, a private prefix for each
// test, so that tests run side by side and never see each other.
//
//	storetest.go campuses
//	engines.go   the Redis they are on: one, a cluster, one under Sentinel; shared by a package or a test's own
//	way.go       a way to Redis that loses replies, and one with a gate
//	people.go    ready-made people, courses and meetings, and a clock that a test moves
//	wait.go      waiting for an event, many at the same moment, how often
//	look.go      all that Redis holds
//
// A package's TestMain calls Main. A test calls New for a campus on one Redis, or Everywhere to run on every kind of Redis
// that Stoa runs on: what holds on all is safe with respect to keys, slots and clients. A test that cuts connections or
// stops servers does so to servers of its own: Own, EverywhereAlone.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
)

// serial numbers the campuses, whose keys begin with it.
var serial atomic.Int64

// Campus is a store of a test's own, with its workers at hand.
type Campus struct {
	*store.Store
	Redis     redis.UniversalClient
	Options   store.Options // as the store was made, to make another on the same data
	Followers *store.Followers
	Scheduler *store.Scheduler
	at        store.Redis
	mayBeGone bool // the Redis is the test's own, and may not be there when it ends
}

// Option changes how a campus is made.
type Option func(*store.Options)

// Clock injects a clock.
func Clock(now func() time.Time) Option { return func(o *store.Options) { o.Clock = now } }

// Wall gives the machine that a store is on a clock that is wrong by so much. Redis' own is right.
func Wall(wrong time.Duration) Option {
	return func(o *store.Options) { o.Wall = func() time.Time { return time.Now().Add(wrong) } }
}

// Log says where the store's log lines go.
func Log(to *slog.Logger) Option { return func(o *store.Options) { o.Log = to } }

// Replicas says how many must have what a person is told is saved.
func Replicas(n int) Option { return func(o *store.Options) { o.Replicas = n } }

// CourseLife sets how long a course with an automatic closing time lives, and by how much a first enrolment prolongs it.
func CourseLife(ttl, refresh time.Duration) Option {
	return func(o *store.Options) { o.CourseTTL, o.CourseRefresh = ttl, refresh }
}

// On returns an empty campus on a Redis of the test's own. When the test ends, each key that it has left must be as the
// table of keys says, but for the test's own, which begin with "test:" after their tag.
func On(tb testing.TB, at store.Redis, options ...Option) *Campus {
	tb.Helper()
	c := onShared(tb, at, options...)
	c.mayBeGone = true
	return c
}

// onShared is On for a Redis that other tests are on too.
func onShared(tb testing.TB, at store.Redis, options ...Option) *Campus {
	tb.Helper()
	client, err := store.Connect(at)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { client.Close() })
	// Cost 4 is the least that bcrypt takes: tests sign in often.
	o := store.Options{Prefix: fmt.Sprintf("t%d:", serial.Add(1)), HashCost: 4, Replicas: at.DefaultReplicas()}
	for _, set := range options {
		set(&o)
	}
	c := open(tb, client, o)
	c.at = at
	tb.Cleanup(func() { c.checkKeys(tb) })
	return c
}

// Beside returns another store on the same data, as a second Stoa has it.
func (c *Campus) Beside(tb testing.TB) *Campus {
	tb.Helper()
	other := open(tb, c.Redis, c.Options)
	other.at = c.at
	return other
}

// Apart returns another store on the same data with a client of its own, as a Stoa on another machine has it: what is cut,
// stopped or wrong there is so for nobody else.
func (c *Campus) Apart(tb testing.TB, options ...Option) *Campus {
	tb.Helper()
	client, err := store.Connect(c.at)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { client.Close() })
	o := c.Options
	for _, set := range options {
		set(&o)
	}
	other := open(tb, client, o)
	other.at = c.at
	return other
}

func open(tb testing.TB, client redis.UniversalClient, o store.Options) *Campus {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), startPatience)
	defer cancel()
	s, err := store.New(ctx, client, o)
	if err != nil {
		tb.Fatal(err)
	}
	return &Campus{Store: s, Redis: client, Options: o, Followers: store.NewFollowers(s), Scheduler: store.NewScheduler(s)}
}

// Settle lets the followers do all that changes have left to do. Where the machine has so much to do that one loses its lease it
// begins anew, as it would in its next round.
func (c *Campus) Settle(tb testing.TB) {
	tb.Helper()
	_, err := c.Followers.Tick(tb.Context())
	for errors.Is(err, store.ErrLeaseLost) {
		_, err = c.Followers.Tick(tb.Context())
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// Tick lets the scheduler do all that is due, and the followers what that leaves.
func (c *Campus) Tick(tb testing.TB) {
	tb.Helper()
	for {
		n, err := c.Scheduler.Tick(tb.Context())
		if err != nil {
			tb.Fatal(err)
		}
		if n == 0 {
			break
		}
	}
	c.Settle(tb)
}

// WithClock returns the same campus by a clock of the test's own.
func (c *Campus) WithClock(tb testing.TB, now func() time.Time) *Campus {
	tb.Helper()
	o := c.Options
	o.Clock = now
	return open(tb, c.Redis, o)
}
