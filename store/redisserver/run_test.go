package redisserver

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

func TestAKilledChildIsStartedAgainWithItsData(t *testing.T) {
	t.Parallel()
	s := startServer(t, Config{Dir: t.TempDir()})
	stop, result := runServer(t, s)
	wantReply(t, s.Socket(), "OK", "SET", "key", "value")
	for range 2 {
		before := s.PID()
		if err := s.Kill(); err != nil {
			t.Fatal(err)
		}
		await(t, "another child", func(ctx context.Context) error {
			_, err := call(ctx, s.Socket(), "PING")
			return err
		})
		wantReply(t, s.Socket(), "value", "GET", "key")
		if after := s.PID(); after == before || after == 0 {
			t.Errorf("the process id was %d and is %d", before, after)
		}
	}
	stop()
	if err := receive(t, "the end of Run", result); err != nil {
		t.Errorf("Run: %v", err)
	}
}

func TestRunStopsTheChildInOrderWhenItsContextEnds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := startServer(t, Config{Dir: dir})
	stop, result := runServer(t, s)
	c := s.current()
	stop()
	if err := receive(t, "the end of Run", result); err != nil {
		t.Errorf("Run: %v", err)
	}
	if c.alive() || c.err != nil {
		t.Errorf("the child is alive (%v) or ended with %v", c.alive(), c.err)
	}
	if err := processGone(c.process.Pid); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(s.Socket()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket is left over (%v)", err)
	}
	startServer(t, Config{Dir: dir})
}

func TestCloseEndsRunAndNoChildIsStartedAgain(t *testing.T) {
	t.Parallel()
	s := startServer(t, Config{Dir: t.TempDir(), Ephemeral: true})
	_, result := runServer(t, s)
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if err := receive(t, "the end of Run", result); err != nil {
		t.Errorf("Run: %v", err)
	}
	if s.PID() != 0 {
		t.Errorf("process %d lives", s.PID())
	}
}

func TestRunGivesUpOnAChildThatKeepsDying(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := startServer(t, Config{Dir: dir})
	s.restart = restartPolicy{first: time.Millisecond, longest: 5 * time.Millisecond, quick: time.Minute, deaths: 4}
	_, result := runServer(t, s)
	damageData(t, dir)
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	err := receive(t, "the end of Run", result)
	if err == nil || !strings.Contains(err.Error(), "4 deaths") || !strings.Contains(err.Error(), "manifest") {
		t.Errorf("got %v; want the number of deaths and Redis' complaint", err)
	}
	if s.PID() != 0 {
		t.Errorf("process %d lives", s.PID())
	}
}

func TestDeathsFarApartAreForgiven(t *testing.T) {
	t.Parallel()
	s := startServer(t, Config{Dir: t.TempDir(), Ephemeral: true})
	s.restart = restartPolicy{first: time.Millisecond, longest: time.Millisecond, quick: 0, deaths: 2}
	stop, result := runServer(t, s)
	for range 4 {
		if err := s.Kill(); err != nil {
			t.Fatal(err)
		}
		await(t, "another child", func(ctx context.Context) error {
			_, err := call(ctx, s.Socket(), "PING")
			return err
		})
	}
	stop()
	if err := receive(t, "the end of Run", result); err != nil {
		t.Errorf("Run: %v", err)
	}
}

func TestRunEndsWithItsContextWhileItWaitsToStartAgain(t *testing.T) {
	t.Parallel()
	s := startServer(t, Config{Dir: t.TempDir(), Ephemeral: true})
	s.restart.first = time.Hour
	stop, result := runServer(t, s)
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	stop()
	if err := receive(t, "the end of Run", result); err != nil {
		t.Errorf("Run: %v", err)
	}
}
