package handlers

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
)

// afterLines counts how often a piece of a room's lines is read for requests, and has something done after the first.
type afterLines struct {
	do   func()
	read atomic.Int32
}

func (a *afterLines) look(ctx context.Context, cmds ...redis.Cmder) {
	if ctx.Value(http.ServerContextKey) == nil {
		return
	}
	for _, cmd := range cmds {
		if strings.HasPrefix(cmd.Name(), "eval") && strings.Contains(fmt.Sprint(cmd.Args()...), ":lines") && a.read.Add(1) == 1 {
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

// Whoever may not read on while they download, or of whose file the rest is kept no more, is told that the file is not whole: the
// connection ends without the file's end. The head of the file has no rest.
func TestATranscriptThatBreaksOffDoesNotPassForWhole(t *testing.T) {
	t.Parallel()
	lines := make([]string, store.TranscriptLines+2)
	for n := range lines { // so long that some is sent before it breaks off: else the client asks again
		lines[n] = fmt.Sprint("line ", n+1, strings.Repeat(" and on", 30))
	}
	ways := map[string]func(t *testing.T, d *schoolDay) error{
		"the reader is disabled": func(t *testing.T, d *schoolDay) error {
			return d.People.SetStatus(t.Context(), store.Itself(""), d.john.ID, campus.StatusDisabled)
		},
		"the lines are kept no more": func(t *testing.T, d *schoolDay) error {
			_, err := d.Records.Expire(t.Context(), 10)
			return err
		},
	}
	for way, do := range ways {
		for _, asked := range []string{"GET .csv", "GET .md", "HEAD .csv", "HEAD .md"} {
			t.Run(way+", "+asked, func(t *testing.T) {
				t.Parallel()
				method, end, _ := strings.Cut(asked, " ")
				d, path := newLecture(t, lines...)
				d.over(t)
				if _, err := d.server.Archive.Archiver.Tick(t.Context()); err != nil {
					t.Fatal(err)
				}
				whole := d.signedIn(t, "john").get(t, path+end)
				d.Records.OnWake(store.Shelf{Retain: campus.Retention{Messages: 1}})
				d.clock.Add(40 * 24 * time.Hour)
				john := d.signedIn(t, "john")
				breaks := &afterLines{do: func() {
					if err := do(t, d); err != nil {
						t.Error(err)
					}
				}}
				d.Redis.AddHook(breaks)
				got, err := john.send(john.request(t, t.Context(), method, path+end, nil))
				if ends := err == nil && got.status == 200; ends != (method == http.MethodHead) {
					t.Errorf("after it broke off %d bytes of %d are a file, %d, %v", len(got.body), len(whole.body), got.status, err)
				}
				if breaks.read.Load() == 0 || len(got.body) >= len(whole.body) || strings.Count(whole.body, "line ") < len(lines) {
					t.Errorf("it broke off: %t, at byte %d of %d", breaks.read.Load() > 0, len(got.body), len(whole.body))
				}
			})
		}
	}
}

// The head of a transcript is known once its first piece is; what comes after it is read for nobody.
func TestOfATranscriptWhoseHeadIsAskedForOnePieceIsRead(t *testing.T) {
	t.Parallel()
	lines := make([]string, store.TranscriptLines+2)
	for n := range lines {
		lines[n] = fmt.Sprint("line ", n+1)
	}
	d, path := newLecture(t, lines...)
	d.over(t)
	page, script := d.signedIn(t, "john"), d.script(t, "john")
	counted := &afterLines{do: func() {}}
	d.Redis.AddHook(counted)
	for _, f := range []struct {
		who  *visitor
		path string
	}{{page, path + ".csv"}, {page, path + ".md"}, {script, "/api/v1" + path + "?format=csv"}} {
		for method, want := range map[string]int32{http.MethodHead: 1, http.MethodGet: 2} {
			counted.read.Store(0)
			wantStatus(t, f.who.do(t, method, f.path, nil), 200)
			if got := counted.read.Load(); got != want {
				t.Errorf("for %s %s the lines were read %d times, want %d", method, f.path, got, want)
			}
		}
	}
}
