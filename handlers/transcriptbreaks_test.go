package handlers

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
)

// afterLines has something done, once, when the first piece of a room's lines has been read for a request.
type afterLines struct {
	do   func()
	done atomic.Bool
}

func (a *afterLines) look(ctx context.Context, cmds ...redis.Cmder) {
	if ctx.Value(http.ServerContextKey) == nil {
		return
	}
	for _, cmd := range cmds {
		if strings.HasPrefix(cmd.Name(), "eval") && strings.Contains(fmt.Sprint(cmd.Args()...), ":lines") && !a.done.Swap(true) {
			a.do()
		}
	}
}

// DialHook implements redis.Hook.
func (a *afterLines) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook implements redis.Hook.
func (a *afterLines) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		a.look(ctx, cmd)
		return err
	}
}

// ProcessPipelineHook implements redis.Hook.
func (a *afterLines) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		err := next(ctx, cmds)
		a.look(ctx, cmds...)
		return err
	}
}

// Whoever may not read on while they download is told that the file is not whole: the connection ends without the file's end.
func TestATranscriptThatBreaksOffDoesNotPassForWhole(t *testing.T) {
	t.Parallel()
	lines := make([]string, store.TranscriptLines+2)
	for n := range lines { // so long that some is sent before it breaks off: else the client asks again
		lines[n] = fmt.Sprint("line ", n+1, strings.Repeat(" and on", 30))
	}
	for _, end := range []string{".csv", ".md"} {
		t.Run(end, func(t *testing.T) {
			t.Parallel()
			d, path := newLecture(t, lines...)
			d.over(t)
			john := d.signedIn(t, "john")
			breaks := &afterLines{do: func() {
				if err := d.People.SetStatus(t.Context(), store.Itself(""), d.john.ID, campus.StatusDisabled); err != nil {
					t.Error(err)
				}
			}}
			whole := john.get(t, path+end)
			d.Redis.AddHook(breaks)
			got, err := john.send(john.request(t, t.Context(), http.MethodGet, path+end, nil))
			if err == nil {
				t.Errorf("after it broke off %d bytes of %d are a file, %d", len(got.body), len(whole.body), got.status)
			}
			if !breaks.done.Load() || len(got.body) >= len(whole.body) || strings.Count(whole.body, "line ") < len(lines) {
				t.Errorf("it broke off: %t, at byte %d of %d", breaks.done.Load(), len(got.body), len(whole.body))
			}
		})
	}
}
