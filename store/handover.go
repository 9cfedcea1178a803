package store

import (
	"context"
	"errors"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// followReport brings a report to the staff of its room and to the admins, and notes that it was made. What was said is
// in no list and not in the audit.
func (s *Reports) followReport(ctx context.Context, en engine.Entry) error {
	id, ok := campus.ParseReportID(en.Text("report"))
	if _, isRoom := RoomOf(id.Room); !ok || !isRoom {
		return engine.ErrName
	}
	var read reportRead
	if err := s.e.Read(ctx, func(p engine.Reader) { read = s.queueReport(ctx, p, id, "") }); err != nil {
		return err
	}
	report, exists := read.report()
	if !exists {
		return nil
	}
	// The meeting's or course's own list comes before the look at its staff, so that a hand-over either is seen here or finds
	// the report.
	at := report.At.UnixMilli()
	if list := s.listOf(id.Room); list != "" {
		if _, err := s.e.Run(ctx, listReportScript, []string{list}, id.String(), at); err != nil {
			return err
		}
	}
	facts, err := s.lookedAfter(ctx, id.Room)
	if err != nil {
		return err
	}
	calls := append(s.listFor(facts, id, at), engine.Call{Script: noteReportScript,
		Keys: []string{s.keys.reports(), s.keys.audit(), s.keys.trail(id.Whom)},
		Args: []any{listedReport(id, courseOf(facts)), at, string(campus.DeedReported), id.Reporter, id.Whom, en.Text("from"),
			id.String()}})
	_, err = s.e.RunAll(ctx, calls)
	return err
}

// listOf returns where the reports of a room stand that may be handed over; "" for one that has no staff of its own.
func (s *Reports) listOf(room string) string {
	if meeting, _, ok := campus.ParseMeetingTopic(room); ok {
		return s.keys.meetingReports(meeting)
	}
	id, _ := campus.ParseRoomTopic(room)
	if course, ok := id.Course(); ok {
		return s.keys.courseReports(course)
	}
	return ""
}

// courseOf returns the course that a room's staff is of; "" for none.
func courseOf(f campus.MeetingFacts) string {
	if f.Meeting.ID == 0 && f.Course != nil {
		return f.Course.ID
	}
	return f.Meeting.Course
}

// handOver puts what was reported in a meeting's rooms, or in a course's, into the lists of those who look after them now. In the
// lists of those who did before it stays, where they see it no more. room is any of these rooms.
func (s *Reports) handOver(ctx context.Context, room string) error {
	var made *redis.ZSliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) { made = p.ZRangeWithScores(ctx, s.listOf(room), 0, -1) })
	if err != nil || len(made.Val()) == 0 {
		return err
	}
	facts, err := s.lookedAfter(ctx, room)
	if err != nil {
		return err
	}
	var calls []engine.Call
	for _, one := range made.Val() {
		text, _ := one.Member.(string)
		if id, ok := campus.ParseReportID(text); ok {
			calls = append(calls, s.listFor(facts, id, int64(one.Score))...)
		}
	}
	_, err = s.e.RunAll(ctx, calls)
	return err
}

// handOverCourse is handOver for a course's room and all of its meetings, which others look after by now.
func (s *Reports) handOverCourse(ctx context.Context, course string) error {
	names, err := s.meetings.written(ctx, campus.CourseTopic(course))
	err = errors.Join(err, s.handOver(ctx, CourseRoom(course).Topic))
	for _, meeting := range meetingsOf(names) {
		err = errors.Join(err, s.handOver(ctx, campus.MeetingTopic(meeting, 1)))
	}
	return err
}

// lookedAfter returns what says who looks after a room: its meeting, though it be hidden, with its course, or the course alone,
// though it be deleted.
func (s *Reports) lookedAfter(ctx context.Context, room string) (campus.MeetingFacts, error) {
	meeting, _, ok := campus.ParseMeetingTopic(room)
	if !ok {
		return s.courseOfRoom(ctx, room)
	}
	m, _, err := s.meetings.evenHidden(ctx, meeting)
	facts := campus.MeetingFacts{Meeting: m}
	if err != nil || m.Course == "" {
		return facts, err
	}
	var course courseRead
	err = s.e.Read(ctx, func(p engine.Reader) { course = s.courses.queue(ctx, p, m.Course) })
	if c, ok := course.course(); ok && err == nil {
		facts.Course = &c
	}
	return facts, err
}

func (s *Reports) courseOfRoom(ctx context.Context, room string) (f campus.MeetingFacts, err error) {
	id, _ := campus.ParseRoomTopic(room)
	course, ok := id.Course()
	if !ok {
		return f, nil
	}
	var read courseRead
	err = s.e.Read(ctx, func(p engine.Reader) { read = s.courses.queue(ctx, p, course) })
	if c, _ := read.course(); c.ID != "" {
		f.Course = &c
	}
	return f, err
}

// listFor puts a report into the lists of a room's staff, but for whom it is about.
func (s *Reports) listFor(f campus.MeetingFacts, id campus.ReportID, at int64) (calls []engine.Call) {
	for _, staff := range staffOf(f) {
		if staff.ID != id.Whom {
			calls = append(calls, engine.Call{Script: listReportScript, Keys: []string{s.keys.personReports(staff.ID)},
				Args: []any{listedReport(id, courseOf(f)), at}})
		}
	}
	return calls
}

// listedElsewhere reports whether a report that one of the staff has listed stands there for another course than its
// meeting's is now: then it is listed for that one too.
func (r reportRead) listedElsewhere(who campus.Person) bool {
	return who.Role != campus.Admin && r.courseID != courseOf(r.facts())
}

// staffOf returns who looks after a meeting's room, beside the admins.
func staffOf(f campus.MeetingFacts) (people []campus.Named) {
	if f.Meeting.ID != 0 {
		people = append(people, f.Meeting.Host)
	}
	if f.Course == nil {
		return people
	}
	for _, one := range f.Course.Staff() {
		if one.ID != f.Meeting.Host.ID {
			people = append(people, one)
		}
	}
	return people
}
