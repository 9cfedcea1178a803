package archive

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"path"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// The refusals of the index.
var (
	ErrNoFile      = campus.Refuse(campus.NotFound, "The archive has no such file.")
	ErrDropping    = campus.Refuse(campus.Conflict, "A file of this name is being removed just now. Please try again in a minute.")
	ErrElsewhere   = campus.Refuse(campus.Conflict, "This file is registered in another layer.")
	ErrPlanLost    = campus.Refuse(campus.Conflict, "This plan is somebody else's now, or has changed.")
	ErrPlanMissing = campus.Refuse(campus.Conflict, "A file of this plan is not registered any more.")
	ErrNoPlan      = campus.Refuse(campus.NotFound, "There is no such plan.")
)

// layout is the version of what is kept in Redis.
const layout = 1

// How much goes in one step: a chunk takes Redis some milliseconds. What must be one step may be larger, within reason.
const (
	chunk   = 500
	maxOnce = 10_000
)

// Merging says when files of an iteration are merged.
type Merging struct {
	After time.Duration // the oldest of them has waited so long,
	Bytes int64         // or all of them have so many bytes; a file that has so many is not merged any more
}

// DefaultMerging is for iterations 1, 2, 3 and 4: what is merged four times is final.
func DefaultMerging() []Merging {
	const base, mib = 10 * time.Second, 1 << 20
	return []Merging{{base, 100 * mib}, {10 * base, 400 * mib}, {100 * base, 4000 * mib}, {420 * base, 4000 * mib}}
}

// Options say how an index is kept. What is left out has the default.
type Options struct {
	Prefix   string           // of every key of ours; the database is named after it
	Clock    func() time.Time // nil for Redis' own; tests give theirs
	Log      *slog.Logger     // nil discards
	Merging  []Merging        // by iteration, from 1; DefaultMerging, and empty for none at all
	Sources  int              // how many files are merged at once: 200
	Window   int              // how many files are looked up together when rows are read: 1000
	Grace    time.Duration    // how long a file outlives its entry, for those who are reading it: 10 minutes
	Attempts int              // how often a plan is tried before it is parked: 5
	Retry    time.Duration    // how long a plan waits after it failed, times how often it has: 30 s
	Release  time.Duration    // how long what was said at a date stays in Redis once it is in the archive; 0 for always
	Retain   campus.Retention // how long rows are kept; for always
	Peers    []string         // tables that others write into, in the form of files: and folders: alone
}

// Index is the index of the archive. Its methods are safe for concurrent use, in many processes.
type Index struct {
	e        *engine.Engine
	keys     keys
	o        Options
	settings string // as the scripts take them
}

// OpenIndex returns the index under a prefix, on a Redis that the caller closes.
func OpenIndex(ctx context.Context, rdb redis.UniversalClient, o Options) (*Index, error) {
	o.Sources, o.Grace = cmp.Or(o.Sources, 200), cmp.Or(o.Grace, 10*time.Minute)
	o.Window = cmp.Or(o.Window, defaultWindow)
	o.Attempts, o.Retry = cmp.Or(o.Attempts, 5), cmp.Or(o.Retry, 30*time.Second)
	if o.Merging == nil {
		o.Merging = DefaultMerging()
	}
	for _, table := range o.Peers {
		if err := checkName("table", table); err != nil {
			return nil, err
		}
	}
	e, err := engine.New(ctx, rdb, engine.Options{Prefix: o.Prefix, Clock: o.Clock, Log: o.Log, Scripts: []fs.FS{Files()}}, Scripts()...)
	if err != nil {
		return nil, err
	}
	x := &Index{e: e, keys: keys{e.Keys, databaseOf(o.Prefix)}, o: o}
	if x.settings, err = o.settings(); err != nil {
		return nil, err
	}
	got, err := e.Run(ctx, layoutScript, []string{x.keys.own("layout")}, layout)
	if err == nil && got.Number(1) != layout {
		err = fmt.Errorf("the archive's index is of layout %s, and this Stoa knows %d", got.Text(1), layout)
	}
	return x, err
}

// settings writes the options as the scripts take them.
func (o Options) settings() (string, error) {
	merges := make([][2]int64, len(o.Merging))
	for i, m := range o.Merging {
		merges[i] = [2]int64{m.After.Milliseconds(), m.Bytes}
	}
	text, err := json.Marshal(map[string]any{"merges": merges, "grace": o.Grace.Milliseconds(), "retry": o.Retry.Milliseconds(),
		"attempts": o.Attempts, "files": o.Sources})
	return string(text), err
}

// Database returns the name of the database: there is one.
func (x *Index) Database() string { return x.keys.database }

// Batch registers files and removes others; what is removed is dropped later. It looks at all of it before it changes anything.
// Each 500 are one step, first those to add: where one of these is refused or the connection is lost, doing it again does the rest,
// and what is done already is not done twice. A file that is registered with the same entry stays as it is, with another the
// entry is replaced; one that is not registered need not be removed.
func (x *Index) Batch(ctx context.Context, add []Entry, remove []Name) error {
	add, err := x.checkAll(add, remove)
	if err != nil {
		return err
	}
	if err := x.adopt(ctx, slices.Concat(names(add), remove)); err != nil {
		return err
	}
	var calls []engine.Call
	for some := range slices.Chunk(puts(add), chunk) {
		calls = append(calls, x.call("", some))
	}
	for some := range slices.Chunk(removals(remove), chunk) {
		calls = append(calls, x.call("", some))
	}
	_, err = x.e.RunAll(ctx, calls)
	return err
}

// Prepare says that files are about to be written, to be registered by Once. Those that are not by the end of the grace are removed.
func (x *Index) Prepare(ctx context.Context, files ...Name) error {
	return x.order(ctx, "prepare", files)
}

// discard has files removed that are not registered.
func (x *Index) discard(ctx context.Context, files ...Name) error {
	return x.order(ctx, "discard", files)
}

func (x *Index) order(ctx context.Context, what string, files []Name) error {
	all := make([]change, len(files))
	for i, n := range files {
		if err := errors.Join(checkName("table", n.Table), checkReadable(n.Path)); err != nil {
			return err
		}
		all[i] = change{what: what, name: n, facts: LayerLocal}
	}
	var calls []engine.Call
	for some := range slices.Chunk(all, chunk) {
		calls = append(calls, x.call("", some))
	}
	_, err := x.e.RunAll(ctx, calls)
	return err
}

// Once registers files that were prepared in one step, under a name: it does nothing if that was done before, whatever has become of the
// files since. It reports whether it was done now; where the reply to that was lost, that it was done before. ErrDropping says that one of
// them was prepared too long ago, and is removed or will be.
func (x *Index) Once(ctx context.Context, ledger string, add []Entry) (fresh bool, err error) {
	if ledger == "" || len(add) > maxOnce {
		return false, campus.InvalidField("entry", "at most "+strconv.Itoa(maxOnce)+" in one step, under a name")
	}
	if add, err = x.checkAll(add, nil); err != nil {
		return false, err
	}
	all := puts(add)
	for i := range all {
		all[i].what = "register"
	}
	call := x.call(ledger, all)
	got, err := x.e.Run(ctx, call.Script, call.Keys, call.Args...)
	return err == nil && got.Word() == "ok", err
}

// Noted reports whether files were registered under a name: see Once.
func (x *Index) Noted(ctx context.Context, ledger string) (bool, error) {
	var noted *redis.StringCmd
	err := x.e.Read(ctx, func(p engine.Reader) { noted = p.HGet(ctx, x.keys.own("done"), ledger) })
	if err != nil {
		return false, err
	}
	return noted.Val() != "", nil
}

// checkAll returns entries as they are registered. It refuses a file that is named twice in two ways.
func (x *Index) checkAll(add []Entry, remove []Name) ([]Entry, error) {
	seen, all := map[Name]string{}, make([]Entry, 0, len(add))
	for i, e := range add {
		e, err := e.checked(x.keys.database)
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", i+1, err)
		}
		if text, twice := seen[e.Name()]; !twice {
			seen[e.Name()], all = string(e.Text), append(all, e)
		} else if text != string(e.Text) {
			return nil, campus.InvalidField("entry", e.Name().String()+" is given twice, with two entries")
		}
	}
	for _, n := range remove {
		if err := errors.Join(checkName("table", n.Table), checkReadable(n.Path)); err != nil {
			return nil, err
		}
		if _, both := seen[n]; both {
			return nil, campus.InvalidField("path", n.String()+" is to be added and to be removed")
		}
	}
	return all, nil
}

func checkReadable(path string) error {
	if wrong := readable(path); wrong != "" {
		return campus.InvalidField("path", wrong+": "+strconv.Quote(short(path)))
	}
	return nil
}

// change is what is to become of a file in the index.
type change struct {
	what         string // put, remove, and so on: see index_files.lua
	name         Name
	facts, entry string
}

func puts(add []Entry) []change {
	all := make([]change, len(add))
	for i, e := range add {
		all[i] = change{"put", e.Name(), e.facts(), string(e.Text)}
	}
	return all
}

func removals(remove []Name) []change {
	all := make([]change, len(remove))
	for i, n := range remove {
		all[i] = change{what: "remove", name: n}
	}
	return all
}

func names(entries []Entry) []Name {
	all := make([]Name, len(entries))
	for i, e := range entries {
		all[i] = e.Name()
	}
	return all
}

// call returns the call that makes changes, with the keys of the folders that they are in.
func (x *Index) call(ledger string, some []change) engine.Call {
	folders, keys, args := map[Name]int{}, x.keys.all(), []any{x.settings, ledger}
	for _, c := range some {
		of := Name{c.name.Table, folderOf(c.name.Path)}
		if folders[of] == 0 {
			folders[of] = len(folders) + 1
			keys = append(keys, x.keys.folder(of.Table, of.Path)...)
		}
		args = append(args, c.what, folders[of], c.name.Table, c.name.Path, c.facts, c.entry)
	}
	return engine.Call{Script: indexScript, Keys: keys, Args: args}
}

// Get returns a file's entry. ErrNoFile says that there is none; one that cannot be read is another error, which says why.
func (x *Index) Get(ctx context.Context, n Name) (Entry, error) {
	if err := errors.Join(checkName("table", n.Table), checkReadable(n.Path)); err != nil {
		return Entry{}, err
	}
	var got *redis.StringCmd
	err := x.e.Read(ctx, func(p engine.Reader) { got = p.HGet(ctx, x.keys.files(n.Table, folderOf(n.Path)), n.Path) })
	if err != nil {
		return Entry{}, err
	}
	if errors.Is(got.Err(), redis.Nil) {
		return Entry{}, ErrNoFile
	}
	e, wrong := x.parse(n, got.Val())
	if wrong != "" {
		return Entry{}, fmt.Errorf("the entry of %s cannot be read: %s", n, wrong)
	}
	return e, nil
}

// parse reads an entry that stands under a name, and says what is wrong with it: "" for nothing.
func (x *Index) parse(n Name, text string) (Entry, string) {
	if wrong := readable(n.Path); wrong != "" {
		return Entry{}, wrong
	}
	e, err := ParseEntry([]byte(text))
	switch {
	case err != nil:
		return Entry{}, err.Error()
	case e.Path != n.Path, e.Table != "" && e.Table != n.Table, e.Database != "" && e.Database != x.keys.database:
		return Entry{}, "it is of another file"
	}
	e.Database, e.Table = x.keys.database, n.Table
	return e, ""
}

// Databases returns the names of the databases.
func (x *Index) Databases(context.Context) ([]string, error) { return []string{x.keys.database}, nil }

// Tables returns the names of the tables that have files or had some, in order.
func (x *Index) Tables(ctx context.Context) ([]string, error) {
	var spans *redis.MapStringStringCmd
	peers := make([]*redis.IntCmd, len(x.o.Peers))
	err := x.e.Read(ctx, func(p engine.Reader) {
		spans = p.HGetAll(ctx, x.keys.own("tables"))
		for i, table := range x.o.Peers {
			peers[i] = p.HLen(ctx, x.keys.folders(table))
		}
	})
	if spans.Err() == nil {
		err = unlessNoHash(err, peers...)
	}
	if err != nil {
		return nil, err
	}
	all := slices.Collect(maps.Keys(spans.Val()))
	for i, table := range x.o.Peers {
		if peers[i].Val() > 0 || noHash(peers[i]) { // a query tells of that
			all = append(all, table)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// Folder is a folder of a table, and how many files it has.
type Folder struct {
	Path  string // date=2024-01-15/hour=21
	Files int64
}

// Paths returns the folders of a table that have files, in order. What others noted that can be no folder is left out.
func (x *Index) Paths(ctx context.Context, table string) ([]Folder, error) {
	if err := checkName("table", table); err != nil {
		return nil, err
	}
	all, strays, err := x.paths(ctx, table)
	if err == nil && len(strays) > 0 {
		err = errors.New(strays[0].Why)
	}
	return all, err
}

// paths is Paths, and tells of what is no hash. Where the index knows of another number of files than is noted, as after somebody has
// removed folders: by hand, the folders of those that it knows are among them.
func (x *Index) paths(ctx context.Context, table string) (all []Folder, strays []Unreadable, err error) {
	dirs, counted, strays, err := x.noted(ctx, table)
	if err != nil {
		return nil, nil, err
	}
	files, sums := map[string]int64{}, map[string]int64{}
	for dir, text := range dirs {
		if isFolder(dir) {
			n, _ := strconv.ParseInt(text, 10, 64) // what others wrote into it is shown as none
			files[dir] = n
			sums[folderOf(dir)] += n
		}
	}
	for folder, n := range counted {
		if sums[folder] == n {
			continue
		}
		known, err := x.look(ctx, Query{Table: table, Folder: folder}, engine.Place{}, everything, everything)
		if err != nil {
			return nil, nil, err
		}
		ours := map[string]int64{}
		for _, file := range known.all() {
			ours[path.Dir(file)]++
		}
		for dir, n := range ours {
			files[dir] = max(files[dir], n)
		}
	}
	for dir, n := range files {
		all = append(all, Folder{dir, n})
	}
	slices.SortFunc(all, func(a, b Folder) int { return cmp.Compare(a.Path, b.Path) })
	return all, strays, nil
}
