package store

import (
	"context"
	"errors"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Expire takes away for good what was said at dates that are in the archive and ended before it is kept, and how those were attended
// that ended before that is, up to n of each partition in one go. It returns how many dates were shortened. Each is one step, so that
// nobody has to hold it: of two who do the same, one finds it done.
func (s *Records) Expire(ctx context.Context, n int64) (done int, err error) {
	shelf := s.shelf.Load()
	if shelf == nil {
		return 0, nil
	}
	said, err := s.expire(ctx, shelf.Retain.Messages, s.keys.expiring, n, func(id int64, order int) engine.Call {
		room := MeetingRoom(id, order)
		return engine.Call{Script: expireLinesScript, Keys: []string{s.keys.instance(id, order), s.keys.room(room), s.keys.lines(room),
			s.keys.reacted(room), s.keys.reactions(room), s.keys.archived(room.tag), s.keys.expiring(room.tag)}}
	})
	attended, failed := s.expire(ctx, shelf.Retain.Events, s.keys.forgetting, n, func(id int64, order int) engine.Call {
		room := MeetingRoom(id, order)
		return engine.Call{Script: expireAttendanceScript, Keys: []string{s.keys.instance(id, order), s.keys.roster(room),
			s.keys.excused(room), s.keys.visits(room), s.keys.attended(room), s.keys.events(room), s.keys.forgetting(room.tag),
			s.keys.meetingOutbox(id)}}
	})
	return said + attended, errors.Join(err, failed)
}

// expire does something for each date of a list that ended before things are kept, until there is none: what is done for one takes it off
// the list. When a date that is over ended nobody changes any more.
func (s *Records) expire(ctx context.Context, months int, list func(tag string) string, n int64,
	with func(id int64, order int) engine.Call) (done int, err error) {
	if months <= 0 {
		return 0, nil
	}
	since := millis(campus.KeptSince(s.e.Now(), months))
	for {
		old, err := s.endedBefore(ctx, list, since, n)
		if err != nil || len(old) == 0 {
			return done, err
		}
		calls := make([]engine.Call, len(old))
		for i, name := range old {
			id, order, _, _ := parseMember(name)
			calls[i] = with(id, order)
			calls[i].Args = []any{name}
		}
		s.shelf.Load().Reached(PointAged)
		got, err := s.e.RunAll(ctx, calls)
		for _, reply := range got {
			done += int(reply.Number(1))
		}
		if err != nil {
			return done, err
		}
		s.shelf.Load().Reached(PointEmptied)
	}
}

// endedBefore returns the names of up to n dates of each partition that a list has from before a time.
func (s *Records) endedBefore(ctx context.Context, list func(tag string) string, since string, n int64) (names []string, err error) {
	tags := engine.PartitionTags()
	waiting := make([]*redis.ZSliceCmd, len(tags))
	err = s.e.Read(ctx, func(p engine.Reader) {
		for i, tag := range tags {
			waiting[i] = p.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{Key: list(tag), Start: "-inf", Stop: "(" + since, ByScore: true,
				Count: n})
		}
	})
	if err != nil {
		return nil, err
	}
	for _, some := range waiting {
		for _, z := range some.Val() {
			name, _ := z.Member.(string)
			if _, _, _, ok := parseMember(name); ok {
				names = append(names, name)
			}
		}
	}
	return names, nil
}
