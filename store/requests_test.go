package store_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// lifeOf returns how long the key lives that remembers the only request there is.
func lifeOf(t *testing.T, c *storetest.Campus) time.Duration {
	t.Helper()
	for key := range c.Contents(t) {
		if strings.Contains(key, ":request:") {
			left, err := c.Redis.TTL(t.Context(), c.Options.Prefix+key).Result()
			must(t, err)
			return left
		}
	}
	return 0
}

func TestARequestsNameMeansOneRequestAndIsAnsweredAlikeForADay(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		claim := func(person int64, key, print string, want *store.Answer) {
			t.Helper()
			got, err := c.Requests.Claim(ctx, person, key, print)
			if err != nil || (got == nil) != (want == nil) || got != nil && *got != *want {
				t.Errorf("%q of %d: %+v, %v; want %+v", key, person, got, err, want)
			}
		}
		refused := func(key string) {
			t.Helper()
			_, err := c.Requests.Claim(ctx, 1, key, "that")
			wantFields(t, "another request under "+key, err, campus.Invalid, "Idempotency-Key")
		}
		claim(1, "one", "this", nil)
		// Should Stoa die now, the operation may have been done: another request must not get its answer.
		if left := lifeOf(t, c); left > 24*time.Hour || left < 24*time.Hour-time.Minute {
			t.Errorf("a claim lives for %v, want a day", left)
		}
		answer := store.Answer{Status: 201, Location: "/here", Tag: `W/"1"`, Body: "{\"a\":\"ä\x00\"}"}
		must(t, c.Requests.Keep(ctx, 1, "one", "this", answer))
		if left := lifeOf(t, c); left > 24*time.Hour || left < 24*time.Hour-time.Minute {
			t.Errorf("an answer lives for %v, want a day", left)
		}
		claim(1, "one", "this", &answer)
		refused("one")
		must(t, c.Requests.Keep(ctx, 1, "one", "this", store.Answer{Status: 500}))
		must(t, c.Requests.Keep(ctx, 1, "one", "that", store.Answer{Status: 500}))
		must(t, c.Requests.Free(ctx, 1, "one", "this")) // what was answered stays
		claim(1, "one", "this", &answer)
		for _, key := range []string{"{p0}", "}{", "a\x00b", "request:one"} {
			claim(1, key, "this", nil)
			claim(1, key, "this", nil)
			refused(key)
			claim(2, key, "that", nil)     // another person's is another
			claim(1, key+"'", "that", nil) // and so is another name
			must(t, c.Requests.Free(ctx, 1, key, "that"))
			refused(key)
			must(t, c.Requests.Free(ctx, 1, key, "this")) // it was refused: the name is free
			claim(1, key, "that", nil)
		}
	})
}

func TestOfTwoRequestsAtOnceUnderOneNameOneIsRefused(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		var wait sync.WaitGroup
		prints, refused := []string{"this", "that", "other"}, make([]bool, 3)
		for i, print := range prints {
			wait.Go(func() {
				_, err := c.Requests.Claim(t.Context(), 1, "one", print)
				refused[i] = campus.CodeOf(err) == campus.Invalid && err != nil
			})
		}
		wait.Wait()
		n := 0
		for _, r := range refused {
			if r {
				n++
			}
		}
		if n != 2 {
			t.Errorf("%d of three are refused, want two", n)
		}
	})
}

func TestWhatWasAnsweredIsSaidWhileRedisIsFull(t *testing.T) {
	t.Parallel()
	c, _ := storetest.Own(t)
	ctx, answer := t.Context(), store.Answer{Status: 201, Location: "/here", Body: "{}"}
	_, err := c.Requests.Claim(ctx, 1, "done", "this")
	must(t, err)
	must(t, c.Requests.Keep(ctx, 1, "done", "this", answer))
	_, err = c.Requests.Claim(ctx, 1, "begun", "this")
	must(t, err)
	must(t, c.Redis.ConfigSet(ctx, "maxmemory", "1").Err())
	if got, err := c.Requests.Claim(ctx, 1, "done", "this"); err != nil || got == nil || *got != answer {
		t.Errorf("the request again: %+v, %v; want %+v", got, err, answer)
	}
	for _, other := range [][2]string{{"done", "another"}, {"begun", "this"}, {"new", "this"}} {
		if got, err := c.Requests.Claim(ctx, 1, other[0], other[1]); got != nil || campus.CodeOf(err) != campus.Unavailable {
			t.Errorf("%v: %+v, %v; want it to be told that Redis is full", other, got, err)
		}
	}
	must(t, c.Redis.ConfigSet(ctx, "maxmemory", "0").Err())
}
