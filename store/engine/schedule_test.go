package engine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/storetest"
)

// dueNow makes things due in a partition, in this order.
func dueNow(t *testing.T, c *storetest.Campus, e *engine.Engine, members ...string) {
	t.Helper()
	all := make([]redis.Z, len(members))
	for i, member := range members {
		all[i] = redis.Z{Score: float64(i), Member: member}
	}
	must(t, c.Redis.ZAdd(t.Context(), e.Due("{p0}"), all...).Err())
}

func TestWhatIsDueAndFailsHoldsUpNothingBehindIt(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]string{"it is broken": "bad", "it is of a newer Stoa": "new"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
				e, want := made(t, c, nil), []string{"first", "between", "last"}
				failing := make([]string, engine.DueAtOnce+50)
				for i := range failing {
					failing[i] = fmt.Sprintf("%s:%d", kind, i)
				}
				dueNow(t, c, e, slices.Concat([]string{"good:first"}, failing, []string{"good:between"}, []string{kind + ":more"},
					[]string{"good:last"})...)
				var did []string
				sc := engine.NewScheduler(e, map[string]engine.Consequence{
					"good": func(ctx context.Context, name string) error {
						did = append(did, name)
						return c.Redis.ZRem(ctx, e.Due("{p0}"), "good:"+name).Err()
					},
					"bad": func(context.Context, string) error { return errBroken },
				})
				n, err := sc.Tick(t.Context())
				if n != len(want) || err == nil || !slices.Equal(did, want) {
					t.Errorf("it did %d things, %v, %v; want %v and an error", n, did, err, want)
				}
			})
		})
	}
}

func TestAnOutageEndsATick(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	e, tried := made(t, c, nil), 0
	dueNow(t, c, e, numbered("bad:", 2*engine.DueAtOnce)...)
	sc := engine.NewScheduler(e, map[string]engine.Consequence{"bad": func(context.Context,
		string) error {
		tried++
		return campus.Away(errBroken)
	}})
	if n, err := sc.Tick(t.Context()); n != 0 || campus.CodeOf(err) != campus.Unavailable || tried != 1 {
		t.Errorf("it did %d things after %d tries, %v", n, tried, err)
	}
}

func TestWhatNamesNothingIsTakenOutOfWhatIsDue(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		e := made(t, c, nil)
		dueNow(t, c, e, "odd:what", "bad:x", "new:y")
		sc := engine.NewScheduler(e, map[string]engine.Consequence{
			"odd": func(context.Context, string) error { return engine.ErrName },
			"bad": func(context.Context, string) error { return errBroken },
		})
		_, _ = sc.Tick(t.Context())
		if left, err := c.Redis.ZRange(t.Context(), e.Due("{p0}"), 0, -1).Result(); err != nil ||
			!slices.Equal(left, []string{"bad:x", "new:y"}) {
			t.Errorf("%q is due still, %v; want what fails and what a newer Stoa knows", left, err)
		}
	})
}

func TestAFailureThatComesBackIsLoggedOnceAMinute(t *testing.T) {
	t.Parallel()
	c, log := storetest.New(t), &bytes.Buffer{}
	e, err := engine.New(t.Context(), c.Redis, engine.Options{Prefix: c.Options.Prefix, Log: slog.New(slog.NewTextHandler(log, nil)),
		Scripts: []fs.FS{fstest.MapFS{}}})
	must(t, err)
	sc, now := engine.NewScheduler(e, nil), time.Now()
	for tick := range 4 * 180 { // three minutes
		at := now.Add(time.Duration(tick) * 250 * time.Millisecond)
		sc.Warn(t.Context(), errors.New("one"), at)
		if tick%2 == 0 {
			sc.Warn(t.Context(), errors.New("another"), at)
		}
	}
	if one, another := strings.Count(log.String(), "err=one"), strings.Count(log.String(), "err=another"); one != 3 || another != 3 {
		t.Errorf("logged %d and %d times, want 3 each", one, another)
	}
}
