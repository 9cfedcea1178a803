package redisserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestStartRightAfterAKilledStoaWaitsForItsChild(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	stoa, _, socket := startHelper(t, dir)
	wantReply(t, socket, "OK", "SET", "key", "value")
	if err := stoa.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := stoa.Wait(); err == nil {
		t.Error("the helper ended by itself")
	}
	s := startServer(t, Config{Dir: dir})
	wantReply(t, s.Socket(), "value", "GET", "key")
}

// startHelper starts this test binary as a Stoa with a server in dir, and returns it with the server's process id
// and socket.
func startHelper(t *testing.T, dir string, env ...string) (stoa *exec.Cmd, pid int, socket string) {
	t.Helper()
	cmd := exec.CommandContext(testContext(t), os.Args[0])
	cmd.Env = append(append(os.Environ(), env...), helperDir+"="+dir)
	cmd.Stderr = os.Stderr
	if _, err := cmd.StdinPipe(); err != nil { // it ends when we do, and so does the helper
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // most tests have done so
		_ = cmd.Wait()
	})
	if _, err := fmt.Fscanln(out, &pid, &socket); err != nil {
		t.Fatalf("the helper says nothing: %v", err)
	}
	return cmd, pid, socket
}

// TestAChildLeftBehindIsStoppedByTheNextStart plays a Stoa on macOS that was killed: no signal tells its child.
func TestAChildLeftBehindIsStoppedByTheNextStart(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), strings.Repeat("long", 40)) // so that the socket's directory is left behind too
	orphan, socket := leaveChild(t, dir)
	s := startServer(t, Config{Dir: dir})
	wantReply(t, s.Socket(), "value", "GET", "key")
	if receive(t, "the death of the child left behind", orphan.done); orphan.err != nil {
		t.Errorf("it ended with %v", orphan.err)
	}
	if _, err := os.Stat(filepath.Dir(socket)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("its socket's directory is left over (%v)", err)
	}
}

func TestAChildLeftBehindThatCannotBeIdentifiedIsLeftAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	orphan, socket := leaveChild(t, dir)
	// The pid file now names a process that is not the server at the socket.
	innocent := exec.CommandContext(testContext(t), "sleep", "60")
	if err := innocent.Start(); err != nil {
		t.Fatal(err)
	}
	d := &directory{path: dir, socket: socket}
	if err := d.writePID(innocent.Process.Pid); err != nil {
		t.Fatal(err)
	}
	if pid := d.signalOrphan(testContext(t)); pid != innocent.Process.Pid {
		t.Errorf("it read process id %d", pid)
	}
	if err := processGone(innocent.Process.Pid); err == nil {
		t.Error("the other process is gone")
	}
	if !orphan.alive() {
		t.Error("the server is gone")
	}
	if err := innocent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := innocent.Wait(); err == nil || err.Error() != "signal: killed" {
		t.Errorf("the other process ended with %v: it was signalled before", err)
	}
	ctx, cancel := context.WithCancel(testContext(t))
	cancel() // instead of ten seconds' patience
	if s, err := Start(ctx, Config{Dir: dir}); s != nil || !errors.Is(err, ErrInUse) {
		t.Errorf("got %v, %v; want ErrInUse", s, err)
	}
}

// leaveChild starts a server without a parent-death signal, as elsewhere than on Linux, and drops everything but the
// lock that the child itself holds, as the death of its Stoa would.
func leaveChild(t *testing.T, dir string) (*child, string) {
	t.Helper()
	path, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	d, err := openDirectory(testContext(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := startChild(childSpec{
		path: path, args: []string{"-"}, config: serverSettings(d, false), dir: dir, lock: d.redisLock,
		log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.kill(); err != nil {
			t.Error(err)
		}
	})
	await(t, "the server", func(ctx context.Context) error {
		_, err := call(ctx, d.socket, "SET", "key", "value")
		return err
	})
	for _, err := range []error{d.writePID(c.process.Pid), d.redisLock.Close(), d.stoaLock.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return c, d.socket
}

func TestADamagedPidFileNamesNobody(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"", "12", "x\n/tmp/s", "-5\n/tmp/s", "1\n/tmp/s", "12\nrelative"} {
		d := &directory{path: t.TempDir()}
		if err := os.WriteFile(d.pidFile(), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if pid, socket := d.readPID(); pid != 0 || socket != "" {
			t.Errorf("%q: got %d, %q", content, pid, socket)
		}
	}
}

func TestRemovingASocketSparesDirectoriesInUse(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), socketDir+"1")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	kept, socket := filepath.Join(dir, "kept"), filepath.Join(dir, "redis.sock")
	for _, name := range []string{kept, socket} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	removeSocket(socket)
	if _, err := os.Stat(kept); err != nil {
		t.Errorf("the other file: %v", err)
	}
	if _, err := os.Stat(socket); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket: %v", err)
	}
}

func TestLogLinesAreSplitAndRated(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line  string
		level slog.Level
		text  string
	}{
		{"42:M 07 Oct 2026 12:00:00.123 * Ready to accept connections", slog.LevelDebug, "Ready to accept connections"},
		{"42:M 07 Oct 2026 12:00:00.123 # Can't save: no space", slog.LevelWarn, "Can't save: no space"},
		{"42:C 07 Oct 2026 12:00:00.123 # Configuration loaded", slog.LevelDebug, "Configuration loaded"},
		{"*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***", slog.LevelDebug, "*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***"},
		{"one two three four five # seven", slog.LevelDebug, "one two three four five # seven"},
	} {
		if level, text := parseLine(c.line); level != c.level || text != c.text {
			t.Errorf("%q: got %v %q", c.line, level, text)
		}
	}
}

func TestLinesInPiecesAreJoinedAndTheLastOnesKept(t *testing.T) {
	t.Parallel()
	w := &logWriter{log: slog.New(slog.DiscardHandler)}
	for i := range tailLines + 1 {
		fmt.Fprintf(w, "li")
		fmt.Fprintf(w, "ne %d\n\n", i)
	}
	_, _ = io.WriteString(w, "no end")
	w.flush()
	want := "line 2 line 3 line 4 line 5 line 6 line 7 line 8 no end"
	if got := strings.Join(w.tail, " "); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
