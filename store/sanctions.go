package store

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Mute lets somebody read in a meeting's rooms but not write, until they are unmuted. asker must be of its staff, and whom
// not. Refusals: ErrNoMeeting, ErrNotMeetingStaff, ErrNoPerson, ErrNotThere, ErrOwnself, ErrProtected.
func (s *Meetings) Mute(ctx context.Context, asker campus.Person, id int64, order int, whom int64, op string) error {
	return s.sanction(ctx, asker, id, order, whom, campus.KindMuted, op)
}

// Unmute lets them write again. It refuses as Mute does.
func (s *Meetings) Unmute(ctx context.Context, asker campus.Person, id int64, order int, whom int64, op string) error {
	return s.sanction(ctx, asker, id, order, whom, campus.KindUnmuted, op)
}

// Remove sends somebody out of an instance that is open; they may come back. It refuses as Mute does, and with ErrNotActive.
func (s *Meetings) Remove(ctx context.Context, asker campus.Person, id int64, order int, whom int64, op string) error {
	return s.sanction(ctx, asker, id, order, whom, campus.KindRemoved, op)
}

func (s *Meetings) sanction(ctx context.Context, asker campus.Person, id int64, order int, whom int64, what campus.Kind, op string) error {
	_, elsewhere, protected, err := s.between(ctx, asker, id, whom)
	if err != nil {
		return err
	}
	room := MeetingRoom(id, order)
	k := []string{s.keys.meeting(id), s.keys.instance(id, order), s.keys.muted(id), s.keys.present(room), s.keys.attended(room),
		s.keys.visits(room), s.keys.room(room), s.keys.lines(room), s.keys.events(room), s.keys.meetingOutbox(id), s.keys.signs(room)}
	_, err = s.e.Write(ctx, engine.Asked(asker.ID, string(what)+":"+room.Topic+":"+num(whom), op), sanctionScript, k, room.Topic,
		asker.ID, flag(elsewhere), whom, flag(protected), string(what))
	return err
}

// between finds a meeting for its staff who want to do something about somebody. protected says that whom is of its staff for
// what does not lie with the meeting.
func (s *Meetings) between(ctx context.Context, asker campus.Person, id, whom int64) (m campus.Meeting, elsewhere, protected bool,
	err error) {
	m, err = s.Get(ctx, id)
	if err != nil {
		return m, false, false, err
	}
	var people peopleRead
	var mine seatRead
	err = s.e.Read(ctx, func(p engine.Reader) {
		people = s.people.queue(ctx, p, []int64{whom})
		if m.Course != "" {
			mine = s.courses.queueSeat(ctx, p, asker.ID, m.Course)
		}
	})
	if err != nil {
		return m, false, false, err
	}
	facts := campus.MeetingFacts{Meeting: m}
	mine.facts(&facts)
	if !campus.MeetingRights(asker, facts).Staff {
		return m, false, false, campus.ErrNotMeetingStaff
	}
	p, ok := people.people()[whom]
	if !ok || p.Status == campus.StatusErased {
		return m, false, false, campus.ErrNoPerson
	}
	facts.Mine = campus.Enrolment{}
	return m, campus.MeetingRights(asker, facts.Elsewhere()).Staff, campus.MeetingRights(p, facts.Elsewhere()).Staff, nil
}

// Ban shuts somebody out of a meeting, all its dates, and sends them out of its rooms at once. asker must be of its staff, and
// whom not. Refusals: ErrNoMeeting, ErrNotMeetingStaff, ErrNoPerson, ErrOwnself, ErrProtected.
func (s *Meetings) Ban(ctx context.Context, asker campus.Person, id, whom int64, op string) error {
	return s.ban(ctx, asker, id, whom, campus.KindBanned, op)
}

// Lift lets somebody in again who was banned. It refuses as Ban does.
func (s *Meetings) Lift(ctx context.Context, asker campus.Person, id, whom int64, op string) error {
	return s.ban(ctx, asker, id, whom, campus.KindLifted, op)
}

func (s *Meetings) ban(ctx context.Context, asker campus.Person, id, whom int64, what campus.Kind, op string) error {
	asked := engine.Asked(asker.ID, string(what)+":"+num(id)+":"+num(whom), op)
	_, err := s.again(ctx, id, asked, func() (engine.Reply, error) {
		m, elsewhere, protected, err := s.between(ctx, asker, id, whom)
		if err != nil {
			return engine.Reply{}, err
		}
		instances, err := s.Instances(ctx, m)
		if err != nil {
			return engine.Reply{}, err
		}
		k := []string{s.keys.meeting(id), s.keys.banned(id), s.keys.meetingOutbox(id)}
		args := []any{id, asker.ID, flag(elsewhere), whom, flag(protected), string(what), m.Orders, campus.PersonTopic(whom)}
		now := s.e.Now()
		for _, i := range instances {
			if state := i.State(now); state == campus.Ended || state == campus.Cancelled {
				continue // it stays so, and nobody is in there
			}
			room := MeetingRoom(id, i.Order)
			k = append(k, s.keys.instance(id, i.Order), s.keys.present(room), s.keys.visits(room), s.keys.room(room),
				s.keys.lines(room), s.keys.events(room))
			args = append(args, i.Order)
		}
		return s.e.Write(ctx, asked, banScript, k, args...)
	})
	return err
}

// MaxBans bounds how many banned people are listed.
const MaxBans = 1000

// Bans returns who is banned from a meeting, the first banned first, with when as Joined. asker must be of its staff.
func (s *Meetings) Bans(ctx context.Context, asker campus.Person, id int64) ([]campus.Participant, error) {
	if _, _, err := s.staff(ctx, asker, id); err != nil {
		return nil, err
	}
	banned, err := s.e.Page(ctx, s.keys.banned(id), engine.Place{}, MaxBans, false)
	if err != nil {
		return nil, err
	}
	people, err := s.people.Some(ctx, idsOf(banned))
	return participants(banned, people), err
}

// Standing is how somebody stands to a room, as its staff or others there look at them.
type Standing struct {
	Person campus.Person
	Joined time.Time // zero for who is not inside
	Muted  bool
	Banned bool
	Staff  bool                // of the room: they cannot be muted, sent out or banned
	Host   bool                // of the meeting
	Pair   campus.PrivateFacts // how who asks stands to them; see Rooms.MayWriteTo
}

// StandingOf returns how somebody stands to an instance that who asks may read, with how who asks does. Refusals are those of
// Reader, and ErrNotThere for who was never there and is not banned.
func (s *Meetings) StandingOf(ctx context.Context, asker campus.Person, id int64, order int, whom int64) (campus.Seat, Standing, error) {
	room := MeetingRoom(id, order)
	var read instanceRead
	var people peopleRead
	var pairs pairsRead
	var present, attended, muted, banned *redis.FloatCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		read, people = s.queueSeat(ctx, p, asker.ID, id, order), s.people.queue(ctx, p, []int64{whom})
		pairs = s.queuePairs(ctx, p, asker, people)
		present, attended = p.ZScore(ctx, s.keys.present(room), num(whom)), p.ZScore(ctx, s.keys.attended(room), num(whom))
		muted, banned = p.ZScore(ctx, s.keys.muted(id), num(whom)), p.ZScore(ctx, s.keys.banned(id), num(whom))
	})
	if err != nil {
		return campus.Seat{}, Standing{}, err
	}
	seat, facts, err := s.seat(read)
	if err == nil && seat.Meeting.Course != "" {
		var course seatRead
		err = s.e.Read(ctx, func(p engine.Reader) { course = s.courses.queueSeat(ctx, p, asker.ID, seat.Meeting.Course) })
		course.facts(&facts)
		seat.Course = courseTitle(facts)
	}
	if err != nil {
		return seat, Standing{}, err
	}
	seat.Rights = campus.MeetingRights(asker, facts)
	if !seat.Enter {
		return seat, Standing{}, facts.Refusal()
	}
	p, ok := people.people()[whom]
	if !ok || attended.Err() != nil && (banned.Err() != nil || !seat.Staff) {
		return seat, Standing{}, campus.ErrNotThere
	}
	facts.Mine = campus.Enrolment{}
	st := Standing{Person: p, Muted: muted.Err() == nil, Banned: banned.Err() == nil, Staff: campus.MeetingRights(p, facts).Staff,
		Pair: pairs.pair(whom)}
	if present.Err() == nil {
		st.Joined = score(present.Val())
	}
	return seat, st, nil
}
