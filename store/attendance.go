package store

import (
	"cmp"
	"context"
	"errors"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Join lets a person into an instance. It refuses, in this order, with ErrNotActive (unknown or not open), ErrAlreadyIn,
// ErrBanned, ErrNotInvited and ErrLocked. The script decides by what lies with the meeting. What lies elsewhere, a place in its course and
// whether the person may enter at all, is looked at again once the person is in: who has lost it meanwhile is sent out.
func (s *Meetings) Join(ctx context.Context, person campus.Person, id int64, order int, op string) error {
	_, facts, err := s.seatFacts(ctx, person, id, order)
	if err != nil && !errors.Is(err, campus.ErrNoMeeting) { // of one that is gone the script says what it said before
		return err
	}
	room := MeetingRoom(id, order)
	asked := engine.Asked(person.ID, "join:"+room.Topic, op)
	k := []string{s.keys.instance(id, order), s.keys.meeting(id), s.keys.invited(id), s.keys.present(room), s.keys.attended(room),
		s.keys.visits(room), s.keys.room(room), s.keys.events(room), s.keys.meetingOutbox(id), s.keys.seen(room),
		s.keys.signs(room), s.keys.roster(room), s.keys.banned(id)}
	elsewhere, staff := campus.MeetingRights(person, facts.Elsewhere()).Enter, campus.MeetingRights(person, facts).Staff
	ctx = context.WithoutCancel(ctx) // who is let in is looked at again, though they have gone away meanwhile
	got, err := s.e.Write(ctx, asked, joinScript, k, room.Topic, person.ID, flag(elsewhere), flag(staff))
	if err != nil {
		return err
	}
	if got.Again { // it is answered as it first was, and who has lost the right since is sent out
		_, err = s.lookAgain(ctx, id, order, person.ID, nil)
		return err
	}
	out, err := s.lookAgain(ctx, id, order, person.ID, &asked)
	return cmp.Or(err, out)
}

// Leave lets a person out of an instance. It refuses with ErrNotActive and ErrNotAttending.
func (s *Meetings) Leave(ctx context.Context, person campus.Person, id int64, order int, op string) error {
	room := MeetingRoom(id, order)
	k := []string{s.keys.instance(id, order), s.keys.present(room), s.keys.visits(room), s.keys.room(room), s.keys.events(room)}
	_, err := s.e.Write(ctx, engine.Asked(person.ID, "leave:"+room.Topic, op), leaveScript, k, room.Topic, person.ID)
	return err
}

// lookAgain sends a person out of an instance who may not be in it (any more), and returns why it did so, if it did. With the
// operation that let the person in, that is forgotten.
func (s *Meetings) lookAgain(ctx context.Context, id int64, order int, person int64, asked *engine.Op) (out, err error) {
	p, err := s.people.Get(ctx, person)
	if err != nil && !errors.Is(err, campus.ErrNoPerson) {
		return nil, err
	}
	out = campus.ErrNotInvited
	if err == nil && p.Status == campus.StatusActive {
		_, err := s.Reader(ctx, p, id, order)
		switch code := campus.CodeOf(err); {
		case err == nil || code != campus.Forbidden && code != campus.NotFound:
			return nil, err
		case code == campus.Forbidden:
			out = err
		}
	}
	c := s.evict(id, order, person, asked)
	_, err = s.e.Run(ctx, c.Script, c.Keys, c.Args...)
	return out, err
}

// evict is how a person is sent out of an instance; see evict.lua.
func (s *Meetings) evict(id int64, order int, person int64, asked *engine.Op) engine.Call {
	room := MeetingRoom(id, order)
	forget := s.keys.present(room)
	if asked != nil {
		forget = s.e.OpKey(forget, *asked)
	}
	return engine.Call{Script: evictScript, Args: []any{room.Topic, person, campus.PersonTopic(person), flag(asked != nil)},
		Keys: []string{s.keys.present(room), s.keys.visits(room), s.keys.room(room), s.keys.events(room), forget}}
}

// evictAll looks again at everybody who is in one of these instances: a few round trips for each, however many are there.
func (s *Meetings) evictAll(ctx context.Context, names []string) error {
	in := make([]*redis.StringSliceCmd, len(names))
	err := s.e.Read(ctx, func(p engine.Reader) {
		for i, name := range names {
			if id, order, _, ok := parseMember(name); ok {
				in[i] = p.ZRange(ctx, s.keys.present(MeetingRoom(id, order)), 0, -1)
			}
		}
	})
	if err != nil {
		return err
	}
	for i, name := range names {
		if in[i] == nil || len(in[i].Val()) == 0 {
			continue
		}
		id, order, _, _ := parseMember(name)
		if err := s.evictSome(ctx, id, order, in[i].Val()); err != nil {
			return err
		}
	}
	return nil
}

// evictSome looks again at some who are in an instance, or were a moment ago.
func (s *Meetings) evictSome(ctx context.Context, id int64, order int, members []string) error {
	out, err := s.withoutRight(ctx, id, members)
	if err != nil {
		return err
	}
	calls := make([]engine.Call, len(out))
	for i, person := range out {
		calls[i] = s.evict(id, order, person, nil)
	}
	_, err = s.e.RunAll(ctx, calls)
	return err
}

// withoutRight returns who of these may not enter a meeting.
func (s *Meetings) withoutRight(ctx context.Context, id int64, members []string) (out []int64, err error) {
	ids := make([]int64, len(members))
	for i, member := range members {
		ids[i], _ = campus.ParseID(member)
	}
	m, exists, err := s.evenHidden(ctx, id)
	if err != nil {
		return nil, err
	}
	people, err := s.people.Some(ctx, ids)
	if err != nil {
		return nil, err
	}
	standings, seats := make([]standingRead, len(ids)), make([]seatRead, len(ids))
	err = s.e.Read(ctx, func(p engine.Reader) {
		for i, person := range ids {
			standings[i] = s.queueStanding(ctx, p, person, id)
			if m.Course != "" {
				seats[i] = s.courses.queueSeat(ctx, p, person, m.Course)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	for i, person := range ids {
		facts := standings[i].facts(m)
		if m.Course != "" {
			seats[i].facts(&facts)
		}
		p := people[person]
		if !exists || p.Status != campus.StatusActive || !campus.MeetingRights(p, facts).Enter {
			out = append(out, person)
		}
	}
	return out, nil
}

// evictFrom looks again at one person, in those of these instances where that person is.
func (s *Meetings) evictFrom(ctx context.Context, names []string, person int64) error {
	in := make([]*redis.FloatCmd, len(names))
	err := s.e.Read(ctx, func(p engine.Reader) {
		for i, name := range names {
			if id, order, _, ok := parseMember(name); ok {
				in[i] = p.ZScore(ctx, s.keys.present(MeetingRoom(id, order)), num(person))
			}
		}
	})
	for i, name := range names {
		if err == nil && in[i] != nil && in[i].Err() == nil {
			id, order, _, _ := parseMember(name)
			_, err = s.lookAgain(ctx, id, order, person, nil)
		}
	}
	return err
}

// Attended is an open instance and who is in it since when.
type Attended struct {
	Listed
	People []campus.Participant // by joining, at most as many as were asked for
	Count  int                  // how many there are
}

// Attendance returns every open instance with who is in it, for admins, of each at most limit people: three round trips,
// or two after Ahead{Open: true}.
func (s *Meetings) Attendance(ctx context.Context, admin campus.Person, limit int, a *Ahead) ([]Attended, error) {
	var cmds []engine.PageRead
	var counts []*redis.IntCmd
	open, err := s.active(ctx, admin, a, func(p engine.Reader, names []string) {
		cmds, counts = make([]engine.PageRead, len(names)), make([]*redis.IntCmd, len(names))
		for i, name := range names {
			id, order, _, _ := parseMember(name)
			present := s.keys.present(MeetingRoom(id, order))
			cmds[i], counts[i] = s.e.QueuePage(ctx, p, present, engine.Place{}, limit, false), p.ZCard(ctx, present)
		}
	})
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, l := range open {
		ids = append(ids, idsOf(cmds[l.read].Places())...)
	}
	people, err := s.people.Some(ctx, ids)
	out := make([]Attended, len(open))
	for i, l := range open {
		out[i] = Attended{l, participants(cmds[l.read].Places(), people), int(counts[l.read].Val())}
	}
	return out, err
}
