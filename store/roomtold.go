package store

import (
	"context"

	"stoa/store/campus"
	"stoa/store/engine"
)

// tellInRoom tells people that a line of a room that outlives meetings is meant for them: that they were written to privately, or
// mentioned. Once they have read the line where it stands the notification is read too; see lib_marks.lua.
func (s *Store) tellInRoom(ctx context.Context, room Room, line campus.Line, people []int64) error {
	id := named(room)
	if _, _, two := id.Two(); two {
		return s.Inbox.tell(ctx, people, s.Inbox.wrote(people, id, line))
	}
	n := keptNotification{Kind: campus.Mentioned, Room: id, Line: line.ID, By: line.Author.ID, weight: campus.WeighsMention}
	if course, ok := id.Course(); ok {
		c, err := s.Courses.Get(ctx, course)
		if err != nil {
			return unlessGone(err)
		}
		n.Course, n.Title, n.of = c.ID, c.Title, c.ID
	}
	return s.Inbox.tell(ctx, people, s.Inbox.told(people, aboutLine(room)+num(line.ID), line.At.UnixMilli(), n))
}

// aboutLine begins the names of notifications that a line of a room mentions somebody; its number follows.
func aboutLine(room Room) string {
	name := string(named(room))
	if room.kind == meetingRooms {
		name = room.Topic
	}
	return "mention." + name + "."
}

// wrote tells people that somebody has written to them in the room of two.
func (s *Inbox) wrote(people []int64, id campus.RoomID, line campus.Line) []engine.Call {
	n := object(keptNotification{Kind: campus.PrivateMessage, Room: id, Line: line.ID, By: line.Author.ID})
	calls := make([]engine.Call, len(people))
	for i, person := range people {
		calls[i] = engine.Call{Script: tellPrivateScript, Keys: append(s.inboxKeys(person), s.keys.personRead(person)),
			Args: []any{campus.PersonTopic(person), "private." + string(id), line.At.UnixMilli(), n, campus.MaxNotifications,
				string(id), line.ID}}
	}
	return calls
}
