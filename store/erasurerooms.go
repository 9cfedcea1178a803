package store

import (
	"context"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// collect notes in which rooms somebody who was erased may be named: those that they could read or had been in, and the dates to
// come that they were expected at, whose excuses may name them, or from which they were excused themselves. It is done before their own
// lists go; done twice it adds what there is by then.
func (s *Erasures) collect(ctx context.Context, person int64) error {
	var own *ownRooms
	var been, teaches, excused *redis.StringSliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		own = &ownRooms{ownRead: s.queueOwn(ctx, p, person), private: p.ZRange(ctx, s.keys.personPrivate(person), 0, -1)}
		been, teaches = p.ZRange(ctx, s.keys.personRooms(person), 0, -1), p.ZRange(ctx, s.keys.personTeaches(person), 0, -1)
		excused = p.ZRange(ctx, s.keys.personExcused(person), 0, -1)
	})
	if err != nil {
		return err
	}
	rooms := slices.Clone(been.Val())
	for _, id := range own.ids(person) {
		rooms = append(rooms, campus.RoomTopic(id))
	}
	scopes := []string{campus.PersonTopic(person)}
	for _, course := range slices.Concat(own.ownRead.ids(func(string) bool { return true }), teaches.Val()) {
		rooms, scopes = append(rooms, campus.RoomTopic(campus.CourseRoomID(course))), append(scopes, campus.CourseTopic(course))
	}
	coming := make([]*redis.StringSliceCmd, len(scopes))
	err = s.e.Read(ctx, func(p engine.Reader) {
		for i, scope := range scopes {
			coming[i] = p.ZRange(ctx, s.keys.list(scope, "open"), 0, -1)
		}
	})
	if err != nil {
		return err
	}
	for _, list := range append(coming, excused) {
		for _, member := range list.Val() {
			if id, order, _, ok := parseMember(member); ok {
				rooms = append(rooms, MeetingRoom(id, order).Topic)
			}
		}
	}
	slices.Sort(rooms)
	return s.collected(ctx, person, slices.Compact(rooms))
}

// collected notes the rooms of a job, and then that they are all.
func (s *Erasures) collected(ctx context.Context, person int64, rooms []string) error {
	if err := s.add(ctx, person, s.keys.erasureRooms(person), rooms); err != nil {
		return err
	}
	_, err := s.e.Run(ctx, collectedScript, []string{s.keys.erasure(person)})
	return err
}

// Rooms returns the rooms of a job that are to be looked through yet.
func (s *Erasures) Rooms(ctx context.Context, person int64) (rooms []Room, err error) {
	var read *redis.StringSliceCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { read = p.SMembers(ctx, s.keys.erasureRooms(person)) }); err != nil {
		return nil, err
	}
	for _, topic := range slices.Sorted(slices.Values(read.Val())) {
		if room, ok := RoomOf(topic); ok {
			rooms = append(rooms, room)
		}
	}
	return rooms, nil
}

// RoomDone says that a room was looked through.
func (s *Erasures) RoomDone(ctx context.Context, person int64, room Room) error {
	_, err := s.e.Run(ctx, dropErasedScript, []string{s.keys.erasureRooms(person)}, room.Topic)
	return err
}

// RedactRoom takes somebody out of some lines of a room after one, and of its excuses, and returns the last line that was looked at, 0
// for the end.
func (s *Erasures) RedactRoom(ctx context.Context, job OpenErasure, room Room, after int64) (next int64, err error) {
	var count *redis.StringCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { count = p.HGet(ctx, s.keys.room(room), "lines") }); err != nil {
		return 0, err
	}
	last, _ := count.Int64()
	if after == 0 {
		if err := s.RedactExcuses(ctx, job, room); err != nil {
			return 0, err
		}
	}
	ids := make([]int64, 0, RecordChunk)
	for id := after + 1; id <= last && len(ids) < RecordChunk; id++ {
		ids = append(ids, id)
	}
	if err := s.RedactLines(ctx, job, room, ids); err != nil || after+RecordChunk >= last {
		return 0, err
	}
	return after + RecordChunk, nil
}

// RedactLines takes somebody out of lines of a room, where these are still kept, and notes which named them. A line that is edited
// meanwhile is left to be found again: its new text was begun later.
func (s *Erasures) RedactLines(ctx context.Context, job OpenErasure, room Room, ids []int64) error {
	// Who brings a room back may have read it before the words were put down.
	if _, _, ok := campus.ParseMeetingTopic(room.Topic); ok && len(ids) > 0 {
		if _, err := s.e.Run(ctx, interruptWakeScript, []string{s.keys.room(room)}); err != nil {
			return err
		}
	}
	lines, _, err := s.rooms.linesHere(ctx, room, ids) // what is in the archive alone comes back without them
	if err != nil {
		return err
	}
	var calls []engine.Call
	var found []string
	for _, line := range lines {
		to, changed := job.Redaction.Text(line.Body, line.At)
		if !changed {
			continue
		}
		found = append(found, LineOf(room, line.ID))
		calls = append(calls, engine.Call{Script: redactLineScript, Args: []any{room.Topic, line.ID, line.Body, to, flag(room.kind.Found)},
			Keys: []string{s.keys.room(room), s.keys.lines(room), s.keys.events(room), s.keys.Outbox(room.tag)}})
	}
	if err := s.Found(ctx, job.Person, found...); err != nil {
		return err
	}
	_, err = s.e.RunAll(ctx, calls)
	return err
}

// LineOf names a line for Found.
func LineOf(room Room, line int64) string { return room.Topic + " " + num(line) }

// RedactExcuses takes somebody out of why people were excused from some dates.
func (s *Erasures) RedactExcuses(ctx context.Context, job OpenErasure, rooms ...Room) error {
	excused := make([]*redis.MapStringStringCmd, len(rooms))
	err := s.e.Read(ctx, func(p engine.Reader) {
		for i, room := range rooms {
			excused[i] = p.HGetAll(ctx, s.keys.excused(room))
		}
	})
	if err != nil {
		return err
	}
	var calls []engine.Call
	var found []string
	for i, room := range rooms {
		for person, kept := range excused[i].Val() {
			var given time.Time
			if excuse := excuseFrom(kept); excuse != nil {
				given = excuse.At
			}
			id, _ := campus.ParseID(person)
			if to, changed := job.Redaction.Excuse(id, kept, given); changed {
				found = append(found, ExcuseOf(room, person))
				calls = append(calls, engine.Call{Script: redactExcuseScript, Keys: []string{s.keys.excused(room)},
					Args: []any{person, kept, to}})
			}
		}
	}
	if err := s.Found(ctx, job.Person, found...); err != nil {
		return err
	}
	_, err = s.e.RunAll(ctx, calls)
	return err
}

// ExcuseOf names somebody's excuse for Found.
func ExcuseOf(room Room, person string) string { return room.Topic + " excused " + person }
