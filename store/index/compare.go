package index

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/redis/go-redis/v9"

	"stoa/store/engine"
)

var (
	checkDocsScript  = engine.Declare("check_documents", engine.Reads, 9).With("words", "text", "document")
	checkWordsScript = engine.Declare("check_words", engine.Reads, 9).With("words", "document")
	foundScript      = engine.Declare("list_found", engine.Reads, 1)
	swapScript       = engine.Declare("swap_index", engine.Works, 18)
	dropScript       = engine.Declare("drop_index", engine.Works, 9)
)

// allKeys are the keys of an index, as its scripts name them.
var allKeys = []string{"orders", "facts", "texts", "postings", "words", "vocabulary", "beginnings", "spellings", "lists"}

// How much one call compares: so much takes Redis less than 5 ms.
const (
	docsAtOnce  = 3
	wordsAtOnce = 100
)

// Comparison holds an index against what it should be. What should be in it is looked up, and since each of its keys then
// has as many members as it should, there is nothing else.
type Comparison struct {
	x     *Index
	seen  map[string]bool
	words map[string]int // to how many documents have them
	sizes map[string]int // how many members the keys should have
	wrong []string
}

// Compare begins a comparison: give it all documents, then ask for what is Wrong.
func (x *Index) Compare() *Comparison {
	return &Comparison{x: x, seen: map[string]bool{}, words: map[string]int{}, sizes: map[string]int{}}
}

// Documents compares documents that should be found. One that was given before is passed over.
func (k *Comparison) Documents(ctx context.Context, docs []Document) error {
	for some := range slices.Chunk(docs, docsAtOnce) {
		var args []any
		for _, d := range some {
			if k.seen[d.ID] {
				continue
			}
			k.seen[d.ID] = true
			words := impacts(d.Texts)
			for w := range words {
				k.words[w]++
			}
			k.sizes["postings"] += len(words)
			if !k.x.isFlat() { // once more on its shelf
				k.sizes["postings"] += len(words)
			}
			args = append(args, d.ID, d.facts(), d.text())
		}
		got, err := k.x.e.Ask(ctx, checkDocsScript, k.x.keys(allKeys...), args...)
		if err != nil {
			return err
		}
		wrong := engine.Texts(got.All())
		for i := 0; i+1 < len(wrong); i += 2 {
			k.wrong = append(k.wrong, fmt.Sprintf("document %s is %s", wrong[i], wrong[i+1]))
		}
	}
	return nil
}

// Wrong returns all that is wrong, a sentence each; nothing when the index is as it should be.
func (k *Comparison) Wrong(ctx context.Context) ([]string, error) {
	if err := k.compareWords(ctx); err != nil {
		return nil, err
	}
	err := k.x.Found(ctx, func(id string) {
		if !k.seen[id] {
			k.seen[id] = true
			k.wrong = append(k.wrong, "document "+id+" is found and should not be")
		}
	})
	if err != nil {
		return nil, err
	}
	return k.wrong, k.compareSizes(ctx)
}

func (k *Comparison) compareWords(ctx context.Context) error {
	for some := range slices.Chunk(slices.Sorted(maps.Keys(k.words)), wordsAtOnce) {
		var args []any
		for _, w := range some {
			args = append(args, w, k.words[w])
		}
		got, err := k.x.e.Ask(ctx, checkWordsScript, k.x.keys(allKeys...), args...)
		if err != nil {
			return err
		}
		k.sizes["beginnings"] += int(got.Number(0))
		k.sizes["spellings"] += int(got.Number(1))
		for _, w := range engine.Texts(got.All()[2:]) {
			k.wrong = append(k.wrong, fmt.Sprintf("word %q is not as its %d documents have it", w, k.words[w]))
		}
	}
	return nil
}

// compareSizes compares how many members each key has with how many it should have.
func (k *Comparison) compareSizes(ctx context.Context) error {
	documents := len(k.seen)
	k.sizes["lists"], k.sizes["texts"], k.sizes["words"], k.sizes["vocabulary"] = 4*documents, documents, len(k.words), len(k.words)
	if k.x.isFlat() {
		k.sizes["lists"] = 0
	}
	names, have := slices.Sorted(maps.Keys(k.sizes)), map[string]*redis.IntCmd{}
	err := k.x.e.Read(ctx, func(p engine.Reader) {
		for _, name := range names {
			if name == "texts" || name == "words" {
				have[name] = p.HLen(ctx, k.x.Key(name))
			} else {
				have[name] = p.ZCard(ctx, k.x.Key(name))
			}
		}
	})
	if err != nil {
		return err
	}
	for _, name := range names {
		switch more := int(have[name].Val()) - k.sizes[name]; {
		case more > 0:
			k.wrong = append(k.wrong, fmt.Sprintf("%s: %d too many", name, more))
		case more < 0:
			k.wrong = append(k.wrong, fmt.Sprintf("%s: %d too few", name, -more))
		}
	}
	return nil
}

// Found calls each with every document that is found, some of them perhaps twice.
func (x *Index) Found(ctx context.Context, each func(id string)) error {
	for at := "0"; ; {
		got, err := x.e.Ask(ctx, foundScript, x.keys("facts"), at)
		if err != nil {
			return err
		}
		for _, id := range engine.Texts(got.All())[1:] {
			each(id)
		}
		if at = got.Text(0); at == "0" {
			return nil
		}
	}
}

// Rebuild fills an index beside this one with all documents that walk gives, and puts it in this one's place. What others
// wrote meanwhile is in the old one: compare afterwards, and Put what differs.
func (x *Index) Rebuild(ctx context.Context, walk func(each func([]Document) error) error) error {
	anew := &Index{x.e, x.tag, x.anew, "", x.isID, x.shelves}
	if _, err := x.e.Run(ctx, dropScript, anew.keys(allKeys...)); err != nil {
		return err
	}
	err := walk(func(docs []Document) error {
		changes := make([]Change, len(docs))
		for i, d := range docs {
			changes[i] = Change{Document: d, Order: "0"}
		}
		_, err := x.e.RunAll(ctx, anew.PutAll(changes))
		return err
	})
	if err != nil {
		return err
	}
	_, err = x.e.Run(ctx, swapScript, append(x.keys(allKeys...), anew.keys(allKeys...)...))
	return err
}

// Orders returns the orders of the entries that caused how documents stand; "0" for one that nothing was heard of.
func (x *Index) Orders(ctx context.Context, ids []string) ([]string, error) {
	var got *redis.SliceCmd
	err := x.e.Read(ctx, func(p engine.Reader) { got = p.HMGet(ctx, x.Key("orders"), ids...) })
	if err != nil {
		return nil, err
	}
	orders := engine.Texts(got.Val())
	for i, order := range orders {
		if order == "" {
			orders[i] = "0"
		}
	}
	return orders, nil
}
