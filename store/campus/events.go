package campus

import (
	"strconv"
	"strings"
	"time"
)

// An Event is something that happened on a topic. Topics are of two sorts: a log (a meeting's room) keeps its events, so
// they have an id and can be replayed after it; on a state topic an event only says that what one would read has changed.
type Event struct {
	Topic string
	Kind  Kind
	ID    string    // the entry's id in the log; "" on a state topic
	N     int64     // its place in the log, from 1 and without holes; 0 on a state topic
	Ref   int64     // the line's or the person's id
	At    time.Time // when it happened; for a consequence of the clock, when it was due
	Left  []int64   // of an end: who was still inside, and left with it; of presence: who is online no longer
	Came  []int64   // of presence: who is online now
	From  int64     // of presence: the time of the difference before this one, in milliseconds
	Mark  Mark      // of KindRead
}

// Mark is how far somebody has read in a room; up to which line, the Ref of its event says.
type Mark struct {
	Room   RoomID
	Marked int64  // how often they have set it back
	Meant  int    // how many lines after it are meant for them
	Own    string // those that they have said themselves, as LineRuns reads them
}

// Log reports whether the event is kept.
func (e Event) Log() bool { return e.N > 0 }

// Differs reports whether the event is itself what has changed of a state: the state before it, with it, is the one after.
func (e Event) Differs() bool { return e.Kind == KindPresence || e.Kind == KindRead }

// Passing reports whether the event is told to who watches a room just now, and then forgotten.
func (e Event) Passing() bool { return e.Kind == KindTyping }

// Kind says what happened.
type Kind string

// The kinds of events.
const (
	KindActive    Kind = "active"       // the instance has opened
	KindMoved     Kind = "moved"        // its times have changed
	KindEnded     Kind = "ended"        // it has ended
	KindCancelled Kind = "cancelled"    // it will not be
	KindReacted   Kind = "reacted"      // Ref is the line, whose reactions have changed
	KindTyping    Kind = "typing"       // Ref is the person; of a room, but in no log
	KindJoin      Kind = "join"         // Ref is the person
	KindLeave     Kind = "leave"        // Ref is the person
	KindMessage   Kind = "message"      // Ref is the line
	KindEdited    Kind = "edited"       // Ref is the line
	KindDeleted   Kind = "deleted"      // Ref is the line; of a course, it is hidden
	KindRenamed   Kind = "renamed"      // Ref is the person, who has another name
	KindState     Kind = "state"        // read again
	KindSeats     Kind = "seats"        // of a course: somebody came or went
	KindChanged   Kind = "changed"      // of a course: it was edited
	KindClosed    Kind = "closed"       // of a course: it takes nobody any more
	KindReopened  Kind = "reopened"     // of a course: it does again
	KindOpened    Kind = "opened"       // of the catalogue: there is a new course
	KindTold      Kind = "notification" // of a person: they were told something
	KindRights    Kind = "rights"       // a person's role, status or sessions changed
	KindRead      Kind = "read"         // of a person: they have read in a room to Ref, or something there is meant for them
	KindRoom      Kind = "room"         // of a room's news: it has come further
	KindRooms     Kind = "rooms"        // of a person: the rooms that they may read in are others
	KindWork      Kind = "work"         // an outbox has something
	KindPresence  Kind = "presence"     // who came online and who went; streams are told of each by the next two
	KindOnline    Kind = "online"
	KindOffline   Kind = "offline"
)

// What staff do in a room.
const (
	KindChat     Kind = "chat"     // Ref is the notice's line, here and below
	KindLocked   Kind = "locked"   // nobody new comes in
	KindUnlocked Kind = "unlocked" // they do again
	KindMuted    Kind = "muted"    // somebody may not write
	KindUnmuted  Kind = "unmuted"
	KindRemoved  Kind = "removed" // somebody was sent out, and may come back
	KindBanned   Kind = "banned"  // somebody may not come back
	KindLifted   Kind = "lifted"  // they may
)

// The topics that are not about one thing.
const (
	TopicMe       = "me"       // who watches it; elsewhere it is PersonTopic
	TopicActive   = "active"   // the admin's list of open meetings
	TopicCourses  = "courses"  // what is new in the catalogue
	TopicOutbox   = "outbox"   // work for the followers
	TopicPresence = "presence" // who is online
)

const (
	meetingTopic = "meeting:"
	courseTopic  = "course:"
	personTopic  = "person:"
)

// MeetingTopic is the log of an instance's room.
func MeetingTopic(meeting int64, order int) string {
	return meetingTopic + strconv.FormatInt(meeting, 10) + ":" + strconv.Itoa(order)
}

// CourseTopic is the state of a course's seats.
func CourseTopic(id string) string { return courseTopic + id }

// PersonTopic is what somebody was told, and tells their streams to check their right again.
func PersonTopic(id int64) string { return personTopic + strconv.FormatInt(id, 10) }

// ParseMeetingTopic reads what MeetingTopic wrote.
func ParseMeetingTopic(topic string) (meeting int64, order int, ok bool) {
	rest, ok := strings.CutPrefix(topic, meetingTopic)
	if !ok {
		return 0, 0, false
	}
	m, o, ok := strings.Cut(rest, ":")
	if !ok {
		return 0, 0, false
	}
	meeting, ok1 := ParseID(m)
	n, ok2 := ParseID(o)
	return meeting, int(n), ok1 && ok2 && n <= MaxOrder
}

// MaxOrder bounds an instance's number, so that it fits anywhere.
const MaxOrder = 1_000_000

// ParseCourseTopic reads what CourseTopic wrote.
func ParseCourseTopic(topic string) (id string, ok bool) {
	id, ok = strings.CutPrefix(topic, courseTopic)
	return id, ok && IsCourseID(id)
}

// CourseIDs returns the ids of the courses among topics.
func CourseIDs(topics []string) []string {
	ids := make([]string, 0, len(topics))
	for _, topic := range topics {
		if id, ok := ParseCourseTopic(topic); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// ParsePersonTopic reads what PersonTopic wrote.
func ParsePersonTopic(topic string) (id int64, ok bool) {
	rest, ok := strings.CutPrefix(topic, personTopic)
	if !ok {
		return 0, false
	}
	return ParseID(rest)
}
