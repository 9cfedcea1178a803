// Package storetest gives tests a store on a real Redis: a private server for each package, a private prefix for each
// test, so that tests run side by side and never see each other.
//
//	storetest.go engines and campuses
//	people.go    ready-made people, courses and meetings, and a clock that a test moves
//	wait.go      waiting for an event, many at the same moment
//	look.go      all that Redis holds
//
// A package's TestMain calls Main. A test calls New for a campus on one Redis, or Everywhere to run on one Redis and on
// a three-node cluster: what holds on both is safe with respect to keys and slots.
package storetest

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/redisserver"
)

// startPatience is how long an engine may take to start on a busy machine.
const startPatience = time.Minute

// engines are the servers of this test binary, started when first needed.
type engines struct {
	dir     string
	one     func() (*redisserver.Server, error)
	cluster func() (*redisserver.Cluster, error)
	mu      sync.Mutex
	closers []func() error
}

var (
	running *engines // set by Main, before any test
	serial  atomic.Int64
)

// Main runs a package's tests and returns the status to exit with; afterwards no server is left. It is for TestMain.
func Main(m *testing.M) int {
	dir, err := os.MkdirTemp("", "stoa-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	store.QuietClient(slog.New(slog.DiscardHandler))
	e := &engines{dir: dir}
	e.one = sync.OnceValues(func() (*redisserver.Server, error) {
		return start(e, func(ctx context.Context) (*redisserver.Server, error) {
			return redisserver.Start(ctx, redisserver.Config{Dir: dir + "/one", Ephemeral: true})
		})
	})
	e.cluster = sync.OnceValues(func() (*redisserver.Cluster, error) {
		return start(e, func(ctx context.Context) (*redisserver.Cluster, error) {
			return redisserver.StartCluster(ctx, dir+"/cluster", 3)
		})
	})
	running = e
	defer e.close()
	return m.Run()
}

func start[T interface{ Close() error }](e *engines, begin func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	server, err := begin(ctx)
	if err == nil {
		e.mu.Lock()
		e.closers = append(e.closers, server.Close)
		e.mu.Unlock()
	}
	return server, err
}

func (e *engines) close() {
	for _, c := range e.closers {
		if err := c(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}

// Campus is a store of a test's own, with its workers at hand.
type Campus struct {
	*store.Store
	Redis     redis.UniversalClient
	Options   store.Options // as the store was made, to make another on the same data
	Followers *store.Followers
	Scheduler *store.Scheduler
}

// Option changes how a campus is made.
type Option func(*store.Options)

// Clock injects a clock.
func Clock(now func() time.Time) Option { return func(o *store.Options) { o.Clock = now } }

// Log says where the store's log lines go.
func Log(to *slog.Logger) Option { return func(o *store.Options) { o.Log = to } }

// CourseLife sets how long a course with an automatic closing time lives, and by how much a first enrolment prolongs it.
func CourseLife(ttl, refresh time.Duration) Option {
	return func(o *store.Options) { o.CourseTTL, o.CourseRefresh = ttl, refresh }
}

// Everywhere runs a test on one Redis and on a cluster.
func Everywhere(t *testing.T, test func(t *testing.T, c *Campus), options ...Option) {
	t.Helper()
	t.Run("one Redis", func(t *testing.T) { t.Parallel(); test(t, New(t, options...)) })
	t.Run("cluster", func(t *testing.T) { t.Parallel(); test(t, NewCluster(t, options...)) })
}

// EverywhereAt is Everywhere with a clock that stands at a time until the test moves it, one for each Redis.
func EverywhereAt(t *testing.T, at time.Time, test func(t *testing.T, c *Campus, clock *Hands), options ...Option) {
	t.Helper()
	with := func(clock *Hands) []Option { return append([]Option{Clock(clock.Now)}, options...) }
	t.Run("one Redis", func(t *testing.T) {
		t.Parallel()
		clock := At(at)
		test(t, New(t, with(clock)...), clock)
	})
	t.Run("cluster", func(t *testing.T) {
		t.Parallel()
		clock := At(at)
		test(t, NewCluster(t, with(clock)...), clock)
	})
}

// New returns an empty campus on one Redis.
func New(tb testing.TB, options ...Option) *Campus {
	tb.Helper()
	server, err := running.one()
	if err != nil {
		tb.Fatal(err)
	}
	return On(tb, store.Redis{Socket: server.Socket()}, options...)
}

// NewCluster returns an empty campus on a cluster of three nodes.
func NewCluster(tb testing.TB, options ...Option) *Campus {
	tb.Helper()
	cluster, err := running.cluster()
	if err != nil {
		tb.Fatal(err)
	}
	return On(tb, store.Redis{Cluster: cluster.Addrs()}, options...)
}

// On returns an empty campus on a Redis of the test's own.
func On(tb testing.TB, at store.Redis, options ...Option) *Campus {
	tb.Helper()
	client, err := store.Connect(at)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { client.Close() })
	// Cost 4 is the least that bcrypt takes: tests sign in often.
	o := store.Options{Prefix: fmt.Sprintf("t%d:", serial.Add(1)), HashCost: 4}
	for _, set := range options {
		set(&o)
	}
	return open(tb, client, o)
}

// Beside returns another store on the same data, as a second Stoa has it.
func (c *Campus) Beside(tb testing.TB) *Campus {
	tb.Helper()
	return open(tb, c.Redis, c.Options)
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

// Settle lets the followers do all that changes have left to do.
func (c *Campus) Settle(tb testing.TB) {
	tb.Helper()
	if _, err := c.Followers.Tick(tb.Context()); err != nil {
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
