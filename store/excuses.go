package store

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// keptExcuse is an excuse as excuse.lua keeps it.
type keptExcuse struct {
	Reason string `json:"reason"`
	By     int64  `json:"by"`
	At     int64  `json:"at"`
}

func (k keptExcuse) text() string {
	text, _ := json.Marshal(k) // it has nothing that cannot be written
	return string(text)
}

func excuseFrom(text string) *campus.Excuse {
	var k keptExcuse
	if text == "" || json.Unmarshal([]byte(text), &k) != nil {
		return nil
	}
	return &campus.Excuse{Reason: k.Reason, By: k.By, At: time.UnixMilli(k.At).UTC()}
}

// Excuse notes that somebody on an instance's roster need not come, and why; asker must be of its staff. Who will be on it may
// be excused before it begins. It refuses with ErrNotExpected who will not, and with an Invalid a reason that is too long.
func (s *Meetings) Excuse(ctx context.Context, asker campus.Person, id int64, order int, person int64, reason, op string) error {
	reason, err := campus.CleanReason(reason)
	if err != nil {
		return err
	}
	kept := keptExcuse{reason, asker.ID, s.e.Now().UnixMilli()}
	if err := s.excuse(ctx, asker, id, order, person, "excuse", kept.text(), op); err != nil {
		return err
	}
	return s.excusedErased(context.WithoutCancel(ctx), person, MeetingRoom(id, order)) // it was done, though who asked may have gone away
}

// noteExcused notes in somebody's own list from which date they were excused: whoever erases them finds by it where to look.
func (s *Meetings) noteExcused(ctx context.Context, en engine.Entry) error {
	topic, ok := strings.CutPrefix(en.Text("what"), "excused ")
	if !ok || campus.Deed(en.Text("deed")) != campus.DeedExcused {
		return nil
	}
	id, order, ok := campus.ParseMeetingTopic(topic)
	if !ok {
		return nil
	}
	person := en.Number("whom")
	_, err := s.e.Run(ctx, noteRosterScript, []string{s.keys.personExcused(person)}, instanceName(id, order), "")
	if err != nil {
		return err
	}
	return s.excusedErased(ctx, person, MeetingRoom(id, order))
}

// excusedErased takes the reason away again, and what was noted, where somebody was excused who is erased: whoever erases them may have
// looked before it was there.
func (s *Meetings) excusedErased(ctx context.Context, person int64, room Room) error {
	gone, err := s.erasedOf(ctx, []int64{person})
	if err != nil || len(gone) == 0 {
		return err
	}
	var read *redis.StringCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { read = p.HGet(ctx, s.keys.excused(room), num(person)) }); err != nil {
		return err
	}
	if excuse := excuseFrom(read.Val()); excuse != nil && excuse.Reason != "" {
		without := keptExcuse{"", excuse.By, excuse.At.UnixMilli()}
		_, err = s.e.Run(ctx, redactExcuseScript, []string{s.keys.excused(room)}, person, read.Val(), without.text())
	}
	return errors.Join(err, s.forgetExcuses(ctx, person))
}

// forgetExcuses forgets from which dates somebody who is erased was excused: these are looked through by whoever erases them.
func (s *Meetings) forgetExcuses(ctx context.Context, person int64) error {
	_, err := s.e.Run(ctx, forgetRostersScript, []string{s.keys.personExcused(person)}, "")
	return err
}

// TakeBackExcuse undoes Excuse, and refuses as it does.
func (s *Meetings) TakeBackExcuse(ctx context.Context, asker campus.Person, id int64, order int, person int64, op string) error {
	return s.excuse(ctx, asker, id, order, person, "expect", "", op)
}

func (s *Meetings) excuse(ctx context.Context, asker campus.Person, id int64, order int, person int64, what, kept, op string) error {
	m, elsewhere, err := s.staff(ctx, asker, id)
	if err != nil {
		return err
	}
	var seat seatRead
	if m.Course != "" {
		if err := s.e.Read(ctx, func(p engine.Reader) { seat = s.courses.queueSeat(ctx, p, person, m.Course) }); err != nil {
			return err
		}
	}
	room := MeetingRoom(id, order)
	k := []string{s.keys.meeting(id), s.keys.instance(id, order), s.keys.invited(id), s.keys.roster(room), s.keys.excused(room),
		s.keys.meetingOutbox(id)}
	asked := engine.Asked(asker.ID, what+":"+room.Topic+":"+num(person), op)
	_, err = s.e.Write(ctx, asked, excuseScript, k, asker.ID, flag(elsewhere), person, kept, flag(seat.mine().Status == campus.Enrolled),
		room.Topic)
	return err
}

// Expected returns how one person stands on an instance's roster, or will, for its staff, and how the asker does to the
// instance. It refuses as Roster does, and with ErrNotExpected who is not on it and will not be.
func (s *Meetings) Expected(ctx context.Context, asker campus.Person, id int64, order int, person int64) (campus.Seat, Rostered, error) {
	var read instanceRead
	var first *redis.FloatCmd
	var excuse *redis.StringCmd
	var invited *redis.BoolCmd
	var named peopleRead
	room := MeetingRoom(id, order)
	err := s.e.Read(ctx, func(p engine.Reader) {
		read, named = s.queueSeat(ctx, p, asker.ID, id, order), s.people.queue(ctx, p, []int64{person})
		first, excuse = p.ZScore(ctx, s.keys.roster(room), num(person)), p.HGet(ctx, s.keys.excused(room), num(person))
		invited = p.SIsMember(ctx, s.keys.invited(id), person)
	})
	if err != nil {
		return campus.Seat{}, Rostered{}, err
	}
	seat, facts, err := s.seat(read)
	if err != nil {
		return seat, Rostered{}, err
	}
	var course, theirs seatRead
	err = s.e.Read(ctx, func(p engine.Reader) {
		if seat.Meeting.Course != "" {
			course = s.courses.queueSeat(ctx, p, asker.ID, seat.Meeting.Course)
			theirs = s.courses.queueSeat(ctx, p, person, seat.Meeting.Course)
		}
	})
	course.facts(&facts)
	seat.Rights = campus.MeetingRights(asker, facts)
	one := expectedOne(named.people()[person], excuseFrom(excuse.Val()))
	toCome := seat.Instance.State(s.e.Now()) == campus.Scheduled && !seat.Meeting.Public
	switch {
	case err != nil:
	case !seat.Staff:
		err = campus.ErrNotMeetingStaff
	case first.Err() == nil:
		one.State = stateOn(int64(first.Val()), seat.Instance)
	case !toCome || !invited.Val() && theirs.mine().Status != campus.Enrolled:
		err = campus.ErrNotExpected
	}
	return seat, one, err
}
