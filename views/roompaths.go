package views

import "stoa/store/campus"

// TopicPath is the page of the room that a topic is the log of; "" for another topic.
func TopicPath(topic string) string {
	if id, order, ok := campus.ParseMeetingTopic(topic); ok {
		return InstancePath(id, order)
	}
	if id, ok := campus.ParseRoomTopic(topic); ok {
		return RoomPath(id)
	}
	return ""
}

// PathRooms is the list of one's rooms.
const PathRooms = "/rooms"

// PathWriteTo is where one finds whom to write to privately.
const PathWriteTo = PathRooms + "/new"

// RoomPath is a room that outlives meetings.
func RoomPath(id campus.RoomID) string { return PathRooms + "/" + string(id) }

// PrivateRoomPath is the room of two.
func PrivateRoomPath(one, other int64) string { return RoomPath(campus.PrivateRoomID(one, other)) }

// MessagePath leads to the room that one has with somebody.
func MessagePath(person int64) string { return "/people/" + itoa(person) + "/message" }

// FirstUnreadPath is where the page of a room begins for who has not read all of it.
func FirstUnreadPath(room string) string { return room + "#" + IDFirstUnread }

// ReadPath takes how far a room was read. room is the path of the room.
func ReadPath(room string) string { return room + "/read" }

// WholeReadPath is the image that says that all of a page was read, up to a line, by who had set that back so often.
func WholeReadPath(room string, line, marked int64) string {
	return ReadPath(room) + "?line=" + itoa(line) + "&marked=" + itoa(marked)
}

// UnreadPath asks whether a line and those after it are to be unread again, and takes the answer. room is the path of the room.
func UnreadPath(room string, line int64) string { return LinePath(room, line) + "/unread" }

// CourseRoomPath is the room of a course.
func CourseRoomPath(course string) string { return RoomPath(campus.CourseRoomID(course)) }
