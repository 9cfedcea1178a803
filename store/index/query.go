package index

import (
	"context"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"stoa/store/engine"
)

// Order is how what is found is ordered.
type Order string

// The orders. Best needs words.
const (
	Best    Order = "b"
	Newest  Order = "n"
	Closing Order = "c"
)

// byID is the newest first in an index without shelves.
const byID Order = "i"

// maxPostings is how much is read for one query, all of its words together: so much takes Redis less than 5 ms.
const maxPostings = 1100

// Query is what is asked.
type Query struct {
	Words   []string // folded, as Words gives them; none for all documents
	Order   Order
	Shelves []string // where to look; nil for all
	Owner   string   // whose; "" for anybody's
	Cursor  string   // Next of a page before; "" for the first
	Limit   int
}

// Hits is a page of what was found.
type Hits struct {
	IDs   []string
	Meant []string // words that a typo in the query has missed by a character
	Next  string   // cursor of the next page; "" at the end
}

// cursor is where a page ends. It carries the weights that the words had in the first page, and which were typos, since
// that changes while documents come and go; and what was asked, since with another question it means nothing.
type cursor struct {
	order   Order
	place   engine.Place
	asked   string
	weights []string
}

// asked is short for what a query asks, whichever page of it.
func (q Query) asked() string {
	sum := fnv.New32a()
	fmt.Fprintf(sum, "%q %q %q", q.Words, q.Shelves, q.Owner)
	return strconv.FormatUint(uint64(sum.Sum32()), 36)
}

// maxWeight is more than a word can weigh, however many documents there are.
const maxWeight = 10_000

// String writes a cursor: order and place, then what was asked and the weights.
func (c cursor) String() string {
	return string(c.order) + c.place.String() + "." + strings.Join(append([]string{c.asked}, c.weights...), "-")
}

// parseCursor reads the cursor of a query; ErrCursor when it is another's.
func (x *Index) parseCursor(q Query) (cursor, error) {
	c, err := q.readCursor()
	if err == nil && q.Cursor != "" && !x.isID(c.place.Member) {
		err = engine.ErrCursor
	}
	return c, err
}

// readCursor is parseCursor, whatever the document is that its page ended with.
func (q Query) readCursor() (cursor, error) {
	c := cursor{order: q.Order}
	if q.Cursor == "" {
		return c, nil
	}
	rest, ours := strings.CutPrefix(q.Cursor, string(q.Order))
	at := strings.LastIndexByte(rest, '.')
	if !ours || at < 0 || rest[:at] == "" {
		return c, engine.ErrCursor
	}
	var err error
	if c.place, err = engine.ParsePlace(rest[:at]); err != nil {
		return c, err
	}
	parts := strings.Split(rest[at+1:], "-")
	c.asked, c.weights = parts[0], parts[1:]
	for _, w := range c.weights {
		if n, err := strconv.Atoi(strings.TrimPrefix(strings.TrimPrefix(w, "t"), "?")); err != nil || n < 0 || n > maxWeight {
			return c, engine.ErrCursor
		}
	}
	if c.asked != q.asked() || len(c.weights) != len(q.Words) {
		return c, engine.ErrCursor
	}
	return c, nil
}

// Find returns a page of documents in one round trip. ErrCursor refuses a cursor of another query or of none. In indexes without
// shelves QueueAcross finds.
func (x *Index) Find(ctx context.Context, q Query) (Hits, error) {
	after, err := x.parseCursor(q)
	if err != nil {
		return Hits{}, err
	}
	asked := q.asked()                                            // before it says where to look for everywhere
	if q.Shelves == nil && (q.Owner != "" || len(q.Words) == 0) { // where there is a list for each shelf
		q.Shelves = x.shelves
	}
	if len(q.Words) == 0 {
		got, err := x.e.Ask(ctx, listScript, x.keys("lists"), x.where(q, after)...)
		return q.page(asked, nil, nil, got.All()), err
	}
	got, err := x.e.Ask(ctx, searchScript, x.keys(searchKeys...), x.searchArgs(q, after, maxPostings)...)
	return q.page(asked, strings.Fields(got.Text(0)), engine.Texts(got.List(1)), got.List(2)), err
}

// searchKeys are the keys of an index that the search reads.
var searchKeys = []string{"facts", "texts", "postings", "words", "vocabulary", "beginnings", "spellings", "lists"}

// where is what the scripts take that find documents: how many, in what order, after which, whose and where.
func (x *Index) where(q Query, after cursor) []any {
	rank := ""
	if after.place.Member != "" {
		rank = strconv.FormatInt(after.place.Score, 10)
	}
	order, shelves := q.Order, spaced(q.Shelves)
	if x.isFlat() {
		shelves = flat
		if order != Best {
			order = byID
		}
	}
	return []any{q.Limit + 1, string(order), rank, after.place.Member, q.Owner, shelves}
}

// searchArgs is what the search takes. It reads so many postings at most.
func (x *Index) searchArgs(q Query, after cursor, most int) []any {
	args := append(x.where(q, after), strings.Join(after.weights, " "), most)
	for _, w := range q.Words {
		args = append(args, w)
	}
	return args
}

// spaced writes shelves as the scripts look for them: each between spaces.
func spaced(shelves []string) string {
	if len(shelves) == 0 {
		return ""
	}
	return " " + strings.Join(shelves, " ") + " "
}

// page reads what was found: one more than asked for says that there is a next page.
func (q Query) page(asked string, weights, meant []string, found []any) Hits {
	places := engine.PlacesOf(found)
	h := Hits{Meant: meant}
	if len(places) > q.Limit {
		places = places[:q.Limit]
		h.Next = cursor{q.Order, places[q.Limit-1], asked, weights}.String()
	}
	for _, p := range places {
		h.IDs = append(h.IDs, p.Member)
	}
	return h
}
