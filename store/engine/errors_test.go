package engine_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/storetest"
)

// wantUnavailable checks that err is a 503 whose sentence says this much.
func wantUnavailable(t *testing.T, what string, err error, says string) {
	t.Helper()
	if campus.CodeOf(err) != campus.Unavailable || !strings.Contains(err.Error(), says) {
		t.Errorf("%s: got %v (code %d), want it to be unavailable and to say %q", what, err, campus.CodeOf(err), says)
	}
}

func TestAFullRedisSaysSoAndTakesNothingByHalves(t *testing.T) {
	t.Parallel()
	c, _ := storetest.Own(t)
	e, ctx := newCounter(t, c), t.Context()
	e.on(t, engine.Asked(1, "count", "before"), 1, false)
	must(t, c.Redis.ConfigSet(ctx, "maxmemory", "1").Err())
	_, err := e.Write(ctx, engine.Asked(1, "count", "full"), e.script, e.keys())
	wantUnavailable(t, "writing", err, "memory or its disk is full")
	e.on(t, engine.Asked(1, "count", "before"), 1, true) // what was saved can be read, and asked for again
	must(t, c.Redis.ConfigSet(ctx, "maxmemory", "0").Err())
	e.on(t, engine.Asked(1, "count", "full"), 2, false)
}

func TestADiskThatTakesNothingMoreSaysSo(t *testing.T) {
	t.Parallel()
	c, _ := storetest.Own(t)
	e, ctx := newCounter(t, c), t.Context()
	e.on(t, engine.Asked(1, "count", "before"), 1, false)
	config, err := c.Redis.ConfigGet(ctx, "d*").Result()
	must(t, err)
	must(t, os.Mkdir(filepath.Join(config["dir"], config["dbfilename"]), 0o700)) // where the snapshot would go
	must(t, c.Redis.ConfigSet(ctx, "save", "1 1").Err())
	must(t, c.Redis.BgSave(ctx).Err())
	storetest.Await(t, "the snapshot to fail", func() bool {
		return strings.Contains(c.Redis.Info(ctx, "persistence").Val(), "rdb_last_bgsave_status:err")
	})
	_, err = e.Write(ctx, engine.Asked(1, "count", "full"), e.script, e.keys())
	wantUnavailable(t, "writing", err, "memory or its disk is full")
	e.on(t, engine.Asked(1, "count", "before"), 1, true)
}

func TestAScriptsOwnFaultIsNoOutage(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		broken := map[string]string{
			"nothing":   "return { 'ok', nobody.knows }",
			"wrongtype": "redis.call('SET', KEYS[1], 'text') redis.call('HGET', KEYS[1], 'field') return { 'ok' }",
			"elsewhere": "redis.call('NOSUCHCOMMAND') return { 'ok' }",
		}
		for name, text := range broken {
			s := engine.Declare(name, engine.Writes, 1)
			e := made(t, c, map[string]string{name: text}, s)
			_, err := e.Write(t.Context(), engine.Asked(1, name, "key"), s, []string{e.In("{p3}", "test:"+name)})
			wantFault(t, name, err)
		}
	})
}

func TestARedisThatIsBusyFrozenOrGoneIsAnOutage(t *testing.T) {
	t.Parallel()
	c, server := storetest.Own(t)
	e, ctx := newCounter(t, c), t.Context()
	one := engine.Asked(1, "count", "one")
	try := func(within time.Duration) error {
		ctx, cancel := context.WithTimeout(ctx, within)
		defer cancel()
		_, err := e.Write(ctx, one, e.script, e.keys())
		return err
	}
	must(t, c.Redis.ConfigSet(ctx, "busy-reply-threshold", "1").Err())
	busy := make(chan error, 1)
	go func() { busy <- c.Redis.Eval(context.WithoutCancel(ctx), "while true do end", nil).Err() }()
	storetest.Await(t, "a busy Redis", func() bool { return c.Redis.Ping(ctx).Err() != nil })
	wantUnavailable(t, "busy", try(5*time.Second), "Nothing is lost")
	must(t, c.Redis.ScriptKill(ctx).Err())
	<-busy
	must(t, server.Pause())
	wantUnavailable(t, "frozen", try(time.Second), "Nothing is lost")
	must(t, server.Resume())
	must(t, server.Kill())
	wantUnavailable(t, "gone", try(5*time.Second), "Nothing is lost")
}

// told is an answer of Redis that is an error.
type told string

func (e told) Error() string { return string(e) }
func (told) RedisError()     {}

func TestOnlyWhatIsKnownToBeAnOutageIsOne(t *testing.T) {
	t.Parallel()
	outages := []error{io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, os.ErrDeadlineExceeded, context.DeadlineExceeded, redis.ErrClosed,
		redis.ErrPoolTimeout,
		redis.ErrPoolExhausted, &net.OpError{Op: "dial", Err: errors.New("refused")}, errors.New("redis: all sentinels specified in " +
			"configuration are unreachable"),
		errors.New("redis: cluster has no nodes"), errors.New("redis: connection unusable")}
	for _, said := range []string{"LOADING Redis is loading", "READONLY You can't write", "CLUSTERDOWN The cluster is down",
		"MASTERDOWN Link with MASTER is down",
		"TRYAGAIN Multiple keys", "NOREPLICAS Not enough", "BUSY Redis is busy", "MOVED 1 a:1", "ASK 1 a:1", "UNBLOCKED client unblocked"} {
		outages = append(outages, told(said))
	}
	for _, cause := range outages {
		wantUnavailable(t, cause.Error(), engine.Explain(fmt.Errorf("asking: %w", cause)), "Nothing is lost")
	}
	for _, said := range []string{"OOM command not allowed", "MISCONF Redis is configured"} {
		wantUnavailable(t, said, engine.Explain(fmt.Errorf("asking: %w", told(said))), "is full")
	}
	for _, cause := range []error{told("ERR unknown command"), told("WRONGTYPE Operation"), told("NOSCRIPT No matching"),
		told("NOPERM no permissions"),
		told("CROSSSLOT Keys"), told("ERR it is BUSY"), errors.New("strange")} {
		wantFault(t, cause.Error(), engine.Explain(fmt.Errorf("asking: %w", cause)))
	}
	for _, as := range []error{nil, redis.Nil, context.Canceled, campus.ErrNoCourse, campus.Full(io.EOF)} {
		if got := engine.Explain(as); got != as {
			t.Errorf("%v became %v", as, got)
		}
	}
}
