package store

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

// operationLife is how long an operation keeps its name, as long as the scripts keep its answer.
const operationLife = 24 * time.Hour

// finished is what stands behind the fingerprint of an operation that is done.
const finished = " done"

// errOtherOperation says that an operation's name is taken by a request that was another.
var errOtherOperation = campus.InvalidField("Idempotency-Key", "this key was sent with another request; take a new one for each")

// CheckOperation gives a person's operation its meaning: the request with this fingerprint. It refuses one that has
// another meaning already, and reports whether FinishOperation has been called for it. Whether the request is done twice
// is the business of who does it.
func (s *Store) CheckOperation(ctx context.Context, person int64, op, fingerprint string) (done bool, err error) {
	before, err := s.rdb.SetArgs(ctx, s.operationKey(person, op), fingerprint, redis.SetArgs{Mode: "NX", Get: true, TTL: operationLife}).Result()
	switch {
	case errors.Is(err, redis.Nil): // it had none
		return false, nil
	case err != nil:
		return false, away(err)
	case before == fingerprint+finished:
		return true, nil
	case before != fingerprint:
		return false, errOtherOperation
	}
	return false, nil
}

// FinishOperation notes that an operation is done, of which no script remembers the answer.
func (s *Store) FinishOperation(ctx context.Context, person int64, op, fingerprint string) error {
	err := s.rdb.SetArgs(ctx, s.operationKey(person, op), fingerprint+finished, redis.SetArgs{Mode: "XX", KeepTTL: true}).Err()
	if errors.Is(err, redis.Nil) { // its day was over meanwhile
		return nil
	}
	return away(err)
}

// operationKey is where the meaning of an operation is kept, for all calls at once: whichever partition they change.
func (s *Store) operationKey(person int64, op string) string {
	return s.keys.op(personTag(person), person, "request:"+op)
}
