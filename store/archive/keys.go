package archive

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"stoa/store/engine"
)

//go:embed lua/*.lua
var luaFiles embed.FS

// ownKeys are the keys of the index itself, in the order that the scripts which change it take them in.
var ownKeys = []string{"tables", "facts", "counts", "paths", "unreadable", "drops", "dropping", "pending", "groups", "due", "plans",
	"leases", "held", "parked", "fence", "done"}

// changes declares a script that changes the index: it takes all of the index' own keys, and so many more.
func changes(name string, more int) engine.Script {
	return engine.Declare(name, engine.Works, len(ownKeys)+more).With("facts", "files", "pending", "known", "plan", "loosen")
}

var (
	indexScript   = changes("index_files", 0).Each(3).Refuses(engine.Means{"dropping": ErrDropping, "elsewhere": ErrElsewhere})
	takeScript    = changes("take_plan", 0)
	renewScript   = changes("renew_plan", 0).Refuses(engine.Means{"lost": ErrPlanLost})
	commitScript  = changes("commit_plan", 4).Refuses(engine.Means{"lost": ErrPlanLost, "missing": ErrPlanMissing})
	giveUpScript  = changes("give_up_plan", 0).Refuses(engine.Means{"lost": ErrPlanLost})
	rewriteScript = changes("rewrite_file", 0).Refuses(engine.Means{"gone": ErrNoFile})
	unparkScript  = changes("unpark_plan", 0).Refuses(engine.Means{"gone": ErrNoPlan})
	queryScript   = engine.Declare("query_files", engine.Reads, 6).With("facts", "times")
	dropScript    = engine.Declare("take_drops", engine.Works, 3).With("facts")
	droppedScript = engine.Declare("end_drops", engine.Works, 2)
	layoutScript  = engine.Declare("lay_out", engine.Works, 1)
)

// Scripts returns the scripts of the index.
func Scripts() []engine.Script {
	return []engine.Script{indexScript, takeScript, renewScript, commitScript, giveUpScript, rewriteScript, unparkScript, queryScript,
		dropScript, droppedScript, layoutScript, masksScript, notePeriodsScript,
		failureScript}
}

// Files returns the files of its scripts.
func Files() fs.FS {
	files, err := fs.Sub(luaFiles, "lua")
	if err != nil { // the directory is compiled in
		panic(err)
	}
	return files
}

// KeyTable returns the keys of the index. The first two have no prefix: they are as other readers of the index know them.
func KeyTable() engine.KeyTable {
	all, merging := "index_files, commit_plan", "index_files and all scripts named *_plan"
	row := engine.NewRow
	return engine.KeyTable{
		row("files:{NAME}:TABLE:FOLDER", "hash", "path to entry, as JSON", all, ""),
		row("folders:{NAME}:TABLE", "hash", "folder to how many files are in it", all, ""),
		row("{NAME}:archive:layout", "string", "the version of this layout", "lay_out", ""),
		row("{NAME}:archive:tables", "hash", "table to the longest time that a file of it spans, in microseconds", all, ""),
		row("{NAME}:archive:facts", "hash", "table/path to first and last time, bytes, rows, iteration, layer; or ! and why its entry "+
			"cannot be read", all, ""),
		row("{NAME}:archive:counts", "hash", "table or table/first folder, and files, rows or bytes, to how many; table and "+
			"changes, to how often files of it were removed or replaced", all, ""),
		row("{NAME}:archive:paths", "zset", "table/path of all files; all at 0, in lexical order", all, ""),
		row("{NAME}:archive:times:TABLE", "zset", "three digits of nanoseconds and the path, by the first time in microseconds", all, ""),
		row("{NAME}:archive:unreadable", "zset", "table/path of files whose entries cannot be read; in lexical order", all, ""),
		row("{NAME}:archive:pending", "zset", "group LF path of files that wait to be merged; in lexical order. A group is table/folder "+
			"LF iteration LF layer", merging, ""),
		row("{NAME}:archive:groups", "hash", "group to how many wait, their bytes, since when", merging, ""),
		row("{NAME}:archive:due", "zset", "groups of two files and more, by when they are to be merged", merging, ""),
		row("{NAME}:archive:plans", "hash", "id to plan, as JSON", merging, ""),
		row("{NAME}:archive:leases", "zset", "ids of plans by when they can be taken", merging, ""),
		row("{NAME}:archive:held", "hash", "table/path to the id of the plan that it is in", merging, ""),
		row("{NAME}:archive:parked", "zset", "ids of plans that failed too often, by when", merging, ""),
		row("{NAME}:archive:fence", "string", "the last number that a taken plan got", merging, ""),
		row("{NAME}:archive:committed:ID", "string", "the path of the file that a plan was committed with", "commit_plan", "1 day"),
		row("{NAME}:archive:drops", "zset", "table/path LF layer of files to be removed, by when", all+", take_drops, end_drops", ""),
		row("{NAME}:archive:dropping", "zset", "those that are being removed, by when another may try", "take_drops, end_drops", ""),
		row("{NAME}:archive:masked", "hash", "MEETING:ORDER:LINE of lines that were deleted and whose text may be in a file still, to "+
			"when it was said, when its file was asked for, when the mask ends; 0 for none", "change_masks", ""),
		row("{NAME}:archive:periods:SCOPE", "hash", "TABLE:MEETING:ORDER of the dates of a meeting or a course, to the first and the last "+
			"millisecond of their rows", "note_periods", ""),
		row("{NAME}:archive:failures", "hash", "MEETING:ORDER of dates that could not be archived, with reading before it of those that "+
			"could not be read, reading TABLE/PATH of files, or another work, to when and why; 50 at most",
			"note_failure", ""),
		row("{NAME}:archive:done", "hash", "what was registered once, to when", "index_files", ""),
	}
}

// keys builds the keys of a database, whose braces keep all of them in one slot.
type keys struct {
	engine.Keys
	database string
}

// databaseOf returns the name of the database that goes with a prefix: {stoa} with "stoa:".
func databaseOf(prefix string) string { return "{" + strings.TrimSuffix(prefix, ":") + "}" }

func (k keys) own(name string) string { return k.In(k.database, "archive:"+name) }

// all returns the index' own keys, and more.
func (k keys) all(more ...string) []string {
	var all []string
	for _, name := range ownKeys {
		all = append(all, k.own(name))
	}
	return append(all, more...)
}

func (k keys) files(table, folder string) string {
	return "files:" + k.database + ":" + table + ":" + folder
}
func (k keys) folders(table string) string { return "folders:" + k.database + ":" + table }
func (k keys) times(table string) string   { return k.own("times:" + table) }
func (k keys) periods(kind string, id any) string {
	return k.own(fmt.Sprint("periods:", kind, ":", id))
}
func (k keys) committed(id string) string { return k.own("committed:" + id) }

// folder returns the keys of a first folder of a table, as the scripts take them.
func (k keys) folder(table, folder string) []string {
	return []string{k.files(table, folder), k.folders(table), k.times(table)}
}
