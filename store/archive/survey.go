package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/engine"
)

// survey goes through all folders of the archive, as they lie on the disk and as the index has them. It holds one folder at a time, and
// of its rows no more than their names, where there are files in it that nobody knows.
type survey struct {
	*Archive
	root   *os.Root  // of the database
	old    time.Time // what was changed before is not being written now
	making map[Name]bool
	report Report
	remove bool // what is left over goes
	mend   bool // the index is made as the files are
	noted  int  // dates that turned out to be archived
}

// newSurvey begins a survey. What plans are to make later than this is changed later than this.
func (a *Archive) newSurvey(ctx context.Context) (*survey, error) {
	s := &survey{Archive: a, old: a.e.Now().Add(-compactLease - a.o.Grace), making: map[Name]bool{}}
	making, _, err := a.Underway(ctx)
	if err != nil {
		return nil, err
	}
	for _, n := range making {
		s.making[n] = true
	}
	s.report.Waiting, err = a.Archiver.records.Waiting(ctx)
	return s, err
}

// run surveys all tables.
func (s *survey) run(ctx context.Context) (err error) {
	at := filepath.Join(s.dir, s.Database())
	if s.root, err = os.OpenRoot(at); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if s.root != nil {
		defer s.root.Close()
		if err := s.strangers(); err != nil {
			return err
		}
	}
	tables := map[string][]string{}
	known, lying := int64(0), 0
	for _, table := range []string{TableEvents, TableMessages} {
		folders, err := s.foldersOn(table)
		if err != nil {
			return err
		}
		lying += len(folders)
		registered, strays, err := s.paths(ctx, table)
		if err != nil {
			return err
		}
		for _, u := range strays {
			s.found(Illegible, table, u.Why)
		}
		for _, f := range registered {
			known += f.Files
			folders[f.Path] = true
		}
		tables[table] = slices.Sorted(maps.Keys(folders))
	}
	if known > 0 && lying == 0 {
		return fmt.Errorf("%s has no file of the archive, and the index knows %d: is it the right data directory?", at, known)
	}
	for _, table := range []string{TableEvents, TableMessages} {
		for _, folder := range tables[table] {
			err := s.folder(ctx, table, folder)
			if engine.IsWrongType(err) { // the others can be looked at
				s.found(Illegible, table+"/"+folder, "under files: or folders: something else than its hash stands in Redis")
			} else if err != nil {
				return fmt.Errorf("%s/%s: %w", table, folder, err)
			}
		}
	}
	return nil
}

// strangers reports what lies beside the tables.
func (s *survey) strangers() error {
	all, err := fs.ReadDir(s.root.FS(), ".")
	for _, d := range all {
		if d.Name() != TableEvents && d.Name() != TableMessages {
			s.found(Foreign, d.Name(), "nobody here knows what it is")
		}
	}
	return err
}

// foldersOn returns the folders of a table that there are on the disk, and reports what lies outside of them.
func (s *survey) foldersOn(table string) (map[string]bool, error) {
	folders := map[string]bool{}
	if s.root == nil {
		return folders, nil
	}
	err := fs.WalkDir(s.root.FS(), table, func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		within := strings.TrimPrefix(strings.TrimPrefix(name, table), "/")
		hour, bad := time.Parse(hourLayout, within)
		switch {
		case d.IsDir() && bad == nil && hour.Format(hourLayout) == within:
			folders[within] = true
			return fs.SkipDir
		case !d.IsDir():
			s.found(Foreign, name, "no file of the archive lies here")
		}
		return nil
	})
	return folders, err
}

// lying is a file on the disk that is named like one of the archive.
type lying struct {
	path     string // in its table
	modified time.Time
	stats    Stats
}

// folder surveys one folder of a table.
func (s *survey) folder(ctx context.Context, table, folder string) error {
	there, err := s.list(table, folder)
	if err != nil {
		return err
	}
	if err := s.recount(ctx, table, folder); err != nil {
		return err
	}
	found, err := s.All(ctx, Query{Table: table, Folder: folder})
	if err != nil {
		return err
	}
	var sound []Entry
	blind := "" // a registered file whose rows are not known
	for _, e := range found.Files {
		delete(there, e.Path)
		what, err := s.registered(ctx, e)
		if err != nil {
			return err
		}
		switch what {
		case isSound:
			sound = append(sound, e)
		case isBroken:
			blind = e.Path
		}
	}
	for _, u := range found.Unreadable {
		delete(there, u.Path)
		if err := s.illegible(ctx, table, folder, u); err != nil {
			return err
		}
		blind = u.Path
	}
	unknown, err := s.unknown(ctx, table, there)
	if err != nil || len(unknown) == 0 {
		return err
	}
	if blind != "" {
		s.incomparable(table, unknown, blind)
		return nil
	}
	return s.judge(ctx, table, sound, unknown)
}

// incomparable reports files that nobody knows and that cannot be judged.
func (s *survey) incomparable(table string, unknown []lying, blind string) {
	for _, f := range unknown {
		s.found(Unknown, table+"/"+f.path, "nobody can say whether its rows are registered, as "+blind+" cannot be read")
	}
}

// illegible mends an entry that cannot be read, where its file can, or reports it.
func (s *survey) illegible(ctx context.Context, table, folder string, u Unreadable) error {
	_, bad := ParseFileName(u.Path)
	stats, err := s.statsOf(table, u.Path)
	if !s.mend || bad != nil || err != nil || path.Dir(u.Path) != folder { // of another folder's file that one tells
		s.found(Illegible, table+"/"+u.Path, u.Why)
		return nil
	}
	err = s.Batch(ctx, []Entry{entryOf(table, u.Path, stats)}, nil)
	if engine.IsWrongType(err) {
		s.found(Illegible, table+"/"+u.Path, u.Why)
		return nil
	}
	if err == nil {
		s.report.Mended++
	}
	return err
}

// recount holds what is noted of a folder against the entries that it has, and mends or reports it.
func (s *survey) recount(ctx context.Context, table, folder string) error {
	c := change{what: "recount", name: Name{table, folder + "/"}}
	if s.mend {
		c.entry = "mend"
	}
	n, err := s.amend(ctx, c)
	if engine.IsWrongType(err) { // which is told of with the folders, or with the files
		return nil
	}
	if n > 0 && s.mend {
		s.report.Mended++
	} else if n > 0 {
		s.found(Differs, table+"/"+folder, "another number of files is noted of it than are registered: stoa archive rebuild mends that")
	}
	return err
}

// list returns the files of a folder by their paths in the table, takes out what was being written once, and reports what is foreign.
func (s *survey) list(table, folder string) (map[string]lying, error) {
	if s.root == nil {
		return nil, nil
	}
	all, err := fs.ReadDir(s.root.FS(), path.Join(table, folder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	there := map[string]lying{}
	for _, d := range all {
		info, gone := d.Info()
		if errors.Is(gone, fs.ErrNotExist) {
			continue
		} else if gone != nil {
			return nil, gone
		}
		at, name := path.Join(folder, d.Name()), path.Join(table, folder, d.Name())
		_, bad := ParseFileName(at)
		switch {
		case !info.Mode().IsRegular() || bad != nil && !Temporary(name):
			s.found(Foreign, name, "it is not named like a file of the archive")
		case bad == nil:
			there[at] = lying{path: at, modified: info.ModTime()}
		case info.ModTime().After(s.old):
			s.report.Underway++
		case s.remove:
			if err := s.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
			s.report.Removed++
		default:
			s.found(Left, name, "it was being written when a Stoa ended")
		}
	}
	return there, err
}

// What can be with a registered file.
const (
	isSound = iota
	isBroken
	isGone
)

// registered looks whether a file is as its entry says.
func (s *survey) registered(ctx context.Context, e Entry) (what int, err error) {
	stats, err := s.statsOf(e.Table, e.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return isGone, s.missing(ctx, e)
	}
	if err != nil {
		s.found(Broken, e.Name().String(), err.Error())
		return isBroken, nil
	}
	is := entryOf(e.Table, e.Path, stats)
	is.Layer = e.Layer
	switch wrong := differs(e, is); {
	case wrong != "" && !s.mend:
		s.found(Differs, e.Name().String(), wrong)
		return isSound, nil
	case wrong != "":
		if err := s.Batch(ctx, []Entry{is}, nil); err != nil {
			return isSound, err
		}
		s.report.Mended++
	}
	s.report.count(stats)
	return isSound, nil
}

// missing reports a file that is registered and not there, or removes its entry.
func (s *survey) missing(ctx context.Context, e Entry) error {
	_, err := s.Get(ctx, e.Name())
	switch {
	case errors.Is(err, error(ErrNoFile)): // it was removed a moment ago, in its order
		return nil
	case err != nil:
		return err
	case !s.mend:
		s.found(Missing, e.Name().String(), "it is registered, with "+plural(e.Rows, "row")+", and there is no such file")
		return nil
	}
	s.report.Unregistered++
	return s.Batch(ctx, nil, []Name{e.Name()})
}

// differs says in what an entry is not as its file is.
func differs(e, is Entry) string {
	var wrong []string
	say := func(what string, so, really any) {
		if so != really {
			wrong = append(wrong, fmt.Sprintf("%s %v, and is %v", what, so, really))
		}
	}
	say("the index says that it has a size of", e.Bytes, is.Bytes)
	say("its rows are", e.Rows, is.Rows)
	say("the first is of", e.MinTime.Format(time.RFC3339Nano), is.MinTime.Format(time.RFC3339Nano))
	say("the last is of", e.MaxTime.Format(time.RFC3339Nano), is.MaxTime.Format(time.RFC3339Nano))
	return strings.Join(wrong, "; ")
}

// unknown returns those of the files on the disk that nobody knows: that are not registered by now, not to be made and not to be removed,
// and that were not changed of late. A file that is being written is in a plan until it is registered, and in the drop queue as
// soon as it is not any more.
func (s *survey) unknown(ctx context.Context, table string, there map[string]lying) (all []lying, err error) {
	paths := slices.Sorted(maps.Keys(there))
	for some := range slices.Chunk(paths, chunk) {
		members := make([]string, len(some))
		for i, at := range some {
			members[i] = Drop{Name{table, at}, LayerLocal}.member()
		}
		var drops, dropping *redis.FloatSliceCmd
		err := s.e.Read(ctx, func(p engine.Reader) {
			drops, dropping = p.ZMScore(ctx, s.keys.own("drops"), members...), p.ZMScore(ctx, s.keys.own("dropping"), members...)
		})
		if err != nil {
			return nil, err
		}
		known, err := s.factsOf(ctx, table, some)
		if err != nil {
			return nil, err
		}
		for i, at := range some {
			if known[i] != "" || drops.Val()[i]+dropping.Val()[i] > 0 || s.making[Name{table, at}] || there[at].modified.After(s.old) {
				s.report.Underway++
			} else {
				all = append(all, there[at])
			}
		}
	}
	return all, nil
}
