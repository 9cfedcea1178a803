package campus

import (
	"cmp"
	"slices"
	"time"
)

// EarlyBefore is how long before an instance's end somebody may go and has not left early.
const EarlyBefore = 5 * time.Minute

// Interval is a time that somebody was there.
type Interval struct{ From, To time.Time }

// Intervals returns from the visits of a room, those of each person in the order in which they happened, when each was there
// between from and to, in order and none touching another. Who has not left was there until to. An empty interval is of who
// came and went at once.
func Intervals(visits []Visit, from, to time.Time) map[int64][]Interval {
	all, in := map[int64][]Interval{}, map[int64]time.Time{}
	add := func(person int64, since, until time.Time) {
		since = within(since, from, to)
		all[person] = append(all[person], Interval{since, within(until, since, to)})
	}
	for _, v := range visits {
		since, inside := in[v.Person]
		switch {
		case v.Kind == KindJoin && !inside:
			in[v.Person] = v.At
		case v.Kind != KindJoin && inside:
			add(v.Person, since, v.At)
			delete(in, v.Person)
		}
	}
	for person, since := range in {
		add(person, since, to)
	}
	for person, times := range all {
		all[person] = union(times)
	}
	return all
}

// within returns the time between from and to that is nearest to at.
func within(at, from, to time.Time) time.Time {
	if at.After(to) {
		at = to
	}
	if at.Before(from) {
		at = from
	}
	return at
}

// union joins intervals that overlap or touch.
func union(times []Interval) []Interval {
	slices.SortFunc(times, func(a, b Interval) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	joined := times[:1]
	for _, next := range times[1:] {
		last := &joined[len(joined)-1]
		switch {
		case next.From.After(last.To):
			joined = append(joined, next)
		case next.To.After(last.To):
			last.To = next.To
		}
	}
	return joined
}

// Present is how one person attended one instance, as far as that has gone.
type Present struct {
	State Attendance // late comes before left early
	Late  bool
	Early bool // left early, though they may have been late as well
	Stay       // Left is zero for who is in still
	Times []Interval
	// Length is how long the instance lasted, or has lasted so far.
	Length time.Duration
}

// Share is the part of the instance that they were there, from 0 to 1.
func (p Present) Share() float64 { return share(p.Spent, p.Length) }

func share(spent, length time.Duration) float64 {
	if length <= 0 {
		return 0
	}
	return min(1, float64(spent)/float64(length))
}

// Began returns from when on who comes counts as late: when it was to begin, or when it did if that was later. Who comes in
// time to what was started early is not late.
func (i Instance) Began() time.Time {
	if i.Planned.After(i.From) {
		return i.Planned
	}
	return i.From
}

// Until returns up to when an instance has lasted by now: at most its end.
func (i Instance) Until(now time.Time) time.Time { return within(now, i.From, i.To) }

// Attended returns how somebody attended an instance by now who was there at these times, as Intervals returns them between
// From and Until.
func (i Instance) Attended(times []Interval, excused bool, now time.Time) Present {
	until := i.Until(now)
	p := Present{State: AttendAbsent, Times: times, Length: until.Sub(i.From)}
	if len(times) == 0 {
		if excused {
			p.State = AttendExcused
		}
		return p
	}
	over := i.State(now) != Active
	p.Joined, p.Left = times[0].From, times[len(times)-1].To
	for _, t := range times {
		p.Spent += t.To.Sub(t.From)
	}
	p.State, p.Late = Attended(i.Began(), p.Joined), p.Joined.Sub(i.Began()) > LateAfter
	p.Early = over && i.To.Sub(p.Left) > EarlyBefore
	if p.Early && !p.Late {
		p.State = AttendLeft
	}
	if !over && p.Left.Equal(until) {
		p.Left = time.Time{}
	}
	return p
}

// Sums is how somebody attended several dates that they were expected at, or came to.
type Sums struct {
	Dates    int // held, not counting those that they were not expected at and did not come to
	Attended int // of these that they came to, in time or not
	Late     int // of those attended
	Early    int // left early, of those attended
	Excused  int // did not come, and need not
	Absent   int
	Spent    time.Duration
	Length   time.Duration // of the dates, without those that they were excused from
}

// Add adds a date.
func (s *Sums) Add(p Present) {
	s.Dates++
	switch p.State {
	case AttendExcused:
		s.Excused++
		return
	case AttendAbsent:
		s.Absent++
	default:
		s.Attended++
	}
	if p.Late {
		s.Late++
	}
	if p.Early {
		s.Early++
	}
	s.Spent += p.Spent
	s.Length += p.Length
}

// Minutes returns the whole minutes that they were there.
func (s Sums) Minutes() int { return int(s.Spent / time.Minute) }

// Share is the part of the dates' length that they were there, from 0 to 1. What they were excused from does not count.
func (s Sums) Share() float64 { return share(s.Spent, s.Length) }

// KnowsAttendance reports whether p, who has these rights to what was held, may know how somebody attended it: its staff
// everybody's, anybody else their own.
func (r Rights) KnowsAttendance(p Person, whose int64) bool { return r.Staff || p.ID == whose }
