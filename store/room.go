package store

import (
	"stoa/store/campus"
	"stoa/store/engine"
)

// Room is where people talk: a topic, the partition that everything of it lies in, and a kind. It is a value: two with
// the same topic are the same room.
type Room struct {
	Topic string
	tag   string
	kind  *RoomKind
	gate  []string // the keys that the kind's gate looks at, without the prefix and the tag
}

// RoomKind is what tells rooms of one sort from others: who may speak. Its gate is a few lines of Lua that decide under
// the room's own tag.
type RoomKind struct {
	Name string
	// Found says that what is said in such rooms can be found by its words.
	Found bool
	// Gate defines the local functions may_speak(first, person, now, elsewhere, said), where elsewhere says that the person is of
	// the room's staff, and may_edit and may_react, which are asked before somebody changes a line of theirs, or reacts to
	// one: nil, or the word of a refusal. Its keys begin at KEYS[first].
	Gate engine.Lib
	// Libs names what the gate stands on beside lib_gate.
	Libs []string
	// Refusals says what the gate's words mean.
	Refusals engine.Means
}

// NewRoom returns a room of a kind. gate names the keys, below its tag, that the kind's gate looks at.
func NewRoom(kind *RoomKind, topic, tag string, gate ...string) Room {
	return Room{Topic: topic, tag: tag, kind: kind, gate: gate}
}

// meetingRooms are rooms of instances: open by the clock, for who is in them.
var meetingRooms = &RoomKind{Name: "meeting", Gate: engine.Lib{Name: "gate_meeting"},
	Refusals: engine.Means{"inactive": campus.ErrNotActive, "absent": campus.ErrNotAttending, "banned": campus.ErrBanned,
		"muted": campus.ErrMuted, "closed": campus.ErrStaffOnly, "slow": errSlow}}

// MeetingRoom returns the room of an instance.
func MeetingRoom(id int64, order int) Room {
	topic := campus.MeetingTopic(id, order)
	return NewRoom(meetingRooms, topic, meetingTag(id), "instance:"+instanceName(id, order), "room:"+topic+":present",
		"meeting:"+num(id), "meeting:"+num(id)+":muted", "meeting:"+num(id)+":banned")
}

// gated returns a script as it is for rooms of a kind.
func (k *RoomKind) gated(s engine.Script) engine.Script {
	return s.With("gate").With(k.Libs...).WithLib(k.Gate).Refuses(k.Refusals)
}

// gatedScripts are the scripts that ask a room's gate.
var gatedScripts = []engine.Script{postMessageScript, editMessageScript, reactScript, typingScript, governRoomScript, ruleRoomScript}

// forOtherKinds returns these scripts as they are for rooms of all kinds but a meeting's, whose are among Scripts.
func forOtherKinds() []engine.Script {
	var all []engine.Script
	for _, kind := range roomKinds {
		for _, script := range gatedScripts {
			if kind != meetingRooms {
				all = append(all, kind.gated(script))
			}
		}
	}
	return all
}

// gateKeys returns the keys that the gate of a room looks at.
func (k keys) gateKeys(r Room) []string {
	out := make([]string, len(r.gate))
	for i, rest := range r.gate {
		out[i] = k.In(r.tag, rest)
	}
	return out
}
