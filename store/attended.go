package store

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Attending is how somebody attended one date.
type Attending struct {
	campus.Present
	Excuse *campus.Excuse // nil for none
}

// Attendee is somebody who was expected at a date or came, and how they attended it.
type Attendee struct {
	Person campus.Person
	Attending
}

// DateAttendance is how people attended one date: to its staff a page of everybody, to others themselves, or nobody when they
// were not expected and did not come.
type DateAttendance struct {
	campus.Seat
	Began  bool // it has, and was not cancelled before
	People []Attendee
	Next   string                    // cursor of the next page; "" at the end
	Count  map[campus.Attendance]int // as a Roster has it; nil for who is not of the staff
}

// dateRead is how people attended a date, being read.
type dateRead struct {
	roster    rosterRead
	mine      *redis.FloatCmd
	cancelled *redis.StringCmd
}

// AttendanceAt returns how people attended a date, so far if it is open, in two round trips. It refuses with ErrNoMeeting, and
// who may not enter and was not expected as Reader does. Nobody has attended what has not begun.
func (s *Meetings) AttendanceAt(ctx context.Context, asker campus.Person, id int64, order int, cursor string, limit int) (
	DateAttendance, error) {
	after, bad := personPlace(cursor)
	var read dateRead
	err := s.e.Read(ctx, func(p engine.Reader) {
		read.roster = s.queueRoster(ctx, p, asker.ID, id, order, after, limit)
		read.mine = p.ZScore(ctx, s.keys.roster(MeetingRoom(id, order)), num(asker.ID))
		read.cancelled = p.HGet(ctx, s.keys.instance(id, order), "cancelled")
	})
	if err != nil {
		return DateAttendance{}, err
	}
	seat, facts, err := s.seatEver(read.roster.seat)
	if err != nil {
		return DateAttendance{}, err
	}
	began := cutShort(&seat.Instance, fromMillis(read.cancelled.Val())) && seat.Instance.State(s.e.Now()) != campus.Scheduled
	places, next := cutPage(read.roster.page.Places(), limit)
	var course seatRead
	var named peopleRead
	var late *redis.IntCmd
	err = s.e.Read(ctx, func(p engine.Reader) {
		if seat.Meeting.Course != "" {
			course = s.courses.queueSeat(ctx, p, asker.ID, seat.Meeting.Course)
		}
		named = s.people.queue(ctx, p, append(idsOf(places), asker.ID))
		late = s.queueLate(ctx, p, seat.Instance)
	})
	if err != nil {
		return DateAttendance{}, err
	}
	course.facts(&facts)
	seat.Course, seat.Rights = courseTitle(facts), campus.MeetingRights(asker, facts)
	onIt := read.mine.Err() == nil
	switch {
	case seat.Meeting.Deleted && !seat.Staff:
		return DateAttendance{}, campus.ErrNoMeeting
	case !seat.Enter && !onIt:
		return DateAttendance{}, facts.Refusal()
	case bad != nil:
		return DateAttendance{}, bad
	}
	out := DateAttendance{Seat: seat, Began: began}
	if !began {
		return out, nil
	}
	if seat.Staff {
		out.Next, out.Count = next, read.roster.counts(int(late.Val()))
	} else if places = nil; onIt {
		places = []engine.Place{{Score: int64(read.mine.Val()), Member: num(asker.ID)}}
	}
	out.People = s.attendees(asker, seat, read.roster, places, named.people())
	return out, nil
}

// cutShort ends an instance when it was cancelled, and reports whether it had begun by then.
func cutShort(i *campus.Instance, cancelled time.Time) bool {
	if !i.Cancelled {
		return true
	}
	if cancelled.Before(i.To) {
		i.To = cancelled
	}
	return cancelled.After(i.From)
}

// queueLate queues how many came late to an instance.
func (s *Meetings) queueLate(ctx context.Context, p engine.Reader, i campus.Instance) *redis.IntCmd {
	return p.ZCount(ctx, s.keys.roster(MeetingRoom(i.Meeting, i.Order)), "("+millis(i.Began().Add(campus.LateAfter)), "+inf")
}

// attendees returns those of a page whose attendance the asker may know.
func (s *Meetings) attendees(asker campus.Person, seat campus.Seat, read rosterRead, places []engine.Place,
	people map[int64]campus.Person) []Attendee {
	roll := rollOf{seat.Instance, campus.Intervals(visitsFrom(read.visits.Val()), seat.Instance.From, seat.Instance.Until(s.e.Now())),
		read.excuses.Val(), s.e.Now()}
	var out []Attendee
	for n, id := range idsOf(places) {
		if seat.KnowsAttendance(asker, id) {
			out = append(out, Attendee{people[id], forReader(seat.Rights, roll.attending(id, places[n].Score))})
		}
	}
	return out
}

// rollOf is what is known of who was at an instance.
type rollOf struct {
	instance campus.Instance
	times    map[int64][]campus.Interval
	excuses  map[string]string
	now      time.Time
}

// attending returns how somebody attended who stands on the roster with a score. Whose visits are not known any more was there
// for a moment, when they came first.
func (r rollOf) attending(person, score int64) Attending {
	times := r.times[person]
	if score >= cameScore && len(times) == 0 {
		at := time.UnixMilli(score).UTC()
		times = []campus.Interval{{From: at, To: at}}
	}
	excuse := excuseFrom(r.excuses[num(person)])
	return Attending{r.instance.Attended(times, excuse != nil, r.now), excuse}
}

// forReader takes from what is known what only staff may know: why somebody was excused.
func forReader(rights campus.Rights, one Attending) Attending {
	if !rights.Staff {
		one.Excuse = nil
	}
	return one
}

func visitsFrom(texts []string) []campus.Visit {
	visits := make([]campus.Visit, 0, len(texts))
	for _, text := range texts {
		if v, ok := campus.ParseVisit(text); ok {
			visits = append(visits, v)
		}
	}
	return visits
}
