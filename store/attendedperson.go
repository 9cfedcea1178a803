package store

import (
	"context"
	"strconv"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// AttendedDate is a date with how somebody attended it.
type AttendedDate struct {
	HeldDate
	Attending
	read int // its place among what was read
}

// PersonAttendance is how somebody attended the dates that they were expected at or came to, as far as who asks may know.
type PersonAttendance struct {
	Person      campus.Person
	Dates       []AttendedDate // the latest first
	campus.Sums                // of these dates
	Next        string         // cursor of earlier dates; "" at the end
}

// sought is how many dates are looked at for a page of those that somebody was expected at or came to: the public ones are
// everybody's.
const sought = 4 * DatesAtOnce

// AttendanceOfPerson returns how somebody attended the dates that are over, in three round trips, or in two after
// Ahead{Theirs: true}. Who asks for another gets what they are of the staff of. It refuses with ErrNoPerson.
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
	var lists []*pastRead
	var named peopleRead
	err = s.e.Read(ctx, func(p engine.Reader) {
		lists, named = nil, s.people.queue(ctx, p, []int64{whose})
		scopes := []string{scopePublic, campus.PersonTopic(whose)}
		for _, course := range own.ids(func(string) bool { return true }) { // also what they have left by now
			scopes = append(scopes, campus.CourseTopic(course))
		}
		for _, scope := range scopes {
			lists = append(lists, s.queuePast(ctx, p, scope, q.TimeRange, after, sought))
		}
	})
	if err != nil {
		return PersonAttendance{}, err
	}
	person, ok := named.people()[whose]
	if !ok {
		return PersonAttendance{}, campus.ErrNoPerson
	}
	places, more := mergePast(lists, q.TimeRange)
	places, next := cutDates(places, more, sought)
	dates, err := s.attendedDates(ctx, asker, whose, members(places))
	if err != nil {
		return PersonAttendance{}, err
	}
	out := PersonAttendance{Person: person, Dates: dates, Next: next}
	if len(dates) > DatesAtOnce {
		out.Dates = dates[:DatesAtOnce]
		out.Next = places[out.Dates[DatesAtOnce-1].read].String()
	}
	for _, d := range out.Dates {
		out.Add(d.Present)
	}
	return out, nil
}

// mergePast joins pages of several lists, up to where the first of them that may have more ends.
func mergePast(lists []*pastRead, of TimeRange) (places []engine.Place, more bool) {
	parts := make([][]engine.Place, len(lists))
	var until engine.Place
	for i, list := range lists {
		var further bool
		parts[i], further = list.places(of)
		if n := len(parts[i]); further && n > 0 {
			more = true
			if last := parts[i][n-1]; until.Member == "" || last.Compare(until) > 0 {
				until = last
			}
		}
	}
	for _, place := range merge(parts, true) {
		if until.Member == "" || place.Compare(until) >= 0 {
			places = append(places, place)
		}
	}
	return places, more
}

// attendedDates returns those of the dates that lists name which are over and which somebody was expected at or came to, as far
// as who asks may know.
func (s *Meetings) attendedDates(ctx context.Context, asker campus.Person, whose int64, names []string) ([]AttendedDate, error) {
	var rows *rowsRead
	attended := make([]*redis.Cmd, len(names))
	err := s.e.Read(ctx, func(p engine.Reader) {
		rows = s.queueRows(ctx, p, asker, names)
		for _, row := range rows.rows {
			id, order, _, _ := parseMember(names[row.read])
			room := MeetingRoom(id, order)
			attended[row.read] = s.e.Queue(ctx, p, readAttendedScript,
				[]string{s.keys.roster(room), s.keys.excused(room), s.keys.visits(room)}, whose)
		}
	})
	if err != nil {
		return nil, err
	}
	now := s.e.Now()
	var out []AttendedDate
	for _, row := range rows.rows {
		m, ok1 := evenDeleted(row.meeting.Val())
		i, ok2 := instanceFrom(row.instance.Val())
		facts := row.standing.facts(m)
		rows.courses[m.Course].facts(&facts)
		rights := campus.MeetingRights(asker, facts)
		if !ok1 || !ok2 || i.State(now) != campus.Ended || !rights.KnowsAttendance(asker, whose) || m.Deleted && !rights.Staff {
			continue
		}
		if one, onIt := s.attendingFrom(engine.Queued(attended[row.read]), i, whose); onIt {
			held := HeldDate{Meeting: m, Instance: i, CourseTitle: courseTitle(facts)}
			out = append(out, AttendedDate{held, forReader(rights, one), row.read})
		}
	}
	return out, nil
}

// attendingFrom reads what read_attended.lua has answered; false for who is not on the roster.
func (s *Meetings) attendingFrom(got engine.Reply, i campus.Instance, whose int64) (Attending, bool) {
	came, err := strconv.ParseFloat(got.Text(0), 64)
	if err != nil {
		return Attending{}, false
	}
	var visits []string
	for n := 2; n < len(got.All()); n++ {
		visits = append(visits, got.Text(n))
	}
	roll := rollOf{i, campus.Intervals(visitsFrom(visits), i.From, i.To), map[string]string{num(whose): got.Text(1)}, s.e.Now()}
	return roll.attending(whose, int64(came)), true
}
