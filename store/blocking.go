package store

import (
	"context"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Block keeps somebody's private lines from who, and folds their other lines for who, whose pages hear of it. Both are asked again
// whether they may write in the room of the two. Doing it again changes nothing.
// Refusals: ErrNoPerson, ErrBlockSelf, ErrManyBlocked.
func (s *People) Block(ctx context.Context, who campus.Person, whom int64, op string) error {
	if who.ID == whom {
		return campus.ErrBlockSelf
	}
	p, err := s.Get(ctx, whom)
	if err == nil && p.Status == campus.StatusErased {
		err = campus.ErrNoPerson
	}
	if err != nil {
		return err
	}
	done, err := s.e.Write(ctx, engine.Asked(who.ID, "block:"+num(whom), op), blockScript, []string{s.keys.personBlocked(who.ID)}, whom,
		campus.MaxBlocked, campus.PersonTopic(who.ID), pairTopic(who.ID, whom))
	return s.turnedPair(ctx, who.ID, whom, done, err)
}

// Unblock takes Block back. Of somebody who is not blocked it changes nothing.
func (s *People) Unblock(ctx context.Context, who campus.Person, whom int64, op string) error {
	done, err := s.e.Write(ctx, engine.Asked(who.ID, "unblock:"+num(whom), op), unblockScript, []string{s.keys.personBlocked(who.ID)}, whom,
		campus.PersonTopic(who.ID), pairTopic(who.ID, whom))
	return s.turnedPair(ctx, who.ID, whom, done, err)
}

// turnedPair notes with the room of two that one has blocked the other, or not any more, unless that was refused or was so before. It is
// done again for what is sent again: whoever was to do it may have died.
func (s *People) turnedPair(ctx context.Context, one, other int64, done engine.Reply, err error) error {
	if err != nil || done.Word() == "same" {
		return err
	}
	_, err = s.e.RunAll(context.WithoutCancel(ctx), []engine.Call{s.turned(one, other)})
	return err
}

func pairTopic(one, other int64) string { return campus.RoomTopic(campus.PrivateRoomID(one, other)) }

// unblockAll takes back all that somebody has blocked.
func (s *People) unblockAll(ctx context.Context, who campus.Person, op string) error {
	var blocked *redis.StringSliceCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { blocked = s.queueBlocked(ctx, p, who.ID) }); err != nil {
		return err
	}
	for _, whom := range blockedFrom(blocked) {
		if err := s.Unblock(ctx, who, whom, op); err != nil {
			return err
		}
	}
	return nil
}

// Blocked returns whom a person has blocked, the last first, without who was erased: two round trips.
func (s *People) Blocked(ctx context.Context, who int64) ([]campus.Person, error) {
	var blocked *redis.StringSliceCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { blocked = s.queueBlocked(ctx, p, who) }); err != nil {
		return nil, err
	}
	ids := blockedFrom(blocked)
	people, err := s.Some(ctx, ids)
	all := make([]campus.Person, 0, len(ids))
	for i := len(ids) - 1; i >= 0; i-- {
		if p, ok := people[ids[i]]; ok && p.Status != campus.StatusErased {
			all = append(all, p)
		}
	}
	return all, err
}

func (d data) queueBlocked(ctx context.Context, p engine.Reader, who int64) *redis.StringSliceCmd {
	return p.ZRange(ctx, d.keys.personBlocked(who), 0, -1)
}

func blockedFrom(read *redis.StringSliceCmd) []int64 {
	ids := make([]int64, 0, len(read.Val()))
	for _, member := range read.Val() {
		if id, ok := campus.ParseID(member); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// HasBlocked reports whether by has blocked whom: what a private room asks before it takes a line.
func (s *People) HasBlocked(ctx context.Context, by, whom int64) (bool, error) {
	var at *redis.FloatCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { at = p.ZScore(ctx, s.keys.personBlocked(by), num(whom)) }); err != nil {
		return false, err
	}
	return at.Err() == nil, nil
}
