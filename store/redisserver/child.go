package redisserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

const (
	readyInterval = 5 * time.Millisecond   // a server is up after about 14 ms: asking more rarely would be seen
	stopTimeout   = 10 * time.Second       // writing and syncing what is left takes 0.1 s; 10 s means it hangs
	pipeDelay     = 500 * time.Millisecond // how long a fork of a dead server may keep our end of its log waiting
)

// childSpec is what it takes to start a child, and to start it again.
type childSpec struct {
	path   string
	args   []string
	config string         // given on standard input, where `ps` does not show it
	dir    string         // working directory
	lock   *os.File       // inherited by the child as a proof that it lives; nil: none
	death  syscall.Signal // sent by the kernel when we die (Linux); 0: none
	log    *slog.Logger
}

// child is one process, from its start until it was reaped.
type child struct {
	process *os.Process
	log     *logWriter
	done    chan struct{} // closed when the process was reaped; err and log may be read then
	err     error         // nil: exit status 0
}

// startChild starts a process. The goroutine that starts it also waits for it and never leaves its thread, because the
// parent-death signal follows the thread: Go ends idle threads, and the child would be signalled while we live.
func startChild(spec childSpec) (*child, error) {
	c := &child{log: &logWriter{log: spec.log}, done: make(chan struct{})}
	cmd := c.command(spec)
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		c.process = cmd.Process
		started <- err
		if err != nil {
			return
		}
		if err := cmd.Wait(); !errors.Is(err, exec.ErrWaitDelay) {
			c.err = err
		}
		c.log.flush()
		close(c.done)
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", spec.path, err)
	}
	return c, nil
}

// command describes the process to os/exec. Its environment is empty: Stoa's holds secrets that are none of its business.
func (c *child) command(spec childSpec) *exec.Cmd {
	cmd := exec.Command(spec.path, spec.args...)
	cmd.Env = []string{}
	cmd.Dir = spec.dir
	cmd.Stdin = strings.NewReader(spec.config)
	cmd.Stdout, cmd.Stderr = c.log, c.log
	cmd.SysProcAttr = processAttributes(spec.death)
	cmd.WaitDelay = pipeDelay
	if spec.lock != nil {
		cmd.ExtraFiles = []*os.File{spec.lock}
	}
	return cmd
}

// waitReady returns nil as soon as answers says so, else an error when the process ends or ctx is done first.
func (c *child) waitReady(ctx context.Context, answers func(context.Context) bool) error {
	tick := time.NewTicker(readyInterval)
	defer tick.Stop()
	for !answers(ctx) {
		select {
		case <-c.done:
			return c.exitError()
		case <-ctx.Done():
			return fmt.Errorf("wait for redis-server: %w", ctx.Err())
		case <-tick.C:
		}
	}
	return nil
}

// exitError says how the process ended and what it wrote last. To be called after done is closed.
func (c *child) exitError() error {
	status := "exit status 0"
	if c.err != nil {
		status = c.err.Error()
	}
	return fmt.Errorf("redis-server ended with %s; it wrote last: %s", status, strings.Join(c.log.tail, " / "))
}

// alive reports whether the process has not been reaped yet. A nil child is dead.
func (c *child) alive() bool {
	if c == nil {
		return false
	}
	select {
	case <-c.done:
		return false
	default:
		return true
	}
}

// signal sends sig to the process; the error is os.ErrProcessDone when it is dead.
func (c *child) signal(sig syscall.Signal) error {
	if !c.alive() {
		return fmt.Errorf("signal redis-server: %w", os.ErrProcessDone)
	}
	if err := c.process.Signal(sig); err != nil {
		return fmt.Errorf("signal redis-server: %w", err)
	}
	return nil
}

// kill ends the process without warning and returns when it was reaped; a dead one is fine. The signal goes to the
// whole group, for Redis forks to write snapshots and the fork would live on.
func (c *child) kill() error {
	if !c.alive() {
		return nil
	}
	if err := syscall.Kill(-c.process.Pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("kill redis-server: %w", err)
	}
	<-c.done
	return nil
}

// stop asks the process to save and end, and returns when it was reaped; a dead one is fine. It fails when the process
// had to be killed or ended with a status other than 0.
func (c *child) stop(timeout time.Duration) error {
	if !c.alive() {
		return nil
	}
	// Both fail only when the process has just died; done tells. A stopped process sees SIGTERM only once continued.
	_ = c.process.Signal(syscall.SIGTERM)
	_ = c.process.Signal(syscall.SIGCONT)
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-c.done:
	case <-timer.C:
		return errors.Join(fmt.Errorf("redis-server did not stop within %v and was killed", timeout), c.kill())
	}
	if c.err != nil {
		return c.exitError()
	}
	return nil
}
