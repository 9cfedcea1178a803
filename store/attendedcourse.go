package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// DatesAtOnce is how many dates a page about attendance shows.
const DatesAtOnce = 30

// TimeRange is when a date ended that is asked for: not before After, and before Before; zero for any time.
type TimeRange struct{ After, Before time.Time }

func (r TimeRange) has(at time.Time) bool {
	return !at.Before(r.After) && (r.Before.IsZero() || at.Before(r.Before))
}

// whole reports whether everything of o is in r.
func (r TimeRange) whole(o TimeRange) bool {
	return !o.After.Before(r.After) && (r.Before.IsZero() || !o.Before.IsZero() && !o.Before.After(r.Before))
}

// HeldDate is a date that is over.
type HeldDate struct {
	Meeting     campus.Meeting
	Instance    campus.Instance
	CourseTitle string // "" for a meeting of no course
	// Came is how many came, Expected how many were expected or came, without who was excused: for its staff; else 0.
	Came, Expected int
}

// Share is the part of those expected that came, from 0 to 1.
func (d HeldDate) Share() float64 {
	if d.Expected == 0 {
		return 0
	}
	return float64(d.Came) / float64(d.Expected)
}

// AttendedBy is how somebody attended several dates.
type AttendedBy struct {
	Person campus.Person
	campus.Sums
	At []*Attending // by date; nil for one that they were not expected at and did not come to
}

// CourseAttendance is how people attended the dates of a course's meetings: to its staff everybody, to others themselves.
type CourseAttendance struct {
	Course campus.Course
	campus.Rights
	Dates     []HeldDate // the latest first
	NextDates string     // cursor of earlier dates; "" at the end
	People    []AttendedBy
	Next      string // cursor of the next page of people, of the same dates; "" at the end
	Count     int    // how many people there are
}

// AttendanceQuery is which attendance is asked for.
type AttendanceQuery struct {
	TimeRange
	Dates  string // cursor of a page of dates; "" for the latest
	Cursor string // cursor of a page of people; "" for the first
	Limit  int    // people on a page
	// ByShare brings those first who were there for the smallest share, else they come by name, page by page.
	ByShare bool
}

// pastRead is a page of a list's dates that are over being read, the latest first.
type pastRead struct {
	of    TimeRange
	after engine.Place
	cmd   *redis.ZSliceCmd
	limit int
}

// queuePast queues a page of the dates of a scope that have ended: what is shown, and some more.
func (d data) queuePast(ctx context.Context, p engine.Reader, scope string, of TimeRange, after engine.Place, limit int) *pastRead {
	from, to := "-inf", "+inf"
	if !of.After.IsZero() {
		from = millis(of.After)
	}
	if !of.Before.IsZero() {
		to = "(" + millis(of.Before)
	}
	if after.Member != "" && (of.Before.IsZero() || after.Score < of.Before.UnixMilli()) {
		to = num(after.Score)
	}
	return &pastRead{of, after, p.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{Key: d.keys.list(scope, "past"), ByScore: true, Rev: true,
		Start: to, Stop: from, Count: int64(limit)}), limit}
}

// places returns what was read of a range after a place, and whether there may be more.
func (r *pastRead) places(of TimeRange) (places []engine.Place, more bool) {
	for _, z := range r.cmd.Val() {
		place := engine.Place{Score: int64(z.Score), Member: z.Member.(string)}
		if of.has(score(z.Score)) && (r.after.Member == "" || place.Compare(r.after) < 0) {
			places = append(places, place)
		}
	}
	return places, len(r.cmd.Val()) == r.limit
}

// cutDates cuts dates to a page; the cursor is "" at the end.
func cutDates(places []engine.Place, more bool, limit int) ([]engine.Place, string) {
	if len(places) > limit {
		return places[:limit], places[limit-1].String()
	}
	if more && len(places) > 0 {
		return places, places[len(places)-1].String()
	}
	return places, ""
}

// datePlace reads the cursor of a page of dates.
func datePlace(cursor string) (engine.Place, error) {
	after, err := engine.ParsePlace(cursor)
	if _, _, _, ok := parseMember(after.Member); err == nil && after.Member != "" && !ok {
		err = engine.ErrCursor
	}
	return after, err
}

// courseDatesRead is the dates of a course being read, with how the asker stands in it.
type courseDatesRead struct {
	course string
	seat   seatRead
	past   *pastRead
}

func (d data) queueCourseDates(ctx context.Context, p engine.Reader, person int64, course string, of TimeRange,
	after engine.Place) *courseDatesRead {
	courses := &Courses{data: d}
	return &courseDatesRead{course, courses.queueSeat(ctx, p, person, course),
		d.queuePast(ctx, p, campus.CourseTopic(course), of, after, DatesAtOnce+spare)}
}

// AttendanceOf returns how people attended the dates of a course that are over, in three round trips, or in two after
// Ahead{Dates: true}. Who is not of its staff gets the dates that they were expected at or came to. It refuses with ErrNoCourse.
func (s *Meetings) AttendanceOf(ctx context.Context, asker campus.Person, course string, q AttendanceQuery, a *Ahead) (
	CourseAttendance, error) {
	if !campus.IsCourseID(course) {
		return CourseAttendance{}, campus.ErrNoCourse
	}
	after, bad := datePlace(q.Dates)
	at, bad2 := personPlace(q.Cursor)
	read := a.datesOf(course, q.TimeRange, after)
	if read == nil {
		err := s.e.Read(ctx, func(p engine.Reader) {
			read = s.queueCourseDates(ctx, p, asker.ID, course, q.TimeRange, after)
		})
		if err != nil {
			return CourseAttendance{}, err
		}
	}
	c, ok := read.seat.course()
	if !ok {
		return CourseAttendance{}, campus.ErrNoCourse
	}
	if bad = cmp.Or(bad, bad2); bad != nil {
		return CourseAttendance{}, bad
	}
	out := CourseAttendance{Course: c, Rights: campus.CourseRights(asker, c, read.seat.mine())}
	places, more := read.past.places(q.TimeRange)
	places, out.NextDates = cutDates(places, more, DatesAtOnce)
	if !out.Staff {
		return s.ownAttendance(ctx, asker, out, members(places))
	}
	rolls, err := s.rolls(ctx, asker, c, members(places))
	if err != nil {
		return CourseAttendance{}, err
	}
	all := out.sum(rolls)
	out.Count = len(all)
	out.People, out.Next = pageOfPeople(all, at, q)
	return out, s.nameAttended(ctx, out.People)
}

// ownAttendance adds to a course's attendance how who asks attended it.
func (s *Meetings) ownAttendance(ctx context.Context, asker campus.Person, out CourseAttendance, names []string) (CourseAttendance, error) {
	dates, err := s.attendedDates(ctx, asker, asker.ID, names)
	if err != nil {
		return CourseAttendance{}, err
	}
	mine := AttendedBy{Person: asker}
	for _, d := range dates {
		if d.Meeting.Course != out.Course.ID {
			continue
		}
		out.Dates = append(out.Dates, d.HeldDate)
		mine.At = append(mine.At, &d.Attending)
		mine.Add(d.Present)
	}
	out.People, out.Count = []AttendedBy{mine}, 1
	return out, nil
}

// courseRollRead is the roll of one date being read.
type courseRollRead struct {
	meeting, instance *redis.SliceCmd
	roster            *redis.ZSliceCmd
	excuses           *redis.MapStringStringCmd
	visits            *redis.StringSliceCmd
}

// dateRoll is one date with who was on its roster.
type dateRoll struct {
	HeldDate
	rollOf
	roster []redis.Z
}

// rolls returns the dates of a course's meetings that are over, with who was expected and who came.
func (s *Meetings) rolls(ctx context.Context, asker campus.Person, c campus.Course, names []string) ([]dateRoll, error) {
	var reads []courseRollRead
	err := s.e.Read(ctx, func(p engine.Reader) {
		reads = nil
		for _, name := range names {
			id, order, _, ok := parseMember(name)
			if !ok {
				continue
			}
			room := MeetingRoom(id, order)
			reads = append(reads, courseRollRead{p.HMGet(ctx, s.keys.meeting(id), meetingFields...),
				p.HMGet(ctx, s.keys.instance(id, order), instanceFields...), p.ZRangeWithScores(ctx, s.keys.roster(room), 0, -1),
				p.HGetAll(ctx, s.keys.excused(room)), p.LRange(ctx, s.keys.visits(room), 0, -1)})
		}
	})
	if err != nil {
		return nil, err
	}
	now := s.e.Now()
	var out []dateRoll
	for _, r := range reads {
		m, ok1 := evenDeleted(r.meeting.Val())
		i, ok2 := instanceFrom(r.instance.Val())
		// The list may be a moment behind: what the meeting says is what holds.
		rights := campus.MeetingRights(asker, campus.MeetingFacts{Meeting: m, Course: &c})
		if !ok1 || !ok2 || m.Course != c.ID || i.State(now) != campus.Ended || !rights.Staff {
			continue
		}
		times := campus.Intervals(visitsFrom(r.visits.Val()), i.From, i.Until(now))
		out = append(out, dateRoll{HeldDate{Meeting: m, Instance: i, CourseTitle: c.Title}, rollOf{i, times, r.excuses.Val(), now},
			r.roster.Val()})
	}
	return out, nil
}

// sum notes the dates, and returns how everybody attended them, by their ids.
func (c *CourseAttendance) sum(rolls []dateRoll) []AttendedBy {
	place, all := map[string]int{}, []AttendedBy{}
	c.Dates = make([]HeldDate, len(rolls))
	for n, roll := range rolls {
		for _, z := range roll.roster {
			member := z.Member.(string)
			at, known := place[member]
			if !known {
				id, _ := campus.ParseID(member)
				at = len(all)
				place[member] = at
				all = append(all, AttendedBy{Person: campus.Person{ID: id}, At: make([]*Attending, len(rolls))})
			}
			one := roll.attending(all[at].Person.ID, int64(z.Score))
			all[at].At[n] = &one
			all[at].Add(one.Present)
			switch one.State {
			case campus.AttendExcused:
			case campus.AttendAbsent:
				roll.Expected++
			default:
				roll.Expected++
				roll.Came++
			}
		}
		c.Dates[n] = roll.HeldDate
	}
	slices.SortFunc(all, func(x, y AttendedBy) int { return cmp.Compare(x.Person.ID, y.Person.ID) })
	return all
}

// perMillion is in what the cursor of a page by share counts.
const perMillion = 1_000_000

// pageOfPeople cuts people to the page after a place.
func pageOfPeople(all []AttendedBy, after engine.Place, q AttendanceQuery) ([]AttendedBy, string) {
	key := func(one AttendedBy) (by, id int64) {
		if q.ByShare {
			by = int64(one.Share() * perMillion)
		}
		return by, one.Person.ID
	}
	compare := func(x, y AttendedBy) int {
		a, b := key(x)
		c, d := key(y)
		return cmp.Or(cmp.Compare(a, c), cmp.Compare(b, d))
	}
	slices.SortFunc(all, compare)
	last, _ := campus.ParseID(after.Member)
	all = slices.DeleteFunc(all, func(one AttendedBy) bool {
		by, id := key(one)
		return after.Member != "" && cmp.Or(cmp.Compare(by, after.Score), cmp.Compare(id, last)) <= 0
	})
	if q.Limit <= 0 || len(all) <= q.Limit {
		return all, ""
	}
	by, id := key(all[q.Limit-1])
	return all[:q.Limit], engine.Place{Score: by, Member: num(id)}.String()
}

// nameAttended says who people are.
func (s *Meetings) nameAttended(ctx context.Context, people []AttendedBy) error {
	ids := make([]int64, len(people))
	for i, one := range people {
		ids[i] = one.Person.ID
	}
	named, err := s.people.Some(ctx, ids)
	for i, one := range people {
		if p, ok := named[one.Person.ID]; ok {
			people[i].Person = p
		}
	}
	return err
}
