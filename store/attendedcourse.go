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
	Person      campus.Person
	campus.Sums              // of all dates that were asked for
	At          []*Attending // by date of the page; nil for one that they were not expected at and did not come to
}

// CourseAttendance is how people attended the dates of a course's meetings: to its staff everybody, to others themselves.
type CourseAttendance struct {
	Course campus.Course
	campus.Rights
	Dates     []HeldDate // of the page, the latest first
	NextDates string     // cursor of earlier dates; "" at the end
	Held      int        // how many dates there are
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
	// File asks for a file's rows, some at a time: sums are those of the page's dates alone, and one's own dates come all at once.
	File bool
}

// courseDatesRead is the dates of a course being read, with how the asker stands in it.
type courseDatesRead struct {
	course string
	seat   seatRead
	held   pastRead
}

func (d data) queueCourseDates(ctx context.Context, p engine.Reader, person int64, course string, of TimeRange) *courseDatesRead {
	courses := &Courses{data: d}
	return &courseDatesRead{course, courses.queueSeat(ctx, p, person, course), d.queuePast(ctx, p, campus.CourseTopic(course), of)}
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
	read := a.datesOf(course, q.TimeRange)
	if read == nil {
		err := s.e.Read(ctx, func(p engine.Reader) { read = s.queueCourseDates(ctx, p, asker.ID, course, q.TimeRange) })
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
	if !out.Staff {
		return s.ownAttendance(ctx, asker, out, read, q, after)
	}
	all, err := s.everybody(ctx, asker, &out, read.held.names(), q, after)
	if err != nil {
		return CourseAttendance{}, err
	}
	out.Count = len(all)
	out.People, out.Next = pageOfPeople(all, at, q)
	return out, s.nameAttended(ctx, out.People)
}

// everybody notes a page of a course's dates, and returns how everybody attended them.
func (s *Meetings) everybody(ctx context.Context, asker campus.Person, out *CourseAttendance, names []string, q AttendanceQuery,
	after engine.Place) (all []AttendedBy, err error) {
	next := ""
	if q.File {
		if names, next, err = s.narrow(ctx, names, q.TimeRange, after, DatesAtOnce); err != nil {
			return nil, err
		}
		after = engine.Place{}
	}
	rolls, err := s.rolls(ctx, asker, out.Course, names, q.TimeRange)
	if err != nil {
		return nil, err
	}
	from, to, more := cutHeld(rolls, after, DatesAtOnce)
	out.NextDates = cmp.Or(next, more)
	return out.sum(rolls, from, to), nil
}

// ownAttendance adds to a course's attendance how who asks attended it.
func (s *Meetings) ownAttendance(ctx context.Context, asker campus.Person, out CourseAttendance, held *courseDatesRead, q AttendanceQuery,
	after engine.Place) (CourseAttendance, error) {
	read, err := s.readAttended(ctx, asker.ID, held.held.names())
	if err != nil {
		return CourseAttendance{}, err
	}
	mine := AttendedBy{Person: asker}
	read = slices.DeleteFunc(read, func(row attendedRow) bool { return row.meeting.Course != out.Course.ID })
	dates := s.attendedDates(read, asker, asker.ID, map[string]seatRead{out.Course.ID: held.seat}, q.TimeRange)
	for _, d := range dates {
		mine.Add(d.Present)
	}
	from, to, next := cutHeld(dates, after, q.dates())
	for _, d := range dates[from:to] {
		out.Dates = append(out.Dates, d.HeldDate)
		mine.At = append(mine.At, &d.Attending)
	}
	out.Held, out.NextDates = len(dates), next
	out.People, out.Count = []AttendedBy{mine}, 1
	return out, nil
}

// dates is how many of one's own dates a page shows; 0 for all.
func (q AttendanceQuery) dates() int {
	if q.File {
		return 0
	}
	return DatesAtOnce
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

// rollsAtOnce is how many dates' rolls are read together: more than most courses have.
const rollsAtOnce = 500

// rolls returns the dates of a course's meetings that ended in a range, the latest first, with who was expected and who came.
func (s *Meetings) rolls(ctx context.Context, asker campus.Person, c campus.Course, names []string, of TimeRange) ([]dateRoll, error) {
	var out []dateRoll
	for some := range slices.Chunk(names, rollsAtOnce) {
		var reads []courseRollRead
		err := s.e.Read(ctx, func(p engine.Reader) {
			reads = nil
			for _, name := range some {
				id, order, _, _ := parseMember(name)
				room := MeetingRoom(id, order)
				reads = append(reads, courseRollRead{p.HMGet(ctx, s.keys.meeting(id), meetingFields...),
					p.HMGet(ctx, s.keys.instance(id, order), instanceFields...), p.ZRangeWithScores(ctx, s.keys.roster(room), 0, -1),
					p.HGetAll(ctx, s.keys.excused(room)), p.LRange(ctx, s.keys.visits(room), 0, -1)})
			}
		})
		if err != nil {
			return nil, err
		}
		for _, r := range reads {
			// The list may be a moment behind: what the meeting says is what holds.
			roll, ok := r.roll(c, s.e.Now())
			rights := campus.MeetingRights(asker, campus.MeetingFacts{Meeting: roll.Meeting, Course: &c})
			if ok && of.has(roll.Instance.To) && rights.Staff {
				out = append(out, roll)
			}
		}
	}
	sortHeld(out)
	return out, nil
}

// roll returns what was read; false for a date that is not over, or not of the course.
func (r courseRollRead) roll(c campus.Course, now time.Time) (dateRoll, bool) {
	m, ok := evenDeleted(r.meeting.Val())
	i, over := heldFrom(r.instance.Val(), now)
	if !ok || !over || m.Course != c.ID {
		return dateRoll{}, false
	}
	times := campus.Intervals(visitsFrom(r.visits.Val()), i.From, i.Until(now))
	return dateRoll{HeldDate{Meeting: m, Instance: i, CourseTitle: c.Title}, rollOf{i, times, r.excuses.Val(), now}, r.roster.Val()}, true
}

// sum notes the dates, of which a page goes from one to another, and returns how everybody attended all of them, by their ids.
func (c *CourseAttendance) sum(rolls []dateRoll, from, to int) []AttendedBy {
	place, all := map[string]int{}, []AttendedBy{}
	c.Dates, c.Held = make([]HeldDate, to-from), len(rolls)
	for n, roll := range rolls {
		shown := from <= n && n < to
		for _, z := range roll.roster {
			member := z.Member.(string)
			at, known := place[member]
			if !known {
				id, _ := campus.ParseID(member)
				at = len(all)
				place[member] = at
				all = append(all, AttendedBy{Person: campus.Person{ID: id}, At: make([]*Attending, to-from)})
			}
			one := roll.attending(all[at].Person.ID, int64(z.Score))
			if shown {
				all[at].At[n-from] = &one
			}
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
		if shown {
			c.Dates[n-from] = roll.HeldDate
		}
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
