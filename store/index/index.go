// Package index finds documents by the words in them: an inverted index in Redis, by namespace, so that courses and rooms
// are found by the same few lines.
//
//	index.go    the keys, and documents into the index
//	impact.go   how much a word counts in a document
//	query.go    what is asked and found
//	across.go   the same in several indexes at once
//	words.go    text to words: folded, cut, bounded
//	marks.go    where a text has what was looked for
//	compare.go  the index held against what it should be
//	lua/        the scripts
//
// The postings of a word are a run of one sorted set in lexical order, the greatest impact first, so that a bounded read
// leaves out the least relevant; each shelf has runs of its own, for a filter where a word is common elsewhere. Beside them
// stand the vocabulary, in order and by what its words begin with, and its spellings with a character left out, which is how
// a typo is found. What changes a document is ordered by the outbox entry that asked for it.
package index

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"stoa/store/engine"
)

// tagSearch is the hash tag of what is found in the whole campus.
const tagSearch = "{search}"

// flat is the shelf of documents of an index that has none.
const flat = "-"

//go:embed lua/*.lua
var luaFiles embed.FS

var (
	putScript    = engine.Declare("index_documents", engine.Works, 9).With("words", "text", "document", "batch", "tally")
	searchScript = engine.Declare("search", engine.Reads, 8).With("words", "vocabulary", "score", "terms", "postings", "owned",
		"heap")
	weighScript = engine.Declare("weigh_words", engine.Reads, 2)
	listScript  = engine.Declare("list_documents", engine.Reads, 1).With("words", "heap")
)

// Scripts returns the scripts of the index.
func Scripts() []engine.Script {
	return []engine.Script{putScript, searchScript, listScript, checkDocsScript, checkWordsScript, foundScript, swapScript, dropScript,
		weighScript}
}

// Files returns the files of its scripts.
func Files() fs.FS {
	files, err := fs.Sub(luaFiles, "lua")
	if err != nil { // the directory is compiled in
		panic(err)
	}
	return files
}

// KeyTable returns the keys of the index; see the table of the store.
func KeyTable() engine.KeyTable {
	by := "followers (index_documents)"
	return engine.KeyTable{
		engine.NewRow("{search}:SPACE:orders", "hash", "document to the entry that caused how it stands, also when it is found no more",
			by, ""),
		engine.NewRow("{search}:SPACE:facts", "hash", "document to its shelf, its owner, its keys by newest and by closing", by, ""),
		engine.NewRow("{search}:SPACE:texts", "hash", "document to its words with their impacts, each NUL word SOH impact", by, ""),
		engine.NewRow("{search}:SPACE:postings", "zset", "word NUL what its impact lacks to 999, document; once more behind its shelf "+
			"and a space; all at 0, in lexical order", by, ""),
		engine.NewRow("{search}:SPACE:words", "hash", "word to how many documents have it", by, ""),
		engine.NewRow("{search}:SPACE:vocabulary", "zset", "word; all at 0, in lexical order", by, ""),
		engine.NewRow("{search}:SPACE:beginnings", "zset", "one to three characters NUL how rare, word; all at 0, in lexical order", by,
			""),
		engine.NewRow("{search}:SPACE:spellings", "zset", "word or all but one of its characters NUL word; all at 0, in lexical order",
			by, ""),
		engine.NewRow("{search}:SPACE:lists", "zset", "n or c, s and shelf or o, owner and shelf, NUL key document; in lexical order",
			by, ""),
		engine.NewRow("{P}:search:ROOM:orders", "hash", "as {search}:SPACE:orders, here and below: of a room's lines", by, ""),
		engine.NewRow("{P}:search:ROOM:facts", "hash", "line to -, its author, whom it mentions", by, ""),
		engine.NewRow("{P}:search:ROOM:texts", "hash", "line to its words", by, ""),
		engine.NewRow("{P}:search:ROOM:postings", "zset", "word NUL 499 line, the newest first", by, ""),
		engine.NewRow("{P}:search:ROOM:words", "hash", "word to how many lines have it", by, ""),
		engine.NewRow("{P}:search:ROOM:vocabulary", "zset", "word", by, ""),
		engine.NewRow("{P}:search:ROOM:beginnings", "zset", "one to three characters NUL how rare, word", by, ""),
		engine.NewRow("{P}:search:ROOM:spellings", "zset", "word or all but one of its characters NUL word", by, ""),
	}
}

// Index finds the documents of one namespace.
type Index struct {
	e                *engine.Engine
	tag, space, anew string // anew is the space of one that is built to take its place
	isID             func(string) bool
	shelves          []string
}

// New returns the index of a namespace, whose documents have ids of a kind and stand on these shelves.
func New(e *engine.Engine, space string, isID func(string) bool, shelves ...string) *Index {
	return &Index{e, tagSearch, space, space + "anew", isID, shelves}
}

// Flat returns the index of a namespace under a hash tag, that of what it is about, so that the one goes with the other. It has
// no shelves: what is in it is found by its words, or the newest first, which is the order of the documents' ids.
func Flat(e *engine.Engine, tag, space string) *Index {
	return &Index{e, tag, "search:" + space, "search:anew:" + space, nil, nil}
}

// isFlat reports whether an index has no shelves.
func (x *Index) isFlat() bool { return len(x.shelves) == 0 }

// Key returns one of the keys of the namespace.
func (x *Index) Key(what string) string { return x.e.In(x.tag, x.space+":"+what) }

func (x *Index) keys(names ...string) []string {
	keys := make([]string, len(names))
	for i, name := range names {
		keys[i] = x.Key(name)
	}
	return keys
}

// Document is what can be found. ID, Shelf and Owner have no spaces and no control characters; an ID is letters and digits.
type Document struct {
	ID      string
	Texts   []Text
	Shelf   string    // the one of the index's shelves that it stands on; "" in an index that has none
	Owner   string    // whose it is
	Created time.Time // what it is ordered by, the newest first
	Closes  time.Time // and the first to close first; zero for never
	Along   string    // in an index without shelves: what a hit brings along, without spaces
}

// putAtOnce is how many documents one call brings: a hundred short lines whose words are known take Redis less than 5 ms, and
// what is more it leaves for the next.
const putAtOnce = 100

// last is the greatest time that a list is ordered by, in milliseconds.
const last = 9_999_999_999_999

// facts writes what a document is listed and filtered by.
func (d Document) facts() string {
	if d.Shelf == "" {
		return strings.TrimSpace(flat + " " + d.Owner + " " + d.Along)
	}
	closes := int64(last)
	if !d.Closes.IsZero() {
		closes = min(max(d.Closes.UnixMilli(), 0), last)
	}
	return fmt.Sprintf("%s %s %013d %013d", d.Shelf, d.Owner, last-min(max(d.Created.UnixMilli(), 0), last), closes)
}

// text writes the words of a document with their impacts.
func (d Document) text() string {
	var b strings.Builder
	words := impacts(d.Texts)
	for _, w := range slices.Sorted(maps.Keys(words)) { // so that the same document always has the same text
		fmt.Fprintf(&b, "\x00%s\x01%d", w, words[w])
	}
	return b.String()
}

// Put returns the call that makes a document found as it is. order is that of the outbox entry that asks for it.
func (x *Index) Put(d Document, order string) engine.Call {
	return x.call(d.ID, order, d.facts(), d.text())
}

// Remove returns the call that makes a document found no more.
func (x *Index) Remove(id, order string) engine.Call { return x.call(id, order, "", "") }

func (x *Index) call(args ...any) engine.Call {
	return engine.Call{Script: putScript, Args: args, Keys: x.keys(allKeys...)}
}

// Change is a document that is to be found as it is, or found no more, as the outbox entry of an order asks.
type Change struct {
	Document
	Gone  bool
	Order string
}

// PutAll returns the calls that make documents found as they are, or no more, many with each. None stands there twice.
func (x *Index) PutAll(changes []Change) []engine.Call {
	var calls []engine.Call
	for some := range slices.Chunk(changes, putAtOnce) {
		var args []any
		for _, c := range some {
			if c.Gone {
				args = append(args, c.ID, c.Order, "", "")
			} else {
				args = append(args, c.ID, c.Order, c.facts(), c.text())
			}
		}
		calls = append(calls, x.call(args...))
	}
	return calls
}
