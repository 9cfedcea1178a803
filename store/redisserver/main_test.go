package redisserver

import (
	"context"
	"fmt"
	"io"
	"os"
	"testing"
	"time"
)

// In the environment, helperDir turns the test binary into a Stoa that runs a server there until it is killed, and
// helperEphemeral makes that an ephemeral one.
const (
	helperDir       = "REDISSERVER_TEST_HELPER_DIR"
	helperEphemeral = "REDISSERVER_TEST_HELPER_EPHEMERAL"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		os.Exit(helper(dir))
	}
	os.Exit(m.Run())
}

// helper prints the child's process id and socket, and lives until its standard input ends.
func helper(dir string) int {
	s, err := Start(context.Background(), Config{Dir: dir, Ephemeral: os.Getenv(helperEphemeral) != ""})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(s.PID(), s.Socket())
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

// testContext ends long before the test binary's own time is over, so that a failure has a place and a message.
func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// startServer starts a server that is closed at the end of the test.
func startServer(t *testing.T, c Config) *Server {
	t.Helper()
	s, err := Start(testContext(t), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// runServer runs s in the background. The result of Run comes once on the channel; the test ends Run at the latest.
func runServer(t *testing.T, s *Server) (stop context.CancelFunc, result <-chan error) {
	t.Helper()
	ctx, cancel := context.WithCancel(testContext(t))
	done, results := make(chan struct{}), make(chan error, 1)
	go func() {
		defer close(done)
		results <- s.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return cancel, results
}

// await polls until check returns nil.
func await(t *testing.T, what string, check func(context.Context) error) {
	t.Helper()
	if err := poll(testContext(t), readyInterval, check); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// receive waits for a value, but not for ever.
func receive[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-testContext(t).Done():
		t.Fatalf("%s: nothing came", what)
		return *new(T)
	}
}

// wantReply sends a command and compares the reply.
func wantReply(t *testing.T, addr string, want any, args ...string) {
	t.Helper()
	got, err := call(testContext(t), addr, args...)
	if err != nil || got != want {
		t.Fatalf("%v: got %v (%v), want %v", args, got, err, want)
	}
}
