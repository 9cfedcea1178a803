package storetest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/store"
)

// Dropping returns a campus on the same data as c whose way to Redis loses replies: at one of n scripts that are run through
// it the connection is cut once Redis has answered, so the change is made and nobody is told. The client then sends it
// again. lost returns how many replies were lost so far. c is on one Redis; n is 2 or more.
func (c *Campus) Dropping(tb testing.TB, n int) (through *Campus, lost func() int) {
	tb.Helper()
	client, ok := c.Redis.(*redis.Client)
	if !ok || client.Options().Network != "unix" || n < 2 {
		tb.Fatalf("replies are dropped on the way to one Redis by a socket, half of them at most, not to a %T one of %d", c.Redis, n)
	}
	d := &dropping{to: client.Options().Addr, every: int64(n)}
	dir, err := os.MkdirTemp("", "stoa-test-") // not the test's own: its name may make a socket's path too long
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { os.RemoveAll(dir) })
	socket := filepath.Join(dir, "redis.sock")
	d.serve(tb, socket)
	other, err := store.Connect(store.Redis{Socket: socket})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { other.Close() })
	return open(tb, other, c.Options), func() int { return int(d.lost.Load()) }
}

// dropping is the way that loses replies.
type dropping struct {
	to            string // socket of the real Redis
	every         int64
	scripts, lost atomic.Int64
	mu            sync.Mutex
	open          []net.Conn
}

func (d *dropping) serve(tb testing.TB, socket string) {
	tb.Helper()
	l, err := net.Listen("unix", socket)
	if err != nil {
		tb.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { d.pass(client) })
		}
	})
	tb.Cleanup(func() {
		l.Close()
		d.mu.Lock()
		for _, c := range d.open {
			c.Close()
		}
		d.mu.Unlock()
		serving.Wait()
	})
}

// pass hands on the commands and replies of one connection until a reply is lost or a side ends.
func (d *dropping) pass(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("unix", d.to)
	if err != nil {
		return
	}
	defer server.Close()
	d.mu.Lock()
	d.open = append(d.open, client, server)
	d.mu.Unlock()
	var drop atomic.Bool // the next reply is lost
	var asking sync.WaitGroup
	asking.Go(func() {
		defer server.Close()
		for from := bufio.NewReader(client); ; {
			command, err := readCommand(from)
			if err != nil {
				return
			}
			if isScript(command) && d.loses(d.scripts.Add(1)) {
				drop.Store(true)
			}
			if _, err := server.Write(command); err != nil {
				return
			}
		}
	})
	d.answer(server, client, &drop)
	client.Close()
	asking.Wait()
}

// loses reports whether the reply of the n-th script is lost: one of every so many, the same ones in each run, and in no
// rhythm that what a test does could fall into.
func (d *dropping) loses(n int64) bool {
	h := uint64(n) * 0x9e3779b97f4a7c15 // spreads neighbours over all 64 bits
	return (h>>32)%uint64(d.every) == 0
}

// answer hands on replies until one is to be lost.
func (d *dropping) answer(server, client net.Conn, drop *atomic.Bool) {
	buf := make([]byte, 64<<10)
	for {
		n, err := server.Read(buf)
		if n > 0 && drop.Load() {
			d.lost.Add(1)
			return
		}
		if err != nil {
			return
		}
		if _, err := client.Write(buf[:n]); err != nil {
			return
		}
	}
}

// readCommand returns the bytes of the next command: "*2\r\n$4\r\nECHO\r\n$2\r\nhi\r\n".
func readCommand(from *bufio.Reader) ([]byte, error) {
	var all []byte
	parts, err := readHead(from, '*', &all)
	for ; err == nil && parts > 0; parts-- {
		var size int
		if size, err = readHead(from, '$', &all); err == nil {
			part := make([]byte, size+len("\r\n"))
			_, err = io.ReadFull(from, part)
			all = append(all, part...)
		}
	}
	return all, err
}

// readHead reads a line such as "$4" and returns its number.
func readHead(from *bufio.Reader, kind byte, all *[]byte) (int, error) {
	line, err := from.ReadString('\n')
	if err != nil {
		return 0, err
	}
	*all = append(*all, line...)
	if line[0] != kind {
		return 0, fmt.Errorf("%q instead of %c", line, kind)
	}
	return strconv.Atoi(strings.TrimSpace(line[1:]))
}

// isScript reports whether a command runs a script: all that Stoa changes, it changes by one.
func isScript(command []byte) bool {
	words := strings.SplitN(string(command[:min(len(command), 64)]), "\r\n", 4)
	return len(words) == 4 && strings.HasPrefix(strings.ToLower(words[2]), "eval")
}
