package store

import (
	"stoa/store/campus"
	"stoa/store/engine"
)

// The kinds of rooms that outlive meetings.
var (
	// generalRooms: one, of everybody.
	generalRooms = &RoomKind{Name: "general", Found: true, Gate: engine.Lib{Name: "gate_general"},
		Refusals: engine.Means{"banned": campus.ErrBannedHere, "muted": campus.ErrMuted, "closed": campus.ErrStaffOnly, "slow": errSlow}}
	// courseRooms: of who is enrolled in a course, and its staff.
	courseRooms = &RoomKind{Name: "course", Found: true, Gate: engine.Lib{Name: "gate_course"}, Libs: []string{"staff"},
		Refusals: engine.Means{"gone": campus.ErrNoRoom, "past": campus.ErrCourseGone, "stranger": campus.ErrNotEnrolled,
			"over": campus.ErrCourseOver, "banned": campus.ErrBannedHere, "muted": campus.ErrMuted, "closed": campus.ErrStaffOnly,
			"slow": errSlow}}
	// privateRooms: of two.
	privateRooms = &RoomKind{Name: "private", Found: true, Gate: engine.Lib{Name: "gate_private"},
		Refusals: engine.Means{"stranger": campus.ErrNoRoom, "forbidden": campus.ErrBlocked}}
)

// roomKinds are all kinds of rooms.
var roomKinds = []*RoomKind{meetingRooms, generalRooms, courseRooms, privateRooms}

// GeneralRoom returns the room of everybody.
func GeneralRoom() Room { return keptRoom(generalRooms, campus.GeneralID, "") }

// CourseRoom returns the room of a course. It lies with the course, so that who speaks there is asked for their place in one
// step.
func CourseRoom(course string) Room {
	return keptRoom(courseRooms, campus.CourseRoomID(course), courseTag(course), "course:"+course, "course:"+course+":enrolled")
}

// PrivateRoom returns the room of two people, whoever comes first.
func PrivateRoom(a, b int64) Room {
	topic := campus.RoomTopic(campus.PrivateRoomID(a, b))
	return NewRoom(privateRooms, topic, engine.TagOf(topic))
}

// RoomNamed returns the room of an id, which must be one that campus.ParseRoomID takes. What is said in a room that is not known
// must get into no other: a kind that has no row here is a fault of the program.
func RoomNamed(id campus.RoomID) Room {
	switch id.Kind() {
	case campus.PlaceCourse:
		course, _ := id.Course()
		return CourseRoom(course)
	case campus.PlacePrivate:
		low, high, _ := id.Two()
		return PrivateRoom(low, high)
	case campus.PlaceGeneral:
		return GeneralRoom()
	}
	panic("store: no room has the id " + string(id))
}

// keptRoom returns a room that has staff: its gate looks at who is banned and who is muted too. Without a tag it has one of
// its own.
func keptRoom(kind *RoomKind, id campus.RoomID, tag string, gate ...string) Room {
	topic := campus.RoomTopic(id)
	if tag == "" {
		tag = engine.TagOf(topic)
	}
	return NewRoom(kind, topic, tag, append(gate, "room:"+topic+":banned", "room:"+topic+":muted")...)
}

// outsideKeys are those that rooms have because they outlive meetings.
func outsideKeys() engine.KeyTable {
	return engine.KeyTable{
		engine.NewRow("{P}:person:ID:private", "zset", "with whom the person has a private room, by when it was first used",
			"note_private", ""),
		engine.NewRow("{P}:person:ID:read", "hash",
			"room to \"LINE GENERATION OWN…\" or \"LINE GENERATION.LAST OWN…\": how far the person has read there, how often they have "+
				"set that back, when the room's last line was LAST, and runs of what they have said after it, at most 50",
			"mark_room, mark_said, unmark_room, followers (mark_said, begin_room, forget_rooms)", ""),
		engine.NewRow("{P}:person:ID:mentions", "hash",
			"room to the numbers of lines there that are meant for the person and unread: they mention them, or are private",
			"mark_room, mark_said, unmark_room, followers (note_mention, forget_meant, mark_said, forget_rooms)", ""),
		engine.NewRow("{P}:room:TOPIC:banned", "zset", "who may not read there, by when; of a room that outlives meetings",
			"govern_room", ""),
		engine.NewRow("{P}:room:TOPIC:muted", "zset", "who may not write there, by when; likewise", "govern_room", ""),
	}
}
