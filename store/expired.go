package store

import (
	"context"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// listAtOnce is how many dates are noted in one step that may become too old.
const listAtOnce = 500

// Expire takes away for good what was said at dates that are in the archive and ended before it is kept, up to n of each partition in one
// go, and returns how many dates these were. Each is one step, so that nobody has to hold it: of two who do the same, one finds it done.
func (s *Records) Expire(ctx context.Context, n int64) (done int, err error) {
	shelf := s.shelf.Load()
	if shelf == nil || shelf.Retain.Messages <= 0 {
		return 0, nil
	}
	since := millis(campus.KeptSince(s.e.Now(), shelf.Retain.Messages))
	for {
		old, err := s.endedBefore(ctx, since, n)
		if err != nil || len(old) == 0 {
			return done, err
		}
		got, err := s.e.RunAll(ctx, old)
		for _, reply := range got {
			done += int(reply.Number(1))
		}
		if err != nil {
			return done, err
		}
	}
}

// endedBefore returns the calls for dates that wait and ended before a time, as far as is noted.
func (s *Records) endedBefore(ctx context.Context, since string, n int64) (calls []engine.Call, err error) {
	tags := engine.PartitionTags()
	waiting := make([]*redis.ZSliceCmd, len(tags))
	err = s.e.Read(ctx, func(p engine.Reader) {
		for i, tag := range tags {
			waiting[i] = p.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{Key: s.keys.expiring(tag), Start: "-inf", Stop: "(" + since,
				ByScore: true, Count: n})
		}
	})
	if err != nil {
		return nil, err
	}
	for i, tag := range tags {
		for _, name := range waiting[i].Val() {
			member, _ := name.Member.(string)
			id, order, _, ok := parseMember(member)
			if !ok {
				continue
			}
			room := MeetingRoom(id, order)
			calls = append(calls, engine.Call{Script: expireLinesScript, Keys: []string{s.keys.instance(id, order), s.keys.room(room),
				s.keys.lines(room), s.keys.reacted(room), s.keys.reactions(room), s.keys.archived(tag), s.keys.expiring(tag)},
				Args: []any{member, since}})
		}
	}
	return calls, nil
}

// ListExpiring notes dates that were archived before it was asked which of them become too old.
func (s *Records) ListExpiring(ctx context.Context) error {
	for _, tag := range engine.PartitionTags() {
		for from := int64(0); ; from += listAtOnce {
			got, err := s.e.Run(ctx, listExpiringScript, []string{s.keys.archived(tag), s.keys.expiring(tag)}, from, from+listAtOnce-1)
			if err != nil {
				return err
			}
			if got.Number(1) < listAtOnce {
				break
			}
		}
	}
	return nil
}
