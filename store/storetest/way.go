package storetest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
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
// again. Of scripts that are sent together only the last may be such a one, or many would hardly ever all get through. lost
// returns how many replies were lost so far. c is on one Redis; n is 2 or more.
func (c *Campus) Dropping(tb testing.TB, n int) (through *Campus, lost func() int) {
	tb.Helper()
	if n < 2 {
		tb.Fatalf("of replies one of %d cannot be lost: nothing would ever be done", n)
	}
	var scripts, dropped atomic.Int64
	through = c.by(tb, &way{loses: func(command []string, more bool) bool {
		lose := !more && isScript(command) && oneOf(n, scripts.Add(1))
		if lose {
			dropped.Add(1)
		}
		return lose
	}})
	return through, func() int { return int(dropped.Load()) }
}

// isScript reports whether a command runs a script: all that Stoa changes, it changes by one.
func isScript(command []string) bool { return strings.HasPrefix(strings.ToLower(command[0]), "eval") }

// oneOf picks one of n in the long run, the same ones in each run of a test, and in no rhythm that what a test does could
// fall into.
func oneOf(n int, i int64) bool {
	h := uint64(i) * 0x9e3779b97f4a7c15 // spreads neighbours over all 64 bits
	return (h>>32)%uint64(n) == 0
}

// Gate stands on a campus' way to Redis and stops what a test named.
type Gate struct {
	Reached <-chan struct{} // closed when the first command stands before the gate
	Open    func()          // lets it and all that come after it through; it may be called again
}

// Gated returns a campus on the same data as c, on whose way to Redis a gate stops every command that has this word (its
// name, a key or an argument, whole): between what was read before it and this command a test does something else, by way
// of c, and then opens the gate. That should take less than the 2 s after which a client gives up and asks again. The gate
// is open after the test. c is on one Redis.
func (c *Campus) Gated(tb testing.TB, word string) (through *Campus, gate Gate) {
	tb.Helper()
	reached, open := make(chan struct{}), make(chan struct{})
	arrive := sync.OnceFunc(func() { close(reached) })
	gate = Gate{reached, sync.OnceFunc(func() { close(open) })}
	through = c.by(tb, &way{loses: func(command []string, _ bool) bool {
		if slices.Contains(command, word) {
			arrive()
			<-open
		}
		return false
	}})
	tb.Cleanup(gate.Open)
	return through, gate
}

// by returns a campus on the same data as c that takes this way to Redis.
func (c *Campus) by(tb testing.TB, w *way) *Campus {
	tb.Helper()
	client, ok := c.Redis.(*redis.Client)
	if !ok || client.Options().Network != "unix" {
		tb.Fatalf("a way leads to one Redis with a socket, not to a %T", c.Redis)
	}
	w.to = client.Options().Addr
	dir, err := os.MkdirTemp("", "stoa-test-") // not the test's own: its name may make a socket's path too long
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { os.RemoveAll(dir) })
	socket := filepath.Join(dir, "redis.sock")
	w.serve(tb, socket)
	other, err := store.Connect(store.Redis{Socket: socket})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { other.Close() })
	return open(tb, other, c.Options)
}

// way stands between clients and a Redis and sees every command.
type way struct {
	to    string                                 // socket of the Redis
	loses func(command []string, more bool) bool // more of what was sent with it follows
	mu    sync.Mutex
	open  []net.Conn
}

func (w *way) serve(tb testing.TB, socket string) {
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
			serving.Go(func() { w.pass(client) })
		}
	})
	tb.Cleanup(func() {
		l.Close()
		w.mu.Lock()
		for _, c := range w.open {
			c.Close()
		}
		w.mu.Unlock()
		serving.Wait()
	})
}

// pass hands on the commands and replies of one connection until a reply is lost or a side ends.
func (w *way) pass(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("unix", w.to)
	if err != nil {
		return
	}
	defer server.Close()
	w.mu.Lock()
	w.open = append(w.open, client, server)
	w.mu.Unlock()
	var lose atomic.Bool // the next reply
	var asking sync.WaitGroup
	asking.Go(func() {
		defer server.Close()
		for from := bufio.NewReaderSize(client, 1<<20); ; {
			command, raw, err := readCommand(from)
			if err != nil {
				return
			}
			if w.loses(command, from.Buffered() > 0) {
				lose.Store(true)
			}
			if _, err := server.Write(raw); err != nil {
				return
			}
		}
	})
	answer(server, client, &lose)
	client.Close()
	asking.Wait()
}

// answer hands on replies until one is to be lost.
func answer(server, client net.Conn, lose *atomic.Bool) {
	buf := make([]byte, 64<<10)
	for {
		n, err := server.Read(buf)
		if err != nil || lose.Load() {
			return
		}
		if _, err := client.Write(buf[:n]); err != nil {
			return
		}
	}
}

// readCommand returns the words of the next command, and its bytes: "*2\r\n$4\r\nECHO\r\n$2\r\nhi\r\n".
func readCommand(from *bufio.Reader) (words []string, raw []byte, err error) {
	count, err := readHead(from, '*', &raw)
	for ; err == nil && count > 0; count-- {
		var size int
		if size, err = readHead(from, '$', &raw); err != nil {
			break
		}
		word := make([]byte, size+len("\r\n"))
		_, err = io.ReadFull(from, word)
		words, raw = append(words, string(word[:size])), append(raw, word...)
	}
	if err == nil && len(words) == 0 {
		err = io.ErrUnexpectedEOF
	}
	return words, raw, err
}

// readHead reads a line such as "$4" and returns its number.
func readHead(from *bufio.Reader, kind byte, raw *[]byte) (int, error) {
	line, err := from.ReadString('\n')
	if err != nil {
		return 0, err
	}
	*raw = append(*raw, line...)
	if line[0] != kind {
		return 0, fmt.Errorf("%q instead of %c", line, kind)
	}
	return strconv.Atoi(strings.TrimSpace(line[1:]))
}
