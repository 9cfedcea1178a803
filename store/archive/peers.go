package archive

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/engine"
)

// Others may register and remove files by the hashes alone. What they did to the tables that are named in Options.Peers is taken up
// before it is looked for: a folder is read where it has not as many entries as the index knows. That misses one added and one
// removed between two looks, and one replaced; Compare finds these too.

// adopt takes up what others did in the folders of some files.
func (x *Index) adopt(ctx context.Context, some []Name) error {
	folders := map[Name]bool{}
	for _, n := range some {
		if slices.Contains(x.o.Peers, n.Table) {
			folders[Name{n.Table, folderOf(n.Path)}] = true
		}
	}
	for f := range folders {
		if _, _, err := x.repair(ctx, f.Table, f.Path); err != nil {
			return err
		}
	}
	return nil
}

// adoptTable takes up what others did in a query's table, and tells of what cannot be indexed: of the hashes of the folders that it asks
// for, since the path of such an entry may be anything.
func (x *Index) adoptTable(ctx context.Context, q Query) (strays []Unreadable, err error) {
	table := q.Table
	if !slices.Contains(x.o.Peers, table) {
		return nil, nil
	}
	counted, strays, err := x.foldersOf(ctx, table)
	if err != nil {
		return nil, err
	}
	folders := slices.Sorted(maps.Keys(counted))
	there := make([]*redis.IntCmd, len(folders))
	err = x.e.Read(ctx, func(p engine.Reader) {
		for i, folder := range folders {
			there[i] = p.HLen(ctx, x.keys.files(table, folder))
		}
	})
	if err = unlessNoHash(err, there...); err != nil {
		return nil, err
	}
	for i, folder := range folders {
		if !noHash(there[i]) && there[i].Val() == counted[folder] {
			continue
		}
		_, some, err := x.repair(ctx, table, folder)
		if err != nil {
			return nil, err
		}
		if q.within(folder) {
			strays = append(strays, some...)
		}
	}
	return strays, nil
}

// answered is one command of several that were read.
type answered interface{ Err() error }

// noHash reports whether something else stands under the key of a hash: any program can put it there.
func noHash(cmd answered) bool { return engine.IsWrongType(cmd.Err()) }

// unlessNoHash is the error of some reads, unless nothing else was wrong with them than that something is no hash.
func unlessNoHash[C answered](err error, cmds ...C) error {
	for _, cmd := range cmds {
		if failed := cmd.Err(); failed != nil && !errors.Is(failed, redis.Nil) && !noHash(cmd) {
			return err
		}
	}
	if slices.ContainsFunc(cmds, func(cmd C) bool { return noHash(cmd) }) {
		return nil
	}
	return err
}

// noHashAt tells of a key that should be a hash.
func noHashAt(path, key string) Unreadable { return Unreadable{path, key + " is not a hash in Redis"} }

// noted returns how many files are noted of the folders of a table, as it stands there, and how many the index knows in its first folders.
func (x *Index) noted(ctx context.Context, table string) (dirs map[string]string, counted map[string]int64,
	strays []Unreadable, err error) {
	var there, counts *redis.MapStringStringCmd
	err = x.e.Read(ctx, func(p engine.Reader) {
		there, counts = p.HGetAll(ctx, x.keys.folders(table)), p.HGetAll(ctx, x.keys.own("counts"))
	})
	if counts.Err() == nil {
		err = unlessNoHash(err, there)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	if noHash(there) {
		strays = append(strays, noHashAt("", x.keys.folders(table)))
	}
	counted = map[string]int64{}
	for field, files := range counts.Val() {
		folder, ours := strings.CutPrefix(strings.TrimSuffix(field, " files"), table+"/")
		if ours && strings.HasSuffix(field, " files") {
			counted[folder], _ = strconv.ParseInt(files, 10, 64)
		}
	}
	return there.Val(), counted, strays, nil
}

// foldersOf returns the first folders that a table has, whoever says so, with how many files the index knows in each.
func (x *Index) foldersOf(ctx context.Context, table string) (counted map[string]int64, strays []Unreadable, err error) {
	dirs, counted, strays, err := x.noted(ctx, table)
	for dir := range dirs {
		folder := folderOf(dir)
		if _, known := counted[folder]; !known && isFolder(folder) {
			counted[folder] = 0
		}
	}
	return counted, strays, err
}

// Compare holds the index of a table against all entries that stand in it, and takes up what differs. It returns what it took up,
// a sentence each, and what cannot be indexed at all. It reads all of the table.
func (x *Index) Compare(ctx context.Context, table string) (taken []string, strays []Unreadable, err error) {
	if err := checkName("table", table); err != nil {
		return nil, nil, err
	}
	counted, strays, err := x.foldersOf(ctx, table)
	if err != nil {
		return nil, nil, err
	}
	for _, folder := range slices.Sorted(maps.Keys(counted)) {
		some, odd, err := x.repair(ctx, table, folder)
		if err != nil {
			return nil, nil, err
		}
		for _, c := range some {
			differs := map[string]string{"adopt": "An entry was not known as it is: ", "forget": "There is no entry of "}[c.what]
			taken = append(taken, differs+c.name.String())
		}
		strays = append(strays, odd...)
	}
	return taken, strays, nil
}

// repair takes up what others did in a folder. It returns what differed, and what cannot be indexed.
func (x *Index) repair(ctx context.Context, table, folder string) (changes []change, strays []Unreadable, err error) {
	var there *redis.MapStringStringCmd
	err = x.e.Read(ctx, func(p engine.Reader) { there = p.HGetAll(ctx, x.keys.files(table, folder)) })
	if noHash(there) {
		return nil, []Unreadable{noHashAt(folder, x.keys.files(table, folder))}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	ours, err := x.look(ctx, Query{Table: table, Folder: folder}, engine.Place{}, everything, everything)
	if err != nil {
		return nil, nil, err
	}
	var paths []string
	for path := range there.Val() {
		if wrong := readable(path); wrong != "" || folderOf(path) != folder {
			strays = append(strays, Unreadable{path, "its path is none of this folder"})
		} else {
			paths = append(paths, path)
		}
	}
	known, err := x.factsOf(ctx, table, paths)
	if err != nil {
		return nil, nil, err
	}
	for i, path := range paths {
		text := there.Val()[path]
		if facts := x.factsIn(Name{table, path}, text); facts != known[i] {
			changes = append(changes, change{"adopt", Name{table, path}, facts, text})
		}
	}
	for _, path := range ours.all() {
		if _, ok := there.Val()[path]; !ok {
			changes = append(changes, change{what: "forget", name: Name{table, path}})
		}
	}
	var calls []engine.Call
	for some := range slices.Chunk(changes, chunk) {
		calls = append(calls, x.call("", some))
	}
	_, err = x.e.RunAll(ctx, calls)
	if engine.IsWrongType(err) { // folders:, for files: was read a moment ago
		return nil, append(strays, noHashAt(folder, x.keys.folders(table))), nil
	}
	return changes, strays, err
}

// factsIn returns the facts of an entry, or why there are none.
func (x *Index) factsIn(n Name, text string) string {
	e, wrong := x.parse(n, text)
	if wrong != "" {
		return "!" + wrong
	}
	return e.facts()
}

// factsOf returns what the index keeps of files, "" for those that it does not know.
func (x *Index) factsOf(ctx context.Context, table string, paths []string) ([]string, error) {
	if len(paths) == 0 {
		return nil, nil
	}
	names := make([]string, len(paths))
	for i, path := range paths {
		names[i] = Name{table, path}.String()
	}
	var got *redis.SliceCmd
	if err := x.e.Read(ctx, func(p engine.Reader) { got = p.HMGet(ctx, x.keys.own("facts"), names...) }); err != nil {
		return nil, err
	}
	return engine.Texts(got.Val()), nil
}
