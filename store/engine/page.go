package engine

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

var pageScript = Declare("page", Reads, 1)

// Place is where a page of a sorted set ends: the score and the member of its last.
type Place struct {
	Score  int64
	Member string
}

// Compare orders places as Redis does.
func (p Place) Compare(o Place) int {
	return cmp.Or(cmp.Compare(p.Score, o.Score), strings.Compare(p.Member, o.Member))
}

// String writes a place as a cursor.
func (p Place) String() string { return strconv.FormatInt(p.Score, 36) + "." + p.Member }

// ErrCursor refuses a cursor that is none of this list.
var ErrCursor = campus.Refuse(campus.BadRequest, "This page of the list does not exist.")

// maxCursor bounds a cursor that comes from outside.
const maxCursor = 200

// ParsePlace reads a cursor; "" is the start.
func ParsePlace(cursor string) (Place, error) {
	if cursor == "" {
		return Place{}, nil
	}
	score, member, ok := strings.Cut(cursor, ".")
	n, err := strconv.ParseInt(score, 36, 64)
	if err != nil || !ok || member == "" || len(cursor) > maxCursor {
		return Place{}, ErrCursor
	}
	return Place{n, member}, nil
}

// PageRead is a page of a sorted set being read. The first one takes no script, which is half as dear.
type PageRead struct {
	first *redis.ZSliceCmd
	later *redis.Cmd
}

// QueuePage queues reading a page of a sorted set: at most limit members after a place, backwards if so asked.
func (e *Engine) QueuePage(ctx context.Context, p Reader, key string, after Place, limit int, back bool) PageRead {
	if after.Member == "" {
		return PageRead{first: p.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{Key: key, Start: 0, Stop: limit - 1, Rev: back})}
	}
	direction := "0"
	if back {
		direction = "1"
	}
	score := strconv.FormatInt(after.Score, 10)
	return PageRead{later: e.Queue(ctx, p, pageScript, []string{key}, score, after.Member, limit, direction)}
}

// Places returns the page that was read; none when none was asked for.
func (r PageRead) Places() []Place {
	switch {
	case r.later != nil:
		return PlacesOf(Queued(r.later).All())
	case r.first == nil:
		return nil
	}
	places := make([]Place, len(r.first.Val()))
	for i, z := range r.first.Val() {
		places[i] = Place{int64(z.Score), text(z.Member)}
	}
	return places
}

// PlacesOf reads members and scores in turn.
func PlacesOf(parts []any) []Place {
	places := make([]Place, 0, len(parts)/2)
	for i := 0; i+1 < len(parts); i += 2 {
		score, _ := strconv.ParseFloat(text(parts[i+1]), 64)
		places = append(places, Place{int64(score), text(parts[i])})
	}
	return places
}

// Page reads a page of a sorted set by itself; see QueuePage.
func (e *Engine) Page(ctx context.Context, key string, after Place, limit int, back bool) ([]Place, error) {
	var page PageRead
	err := e.Read(ctx, func(p Reader) { page = e.QueuePage(ctx, p, key, after, limit, back) })
	if err != nil {
		return nil, err
	}
	return page.Places(), nil
}
