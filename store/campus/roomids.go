package campus

import (
	"strconv"
	"strings"
)

// RoomID names a room that outlives meetings: general, course- and a course's id, or the ids of a private room's two people,
// the lower first. One that ParseRoomID read, or a function here made, is written in the one way there is.
type RoomID string

// GeneralID is the room of everybody.
const GeneralID RoomID = "general"

// The refusals of rooms that outlive meetings.
var (
	ErrNotEnrolled = Refuse(Forbidden, "This room is for who is enrolled in the course, and for its staff.")
	ErrCourseOver  = Refuse(Forbidden, "This course is closed: its room can be read, but nothing is said in it any more.")
	ErrBannedHere  = Refuse(Forbidden, "You are banned from this room. Its staff can lift that.")
)

const (
	roomTopic  = "room:"
	courseRoom = "course-"
)

// CourseRoomID returns the id of a course's room.
func CourseRoomID(course string) RoomID { return RoomID(courseRoom + course) }

// PrivateRoomID returns the id of the room of two people, whoever comes first.
func PrivateRoomID(a, b int64) RoomID {
	return RoomID(strconv.FormatInt(min(a, b), 10) + ":" + strconv.FormatInt(max(a, b), 10))
}

// ParseRoomID reads a room's id; false for what is none, and for one that is written in another way.
func ParseRoomID(text string) (RoomID, bool) {
	id, ok := CanonicalRoomID(text)
	return id, ok && string(id) == text
}

// CanonicalRoomID reads a room's id that may have its two people the wrong way round. Nobody has a room with themselves.
func CanonicalRoomID(text string) (RoomID, bool) {
	id := RoomID(text)
	if _, ok := id.Course(); ok || id == GeneralID {
		return id, true
	}
	one, other, _ := strings.Cut(text, ":")
	a, ok1 := ParseID(one)
	b, ok2 := ParseID(other)
	return PrivateRoomID(a, b), ok1 && ok2 && a != b
}

// Course returns the id of the course that a room is of; "" and false for another room.
func (id RoomID) Course() (course string, ok bool) {
	if course, ok = strings.CutPrefix(string(id), courseRoom); ok && IsCourseID(course) {
		return course, true
	}
	return "", false
}

// Kind returns which kind of room it is; "" for an id of none.
func (id RoomID) Kind() PlaceKind {
	if _, ok := id.Course(); ok {
		return PlaceCourse
	}
	if _, _, ok := id.Two(); ok {
		return PlacePrivate
	}
	if id == GeneralID {
		return PlaceGeneral
	}
	return ""
}

// Two returns the people of a private room, the lower first; false for another room.
func (id RoomID) Two() (low, high int64, ok bool) {
	one, other, found := strings.Cut(string(id), ":")
	if !found {
		return 0, 0, false
	}
	low, ok1 := ParseID(one)
	high, ok2 := ParseID(other)
	return low, high, ok1 && ok2 && low < high
}

// Other returns the other one of a private room's two people; false for who is none of them.
func (id RoomID) Other(person int64) (other int64, ok bool) {
	low, high, ok := id.Two()
	switch {
	case ok && person == low:
		return high, true
	case ok && person == high:
		return low, true
	}
	return 0, false
}

// RoomTopic is the log of a room that outlives meetings.
func RoomTopic(id RoomID) string { return roomTopic + string(id) }

// ParseRoomTopic reads what RoomTopic wrote.
func ParseRoomTopic(topic string) (RoomID, bool) {
	rest, ok := strings.CutPrefix(topic, roomTopic)
	if !ok {
		return "", false
	}
	return ParseRoomID(rest)
}
