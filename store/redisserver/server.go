package redisserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"syscall"
)

// Config says where a Server keeps its data and how.
type Config struct {
	Dir       string       // data directory: append-only file, locks, pid file, socket; made if absent (0700)
	Log       *slog.Logger // Redis' lines at debug, its warnings and its deaths at warn; nil: discard
	Ephemeral bool         // for tests: nothing is written to disk, and the child is killed instead of stopped
}

// Server is a redis-server that runs as a child of this process, reachable on a Unix socket only. Its methods may be
// called from any goroutine.
type Server struct {
	log       *slog.Logger
	dir       *directory
	spec      childSpec
	ephemeral bool
	restart   restartPolicy

	mu     sync.Mutex // guards what follows; held while a child is started, so that Close misses none
	child  *child
	closed bool

	closing  sync.Once
	closeErr error
}

// errClosed ends Run when Close was called meanwhile.
var errClosed = errors.New("the server is closed")

// Start starts the server in c.Dir and returns when it answers PING, after 15 ms or as long as its data takes to load.
// The caller then either calls Run, or Close in the end. Errors: ErrNotInstalled; ErrInUse, wrapped and naming the
// directory; ctx's; else what the child said before it ended.
func Start(ctx context.Context, c Config) (*Server, error) {
	if c.Dir == "" {
		return nil, errors.New("redisserver: no data directory given")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	path, err := Find()
	if err != nil {
		return nil, err
	}
	dir, err := openDirectory(ctx, c.Dir)
	if err != nil {
		return nil, fmt.Errorf("redisserver: %w", err)
	}
	s := &Server{log: c.Log, dir: dir, ephemeral: c.Ephemeral, restart: defaultRestartPolicy()}
	s.spec = childSpec{
		path: path, args: []string{"-"}, config: serverSettings(dir, c.Ephemeral),
		dir: dir.path, lock: dir.redisLock, death: syscall.SIGTERM, log: c.Log,
	}
	if c.Ephemeral {
		s.spec.death = syscall.SIGKILL // it reaches a paused child too
	}
	if err := s.launch(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("redisserver: %w", err), s.Close())
	}
	return s, nil
}

// titleSetting leaves the command line alone: Redis writes its title over its environment, and that is empty, so `ps`
// would show half a word.
const titleSetting = "set-proc-title no"

// serverSettings returns the child's redis.conf. Each answered write is on disk (appendfsync always); when memory is
// full, writes fail instead of old keys vanishing; a last line torn by a crash is cut off at start.
func serverSettings(dir *directory, ephemeral bool) string {
	lines := []string{
		"port 0",
		"unixsocket " + quote(dir.socket),
		"unixsocketperm 700",
		"dir " + quote(dir.path),
		`save ""`,
		"maxmemory-policy noeviction",
		"aof-load-truncated yes",
		titleSetting,
	}
	if ephemeral {
		lines = append(lines, "appendonly no")
	} else {
		lines = append(lines, "appendonly yes", "appendfsync always")
	}
	return strings.Join(lines, "\n") + "\n"
}

// quote writes a value as redis.conf reads it, whatever a directory may be called.
func quote(value string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(value) {
		switch c := value[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ':
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// launch starts a child and returns when it answers.
func (s *Server) launch(ctx context.Context) error {
	c, err := s.spawn()
	if err != nil {
		return err
	}
	return c.waitReady(ctx, func(ctx context.Context) bool { return answersPing(ctx, s.dir.socket) })
}

// spawn starts a child, unless the server is closed.
func (s *Server) spawn() (*child, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errClosed
	}
	c, err := startChild(s.spec)
	if err != nil {
		return nil, err
	}
	s.child = c
	if err := s.dir.writePID(c.process.Pid); err != nil { // a pity on a full disk, no reason not to serve
		s.log.Warn("redis-server runs without a pid file", "error", err)
	}
	return c, nil
}

// current returns the latest child, alive or not; nil if none was ever started.
func (s *Server) current() *child {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.child
}

// Socket returns the path of the Unix socket: Dir/redis.sock, or one in a short temporary directory when that would
// exceed 100 bytes. It stays the same when the child is started again.
func (s *Server) Socket() string { return s.dir.socket }

// PID returns the process id of the child; 0 while none lives.
func (s *Server) PID() int {
	if c := s.current(); c.alive() {
		return c.process.Pid
	}
	return 0
}

// Kill kills the child as a crash would (SIGKILL) and returns when it is dead; nil also when it was before. Run starts
// another.
func (s *Server) Kill() error { return s.current().kill() }

// Pause stops the child in its tracks (SIGSTOP), like a host that hangs. The error is os.ErrProcessDone, wrapped, while
// none lives.
func (s *Server) Pause() error { return s.current().signal(syscall.SIGSTOP) }

// Resume lets a paused child go on (SIGCONT). The error is os.ErrProcessDone, wrapped, while none lives.
func (s *Server) Resume() error { return s.current().signal(syscall.SIGCONT) }

// Close stops the child (SIGTERM, SIGKILL after 10 s; SIGKILL at once if Ephemeral), removes the socket and gives the
// directory free. It may be called again, with the same result, and while Run runs, which then returns nil. The error
// says that the child did not end in order.
func (s *Server) Close() error {
	s.closing.Do(func() {
		s.mu.Lock()
		s.closed = true
		c := s.child
		s.mu.Unlock()
		s.closeErr = errors.Join(s.end(c), s.dir.close())
	})
	return s.closeErr
}

func (s *Server) end(c *child) error {
	if s.ephemeral {
		return c.kill()
	}
	return c.stop(stopTimeout)
}
