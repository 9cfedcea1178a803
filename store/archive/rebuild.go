package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"stoa/store/campus"
)

// Rebuild makes the index as the files are: it registers those that nobody knows, with the times and rows of their footers, mends the
// entries of those that differ, removes those that have no file, and notes anew how many are in each folder. It may run beside Stoas
// and as often as one likes: no row gets in twice. What is to be removed, or to be made by a plan, is not registered; nor is what the
// archiver is about to register, because its date is not archived yet.
//
// If Redis was lost altogether, files that were merged may lie beside what they were made into, for nobody knows any more that they were
// to be removed. So of the files of an hour that nobody knows the one that was merged the most often comes first, then the one that has
// more rows, then the younger; one that has a row which another has is not registered, and is reported. Lines that had been deleted, and
// were not yet written out of their file, are seen again then, for that was known to Redis alone.
func (a *Archive) Rebuild(ctx context.Context) (Report, error) {
	var done Report
	for {
		s, err := a.newSurvey(ctx)
		if err != nil {
			return done, err
		}
		s.mend = true
		err = s.run(ctx)
		s.report.Registered += done.Registered
		s.report.Unregistered += done.Unregistered
		s.report.Mended += done.Mended
		if done = s.report; err != nil || s.noted == 0 {
			return done, err
		} // other files of dates that turned out to be archived have been passed over
	}
}

// rowName names a row of a table.
type rowName struct {
	meeting, n int64
	order      int32
}

func nameOf(f facts) rowName { return rowName{f.meeting, f.n, f.order} }

// judge looks at the files of a folder that nobody knows, beside those that are registered and can be read.
func (s *survey) judge(ctx context.Context, table string, sound []Entry, unknown []lying) error {
	var readable []lying
	for _, f := range unknown {
		var err error
		if f.stats, err = s.statsOf(table, f.path); err == nil {
			readable = append(readable, f)
		} else if !errors.Is(err, fs.ErrNotExist) {
			s.found(Broken, table+"/"+f.path, "nobody knows it, and it cannot be read: "+err.Error())
		}
	}
	if len(readable) == 0 {
		return nil
	}
	taken := map[rowName]bool{}
	for _, e := range sound {
		err := s.rows(table, e.Path, func(row facts) { taken[nameOf(row)] = true })
		if errors.Is(err, ErrBroken) {
			s.found(Broken, e.Name().String(), err.Error())
			s.incomparable(table, readable, e.Path)
			return nil
		}
		if err != nil {
			return err
		}
	}
	slices.SortFunc(readable, func(a, b lying) int {
		return cmp.Or(cmp.Compare(iterationOf(b.path), iterationOf(a.path)), cmp.Compare(b.stats.Rows, a.stats.Rows),
			b.modified.Compare(a.modified), cmp.Compare(a.path, b.path))
	})
	for _, f := range readable {
		if err := s.judgeOne(ctx, table, f, taken); err != nil {
			return err
		}
	}
	return nil
}

// judgeOne decides what becomes of a file that nobody knows, and adds its rows to those that are taken if it is registered.
func (s *survey) judgeOne(ctx context.Context, table string, f lying, taken map[rowName]bool) error {
	has, when, shared, name := map[rowName]bool{}, periods{}, int64(0), table+"/"+f.path
	err := s.rows(table, f.path, func(row facts) {
		r := nameOf(row)
		if has[r] = true; taken[r] {
			shared++
		}
		when.add(row)
	})
	switch {
	case errors.Is(err, ErrBroken):
		s.found(Broken, name, "nobody knows it, and it cannot be read: "+err.Error())
		return nil
	case err != nil:
		return err
	case shared == f.stats.Rows:
		return s.leftOver(ctx, table, f)
	case shared > 0:
		s.found(Unknown, name, fmt.Sprintf("it has %s, of which %d are in registered files and the rest is nowhere else",
			plural(f.stats.Rows, "row"), shared))
		return nil
	}
	waits, err := s.dates(ctx, f, has)
	switch {
	case err != nil:
		return err
	case waits:
		s.report.Underway++
		return nil
	case !s.mend:
		s.found(Unknown, name, plural(f.stats.Rows, "row")+" in it are in no registered file: stoa archive rebuild registers it")
		return nil
	}
	for r := range has {
		taken[r] = true
	}
	if err := s.note(ctx, table, when); err != nil {
		return err
	}
	return s.restore(ctx, table, f)
}

// leftOver removes a file whose rows are all in registered files, or reports it.
func (s *survey) leftOver(ctx context.Context, table string, f lying) error {
	if !s.remove {
		s.found(Left, table+"/"+f.path, "all of its rows are in registered files")
		return nil
	}
	n, err := s.amend(ctx, change{what: "discard", name: Name{table, f.path}, facts: LayerLocal})
	s.report.Removed += n
	return err
}

// restore registers a file, unless somebody has come first. If it has been removed meanwhile the entry goes again.
func (s *survey) restore(ctx context.Context, table string, f lying) error {
	e, err := entryOf(table, f.path, f.stats).checked(s.Database())
	if err != nil {
		s.found(Unknown, table+"/"+f.path, err.Error())
		return nil
	}
	n, err := s.amend(ctx, change{"restore", e.Name(), e.facts(), string(e.Text)})
	if err != nil || n == 0 {
		return err
	}
	if _, err := s.root.Stat(e.Name().String()); errors.Is(err, fs.ErrNotExist) {
		return s.Batch(ctx, nil, []Name{e.Name()})
	}
	s.report.Registered++
	s.report.count(f.stats)
	return nil
}

// amend makes a change that depends on what the index knows by then, and returns whether it was made, as a number.
func (x *Index) amend(ctx context.Context, c change) (int64, error) {
	call := x.call("", []change{c})
	got, err := x.e.Run(ctx, call.Script, call.Keys, call.Args...)
	if err != nil {
		return 0, err
	}
	return got.Number(1), nil
}

// dates reports whether a file is of a date that is not archived yet: then the archiver writes and registers it. A file that was merged was
// registered once, and with it all others of its dates: that is noted where it is not known any more, so that no date is archived twice.
func (s *survey) dates(ctx context.Context, f lying, has map[rowName]bool) (waits bool, err error) {
	seen, merged := map[rowName]bool{}, iterationOf(f.path) > 1
	for r := range has {
		date := rowName{meeting: r.meeting, order: r.order}
		if seen[date] {
			continue
		}
		seen[date] = true
		ledger := ledgerOf(date.meeting, int(date.order))
		waits, err := s.waits(ctx, date, ledger)
		switch {
		case err != nil || waits && !merged:
			return waits, err
		case waits && s.mend:
			if _, err := s.Once(ctx, ledger, nil); err != nil {
				return false, err
			}
			s.noted++
		}
	}
	return false, nil
}

// waits reports whether a date has not been registered and is to be.
func (s *survey) waits(ctx context.Context, date rowName, ledger string) (bool, error) {
	held, err := s.Archiver.records.Held(ctx, date.meeting, int(date.order))
	if errors.Is(err, error(campus.ErrNoMeeting)) {
		return false, nil
	}
	if err != nil || !held.Archived.IsZero() {
		return false, err
	}
	noted, err := s.Noted(ctx, ledger)
	return !noted, err
}

// statsOf reads a file's footer.
func (s *survey) statsOf(table, path string) (Stats, error) {
	dir := filepath.Join(s.dir, s.Database(), table)
	if table == TableEvents {
		return footer[Event](dir, path)
	}
	return footer[Message](dir, path)
}

func footer[T Row](dir, path string) (Stats, error) {
	r, err := Open[T](dir, path)
	if err != nil {
		return Stats{}, err
	}
	defer r.Close()
	return r.Stats()
}

// rows gives what every row of a file says.
func (s *survey) rows(table, path string, see func(facts)) error {
	dir := filepath.Join(s.dir, s.Database(), table)
	if table == TableEvents {
		return rowFacts[Event](dir, path, see)
	}
	return rowFacts[Message](dir, path, see)
}

func rowFacts[T Row](dir, path string, see func(facts)) error {
	r, err := Open[T](dir, path)
	if err != nil {
		return err
	}
	defer r.Close()
	for row, err := range r.Rows(Filter{}, "at", "course") {
		if err != nil {
			return err
		}
		see(r.table.facts(&row))
	}
	return nil
}
