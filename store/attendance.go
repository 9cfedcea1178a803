package store

import (
	"context"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

// Join lets a person into an instance. It refuses, in this order, with ErrNotActive (unknown or not open), ErrAlreadyIn
// and ErrNotInvited.
func (s *Store) Join(ctx context.Context, person campus.Person, id int64, order int, op string) error {
	seat, err := s.Seat(ctx, person, id, order)
	if err != nil {
		return inactive(err)
	}
	tag, room := meetingTag(id), campus.MeetingTopic(id, order)
	k := []string{s.keys.instance(id, order), s.keys.invited(id), s.keys.present(id, order), s.keys.room(tag, room), s.keys.events(tag, room),
		s.keys.op(tag, person.ID, "join:"+room+":"+opOr(op)), s.keys.attended(id, order)}
	got, err := s.run(ctx, s.scripts.join, k, room, person.ID, flag(seat.Allowed))
	if err != nil {
		return err
	}
	switch got.word() {
	case "inactive":
		return campus.ErrNotActive
	case "already":
		return campus.ErrAlreadyIn
	case "forbidden":
		return campus.ErrNotInvited
	}
	return nil
}

// Leave lets a person out of an instance. It refuses with ErrNotActive and ErrNotAttending.
func (s *Store) Leave(ctx context.Context, person campus.Person, id int64, order int, op string) error {
	tag, room := meetingTag(id), campus.MeetingTopic(id, order)
	k := []string{s.keys.instance(id, order), s.keys.present(id, order), s.keys.room(tag, room), s.keys.events(tag, room),
		s.keys.op(tag, person.ID, "leave:"+room+":"+opOr(op))}
	got, err := s.run(ctx, s.scripts.leave, k, room, person.ID)
	if err != nil {
		return err
	}
	switch got.word() {
	case "inactive":
		return campus.ErrNotActive
	case "absent":
		return campus.ErrNotAttending
	}
	return nil
}

// evict lets a person out of an instance that they may not be in any more, and makes their streams look again.
func (s *Store) evict(ctx context.Context, id int64, order int, person int64) error {
	p, err := s.Person(ctx, person)
	if err == nil {
		var seat campus.Seat
		if seat, err = s.Seat(ctx, p, id, order); err == nil && seat.Allowed {
			return nil
		}
	}
	if err != nil {
		return unlessGone(err)
	}
	if err := s.Leave(ctx, p, id, order, ""); err != nil && campus.CodeOf(err) != campus.BadRequest && campus.CodeOf(err) != campus.Conflict {
		return err // not open or not attending: nothing to leave
	}
	return away(s.rdb.Publish(ctx, s.keys.bell(), object(bell{Topic: campus.PersonTopic(person), Kind: campus.KindRights})).Err())
}

// unlessGone says nothing of what does not exist: whoever follows up on it has nothing left to do.
func unlessGone(err error) error {
	if campus.CodeOf(err) == campus.NotFound {
		return nil
	}
	return err
}

// Participants returns who is in an instance, by the time of joining.
func (s *Store) Participants(ctx context.Context, id int64, order int) ([]campus.Participant, error) {
	present, err := s.rdb.ZRangeWithScores(ctx, s.keys.present(id, order), 0, -1).Result()
	if err != nil {
		return nil, away(err)
	}
	return s.participants(ctx, present)
}

// Attended returns who was ever in an instance, by the time of first joining.
func (s *Store) Attended(ctx context.Context, id int64, order int) ([]campus.Participant, error) {
	all, err := s.rdb.ZRangeWithScores(ctx, s.keys.attended(id, order), 0, -1).Result()
	if err != nil {
		return nil, away(err)
	}
	return s.participants(ctx, all)
}

func (s *Store) participants(ctx context.Context, present []redis.Z) ([]campus.Participant, error) {
	ids := make([]int64, len(present))
	for i, z := range present {
		ids[i], _ = campus.ParseID(z.Member.(string))
	}
	people, err := s.People(ctx, ids)
	out := make([]campus.Participant, len(present))
	for i, z := range present {
		out[i] = campus.Participant{Person: people[ids[i]], Joined: score(z.Score)}
	}
	return out, err
}

// PresentCount returns how many are in an instance.
func (s *Store) PresentCount(ctx context.Context, id int64, order int) (int, error) {
	n, err := s.rdb.ZCard(ctx, s.keys.present(id, order)).Result()
	return int(n), away(err)
}

// Attended is an open instance and who is in it since when.
type Attended struct {
	Listed
	People []campus.Participant
}

// Attendance returns every open instance with who is in it, for admins: two round trips after the list itself.
func (s *Store) Attendance(ctx context.Context, admin campus.Person) ([]Attended, error) {
	open, err := s.ActiveInstances(ctx, admin)
	if err != nil {
		return nil, err
	}
	cmds := make([]*redis.ZSliceCmd, len(open))
	err = s.pipe(ctx, func(p redis.Pipeliner) {
		for i, l := range open {
			cmds[i] = p.ZRangeWithScores(ctx, s.keys.present(l.Meeting.ID, l.Instance.Order), 0, -1)
		}
	})
	if err != nil {
		return nil, err
	}
	var all []redis.Z
	for _, cmd := range cmds {
		all = append(all, cmd.Val()...)
	}
	people, err := s.participants(ctx, all)
	out := make([]Attended, len(open))
	for i, l := range open {
		n := len(cmds[i].Val())
		out[i], people = Attended{l, people[:n]}, people[n:]
	}
	return out, err
}

// inactive says of what does not exist what is said of what is not open: nobody learns the difference.
func inactive(err error) error {
	if campus.CodeOf(err) == campus.NotFound {
		return campus.ErrNotActive
	}
	return err
}
