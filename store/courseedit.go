package store

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Edit changes a course; asker must be of its staff. A zero Closing keeps the kind of closing time that it has, and so
// does the very time at which it closes: who sends back what was read has not chosen a date.
func (s *Courses) Edit(ctx context.Context, asker campus.Person, id string, n campus.NewCourse, op string) (campus.Course, error) {
	if !campus.IsCourseID(id) {
		return campus.Course{}, campus.ErrNoCourse
	}
	// What is asked is in the name: who goes back to a form, types something else and sends that, asks for another edit.
	asked := engine.Asked(asker.ID, "edit:"+id+" "+engine.ShortHash(object(n)), op)
	got, err := s.edit(ctx, asker, id, n, asked)
	return firstCourse(s.before(ctx, asked, s.keys.course(id), got, err))
}

func (s *Courses) edit(ctx context.Context, asker campus.Person, id string, n campus.NewCourse, asked engine.Op) (engine.Reply, error) {
	before, err := s.OfStaff(ctx, asker, id)
	if err != nil {
		return engine.Reply{}, err
	}
	same := n.Closing == campus.ClosesDate && !before.Closes.IsZero() && n.Closes.UnixMilli() == before.Closes.UnixMilli() ||
		n.Closing == campus.ClosesNever && before.Closing == campus.ClosesNever
	if same {
		n.Closing = ""
	}
	teacher := before.Teacher
	if n.Teacher == 0 || n.Teacher == teacher.ID { // whoever teaches it by then
		n.Teacher = 0
	} else if !campus.CourseRights(asker, before, campus.Enrolment{}).Own {
		return engine.Reply{}, campus.ErrNotOwner
	} else {
		teacher = campus.Named{ID: n.Teacher} // and by the script no co-teacher any more
	}
	staff, err := s.staffFields(ctx, teacher, before.With, n)
	if err := campus.Both(n.Validate(s.e.Now()), err); err != nil {
		return engine.Reply{}, err
	}
	return s.writeEdit(ctx, asker, id, n, same, asked, slices.Concat(staff, courseText(n))...)
}

// compared is the fields of a course whose change is told. chosen is the closing time as somebody chose it; of people the
// ids are told, so that nobody's name stays behind.
var compared = []string{"title", "summary", "level", "places", "chosen", "teacher", "co_teachers"}

// writeEdit writes a closing time, places and the fields that are given. same says that the closing time was sent as it
// stands.
func (s *Courses) writeEdit(ctx context.Context, asker campus.Person, id string, n campus.NewCourse, same bool, asked engine.Op,
	fields ...any) (engine.Reply, error) {
	_, closes := s.closing(n)
	closing, seen := string(n.Closing), ""
	if same {
		closing = "same"
	}
	if n.Seen != 0 {
		seen = num(n.Seen)
	}
	args := append([]any{id, asker.ID, flag(asker.Role == campus.Admin), campus.CourseTopic(id), closing, closes, places(n),
		s.refresh.Milliseconds(), object(courseFields), seen, object(compared)}, fields...)
	return s.e.Write(ctx, asked, editCourseScript, s.seatKeys(id), args...)
}

// staffFields returns the fields of a course that say who teaches it, as far as n gives them: each must be a teacher or an
// admin who can sign in, but for those who are co-teachers already: who sends back what was read has not chosen them. teacher
// is who it is without n.
func (s *Courses) staffFields(ctx context.Context, teacher campus.Named, with []campus.Named, n campus.NewCourse) ([]any, error) {
	if len(n.With) > campus.MaxWith {
		n.With = nil // Validate says so
	}
	people, err := s.people.Some(ctx, append(slices.Clone(n.With), n.Teacher))
	if err != nil {
		return nil, err
	}
	wrong, fields := map[string]string{}, []any{}
	if n.Teacher != 0 {
		if p := people[n.Teacher]; !teaches(p) {
			wrong["teacher"] = cannotTeach(n.Teacher, p)
		} else {
			fields = append(fields, "teacher", p.ID, "teacher_name", p.Name)
		}
	}
	if n.With != nil {
		now := make([]campus.Named, 0, len(n.With))
		for _, id := range n.With {
			p := people[id]
			switch {
			case !teaches(p) && !isAmong(with, id):
				wrong["co_teachers"] = cannotTeach(id, p)
			case id == teacher.ID:
				wrong["co_teachers"] = p.Name + " teaches the course already"
			case !isAmong(now, id):
				now = append(now, campus.Named{ID: id, Name: p.Name})
			}
		}
		fields = append(fields, "co_teachers", withText(now))
	}
	return fields, campus.InvalidFields(wrong)
}

func isAmong(people []campus.Named, id int64) bool {
	return slices.ContainsFunc(people, func(one campus.Named) bool { return one.ID == id })
}

// cannotTeach says why somebody may not be given a course.
func cannotTeach(id int64, p campus.Person) string {
	switch {
	case p.ID == 0 || p.Status == campus.StatusErased:
		return "nobody has the id " + num(id)
	case !p.Role.Staff():
		return p.Name + " is no teacher"
	}
	return p.Name + " cannot sign in at present"
}

// teaches reports whether somebody may be given a course.
func teaches(p campus.Person) bool {
	return p.ID != 0 && p.Role.Staff() && p.Status == campus.StatusActive
}

// coTeacher is a co-teacher as the course keeps them.
type coTeacher struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// withText writes co-teachers; "" for none.
func withText(with []campus.Named) string {
	if len(with) == 0 {
		return ""
	}
	out := make([]coTeacher, len(with))
	for i, one := range with {
		out[i] = coTeacher(one)
	}
	return object(out)
}

// withFrom reads what withText wrote.
func withFrom(text string) []campus.Named {
	var kept []coTeacher
	if text == "" || json.Unmarshal([]byte(text), &kept) != nil {
		return nil
	}
	with := make([]campus.Named, len(kept))
	for i, one := range kept {
		with[i] = campus.Named(one)
	}
	return with
}

// Reopen opens a closed course again, for as long as a new one; all else stays as it is by then, and one that is open as it
// is. asker must be of its staff.
func (s *Courses) Reopen(ctx context.Context, asker campus.Person, id, op string) (campus.Course, error) {
	if !campus.IsCourseID(id) {
		return campus.Course{}, campus.ErrNoCourse
	}
	asked := engine.Asked(asker.ID, "reopen:"+id, op)
	_, err := s.OfStaff(ctx, asker, id)
	var got engine.Reply
	if err == nil {
		got, err = s.e.Write(ctx, asked, reopenCourseScript, s.seatKeys(id), id, asker.ID, flag(asker.Role == campus.Admin),
			campus.CourseTopic(id), s.ttl.Milliseconds(), s.refresh.Milliseconds(), object(courseFields), object(compared))
	}
	return firstCourse(s.before(ctx, asked, s.keys.course(id), got, err))
}

// Delete hides a course; asker must be its teacher or an admin. Who is in a meeting because of it is sent out.
func (s *Courses) Delete(ctx context.Context, asker campus.Person, id, op string) error {
	if !campus.IsCourseID(id) {
		return campus.ErrNoCourse
	}
	asked := engine.Asked(asker.ID, "delete:"+id, op)
	course, err := s.Get(ctx, id)
	if err == nil && !campus.CourseRights(asker, course, campus.Enrolment{}).Own {
		err = campus.ErrNotOwner
	}
	var got engine.Reply
	if err == nil {
		k := []string{s.keys.course(id), s.keys.courseDue(id), s.keys.courseOutbox(id)}
		got, err = s.e.Write(ctx, asked, deleteCourseScript, k, id, asker.ID, flag(asker.Role == campus.Admin), campus.CourseTopic(id))
	}
	_, err = s.before(ctx, asked, s.keys.course(id), got, err)
	return err
}

// Life returns how long a course lives that closes by itself, and by how much a first enrolment prolongs that.
func (s *Courses) Life() (ttl, refresh time.Duration) { return s.ttl, s.refresh }

// Watched returns those of courses that exist, and what the last edit of each has changed, in one round trip.
func (s *Courses) Watched(ctx context.Context, ids []string) ([]campus.Course, map[string][]campus.Change, error) {
	var reads []courseRead
	edits := make([]*redis.StringCmd, len(ids))
	err := s.e.Read(ctx, func(p engine.Reader) {
		reads = s.queueSome(ctx, p, ids)
		for i, id := range ids {
			edits[i] = p.HGet(ctx, s.keys.course(id), "edit")
		}
	})
	if err != nil {
		return nil, nil, err
	}
	changes := map[string][]campus.Change{}
	for i, id := range ids {
		var changed map[string][2]string
		if text := edits[i].Val(); text != "" && json.Unmarshal([]byte(text), &changed) == nil {
			changes[id] = changesFrom(changed, compared)
		}
	}
	return coursesFrom(reads), changes, nil
}

// Since returns a course as it is now, and which of its fields have been changed after a version; none for a version that
// there is not. It takes one round trip. It refuses with ErrNoCourse.
func (s *Courses) Since(ctx context.Context, id string, version int64) (campus.Course, []string, error) {
	if !campus.IsCourseID(id) {
		return campus.Course{}, nil, campus.ErrNoCourse
	}
	names := make([]string, len(compared))
	for i, field := range compared {
		names[i] = "since:" + field
	}
	var course courseRead
	var versions *redis.SliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		course, versions = s.queue(ctx, p, id), p.HMGet(ctx, s.keys.course(id), names...)
	})
	if err != nil {
		return campus.Course{}, nil, err
	}
	c, ok := course.course()
	if !ok {
		return c, nil, campus.ErrNoCourse
	}
	var changed []string
	for i, text := range engine.Texts(versions.Val()) {
		if at, err := strconv.ParseInt(text, 10, 64); err == nil && version > 0 && at > version {
			changed = append(changed, compared[i])
		}
	}
	return c, changed, nil
}

// changesFrom returns changes in the order of the fields.
func changesFrom(changed map[string][2]string, fields []string) (all []campus.Change) {
	for _, field := range fields {
		if c, ok := changed[field]; ok {
			all = append(all, campus.Change{Field: field, Old: c[0], New: c[1]})
		}
	}
	return all
}
