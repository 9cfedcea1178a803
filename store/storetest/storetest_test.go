package storetest_test

import (
	"os"
	"strings"
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
	look := func(t *testing.T, c *storetest.Campus) {
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
