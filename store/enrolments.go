package store

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Enrol gives person a place in a course, or with wait one in its waiting list when it is full. Enrolling twice changes
// nothing and succeeds. Refusals: ErrNotStudent, ErrNoCourse, ErrCourseFull (without wait), ErrCourseClosed.
func (s *Courses) Enrol(ctx context.Context, person campus.Person, id string, wait bool, op string) (campus.Enrolment, error) {
	if person.Role != campus.Student {
		return campus.Enrolment{}, campus.ErrNotStudent
	}
	if !campus.IsCourseID(id) {
		return campus.Enrolment{}, campus.ErrNoCourse
	}
	got, err := s.e.Write(ctx, engine.Asked(person.ID, "enrol:"+id, op), enrolScript, s.seatKeys(id), id, person.ID, flag(wait),
		s.refresh.Milliseconds(), campus.CourseTopic(id))
	if err != nil {
		return campus.Enrolment{}, err
	}
	return campus.Enrolment{Status: got.Word(), Position: int(got.Number(1))}, nil
}

// Drop gives a person's place, enrolled or waiting, back. Who has none succeeds too. It refuses with ErrNoCourse.
func (s *Courses) Drop(ctx context.Context, person campus.Person, id, op string) (campus.Enrolment, error) {
	if !campus.IsCourseID(id) {
		return campus.Enrolment{}, campus.ErrNoCourse
	}
	_, err := s.e.Write(ctx, engine.Asked(person.ID, "drop:"+id, op), dropScript, s.seatKeys(id), id, person.ID, s.refresh.Milliseconds(),
		campus.CourseTopic(id))
	if err != nil {
		return campus.Enrolment{}, err
	}
	return campus.Enrolment{Status: campus.NotEnrolled}, nil
}

// MyCourse is a course with how its reader stands in it.
type MyCourse struct {
	Course campus.Course
	Mine   campus.Enrolment
}

// ownRead is which courses a person has touched and teaches, from the person's own lists.
type ownRead struct {
	touched *redis.MapStringStringCmd
	teaches *redis.StringSliceCmd
}

func (d data) queueOwn(ctx context.Context, p engine.Reader, person int64) *ownRead {
	return &ownRead{p.HGetAll(ctx, d.keys.personCourses(person)), p.ZRange(ctx, d.keys.personTeaches(person), 0, -1)}
}

// ids returns the courses that the person teaches, and those that the person stands in in a way that counts.
func (r *ownRead) ids(counts func(status string) bool) []string {
	ids := slices.Clone(r.teaches.Val())
	for _, id := range slices.Sorted(maps.Keys(r.touched.Val())) {
		_, status, _ := strings.Cut(r.touched.Val()[id], " ")
		if counts(status) && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Mine returns a student's enrolled and waiting courses, and a teacher's own, past ones included, the newest first. Its
// cost follows the person's courses alone. Which courses these are stands in the person's own lists; how the person
// stands in them is read from the courses.
func (s *Courses) Mine(ctx context.Context, person campus.Person) ([]MyCourse, error) {
	var own *ownRead
	if err := s.e.Read(ctx, func(p engine.Reader) { own = s.queueOwn(ctx, p, person.ID) }); err != nil {
		return nil, err
	}
	var reads []seatRead
	if err := s.e.Read(ctx, func(p engine.Reader) { reads = s.queueMine(ctx, p, person.ID, own) }); err != nil {
		return nil, err
	}
	return mineFrom(person, reads), nil
}

func (s *Courses) queueMine(ctx context.Context, p engine.Reader, person int64, own *ownRead) []seatRead {
	ids := own.ids(func(status string) bool { return status != campus.NotEnrolled })
	reads := make([]seatRead, len(ids))
	for i, id := range ids {
		reads[i] = s.queueSeat(ctx, p, person, id)
	}
	return reads
}

func mineFrom(person campus.Person, reads []seatRead) []MyCourse {
	mine := make([]MyCourse, 0, len(reads))
	for _, r := range reads {
		c, ok := r.course()
		if stands := r.mine(); ok && (campus.CourseRights(person, c, stands).Staff || stands.Status != campus.NotEnrolled) {
			mine = append(mine, MyCourse{c, stands})
		}
	}
	slices.SortFunc(mine, func(x, y MyCourse) int {
		return cmp.Or(y.Course.Created.Compare(x.Course.Created), strings.Compare(x.Course.ID, y.Course.ID))
	})
	return mine
}

// rightsLost sends a person who may enter no more out of every room, and who is no student any more out of every line.
func (s *Store) rightsLost(ctx context.Context, en engine.Entry) error {
	return errors.Join(s.Presence.rightsLost(ctx, en), s.Meetings.rightsLost(ctx, en), s.leaveLines(ctx, en),
		s.Rooms.turnPrivate(ctx, en.Number("person")))
}

// leaveLines takes who is no student any more out of the lines that they wait in. A place that they have they keep.
func (s *Store) leaveLines(ctx context.Context, en engine.Entry) error {
	p, err := s.People.Get(ctx, en.Number("person"))
	if err != nil || p.Role == campus.Student {
		return unlessGone(err)
	}
	mine, err := s.Courses.Mine(ctx, p)
	for _, m := range mine {
		if m.Mine.Status == campus.Waiting {
			_, derr := s.Courses.Drop(ctx, p, m.Course.ID, "no student "+en.Order())
			err = errors.Join(err, unlessGone(derr))
		}
	}
	return err
}
