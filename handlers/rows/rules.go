package rows

import (
	"stoa/store/campus"
	"stoa/views"
)

// RoomRules shows what holds in a room, whose path it is given; one of a meeting can be locked.
func RoomRules(r campus.Rules, room string, meeting bool) views.RoomRules {
	return views.RoomRules{Room: room, Lasts: !meeting, Chat: string(r.Mode()), Seconds: r.Seconds, Words: r.Sentence(), Locked: r.Locked,
		Op: campus.NewOp()}
}
