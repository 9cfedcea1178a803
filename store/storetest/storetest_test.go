package storetest_test

import (
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

func TestEverywhereIsOnOneRedisOnAClusterAndUnderSentinelWithAReplica(t *testing.T) {
	t.Parallel()
	want := map[string][]string{
		"one Redis": {"redis_mode:standalone", "role:master", "connected_slaves:0"},
		"cluster":   {"redis_mode:cluster", "role:master", "connected_slaves:0"},
		"sentinel":  {"redis_mode:standalone", "role:master", "connected_slaves:1"},
	}
	var seen atomic.Int64
	look := func(t *testing.T, c *storetest.Campus) {
		seen.Add(1)
		kind := t.Name()[strings.LastIndex(t.Name(), "/")+1:]
		info, err := c.Redis.Info(t.Context(), "server", "replication").Result()
		if err != nil {
			t.Fatal(err)
		}
		wanted, known := want[strings.ReplaceAll(kind, "_", " ")]
		if !known {
			t.Fatalf("an unexpected kind: %s", kind)
		}
		for _, w := range wanted {
			if !strings.Contains(info, w+"\r\n") {
				t.Errorf("Redis does not say %s:\n%s", w, info)
			}
		}
	}
	t.Run("shared", func(t *testing.T) { storetest.Everywhere(t, look) })
	t.Run("alone", func(t *testing.T) { storetest.EverywhereAlone(t, look) })
	if seen.Load() != 6 {
		t.Errorf("it ran %d times, want on three kinds, shared and alone", seen.Load())
	}
}

func TestWhatATestDoesToItsOwnServerReachesNoOther(t *testing.T) {
	t.Parallel()
	shared := storetest.New(t)
	own, server := storetest.Own(t)
	port := func(c *storetest.Campus) string { return c.Redis.(*redis.Client).Options().Addr }
	if port(shared) == port(own) || port(own) != server.Socket() {
		t.Errorf("shared is %s, own is %s, its server is %s", port(shared), port(own), server.Socket())
	}
}

func TestADroppedReplyIsOfAChangeThatWasMade(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	through, lost := c.Dropping(t, 2)
	key := c.Options.Prefix + "test:count"
	add := redis.NewScript("return redis.call('INCRBY', KEYS[1], ARGV[1])")
	const runs = 40
	for i := range runs {
		if err := add.Run(t.Context(), through.Redis, []string{key}, 1).Err(); err != nil {
			t.Fatalf("run %d: %v", i, err)
		}
	}
	// Nothing here remembers that it was done: what was answered and lost was done again. The very first run was of a
	// script that Redis did not know, and the loss of that answer changes nothing.
	n, err := c.Redis.Get(t.Context(), key).Int()
	if err != nil || lost() < runs/4 || n < runs+lost()-1 || n > runs+lost() {
		t.Errorf("%d runs of which %d replies were lost counted to %d, %v", runs, lost(), n, err)
	}
}

func TestManyCommandsAtOnceGetThroughALossyWay(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	through, lost := c.Dropping(t, 2)
	for range 20 {
		_, err := through.Redis.Pipelined(t.Context(), func(p redis.Pipeliner) error {
			for range 40 {
				p.Eval(t.Context(), "return 1", nil)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if lost() < 5 {
		t.Errorf("%d replies were lost", lost())
	}
}

func TestAGateStopsWhatItNamesAndNothingElse(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	key, other := c.Options.Prefix+"test:a", c.Options.Prefix+"test:b"
	through, gate := c.Gated(t, key)
	set := make(chan error, 1)
	go func() { set <- through.Redis.Set(t.Context(), key, "late", 0).Err() }()
	storetest.Next(t, "the command before the gate", gate.Reached)
	for name, by := range map[string]*storetest.Campus{other: through, key: c} {
		if err := by.Redis.Set(t.Context(), name, "early", 0).Err(); err != nil {
			t.Fatal(err)
		}
	}
	if len(set) > 0 {
		t.Error("the command went through a gate that is shut")
	}
	gate.Open()
	if err := storetest.Next(t, "its end", set); err != nil {
		t.Error(err)
	}
	if got, err := c.Redis.MGet(t.Context(), key, other).Result(); err != nil || got[0] != "late" || got[1] != "early" {
		t.Errorf("it is %v, %v, want late and early", got, err)
	}
}
