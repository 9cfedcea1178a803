package store

import (
	"context"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// The scores of a roster below every time.
const (
	absentScore  = 0
	excusedScore = 1
	cameScore    = 2 // from here on it is when somebody came first
)

// Rostered is somebody on the roster of an instance.
type Rostered struct {
	Person campus.Person
	State  campus.Attendance
	campus.Stay
	Excuse *campus.Excuse // nil for none
}

// Roster is a page of who was expected at an instance and who came: the absent, the excused, then by coming.
type Roster struct {
	campus.Seat
	People   []Rostered
	Next     string // cursor of the next page; "" at the end
	Count    map[campus.Attendance]int
	Reminded time.Time // when the absent last were; zero for never
}

// rosterRead is a page of a roster being read.
type rosterRead struct {
	seat                   instanceRead
	page                   engine.PageRead
	absent, excused, every *redis.IntCmd
	visits                 *redis.StringSliceCmd
	excuses                *redis.MapStringStringCmd
	reminded               *redis.StringCmd
	invited                *redis.StringSliceCmd
	expected               *expectedRead // nil when the course was not known yet
}

func (s *Meetings) queueRoster(ctx context.Context, p engine.Reader, person, id int64, order int, after engine.Place,
	limit int) rosterRead {
	room := MeetingRoom(id, order)
	key, count := s.keys.roster(room), func(from, to string) *redis.IntCmd { return p.ZCount(ctx, s.keys.roster(room), from, to) }
	return rosterRead{seat: s.queueSeat(ctx, p, person, id, order), page: s.e.QueuePage(ctx, p, key, after, limit+1, false),
		absent: count(num(absentScore), num(absentScore)), excused: count(num(excusedScore), num(excusedScore)),
		every: count("-inf", "+inf"), visits: p.LRange(ctx, s.keys.visits(room), 0, -1),
		excuses: p.HGetAll(ctx, s.keys.excused(room)), reminded: p.HGet(ctx, s.keys.room(room), "reminded"),
		invited: p.SMembers(ctx, s.keys.invited(id))}
}

// Roster returns a page of an instance's roster for its staff, in two round trips. Before the beginning that is who will be on
// it as it is now, after Ahead{Course: true} in two as well; of a public meeting who came. It refuses with ErrNoMeeting and
// ErrNotMeetingStaff.
func (s *Meetings) Roster(ctx context.Context, asker campus.Person, id int64, order int, a *Ahead, cursor string, limit int) (
	Roster, error) {
	after, bad := personPlace(cursor)
	var read rosterRead
	err := s.e.Read(ctx, func(p engine.Reader) {
		read = s.queueRoster(ctx, p, asker.ID, id, order, after, limit)
		if course := a.courseOf(id); course != "" {
			read.expected = s.queueExpected(ctx, p, asker.ID, course, after, limit)
		}
	})
	if err != nil {
		return Roster{}, err
	}
	seat, facts, err := s.seatEver(read.seat)
	if err != nil {
		return Roster{}, err
	}
	if bad == nil && seat.Instance.State(s.e.Now()) == campus.Scheduled {
		return s.foretell(ctx, asker, read, Roster{Seat: seat}, facts, after, limit)
	}
	places, next := cutPage(read.page.Places(), limit)
	var course seatRead
	var named peopleRead
	var late *redis.IntCmd
	err = s.e.Read(ctx, func(p engine.Reader) {
		if seat.Meeting.Course != "" {
			course = s.courses.queueSeat(ctx, p, asker.ID, seat.Meeting.Course)
		}
		named = s.people.queue(ctx, p, idsOf(places))
		late = s.queueLate(ctx, p, seat.Instance)
	})
	course.facts(&facts)
	seat.Course, seat.Rights = courseTitle(facts), campus.MeetingRights(asker, facts)
	switch {
	case err != nil:
		return Roster{}, err
	case !seat.Staff && seat.Meeting.Deleted:
		return Roster{}, campus.ErrNoMeeting
	case !seat.Staff:
		return Roster{}, campus.ErrNotMeetingStaff
	case bad != nil:
		return Roster{}, bad
	}
	r := Roster{Seat: seat, Next: next, Reminded: fromMillis(read.reminded.Val())}
	r.Count = read.counts(int(late.Val()))
	r.People = s.rostered(read, places, named.people(), seat.Instance)
	return r, nil
}

// counts returns how many there are of each state, of whom so many came late.
func (r rosterRead) counts(late int) map[campus.Attendance]int {
	absent, excused := int(r.absent.Val()), int(r.excused.Val())
	return map[campus.Attendance]int{campus.AttendAbsent: absent, campus.AttendExcused: excused, campus.AttendLate: late,
		campus.AttendPresent: int(r.every.Val()) - absent - excused - late}
}

// rostered returns those of a page, with how long each was there.
func (s *Meetings) rostered(read rosterRead, places []engine.Place, people map[int64]campus.Person, i campus.Instance) []Rostered {
	stays, out := s.stays(read.visits.Val(), i), make([]Rostered, len(places))
	for n, id := range idsOf(places) {
		out[n] = Rostered{Person: people[id], Stay: stays[id], State: stateOn(places[n].Score, i),
			Excuse: excuseFrom(read.excuses.Val()[num(id)])}
	}
	return out
}

// stays returns how long each was at an instance, from its visits.
func (s *Meetings) stays(texts []string, i campus.Instance) map[int64]campus.Stay {
	now := s.e.Now()
	if i.To.Before(now) {
		now = i.To
	}
	return campus.Stays(visitsFrom(texts), now)
}

// stateOn reads a score of a roster.
func stateOn(score int64, i campus.Instance) campus.Attendance {
	switch score {
	case absentScore:
		return campus.AttendAbsent
	case excusedScore:
		return campus.AttendExcused
	}
	return campus.Attended(i.Began(), time.UnixMilli(score))
}

// callRoll notes who is expected at an instance when it begins or ends: who is enrolled in its course by then, and whom it
// lists. Whoever is noted stays expected, whatever becomes of the course later.
func (s *Meetings) callRoll(ctx context.Context, en engine.Entry) error {
	m, exists, err := s.evenHidden(ctx, en.Number("meeting"))
	order := int(en.Number("order"))
	if err == nil && !exists {
		err = s.noteRosters(ctx, map[string][]string{instanceName(en.Number("meeting"), order): nil})
	}
	if err != nil || !exists {
		return err
	}
	if err := s.expectAll(ctx, m, order, fromMillis(en.Text("at")), false); err != nil {
		return err
	}
	_, err = s.e.Run(ctx, noteRolledScript, []string{s.keys.instance(m.ID, order)}, en.Text("at"))
	return err
}

// expectAll notes everybody who has the right of the audience by a time, and for all who are on the roster by then that they are.
func (s *Meetings) expectAll(ctx context.Context, m campus.Meeting, order int, by time.Time, whileOpen bool) error {
	if err := s.expectAudience(ctx, m, order, by, whileOpen); err != nil {
		return err
	}
	return s.noteRosters(ctx, map[string][]string{instanceName(m.ID, order): nil})
}

func (s *Meetings) expectAudience(ctx context.Context, m campus.Meeting, order int, by time.Time, whileOpen bool) error {
	if m.Public {
		return nil
	}
	var invited *redis.StringSliceCmd
	var enrolled *redis.ZSliceCmd
	var course courseRead
	err := s.e.Read(ctx, func(p engine.Reader) {
		invited = p.SMembers(ctx, s.keys.invited(m.ID))
		if m.Course != "" {
			course, enrolled = s.courses.queue(ctx, p, m.Course), p.ZRangeWithScores(ctx, s.keys.enrolled(m.Course), 0, -1)
		}
	})
	if err != nil {
		return err
	}
	people := invited.Val()
	if _, there := course.course(); there { // nobody comes to a meeting through a course that was deleted
		for _, z := range enrolled.Val() {
			if !score(z.Score).After(by) {
				people = append(people, z.Member.(string))
			}
		}
	}
	_, err = s.e.RunAll(ctx, s.expect(m.ID, order, people, whileOpen))
	return err
}

// expect is how people are noted as expected; see note_expected.lua.
func (s *Meetings) expect(id int64, order int, people []string, whileOpen bool) []engine.Call {
	var calls []engine.Call
	room := MeetingRoom(id, order)
	for len(people) > 0 {
		n := min(len(people), seenAtOnce)
		args := []any{flag(whileOpen)}
		for _, person := range people[:n] {
			args = append(args, person)
		}
		calls, people = append(calls, engine.Call{Script: noteExpectedScript, Args: args,
			Keys: []string{s.keys.meeting(id), s.keys.instance(id, order), s.keys.roster(room), s.keys.excused(room)}}), people[n:]
	}
	return calls
}

// expectListed notes whom a meeting lists by now at those of its dates that are open.
func (s *Meetings) expectListed(ctx context.Context, m campus.Meeting, open []string) error {
	for _, name := range open {
		if _, order, _, ok := parseMember(name); ok {
			if err := s.expectAll(ctx, m, order, s.e.Now(), true); err != nil {
				return err
			}
		}
	}
	return nil
}

// Remind reminds everybody who is absent from an open instance that it goes on, and returns how many that are; asker must
// be of its staff. It refuses with ErrNotActive, and with ErrReminded who asks again too soon.
func (s *Meetings) Remind(ctx context.Context, asker campus.Person, id int64, order int, op string) (int, error) {
	_, elsewhere, err := s.staff(ctx, asker, id)
	if err != nil {
		return 0, err
	}
	room := MeetingRoom(id, order)
	k := []string{s.keys.meeting(id), s.keys.instance(id, order), s.keys.room(room), s.keys.roster(room), s.keys.meetingOutbox(id)}
	got, err := s.e.Write(ctx, engine.Asked(asker.ID, "remind:"+room.Topic, op), remindScript, k, id, order, asker.ID, flag(elsewhere),
		campus.RemindRest.Milliseconds())
	return int(got.Number(1)), err
}

// tellAbsent tells those who are absent still from an instance that they are missed.
func (s *Store) tellAbsent(ctx context.Context, en engine.Entry) error {
	id, order := en.Number("meeting"), int(en.Number("order"))
	m, exists, err := s.Meetings.evenHidden(ctx, id)
	if err != nil || !exists {
		return err
	}
	dates, err := s.Meetings.some(ctx, id, []int{order})
	if err != nil || len(dates) == 0 || dates[0].State(s.Now()) != campus.Active {
		return err
	}
	var absent *redis.ZSliceCmd
	err = s.engine.Read(ctx, func(p engine.Reader) {
		absent = p.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{Key: s.Meetings.keys.roster(MeetingRoom(id, order)), ByScore: true,
			Start: absentScore, Stop: absentScore})
	})
	if err != nil {
		return err
	}
	names := make([]string, len(absent.Val()))
	for i, z := range absent.Val() {
		names[i], _ = z.Member.(string)
	}
	out, err := s.Meetings.withoutRight(ctx, id, names) // they were expected, and may not come any more
	if err != nil {
		return err
	}
	slices.Sort(out)
	people := pick(idsFrom(names), out, false)
	n := keptNotification{Kind: campus.Reminded, Meeting: id, Order: order, Title: m.Title,
		Dates: [4]int64{dates[0].From.UnixMilli(), dates[0].To.UnixMilli()}}
	return s.Inbox.tellMeeting(ctx, en, guestList{people: people}, m, n)
}
