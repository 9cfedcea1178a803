package rows

import (
	"stoa/store/campus"
	"stoa/views"
)

// RoomRules shows what holds in a room, whose path it is given.
func RoomRules(r campus.Rules, room string) views.RoomRules {
	return views.RoomRules{Room: room, Chat: string(r.Mode()), Seconds: r.Seconds, Words: r.Sentence(), Locked: r.Locked,
		Op: campus.NewOp()}
}
