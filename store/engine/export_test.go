package engine

import (
	"context"
	"time"
)

// What the tests of package engine_test see of the inside.
const (
	FollowAtOnce = followAtOnce
	FollowLease  = followLease
	FirstRetry   = firstRetry
	LongestRetry = longestRetry
	MaxTries     = maxTries
	DueAtOnce    = dueAtOnce
)

// Explain is what becomes of an error of go-redis.
var Explain = explain

// Warn is what Run does with a failure.
func (sc *Scheduler) Warn(ctx context.Context, err error, now time.Time) { sc.warn(ctx, err, now) }

// TriesKey is where the tries of an outbox's entries stand.
func (k Keys) TriesKey(tag string) string { return k.tries(tag) }
