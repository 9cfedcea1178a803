package engine_test

import (
	"context"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/engine"
	"stoa/store/storetest"
)

// slow is an effect that a test lets go on when it likes.
type slow struct {
	began chan context.Context
	free  chan error
}

func newSlow() slow { return slow{make(chan context.Context, 10), make(chan error, 10)} }

func (s slow) effect(ctx context.Context, _ []engine.Entry) error {
	s.began <- ctx
	return <-s.free
}

// ticking lets followers work beside the test, which gets how that ends.
func ticking(t *testing.T, f *engine.Followers) <-chan error {
	t.Helper()
	ended := make(chan error, 1)
	go func() { _, err := f.Tick(t.Context()); ended <- err }()
	return ended
}

// holder returns who has an outbox.
func holder(t *testing.T, c *storetest.Campus, e *engine.Engine, tag string) string {
	t.Helper()
	got, err := c.Redis.Get(t.Context(), e.Lease(tag)).Result()
	if err != nil && err != redis.Nil {
		t.Fatal(err)
	}
	return got
}

func TestALeaseIsKeptWhileASlowEffectRuns(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		e, s, r := made(t, c, nil), newSlow(), &record{}
		leave(t, c, e, "{p1}", "work", "Logic")
		ended := ticking(t, engine.NewFollowers(e, map[string]engine.Effect{"work": s.effect}))
		ctx := storetest.Next(t, "the effect to begin", s.began)
		token, began := holder(t, c, e, "{p1}"), time.Now()
		other := engine.NewFollowers(e, map[string]engine.Effect{"work": r.effect})
		storetest.Await(t, "the lease to have been over, had nobody renewed it", func() bool {
			if n := tick(t, other); n != 0 || len(r.take()) != 0 {
				t.Fatalf("another did %d entries of an outbox that is held", n)
			}
			return time.Since(began) > engine.FollowLease+100*time.Millisecond
		})
		if now := holder(t, c, e, "{p1}"); token == "" || now != token || ctx.Err() != nil {
			t.Errorf("it was held by %q and is held by %q, %v", token, now, ctx.Err())
		}
		s.free <- nil
		must(t, storetest.Next(t, "its end", ended))
		if now := holder(t, c, e, "{p1}"); now != "" || left(t, c, e, "{p1}") != 0 {
			t.Errorf("it is done, and still held by %q, with %d entries left", now, left(t, c, e, "{p1}"))
		}
	})
}

func TestWhoLosesTheLeaseStopsAndChangesNothingMore(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		for name, end := range map[string]struct {
			told  bool     // it goes on only once it knows
			says  error    // how its effect ends
			about []string // what there is to do: of several that fail each would be tried alone
		}{"done before it knows": {false, nil, []string{"Logic", "Poetry"}}, "failed before it knows": {false, errBroken,
			[]string{"Logic"}},
			"done, knowing it": {true, nil, []string{"Logic", "Poetry"}}, "failed, knowing it": {true, errBroken,
				[]string{"Logic", "Poetry"}}} {
			t.Run(name, func(t *testing.T) {
				e, s := made(t, c, nil), newSlow()
				leave(t, c, e, "{p1}", "work", end.about...)
				ended := ticking(t, engine.NewFollowers(e, map[string]engine.Effect{"work": s.effect}))
				ctx := storetest.Next(t, "the effect to begin", s.began)
				must(t, c.Redis.Set(t.Context(), e.Lease("{p1}"), "another", 0).Err())
				if end.told {
					storetest.Next(t, "it to be told", ctx.Done())
				}
				s.free <- end.says
				if err := storetest.Next(t, "its end", ended); err == nil {
					t.Error("it does not say that it lost the outbox")
				}
				if left(t, c, e, "{p1}") != len(end.about) || len(s.began) != 0 {
					t.Error("it went on")
				}
				if n, err := c.Redis.Exists(t.Context(), e.TriesKey("{p1}")).Result(); n != 0 || err != nil {
					t.Errorf("it counted a try, %v", err)
				}
				if now := holder(t, c, e, "{p1}"); now != "another" {
					t.Errorf("it gave up what another has: now it is held by %q", now)
				}
				must(t, c.Redis.Del(t.Context(), e.Lease("{p1}"), e.Outbox("{p1}")).Err())
			})
		}
	})
}
