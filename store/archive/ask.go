package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"math"
	"strconv"
	"strings"
	"time"

	"stoa/store/campus"
	"stoa/store/engine"
)

const (
	// lookAtOnce is how many rows are looked at together.
	lookAtOnce = 500
	// lookedAt is how many rows are looked at for a page, about: one of what few may see is short, or empty, and has a next.
	lookedAt = 20_000
)

// Ask says which rows somebody asks for.
type Ask struct {
	Filter
	Cursor string // the next of the page before
	Limit  int    // of a page
}

func (q Ask) check() error {
	if !q.After.IsZero() && !q.Before.IsZero() && q.Before.Before(q.After) {
		return campus.InvalidField("before", "a time not before after")
	}
	return nil
}

// Page returns a page of the rows that somebody asks for and may see, oldest first, and the cursor of the next; "" at the end. A page
// may have fewer rows than were asked for, or none, and still have a next.
func Page[T Row](ctx context.Context, a *Archive, who campus.Person, q Ask) (rows []T, next string, err error) {
	t := tableOf[T]()
	if err = q.check(); err != nil {
		return nil, "", err
	}
	after, err := parseCursor(t.name, q.Cursor)
	if err != nil {
		return nil, "", err
	}
	begun, last, looked, s := after, after, 0, a.sightOf(who)
	for some, err := range chunks[T](ctx, a, q.Filter, after) {
		if err != nil {
			return nil, "", err
		}
		if stop := notPast(after, last); looked >= lookedAt && stop.compare(begun) > 0 {
			return rows, cursorOf(t.name, stop), nil
		}
		seen, err := shown(ctx, s, some)
		if err != nil {
			return nil, "", err
		}
		for i := range some {
			if len(rows) == q.Limit {
				return rows, cursorOf(t.name, last), nil
			}
			if after = spotOf(t.facts(&some[i])); seen[i] {
				rows, last = append(rows, some[i]), after
			}
		}
		looked += len(some)
	}
	return rows, "", nil
}

// notPast returns the place to go on after when rows were looked at up to one place, and were shown up to another. It names no row that
// was not shown: whoever asked may not know of that.
func notPast(looked, shown facts) facts {
	before := facts{at: looked.at - 1, meeting: math.MaxInt64, order: math.MaxInt32, n: math.MaxInt64}
	if shown.compare(before) > 0 {
		return shown
	}
	return before
}

// All returns the rows that somebody asks for and may see, oldest first, until the first error. However many there are, few are in memory.
func All[T Row](ctx context.Context, a *Archive, who campus.Person, q Ask) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if err := q.check(); err != nil {
			yield(*new(T), err)
			return
		}
		s := a.sightOf(who)
		for some, err := range chunks[T](ctx, a, q.Filter, facts{}) {
			var seen []bool
			if err == nil {
				seen, err = shown(ctx, s, some)
			}
			if err != nil {
				yield(*new(T), err)
				return
			}
			for i, row := range some {
				if seen[i] && !yield(row, nil) {
					return
				}
			}
		}
	}
}

// shown says which of some rows somebody sees, and takes out of them what is not for them.
func shown[T Row](ctx context.Context, s *sight, some []T) ([]bool, error) {
	dates, t, seen := map[int64]int32{}, tableOf[T](), make([]bool, len(some))
	for i := range some {
		f := t.facts(&some[i])
		dates[f.meeting] = f.order
	}
	if err := s.learn(ctx, dates); err != nil {
		return nil, err
	}
	for i := range some {
		seen[i] = sees(s, &some[i])
	}
	return seen, nil
}

// chunks returns the rows that a filter wants after a place, some at a time, until the first error. Where a file went while it was to be
// read, for it was merged, it asks the index anew and goes on where it was; if nothing has come since it did so before, the file is
// missing.
func chunks[T Row](ctx context.Context, a *Archive, filter Filter, after facts) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		for anew := false; ; anew = true {
			begun := after
			on, err := through(ctx, a, filter, &after, func(some []T) bool { return yield(some, nil) })
			if !on || err == nil {
				return
			}
			if !errors.Is(err, fs.ErrNotExist) || anew && begun == after {
				yield(nil, a.unreadable(ctx, tableOf[T]().name, err))
				return
			}
		}
	}
}

// through reads once through the files that the index has for a filter, and gives the rows after a place, which moves with them. It
// reports whether more rows are wanted.
func through[T Row](ctx context.Context, a *Archive, filter Filter, after *facts, take func([]T) bool) (on bool, err error) {
	filter.After = a.notBefore(tableOf[T]().name, filter.After)
	when, err := a.when(ctx, tableOf[T]().name, filter)
	if err != nil {
		return true, err
	}
	for _, p := range when {
		filter.After, filter.Before = p.after, p.before
		if since := time.UnixMilli(after.at); after.at > 0 && since.After(filter.After) {
			filter.After = since
		}
		if !filter.Before.IsZero() && filter.Before.Before(filter.After) { // the page before was its last
			continue
		}
		if on, err = along(ctx, a, filter, after, take); !on || err != nil {
			return on, err
		}
	}
	return true, nil
}

// along is through for one period: it looks at some hours' files at a time.
func along[T Row](ctx context.Context, a *Archive, filter Filter, after *facts, take func([]T) bool) (on bool, err error) {
	t := tableOf[T]()
	for q := (Query{Table: t.name, After: filter.After, Before: filter.Before}); ; {
		found, until, err := a.window(ctx, q)
		if err != nil {
			return true, err
		}
		for _, bad := range found.Unreadable { // nobody knows which rows are in it
			return true, &fileError{bad.Path, errors.New(bad.Why)}
		}
		some := filter
		if some.After = q.After; !until.IsZero() {
			some.Before = until.Add(-time.Millisecond)
		}
		if on, err := give(ReadFiles[T](a.Archiver.tableDir(t.name), paths(found.Files), some), after, take); !on || err != nil {
			return on, err
		}
		if q.After = until; until.IsZero() {
			return true, nil
		}
	}
}

func paths(files []Entry) []string {
	all := make([]string, len(files))
	for i, file := range files {
		all[i] = file.Path
	}
	return all
}

// give gives those of rows that come after a place, some at a time, and reports whether more are wanted.
func give[T Row](rows iter.Seq2[T, error], after *facts, take func([]T) bool) (on bool, err error) {
	t, some, seen := tableOf[T](), make([]T, 0, lookAtOnce), *after
	flush := func() bool {
		ready := some
		some = some[:0]
		if len(ready) == 0 {
			return true
		}
		*after = spotOf(t.facts(&ready[len(ready)-1]))
		return take(ready)
	}
	for row, err := range rows {
		if err != nil {
			return flush(), err
		}
		if t.facts(&row).compare(seen) <= 0 {
			continue
		}
		if some = append(some, row); len(some) == lookAtOnce && !flush() {
			return false, nil
		}
	}
	return flush(), nil
}

// unreadable says which file cannot be read, and notes it: what is half sent cannot say it any more.
func (a *Archive) unreadable(ctx context.Context, table string, err error) error {
	bad, ok := errors.AsType[*fileError](err)
	if !ok {
		return err
	}
	a.o.Log.WarnContext(ctx, "a file of the archive cannot be read", "table", table, "path", bad.path, "err", err)
	if failed := a.tell(context.WithoutCancel(ctx), workReading+table+"/"+bad.path, err); failed != nil {
		a.o.Log.WarnContext(ctx, "it could not be noted", "err", failed)
	}
	return fmt.Errorf("%w (%w)", campus.Refuse(campus.Unavailable, "A file of the archive cannot be read: "+table+"/"+bad.path+
		". This has been noted. A part is not given for the whole: please ask for another time, or an admin."), err)
}

// spotOf is by what a row is found again.
func spotOf(f facts) facts { return facts{at: f.at, meeting: f.meeting, order: f.order, n: f.n} }

// cursorOf writes the place after a row.
func cursorOf(table string, f facts) string {
	var out strings.Builder
	out.WriteString(table[:1])
	for _, n := range []int64{f.at, f.meeting, int64(f.order), f.n} {
		out.WriteString("." + strconv.FormatInt(n, 36))
	}
	return out.String()
}

// parseCursor reads what cursorOf wrote for the same table. It refuses with engine.ErrCursor.
func parseCursor(table, cursor string) (f facts, err error) {
	if cursor == "" {
		return f, nil
	}
	parts := strings.Split(cursor, ".")
	var n [5]int64
	for i := 1; len(parts) == len(n) && i < len(n); i++ {
		n[i], _ = strconv.ParseInt(parts[i], 36, 64) // what cannot be read is not written so either
	}
	f = facts{at: n[1], meeting: n[2], order: int32(n[3]), n: n[4]}
	if f.at <= 0 || cursorOf(table, f) != cursor {
		return facts{}, engine.ErrCursor
	}
	return f, nil
}
