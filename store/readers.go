package store

import (
	"context"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Reading is somebody who would read in a room.
type Reading struct {
	Who  campus.Person
	Room Room
}

// Reader is what somebody may in a room.
type Reader struct {
	Refused error        // why they may not read in it, as Place refuses; nil of who may
	Shut    error        // why they say nothing there, as Place says; nil of who may, and in a meeting's room
	Other   campus.Named // of a private room: the other of the two
	Staff   bool         // of a meeting's room: they are of its staff
}

// MayRead returns of each what they may in a room. What is to be known of a room is read once for all who would read in it: in two
// round trips, however many rooms there are.
func (s *Rooms) MayRead(ctx context.Context, all []Reading) ([]Reader, error) {
	var doors []*door
	at, open := make([]func() Reader, len(all)), map[string]*door{}
	for i, one := range all {
		d := open[one.Room.Topic]
		if d == nil || len(d.people) == seenAtOnce {
			d = &door{room: one.Room}
			open[one.Room.Topic] = d
			doors = append(doors, d)
		}
		n := len(d.people)
		d.people = append(d.people, one.Who)
		at[i] = func() Reader { return d.reader(n, s) }
	}
	err := s.e.Read(ctx, func(p engine.Reader) {
		for _, d := range doors {
			d.queue(ctx, p, s)
		}
	})
	if err == nil {
		err = s.e.Read(ctx, func(p engine.Reader) {
			for _, d := range doors {
				d.queueCourse(ctx, p, s)
			}
		})
	}
	if err != nil {
		return nil, err
	}
	readers := make([]Reader, len(all))
	for i := range all {
		readers[i] = at[i]()
	}
	return readers, nil
}

// door is some people who would read in the same room, being looked at.
type door struct {
	room   Room
	people []campus.Person

	meeting, instance *redis.SliceCmd // of a meeting's room
	invited           *redis.BoolSliceCmd
	banned            *redis.FloatSliceCmd
	course            courseRead // that it is of, or its meeting
	enrolled          *redis.FloatSliceCmd
	places            []placeRead // of the room of two
}

func (d *door) members() (texts []string, members []any) {
	for _, one := range d.people {
		texts, members = append(texts, num(one.ID)), append(members, one.ID)
	}
	return texts, members
}

// queue queues what lies with the room.
func (d *door) queue(ctx context.Context, p engine.Reader, s *Rooms) {
	texts, members := d.members()
	switch d.room.kind {
	case meetingRooms:
		id, order := date(d.room)
		d.meeting = p.HMGet(ctx, s.keys.meeting(id), meetingFields...)
		d.instance = p.HMGet(ctx, s.keys.instance(id, order), instanceFields...)
		d.invited, d.banned = p.SMIsMember(ctx, s.keys.invited(id), members...), p.ZMScore(ctx, s.keys.banned(id), texts...)
	case privateRooms:
		d.places = make([]placeRead, len(d.people))
		for i, one := range d.people {
			d.places[i] = roomKeeper{s}.queuePlace(ctx, p, one, d.room)
		}
	default:
		d.banned = p.ZMScore(ctx, s.keys.roomBanned(d.room), texts...)
		if course, ok := named(d.room).Course(); ok {
			d.course, d.enrolled = s.courses.queue(ctx, p, course), p.ZMScore(ctx, s.keys.enrolled(course), texts...)
		}
	}
}

// queueCourse queues what lies with the course of the meeting whose room it is.
func (d *door) queueCourse(ctx context.Context, p engine.Reader, s *Rooms) {
	if d.meeting == nil {
		return
	}
	if m, _ := evenDeleted(d.meeting.Val()); m.Course != "" {
		texts, _ := d.members()
		d.course, d.enrolled = s.courses.queue(ctx, p, m.Course), p.ZMScore(ctx, s.keys.enrolled(m.Course), texts...)
	}
}

// reader returns what the n-th of the people may.
func (d *door) reader(n int, s *Rooms) Reader {
	switch who := d.people[n]; {
	case d.places != nil:
		place, err := roomKeeper{s}.placed(d.places[n])
		return Reader{Refused: err, Shut: place.Why, Other: place.Other}
	case d.meeting != nil:
		facts, err := d.date(n)
		rights := campus.MeetingRights(who, facts)
		if err == nil && !rights.Enter {
			err = facts.Refusal()
		}
		return Reader{Refused: err, Staff: err == nil && rights.Staff}
	default:
		place, err := d.facts(n).Place(who, s.e.Now())
		return Reader{Refused: err, Shut: place.Why}
	}
}

// date returns what follows for the n-th from a meeting, and its course.
func (d *door) date(n int) (campus.MeetingFacts, error) {
	m, ok1 := evenDeleted(d.meeting.Val())
	_, ok2 := instanceFrom(d.instance.Val())
	if !ok1 || !ok2 {
		return campus.MeetingFacts{}, campus.ErrNoMeeting
	}
	facts := campus.MeetingFacts{Meeting: m, Invited: d.invited.Val()[n], Banned: isIn(d.banned, n)}
	if c, ok := d.course.course(); ok {
		facts.Course, facts.Mine = &c, d.mine(n)
	}
	return facts, nil
}

// facts returns what follows for the n-th from a room that outlives meetings.
func (d *door) facts(n int) campus.RoomFacts {
	f := campus.RoomFacts{ID: named(d.room), Banned: isIn(d.banned, n)}
	if d.course.fields != nil {
		if c, exists := d.course.course(); c.ID != "" {
			f.Course, f.Deleted, f.Mine = &c, !exists, d.mine(n)
		}
	}
	return f
}

// mine is how the n-th stands to the course. Who waits may no more than who is not in it.
func (d *door) mine(n int) campus.Enrolment {
	if isIn(d.enrolled, n) {
		return campus.Enrolment{Status: campus.Enrolled}
	}
	return campus.Enrolment{Status: campus.NotEnrolled}
}

// isIn reports whether the n-th was in a sorted set by time, in which nobody is since 1970.
func isIn(scores *redis.FloatSliceCmd, n int) bool { return scores != nil && scores.Val()[n] != 0 }
