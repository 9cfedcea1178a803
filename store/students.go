package store

import (
	"context"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Pupil is somebody in a course, as its staff see them.
type Pupil struct {
	Person   campus.Named
	Email    string
	Status   string // enrolled or waiting
	Position int    // in the waiting list, from 1
	Since    time.Time
	Online   bool
	Pair     campus.PrivateFacts // how who asks stands to them; see Rooms.MayWriteTo
}

// Roll is a course with a page of who is in it.
type Roll struct {
	Course campus.Course
	Pupils []Pupil
	Next   string // cursor of the next page; "" at the end
}

// Roll returns a course and who is enrolled in it, by time, then who waits, in order: a page after a cursor, in two round
// trips. The cursor must be a Next of the same course, or "", else it is a BadRequest. It refuses as OfStaff does.
func (s *Courses) Roll(ctx context.Context, asker campus.Person, id, cursor string, limit int) (Roll, error) {
	if !campus.IsCourseID(id) {
		return Roll{}, campus.ErrNoCourse
	}
	from, bad := parseRollPlace(id, cursor)
	if bad != nil {
		if _, err := s.OfStaff(ctx, asker, id); err != nil {
			return Roll{}, err
		}
		return Roll{}, bad
	}
	return s.roll(ctx, asker, id, from, limit)
}

// Students returns the page of a Roll and its Next.
func (s *Courses) Students(ctx context.Context, asker campus.Person, id, cursor string, limit int) ([]Pupil, string, error) {
	roll, err := s.Roll(ctx, asker, id, cursor, limit)
	return roll.Pupils, roll.Next, err
}

// EachStudent calls each for everybody in a course, in the order of a Roll, of which it keeps a page at a time. Nobody comes
// twice, and whoever is in the course all the while comes, though they move on meanwhile: who is given a place while those
// who wait are being read comes last. It refuses as OfStaff does.
func (s *Courses) EachStudent(ctx context.Context, asker campus.Person, id string, each func(Pupil) error) error {
	if !campus.IsCourseID(id) {
		return campus.ErrNoCourse
	}
	seen, last := idSet{}, engine.Place{}
	for from, again := (rollPlace{}), false; ; {
		roll, err := s.roll(ctx, asker, id, from, MaxPageSize)
		if err != nil {
			return err
		}
		waits := false
		for _, p := range roll.Pupils {
			if waits = p.Status == campus.Waiting; !waits {
				last = engine.Place{Score: p.Since.UnixMilli(), Member: num(p.Person.ID)}
			}
			if !seen.add(p.Person.ID) {
				continue
			}
			if err := each(p); err != nil {
				return err
			}
		}
		switch {
		case again && (waits || roll.Next == ""):
			return nil
		case roll.Next == "":
			again, from = true, rollPlace{after: momentBefore(last)}
		default:
			from, _ = parseRollPlace(id, roll.Next)
		}
	}
}

// momentBefore returns where to read on from, so that nobody of the same moment is missed.
func momentBefore(last engine.Place) engine.Place {
	if last.Member == "" {
		return last
	}
	return engine.Place{Score: last.Score - 1, Member: last.Member}
}

// idSet is a set of ids that lie close together: a bit each.
type idSet map[int64]uint64

// add reports whether an id is new to the set.
func (s idSet) add(id int64) bool {
	bit := uint64(1) << (id & 63)
	fresh := s[id>>6]&bit == 0
	s[id>>6] |= bit
	return fresh
}

// rollPlace is where a page of a roll ends: among the enrolled, or with waiting among those who wait.
type rollPlace struct {
	waiting bool
	after   engine.Place // zero for the start
}

// The first letter of a cursor.
const (
	enrolledMark = "e"
	waitingMark  = "w"
)

// rollMark is what the cursors of a course begin with, so that another's are told apart.
func rollMark(mark, id string) string { return mark + id[:8] + "." }

func enrolledCursor(id, place string) string { return rollMark(enrolledMark, id) + place }

// waitingCursor is enrolledCursor for who waits; "" is the start.
func waitingCursor(id, place string) string { return rollMark(waitingMark, id) + place }

func parseRollPlace(id, cursor string) (rollPlace, error) {
	if cursor == "" {
		return rollPlace{}, nil
	}
	place, waiting := strings.CutPrefix(cursor, rollMark(waitingMark, id))
	if !waiting {
		var enrolled bool
		if place, enrolled = strings.CutPrefix(cursor, rollMark(enrolledMark, id)); !enrolled || place == "" {
			return rollPlace{}, engine.ErrCursor
		}
	}
	after, err := personPlace(place)
	return rollPlace{waiting, after}, err
}

// rollRead is a page of a roll being read.
type rollRead struct {
	course            courseRead
	enrolled, waiting engine.PageRead
	ahead             *redis.IntCmd
}

func (s *Courses) queueRoll(ctx context.Context, p engine.Reader, id string, from rollPlace, limit int) rollRead {
	r := rollRead{course: s.queue(ctx, p, id)}
	line := from.after
	if !from.waiting {
		r.enrolled = s.e.QueuePage(ctx, p, s.keys.enrolled(id), from.after, limit+1, false)
		line = engine.Place{}
	}
	r.waiting = s.e.QueuePage(ctx, p, s.keys.waiting(id), line, limit+1, false)
	r.ahead = p.ZCount(ctx, s.keys.waiting(id), "-inf", num(line.Score)) // everybody's turn is a number of their own, from 1
	return r
}

func (s *Courses) roll(ctx context.Context, asker campus.Person, id string, from rollPlace, limit int) (Roll, error) {
	var read rollRead
	err := s.e.Read(ctx, func(p engine.Reader) { read = s.queueRoll(ctx, p, id, from, limit) })
	if err != nil {
		return Roll{}, err
	}
	course, ok := read.course.course()
	switch {
	case !ok:
		return Roll{}, campus.ErrNoCourse
	case !campus.CourseRights(asker, course, campus.Enrolment{}).Staff:
		return Roll{}, campus.ErrNotStaff
	}
	roll := Roll{Course: course}
	enrolled, next := cutPage(read.enrolled.Places(), limit)
	for i, person := range idsOf(enrolled) {
		since := score(float64(enrolled[i].Score))
		roll.Pupils = append(roll.Pupils, Pupil{Status: campus.Enrolled, Since: since, Person: campus.Named{ID: person}})
	}
	if next != "" {
		roll.Next = enrolledCursor(id, next)
	} else {
		roll.wait(read, limit-len(enrolled))
	}
	return roll, s.namePupils(ctx, asker, roll.Pupils)
}

// wait adds who waits, as far as there is room on the page.
func (r *Roll) wait(read rollRead, room int) {
	places := read.waiting.Places()
	if room == 0 {
		if len(places) > 0 {
			r.Next = waitingCursor(r.Course.ID, "")
		}
		return
	}
	page, next := cutPage(places, room)
	for i, person := range idsOf(page) {
		r.Pupils = append(r.Pupils, Pupil{Status: campus.Waiting, Position: int(read.ahead.Val()) + i + 1,
			Person: campus.Named{ID: person}})
	}
	if next != "" {
		r.Next = waitingCursor(r.Course.ID, next)
	}
}

func (s *Courses) namePupils(ctx context.Context, asker campus.Person, pupils []Pupil) error {
	ids := make([]int64, len(pupils))
	for i, p := range pupils {
		ids[i] = p.Person.ID
	}
	var named peopleRead
	var present onlineRead
	var pairs pairsRead
	err := s.e.Read(ctx, func(p engine.Reader) {
		named, present = s.people.queue(ctx, p, ids), s.queueOnline(ctx, p, ids...)
		pairs = s.queuePairs(ctx, p, asker, named)
	})
	if err != nil {
		return err
	}
	online := present.online()
	for i := range pupils {
		pupils[i].Pair = pairs.pair(pupils[i].Person.ID)
		p := pupils[i].Pair.To
		pupils[i].Person.Name, pupils[i].Email, pupils[i].Online = p.Name, p.Email, online[p.ID]
	}
	return nil
}
