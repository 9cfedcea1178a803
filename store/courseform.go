package store

import (
	"context"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// CourseDesk is what the form of a course is drawn from.
type CourseDesk struct {
	Course   campus.Course           // as it is now; zero for one that is yet to be made
	People   map[int64]campus.Person // who teaches it, and the colleagues
	Teachers []campus.Person         // colleagues who could teach it: some teachers, then some admins, by name
}

// maxSuggested is how many teachers, and how many admins, a form suggests.
const maxSuggested = 100

// Desk returns what the form of a course is drawn from, in two round trips; "" for a course that is yet to be made. It
// refuses as OfStaff does.
func (s *Courses) Desk(ctx context.Context, asker campus.Person, id string) (CourseDesk, error) {
	var course courseRead
	var listed *redis.Cmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		if campus.IsCourseID(id) {
			course = s.queue(ctx, p, id)
		}
		listed = s.queueTeachers(ctx, p)
	})
	if err != nil {
		return CourseDesk{}, err
	}
	c, exists := course.course()
	switch {
	case id != "" && !exists:
		return CourseDesk{}, campus.ErrNoCourse
	case id != "" && !campus.CourseRights(asker, c, campus.Enrolment{}).Staff:
		return CourseDesk{}, campus.ErrNotStaff
	}
	desk := CourseDesk{Course: c}
	var ids []int64
	for _, one := range c.Staff() {
		ids = append(ids, one.ID)
	}
	first := len(ids)
	ids = append(ids, teachersIn(listed)...)
	if desk.People, err = s.people.Some(ctx, ids); err != nil {
		return desk, err
	}
	for _, person := range ids[first:] {
		if p, ok := desk.People[person]; ok && teaches(p) {
			desk.Teachers = append(desk.Teachers, p)
		}
	}
	return desk, nil
}

// queueTeachers queues who could teach: some teachers, then some admins, by name.
func (d data) queueTeachers(ctx context.Context, p engine.Reader) *redis.Cmd {
	return d.e.Queue(ctx, p, listPeopleScript, []string{d.keys.names()}, maxSuggested, "", "ta", "aa")
}

func teachersIn(listed *redis.Cmd) (ids []int64) {
	for _, member := range engine.Texts(engine.Queued(listed).All()) {
		if person, ok := campus.ParseID(member[strings.LastIndexByte(member, 0)+1:]); ok {
			ids = append(ids, person)
		}
	}
	return ids
}
