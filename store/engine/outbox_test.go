package engine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/storetest"
)

var noon = time.Date(2022, 5, 6, 10, 0, 0, 0, time.UTC)

var errBroken = errors.New("it is broken")

// record is an effect that keeps what it was asked for, and says what a test tells it to.
type record struct {
	mu   sync.Mutex
	got  []string
	says error
}

func (r *record) effect(_ context.Context, entries []engine.Entry) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, en := range entries {
		r.got = append(r.got, en.Text("about"))
	}
	return r.says
}

// say makes the effect end so from now on.
func (r *record) say(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.says = err
}

// take returns what it was asked for since it was last looked at, in order.
func (r *record) take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	got := r.got
	r.got = nil
	return got
}

// leave leaves work in the outbox of a tag.
func leave(t testing.TB, c *storetest.Campus, e *engine.Engine, tag, kind string, about ...string) {
	t.Helper()
	_, err := c.Redis.Pipelined(t.Context(), func(p redis.Pipeliner) error {
		for _, what := range about {
			p.XAdd(t.Context(), &redis.XAddArgs{Stream: e.Outbox(tag), Values: []string{"kind", kind, "about", what}})
		}
		return nil
	})
	must(t, err)
}

// tick does what is due and returns how many entries that were.
func tick(t testing.TB, f *engine.Followers) int {
	t.Helper()
	n, err := f.Tick(t.Context())
	must(t, err)
	return n
}

// left is how much an outbox holds.
func left(t testing.TB, c *storetest.Campus, e *engine.Engine, tag string) int {
	t.Helper()
	n, err := c.Redis.XLen(t.Context(), e.Outbox(tag)).Result()
	must(t, err)
	return int(n)
}

// numbered returns so many names.
func numbered(name string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprint(name, i)
	}
	return all
}

func TestEntriesThatFailDoNotHoldUpWhatIsBehindThem(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		e, bad, good := made(t, c, nil), &record{says: errBroken}, &record{}
		f := engine.NewFollowers(e, map[string]engine.Effect{"bad": bad.effect, "good": good.effect})
		failing := engine.FollowAtOnce + 50
		leave(t, c, e, "{p1}", "bad", numbered("bad", failing)...)
		leave(t, c, e, "{p1}", "good", "behind")
		leave(t, c, e, "{p2}", "good", "beside")
		leave(t, c, e, "{people}", "good", "a person")
		for range 2 {
			if n := tick(t, f); n != 3 {
				t.Errorf("%d entries were done, want the three good ones", n)
			}
			if got := good.take(); len(got) != 3 || !slices.Contains(got, "behind") || !slices.Contains(got, "beside") {
				t.Errorf("done were %q", got)
			}
			if n := left(t, c, e, "{p1}"); n != failing {
				t.Errorf("%d entries are left, want the %d that fail", n, failing)
			}
			leave(t, c, e, "{p1}", "good", "behind")
			leave(t, c, e, "{p2}", "good", "beside", "and another")
		}
		bad.say(nil)
		tick(t, f)
		clock.Add(engine.FirstRetry)
		if n := tick(t, f); n != failing || left(t, c, e, "{p1}") != 0 {
			t.Errorf("once it works %d were done and %d are left, want %d and none", n, left(t, c, e, "{p1}"), failing)
		}
	})
}

func TestWhatFailsWaitsTwiceAsLongEachTimeAndIsGivenUpAtLast(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer // by one follower at a time
	c, clock := storetest.New(t, storetest.Log(slog.New(slog.NewTextHandler(&said, nil)))), storetest.At(noon)
	c = c.WithClock(t, clock.Now)
	e, r := made(t, c, nil), &record{says: errBroken}
	f := engine.NewFollowers(e, map[string]engine.Effect{"bad": r.effect})
	leave(t, c, e, "{p1}", "bad", "Logic")
	tried := func(when string, want int) {
		t.Helper()
		if n := tick(t, f); n != 0 {
			t.Errorf("%s: %d entries were done", when, n)
		}
		if got := r.take(); len(got) != want {
			t.Errorf("%s: it was tried %d times, want %d", when, len(got), want)
		}
	}
	wait := engine.FirstRetry
	for i := range engine.MaxTries - 1 {
		tried(fmt.Sprint("try ", i+1), 1)
		clock.Add(wait - time.Millisecond)
		tried(fmt.Sprint("a moment before try ", i+2), 0)
		clock.Add(time.Millisecond)
		wait = min(2*wait, engine.LongestRetry)
	}
	if parked, err := e.Parked(t.Context()); len(parked) != 0 || err != nil || strings.Contains(said.String(), "level=ERROR") {
		t.Errorf("before the last try it is given up: %+v, %v", parked, err)
	}
	tried("the last", 1)
	clock.Add(24 * time.Hour)
	tried("a day later", 0)
	if n := strings.Count(said.String(), "level=ERROR"); n != 1 || !strings.Contains(said.String(), "about Logic") {
		t.Errorf("the log says %d times that it is given up, want once:\n%s", n, said.String())
	}
	wantParked(t, e, f, r, clock.Now().Add(-24*time.Hour))
	for key, value := range c.Contents(t) {
		if !strings.Contains(key, ":op:") && value != "[]" {
			t.Errorf("at the end %s is left: %s", key, value)
		}
	}
}

// wantParked checks what was given up and has it done after all.
func wantParked(t *testing.T, e *engine.Engine, f *engine.Followers, r *record, at time.Time) {
	t.Helper()
	ctx := t.Context()
	parked, err := e.Parked(ctx)
	if err != nil || len(parked) != 1 || parked[0].ID == "" {
		t.Fatalf("given up are %+v, %v; want one", parked, err)
	}
	want := engine.Parked{Tag: "{p1}", ID: parked[0].ID, Kind: "bad", About: "about Logic", Error: errBroken.Error(), At: at}
	if parked[0] != want {
		t.Errorf("given up is\n%+v, want\n%+v", parked[0], want)
	}
	for _, other := range [][2]string{{"{p2}", want.ID}, {"{p1}", "1-1"}, {"{p99}", want.ID}, {"", want.ID}} {
		must(t, e.Unpark(ctx, engine.Asked(1, "unpark", ""), other[0], other[1]))
	}
	if tick(t, f); len(r.take()) != 0 {
		t.Error("something that was not given up was sent back")
	}
	for range 2 {
		must(t, e.Unpark(ctx, engine.Asked(1, "unpark", ""), want.Tag, want.ID))
	}
	r.say(nil)
	if n := tick(t, f); n != 1 || !slices.Equal(r.take(), []string{"Logic"}) {
		t.Errorf("sent back, %d entries were done", n)
	}
	if parked, err := e.Parked(ctx); len(parked) != 0 || err != nil {
		t.Errorf("done at last, it is still listed: %+v, %v", parked, err)
	}
}

func TestNothingIsSentBackToAnOutboxThatIsNone(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	e := made(t, c, nil)
	for _, tag := range []string{"", "x", "{p99}", "{p0}x", "x{p0}", "{p0}:outbox{p1}"} {
		must(t, e.Unpark(t.Context(), engine.Asked(1, "unpark", ""), tag, "1-1"))
	}
	if got := c.Contents(t); len(got) != 0 {
		t.Errorf("it left %v", got)
	}
}

func TestAnOutageIsNoTry(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		e, r := made(t, c, nil), &record{says: fmt.Errorf("reading: %w", campus.Away(errBroken))}
		f := engine.NewFollowers(e, map[string]engine.Effect{"away": r.effect})
		leave(t, c, e, "{p1}", "away", "Logic", "Poetry")
		for range engine.MaxTries + 1 {
			if _, err := f.Tick(t.Context()); campus.CodeOf(err) != campus.Unavailable {
				t.Errorf("the outage is not told of: %v", err)
			}
			if got := r.take(); !slices.Equal(got, []string{"Logic", "Poetry"}) {
				t.Errorf("in an outage it was asked for %q, want both at once and nothing after that", got)
			}
		}
		for key, value := range c.Contents(t) {
			if key != "{p1}:outbox" {
				t.Errorf("%s is %s, want nothing but the outbox", key, value)
			}
		}
		r.say(nil)
		r.take()
		if n := tick(t, f); n != 2 || !slices.Equal(r.take(), []string{"Logic", "Poetry"}) {
			t.Errorf("after the outage %d entries were done", n)
		}
	})
}

func TestEntriesThatSayTheSameAreDoneOnce(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		e, r := made(t, c, nil), &record{}
		f := engine.NewFollowers(e, map[string]engine.Effect{"a": r.effect, "b": r.effect})
		leave(t, c, e, "{p1}", "a", "Logic", "Poetry", "Logic", "Logic")
		leave(t, c, e, "{p1}", "b", "Logic")
		if n := tick(t, f); n != 5 || left(t, c, e, "{p1}") != 0 {
			t.Errorf("%d entries were done and %d are left, want all 5", n, left(t, c, e, "{p1}"))
		}
		if got := r.take(); !slices.Equal(got, []string{"Poetry", "Logic", "Logic"}) {
			t.Errorf("done were %q, want the last of each", got)
		}
	})
}

func TestWhatANewerStoaLeavesStays(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	c := storetest.New(t, storetest.Log(slog.New(slog.NewTextHandler(&said, nil))))
	e, r := made(t, c, nil), &record{}
	f := engine.NewFollowers(e, map[string]engine.Effect{"old": r.effect})
	leave(t, c, e, "{p1}", "new", numbered("new", 3)...)
	leave(t, c, e, "{p1}", "old", "Logic")
	tick(t, f)
	tick(t, f)
	if got := r.take(); !slices.Equal(got, []string{"Logic"}) || left(t, c, e, "{p1}") != 3 {
		t.Errorf("done were %q, and %d are left; want the old one done, and three left", got, left(t, c, e, "{p1}"))
	}
	if n := strings.Count(said.String(), "newer Stoa"); n != 1 {
		t.Errorf("the log says it %d times:\n%s", n, said.String())
	}
	tick(t, engine.NewFollowers(e, map[string]engine.Effect{"old": r.effect, "new": r.effect}))
	if got := r.take(); !slices.Equal(got, numbered("new", 3)) || left(t, c, e, "{p1}") != 0 {
		t.Errorf("a newer Stoa did %q", got)
	}
}

func TestASlowEffectDelaysNoOtherOutbox(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		e, began, done, free := made(t, c, nil), make(chan bool), make(chan string), make(chan bool)
		f := engine.NewFollowers(e, map[string]engine.Effect{
			"slow":  func(context.Context, []engine.Entry) error { close(began); <-free; return nil },
			"quick": engine.Each(func(_ context.Context, en engine.Entry) error { done <- en.Text("about"); return nil }),
		})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		leave(t, c, e, "{p1}", "slow", "Logic")
		go func() { ended <- f.Run(ctx) }()
		storetest.Next(t, "the slow effect to begin", began)
		for _, what := range []string{"one", "two", "three"} { // each comes after what was before it has been done
			leave(t, c, e, "{p2}", "quick", what)
			f.Wake()
			if got := storetest.Next(t, "another outbox", done); got != what {
				t.Errorf("done was %q, want %q", got, what)
			}
		}
		close(free)
		storetest.Await(t, "the slow one to be done", func() bool { return left(t, c, e, "{p1}") == 0 })
		stop()
		must(t, storetest.Next(t, "the followers to end", ended))
	})
}
