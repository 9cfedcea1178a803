package engine_test

import (
	"context"
	"errors"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/engine"
	"stoa/store/redisserver"
	"stoa/store/storetest"
)

// What too few replicas have is done, and not called saved: the same operation again tells what became of it.
func TestAWriteThatTooFewReplicasHaveIsDoneOnceAndNotConfirmed(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		e, ctx := newCounter(t, c), t.Context()
		for i, key := range []string{"a", "b", "a"} {
			got, err := e.Write(ctx, engine.Op{Person: 1, Name: "count", Key: key}, e.script, e.keys())
			if want := int64(i%2 + 1); !errors.Is(err, engine.ErrUnconfirmed) || got.Number(1) != want || got.Again != (i == 2) ||
				got.Fresh != (i < 2) {
				t.Errorf("%s: %+v, %v; want %d, not confirmed", key, got, err, want)
			}
		}
		must(t, c.Redis.Set(ctx, e.keys()[1], 0, 0).Err())
		if _, err := e.Write(ctx, engine.Asked(1, "count", ""), e.script, e.keys()); !errors.Is(err, full) {
			t.Errorf("what is refused answers %v", err)
		}
	}, storetest.Replicas(9))
}

// A replica that stands still confirms nothing, and what was done meanwhile is confirmed once it goes on.
func TestAWriteIsConfirmedOnceAReplicaHasIt(t *testing.T) {
	t.Parallel()
	s, err := redisserver.StartSentinel(t.Context(), t.TempDir(), 2, 1)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	c := storetest.On(t, store.Redis{Sentinels: s.Addrs(), MasterName: s.Master()})
	e, one := newCounter(t, c), engine.Op{Person: 1, Name: "count", Key: "a"}
	master, err := s.MasterNode(t.Context())
	must(t, err)
	each := func(do func(*redisserver.Node) error) {
		for _, n := range s.Data() {
			if n != master {
				must(t, do(n))
			}
		}
	}
	each((*redisserver.Node).Pause)
	for i := range 2 {
		got, err := e.Write(t.Context(), one, e.script, e.keys())
		if !errors.Is(err, engine.ErrUnconfirmed) || got.Again != (i > 0) {
			t.Errorf("while they stand still: %+v, %v", got, err)
		}
	}
	each((*redisserver.Node).Resume)
	e.on(t, one, 1, true)
	e.on(t, engine.Op{Person: 1, Name: "count", Key: "b"}, 2, false)
}

// A slot moves to another node of a cluster while people write.
func TestAWriteFindsItsNodeWhenThatHasChanged(t *testing.T) {
	t.Parallel()
	cluster, err := redisserver.StartCluster(t.Context(), t.TempDir(), 3)
	must(t, err)
	t.Cleanup(func() { must(t, cluster.Close()) })
	c := storetest.On(t, store.Redis{Cluster: cluster.Addrs()}, storetest.Replicas(1))
	e, ctx := newCounter(t, c), t.Context()
	all := c.Redis.(*redis.ClusterClient)
	from, err := all.MasterForKey(ctx, e.keys()[0])
	must(t, err)
	slot, err := from.ClusterKeySlot(ctx, e.keys()[0]).Result()
	must(t, err)
	others := make(chan string, 3)
	must(t, all.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		id, err := node.ClusterMyID(ctx).Result()
		if node != from {
			others <- id
		}
		return err
	}))
	to := <-others
	for range 2 { // first the one that is to have it, whichever that is
		for _, addr := range cluster.Addrs() { // not by the client, which would look anew
			node := redis.NewClient(&redis.Options{Addr: addr, DisableIdentity: true})
			must(t, node.Do(ctx, "cluster", "setslot", slot, "node", to).Err())
			must(t, node.Close())
		}
	}
	got, err := e.Write(ctx, engine.Op{Person: 1, Name: "count", Key: "a"}, e.script, e.keys())
	if !errors.Is(err, engine.ErrUnconfirmed) || got.Number(1) != 1 {
		t.Errorf("it answers %+v, %v", got, err)
	}
}
