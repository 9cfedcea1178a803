package archive

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/engine"
)

// period is a stretch of time, both ends in it; a zero end is open.
type period struct{ after, before time.Time }

// dated says which rows of a table are of one date.
type dated struct {
	meeting int64
	order   int32
	course  string
}

// periods are when the rows of dates are.
type periods map[dated]period

// add notes a row.
func (p periods) add(f facts) {
	of, at := dated{f.meeting, f.order, f.course}, time.UnixMilli(f.at)
	known, ok := p[of]
	if !ok || at.Before(known.after) {
		known.after = at
	}
	if !ok || at.After(known.before) {
		known.before = at
	}
	p[of] = known
}

func periodsOf[T Row](rows []T) periods {
	p, t := periods{}, tableOf[T]()
	for i := range rows {
		p.add(t.facts(&rows[i]))
	}
	return p
}

var notePeriodsScript = engine.Declare("note_periods", engine.Works, 1)

// note keeps when dates have rows, before these are registered: who asks for a meeting or for a course is led there, and opens no other
// file.
func (x *Index) note(ctx context.Context, table string, p periods) error {
	args := map[string][]any{}
	for of, when := range p {
		field := fmt.Sprint(table, ":", of.meeting, ":", of.order)
		for _, key := range []string{x.keys.periods("meeting", of.meeting), x.keys.periods("course", of.course)} {
			args[key] = append(args[key], field, when.after.UnixMilli(), when.before.UnixMilli())
		}
	}
	delete(args, x.keys.periods("course", ""))
	calls := make([]engine.Call, 0, len(args))
	for key, all := range args {
		for some := range slices.Chunk(all, 3*chunk) {
			calls = append(calls, engine.Call{Script: notePeriodsScript, Keys: []string{key}, Args: some})
		}
	}
	_, err := x.e.RunAll(ctx, calls)
	return err
}

// when returns when the rows may be that a filter wants of a table, in order and without overlap: what it says itself, and of a meeting or
// a course what is known of its dates.
func (x *Index) when(ctx context.Context, table string, f Filter) ([]period, error) {
	asked, key := period{f.After, f.Before}, ""
	switch {
	case f.Meeting != 0:
		key = x.keys.periods("meeting", f.Meeting)
	case f.Course != "":
		key = x.keys.periods("course", f.Course)
	default:
		return []period{asked}, nil
	}
	var kept *redis.MapStringStringCmd
	if err := x.e.Read(ctx, func(p engine.Reader) { kept = p.HGetAll(ctx, key) }); err != nil {
		return nil, err
	}
	var all []period
	for field, text := range kept.Val() {
		var from, to int64
		if of, rest, _ := strings.Cut(field, ":"); of != table || f.Order != 0 && !strings.HasSuffix(rest, fmt.Sprint(":", f.Order)) {
			continue
		}
		if _, err := fmt.Sscan(text, &from, &to); err != nil {
			return nil, fmt.Errorf("the archive's periods of %s: %w", field, err)
		}
		if p, ok := asked.and(period{time.UnixMilli(from), time.UnixMilli(to)}); ok {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b period) int { return cmp.Or(a.after.Compare(b.after), a.before.Compare(b.before)) })
	return joined(all), nil
}

// and returns what is in both of two periods, the second without an open end.
func (p period) and(q period) (period, bool) {
	if p.after.After(q.after) {
		q.after = p.after
	}
	if !p.before.IsZero() && p.before.Before(q.before) {
		q.before = p.before
	}
	return q, !q.before.Before(q.after)
}

// joined makes one of periods that are in the same hours, which have the same files.
func joined(all []period) (out []period) {
	for _, p := range all {
		if n := len(out); n > 0 && !p.after.Truncate(time.Hour).After(out[n-1].before) {
			if p.before.After(out[n-1].before) {
				out[n-1].before = p.before
			}
			continue
		}
		out = append(out, p)
	}
	return out
}
