package store

import (
	"context"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// eraseOwn takes away what somebody who was erased said privately but for a trace, and then their own lists of rooms. The rooms
// stay with the others.
func (s *Rooms) eraseOwn(ctx context.Context, person int64) error {
	var others *redis.StringSliceCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { others = p.ZRange(ctx, s.keys.personPrivate(person), 0, -1) }); err != nil {
		return err
	}
	for _, other := range idsFrom(others.Val()) {
		if err := s.eraseIn(ctx, PrivateRoom(person, other), person); err != nil {
			return err
		}
	}
	// The list of rooms goes last: whoever is stopped before that finds again what is left.
	_, err := s.e.Run(ctx, forgetRoomsScript, []string{s.keys.personRead(person), s.keys.personMentions(person),
		s.keys.personPrivate(person)})
	return err
}

// eraseIn takes away all that somebody said in a room.
func (s *Rooms) eraseIn(ctx context.Context, room Room, person int64) error {
	for from := int64(0); ; from += ownChunk {
		var said *redis.StringSliceCmd
		err := s.e.Read(ctx, func(p engine.Reader) {
			said = p.LRange(ctx, s.keys.said(room, person), from, from+ownChunk-1)
		})
		if err != nil {
			return err
		}
		calls := make([]engine.Call, len(said.Val()))
		for i, text := range said.Val() {
			line, _ := campus.ParseID(text)
			calls[i] = s.takenBack(room, line, person, engine.Asked(person, "erased", ""))
		}
		if _, err = s.e.RunAll(ctx, calls); err != nil || len(calls) < ownChunk {
			return err
		}
	}
}

// takenBack is how a line that somebody said in a private room is taken back; see take_back.lua.
func (s *Rooms) takenBack(room Room, line, author int64, asked engine.Op) engine.Call {
	other, _ := named(room).Other(author)
	report := campus.ReportID{Room: room.Topic, Line: line, Whom: author, Reporter: other}
	return engine.Call{Script: takeBackScript, Args: []any{room.Topic, line},
		Keys: []string{s.keys.room(room), s.keys.lines(room), s.keys.events(room), s.keys.Outbox(room.tag),
			s.e.OpKey(s.keys.room(room), asked), s.keys.reacted(room), s.keys.reactions(room), s.keys.report(room, report)}}
}

// tellRename tells the rooms that outlive meetings which name somebody that they have another name: those of their courses and of two,
// and those in which they have spoken, given a reaction, or had to do with keeping order. General is everybody's: who has done nothing
// there is none of its business.
func (s *Rooms) tellRename(ctx context.Context, n naming) error {
	var own *ownRooms
	var been *redis.StringSliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		own = &ownRooms{ownRead: s.queueOwn(ctx, p, n.person), private: p.ZRange(ctx, s.keys.personPrivate(n.person), 0, -1)}
		been = p.ZRange(ctx, s.keys.personRooms(n.person), 0, -1)
	})
	if err != nil {
		return err
	}
	rooms := map[string]Room{}
	for _, id := range own.ids(n.person) {
		if id != campus.GeneralID {
			rooms[campus.RoomTopic(id)] = RoomNamed(id)
		}
	}
	for _, topic := range been.Val() {
		if id, ok := campus.ParseRoomTopic(topic); ok {
			rooms[topic] = RoomNamed(id)
		}
	}
	var calls []engine.Call
	for _, room := range rooms {
		calls = append(calls, engine.Call{Script: tellNameScript, Keys: []string{s.keys.room(room), s.keys.events(room)},
			Args: []any{room.Topic, n.person, n.number}})
	}
	_, err = s.e.RunAll(ctx, calls)
	return err
}
