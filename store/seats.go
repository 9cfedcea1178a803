package store

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// instanceRead is how a person stands to an instance, being read.
type instanceRead struct {
	meeting, instance *redis.SliceCmd
	standing          standingRead
	rules             *redis.SliceCmd
	muted             *redis.FloatCmd
	joined            *redis.FloatCmd
	sign              *redis.StringCmd
	people            *redis.IntCmd
	newest            *redis.XMessageSliceCmd
}

func (s *Meetings) queueSeat(ctx context.Context, p engine.Reader, person, id int64, order int) instanceRead {
	var r instanceRead
	room := MeetingRoom(id, order)
	// The cursor is read first: a start or an end between the two readings must come after it, or no page would turn.
	r.newest = s.rooms.queueCursor(ctx, p, room)
	r.meeting, r.instance = p.HMGet(ctx, s.keys.meeting(id), meetingFields...), p.HMGet(ctx, s.keys.instance(id, order), instanceFields...)
	r.standing = s.queueStanding(ctx, p, person, id)
	r.rules, r.muted = s.rooms.queueRules(ctx, p, room), p.ZScore(ctx, s.keys.muted(id), num(person))
	r.sign = p.HGet(ctx, s.keys.signs(room), num(person))
	r.joined, r.people = p.ZScore(ctx, s.keys.present(room), num(person)), p.ZCard(ctx, s.keys.present(room))
	return r
}

// seat returns what was read, but for what follows from the meeting's course; ErrNoMeeting when there is no such instance,
// or its meeting is deleted.
func (s *Meetings) seat(r instanceRead) (campus.Seat, campus.MeetingFacts, error) {
	seat, facts, err := s.seatEver(r)
	if err == nil && seat.Meeting.Deleted {
		err = campus.ErrNoMeeting
	}
	return seat, facts, err
}

// seatEver is seat, also for an instance of a meeting that is deleted.
func (s *Meetings) seatEver(r instanceRead) (campus.Seat, campus.MeetingFacts, error) {
	m, ok1 := evenDeleted(r.meeting.Val())
	i, ok2 := instanceFrom(r.instance.Val())
	if !ok1 || !ok2 {
		return campus.Seat{}, campus.MeetingFacts{}, campus.ErrNoMeeting
	}
	open := i.State(s.e.Now()) == campus.Active
	seat := campus.Seat{Meeting: m, Instance: i, People: int(r.people.Val()), Cursor: cursorOf(r.newest.Val()),
		Present: open && r.joined.Err() == nil, SentOut: open && r.sign.Val() == signRemoved,
		Lost: open && r.sign.Val() == signLost, Rules: rulesFrom(r.rules), Muted: r.muted.Err() == nil}
	return seat, r.standing.facts(m), nil
}

// The signs of who was sent out of a room, see sanction.lua, and of who was let out of it unseen, see lib_gone.lua.
const (
	signRemoved = "removed"
	signLost    = "lost"
)

// Seat returns how a person stands to an instance, in one round trip, or two for the meeting of a course; ErrNoMeeting
// when there is no such instance.
func (s *Meetings) Seat(ctx context.Context, person campus.Person, id int64, order int) (campus.Seat, error) {
	seat, facts, err := s.seatFacts(ctx, person, id, order)
	seat.Rights = campus.MeetingRights(person, facts)
	seat.Muted = seat.Muted && !seat.Staff
	if err == nil && seat.Meeting.Deleted {
		err = campus.ErrNoMeeting
	}
	return seat, err
}

// seatFacts is Seat without the rights, with what they follow from, and also for a meeting that is deleted.
func (s *Meetings) seatFacts(ctx context.Context, person campus.Person, id int64, order int) (campus.Seat, campus.MeetingFacts, error) {
	var read instanceRead
	err := s.e.Read(ctx, func(p engine.Reader) { read = s.queueSeat(ctx, p, person.ID, id, order) })
	if err != nil {
		return campus.Seat{}, campus.MeetingFacts{}, err
	}
	seat, facts, err := s.seatEver(read)
	if err != nil || seat.Meeting.Course == "" {
		return seat, facts, err
	}
	var course seatRead
	err = s.e.Read(ctx, func(p engine.Reader) { course = s.courses.queueSeat(ctx, p, person.ID, seat.Meeting.Course) })
	course.facts(&facts)
	seat.Course = courseTitle(facts)
	return seat, facts, err
}

func courseTitle(f campus.MeetingFacts) string {
	if f.Course == nil {
		return "" // the course is gone; the meeting has its own audience still
	}
	return f.Course.Title
}

// Reader refuses whoever may not read what is said in an instance: ErrNoMeeting for one that does not exist, or whose
// meeting is deleted and not theirs, ErrNotInvited for the rest.
func (s *Meetings) Reader(ctx context.Context, person campus.Person, id int64, order int) (campus.Seat, error) {
	seat, facts, err := s.seatFacts(ctx, person, id, order)
	seat.Rights = campus.MeetingRights(person, facts)
	seat.Muted = seat.Muted && !seat.Staff
	if err == nil && !seat.Enter {
		err = facts.Refusal()
	}
	return seat, err
}

// View is what the page of an instance shows: how its reader stands to it, what was said, and who is there, or was.
type View struct {
	campus.Seat
	Said   Conversation
	People []campus.Participant // by joining; at most MaxShown
	Count  int                  // how many there are
	Absent int                  // how many are missed, for the staff; 0 for others
	Beside campus.Line          // the line of Span.Beside, zero where there is none
	// Blocked is whom the reader has blocked: their lines are folded, unless they are of the staff.
	Blocked []int64
}

// Chat returns of what the page of an instance shows what the page of every room does.
func (v View) Chat(now time.Time) Chat {
	return Chat{Place: v.Seat.Place(now), Said: v.Said, Beside: v.Beside, People: v.People, Count: v.Count, Blocked: v.Blocked,
		Date: &v}
}

// MaxShown is how many people the page of an instance names.
const MaxShown = 200

// View returns what the page of an instance shows, in two round trips; in more if what was said was let go, and has to be brought back. It
// refuses as Reader does.
func (s *Meetings) View(ctx context.Context, person campus.Person, id int64, order int, span Span) (View, error) {
	var read instanceRead
	var said *redis.Cmd
	var beside *redis.StringCmd
	var present, attended engine.PageRead
	var blocked *redis.StringSliceCmd
	var everybody, absent *redis.IntCmd
	room := MeetingRoom(id, order)
	err := s.e.Read(ctx, func(p engine.Reader) {
		read = s.queueSeat(ctx, p, person.ID, id, order)
		said = s.rooms.queueLines(ctx, p, room, span)
		beside = p.HGet(ctx, s.keys.lines(room), num(span.Beside)) // there is no line 0
		present = s.e.QueuePage(ctx, p, s.keys.present(room), engine.Place{}, MaxShown, false)
		attended = s.e.QueuePage(ctx, p, s.keys.attended(room), engine.Place{}, MaxShown, false)
		everybody = p.ZCard(ctx, s.keys.attended(room))
		absent = p.ZCount(ctx, s.keys.roster(room), num(absentScore), num(absentScore))
		blocked = s.queueBlocked(ctx, p, person.ID)
	})
	if err != nil {
		return View{}, err
	}
	seat, facts, err := s.seatEver(read)
	if err != nil {
		return View{}, err
	}
	view := View{Seat: seat, Count: seat.People, Blocked: blockedFrom(blocked)}
	view.Said, view.Beside = s.rooms.conversation(room, engine.Queued(said), span), s.rooms.readLine(room, span.Beside, beside.Val(), "")
	other := []campus.Line{view.Beside}
	shown, ended := present.Places(), seat.Instance.State(s.e.Now()) == campus.Ended
	if ended && !seat.Instance.Forgotten {
		shown, view.Count = attended.Places(), int(everybody.Val())
	}
	visits := new(redis.StringSliceCmd)
	var course seatRead
	var named peopleRead
	var mine mineRead
	err = s.e.Read(ctx, func(p engine.Reader) {
		if seat.Meeting.Course != "" {
			course = s.courses.queueSeat(ctx, p, person.ID, seat.Meeting.Course)
		}
		named = s.people.queue(ctx, p, append(append(authors(view.Said.Lines), authors(other)...), idsOf(shown)...))
		mine = s.rooms.queueMine(ctx, p, room, person.ID, view.Said.Lines)
		if ended {
			visits = p.LRange(ctx, s.keys.visits(room), 0, -1)
		}
	})
	mine.mark()
	course.facts(&facts)
	people := named.people()
	nameLines(view.Said.Lines, people)
	nameLines(other, people)
	view.Beside = other[0]
	view.Course, view.Rights, view.People = courseTitle(facts), campus.MeetingRights(person, facts), participants(shown, people)
	if ended {
		s.dateLeft(view.People, visits.Val(), seat.Instance)
	}
	view.Muted = view.Muted && !view.Staff
	if view.Staff && !seat.Meeting.Public {
		view.Absent = int(absent.Val())
	}
	if err == nil && !view.Enter {
		err = facts.Refusal()
	}
	if err == nil && asleep(said) != nil {
		return s.woken(ctx, person, view, span)
	}
	return view, err
}

// woken is a view once what was said is back; without that when it cannot be had.
func (s *Meetings) woken(ctx context.Context, person campus.Person, view View, span Span) (View, error) {
	id, order := view.Instance.Meeting, view.Instance.Order
	err := s.rooms.awake(ctx, MeetingRoom(id, order))
	if errors.Is(err, campus.ErrUnreadable) {
		view.Said.Unreadable = true
		return view, nil
	}
	if errors.Is(err, campus.ErrExpired) {
		view.Said = Conversation{Expired: true}
		return view, nil
	}
	if err != nil {
		return view, err
	}
	return s.View(ctx, person, id, order, span)
}

// dateLeft notes when those who were at an instance that is over left it for the last time: who stayed, with its end.
func (s *Meetings) dateLeft(people []campus.Participant, visits []string, i campus.Instance) {
	stays := s.stays(visits, i)
	for n, one := range people {
		if people[n].Left = stays[one.Person.ID].Left; people[n].Left.IsZero() {
			people[n].Left = i.To
		}
	}
}

// Plan returns a meeting and its dates for who may come to it; see Dates.
func (s *Meetings) Plan(ctx context.Context, person campus.Person, id int64) (campus.Meeting, []campus.Instance, error) {
	plan, err := s.Dates(ctx, person, id)
	return plan.Meeting, plan.Instances, err
}
