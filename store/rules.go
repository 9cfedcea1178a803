package store

import (
	"context"
	"errors"
	"strconv"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// standingRead is how somebody stands to a meeting for what lies with it, being read.
type standingRead struct {
	invited *redis.BoolCmd
	banned  *redis.FloatCmd
}

func (s *Meetings) queueStanding(ctx context.Context, p engine.Reader, person, id int64) standingRead {
	return standingRead{p.SIsMember(ctx, s.keys.invited(id), person), p.ZScore(ctx, s.keys.banned(id), num(person))}
}

// facts returns what was read; what follows from the meeting's course is added to it.
func (r standingRead) facts(m campus.Meeting) campus.MeetingFacts {
	return campus.MeetingFacts{Meeting: m, Invited: r.invited.Val(), Banned: r.banned.Err() == nil}
}

var rulesFields = []string{"chat", "seconds", "locked"}

func (s *Rooms) queueRules(ctx context.Context, p engine.Reader, room Room) *redis.SliceCmd {
	return p.HMGet(ctx, s.keys.room(room), rulesFields...)
}

func rulesFrom(read *redis.SliceCmd) campus.Rules {
	f := engine.Texts(read.Val())
	if len(f) < len(rulesFields) {
		return campus.Rules{}
	}
	seconds, _ := strconv.Atoi(f[1])
	return campus.Rules{Chat: campus.ChatMode(f[0]), Seconds: seconds, Locked: f[2] != ""}
}

// Rules returns what holds in a room.
func (s *Rooms) Rules(ctx context.Context, room Room) (campus.Rules, error) {
	var read *redis.SliceCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { read = s.queueRules(ctx, p, room) }); err != nil {
		return campus.Rules{}, err
	}
	return rulesFrom(read), nil
}

// asStaff does what a room's gate has a say in. Whom it refuses for an order of the room's staff may be of the staff
// themselves, for what lies elsewhere: only then is that looked up, so that nobody else waits for it.
func (s *Rooms) asStaff(ctx context.Context, person campus.Person, room Room, do func(elsewhere string) (engine.Reply, error)) (
	engine.Reply, error) {
	if room.kind == privateRooms {
		return s.betweenTwo(ctx, person, room, do)
	}
	got, err := do(elsewhere(person))
	ordered := errors.Is(err, campus.ErrMuted) || errors.Is(err, campus.ErrStaffOnly) || errors.Is(err, campus.ErrBanned) ||
		errors.Is(err, errSlow)
	if !ordered || person.Role != campus.Teacher {
		return got, err
	}
	staff, readErr := s.teaches(ctx, person, room)
	if readErr != nil {
		return got, readErr
	}
	if !staff {
		return got, err
	}
	return do(flag(true))
}

// teaches reports whether somebody is of a room's staff for what does not lie with the room.
func (s *Rooms) teaches(ctx context.Context, person campus.Person, room Room) (bool, error) {
	k, err := s.keep(room)
	if err != nil {
		return false, nil // a kind that has no staff
	}
	return k.teaches(ctx, person, room)
}

// SetChat says who may write in an instance's room. asker must be of the meeting's staff. Refusals: Invalid, ErrNoMeeting,
// ErrNotMeetingStaff, ErrNotActive for one that is over or cancelled.
func (s *Meetings) SetChat(ctx context.Context, asker campus.Person, id int64, order int, chat campus.Rules, op string) (
	campus.Rules, error) {
	if err := chat.Validate(); err != nil {
		return campus.Rules{}, err
	}
	return s.setRules(ctx, asker, id, order, campus.KindChat, chat, op)
}

// Lock lets nobody new into an instance's room but staff, or lifts that. It refuses as SetChat does.
func (s *Meetings) Lock(ctx context.Context, asker campus.Person, id int64, order int, locked bool, op string) (campus.Rules, error) {
	what := campus.KindUnlocked
	if locked {
		what = campus.KindLocked
	}
	return s.setRules(ctx, asker, id, order, what, campus.Rules{}, op)
}

func (s *Meetings) setRules(ctx context.Context, asker campus.Person, id int64, order int, what campus.Kind, chat campus.Rules,
	op string) (campus.Rules, error) {
	_, elsewhere, err := s.staff(ctx, asker, id)
	if err != nil {
		return campus.Rules{}, err
	}
	room := MeetingRoom(id, order)
	name := string(what) + ":" + string(chat.Chat) + ":" + strconv.Itoa(chat.Seconds) + ":" + room.Topic
	k := []string{s.keys.meeting(id), s.keys.instance(id, order), s.keys.room(room), s.keys.lines(room), s.keys.events(room),
		s.keys.meetingOutbox(id)}
	if _, err = s.e.Write(ctx, engine.Asked(asker.ID, name, op), setRulesScript, k, room.Topic, asker.ID, flag(elsewhere),
		string(what), string(chat.Chat), chat.Seconds); err != nil {
		return campus.Rules{}, err
	}
	return s.rooms.Rules(ctx, room)
}
