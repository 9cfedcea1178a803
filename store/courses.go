package store

import (
	"context"
	"strconv"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

// CreateCourse makes a course of teacher's own. The operation names it: sent twice, it is one course.
func (s *Store) CreateCourse(ctx context.Context, teacher campus.Person, n campus.NewCourse, op string) (campus.Course, error) {
	if !teacher.Role.Staff() {
		return campus.Course{}, campus.ErrNotTeacher
	}
	if err := n.Validate(s.Now()); err != nil {
		return campus.Course{}, err
	}
	id := campus.CourseID(teacher.ID, opOr(op))
	closing, closes := s.closing(n)
	k := []string{s.keys.course(id), s.keys.courseDue(id), s.keys.outbox(courseTag(id))}
	args := append([]any{id, closing, closes, "places", places(n), "teacher", teacher.ID, "teacher_name", teacher.Name}, courseText(n)...)
	if _, err := s.run(ctx, s.scripts.createCourse, k, args...); err != nil {
		return campus.Course{}, err
	}
	return s.Course(ctx, id)
}

// EditCourse changes a course; asker must be of its staff. A zero Closing keeps the kind of closing time that it has, and
// so does the very time at which it closes: who sends back what was read has not chosen a date.
func (s *Store) EditCourse(ctx context.Context, asker campus.Person, id string, n campus.NewCourse, op string) (campus.Course, error) {
	before, err := s.Course(ctx, id)
	if err != nil {
		return campus.Course{}, err
	}
	if !before.Staff(asker) {
		return campus.Course{}, campus.ErrNotStaff
	}
	if n.Closing == campus.ClosesDate && !before.Closes.IsZero() && n.Closes.UnixMilli() == before.Closes.UnixMilli() {
		n.Closing = ""
	}
	if err := n.Validate(s.Now()); err != nil {
		return campus.Course{}, err
	}
	_, closes := s.closing(n)
	tag := courseTag(id)
	k := []string{s.keys.course(id), s.keys.enrolled(id), s.keys.waiting(id), s.keys.everyone(id), s.keys.due(tag), s.keys.outbox(tag),
		s.keys.op(tag, asker.ID, "edit:"+id+":"+opOr(op))}
	args := append([]any{id, campus.CourseTopic(id), string(n.Closing), closes, places(n), s.opts.CourseRefresh.Milliseconds()}, courseText(n)...)
	got, err := s.run(ctx, s.scripts.editCourse, k, args...)
	if err != nil {
		return campus.Course{}, err
	}
	if got.word() == "missing" {
		return campus.Course{}, campus.ErrNoCourse
	}
	return s.Course(ctx, id)
}

// ReopenCourse opens a closed course again, for as long as a new one. asker must be of its staff.
func (s *Store) ReopenCourse(ctx context.Context, asker campus.Person, id, op string) (campus.Course, error) {
	c, err := s.Course(ctx, id)
	if err != nil {
		return c, err
	}
	return s.EditCourse(ctx, asker, id, campus.NewCourse{Title: c.Title, Summary: c.Summary, Level: c.Level, Places: c.Places,
		Unlimited: c.Unlimited, Closing: campus.ClosesAuto}, op)
}

// DeleteCourse hides a course; asker must be its teacher or an admin.
func (s *Store) DeleteCourse(ctx context.Context, asker campus.Person, id string) error {
	if err := s.courseStaff(ctx, asker, id); err != nil {
		return err
	}
	k := []string{s.keys.course(id), s.keys.courseDue(id), s.keys.outbox(courseTag(id))}
	_, err := s.run(ctx, s.scripts.deleteCourse, k, id, campus.CourseTopic(id))
	return err
}

// courseStaff refuses whoever is not of the course's staff.
func (s *Store) courseStaff(ctx context.Context, asker campus.Person, id string) error {
	c, err := s.Course(ctx, id)
	if err == nil && !c.Staff(asker) {
		return campus.ErrNotStaff
	}
	return err
}

// closing returns the kind of closing time and what belongs to it: the time, or for auto the life, in milliseconds.
func (s *Store) closing(n campus.NewCourse) (kind, closes string) {
	switch n.Closing {
	case campus.ClosesDate:
		return string(n.Closing), millis(n.Closes)
	case campus.ClosesNever:
		return string(n.Closing), ""
	default:
		return string(campus.ClosesAuto), strconv.FormatInt(s.opts.CourseTTL.Milliseconds(), 10)
	}
}

func places(n campus.NewCourse) string {
	if n.Unlimited {
		return ""
	}
	return strconv.Itoa(n.Places)
}

func courseText(n campus.NewCourse) []any {
	return []any{"title", n.Title, "summary", n.Summary, "level", string(n.Level)}
}

// courseRead is a course being read in a pipeline.
type courseRead struct{ fields *redis.SliceCmd }

var courseFields = []string{"id", "title", "summary", "level", "places", "teacher", "teacher_name", "created", "closing", "closes", "version",
	"deleted", "taken", "waiting"}

func (s *Store) queueCourse(ctx context.Context, p redis.Pipeliner, id string) courseRead {
	return courseRead{p.HMGet(ctx, s.keys.course(id), courseFields...)}
}

// course returns what was read; false for a course that does not exist or is hidden.
func (r courseRead) course() (campus.Course, bool) {
	if r.fields == nil || len(r.fields.Val()) == 0 {
		return campus.Course{}, false
	}
	f := texts(r.fields.Val())
	count, err := strconv.Atoi(f[4])
	teacher, _ := campus.ParseID(f[5])
	version, _ := strconv.ParseInt(f[10], 10, 64)
	taken, _ := strconv.Atoi(f[12])
	waiting, _ := strconv.Atoi(f[13])
	return campus.Course{ID: f[0], Title: f[1], Summary: f[2], Level: campus.Level(f[3]), Places: count, Unlimited: err != nil,
		Teacher: campus.Named{ID: teacher, Name: f[6]}, Created: fromMillis(f[7]), Closing: campus.Closing(f[8]), Closes: fromMillis(f[9]),
		Taken: taken, Waiting: waiting, Version: version}, f[0] != "" && f[11] == ""
}

// Course returns a course, or ErrNoCourse.
func (s *Store) Course(ctx context.Context, id string) (campus.Course, error) {
	courses, err := s.Courses(ctx, []string{id})
	if err != nil {
		return campus.Course{}, err
	}
	if len(courses) == 0 {
		return campus.Course{}, campus.ErrNoCourse
	}
	return courses[0], nil
}

// Courses returns those of ids that exist, in their order, in one round trip.
func (s *Store) Courses(ctx context.Context, ids []string) ([]campus.Course, error) {
	reads := make([]courseRead, 0, len(ids))
	err := s.pipe(ctx, func(p redis.Pipeliner) {
		for _, id := range ids {
			if campus.IsCourseID(id) {
				reads = append(reads, s.queueCourse(ctx, p, id))
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return coursesFrom(reads), nil
}

func coursesFrom(reads []courseRead) []campus.Course {
	courses := make([]campus.Course, 0, len(reads))
	for _, r := range reads {
		if c, ok := r.course(); ok {
			courses = append(courses, c)
		}
	}
	return courses
}

// CourseFor returns a course and how a person stands in it, in one round trip; ErrNoCourse when there is none.
func (s *Store) CourseFor(ctx context.Context, person int64, id string) (campus.Course, campus.Enrolment, error) {
	if !campus.IsCourseID(id) {
		return campus.Course{}, campus.Enrolment{}, campus.ErrNoCourse
	}
	var read seatRead
	err := s.pipe(ctx, func(p redis.Pipeliner) { read = s.queueSeat(ctx, p, person, id) })
	if err != nil {
		return campus.Course{}, campus.Enrolment{}, err
	}
	c, ok := read.course()
	if !ok {
		return campus.Course{}, campus.Enrolment{}, campus.ErrNoCourse
	}
	return c, read.mine(), nil
}

// seatRead is a course being read with how one person stands in it.
type seatRead struct {
	courseRead
	enrolled *redis.FloatCmd
	ahead    *redis.IntCmd
}

func (s *Store) queueSeat(ctx context.Context, p redis.Pipeliner, person int64, id string) seatRead {
	return seatRead{s.queueCourse(ctx, p, id), p.ZScore(ctx, s.keys.enrolled(id), num(person)), p.ZRank(ctx, s.keys.waiting(id), num(person))}
}

func (r seatRead) mine() campus.Enrolment {
	switch {
	case r.enrolled.Err() == nil:
		return campus.Enrolment{Status: campus.Enrolled}
	case r.ahead.Err() == nil:
		return campus.Enrolment{Status: campus.Waiting, Position: int(r.ahead.Val()) + 1}
	}
	return campus.Enrolment{Status: campus.NotEnrolled}
}

// closeCourse does what follows when a course's time is over; see close_course.lua.
func (s *Store) closeCourse(ctx context.Context, id string) error {
	_, err := s.run(ctx, s.scripts.closeCourse, []string{s.keys.course(id), s.keys.courseDue(id), s.keys.outbox(courseTag(id))},
		id, campus.CourseTopic(id))
	return err
}
