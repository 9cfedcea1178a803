package redisserver

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// restartPolicy says how eagerly Run starts a dead child again.
type restartPolicy struct {
	first, longest time.Duration // wait before the first start, doubled for each quick death up to the longest
	quick          time.Duration // a child that served no longer than this died quickly
	deaths         int           // so many quick deaths in a row are the last
}

// defaultRestartPolicy gives up after about 6 s of futile starts: a full disk or a damaged file does not heal by itself,
// and whoever watches Stoa should see it end. Tests that kill the child each second or two do not come near.
func defaultRestartPolicy() restartPolicy {
	return restartPolicy{first: 50 * time.Millisecond, longest: time.Second, quick: time.Second, deaths: 10}
}

// Run watches over the child and starts it again whenever it dies, after a small growing delay. It returns nil when ctx
// is done (or Close called) and the child has stopped in order; an error when the child had to be killed, or has died
// ten times in quick succession. In any case the server is closed then.
func (s *Server) Run(ctx context.Context) error {
	err := s.supervise(ctx)
	if errors.Is(err, errClosed) || ctx.Err() != nil {
		err = nil
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return fmt.Errorf("redisserver: %w", err)
	}
	return nil
}

// supervise returns when ctx is done, the server is closed, or starting again is no use.
func (s *Server) supervise(ctx context.Context) error {
	p, served := s.restart, time.Now()
	delay, deaths := p.first, 0
	var failed error // of the last start; nil: the child died later
	for {
		c := s.current()
		select {
		case <-ctx.Done():
		case <-c.done:
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if s.isClosed() {
			return errClosed
		}
		if failed == nil {
			failed = c.exitError()
		}
		if time.Since(served) > p.quick {
			delay, deaths = p.first, 0
		}
		if deaths++; deaths >= p.deaths {
			return fmt.Errorf("gave up after %d deaths in quick succession: %w", deaths, failed)
		}
		s.log.WarnContext(ctx, "redis-server died and is started again", "cause", failed, "delay", delay)
		failed = s.relaunch(ctx, delay)
		delay, served = min(2*delay, p.longest), time.Now()
	}
}

// relaunch starts a child after the delay and returns when it answers.
func (s *Server) relaunch(ctx context.Context, delay time.Duration) error {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return s.launch(ctx)
	}
}

func (s *Server) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}
