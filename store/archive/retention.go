package archive

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"stoa/store"
	"stoa/store/campus"
)

const (
	// expirePause is how often an expirer looks for files that are too old.
	expirePause = time.Minute
	// expireAtOnce is how many of them are removed in one step.
	expireAtOnce = chunk
	// datesAtOnce is of how many dates of a partition things are taken away together.
	datesAtOnce = 20
	// workExpiring is the removing of files that are too old.
	workExpiring = "removing what is older than it is kept"
)

// The points of removing what is too old at which a test stops it.
const (
	PointExpiring = "expiring" // files are known to be too old
	PointExpired  = "expired"  // they are in the index no more
)

// keptMonths is for how many months rows of a table are kept; 0 for always.
func (x *Index) keptMonths(table string) int {
	switch table {
	case TableEvents:
		return x.o.Retain.Events
	case TableMessages:
		return x.o.Retain.Messages
	}
	return 0
}

// keptSince is since when rows of a table are kept; the zero time for always.
func (x *Index) keptSince(table string) time.Time {
	return campus.KeptSince(x.e.Now(), x.keptMonths(table))
}

// notBefore is a beginning of a time that is asked for, of which nothing is older than it is kept: whatever reads rows asks for no more,
// also while their file is there.
func (x *Index) notBefore(table string, after time.Time) time.Time {
	if since := x.keptSince(table); since.After(after) {
		return since
	}
	return after
}

// Retention returns how long rows are kept.
func (a *Archive) Retention() campus.Retention { return a.o.Retain }

// Query is that of the index, but for files all of whose rows are older than they are kept.
func (a *Archive) Query(ctx context.Context, q Query) (Found, error) {
	asked, _, err := q.checked()
	if err != nil {
		return Found{}, err
	}
	asked.After = a.notBefore(q.Table, q.After)
	if !q.Before.IsZero() && q.Before.Before(asked.After) {
		return Found{}, nil
	}
	return a.Index.Query(ctx, asked)
}

// Only is that of the index, but for a file all of whose rows are older than they are kept.
func (a *Archive) Only(ctx context.Context, q Query, path string) (Found, error) {
	found, err := a.Index.Only(ctx, q, path)
	if since := a.keptSince(q.Table); len(found.Files) > 0 && found.Files[0].MaxTime.Before(since) {
		found.Files = nil
	}
	return found, err
}

// Expirer removes files from the index whose rows are older than they are kept: after the grace they are dropped. A file is of one hour,
// and goes when all of that hour is too old. And what Redis has of what was said at a date, or of how it was attended, goes when all of
// that date is. Every Stoa runs
// one; whatever stops it, the next look finds what is left.
type Expirer struct {
	index   *Index
	records *store.Records
	log     *slog.Logger
	reached func(point string)
}

// NewExpirer returns an expirer to Run; reached hears the points; it may be nil.
func NewExpirer(index *Index, records *store.Records, log *slog.Logger, reached func(point string)) *Expirer {
	if reached == nil {
		reached = func(string) {}
	}
	return &Expirer{index, records, log, reached}
}

// Run works until ctx is done, and then returns nil.
func (r *Expirer) Run(ctx context.Context) error {
	pause := time.NewTicker(expirePause)
	defer pause.Stop()
	for {
		if _, err := r.Tick(ctx); err != nil && ctx.Err() == nil {
			r.log.WarnContext(ctx, "removing what is older than it is kept", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-pause.C:
		}
	}
}

// Tick removes the files that are too old now, and the lines of dates, and returns how many files and dates these were. A table that
// fails does not keep the other.
func (r *Expirer) Tick(ctx context.Context) (done int, err error) {
	if r.index.o.Retain == (campus.Retention{}) {
		return 0, nil
	}
	for _, table := range []string{TableEvents, TableMessages} {
		since := r.index.keptSince(table)
		if since.IsZero() {
			continue
		}
		n, failed := r.expire(ctx, table, since)
		if done += n; failed != nil {
			err = errors.Join(err, fmt.Errorf("table %s: %w", table, failed))
		}
	}
	n, failed := r.records.Expire(ctx, datesAtOnce)
	if done += n; failed != nil {
		err = errors.Join(err, fmt.Errorf("in Redis: %w", failed))
	}
	if ctx.Err() != nil {
		return done, err
	}
	return done, errors.Join(err, r.index.tell(ctx, workExpiring, err))
}

// expire removes the files of a table of the hours that are over at a time.
func (r *Expirer) expire(ctx context.Context, table string, since time.Time) (done int, err error) {
	q := Query{Table: table, Before: since.Truncate(time.Hour).Add(-1), Limit: expireAtOnce}
	for {
		found, err := r.index.Query(ctx, q)
		if err != nil {
			return done, err
		}
		var old []Name
		for _, file := range found.Files {
			if file.MaxTime.Before(since) { // one of others may be of more than an hour
				old = append(old, file.Name())
			}
		}
		if len(old) > 0 {
			r.reached(PointExpiring)
			if err := r.index.Batch(ctx, nil, old); err != nil {
				return done, err
			}
			r.reached(PointExpired)
			done += len(old)
		}
		if q.Cursor = found.Next; q.Cursor == "" {
			return done, nil
		}
	}
}
