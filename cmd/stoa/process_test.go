package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// asStoa makes this test binary be stoa: tests start it as a process of its own, with the race detector inside.
const asStoa = "STOA_TEST_AS_STOA"

func TestMain(m *testing.M) {
	if os.Getenv(asStoa) != "" {
		main()
		return
	}
	flag.Parse()
	set := false
	flag.Visit(func(f *flag.Flag) { set = set || f.Name == "test.parallel" })
	if !set {
		// These tests mostly wait, for a browser or until a minute is over: one more runs than there are processors.
		if err := flag.Set("test.parallel", strconv.Itoa(1+runtime.GOMAXPROCS(0))); err != nil {
			panic(err)
		}
	}
	// A Stoa that is not told where its data are would leave them among the sources; several on one Redis share them.
	data, err := os.MkdirTemp("", "stoa-test-")
	if err == nil {
		err = os.Setenv("STOA_DATA", data)
	}
	if err != nil {
		panic(err)
	}
	status := m.Run()
	os.RemoveAll(data)
	os.Exit(status)
}

// patience is how long anything may take on a busy machine before a test gives up.
const patience = 30 * time.Second

// process is a running stoa.
type process struct {
	cmd    *exec.Cmd
	url    string
	said   string // its greeting on standard output
	errors *lockedBuffer
	exited chan error
}

// stoaCommand returns a command that runs stoa with these arguments.
func stoaCommand(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	// With the race detector a password takes seconds, and these tests sign in often.
	cmd.Env = append(os.Environ(), asStoa+"=1", fmt.Sprint("STOA_PASSWORD_COST=", leastCost))
	return cmd
}

// startStoa starts stoa serve with more arguments on a free port, and waits until it is ready.
func startStoa(t testing.TB, args ...string) *process {
	t.Helper()
	p := &process{errors: &lockedBuffer{}, exited: make(chan error, 1)}
	p.cmd = stoaCommand(t, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	p.cmd.Stderr = p.errors
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for (p.url == "" || lines.Text() != "") && lines.Scan() { // the greeting ends with an empty line
		p.said += lines.Text() + "\n"
		if _, at, ok := strings.Cut(lines.Text(), "Stoa is at "); ok {
			p.url = strings.TrimRight(at, "/")
		}
	}
	go func() {
		for lines.Scan() { // so that it never waits for somebody to read
		}
		p.exited <- p.cmd.Wait()
	}()
	t.Cleanup(func() {
		p.stop(t)
		if t.Failed() {
			t.Logf("stoa said:\n%s", p.errors)
		}
	})
	if p.url == "" {
		t.Fatalf("stoa did not start:\n%s", p.errors)
	}
	eventually(t, "stoa is ready", func() bool { return status(p.url+"/readyz") == http.StatusOK })
	return p
}

// stop ends stoa as a service manager does, once, and complains if it did not end well.
func (p *process) stop(t testing.TB) {
	t.Helper()
	if p.exited == nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-p.exited:
		if err != nil {
			t.Errorf("stoa ended with %v", err)
		}
	case <-time.After(patience):
		t.Error("stoa does not stop")
		_ = p.cmd.Process.Kill()
	}
	p.exited = nil
}

func status(url string) int {
	res, err := http.Get(url)
	if err != nil {
		return 0
	}
	res.Body.Close()
	return res.StatusCode
}

// eventually waits until a condition holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	patiently(t, patience, what, holds)
}

// patiently waits so long until a condition holds.
func patiently(t testing.TB, limit time.Duration, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(limit)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("gave up waiting until %s", what)
		}
	}
}

// lockedBuffer collects output that is read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
