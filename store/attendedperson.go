package store

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// AttendedDate is a date with how somebody attended it.
type AttendedDate struct {
	HeldDate
	Attending
}

// PersonAttendance is how somebody attended the dates that they were expected at or came to, as far as who asks may know.
type PersonAttendance struct {
	Person      campus.Person
	Dates       []AttendedDate // of the page, the latest first
	campus.Sums                // of all dates that were asked for
	Next        string         // cursor of earlier dates; "" at the end
}

// AttendanceOfPerson returns how somebody attended the dates that are over, in three round trips, or in two after
// Ahead{Theirs: true}; at most q.Limit of them, or DatesAtOnce. Who asks for another gets what they are of the staff of. It refuses
// with ErrNoPerson.
func (s *Meetings) AttendanceOfPerson(ctx context.Context, asker campus.Person, whose int64, q AttendanceQuery, a *Ahead) (
	PersonAttendance, error) {
	after, err := datePlace(q.Dates)
	if err != nil {
		return PersonAttendance{}, err
	}
	own := a.ownOf(whose, asker.ID)
	if own == nil {
		if err := s.e.Read(ctx, func(p engine.Reader) { own = s.queueOwn(ctx, p, whose) }); err != nil {
			return PersonAttendance{}, err
		}
	}
	var held pastRead
	var named peopleRead
	err = s.e.Read(ctx, func(p engine.Reader) {
		named = s.people.queue(ctx, p, []int64{whose})
		held = slices.Concat(s.queuePast(ctx, p, scopePublic, q.TimeRange), s.queuePast(ctx, p, campus.PersonTopic(whose), q.TimeRange))
		for _, course := range own.ids(func(string) bool { return true }) { // also what they have left by now
			held = append(held, s.queuePast(ctx, p, campus.CourseTopic(course), q.TimeRange)...)
		}
	})
	if err != nil {
		return PersonAttendance{}, err
	}
	person, ok := named.people()[whose]
	if !ok {
		return PersonAttendance{}, campus.ErrNoPerson
	}
	dates, err := s.attendedDates(ctx, asker, whose, held.names(), q.TimeRange)
	if err != nil {
		return PersonAttendance{}, err
	}
	out := PersonAttendance{Person: person}
	for _, d := range dates {
		out.Add(d.Present)
	}
	limit := q.dates()
	if limit > 0 && q.Limit > 0 {
		limit = q.Limit
	}
	from, to, next := cutHeld(dates, after, limit)
	out.Dates, out.Next = dates[from:to], next
	return out, nil
}

// attendedAtOnce is how many dates one call of read_attended.lua looks at, so that others are let in between.
const attendedAtOnce = 50

// attendedDates returns those of the dates that lists name which ended in a range, and which somebody was expected at or came to, as
// far as who asks may know, the latest first. The public ones are everybody's: of those that somebody was not at only that is read.
func (s *Meetings) attendedDates(ctx context.Context, asker campus.Person, whose int64, names []string, of TimeRange) (
	[]AttendedDate, error) {
	var courses map[string]seatRead
	var cmds []*redis.Cmd
	args := []any{whose, len(meetingFields)}
	for _, field := range slices.Concat(meetingFields, instanceFields) {
		args = append(args, field)
	}
	err := s.e.Read(ctx, func(p engine.Reader) {
		courses, cmds = map[string]seatRead{}, nil
		parts := map[string][]string{}
		for _, name := range names {
			id, order, course, _ := parseMember(name)
			if _, known := courses[course]; !known && campus.IsCourseID(course) {
				courses[course] = s.courses.queueSeat(ctx, p, asker.ID, course)
			}
			room := MeetingRoom(id, order)
			parts[meetingTag(id)] = append(parts[meetingTag(id)], s.keys.meeting(id), s.keys.instance(id, order), s.keys.roster(room),
				s.keys.excused(room), s.keys.visits(room))
		}
		for _, tag := range slices.Sorted(maps.Keys(parts)) {
			for some := range slices.Chunk(parts[tag], 5*attendedAtOnce) {
				cmds = append(cmds, s.e.Queue(ctx, p, readAttendedScript, some, args...))
			}
		}
	})
	if err != nil {
		return nil, err
	}
	var out []AttendedDate
	for _, cmd := range cmds {
		for _, part := range engine.Queued(cmd).All() {
			row, _ := part.([]any)
			if d, ok := s.attendedFrom(row, asker, whose, courses); ok && of.has(d.Instance.To) {
				out = append(out, d)
			}
		}
	}
	sortHeld(out)
	return out, nil
}

// attendedFrom reads one date that read_attended.lua has answered; false for what is not over, or not for who asks.
func (s *Meetings) attendedFrom(row []any, asker campus.Person, whose int64, courses map[string]seatRead) (AttendedDate, bool) {
	if len(row) < 5 {
		return AttendedDate{}, false
	}
	meeting, _ := row[0].([]any)
	instance, _ := row[1].([]any)
	visits, _ := row[4].([]any)
	now := s.e.Now()
	m, ok1 := evenDeleted(meeting)
	i, ok2 := heldFrom(instance, now)
	facts := campus.MeetingFacts{Meeting: m}
	courses[m.Course].facts(&facts)
	rights := campus.MeetingRights(asker, facts)
	if !ok1 || !ok2 || !rights.KnowsAttendance(asker, whose) || m.Deleted && !rights.Staff {
		return AttendedDate{}, false
	}
	texts := engine.Texts(row[2:4])
	came, _ := strconv.ParseFloat(texts[0], 64)
	roll := rollOf{i, campus.Intervals(visitsFrom(engine.Texts(visits)), i.From, i.To), map[string]string{num(whose): texts[1]}, now}
	held := HeldDate{Meeting: m, Instance: i, CourseTitle: courseTitle(facts)}
	return AttendedDate{held, forReader(rights, roll.attending(whose, int64(came)))}, true
}
