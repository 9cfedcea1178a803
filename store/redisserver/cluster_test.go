package redisserver

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestAClusterFormsKeepsEachKeyAtItsOwnerAndTakesALostNodeBack(t *testing.T) {
	t.Parallel()
	ctx := testContext(t)
	c, err := StartCluster(ctx, t.TempDir(), 3)
	if err != nil {
		t.Fatal(err)
	}
	closeAtEnd(t, c)
	if len(c.Addrs()) != 3 || len(c.Nodes()) != 3 {
		t.Fatalf("got addresses %v", c.Addrs())
	}
	for i := range 30 {
		key, owner := fmt.Sprintf("key-%d", i), 0
		slot, err := call(ctx, c.Addrs()[0], "CLUSTER", "KEYSLOT", key)
		if err != nil {
			t.Fatal(err)
		}
		for owner < 2 && slot.(int64) >= int64((owner+1)*clusterSlots/3) {
			owner++
		}
		for j, addr := range c.Addrs() {
			if j == owner {
				wantReply(t, addr, "OK", "SET", key, "value")
				wantReply(t, addr, "value", "GET", key)
				continue
			}
			var refused replyError
			_, err := call(ctx, addr, "SET", key, "value")
			if want := fmt.Sprintf("MOVED %d %s", slot, c.Addrs()[owner]); !errors.As(err, &refused) || string(refused) != want {
				t.Errorf("%s at node %d: got %v, want %q", key, j, err, want)
			}
		}
	}
	wantSlotsAfterRestart(t, c, c.Nodes()[1], "5461-10921")
	nodes := c.Nodes()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	wantSilent(t, nodes)
}

// wantSlotsAfterRestart kills the node, starts it again, and compares the slots that it then says are its own.
func wantSlotsAfterRestart(t *testing.T, c *Cluster, lost *Node, want string) {
	t.Helper()
	ctx := testContext(t)
	if err := lost.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := lost.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	if err := poll(ctx, formInterval, func(ctx context.Context) error { return c.formed(ctx, lost) }); err != nil {
		t.Fatal(err)
	}
	reply, err := call(ctx, lost.Addr(), "CLUSTER", "NODES")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(reply.(string), "\n")
	i := slices.IndexFunc(lines, func(line string) bool { return strings.Contains(line, "myself") })
	if i < 0 || !strings.HasSuffix(lines[i], " "+want) {
		t.Errorf("its slots are not %s: %q", want, lines)
	}
}

func TestAClusterNeedsAMaster(t *testing.T) {
	t.Parallel()
	if c, err := StartCluster(testContext(t), t.TempDir(), 0); c != nil || err == nil {
		t.Errorf("got %v, %v", c, err)
	}
}
