// Package index finds documents by the words in them: postings of words in Redis, by namespace, so that courses, people
// and rooms are found by the same few lines.
//
//	index.go words to documents and back
//	words.go text to words: folded, cut, bounded
//	lua/     the two scripts
//
// A posting is a member "word NUL rank NUL id" of one sorted set in lexical order, so that the heaviest of a word come
// first and a range finds a word's beginnings too. What changes a document is ordered by the outbox entry that asked for it.
package index

import (
	"context"
	"embed"
	"io/fs"
	"slices"
	"strconv"

	"stoa/store/engine"
)

// tag is the hash tag of all that is found by words.
const tag = "{search}"

// maxPostings is how much is read for one word of a query: a word that begins with "a" in a campus of 20,000 courses
// must not hold up Redis.
const maxPostings = 5000

// heaviest is the greatest weight that a word can have; a posting's rank is what is missing to one more than it.
const heaviest = 8

//go:embed lua/*.lua
var luaFiles embed.FS

var (
	searchScript = engine.Declare("search", engine.Reads, 1)
	putScript    = engine.Declare("index_document", engine.Works, 3)
)

// Scripts returns the scripts of the index.
func Scripts() []engine.Script { return []engine.Script{searchScript, putScript} }

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
	return engine.KeyTable{
		engine.NewRow("{search}:SPACE:postings", "zset", "word NUL rank NUL id, all at 0, in lexical order",
			"followers (index_document)", ""),
		engine.NewRow("{search}:SPACE:newest", "zset", "what can be found, by creation", "followers (index_document)", ""),
		engine.NewRow("{search}:SPACE:document:ID", "hash", "what it is found by, and the entry that caused it",
			"followers (index_document)", ""),
	}
}

// Index finds the documents of one namespace.
type Index struct {
	e     *engine.Engine
	space string
}

// New returns the index of a namespace.
func New(e *engine.Engine, space string) *Index { return &Index{e, space} }

func (x *Index) postings() string { return x.e.In(tag, x.space+":postings") }
func (x *Index) newest() string   { return x.e.In(tag, x.space+":newest") }

// DocumentKey is where it stands what a document is found by.
func (x *Index) DocumentKey(id string) string { return x.e.In(tag, x.space+":document:"+id) }

// Text is a piece of a document with how much its words count, from 1 to 8.
type Text struct {
	Text   string
	Weight int
}

// Put returns the call that makes a document found by its texts, with its place among the newest. order is that of the
// outbox entry that asks for it.
func (x *Index) Put(id, order string, place int64, texts ...Text) engine.Call {
	args := []any{id, order, place}
	for _, posting := range postings(id, texts) {
		args = append(args, posting)
	}
	return x.call(id, args)
}

// Remove returns the call that makes a document found no more.
func (x *Index) Remove(id, order string) engine.Call { return x.call(id, []any{id, order, ""}) }

func (x *Index) call(id string, args []any) engine.Call {
	return engine.Call{Script: putScript, Keys: []string{x.DocumentKey(id), x.postings(), x.newest()}, Args: args}
}

// postings returns the entries by which a document is found: word, NUL, rank, NUL, id.
func postings(id string, texts []Text) []string {
	best := map[string]int{}
	for _, t := range texts {
		for _, w := range splitWords(t.Text) {
			best[w] = max(best[w], t.Weight)
		}
	}
	out := make([]string, 0, len(best))
	for w, weight := range best {
		out = append(out, w+"\x00"+strconv.Itoa(heaviest+1-weight)+"\x00"+id)
	}
	slices.Sort(out) // so that the same document always leaves the same postings
	return out
}

// Search returns documents with some of words, best match first, after a place: those with all words before those with
// some. A place's score is how well it matches.
func (x *Index) Search(ctx context.Context, words []string, after engine.Place, limit int) ([]engine.Place, error) {
	last := ""
	if after.Member != "" {
		last = strconv.FormatInt(after.Score, 10)
	}
	args := []any{limit, last, after.Member, maxPostings}
	for _, w := range words {
		args = append(args, w)
	}
	got, err := x.e.Ask(ctx, searchScript, []string{x.postings()}, args...)
	places := make([]engine.Place, 0, limit)
	for i := 0; i+1 < len(got.All()); i += 2 {
		places = append(places, engine.Place{Member: got.Text(i), Score: got.Number(i + 1)})
	}
	return places, err
}

// Newest returns what can be found, the newest first, after a place.
func (x *Index) Newest(ctx context.Context, after engine.Place, limit int) ([]engine.Place, error) {
	return x.e.Page(ctx, x.newest(), after, limit, true)
}
