package store

import (
	"context"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// pastRead is the names of dates that may be over being read, from the lists of several scopes.
type pastRead []*redis.ZSliceCmd

// queuePast queues a scope's dates that ended in a range, and those that were cancelled, which stand by their start: some were on by
// then. When each ended its own times tell.
func (d data) queuePast(ctx context.Context, p engine.Reader, scope string, of TimeRange) pastRead {
	from, to := "-inf", "+inf"
	if !of.After.IsZero() {
		from = millis(of.After)
	}
	if !of.Before.IsZero() {
		to = "(" + millis(of.Before)
	}
	list := func(state, from string) *redis.ZSliceCmd {
		return p.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{Key: d.keys.list(scope, state), ByScore: true, Start: from, Stop: to})
	}
	return pastRead{list("past", from), list("cancelled", "-inf")}
}

// names returns the names of what was read, each date once.
func (r pastRead) names() (names []string) {
	seen := map[string]bool{}
	for _, cmd := range r {
		for _, z := range cmd.Val() {
			name, _ := z.Member.(string)
			id, order, _, ok := parseMember(name)
			if date := instanceName(id, order); ok && !seen[date] {
				seen[date] = true
				names = append(names, name)
			}
		}
	}
	return names
}

// heldFrom reads a date that is over and of which is kept how it was attended; false for another. What was cancelled while it was on
// ended at that moment.
func heldFrom(values []any, now time.Time) (campus.Instance, bool) {
	i, ok := instanceFrom(values)
	if !ok || i.Forgotten {
		return i, false
	}
	if i.Cancelled {
		begun := cutShort(&i, fromMillis(engine.Texts(values)[cancelledField]))
		return i, begun
	}
	return i, i.State(now) == campus.Ended
}

// cancelledField is where the time of the cancelling stands in instanceFields.
var cancelledField = slices.Index(instanceFields, "cancelled")

// place is where a date stands among those that are over.
func (d HeldDate) place() engine.Place {
	return engine.Place{Score: d.Instance.To.UnixMilli(), Member: instanceName(d.Instance.Meeting, d.Instance.Order)}
}

type held interface{ place() engine.Place }

// sortHeld sorts dates, the latest first.
func sortHeld[D held](all []D) {
	slices.SortFunc(all, func(x, y D) int { return y.place().Compare(x.place()) })
}

// cutHeld returns from which to which of sorted dates the page after a place goes, with limit 0 to the end, and the cursor of the next; ""
// when there is none. It names the last date that is shown: who asks may not know of another.
func cutHeld[D held](all []D, after engine.Place, limit int) (from, to int, next string) {
	if after.Member != "" {
		from = slices.IndexFunc(all, func(d D) bool { return d.place().Compare(after) < 0 })
	}
	if from < 0 {
		from = len(all)
	}
	if limit <= 0 || from+limit >= len(all) {
		return from, len(all), ""
	}
	to = from + limit
	return from, to, all[to-1].place().String()
}

// datePlace reads the cursor of a page of dates.
func datePlace(cursor string) (engine.Place, error) {
	after, err := engine.ParsePlace(cursor)
	if _, _, _, ok := parseMember(after.Member); err == nil && after.Member != "" && !ok {
		err = engine.ErrCursor
	}
	return after, err
}

// narrow returns the names of a page of dates alone.
func (s *Meetings) narrow(ctx context.Context, names []string, of TimeRange, after engine.Place, limit int) ([]string, string, error) {
	cmds := make([]*redis.SliceCmd, len(names))
	err := s.e.Read(ctx, func(p engine.Reader) {
		for n, name := range names {
			id, order, _, _ := parseMember(name)
			cmds[n] = p.HMGet(ctx, s.keys.instance(id, order), instanceFields...)
		}
	})
	if err != nil {
		return nil, "", err
	}
	var dates []HeldDate
	for _, cmd := range cmds {
		if i, over := heldFrom(cmd.Val(), s.e.Now()); over && of.has(i.To) {
			dates = append(dates, HeldDate{Instance: i})
		}
	}
	sortHeld(dates)
	from, to, next := cutHeld(dates, after, limit)
	var page []string
	for _, d := range dates[from:to] {
		page = append(page, d.place().Member)
	}
	return page, next, nil
}
