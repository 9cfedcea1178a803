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

// News returns what an event is to who may read in a room that outlives meetings and is elsewhere: something was said there, its name
// is another, or who may write. It returns false for nothing.
func (e Event) News() (Event, bool) {
	topic, turns := e.Turns()
	if !turns {
		topic = e.Topic
	}
	id, ok := ParseRoomTopic(topic)
	if !ok || !turns && !e.newsOfRoom() {
		return Event{}, false
	}
	return Event{Topic: NewsTopic(id), Kind: KindRoom, At: e.At}, true
}

// newsOfRoom reports whether an event of a room's topic is news elsewhere.
func (e Event) newsOfRoom() bool {
	switch e.Kind {
	case KindMessage, KindEdited, KindDeleted, KindChat, KindMuted, KindUnmuted, KindBanned, KindLifted, KindRenamed:
		return e.Log()
	}
	return e.Kind == KindRights
}
