package engine_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/storetest"
)

// full is the refusal of a script of these tests.
var full = campus.Refuse(campus.Conflict, "It is full.")

// counted is a counter that people ask to be moved on, up to a limit.
type counted struct {
	*engine.Engine
	script engine.Script
}

// newCounter returns one; it refuses to go beyond what stands under the key's name with ":limit".
func newCounter(t *testing.T, c *storetest.Campus) counted {
	t.Helper()
	s := engine.Declare("move_on", engine.Writes, 2).Refuses(engine.Means{"full": full})
	return counted{made(t, c, map[string]string{"move_on": `
		local limit = tonumber(redis.call('GET', KEYS[2]) or 9)
		if tonumber(redis.call('GET', KEYS[1]) or 0) >= limit then return refuse('full') end
		return { 'ok', redis.call('INCR', KEYS[1]) }`}, s), s}
}

func (e counted) keys() []string {
	return []string{e.In("{p3}", "test:counter"), e.In("{p3}", "test:limit")}
}

// on moves it on and checks what that answers.
func (e counted) on(t *testing.T, o engine.Op, want int64, again bool) {
	t.Helper()
	got, err := e.Write(t.Context(), o, e.script, e.keys())
	if err != nil || got.Word() != "ok" || got.Number(1) != want || got.Again != again {
		t.Errorf("%v: got %+v, %v; want %d, again %t", o, got, err, want, again)
	}
}

func TestAnOperationIsDoneOnceAndAnsweredAlikeForADay(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		e, ctx := newCounter(t, c), t.Context()
		one := engine.Op{Person: 1, Name: "count", Key: "a"}
		e.on(t, one, 1, false)
		for i, other := range []engine.Op{{Person: 2, Name: "count", Key: "a"}, {Person: 1, Name: "count", Key: "b"},
			{Person: 1, Name: "other", Key: "a"},
			{Person: 1, Name: "counta", Key: "x"}, {Person: 1, Name: "count", Key: "ax"}} {
			e.on(t, other, int64(i+2), false)
		}
		e.on(t, one, 1, true)
		must(t, c.Redis.Set(ctx, e.keys()[0], 100, 0).Err()) // whatever has happened since, a limit that is reached too
		e.on(t, one, 1, true)
		key := e.OpKey(e.keys()[0], one)
		if left, err := c.Redis.TTL(ctx, key).Result(); err != nil || left > 24*time.Hour || left < 24*time.Hour-time.Minute {
			t.Errorf("its answer is kept for %v, %v; want a day", left, err)
		}
		must(t, c.Redis.Set(ctx, e.keys()[0], 5, 0).Err())
		must(t, c.Redis.PExpire(ctx, key, 0).Err())
		e.on(t, one, 6, false)
	})
}

func TestARefusalIsNotRemembered(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		e, ctx, one := newCounter(t, c), t.Context(), engine.Op{Person: 1, Name: "count", Key: "a"}
		must(t, c.Redis.Set(ctx, e.keys()[1], 0, 0).Err())
		for range 2 {
			got, err := e.Write(ctx, one, e.script, e.keys())
			if !errors.Is(err, full) || got.Again {
				t.Errorf("beyond the limit: %+v, %v", got, err)
			}
		}
		if n, err := c.Redis.Exists(ctx, e.OpKey(e.keys()[0], one)).Result(); n != 0 || err != nil {
			t.Errorf("the refusal is kept, %v", err)
		}
		must(t, c.Redis.Del(ctx, e.keys()[1]).Err())
		e.on(t, one, 1, false)
		must(t, c.Redis.Set(ctx, e.keys()[1], 0, 0).Err())
		e.on(t, one, 1, true)
	})
}

func TestWhatARefusalMeansIsDeclared(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	s := engine.Declare("refuse", engine.Works, 1).Refuses(engine.Means{"full": full})
	e := made(t, c, map[string]string{"refuse": "return refuse(ARGV[3])"}, s)
	_, err := e.Run(t.Context(), s, []string{e.In("{p1}", "x")}, "full")
	if !errors.Is(err, full) {
		t.Errorf("full: %v", err)
	}
	_, err = e.Run(t.Context(), s, []string{e.In("{p1}", "x")}, "tired")
	wantFault(t, "a word that is not declared", err)
	if err == nil || !strings.Contains(err.Error(), "tired") {
		t.Errorf("the fault does not name the word: %v", err)
	}
}

func TestAnAnswerComesBackAsItWas(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		s := engine.Declare("answer", engine.Writes, 1)
		e := made(t, c, map[string]string{"answer": `
			redis.call('HSET', KEYS[1], 'name', 'Γεωμετρία \0 "{}" \\', 'none', '', 'bytes', '\255\254')
			return { 'ok', redis.call('HMGET', KEYS[1], 'name', 'nobody', 'none', 'bytes', 'nothing'), 9007199254740991, 1651831200000, 
			  -5, 0, {}, '123', redis.call('HGET', KEYS[1], 'nobody'), 'after a hole' }`}, s)
		key, one := []string{e.In("{p3}", "test:thing")}, engine.Op{Person: 1, Name: "answer", Key: "a"}
		first, err := e.Write(t.Context(), one, s, key)
		must(t, err)
		again, err := e.Write(t.Context(), one, s, key)
		must(t, err)
		if !again.Again || first.Again || !reflect.DeepEqual(first.All(), again.All()) {
			t.Errorf("at first it answered\n%#v, then\n%#v", first.All(), again.All())
		}
		fields := engine.Texts(again.List(1))
		if want := []string{"Γεωμετρία \x00 \"{}\" \\", "", "", "\xff\xfe", ""}; !reflect.DeepEqual(fields, want) ||
			again.List(1)[1] != nil {
			t.Errorf("the fields are %#v, want %#v", again.List(1), want)
		}
		if again.Number(2) != 9007199254740991 || again.Number(3) != 1651831200000 || again.Number(4) != -5 ||
			again.Text(9) != "after a hole" {
			t.Errorf("the numbers are %#v", again.All())
		}
	})
}

func TestOfManyAtTheSameMomentOneDoesTheOperation(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		e := newCounter(t, c)
		firsts := make([]bool, storetest.Times(20, 500))
		storetest.Together(len(firsts), func(i int) {
			got, err := e.Write(t.Context(), engine.Op{Person: 1, Name: "count", Key: "a"}, e.script, e.keys())
			if err != nil || got.Number(1) != 1 {
				t.Errorf("%+v, %v", got, err)
			}
			firsts[i] = !got.Again
		})
		n := 0
		for _, first := range firsts {
			if first {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d say that they were the first", n)
		}
	})
}

func TestAWriteWhoseAnswerIsLostIsDoneOnce(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	through, lost := c.Dropping(t, 3)
	e := newCounter(t, through)
	must(t, c.Redis.Set(t.Context(), e.keys()[1], 1000, 0).Err())
	runs := storetest.Times(30, 500)
	for i := range runs {
		got, err := e.Write(t.Context(), engine.Asked(1, "count", ""), e.script, e.keys())
		if err != nil || got.Number(1) != int64(i+1) {
			t.Fatalf("run %d: %+v, %v", i, got, err)
		}
	}
	if lost() < runs/6 {
		t.Errorf("only %d replies were lost", lost())
	}
}

func TestAScriptGetsAsManyKeysAsItDeclares(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	two, more := engine.Declare("two", engine.Works, 2), engine.Declare("more", engine.Works, 1).Each(2)
	e := made(t, c, map[string]string{"two": "return { 'ok' }", "more": "return { 'ok' }"}, two, more)
	keys := []string{"1", "2", "3", "4", "5"}
	for i := range keys {
		keys[i] = e.In("{p1}", keys[i])
	}
	for _, one := range []struct {
		script engine.Script
		keys   int
		fits   bool
	}{{two, 1, false}, {two, 2, true}, {two, 3, false}, {more, 1, true}, {more, 2, false}, {more, 3, true}, {more, 5, true}, {more, 0,
		false}} {
		_, err := e.Run(t.Context(), one.script, keys[:one.keys])
		_, all := e.RunAll(t.Context(), []engine.Call{{Script: one.script, Keys: keys[:one.keys]}})
		if (err == nil) != one.fits || (all == nil) != one.fits {
			t.Errorf("%d keys: %v, %v; want it to fit: %t", one.keys, err, all, one.fits)
		}
	}
}

func TestScriptsThatRedisForgetsAreTaughtAgain(t *testing.T) {
	t.Parallel()
	c, _ := storetest.Own(t)
	work, look := engine.Declare("work", engine.Works, 1), engine.Declare("look", engine.Reads, 1)
	e := made(t, c, map[string]string{"work": count, "look": "return { 'ok', redis.call('GET', KEYS[1]) }"}, work, look)
	ctx, keys := t.Context(), []string{e.In("{p1}", "test:counter")}
	call := engine.Call{Script: work, Keys: keys}
	for round := range int64(3) {
		must(t, c.Redis.ScriptFlush(ctx).Err())
		got, err := e.RunAll(ctx, []engine.Call{call, call})
		if err != nil || len(got) != 2 || got[0].Number(1) != 3*round+1 || got[1].Number(1) != 3*round+2 {
			t.Fatalf("many at once: %+v, %v", got, err)
		}
		must(t, c.Redis.ScriptFlush(ctx).Err())
		if one, err := e.Run(ctx, work, keys); err != nil || one.Number(1) != 3*round+3 {
			t.Errorf("one: %+v, %v", one, err)
		}
		must(t, c.Redis.ScriptFlush(ctx).Err())
		var queued *redis.Cmd
		must(t, e.Read(ctx, func(p engine.Reader) { queued = e.Queue(ctx, p, look, keys) }))
		if said := engine.Queued(queued); said.Number(1) != 3*round+3 {
			t.Errorf("read along: %+v", said)
		}
	}
}
