package redisserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// portAttempts is how often new ports are tried: between our finding a free one and Redis' taking it, anybody may.
const portAttempts = 10

// NodeConfig describes a Node.
type NodeConfig struct {
	Dir   string   // working directory, made if absent (0700); each node needs its own
	Extra []string // further lines of redis.conf, for example "appendonly yes" or "replicaof 127.0.0.1 6379"
}

// Node is a redis-server for tests that listens on a TCP port of 127.0.0.1 and keeps nothing on disk. Its methods may be
// called from any goroutine.
type Node struct {
	port, busPort int
	spec          childSpec

	mu     sync.Mutex // guards what follows; held while a child is started, so that Close misses none
	child  *child
	closed bool
}

// nodeKind is what makes a node a plain server, a member of a cluster, or a sentinel.
type nodeKind struct {
	settings func(port, busPort int) []string // lines of its redis.conf
	sentinel bool
}

// StartNode starts a server on a free port and returns when it serves. Errors: ErrNotInstalled; ctx's; else what the
// child said before it ended.
func StartNode(ctx context.Context, c NodeConfig) (*Node, error) {
	return startNode(ctx, c.Dir, nodeKind{settings: func(int, int) []string { return append(dataSettings(), c.Extra...) }})
}

// dataSettings keep a server off the disk; a replica is sent its data at once instead of after 5 s.
func dataSettings() []string {
	return []string{`save ""`, "appendonly no", "repl-diskless-sync-delay 0"}
}

// startNode tries ports until the server could take them.
func startNode(ctx context.Context, dir string, kind nodeKind) (*Node, error) {
	path, err := Find()
	if err != nil {
		return nil, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, fmt.Errorf("node directory: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("node directory: %w", err)
	}
	for range portAttempts {
		var n *Node
		if n, err = newNode(path, dir, kind); err != nil {
			return nil, err
		}
		if err = n.Restart(ctx); err == nil {
			return n, nil
		}
		err = errors.Join(err, n.Close())
		if !strings.Contains(err.Error(), "Failed listening") {
			break
		}
	}
	return nil, err
}

// newNode picks two free ports and writes the settings. A sentinel insists on a file, which it rewrites; the others are
// given theirs on standard input.
func newNode(path, dir string, kind nodeKind) (*Node, error) {
	ports, err := freePorts()
	if err != nil {
		return nil, err
	}
	n := &Node{port: ports[0], busPort: ports[1]}
	lines := append([]string{
		"port " + strconv.Itoa(n.port), "bind 127.0.0.1", "dir " + quote(dir), titleSetting,
	}, kind.settings(n.port, n.busPort)...)
	config := strings.Join(lines, "\n") + "\n"
	n.spec = childSpec{
		path: path, args: []string{"-"}, config: config,
		dir: dir, death: syscall.SIGKILL, log: slog.New(slog.DiscardHandler),
	}
	if kind.sentinel {
		file := filepath.Join(dir, "sentinel.conf")
		if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
			return nil, fmt.Errorf("sentinel settings: %w", err)
		}
		n.spec.args, n.spec.config = []string{file, "--sentinel"}, ""
	}
	return n, nil
}

// freePorts returns two different TCP ports that nobody listened on just now.
func freePorts() (ports [2]int, err error) {
	for i := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return ports, fmt.Errorf("find a free port: %w", err)
		}
		defer l.Close() // only after the loop: else the second could be the first again
		ports[i] = l.Addr().(*net.TCPAddr).Port
	}
	return ports, nil
}

// Restart starts the node again after Kill, on the same ports and with no data, and returns when it serves. It fails
// when the node lives or is closed, when somebody has taken the port meanwhile, or when ctx is done.
func (n *Node) Restart(ctx context.Context) error {
	c, err := n.spawn()
	if err != nil {
		return fmt.Errorf("node %s: %w", n.Addr(), err)
	}
	if err := c.waitReady(ctx, func(ctx context.Context) bool { return n.serves(ctx, c) }); err != nil {
		return fmt.Errorf("node %s: %w", n.Addr(), err)
	}
	return nil
}

func (n *Node) spawn() (*child, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		return nil, errClosed
	}
	if n.child.alive() {
		return nil, errors.New("it still runs")
	}
	c, err := startChild(n.spec)
	if err != nil {
		return nil, err
	}
	n.child = c
	return c, nil
}

// serves reports whether child c answers on the node's port. It compares process ids, for the answer could come from
// another server that took the port first.
func (n *Node) serves(ctx context.Context, c *child) bool {
	if !answersPing(ctx, n.Addr()) {
		return false
	}
	info, err := callFields(ctx, n.Addr(), "INFO", "server")
	return err == nil && info["process_id"] == strconv.Itoa(c.process.Pid)
}

func (n *Node) current() *child {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.child
}

// Addr returns the address, "127.0.0.1:port". It stays the same after Restart.
func (n *Node) Addr() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(n.port)) }

// Kill kills the server as a crash would (SIGKILL) and returns when it is dead; nil also when it was before.
func (n *Node) Kill() error { return n.current().kill() }

// Pause stops the server in its tracks (SIGSTOP), like a host that hangs. The error is os.ErrProcessDone, wrapped, when
// it is dead.
func (n *Node) Pause() error { return n.current().signal(syscall.SIGSTOP) }

// Resume lets a paused server go on (SIGCONT). The error is os.ErrProcessDone, wrapped, when it is dead.
func (n *Node) Resume() error { return n.current().signal(syscall.SIGCONT) }

// Close kills the server for good. It may be called again.
func (n *Node) Close() error {
	n.mu.Lock()
	n.closed = true
	c := n.child
	n.mu.Unlock()
	return c.kill()
}

// closeAll closes every node and joins the errors.
func closeAll(nodes []*Node) error {
	var errs []error
	for _, n := range nodes {
		errs = append(errs, n.Close())
	}
	return errors.Join(errs...)
}
