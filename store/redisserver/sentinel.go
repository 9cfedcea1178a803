package redisserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strconv"
)

// masterName is what the sentinels call the master they watch.
const masterName = "stoa"

// Sentinel is a master with replicas, and the sentinels that promote one of these when the master is lost; all on
// 127.0.0.1, for tests.
type Sentinel struct {
	data      []*Node
	sentinels []*Node
}

// StartSentinel starts a master, its replicas and the sentinels in subdirectories of dir, and returns when each sentinel
// knows all the others: after 2 to 3 s. A master that is silent for 1 s counts as lost once most sentinels say so (three
// sentinels are the least that survive the loss of one). Errors: as of StartNode, or what is still missing after a
// minute.
func StartSentinel(ctx context.Context, dir string, replicas, sentinels int) (*Sentinel, error) {
	if replicas < 0 || sentinels < 1 {
		return nil, fmt.Errorf("redisserver: %d replicas and %d sentinels", replicas, sentinels)
	}
	ctx, cancel := context.WithTimeout(ctx, formTimeout)
	defer cancel()
	s := &Sentinel{}
	err := s.startData(ctx, dir, replicas)
	if err == nil {
		err = s.startSentinels(ctx, dir, sentinels)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("redisserver: sentinel: %w", err), s.Close())
	}
	return s, nil
}

// startData starts the master and its replicas and waits until these are linked: a sentinel that does not find them
// when it first asks asks again only after 10 s.
func (s *Sentinel) startData(ctx context.Context, dir string, replicas int) error {
	for i := range replicas + 1 {
		c := NodeConfig{Dir: filepath.Join(dir, fmt.Sprintf("data-%d", i))}
		if i > 0 {
			c.Extra = []string{"replicaof 127.0.0.1 " + strconv.Itoa(s.data[0].port)}
		}
		n, err := StartNode(ctx, c)
		if err != nil {
			return err
		}
		s.data = append(s.data, n)
	}
	for _, n := range s.data[1:] {
		if err := poll(ctx, formInterval, func(ctx context.Context) error { return linked(ctx, n) }); err != nil {
			return fmt.Errorf("replica %s: %w", n.Addr(), err)
		}
	}
	return nil
}

// linked returns nil when replica n has its master's data.
func linked(ctx context.Context, n *Node) error {
	info, err := callFields(ctx, n.Addr(), "INFO", "replication")
	if err != nil {
		return err
	}
	if info["master_link_status"] != "up" {
		return fmt.Errorf("its link to the master is %q", info["master_link_status"])
	}
	return nil
}

func (s *Sentinel) startSentinels(ctx context.Context, dir string, sentinels int) error {
	settings := func(int, int) []string {
		return []string{
			fmt.Sprintf("sentinel monitor %s 127.0.0.1 %d %d", masterName, s.data[0].port, sentinels/2+1),
			"sentinel down-after-milliseconds " + masterName + " 1000",
			"sentinel failover-timeout " + masterName + " 5000", // the next attempt comes after twice that
		}
	}
	for i := range sentinels {
		n, err := startNode(ctx, filepath.Join(dir, fmt.Sprintf("sentinel-%d", i)), nodeKind{settings, true})
		if err != nil {
			return err
		}
		s.sentinels = append(s.sentinels, n)
	}
	for _, n := range s.sentinels {
		if err := poll(ctx, formInterval, func(ctx context.Context) error { return s.knowsAll(ctx, n) }); err != nil {
			return fmt.Errorf("sentinel %s: %w", n.Addr(), err)
		}
	}
	return nil
}

// knowsAll returns nil when sentinel n sees the master well, and knows the replicas and the other sentinels.
func (s *Sentinel) knowsAll(ctx context.Context, n *Node) error {
	master, err := callFields(ctx, n.Addr(), "SENTINEL", "MASTER", masterName)
	if err != nil {
		return err
	}
	want := map[string]string{
		"flags":               "master",
		"num-slaves":          strconv.Itoa(len(s.data) - 1),
		"num-other-sentinels": strconv.Itoa(len(s.sentinels) - 1),
	}
	for name, value := range want {
		if master[name] != value {
			return fmt.Errorf("%s is %q instead of %q", name, master[name], value)
		}
	}
	return nil
}

// Addrs returns the sentinels' addresses, "127.0.0.1:port".
func (s *Sentinel) Addrs() []string { return addrs(s.sentinels) }

// Master returns the name under which the sentinels watch the master: "stoa".
func (s *Sentinel) Master() string { return masterName }

// MasterNode returns the node that is master now in the eyes of the first sentinel that answers. The error says that
// none does, or that it names no node of ours.
func (s *Sentinel) MasterNode(ctx context.Context) (*Node, error) {
	var errs []error
	for _, n := range s.sentinels {
		reply, err := call(ctx, n.Addr(), "SENTINEL", "GET-MASTER-ADDR-BY-NAME", masterName)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		return s.nodeAt(reply)
	}
	return nil, fmt.Errorf("redisserver: no sentinel answers: %w", errors.Join(errs...))
}

// nodeAt finds the data node for a reply of host and port.
func (s *Sentinel) nodeAt(reply any) (*Node, error) {
	if pair, ok := reply.([]any); ok && len(pair) == 2 {
		addr := net.JoinHostPort(fmt.Sprint(pair[0]), fmt.Sprint(pair[1]))
		i := slices.IndexFunc(s.data, func(n *Node) bool { return n.Addr() == addr })
		if i >= 0 {
			return s.data[i], nil
		}
	}
	return nil, fmt.Errorf("redisserver: no node is the master %v", reply)
}

// Data returns the servers that hold data: first the one that was master at the start, then its replicas.
// After a failover a Restart of the old master brings it back, which the sentinels make a replica within 10 s or so.
func (s *Sentinel) Data() []*Node { return slices.Clone(s.data) }

// Sentinels returns the sentinels.
func (s *Sentinel) Sentinels() []*Node { return slices.Clone(s.sentinels) }

// Close kills the sentinels, then the servers. It may be called again.
func (s *Sentinel) Close() error { return errors.Join(closeAll(s.sentinels), closeAll(s.data)) }
