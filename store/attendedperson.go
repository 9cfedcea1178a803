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
// Ahead{Rosters: true}; at most q.Limit of them, or DatesAtOnce. Who asks for another gets what they are of the staff of. It refuses
// with ErrNoPerson, also of who is erased: the list of their dates went with them.
func (s *Meetings) AttendanceOfPerson(ctx context.Context, asker campus.Person, whose int64, q AttendanceQuery, a *Ahead) (
	PersonAttendance, error) {
	after, err := datePlace(q.Dates)
	if err != nil {
		return PersonAttendance{}, err
	}
	on := a.rostersOf(whose, q.TimeRange)
	if on == nil {
		if err := s.e.Read(ctx, func(p engine.Reader) { on = s.queueRosters(ctx, p, whose, q.TimeRange) }); err != nil {
			return PersonAttendance{}, err
		}
	}
	read, err := s.readAttended(ctx, whose, on.dates())
	if err != nil {
		return PersonAttendance{}, err
	}
	var named peopleRead
	courses := map[string]seatRead{}
	err = s.e.Read(ctx, func(p engine.Reader) {
		named = s.people.queue(ctx, p, []int64{whose})
		clear(courses)
		for _, id := range read.courses() {
			courses[id] = s.courses.queueSeat(ctx, p, asker.ID, id)
		}
	})
	if err != nil {
		return PersonAttendance{}, err
	}
	person, ok := named.people()[whose]
	if !ok || person.Status == campus.StatusErased {
		return PersonAttendance{}, campus.ErrNoPerson
	}
	dates := s.attendedDates(read, asker, whose, courses, q.TimeRange)
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

// attendedRead is what read_attended.lua has answered of those dates whose rosters somebody is on.
type attendedRead []attendedRow

// attendedRow is one date that it has answered.
type attendedRow struct {
	meeting          campus.Meeting
	instance, visits []any
	came, excuse     string
}

// readAttended reads how somebody attended dates. Of those that they were not at only that is read.
func (s *Meetings) readAttended(ctx context.Context, whose int64, names []string) (attendedRead, error) {
	args := []any{whose, len(meetingFields)}
	for _, field := range slices.Concat(meetingFields, instanceFields) {
		args = append(args, field)
	}
	parts := map[string][]string{}
	for _, name := range names {
		if id, order, _, ok := parseMember(name); ok {
			room := MeetingRoom(id, order)
			parts[meetingTag(id)] = append(parts[meetingTag(id)], s.keys.meeting(id), s.keys.instance(id, order), s.keys.roster(room),
				s.keys.excused(room), s.keys.visits(room))
		}
	}
	var cmds []*redis.Cmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		cmds = nil
		for _, tag := range slices.Sorted(maps.Keys(parts)) {
			for some := range slices.Chunk(parts[tag], 5*attendedAtOnce) {
				cmds = append(cmds, s.e.Queue(ctx, p, readAttendedScript, some, args...))
			}
		}
	})
	if err != nil {
		return nil, err
	}
	var read attendedRead
	for _, cmd := range cmds {
		for _, part := range engine.Queued(cmd).All() {
			if row, ok := part.([]any); ok && len(row) == 5 {
				read = append(read, rowFrom(row))
			}
		}
	}
	return read, nil
}

func rowFrom(row []any) (out attendedRow) {
	meeting, _ := row[0].([]any)
	out.meeting, _ = evenDeleted(meeting)
	out.instance, _ = row[1].([]any)
	texts := engine.Texts(row[2:4])
	out.came, out.excuse = texts[0], texts[1]
	out.visits, _ = row[4].([]any)
	return out
}

// courses returns the courses of the meetings, each once.
func (r attendedRead) courses() (ids []string) {
	for _, row := range r {
		if id := row.meeting.Course; campus.IsCourseID(id) && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// attendedDates returns those of what was read which ended in a range, as far as who asks may know, the latest first.
func (s *Meetings) attendedDates(read attendedRead, asker campus.Person, whose int64, courses map[string]seatRead, of TimeRange) (
	out []AttendedDate) {
	for _, row := range read {
		if d, ok := s.attendedFrom(row, asker, whose, courses); ok && of.has(d.Instance.To) {
			out = append(out, d)
		}
	}
	sortHeld(out)
	return out
}

// attendedFrom reads one date; false for what is not over, or not for who asks. A meeting that is deleted has no dates any more.
func (s *Meetings) attendedFrom(row attendedRow, asker campus.Person, whose int64, courses map[string]seatRead) (AttendedDate, bool) {
	now, m := s.e.Now(), row.meeting
	i, over := heldFrom(row.instance, now)
	facts := campus.MeetingFacts{Meeting: m}
	courses[m.Course].facts(&facts)
	rights := campus.MeetingRights(asker, facts)
	if m.ID == 0 || m.Deleted || !over || !rights.KnowsAttendance(asker, whose) {
		return AttendedDate{}, false
	}
	came, _ := strconv.ParseFloat(row.came, 64)
	times := campus.Intervals(visitsFrom(engine.Texts(row.visits)), i.From, i.To)
	roll := rollOf{i, times, map[string]string{num(whose): row.excuse}, now}
	held := HeldDate{Meeting: m, Instance: i, CourseTitle: courseTitle(facts)}
	return AttendedDate{held, forReader(rights, roll.attending(whose, int64(came)))}, true
}
