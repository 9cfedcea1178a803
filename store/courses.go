package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/index"
)

// Courses is what is taught, who has a place, and how both are found.
type Courses struct {
	data
	people       *People
	index        *index.Index
	ttl, refresh time.Duration
}

// Create makes a course of asker's own; an admin may make one for another teacher. Sent twice, it is one course.
func (s *Courses) Create(ctx context.Context, asker campus.Person, n campus.NewCourse, op string) (campus.Course, error) {
	if !asker.Role.Staff() {
		return campus.Course{}, campus.ErrNotTeacher
	}
	asked := engine.Asked(asker.ID, "course", op)
	teacher := cmp.Or(n.Teacher, asker.ID)
	got, err := s.create(ctx, asker, teacher, n, asked)
	if err != nil {
		got, err = s.made(ctx, teacher, asked, err)
	}
	return firstCourse(got, err)
}

const opCreateCourse = "create course"

func (s *Courses) create(ctx context.Context, asker campus.Person, teacher int64, n campus.NewCourse,
	asked engine.Op) (engine.Reply, error) {
	if teacher != asker.ID && asker.Role != campus.Admin {
		return engine.Reply{}, campus.ErrNotAdmin
	}
	n.Teacher = teacher
	staff, err := s.staffFields(ctx, campus.Named{ID: teacher}, nil, n)
	if err := campus.Both(n.Validate(s.e.Now()), err); err != nil {
		return engine.Reply{}, err
	}
	reserved, err := s.e.Write(ctx, asked, reserveCourseScript, []string{s.keys.personTeaches(teacher)}, campus.NewCourseID())
	if err != nil {
		return reserved, err
	}
	id := reserved.Text(1)
	closing, closes := s.closing(n)
	args := slices.Concat([]any{id, closing, closes, object(courseFields), "places", places(n)}, staff, courseText(n))
	asked.Name = opCreateCourse
	return s.e.Write(ctx, asked, createCourseScript, []string{s.keys.course(id), s.keys.courseDue(id), s.keys.courseOutbox(id)}, args...)
}

// made returns the course that the operation made before, if it would be refused now: its closing time may have passed.
func (s *Courses) made(ctx context.Context, teacher int64, asked engine.Op, refused error) (engine.Reply, error) {
	reserved, err := s.before(ctx, asked, s.keys.personTeaches(teacher), engine.Reply{}, refused)
	if err != nil {
		return reserved, err
	}
	asked.Name = opCreateCourse
	return s.before(ctx, asked, s.keys.course(reserved.Text(1)), engine.Reply{}, refused)
}

// firstCourse reads the course that a script has answered with.
func firstCourse(got engine.Reply, err error) (campus.Course, error) {
	if err != nil {
		return campus.Course{}, err
	}
	c, ok := courseFrom(got.List(1))
	if !ok {
		return c, campus.ErrNoCourse
	}
	return c, nil
}

// OfStaff returns a course for its staff: ErrNoCourse when there is none, ErrNotStaff for anybody else.
func (s *Courses) OfStaff(ctx context.Context, asker campus.Person, id string) (campus.Course, error) {
	c, err := s.Get(ctx, id)
	if err == nil && !campus.CourseRights(asker, c, campus.Enrolment{}).Staff {
		err = campus.ErrNotStaff
	}
	return c, err
}

// seatKeys are the first keys of all scripts that change seats; see lib_course.lua.
func (s *Courses) seatKeys(id string) []string {
	return []string{s.keys.course(id), s.keys.enrolled(id), s.keys.waiting(id), s.keys.everyone(id), s.keys.courseDue(id),
		s.keys.courseOutbox(id)}
}

// closing returns the kind of closing time and what belongs to it: the time, or for auto the life, in milliseconds.
func (s *Courses) closing(n campus.NewCourse) (kind, closes string) {
	switch n.Closing {
	case campus.ClosesDate:
		return string(n.Closing), millis(n.Closes)
	case campus.ClosesNever:
		return string(n.Closing), ""
	default:
		return string(campus.ClosesAuto), strconv.FormatInt(s.ttl.Milliseconds(), 10)
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

var courseFields = []string{"id", "title", "summary", "level", "places", "teacher", "teacher_name", "created", "closing", "closes",
	"version", "deleted", "taken", "waiting", "closed", "co_teachers", "moves"}

func (s *Courses) queue(ctx context.Context, p engine.Reader, id string) courseRead {
	return courseRead{p.HMGet(ctx, s.keys.course(id), courseFields...)}
}

// course returns what was read; false for a course that does not exist or is hidden.
func (r courseRead) course() (campus.Course, bool) {
	if r.fields == nil {
		return campus.Course{}, false
	}
	return courseFrom(r.fields.Val())
}

// courseFrom reads a course's fields; false for a course that does not exist or is hidden.
func courseFrom(values []any) (campus.Course, bool) {
	if len(values) < len(courseFields) {
		return campus.Course{}, false
	}
	f := engine.Texts(values)
	count, err := strconv.Atoi(f[4])
	teacher, _ := campus.ParseID(f[5])
	version, _ := strconv.ParseInt(f[10], 10, 64)
	taken, _ := strconv.Atoi(f[12])
	waiting, _ := strconv.Atoi(f[13])
	moves, _ := strconv.ParseInt(f[16], 10, 64)
	return campus.Course{ID: f[0], Title: f[1], Summary: f[2], Level: campus.Level(f[3]), Places: count, Unlimited: err != nil,
		Teacher: campus.Named{ID: teacher, Name: f[6]}, Created: fromMillis(f[7]), Closing: campus.Closing(f[8]), Closes: fromMillis(f[9]),
		Taken: taken, Waiting: waiting, Version: version, Over: f[14] != "", With: withFrom(f[15]), Moves: moves}, f[0] != "" && f[11] == ""
}

// Get returns a course, or ErrNoCourse.
func (s *Courses) Get(ctx context.Context, id string) (campus.Course, error) {
	courses, err := s.Some(ctx, []string{id})
	if err != nil {
		return campus.Course{}, err
	}
	if len(courses) == 0 {
		return campus.Course{}, campus.ErrNoCourse
	}
	return courses[0], nil
}

// Some returns those of ids that exist, in their order, in one round trip.
func (s *Courses) Some(ctx context.Context, ids []string) ([]campus.Course, error) {
	var reads []courseRead
	err := s.e.Read(ctx, func(p engine.Reader) { reads = s.queueSome(ctx, p, ids) })
	if err != nil {
		return nil, err
	}
	return coursesFrom(reads), nil
}

func (s *Courses) queueSome(ctx context.Context, p engine.Reader, ids []string) []courseRead {
	reads := make([]courseRead, 0, len(ids))
	for _, id := range ids {
		if campus.IsCourseID(id) {
			reads = append(reads, s.queue(ctx, p, id))
		}
	}
	return reads
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

// For returns a course and how a person stands in it, in one round trip; ErrNoCourse when there is none.
func (s *Courses) For(ctx context.Context, person int64, id string) (campus.Course, campus.Enrolment, error) {
	if !campus.IsCourseID(id) {
		return campus.Course{}, campus.Enrolment{}, campus.ErrNoCourse
	}
	var read seatRead
	err := s.e.Read(ctx, func(p engine.Reader) { read = s.queueSeat(ctx, p, person, id) })
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

func (s *Courses) queueSeat(ctx context.Context, p engine.Reader, person int64, id string) seatRead {
	return seatRead{s.queue(ctx, p, id), p.ZScore(ctx, s.keys.enrolled(id), num(person)), p.ZRank(ctx, s.keys.waiting(id), num(person))}
}

func (r seatRead) mine() campus.Enrolment {
	switch {
	case r.enrolled == nil:
		return campus.Enrolment{Status: campus.NotEnrolled}
	case r.enrolled.Err() == nil:
		return campus.Enrolment{Status: campus.Enrolled}
	case r.ahead.Err() == nil:
		return campus.Enrolment{Status: campus.Waiting, Position: int(r.ahead.Val()) + 1}
	}
	return campus.Enrolment{Status: campus.NotEnrolled}
}

// facts adds to a meeting's facts what was read of its course.
func (r seatRead) facts(f *campus.MeetingFacts) {
	if c, ok := r.course(); ok {
		f.Course, f.Mine = &c, r.mine()
	}
}

// close does what follows when a course's time is over; see close_course.lua.
func (s *Courses) close(ctx context.Context, id string) error {
	_, err := s.e.Run(ctx, closeCourseScript, []string{s.keys.course(id), s.keys.courseDue(id), s.keys.courseOutbox(id)}, id,
		campus.CourseTopic(id))
	return err
}
