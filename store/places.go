package store

import (
	"context"

	"stoa/store/campus"
)

// keeper is what has to be known of a kind of rooms beside its gate: who may be in them, what they show, and how their staff
// keep order. There is one for each kind, in a file of its own; see Rooms.keepers.
type keeper interface {
	// place refuses whoever may not read in the room.
	place(ctx context.Context, who campus.Person, room Room) (campus.Place, error)
	// chat refuses as place does; two round trips.
	chat(ctx context.Context, who campus.Person, room Room, span Span) (Chat, error)
	mentionable(ctx context.Context, who campus.Person, room Room, q string) ([]campus.Named, error)
	// mayEnter returns who of some people may be in a room.
	mayEnter(ctx context.Context, room Room, ids []int64) (map[int64]bool, error)
	// teaches reports whether somebody is of a room's staff for what does not lie with the room.
	teaches(ctx context.Context, who campus.Person, room Room) (bool, error)
	standing(ctx context.Context, asker campus.Person, room Room, whom int64) (campus.Place, Standing, error)
	sanction(ctx context.Context, asker campus.Person, room Room, whom int64, what campus.Kind, op string) error
	setChat(ctx context.Context, asker campus.Person, room Room, chat campus.Rules, op string) (campus.Rules, error)
}

// keep is the keeper of a room's kind; ErrNoRoom where there is none.
func (s *Rooms) keep(room Room) (keeper, error) {
	if k, ok := s.keepers[room.kind]; ok {
		return k, nil
	}
	return nil, campus.ErrNoRoom
}

// RoomOf returns the room of a topic, whatever its kind; false for what is none. That there is such a room says Place.
func RoomOf(topic string) (Room, bool) {
	if id, order, ok := campus.ParseMeetingTopic(topic); ok {
		return MeetingRoom(id, order), true
	}
	if id, ok := campus.ParseRoomTopic(topic); ok {
		return RoomNamed(id), true
	}
	return Room{}, false
}

// Chat is what the page of a room shows: how its reader stands to it, what was said, and who is in it.
type Chat struct {
	campus.Place
	Said   Conversation
	Beside campus.Line          // the line of Span.Beside, zero where there is none
	People []campus.Participant // at most MaxShown
	Count  int                  // how many they are
	Roll   string               // of a course's room: see Course.Roll
	// Blocked is whom the reader has blocked: their lines are folded, unless they are of the staff.
	Blocked []int64
	Read    int64        // the last line that the reader has read; a meeting's room keeps none
	Marked  int64        // how often they have set that back; see Rooms.MarkReadFrom
	Own     []campus.Run // the lines after Read that they have said themselves, and so need not read
	Passed  []campus.Run // those, the notices and what was deleted: no line of them is unread
	Date    *View        // of a meeting's room: what only that has; nil elsewhere
}

// Policy returns who may write to whom privately on this campus.
func (s *Rooms) Policy() campus.DM { return s.dm }

// Place returns how somebody stands to a room. Whoever may not read in it is refused: with ErrNoRoom or ErrNoMeeting where they
// are not to know of it, else with why.
func (s *Rooms) Place(ctx context.Context, who campus.Person, room Room) (campus.Place, error) {
	k, err := s.keep(room)
	if err != nil {
		return campus.Place{}, err
	}
	return k.place(ctx, who, room)
}

// Chat returns what the page of a room shows, in two round trips. It refuses as Place does.
func (s *Rooms) Chat(ctx context.Context, who campus.Person, room Room, span Span) (Chat, error) {
	k, err := s.keep(room)
	if err != nil {
		return Chat{}, err
	}
	return k.chat(ctx, who, room, span)
}

// Mentionable returns whom somebody may want to mention in a room: whose names have words that begin as those of q, who is near
// first. It refuses as Place does.
func (s *Rooms) Mentionable(ctx context.Context, who campus.Person, room Room, q string) ([]campus.Named, error) {
	k, err := s.keep(room)
	if err != nil {
		return nil, err
	}
	return k.mentionable(ctx, who, room, q)
}

// Standing returns how somebody stands to a room that who asks may read, with how who asks does. It refuses as Place does, and
// with ErrNotThere for who was never there.
func (s *Rooms) Standing(ctx context.Context, asker campus.Person, room Room, whom int64) (campus.Place, Standing, error) {
	k, err := s.keep(room)
	if err != nil {
		return campus.Place{}, Standing{}, err
	}
	return k.standing(ctx, asker, room, whom)
}

// Sanction does something about somebody in a room: what is KindMuted, KindUnmuted, KindBanned, KindLifted and, where people come
// and go, KindRemoved. asker must be of its staff, and whom not. Refusals are those of Place, ErrNotMeetingStaff, ErrNoPerson,
// ErrOwnself, ErrProtected.
func (s *Rooms) Sanction(ctx context.Context, asker campus.Person, room Room, whom int64, what campus.Kind, op string) error {
	k, err := s.keep(room)
	if err != nil {
		return err
	}
	if err := k.sanction(ctx, asker, room, whom, what, op); err != nil {
		return err
	}
	return s.noteNamed(ctx, room, asker.ID, whom)
}

// SetChat says who may write in a room. asker must be of its staff. Refusals: Invalid, and those of Sanction.
func (s *Rooms) SetChat(ctx context.Context, asker campus.Person, room Room, chat campus.Rules, op string) (campus.Rules, error) {
	k, err := s.keep(room)
	if err != nil {
		return campus.Rules{}, err
	}
	return k.setChat(ctx, asker, room, chat, op)
}
