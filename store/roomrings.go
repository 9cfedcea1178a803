package store

import (
	"context"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// ringRooms lets people hear whose place in a course has changed that their rooms have, once that stands in their own lists.
func (s *Store) ringRooms(ctx context.Context, seats []engine.Entry) error {
	var people []int64
	for _, en := range seats {
		if !onlyWaited(en) {
			people = append(people, en.Number("person"))
		}
	}
	return s.Rooms.ringPeople(ctx, people)
}

// ringPeople lets people hear that there are other rooms of theirs than before.
func (s *Rooms) ringPeople(ctx context.Context, people []int64) error {
	topics := make([]string, len(people))
	for i, person := range people {
		topics[i] = campus.PersonTopic(person)
	}
	return s.e.Ring(ctx, string(campus.KindRooms), topics...)
}

// ringTaught lets the teachers of a course hear it, former ones among them.
func (s *Rooms) ringTaught(ctx context.Context, course string, former []int64) error {
	c, err := s.courses.Get(ctx, course)
	for _, one := range c.Staff() {
		if one.ID != 0 {
			former = append(former, one.ID)
		}
	}
	if err = unlessGone(err); err != nil {
		return err
	}
	return s.ringPeople(ctx, former)
}

// ringReaders has whoever watches the room of a course look again whether they may, and what they may there.
func (s *Rooms) ringReaders(ctx context.Context, course string) error {
	return s.e.Ring(ctx, string(campus.KindRights), CourseRoom(course).Topic)
}

// turnPrivate has whoever watches a private room of somebody look again what they may there: who is disabled, or is of the staff no
// more, is written to by others than before.
func (s *Rooms) turnPrivate(ctx context.Context, person int64) error {
	var others *redis.StringSliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) { others = p.ZRange(ctx, s.keys.personPrivate(person), 0, -1) })
	if err != nil {
		return err
	}
	var calls []engine.Call
	for _, other := range idsFrom(others.Val()) {
		calls = append(calls, s.turned(person, other))
	}
	_, err = s.e.RunAll(ctx, calls)
	return err
}

// turned is how it is noted that who may write in the room of two may be others than before; see turn_room.lua.
func (d data) turned(one, other int64) engine.Call {
	room := PrivateRoom(one, other)
	return engine.Call{Script: turnRoomScript, Keys: []string{d.keys.room(room)}, Args: []any{room.Topic}}
}
