package engine

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

const (
	// followAtOnce is how many entries of an outbox are taken up together.
	followAtOnce = 200
	// followLease is how long one Stoa keeps an outbox to itself without renewing that. It saves the others the same work;
	// that nothing old overwrites what is newer is the business of what the effects write, which is ordered by entry.
	followLease = 3 * time.Second
	// followPause is how long the followers sleep when no doorbell rings, in case one was not heard.
	followPause = time.Second
	// followSideBySide bounds the outboxes that are worked at the same moment.
	followSideBySide = 8
)

// Entry is what a change has left to be done elsewhere.
type Entry struct {
	ID     string // its place in the outbox
	Kind   string
	values map[string]any
}

// Text returns a field of what it is about; "" when it has none.
func (en Entry) Text(field string) string { return text(en.values[field]) }

// Number returns a field that is an id; 0 when it is none.
func (en Entry) Number(field string) int64 {
	n, _ := campus.ParseID(en.Text(field))
	return n
}

// Order returns the entry's place as text that sorts as the outbox does.
func (en Entry) Order() string {
	ms, seq, _ := strings.Cut(en.ID, "-")
	return fmt.Sprintf("%015s-%010s", ms, seq)
}

// subject is all that an entry says: two entries that say the same ask for the same.
func (en Entry) subject() string {
	var b strings.Builder
	for _, field := range slices.Sorted(maps.Keys(en.values)) {
		fmt.Fprintf(&b, "%s=%s\x00", field, en.Text(field))
	}
	return b.String()
}

// Effect does what entries of one kind ask for. It gets them in order, and of those that ask for the same only the last.
// It reads the truth, so it may be done again, and what it writes is ordered by Entry.Order. With several entries an error
// makes each be done alone, to find out whose it is.
type Effect func(ctx context.Context, entries []Entry) error

// Each makes an effect of what is done for one entry at a time.
func Each(do func(context.Context, Entry) error) Effect {
	return func(ctx context.Context, entries []Entry) error {
		for _, en := range entries {
			if err := do(ctx, en); err != nil {
				return err
			}
		}
		return nil
	}
}

// Followers do what changes leave to other partitions. Every Stoa runs them; a crash anywhere delays what follows, and
// never loses it.
type Followers struct {
	engine  *Engine
	effects map[string]Effect
	wake    chan struct{}
	places  chan struct{} // one for each outbox that is worked
	unknown sync.Map      // kinds that this Stoa does not know, said once each
}

// NewFollowers returns followers to Run; effects are by the kind of entry that asks for them.
func NewFollowers(e *Engine, effects map[string]Effect) *Followers {
	return &Followers{engine: e, effects: effects, wake: make(chan struct{}, 1), places: make(chan struct{}, followSideBySide)}
}

// Wake says that there is something to do. It never blocks.
func (f *Followers) Wake() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx is done, and then returns nil. No outbox waits for another that is slow.
func (f *Followers) Run(ctx context.Context) error {
	var working sync.WaitGroup
	defer working.Wait()
	var busy sync.Map // the outboxes that are being worked
	pause := time.NewTicker(followPause)
	defer pause.Stop()
	for {
		tags, err := f.holding(ctx)
		f.warn(ctx, err)
		for _, tag := range tags {
			if _, at := busy.LoadOrStore(tag, true); at {
				continue
			}
			working.Go(func() {
				done, err := f.work(ctx, tag)
				f.warn(ctx, err)
				busy.Delete(tag)
				if done > 0 { // what came in at the very end has rung while this outbox was busy
					f.Wake()
				}
			})
		}
		select {
		case <-ctx.Done():
			return nil
		case <-f.wake:
		case <-pause.C:
		}
	}
}

func (f *Followers) warn(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		f.engine.log.WarnContext(ctx, "following up on changes", "err", err)
	}
}

// Tick does what the outboxes hold now, as far as it is due, and returns how many entries that were.
func (f *Followers) Tick(ctx context.Context) (int, error) {
	done := 0
	for {
		n, err := f.once(ctx)
		done += n
		if err != nil || n == 0 {
			return done, err
		}
	}
}

const (
	// drainPatience bounds how long Drain waits for what fails, or what another Stoa is slow at.
	drainPatience = 10 * time.Second
	drainPause    = 20 * time.Millisecond
)

// Drain works until the outboxes are empty, whoever empties them, or until it has waited long enough. What is left then
// waits for its next try.
func (f *Followers) Drain(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, drainPatience)
	defer cancel()
	for {
		_, err := f.Tick(ctx)
		left, lerr := f.left(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if lerr == nil && left == 0 {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(drainPause):
		}
	}
}

// left returns how many entries the outboxes hold.
func (f *Followers) left(ctx context.Context) (int64, error) {
	e, tags := f.engine, outboxTags()
	found := make([]*redis.IntCmd, len(tags))
	err := e.Read(ctx, func(p Reader) {
		for i, tag := range tags {
			found[i] = p.XLen(ctx, e.Outbox(tag))
		}
	})
	var all int64
	for _, n := range found {
		all += n.Val()
	}
	return all, err
}

// holding returns the tags whose outboxes hold something.
func (f *Followers) holding(ctx context.Context) (tags []string, err error) {
	e, all := f.engine, outboxTags()
	found := make([]*redis.IntCmd, len(all))
	// Each command is looked at by itself: one node that is away must not stop the work of the others.
	_, _ = e.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, tag := range all {
			found[i] = p.XLen(ctx, e.Outbox(tag))
		}
		return nil
	})
	for i, tag := range all {
		err = errors.Join(err, explain(found[i].Err()))
		if found[i].Val() > 0 {
			tags = append(tags, tag)
		}
	}
	return tags, err
}

// once looks into all outboxes in one round trip and works those that hold something, side by side.
func (f *Followers) once(ctx context.Context) (int, error) {
	tags, err := f.holding(ctx)
	var mu sync.Mutex
	var working sync.WaitGroup
	done := 0
	for _, tag := range tags {
		working.Go(func() {
			n, werr := f.work(ctx, tag)
			mu.Lock()
			defer mu.Unlock()
			done, err = done+n, errors.Join(err, werr)
		})
	}
	working.Wait()
	return done, err
}

// work does the entries of one outbox in order, unless another Stoa is at it.
func (f *Followers) work(ctx context.Context, tag string) (done int, err error) {
	f.places <- struct{}{}
	defer func() { <-f.places }()
	e, token := f.engine, rand.Text()
	mine, err := e.rdb.SetNX(ctx, e.Lease(tag), token, followLease).Result()
	if err != nil || !mine {
		return 0, explain(err)
	}
	ctx, stop := context.WithCancelCause(ctx)
	renewed := make(chan struct{})
	go func() { defer close(renewed); f.renew(ctx, stop, tag, token) }()
	defer func() {
		stop(nil)
		<-renewed
		_, rerr := e.Run(context.WithoutCancel(ctx), releaseScript, []string{e.Lease(tag)}, token)
		err = errors.Join(err, rerr)
	}()
	for after := "-"; ; {
		entries, err := e.rdb.XRangeN(ctx, e.Outbox(tag), after, "+", followAtOnce).Result()
		if err != nil || len(entries) == 0 {
			return done, explain(err)
		}
		after = "(" + entries[len(entries)-1].ID
		n, err := f.batch(ctx, tag, token, entries)
		done += n
		if err != nil {
			return done, err
		}
	}
}

// ErrLeaseLost is why a Stoa stopped at an outbox that it could not keep in time: what was left another does, or its next round.
var ErrLeaseLost = errors.New("another Stoa has taken this outbox over")

// renew keeps the lease until ctx is done. Who loses it stops at once.
func (f *Followers) renew(ctx context.Context, stop context.CancelCauseFunc, tag, token string) {
	tick := time.NewTicker(followLease / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		got, err := f.engine.Run(ctx, renewScript, []string{f.engine.Lease(tag)}, token, followLease.Milliseconds())
		if err == nil && got.Word() != "ok" {
			stop(ErrLeaseLost)
			return
		}
	}
}

// batch does what is due of some entries, kind by kind. Only an error that is not an entry's own is returned.
func (f *Followers) batch(ctx context.Context, tag, token string, raw []redis.XMessage) (int, error) {
	due, err := f.due(ctx, tag, raw)
	if err != nil {
		return 0, err
	}
	done := 0
	for _, kind := range kindsOf(due) {
		effect, known := f.effects[kind]
		if !known {
			if _, said := f.unknown.LoadOrStore(kind, true); !said {
				f.engine.log.WarnContext(ctx, "an entry of an outbox is left to a newer Stoa", "outbox", tag, "kind", kind)
			}
			continue
		}
		all := slices.DeleteFunc(slices.Clone(due), func(en Entry) bool { return en.Kind != kind })
		n, err := f.together(ctx, tag, token, effect, all)
		done += n
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// together does entries of one kind at once. When that fails it does each alone, and counts a try against those that fail.
func (f *Followers) together(ctx context.Context, tag, token string, effect Effect, entries []Entry) (done int, err error) {
	ferr := effect(ctx, lastOfEach(entries))
	if cause := context.Cause(ctx); cause != nil {
		return 0, cause
	}
	switch {
	case ferr == nil:
		if err = f.settle(ctx, tag, token, entries); err == nil {
			done = len(entries)
		}
		return done, err
	case len(entries) == 1 || campus.CodeOf(ferr) == campus.Unavailable:
		return 0, f.failed(ctx, tag, token, entries[0], ferr)
	}
	for i := range entries {
		n, err := f.together(ctx, tag, token, effect, entries[i:i+1])
		done += n
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// settle removes what is done, if the lease is still held.
func (f *Followers) settle(ctx context.Context, tag, token string, entries []Entry) error {
	args := []any{token}
	for _, en := range entries {
		args = append(args, en.ID)
	}
	e := f.engine
	got, err := e.Run(ctx, settleScript, []string{e.Lease(tag), e.Outbox(tag), e.tries(tag)}, args...)
	if err == nil && got.Word() != "ok" {
		err = ErrLeaseLost
	}
	return err
}

func kindsOf(entries []Entry) []string {
	var kinds []string
	for _, en := range entries {
		if !slices.Contains(kinds, en.Kind) {
			kinds = append(kinds, en.Kind)
		}
	}
	return kinds
}

// lastOfEach leaves out entries that a later one asks for again.
func lastOfEach(entries []Entry) []Entry {
	last := make(map[string]string, len(entries))
	for _, en := range entries {
		last[en.subject()] = en.ID
	}
	return slices.DeleteFunc(slices.Clone(entries), func(en Entry) bool { return last[en.subject()] != en.ID })
}

func newEntry(m redis.XMessage) Entry {
	kind, _ := m.Values["kind"].(string)
	return Entry{ID: m.ID, Kind: kind, values: m.Values}
}

// Follow does what one entry asks for, whoever has the lease; for tests of effects.
func (f *Followers) Follow(ctx context.Context, m redis.XMessage) error {
	en := newEntry(m)
	effect, ok := f.effects[en.Kind]
	if !ok {
		return fmt.Errorf("unknown kind %q", en.Kind)
	}
	return effect(ctx, []Entry{en})
}
