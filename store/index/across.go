package index

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/engine"
)

const (
	// postingsAcross is how much is read for one query in all of many indexes, as far as each may read leastPostings.
	postingsAcross = 11_000
	leastPostings  = 60
)

// Hit is a document that was found in one of several indexes.
type Hit struct {
	In    int // which of them
	ID    string
	Owner string
	Along string
	rank  int64
	space string
}

// compare orders hits of several indexes as if it were one.
func (h Hit) compare(o Hit) int {
	return cmp.Or(cmp.Compare(h.rank, o.rank), strings.Compare(h.ID, o.ID), strings.Compare(h.space, o.space))
}

// Across is a page of documents of several indexes without shelves, being read. They are one to who looks: the best of all come
// first, however many each of them has.
type Across struct {
	in      []*Index
	q       Query
	weights []string
	read    []*redis.Cmd
}

// QueueAcross queues a query of several indexes in one round trip. weights are those of its words, as Weigh gives them; without,
// as it should be for one index alone, that one's own count. ErrCursor refuses a cursor of another query.
func QueueAcross(ctx context.Context, p engine.Reader, in []*Index, q Query, weights []string) (Across, error) {
	a := Across{in: in, q: q, weights: weights}
	after, space, err := q.parseAcross()
	if err != nil || len(q.Words) == 0 {
		return a, err
	}
	if after.weights != nil {
		a.weights = after.weights
	}
	share := min(max(postingsAcross/max(len(in), 1), leastPostings), maxPostings)
	for _, x := range in {
		from := after
		if from.place.Member != "" && x.space > space { // what stands just where the page ended comes after it in this one
			from.place.Member = before(from.place.Member)
		}
		from.weights = a.weights
		a.read = append(a.read, x.e.Queue(ctx, p, searchScript, x.keys(searchKeys...), x.searchArgs(q, from, share)...))
	}
	return a, nil
}

// before returns a text that comes after all names of documents that come before this one, and before it itself.
func before(id string) string {
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	last := len(id) - 1
	at := strings.IndexByte(digits, id[last])
	if at <= 0 {
		return id[:last]
	}
	return id[:last] + digits[at-1:at] + "z"
}

// LeaveOut has one of the indexes be as if it had not been asked: nothing of it is found, nor is any word of it one that there is.
func (a Across) LeaveOut(in int) {
	if in < len(a.read) {
		a.read[in] = nil
	}
}

// Hits returns the page, the words of each index that were meant by those with a typo, and the cursor of the next page. A word that
// one of the indexes has is no typo in another.
func (a Across) Hits() (page []Hit, meant [][]string, next string) {
	replies, weights := make([]engine.Reply, len(a.read)), a.weights
	exact := make([]bool, len(a.q.Words))
	for i, cmd := range a.read {
		if cmd == nil {
			continue
		}
		replies[i] = engine.Queued(cmd)
		for w, typo := range typos(replies[i]) {
			exact[w] = exact[w] || !typo
		}
		if a.weights == nil {
			weights = strings.Fields(replies[i].Text(0))
		}
	}
	for i, got := range replies {
		if a.read[i] == nil {
			meant = append(meant, nil)
			continue
		}
		means, mends := sense(typos(got), exact)
		if !mends {
			meant = append(meant, nil)
		} else {
			meant = append(meant, engine.Texts(got.List(1)))
		}
		if means {
			page = append(page, a.hits(i, got)...)
		}
	}
	slices.SortFunc(page, Hit.compare)
	if len(page) > a.q.Limit {
		page = page[:a.q.Limit]
		last := page[a.q.Limit-1]
		at := engine.Place{Score: last.rank, Member: last.ID + "@" + last.space}
		next = cursor{order: a.q.Order, place: at, asked: a.q.asked(), weights: weights}.String()
	}
	return page, meant, next
}

// typos returns which words of a query an index has taken for typos.
func typos(got engine.Reply) []bool {
	weights := strings.Fields(got.Text(0))
	all := make([]bool, len(weights))
	for i, weight := range weights {
		all[i] = weight[0] == 't'
	}
	return all
}

// sense returns whether an index has anything to say to a query, as it has taken its words, and whether it mends any of them: one
// that another index has is none to mend.
func sense(typo, exact []bool) (means, mends bool) {
	for i := range typo {
		means = means || !typo[i] || !exact[i]
		mends = mends || typo[i] && !exact[i]
	}
	return means, mends
}

// hits reads what was found in one of the indexes.
func (a Across) hits(in int, got engine.Reply) []Hit {
	places, facts := engine.PlacesOf(got.List(2)), engine.Texts(got.List(3))
	hits := make([]Hit, len(places))
	for n, place := range places {
		hits[n] = Hit{In: in, ID: place.Member, rank: place.Score, space: a.in[in].space}
		if n < len(facts) {
			_, rest, _ := strings.Cut(facts[n], " ")
			hits[n].Owner, hits[n].Along, _ = strings.Cut(rest, " ")
		}
	}
	return hits
}

// parseAcross reads the cursor of a query of several indexes, and in which of them its page ended.
func (q Query) parseAcross() (c cursor, space string, err error) {
	c, err = q.readCursor()
	if err != nil || q.Cursor == "" {
		return c, "", err
	}
	id, space, ok := strings.Cut(c.place.Member, "@")
	c.place.Member = id
	if !ok || id == "" || space == "" || strings.Trim(id, "0123456789abcdefghijklmnopqrstuvwxyz") != "" {
		err = engine.ErrCursor
	}
	return c, space, err
}

// Weighing is the weights of words being read.
type Weighing struct{ read *redis.Cmd }

// QueueWeigh queues weighing words by how many documents of this index have them, for looking for them in several.
func (x *Index) QueueWeigh(ctx context.Context, p engine.Reader, words []string) Weighing {
	args := make([]any, len(words))
	for i, w := range words {
		args[i] = w
	}
	return Weighing{x.e.Queue(ctx, p, weighScript, x.keys("facts", "words"), args...)}
}

// Weights returns the weights. Which words are typos is for each index to say.
func (w Weighing) Weights() []string {
	weights := engine.Texts(engine.Queued(w.read).All())
	for i, weight := range weights {
		n, _ := strconv.Atoi(weight)
		weights[i] = "?" + strconv.Itoa(max(n, 1))
	}
	return weights
}
