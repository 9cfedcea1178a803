package store

import (
	"context"
	"strconv"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// relisted is how many people are looked at in one step.
const relisted = 500

// Relist lists everybody who is not: whom a Stoa made that kept no list of people yet. Where nobody is missing, which is
// seen at once, it does nothing.
func (s *People) Relist(ctx context.Context) error {
	var known, listed *redis.IntCmd
	var last *redis.StringCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		known, listed, last = p.HLen(ctx, s.keys.usernames()), p.HLen(ctx, s.keys.cards()), p.Get(ctx, s.keys.nextPerson())
	})
	if err != nil || listed.Val() >= known.Val() {
		return err
	}
	most, err := strconv.ParseInt(last.Val(), 10, 64)
	for from := int64(1); from <= most && err == nil; from += relisted {
		err = s.relistSome(ctx, from, min(from+relisted, most+1))
	}
	return err
}

// relistSome looks at the people from one id on to before another.
func (s *People) relistSome(ctx context.Context, from, to int64) error {
	ids := make([]int64, 0, to-from)
	for id := from; id < to; id++ {
		ids = append(ids, id)
	}
	people, err := s.Some(ctx, ids)
	if err != nil {
		return err
	}
	var calls []engine.Call
	for id, p := range people {
		calls = append(calls, engine.Call{Script: relistPersonScript, Keys: s.keys.personKeys(id, By{}),
			Args: []any{id, "", "", foldName(p.Name), campus.FoldLogin(p.Email)}})
	}
	_, err = s.e.RunAll(ctx, calls)
	return err
}
