package redisserver

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// Elsewhere than on Linux the next Start stops the child instead: see directory_test.go.
func TestTheChildDiesWhenItsParentIsKilled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	stoa, _, socket := startHelper(t, dir)
	wantReply(t, socket, "OK", "SET", "key", "value")
	if err := stoa.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	awaitFreeLock(t, dir)
	s := startServer(t, Config{Dir: dir})
	wantReply(t, s.Socket(), "value", "GET", "key")
}

func TestAPausedEphemeralChildDiesWithItsParentToo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	stoa, pid, _ := startHelper(t, dir, helperEphemeral+"=1")
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if err := stoa.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	awaitFreeLock(t, dir)
}

// awaitFreeLock waits for the death of the child in dir. The lock is a better witness than the process id: where nobody
// reaps orphans, the number stays taken.
func awaitFreeLock(t *testing.T, dir string) {
	t.Helper()
	await(t, "the death of the child", func(context.Context) error {
		f, err := takeLock(filepath.Join(dir, "redis.lock"))
		if err == nil {
			err = f.Close()
		}
		return err
	})
}

func TestTheChildSeesNothingOfOurEnvironment(t *testing.T) {
	t.Setenv("STOA_SECRET", "secret")
	s := startServer(t, Config{Dir: t.TempDir(), Ephemeral: true})
	env, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(s.PID()), "environ"))
	if err != nil || len(env) != 0 {
		t.Errorf("got %q, %v", env, err)
	}
}
