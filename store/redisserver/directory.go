package redisserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ErrInUse says that another process serves the data directory. Redis itself does not notice, and two servers would
// write into one append-only file.
var ErrInUse = errors.New("the data directory is in use by another process")

const (
	maxSocketPath = 100 // the kernel's limit is 108 bytes on Linux, 104 on macOS
	socketDir     = "stoa-redis-"
	lockInterval  = 5 * time.Millisecond
)

// directory is a data directory that is ours. Two locks guard it: stoa.lock is held by this process alone, so a held one
// means that another Stoa lives; redis.lock is inherited by the child, so a held one means that a redis-server still
// writes here, though its Stoa may be gone. Locks go with their processes; only the pid file can be stale.
type directory struct {
	path      string
	stoaLock  *os.File
	redisLock *os.File
	socket    string // path of the Unix socket
}

// openDirectory makes the directory if it is absent, and takes both locks. It waits for the child of a killed Stoa to
// end.
func openDirectory(ctx context.Context, path string) (*directory, error) {
	path, err := filepath.Abs(path) // the child works in that directory, where a relative path means another place
	if err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	d := &directory{path: path}
	if d.stoaLock, err = takeLock(filepath.Join(path, "stoa.lock")); err != nil {
		return nil, fmt.Errorf("data directory %s: %w", path, err)
	}
	if err := d.takeRedisLock(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("data directory %s: %w", path, err), d.close())
	}
	d.removeStale()
	if d.socket, err = socketPath(path); err != nil {
		return nil, errors.Join(err, d.close())
	}
	return d, nil
}

// takeLock opens the file and locks it; ErrInUse when another process (or another open file of this one) has the lock.
func takeLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f, nil
	}
	_ = f.Close() // nothing was written
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, ErrInUse
	}
	return nil, fmt.Errorf("lock %s: %w", path, err)
}

// takeRedisLock takes the child's lock. When a redis-server still holds it, that one is told to stop and waited for.
func (d *directory) takeRedisLock(ctx context.Context) error {
	name := filepath.Join(d.path, "redis.lock")
	var err error
	if d.redisLock, err = takeLock(name); !errors.Is(err, ErrInUse) {
		return err
	}
	pid := d.signalOrphan(ctx)
	ctx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	err = poll(ctx, lockInterval, func(context.Context) error {
		d.redisLock, err = takeLock(name)
		return err
	})
	if err != nil {
		return fmt.Errorf("a redis-server (pid %d) left behind by another Stoa still runs here: %w", pid, err)
	}
	return nil
}

// signalOrphan sends SIGTERM to the server that the pid file names, if that server says itself, on its socket, that this
// is its number: the number alone may long be another program's. It returns the number, 0 when there is none. On Linux
// the kernel has sent the signal before; a second one does no harm.
func (d *directory) signalOrphan(ctx context.Context) int {
	pid, socket := d.readPID()
	if pid == 0 {
		return 0
	}
	info, err := callFields(ctx, socket, "INFO", "server")
	if err == nil && info["process_id"] == strconv.Itoa(pid) {
		_ = syscall.Kill(pid, syscall.SIGTERM) // whether it helped, the lock will tell
	}
	return pid
}

// removeStale removes what a killed Stoa left: its socket, the short directory made for it, and the pid file.
func (d *directory) removeStale() {
	if _, socket := d.readPID(); socket != "" {
		removeSocket(socket)
		_ = os.Remove(d.pidFile())
	}
}

func (d *directory) pidFile() string { return filepath.Join(d.path, "redis.pid") }

// writePID records the child and its socket for the next Start, should this process be killed.
func (d *directory) writePID(pid int) error {
	if err := os.WriteFile(d.pidFile(), fmt.Appendf(nil, "%d\n%s", pid, d.socket), 0o600); err != nil {
		return fmt.Errorf("pid file: %w", err)
	}
	return nil
}

// readPID returns what writePID recorded; 0 and "" when there is nothing, or it is damaged.
func (d *directory) readPID() (pid int, socket string) {
	data, err := os.ReadFile(d.pidFile())
	if err != nil {
		return 0, ""
	}
	number, socket, _ := strings.Cut(string(data), "\n")
	if pid, err = strconv.Atoi(number); err != nil || pid <= 1 || !filepath.IsAbs(socket) {
		return 0, ""
	}
	return pid, socket
}

// close removes socket and pid file and gives the directory free.
func (d *directory) close() error {
	if d.socket != "" {
		removeSocket(d.socket)
		_ = os.Remove(d.pidFile()) // a stale one is harmless
	}
	var errs []error
	for _, f := range []*os.File{d.redisLock, d.stoaLock} {
		if f == nil {
			continue
		}
		// Closing alone is not enough: a program that is being started by another goroutine has our files open until
		// its exec, and the next Start would find the directory in use.
		_ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
		errs = append(errs, f.Close())
	}
	return errors.Join(errs...)
}

// socketPath returns dir/redis.sock, or a path in a new private temporary directory when that would be too long.
func socketPath(dir string) (string, error) {
	const name = "redis.sock"
	if path := filepath.Join(dir, name); len(path) <= maxSocketPath {
		return path, nil
	}
	base, err := filepath.Abs(os.TempDir())
	if err != nil || len(base) > maxSocketPath-len(socketDir)-len(name)-16 { // 16: two slashes and MkdirTemp's number
		base = "/tmp"
	}
	short, err := os.MkdirTemp(base, socketDir)
	if err != nil {
		return "", fmt.Errorf("directory for the socket: %w", err)
	}
	return filepath.Join(short, name), nil
}

// removeSocket removes the socket and the directory made for it, never one with anything else in it. Redis has removed
// the socket itself if it stopped in order.
func removeSocket(socket string) {
	_ = os.Remove(socket)
	if dir := filepath.Dir(socket); strings.HasPrefix(filepath.Base(dir), socketDir) {
		_ = os.Remove(dir)
	}
}

// poll calls check at once and then each interval until it returns nil; when ctx is done first, the error is the last
// of check.
func poll(ctx context.Context, interval time.Duration, check func(context.Context) error) error {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		err := check(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

// SocketOf returns the path of the socket of the server that holds a data directory, so that a second process can talk
// to it; "" when none is known.
func SocketOf(dir string) string {
	path, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	_, socket := (&directory{path: path}).readPID()
	return socket
}
