package redisserver

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

const (
	clusterSlots = 16384
	// formTimeout is generous for a loaded machine: a cluster forms in 2 s, sentinels in 2 to 3.
	formTimeout  = time.Minute
	formInterval = 20 * time.Millisecond
)

// Cluster is a Redis Cluster of masters without replicas on 127.0.0.1, for tests.
type Cluster struct {
	nodes []*Node
}

// StartCluster starts masters nodes (three is the least at which the others notice that one is lost) in subdirectories
// of dir, shares the slots evenly among them in order, and returns when each says that the cluster is ok and knows all
// others: after about 2 s, the time that Redis waits before a started master takes writes. Errors: as of StartNode, or
// what is still missing after a minute.
func StartCluster(ctx context.Context, dir string, masters int) (*Cluster, error) {
	if masters < 1 || masters > clusterSlots {
		return nil, fmt.Errorf("redisserver: a cluster of %d masters", masters)
	}
	ctx, cancel := context.WithTimeout(ctx, formTimeout)
	defer cancel()
	c := &Cluster{}
	if err := c.start(ctx, dir, masters); err != nil {
		return nil, errors.Join(fmt.Errorf("redisserver: cluster: %w", err), c.Close())
	}
	return c, nil
}

func (c *Cluster) start(ctx context.Context, dir string, masters int) error {
	for i := range masters {
		n, err := startNode(ctx, filepath.Join(dir, fmt.Sprintf("node-%d", i)), nodeKind{settings: clusterSettings})
		if err != nil {
			return err
		}
		c.nodes = append(c.nodes, n)
	}
	for i, n := range c.nodes {
		if err := c.introduce(ctx, i); err != nil {
			return fmt.Errorf("node %s: %w", n.Addr(), err)
		}
	}
	for _, n := range c.nodes {
		if err := poll(ctx, formInterval, func(ctx context.Context) error { return c.formed(ctx, n) }); err != nil {
			return fmt.Errorf("node %s: %w", n.Addr(), err)
		}
	}
	return nil
}

// clusterSettings: a lost node is noticed after 2 s; shorter times bring false alarms on a loaded machine.
func clusterSettings(_, busPort int) []string {
	return append(dataSettings(), "cluster-enabled yes", "cluster-config-file nodes.conf",
		"cluster-port "+strconv.Itoa(busPort), "cluster-node-timeout 2000")
}

// introduce gives node i its slots and an epoch of its own (equal ones would have to be sorted out between the nodes),
// and has it meet those before it. The bus port has to be named, as it is not the usual port + 10000.
func (c *Cluster) introduce(ctx context.Context, i int) error {
	n, first, last := c.nodes[i], i*clusterSlots/len(c.nodes), (i+1)*clusterSlots/len(c.nodes)-1
	commands := [][]string{
		{"CLUSTER", "ADDSLOTSRANGE", strconv.Itoa(first), strconv.Itoa(last)},
		{"CLUSTER", "SET-CONFIG-EPOCH", strconv.Itoa(i + 1)},
	}
	for _, other := range c.nodes[:i] {
		commands = append(commands,
			[]string{"CLUSTER", "MEET", "127.0.0.1", strconv.Itoa(other.port), strconv.Itoa(other.busPort)})
	}
	for _, args := range commands {
		if _, err := call(ctx, n.Addr(), args...); err != nil {
			return fmt.Errorf("%v: %w", args, err)
		}
	}
	return nil
}

// formed returns nil when node n takes writes and knows the slots of all nodes.
func (c *Cluster) formed(ctx context.Context, n *Node) error {
	info, err := callFields(ctx, n.Addr(), "CLUSTER", "INFO")
	if err != nil {
		return err
	}
	all := strconv.Itoa(len(c.nodes))
	if info["cluster_state"] != "ok" || info["cluster_known_nodes"] != all || info["cluster_size"] != all {
		return fmt.Errorf("state %q, knows %s nodes, %s with slots, of %s", info["cluster_state"],
			info["cluster_known_nodes"], info["cluster_size"], all)
	}
	return nil
}

// Addrs returns the nodes' addresses, "127.0.0.1:port", in the order of their slots.
func (c *Cluster) Addrs() []string { return addrs(c.nodes) }

// Nodes returns the nodes in the order of their slots: node i of n has those from i*16384/n on. A killed one keeps its
// slots when it is started again, but not its keys.
func (c *Cluster) Nodes() []*Node { return slices.Clone(c.nodes) }

// Close kills all nodes. It may be called again.
func (c *Cluster) Close() error { return closeAll(c.nodes) }

func addrs(nodes []*Node) []string {
	list := make([]string, len(nodes))
	for i, n := range nodes {
		list[i] = n.Addr()
	}
	return list
}
