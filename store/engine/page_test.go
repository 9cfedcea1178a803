package engine_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/store/engine"
	"stoa/store/storetest"
)

func TestAPageGoesOnWhereTheLastEndedWhateverBecameOfItsLastMember(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		e, ctx := made(t, c, nil), t.Context()
		key := e.In("{p1}", "test:list")
		for name, change := range map[string]struct {
			do         func() error
			later, ago []string // what follows the third of one score, and what is before it
		}{
			"as it was": {func() error { return nil }, []string{"d", "e", "f"}, []string{"b", "a"}},
			"gone":      {func() error { return c.Redis.ZRem(ctx, key, "c").Err() }, []string{"d", "e", "f"}, []string{"b", "a"}},
			"moved on": {func() error { return c.Redis.ZAdd(ctx, key, redis.Z{Score: 9, Member: "c"}).Err() },
				[]string{"d", "e", "f", "c"}, []string{"b", "a"}},
			"moved back": {func() error { return c.Redis.ZAdd(ctx, key, redis.Z{Score: 0, Member: "c"}).Err() }, []string{"d", "e", "f"},
				[]string{"b", "a", "c"}},
			"new between": {func() error { return c.Redis.ZAdd(ctx, key, redis.Z{Score: 2, Member: "cc"}).Err() },
				[]string{"cc", "d", "e", "f"}, []string{"b", "a"}},
		} {
			must(t, c.Redis.Del(ctx, key).Err())
			for i, member := range []string{"a", "b", "c", "d", "e", "f"} {
				must(t, c.Redis.ZAdd(ctx, key, redis.Z{Score: []float64{1, 2, 2, 2, 3, 4}[i], Member: member}).Err())
			}
			must(t, change.do())
			for back, want := range map[bool][]string{false: change.later, true: change.ago} {
				places, err := e.Page(ctx, key, engine.Place{Score: 2, Member: "c"}, 10, back)
				must(t, err)
				var got []string
				for _, p := range places {
					got = append(got, p.Member)
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s, backwards %t: %q, want %q", name, back, got, want)
				}
			}
		}
	})
}

func TestACursorIsOneThatAPageGave(t *testing.T) {
	t.Parallel()
	for _, place := range []engine.Place{{}, {Score: 1651831200000, Member: "12:1:x"}, {Score: -7, Member: "a.b"},
		{Score: 1, Member: strings.Repeat("m", 198)}} {
		cursor := place.String()
		if place.Member == "" {
			cursor = ""
		}
		if got, err := engine.ParsePlace(cursor); got != place || err != nil {
			t.Errorf("%q: %+v, %v; want %+v", cursor, got, err, place)
		}
	}
	for _, cursor := range []string{".", "1", "1.", ".m", "!.m", "zzzzzzzzzzzzzz.m", " 1.m", fmt.Sprint("1.", strings.Repeat("m", 199))} {
		if got, err := engine.ParsePlace(cursor); !errors.Is(err, engine.ErrCursor) {
			t.Errorf("%.20q: %+v, %v; want it to be refused", cursor, got, err)
		}
	}
}
