package campus

import "strings"

const newsTopic = "news:"

// NewsTopic is how far a room has come, for who may read there and is elsewhere.
func NewsTopic(id RoomID) string { return newsTopic + string(id) }

// ParseNewsTopic reads what NewsTopic wrote.
func ParseNewsTopic(topic string) (RoomID, bool) {
	rest, ok := strings.CutPrefix(topic, newsTopic)
	if !ok {
		return "", false
	}
	return ParseRoomID(rest)
}

// Turns returns the topic of the room in which one may say something, or nothing any more, because of an event: a course's, which
// opens and closes with it. It returns false for none.
func (e Event) Turns() (string, bool) {
	course, ok := ParseCourseTopic(e.Topic)
	switch e.Kind {
	case KindChanged, KindClosed, KindReopened, KindDeleted:
		return RoomTopic(CourseRoomID(course)), ok
	}
	return "", false
}

// News returns what an event in a room that outlives meetings is to who may read there and is elsewhere; false for nothing.
func (e Event) News() (Event, bool) {
	id, ok := ParseRoomTopic(e.Topic)
	if !ok || !e.Log() {
		return Event{}, false
	}
	switch e.Kind {
	case KindMessage, KindEdited, KindDeleted, KindChat, KindMuted, KindUnmuted, KindBanned, KindLifted:
		return Event{Topic: NewsTopic(id), Kind: KindRoom, At: e.At}, true
	}
	return Event{}, false
}
