package campus

import (
	"strconv"
	"strings"
	"time"
)

// OwnSession is a sign-in of a person or a token that they named, without its secret.
type OwnSession struct {
	Kind          string // browser or api
	Name          string // of a token; "" for a sign-in
	Agent, From   string // what asked for it, and from where
	Started, Ends time.Time
	Seen          time.Time // last use; zero for none
}

// OwnBlock is whom a person has blocked.
type OwnBlock struct {
	Person Named
	At     time.Time
}

// Visit is that somebody came into a room, or left it.
type Visit struct {
	Kind   Kind // join or leave
	Person int64
	At     time.Time
}

// ParseVisit reads a visit as a room keeps it: "join 7 1651831200000".
func ParseVisit(text string) (Visit, bool) {
	kind, rest, ok := strings.Cut(text, " ")
	person, at, ok2 := strings.Cut(rest, " ")
	id, ok3 := ParseID(person)
	ms, err := strconv.ParseInt(at, 10, 64)
	known := Kind(kind) == KindJoin || Kind(kind) == KindLeave
	return Visit{Kind(kind), id, time.UnixMilli(ms).UTC()}, ok && ok2 && ok3 && err == nil && known
}
