package redisserver

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestAStartedServerAnswersWithinASecond(t *testing.T) {
	t.Parallel()
	begin := time.Now()
	s := startServer(t, Config{Dir: t.TempDir()})
	wantReply(t, s.Socket(), "PONG", "PING")
	if took := time.Since(begin); took > time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestTheChildHasTheSettingsThatKeepDataSafe(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "made", "by Start")
	s := startServer(t, Config{Dir: dir})
	for name, want := range map[string]string{
		"port": "0", "unixsocket": s.Socket(), "unixsocketperm": "700", "dir": dir, "save": "", "appendonly": "yes",
		"appendfsync": "always", "maxmemory-policy": "noeviction", "aof-load-truncated": "yes",
	} {
		got, err := callFields(testContext(t), s.Socket(), "CONFIG", "GET", name)
		if err != nil || got[name] != want {
			t.Errorf("%s: got %q (%v), want %q", name, got[name], err, want)
		}
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, s.Socket(): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: got %v (%v), want permissions %v", path, info, err, want)
		}
	}
	info, err := callFields(testContext(t), s.Socket(), "INFO", "server")
	if err != nil || info["process_id"] != strconv.Itoa(s.PID()) {
		t.Errorf("PID is %d, the server says %q (%v)", s.PID(), info["process_id"], err)
	}
}

func TestAKeySurvivesCloseAndStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := startServer(t, Config{Dir: dir})
	wantReply(t, s.Socket(), "OK", "SET", "key", "value")
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatalf("Close: %v", err)
		}
	}
	if _, err := call(testContext(t), s.Socket(), "PING"); err == nil {
		t.Fatal("the server answers after Close")
	}
	s = startServer(t, Config{Dir: dir})
	wantReply(t, s.Socket(), "value", "GET", "key")
}

func TestASecondStartInADirectoryFailsWithErrInUse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := startServer(t, Config{Dir: dir})
	second, err := Start(testContext(t), Config{Dir: dir})
	if second != nil || !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), dir) {
		t.Errorf("got %v, %v; want ErrInUse with the directory's name", second, err)
	}
	wantReply(t, s.Socket(), "PONG", "PING")
}

func TestAnyDirectoryNameWorks(t *testing.T) {
	t.Parallel()
	for _, name := range []string{strings.Repeat("long", 40), `with space "quotes" \x41 and \`, "zwei\nZeilen", "στοά", "'#"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), name)
			s := startServer(t, Config{Dir: dir})
			wantReply(t, s.Socket(), "OK", "SET", "key", "value")
			if _, err := os.Stat(filepath.Join(dir, "appendonlydir")); err != nil {
				t.Errorf("no append-only file in the directory: %v", err)
			}
			if len(s.Socket()) > maxSocketPath {
				t.Errorf("the socket's path has %d bytes", len(s.Socket()))
			}
			if err := s.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
			for _, path := range []string{s.Socket(), filepath.Dir(s.Socket())} {
				if _, err := os.Stat(path); path != dir && !errors.Is(err, os.ErrNotExist) {
					t.Errorf("%s is left over (%v)", path, err)
				}
			}
		})
	}
}

func TestAnEphemeralServerWritesNothingToDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := startServer(t, Config{Dir: dir, Ephemeral: true})
	wantReply(t, s.Socket(), "OK", "SET", "key", "value")
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Size() > 0 || e.IsDir() {
			t.Errorf("%v is left (%v)", info, err)
		}
	}
}

func TestAPausedServerIsSilentUntilResumed(t *testing.T) {
	t.Parallel()
	s := startServer(t, Config{Dir: t.TempDir()})
	if err := s.Pause(); err != nil {
		t.Fatal(err)
	}
	if reply, err := call(testContext(t), s.Socket(), "PING"); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("while paused: got %v, %v; want a timeout", reply, err)
	}
	if err := s.Resume(); err != nil {
		t.Fatal(err)
	}
	wantReply(t, s.Socket(), "PONG", "PING")
}

func TestCloseStopsAPausedServerInOrder(t *testing.T) {
	t.Parallel()
	s := startServer(t, Config{Dir: t.TempDir()})
	if err := s.Pause(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestADeadChildIsReported(t *testing.T) {
	t.Parallel()
	s := startServer(t, Config{Dir: t.TempDir()})
	for range 2 {
		if err := s.Kill(); err != nil {
			t.Errorf("Kill: %v", err)
		}
	}
	if s.PID() != 0 {
		t.Errorf("PID is %d", s.PID())
	}
	if err := s.Pause(); !errors.Is(err, os.ErrProcessDone) {
		t.Errorf("Pause: %v", err)
	}
	if err := s.Resume(); !errors.Is(err, os.ErrProcessDone) {
		t.Errorf("Resume: %v", err)
	}
}

func TestAFailedStartRepeatsRedisWordsAndFreesTheDirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	damageData(t, dir)
	s, err := Start(testContext(t), Config{Dir: dir})
	if s != nil || err == nil || !strings.Contains(err.Error(), "manifest") {
		t.Fatalf("got %v, %v; want Redis' complaint", s, err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "appendonlydir")); err != nil {
		t.Fatal(err)
	}
	startServer(t, Config{Dir: dir})
}

func TestStartEndsWithItsContext(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(testContext(t))
	cancel()
	if s, err := Start(ctx, Config{Dir: dir}); s != nil || !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, %v", s, err)
	}
	startServer(t, Config{Dir: dir})
}

func TestStartNeedsADirectory(t *testing.T) {
	t.Parallel()
	if s, err := Start(testContext(t), Config{}); s != nil || err == nil {
		t.Errorf("got %v, %v", s, err)
	}
}

func TestWithoutRedisTheErrorSaysHowToGetIt(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Start(testContext(t), Config{Dir: t.TempDir()})
	if !errors.Is(err, ErrNotInstalled) || !strings.Contains(err.Error(), "apt-get install redis-server") {
		t.Errorf("got %v", err)
	}
}

func TestValkeyServesWhereThereIsNoRedis(t *testing.T) {
	redis, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	valkey := filepath.Join(bin, "valkey-server")
	if err := os.Symlink(redis, valkey); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	if got, err := Find(); got != valkey || err != nil {
		t.Errorf("got %q, %v; want %q", got, err, valkey)
	}
}

func TestRedisLinesGoToTheLogAndOnlyRealWarningsAreWarnings(t *testing.T) {
	t.Parallel()
	lines := make(chan slog.Record, 1000)
	s := startServer(t, Config{Dir: t.TempDir(), Log: slog.New(recorder(lines))})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	close(lines)
	texts := map[string]bool{}
	for r := range lines {
		texts[r.Message] = true
		if r.Level > slog.LevelDebug {
			t.Errorf("a healthy server's line is at level %v: %s", r.Level, r.Message)
		}
	}
	if !texts["Redis is now ready to exit, bye bye..."] {
		t.Errorf("the last line is missing in %v", texts)
	}
}

// recorder is a slog.Handler that sends each record.
type recorder chan<- slog.Record

func (r recorder) Enabled(context.Context, slog.Level) bool { return true }
func (r recorder) WithAttrs([]slog.Attr) slog.Handler       { return r }
func (r recorder) WithGroup(string) slog.Handler            { return r }
func (r recorder) Handle(_ context.Context, record slog.Record) error {
	r <- record
	return nil
}

// damageData writes a list of append-only files that Redis refuses to start with.
func damageData(t *testing.T, dir string) {
	t.Helper()
	name := filepath.Join(dir, "appendonlydir", "appendonly.aof.manifest")
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte("nonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// processGone returns nil when no process has this number, not even one that waits to be reaped.
func processGone(pid int) error {
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		return errors.New("the process is still there")
	}
	return nil
}
