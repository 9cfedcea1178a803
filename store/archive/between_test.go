package archive_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"
)

// before has something done, once, just before Redis is sent the first script of which a key or an argument has this text: between what
// somebody has read and what they change. It fails unless it comes to that.
func (k *kit) before(t *testing.T, text string, do func()) {
	t.Helper()
	b := &between{text: text, do: do}
	k.c.Redis.AddHook(b)
	t.Cleanup(func() {
		if !b.done.Load() {
			t.Errorf("no script is told %q", text)
		}
	})
}

// between is a redis.Hook of before.
type between struct {
	text string
	do   func()
	done atomic.Bool
}

func (b *between) look(cmds ...redis.Cmder) {
	told := func(word any) bool { return strings.Contains(fmt.Sprint(word), b.text) }
	for _, cmd := range cmds {
		if strings.HasPrefix(cmd.Name(), "eval") && slices.ContainsFunc(cmd.Args(), told) && !b.done.Swap(true) {
			b.do()
		}
	}
}

// DialHook implements redis.Hook.
func (b *between) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook implements redis.Hook.
func (b *between) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		b.look(cmd)
		return next(ctx, cmd)
	}
}

// ProcessPipelineHook implements redis.Hook.
func (b *between) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		b.look(cmds...)
		return next(ctx, cmds)
	}
}
