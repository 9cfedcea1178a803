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

// QueuePage queues reading a page of a sorted set: at most limit members after a place, backwards if so asked.
func (e *Engine) QueuePage(ctx context.Context, p Reader, key string, after Place, limit int, back bool) *redis.Cmd {
	score := ""
	if after.Member != "" {
		score = strconv.FormatInt(after.Score, 10)
	}
	direction := "0"
	if back {
		direction = "1"
	}
	return e.Queue(ctx, p, pageScript, []string{key}, score, after.Member, limit, direction)
}

// Places returns the page that was read.
func Places(cmd *redis.Cmd) []Place { return PlacesOf(Queued(cmd).All()) }

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
	var page *redis.Cmd
	err := e.Read(ctx, func(p Reader) { page = e.QueuePage(ctx, p, key, after, limit, back) })
	if err != nil {
		return nil, err
	}
	return Places(page), nil
}
