package engine_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
