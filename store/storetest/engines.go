package storetest

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/redisserver"
)

// startPatience is how long an engine may take to start on a busy machine.
const startPatience = time.Minute

// How an engine under Sentinel is made up.
const (
	replicas  = 1
	sentinels = 3
)

// calm is how long a shared master may be silent, in milliseconds: on a busy machine no fail-over may begin by itself.
const calm = "60000"

// kind is a kind of Redis: its name, and how one is started in a directory.
type kind struct {
	name  string
	start func(ctx context.Context, dir string) (store.Redis, func() error, error)
}

// kinds are all that Stoa runs on.
func kinds() []kind {
	return []kind{{"one Redis", startOne}, {"cluster", startCluster}, {"sentinel", startSentinel}}
}

func startOne(ctx context.Context, dir string) (store.Redis, func() error, error) {
	server, err := redisserver.Start(ctx, redisserver.Config{Dir: dir, Ephemeral: true})
	if err != nil {
		return store.Redis{}, nil, err
	}
	return store.Redis{Socket: server.Socket()}, server.Close, nil
}

func startCluster(ctx context.Context, dir string) (store.Redis, func() error, error) {
	cluster, err := redisserver.StartCluster(ctx, dir, 3)
	if err != nil {
		return store.Redis{}, nil, err
	}
	return store.Redis{Cluster: cluster.Addrs()}, cluster.Close, nil
}

func startSentinel(ctx context.Context, dir string) (store.Redis, func() error, error) {
	s, err := redisserver.StartSentinel(ctx, dir, replicas, sentinels)
	if err != nil {
		return store.Redis{}, nil, err
	}
	for _, addr := range s.Addrs() {
		client := redis.NewSentinelClient(&redis.Options{Addr: addr, DisableIdentity: true})
		err := client.Set(ctx, s.Master(), "down-after-milliseconds", calm).Err()
		client.Close()
		if err != nil {
			return store.Redis{}, nil, fmt.Errorf("sentinel %s: %w", addr, err)
		}
	}
	return store.Redis{Sentinels: s.Addrs(), MasterName: s.Master()}, s.Close, nil
}

// shared are the servers of this test binary, by kind, each started when first needed.
type shared struct {
	at      map[string]func() (store.Redis, error)
	mu      sync.Mutex
	closers []func() error
}

var running *shared // set by Main, before any test

// Main runs a package's tests and returns the status to exit with; afterwards no server is left. It is for TestMain.
func Main(m *testing.M) int {
	dir, err := os.MkdirTemp("", "stoa-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	store.QuietClient(slog.New(slog.DiscardHandler))
	running = &shared{at: map[string]func() (store.Redis, error){}}
	for i, e := range kinds() {
		running.at[e.name] = sync.OnceValues(func() (store.Redis, error) { return running.start(e, filepath.Join(dir, fmt.Sprint(i))) })
	}
	defer running.close()
	return m.Run()
}

func (s *shared) start(e kind, dir string) (store.Redis, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	at, end, err := e.start(ctx, dir)
	if err == nil {
		s.mu.Lock()
		s.closers = append(s.closers, end)
		s.mu.Unlock()
	}
	return at, err
}

func (s *shared) close() {
	for _, end := range s.closers {
		if err := end(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}

// sharedAt returns where the package's Redis of a kind is.
func sharedAt(tb testing.TB, kind string) store.Redis {
	tb.Helper()
	at, err := running.at[kind]()
	if err != nil {
		tb.Fatal(err)
	}
	return at
}

// New returns an empty campus on one Redis.
func New(tb testing.TB, options ...Option) *Campus {
	tb.Helper()
	return onShared(tb, sharedAt(tb, "one Redis"), options...)
}

// NewCluster returns an empty campus on a cluster of three nodes.
func NewCluster(tb testing.TB, options ...Option) *Campus {
	tb.Helper()
	return onShared(tb, sharedAt(tb, "cluster"), options...)
}

// Everywhere runs a test on every kind of Redis, side by side.
func Everywhere(t *testing.T, test func(t *testing.T, c *Campus), options ...Option) {
	t.Helper()
	for _, e := range kinds() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			test(t, onShared(t, sharedAt(t, e.name), options...))
		})
	}
}

// EverywhereAt is Everywhere with a clock that stands at a time until the test moves it, one for each Redis.
func EverywhereAt(t *testing.T, at time.Time, test func(t *testing.T, c *Campus, clock *Hands), options ...Option) {
	t.Helper()
	for _, e := range kinds() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			clock := At(at)
			test(t, onShared(t, sharedAt(t, e.name), append([]Option{Clock(clock.Now)}, options...)...), clock)
		})
	}
}

// EverywhereAlone is Everywhere on servers that no other test is on, for one that cuts all connections. Starting them
// takes 2 to 3 s.
func EverywhereAlone(t *testing.T, test func(t *testing.T, c *Campus), options ...Option) {
	t.Helper()
	for _, e := range kinds() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), startPatience)
			defer cancel()
			at, end, err := e.start(ctx, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			closeAfter(t, end)
			test(t, On(t, at, options...))
		})
	}
}

// OwnServer starts a server of the test's own, to kill, stop or cut off; it is gone when the test ends.
func OwnServer(tb testing.TB) *redisserver.Server {
	tb.Helper()
	server, err := redisserver.Start(tb.Context(), redisserver.Config{Dir: tb.TempDir(), Ephemeral: true})
	if err != nil {
		tb.Fatal(err)
	}
	closeAfter(tb, server.Close)
	return server
}

// Own returns an empty campus on a server of the test's own, and that server.
func Own(tb testing.TB, options ...Option) (*Campus, *redisserver.Server) {
	tb.Helper()
	server := OwnServer(tb)
	return On(tb, store.Redis{Socket: server.Socket()}, options...), server
}

func closeAfter(tb testing.TB, end func() error) {
	tb.Cleanup(func() {
		if err := end(); err != nil {
			tb.Error(err)
		}
	})
}
