package engine

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

// ErrUnconfirmed says that a write was done, and that too few replicas have it yet for it to be called saved: if its Redis dies now it
// is lost. The same operation once more tells, or does, which it is.
var ErrUnconfirmed = &campus.Error{Code: campus.Unavailable, Wait: time.Second,
	Sentence: "This is not confirmed yet. It is safe to send it again: nothing is done twice."}

const (
	// confirmWithin is how long a write waits for its replicas. It is shorter than a command may take.
	confirmWithin = time.Second
	// confirmPatience is for how long a write is tried anew whose Redis has become another's replica, or does not have its keys any more.
	confirmPatience = 10 * time.Second
)

// runTold runs a script whose outcome somebody is told. Where writes are to be on replicas it does not come back before they are:
// Redis counts what these have of all that was written before the last command of a connection, by whomever: so both go over one
// connection, in one round trip, and what was done before is waited for as well. When too few have it in time the answer comes with
// ErrUnconfirmed. A refusal has changed nothing, and is one whoever has it.
func (e *Engine) runTold(ctx context.Context, s Script, keys []string, args []any, op ...string) (Reply, error) {
	if e.opts.Replicas == 0 {
		return e.run(ctx, s, keys, args, op...)
	}
	script, err := e.load(s)
	if err = errors.Join(err, s.takes(keys)); err != nil {
		return Reply{}, err
	}
	keys = append(keys[:len(keys):len(keys)], op...)
	var parts []any
	replicas, began := int64(-1), time.Now()
	for try := 0; replicas < 0; try++ {
		if parts, replicas, err = e.once(ctx, script, keys, e.args(args)); err == nil {
			break
		}
		if time.Since(began) > confirmPatience || !e.found(ctx, err) || pause(ctx, try) != nil {
			return Reply{}, explain(err)
		}
	}
	got, err := s.answer(parts)
	if err == nil && replicas < int64(e.opts.Replicas) {
		err = ErrUnconfirmed
	}
	return got, err
}

// once runs a script and waits for the replicas of the node that it has run on; it returns how many have it.
func (e *Engine) once(ctx context.Context, script *redis.Script, keys []string, args []any) (parts []any, replicas int64, err error) {
	node, err := e.nodeOf(ctx, keys[0])
	if err != nil {
		return nil, -1, err
	}
	var cmd, waited *redis.Cmd
	send := func(run func(context.Context, redis.Scripter, []string, ...any) *redis.Cmd) {
		_, _ = node.Pipelined(ctx, func(p redis.Pipeliner) error {
			cmd, waited = run(ctx, p, keys, args...), p.Do(ctx, "wait", e.opts.Replicas, confirmWithin.Milliseconds())
			return nil
		})
	}
	if send(script.EvalSha); isNoScript(cmd.Err()) { // this node has not met it yet
		send(script.Eval)
	}
	if parts, err = cmd.Slice(); err != nil {
		return nil, -1, err
	}
	replicas, err = waited.Int64()
	return parts, replicas, err
}

// nodeOf returns the node that has a key.
func (e *Engine) nodeOf(ctx context.Context, key string) (redis.Cmdable, error) {
	if cluster, ok := e.rdb.(*redis.ClusterClient); ok {
		return cluster.MasterForKey(ctx, key)
	}
	return e.rdb, nil
}

// found reports whether an error says that a node is not, or no longer, the one to ask, and has the right one looked for: by itself the
// client does so for what it sends to a node of its choice.
func (e *Engine) found(ctx context.Context, err error) bool {
	cluster, ok := e.rdb.(*redis.ClusterClient)
	if elsewhere := redis.HasErrorPrefix(err, "MOVED") || redis.HasErrorPrefix(err, "ASK"); ok && (elsewhere || unreachable(err)) {
		cluster.ReloadState(ctx)
		return true
	}
	return redis.HasErrorPrefix(err, "UNBLOCKED") // it has become a replica while it waited
}

// pause waits before a next try, longer each time and by chance, so that many who wait do not come back at once.
func pause(ctx context.Context, try int) error {
	longest := min(minBackoff<<min(try, 10), maxBackoff)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(longest/2 + rand.N(longest/2)):
		return nil
	}
}
