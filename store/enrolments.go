package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

// Enrol gives person a place in a course, or with wait one in its waiting list when it is full. Enrolling twice changes
// nothing and succeeds. Refusals: ErrNotStudent, ErrNoCourse, ErrCourseFull (without wait), ErrCourseClosed.
func (s *Store) Enrol(ctx context.Context, person campus.Person, id string, wait bool, op string) (campus.Enrolment, error) {
	if person.Role != campus.Student {
		return campus.Enrolment{}, campus.ErrNotStudent
	}
	if !campus.IsCourseID(id) {
		return campus.Enrolment{}, campus.ErrNoCourse
	}
	tag := courseTag(id)
	k := []string{s.keys.course(id), s.keys.enrolled(id), s.keys.waiting(id), s.keys.everyone(id), s.keys.due(tag), s.keys.outbox(tag),
		s.keys.op(tag, person.ID, "enrol:"+id+":"+opOr(op))}
	got, err := s.run(ctx, s.scripts.enrol, k, id, person.ID, flag(wait), s.opts.CourseRefresh.Milliseconds(), campus.CourseTopic(id))
	if err != nil {
		return campus.Enrolment{}, err
	}
	switch got.word() {
	case "missing":
		return campus.Enrolment{}, campus.ErrNoCourse
	case "full":
		return campus.Enrolment{}, campus.ErrCourseFull
	case "closed":
		return campus.Enrolment{}, campus.ErrCourseClosed
	}
	return campus.Enrolment{Status: got.word(), Position: int(got.number(1))}, nil
}

// Drop gives a person's place, enrolled or waiting, back. Who has none succeeds too. It refuses with ErrNoCourse.
func (s *Store) Drop(ctx context.Context, person campus.Person, id, op string) (campus.Enrolment, error) {
	if !campus.IsCourseID(id) {
		return campus.Enrolment{}, campus.ErrNoCourse
	}
	tag := courseTag(id)
	k := []string{s.keys.course(id), s.keys.enrolled(id), s.keys.waiting(id), s.keys.everyone(id), s.keys.due(tag), s.keys.outbox(tag),
		s.keys.op(tag, person.ID, "drop:"+id+":"+opOr(op))}
	got, err := s.run(ctx, s.scripts.drop, k, id, person.ID, s.opts.CourseRefresh.Milliseconds(), campus.CourseTopic(id))
	if err != nil {
		return campus.Enrolment{}, err
	}
	if got.word() == "missing" {
		return campus.Enrolment{}, campus.ErrNoCourse
	}
	return campus.Enrolment{Status: campus.NotEnrolled}, nil
}

// Pupil is somebody in a course, as its staff see them.
type Pupil struct {
	Person   campus.Named
	Status   string // enrolled or waiting
	Position int    // in the waiting list, from 1
	Since    time.Time
}

// Students returns who is enrolled, by time, then who waits, in order. asker must be of the course's staff.
func (s *Store) Students(ctx context.Context, asker campus.Person, id string) ([]Pupil, error) {
	if err := s.courseStaff(ctx, asker, id); err != nil {
		return nil, err
	}
	enrolled, err := s.rdb.ZRangeWithScores(ctx, s.keys.enrolled(id), 0, -1).Result()
	if err != nil {
		return nil, away(err)
	}
	waiting, err := s.rdb.ZRange(ctx, s.keys.waiting(id), 0, -1).Result()
	if err != nil {
		return nil, away(err)
	}
	pupils, ids := make([]Pupil, 0, len(enrolled)+len(waiting)), []int64{}
	add := func(member string, p Pupil) {
		p.Person.ID, _ = campus.ParseID(member)
		pupils, ids = append(pupils, p), append(ids, p.Person.ID)
	}
	for _, z := range enrolled {
		add(z.Member.(string), Pupil{Status: campus.Enrolled, Since: score(z.Score)})
	}
	for i, member := range waiting {
		add(member, Pupil{Status: campus.Waiting, Position: i + 1})
	}
	people, err := s.People(ctx, ids)
	for i := range pupils {
		pupils[i].Person.Name = people[pupils[i].Person.ID].Name
	}
	return pupils, err
}

// MyCourse is a course with how its reader stands in it.
type MyCourse struct {
	Course campus.Course
	Mine   campus.Enrolment
}

// MyCourses returns a student's enrolled and waiting courses, and a teacher's own, past ones included, the newest first.
// Its cost follows the person's courses alone. Which courses these are stands in the person's own lists; how the person
// stands in them is read from the courses.
func (s *Store) MyCourses(ctx context.Context, person campus.Person) ([]MyCourse, error) {
	var touched *redis.MapStringStringCmd
	var own *redis.StringSliceCmd
	err := s.pipe(ctx, func(p redis.Pipeliner) {
		touched, own = p.HGetAll(ctx, s.keys.personCourses(person.ID)), p.ZRange(ctx, s.keys.personTeaches(person.ID), 0, -1)
	})
	if err != nil {
		return nil, err
	}
	var reads []seatRead
	err = s.pipe(ctx, func(p redis.Pipeliner) {
		for _, id := range own.Val() {
			reads = append(reads, s.queueSeat(ctx, p, person.ID, id))
		}
		for id, kept := range touched.Val() {
			if !strings.HasSuffix(kept, " "+campus.NotEnrolled) {
				reads = append(reads, s.queueSeat(ctx, p, person.ID, id))
			}
		}
	})
	mine := make([]MyCourse, 0, len(reads))
	for _, r := range reads {
		c, ok := r.course()
		if stands := r.mine(); ok && (c.Staff(person) || stands.Status != campus.NotEnrolled) {
			mine = append(mine, MyCourse{c, stands})
		}
	}
	slices.SortFunc(mine, func(x, y MyCourse) int {
		return cmp.Or(y.Course.Created.Compare(x.Course.Created), strings.Compare(x.Course.ID, y.Course.ID))
	})
	return mine, err
}

// standingFrom reads in which of courses a person is enrolled or waiting.
func standingFrom(courses []string, values []any) map[string]string {
	out := map[string]string{}
	for i, kept := range texts(values) {
		if _, status, ok := strings.Cut(kept, " "); ok && status != campus.NotEnrolled {
			out[courses[i]] = status
		}
	}
	return out
}

func flag(b bool) string {
	if b {
		return "1"
	}
	return "0"
}
