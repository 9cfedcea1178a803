package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

// Op names what a person asked for, so that it can be sent again: whether by go-redis after a lost reply, by a browser, or
// by a script with an Idempotency-Key.
type Op struct {
	Person int64
	Name   string // what is done, and to what
	Key    string // the sender's own name for it
}

// Asked returns an operation. Without a key, or with one that is too long to be kept, it gets a fresh one, which serves
// the retries of this call.
func Asked(person int64, name, key string) Op {
	if key == "" || len(key) > campus.MaxOp {
		key = campus.NewOp()
	}
	return Op{person, name, key}
}

// Write runs a script that a person asked for, under its operation. Sent again within a day it does nothing and gives the
// first answer; a refusal is not remembered. It returns the script's answer, and for a refusal what the script's
// declaration says it means; with ErrUnconfirmed both, for it was done.
func (e *Engine) Write(ctx context.Context, o Op, s Script, keys []string, args ...any) (Reply, error) {
	if s.does != Writes || o.Key == "" || len(keys) == 0 {
		return Reply{}, fmt.Errorf("the script %s is not one that people ask for, or has no operation or no keys", s.name)
	}
	op, began := e.op(tagIn(keys[0]), o), time.Now()
	got, err := e.runTold(ctx, s, keys, args, op)
	if IsFull(err) { // then no script that writes is begun, not even to say that it was done before
		if kept, kerr := e.runTold(ctx, keptScript, []string{op}, nil); kept.Again {
			got, err = kept, kerr
		}
	}
	got.Fresh = Done(err) && (!got.Again || got.age <= time.Since(began)+time.Millisecond) // Redis counts whole ones
	return got, err
}

// Done reports whether a Write that returned err was done: what has to follow it has to be done too.
func Done(err error) bool { return err == nil || errors.Is(err, ErrUnconfirmed) }

// keptScript reads how an operation was answered.
var keptScript = Declare("kept", Reads, 1)

// Run runs a script that Stoa runs by itself.
func (e *Engine) Run(ctx context.Context, s Script, keys []string, args ...any) (Reply, error) {
	if s.does != Works {
		return Reply{}, fmt.Errorf("the script %s is not one that Stoa runs by itself", s.name)
	}
	return e.run(ctx, s, keys, args)
}

// Ask runs a script that only reads.
func (e *Engine) Ask(ctx context.Context, s Script, keys []string, args ...any) (Reply, error) {
	if s.does != Reads {
		return Reply{}, fmt.Errorf("the script %s changes something", s.name)
	}
	return e.run(ctx, s, keys, args)
}

// Call is a script to run along with others.
type Call struct {
	Script Script
	Keys   []string
	Args   []any
}

// chunk is how many calls go over the wire together: enough to make the way cheap, few enough that others get a turn.
const chunk = 500

// RunAll runs scripts that Stoa runs by itself, many in one round trip; their answers come in the same order. The calls
// may be about different partitions, and are not one step: the first that fails ends it. A script that answers "more" has
// done a part, so that others need not wait for it, and is called again for the rest.
func (e *Engine) RunAll(ctx context.Context, calls []Call) ([]Reply, error) {
	replies := make([]Reply, 0, len(calls))
	for len(calls) > 0 {
		n := min(chunk, len(calls))
		some, err := e.runChunk(ctx, calls[:n])
		for i := 0; err == nil && i < n; i++ {
			some[i], err = e.runRest(ctx, calls[i], some[i])
		}
		if err != nil {
			return replies, err
		}
		replies, calls = append(replies, some...), calls[n:]
	}
	return replies, nil
}

// runRest calls a script again for as long as there is more.
func (e *Engine) runRest(ctx context.Context, c Call, got Reply) (Reply, error) {
	for got.Word() == "more" {
		some, err := e.runChunk(ctx, []Call{c})
		if err != nil {
			return got, err
		}
		got = some[0]
	}
	return got, nil
}

func (e *Engine) runChunk(ctx context.Context, calls []Call) ([]Reply, error) {
	replies := make([]Reply, len(calls))
	cmds := make([]*redis.Cmd, len(calls))
	scripts := make([]*redis.Script, len(calls))
	for i, c := range calls {
		if c.Script.does != Works {
			return nil, fmt.Errorf("the script %s is not one that Stoa runs by itself", c.Script.name)
		}
		var err error
		scripts[i], err = e.load(c.Script)
		if err = errors.Join(err, c.Script.takes(c.Keys)); err != nil {
			return nil, err
		}
	}
	_, _ = e.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, c := range calls {
			cmds[i] = scripts[i].EvalSha(ctx, p, c.Keys, e.args(c.Args)...)
		}
		return nil
	})
	for i, cmd := range cmds {
		got, err := cmd.Slice()
		if isNoScript(err) { // this node has not met it yet
			got, err = scripts[i].Eval(ctx, e.rdb, calls[i].Keys, e.args(calls[i].Args)...).Slice()
		}
		if err != nil {
			return nil, explain(err)
		}
		if replies[i], err = calls[i].Script.answer(got); err != nil {
			return nil, err
		}
	}
	return replies, nil
}

func isNoScript(err error) bool { return err != nil && redis.HasErrorPrefix(err, "NOSCRIPT") }

// IsWrongType reports whether a single command was refused because what stands under its key is of another kind.
func IsWrongType(err error) bool { return err != nil && redis.HasErrorPrefix(err, "WRONGTYPE") }

// Reader is the commands of Redis that only read. What one queues in Read comes back when Read returns. No other kind of
// command can be had out of one.
type Reader interface {
	Get(ctx context.Context, key string) *redis.StringCmd
	HGet(ctx context.Context, key, field string) *redis.StringCmd
	HMGet(ctx context.Context, key string, fields ...string) *redis.SliceCmd
	HGetAll(ctx context.Context, key string) *redis.MapStringStringCmd
	HLen(ctx context.Context, key string) *redis.IntCmd
	LRange(ctx context.Context, key string, start, stop int64) *redis.StringSliceCmd
	SIsMember(ctx context.Context, key string, member any) *redis.BoolCmd
	SCard(ctx context.Context, key string) *redis.IntCmd
	SMembers(ctx context.Context, key string) *redis.StringSliceCmd
	SMIsMember(ctx context.Context, key string, members ...any) *redis.BoolSliceCmd
	XLen(ctx context.Context, stream string) *redis.IntCmd
	XRangeN(ctx context.Context, stream, start, stop string, count int64) *redis.XMessageSliceCmd
	XRevRangeN(ctx context.Context, stream, start, stop string, count int64) *redis.XMessageSliceCmd
	ZCard(ctx context.Context, key string) *redis.IntCmd
	ZCount(ctx context.Context, key, from, to string) *redis.IntCmd
	ZRange(ctx context.Context, key string, start, stop int64) *redis.StringSliceCmd
	ZRangeWithScores(ctx context.Context, key string, start, stop int64) *redis.ZSliceCmd
	ZRangeArgsWithScores(ctx context.Context, z redis.ZRangeArgs) *redis.ZSliceCmd
	ZLexCount(ctx context.Context, key, from, to string) *redis.IntCmd
	ZRank(ctx context.Context, key, member string) *redis.IntCmd
	ZScore(ctx context.Context, key, member string) *redis.FloatCmd
	ZMScore(ctx context.Context, key string, members ...string) *redis.FloatSliceCmd
}

// reader is a Reader with what Queue needs, out of everybody else's reach.
type reader struct {
	Reader
	pipe   redis.Pipeliner
	failed error // of the first script that could not be queued
}

// Read sends what fill queues in one round trip; redis.Nil of a single command is no error. What fill queues nothing of
// costs nothing. fill may be called twice: the second time once every node knows the scripts that it asks for.
func (e *Engine) Read(ctx context.Context, fill func(Reader)) error {
	err := e.readOnce(ctx, fill)
	if isNoScript(err) {
		if err = e.teach(ctx); err == nil {
			err = e.readOnce(ctx, fill)
		}
	}
	return explain(err)
}

// readOnce looks at each command, for go-redis reports the first failure only: behind a Nil, a node that is away would
// look like nothing found. A key of another kind comes last, for who can go on without it must hear of all else.
func (e *Engine) readOnce(ctx context.Context, fill func(Reader)) error {
	cmds, err := e.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		r := &reader{Reader: p, pipe: p}
		fill(r)
		return r.failed
	})
	var odd error
	for _, cmd := range cmds {
		if err := cmd.Err(); IsWrongType(err) {
			odd = err
		} else if err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
	}
	if odd != nil || errors.Is(err, redis.Nil) {
		return odd
	}
	return err
}

// Queue queues a script that only reads among what Read reads in one round trip. One that does more fails the whole Read.
func (e *Engine) Queue(ctx context.Context, p Reader, s Script, keys []string, args ...any) *redis.Cmd {
	r := p.(*reader) // there is no other
	script, err := e.load(s)
	if s.does != Reads {
		err = fmt.Errorf("the script %s changes something", s.name)
	}
	if err = errors.Join(err, s.takes(keys)); err != nil {
		r.failed = errors.Join(r.failed, err)
		return redis.NewCmd(ctx)
	}
	return script.EvalSha(ctx, r.pipe, keys, e.args(args)...)
}

// OpKey returns where the answer of an operation is kept, for a script that takes back what the operation did. key is any
// key of the tag that it was done under.
func (e *Engine) OpKey(key string, o Op) string { return e.op(tagIn(key), o) }

// teach makes every node know the scripts that have been loaded here, in one round trip each.
func (e *Engine) teach(ctx context.Context) error {
	all := func(ctx context.Context, node redis.Cmdable) error {
		_, err := node.Pipelined(ctx, func(p redis.Pipeliner) error {
			e.loaded.Range(func(_, script any) bool {
				p.ScriptLoad(ctx, script.(loaded).source) // Script.Load would take the answer for its hash before it is there
				return true
			})
			return nil
		})
		return err
	}
	if cluster, ok := e.rdb.(*redis.ClusterClient); ok {
		return cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error { return all(ctx, node) })
	}
	return all(ctx, e.rdb)
}
