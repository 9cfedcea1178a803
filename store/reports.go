package store

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Reports is what people have reported, for the staff of the rooms.
type Reports struct {
	data
	people   *People
	courses  *Courses
	meetings *Meetings
}

// How much one may report: 10 at once, and one more every 6 s.
const (
	reportTries = 10
	reportStep  = 6 * time.Second
)

// Line reports a line of a room to its staff. Who asks must be one who may read it. Refusals: those of Rooms.Place,
// ErrNoMessage (also of one that was deleted), ErrReportSelf, Invalid, TooMany.
func (s *Reports) Line(ctx context.Context, by By, room Room, line int64, n campus.NewReport) (campus.ReportID, error) {
	said, err := s.reported(ctx, by.Person, room, line)
	if err != nil {
		return campus.ReportID{}, err
	}
	return s.write(ctx, by, room, campus.ReportID{Room: room.Topic, Line: line, Whom: said.Author.ID, Reporter: by.Person.ID}, n)
}

// Person reports somebody who is or was in a room to its staff. Refusals are those of Line, and ErrNotThere.
func (s *Reports) Person(ctx context.Context, by By, room Room, whom int64, n campus.NewReport) (campus.ReportID, error) {
	if _, err := s.meetings.rooms.Place(ctx, by.Person, room); err != nil {
		return campus.ReportID{}, err
	}
	if room.kind != meetingRooms {
		if _, err := s.Attendee(ctx, room, whom); err != nil {
			return campus.ReportID{}, err
		}
	}
	return s.write(ctx, by, room, campus.ReportID{Room: room.Topic, Whom: whom, Reporter: by.Person.ID}, n)
}

// reported returns a line that somebody may read and is about to report.
func (s *Reports) reported(ctx context.Context, who campus.Person, room Room, line int64) (campus.Line, error) {
	if _, err := s.meetings.rooms.Place(ctx, who, room); err != nil {
		return campus.Line{}, err
	}
	lines, err := s.meetings.rooms.Lines(ctx, room, []int64{line})
	if err == nil && (len(lines) == 0 || lines[0].Deleted || lines[0].Notice != "") {
		err = campus.ErrNoMessage
	}
	if err != nil {
		return campus.Line{}, err
	}
	return lines[0], nil
}

func (s *Reports) write(ctx context.Context, by By, room Room, id campus.ReportID, n campus.NewReport) (campus.ReportID, error) {
	n.Text = strings.TrimSpace(n.Text)
	if err := n.Validate(); err != nil {
		return id, err
	}
	if id.Whom == by.Person.ID {
		return id, campus.ErrReportSelf
	}
	bucket := []string{s.keys.attempts("report " + num(by.Person.ID))}
	got, err := s.e.Run(ctx, attemptScript, bucket, reportStep.Milliseconds(), reportTries, 1)
	if err == nil && got.Word() != "ok" {
		wait := time.Duration(got.Number(1)) * time.Millisecond
		err = campus.Slower("You have reported a lot just now. Please wait a moment before the next.", wait)
	}
	if err != nil {
		return id, err
	}
	k := []string{s.keys.report(room, id), s.keys.lines(room), s.keys.attended(room), s.keys.Outbox(room.tag)}
	_, err = s.e.Write(ctx, engine.Asked(by.Person.ID, "report:"+id.String(), by.Op), reportScript, k, id.String(), id.Line, id.Whom,
		id.Reporter, string(n.Reason), n.Text, by.From, flag(room.kind != meetingRooms))
	return id, err
}

// reportRead is a report being read, with what says who may see it.
type reportRead struct {
	id       campus.ReportID
	fields   *redis.SliceCmd
	meeting  *redis.SliceCmd // nil in a room that has no staff of its own
	course   courseRead
	courseID string
}

var reportFields = []string{"id", "at", "reason", "text", "body", "closed", "closed_by"}

// queueReport queues reading a report. course is that of its meeting, "" for none or when it is not known.
func (s *Reports) queueReport(ctx context.Context, p engine.Reader, id campus.ReportID, course string) reportRead {
	room, ok := RoomOf(id.Room)
	if !ok {
		return reportRead{id: id}
	}
	r := reportRead{id: id, courseID: course, fields: p.HMGet(ctx, s.keys.report(room, id), reportFields...)}
	if meeting, _, ok := campus.ParseMeetingTopic(id.Room); ok {
		r.meeting = p.HMGet(ctx, s.keys.meeting(meeting), meetingFields...)
	} else {
		course, _ = named(room).Course()
		r.courseID = course
	}
	if course != "" {
		r.course = s.courses.queue(ctx, p, course)
	}
	return r
}

// facts returns whose the room is. It is the one place that says which staff a room of which kind has: that of its meeting or
// of its course; none, so that admins look after it, everywhere else.
func (r reportRead) facts() campus.MeetingFacts {
	if r.meeting == nil {
		if c, _ := r.course.course(); c.ID != "" { // one that was deleted has its staff still
			return campus.MeetingFacts{Course: &c}
		}
		return campus.MeetingFacts{}
	}
	m, _ := meetingFrom(r.meeting.Val()) // one that was deleted has its staff still
	f := campus.MeetingFacts{Meeting: m}
	if c, ok := r.course.course(); ok && r.courseID == m.Course {
		f.Course = &c
	}
	return f
}

// report returns what was read; false for one that does not exist.
func (r reportRead) report() (campus.Report, bool) {
	if r.fields == nil {
		return campus.Report{}, false
	}
	f := engine.Texts(r.fields.Val())
	if len(f) == 0 || f[0] == "" {
		return campus.Report{}, false
	}
	closer, _ := campus.ParseID(f[6])
	return campus.Report{ID: r.id, Title: r.title(), Whom: campus.Named{ID: r.id.Whom},
		Reporter: campus.Named{ID: r.id.Reporter}, At: fromMillis(f[1]), Reason: campus.Reason(f[2]), Text: f[3], Body: f[4],
		Closed: fromMillis(f[5]), ClosedBy: campus.Named{ID: closer}}, true
}

// title is what the room is called to its staff.
func (r reportRead) title() string {
	f := r.facts()
	switch id, _ := campus.ParseRoomTopic(r.id.Room); {
	case f.Meeting.ID != 0:
		return f.Meeting.Title
	case f.Course != nil:
		return f.Course.Title
	case id == campus.GeneralID:
		return "General"
	}
	return "private messages"
}

// Page returns reports that somebody of the staff sees, newest first, after a cursor, and the cursor of the next page. A
// page may have fewer than limit: what one may see no more is passed over.
func (s *Reports) Page(ctx context.Context, who campus.Person, cursor string, limit int) ([]campus.Report, string, error) {
	after, err := engine.ParsePlace(cursor)
	if _, _, ok := parseListed(after.Member); err == nil && cursor != "" && !ok {
		err = engine.ErrCursor
	}
	if err != nil {
		return nil, "", err
	}
	var page engine.PageRead
	var admins *redis.StringSliceCmd
	err = s.e.Read(ctx, func(p engine.Reader) {
		page, admins = s.e.QueuePage(ctx, p, s.listed(who), after, limit+1, true), p.SMembers(ctx, s.keys.admins())
	})
	if err != nil {
		return nil, "", err
	}
	places, next := cutPage(page.Places(), limit)
	reports, err := s.some(ctx, who, places, idsFrom(admins.Val()))
	return reports, next, err
}

// listed is the list of the reports that somebody looks after.
func (s *Reports) listed(who campus.Person) string {
	if who.Role == campus.Admin {
		return s.keys.reports()
	}
	return s.keys.personReports(who.ID)
}

// some reads listed reports in one round trip, with the names of the admins, who may have closed them. Only who closed one
// and is of the staff no more takes another.
func (s *Reports) some(ctx context.Context, who campus.Person, places []engine.Place, admins []int64) ([]campus.Report, error) {
	var reads []reportRead
	var named peopleRead
	err := s.e.Read(ctx, func(p engine.Reader) {
		people := slices.Clone(admins)
		for _, place := range places {
			if id, course, ok := parseListed(place.Member); ok {
				reads, people = append(reads, s.queueReport(ctx, p, id, course)), append(people, id.Whom, id.Reporter)
			}
		}
		named = s.people.queue(ctx, p, people)
	})
	if err != nil {
		return nil, err
	}
	people := named.people()
	people[who.ID] = who
	var reports []campus.Report
	for _, r := range reads {
		report, ok := r.report()
		if !ok || !campus.SeesReport(who, r.id, r.facts()) || r.listedElsewhere(who) {
			continue
		}
		reports = append(reports, report)
		for _, staff := range staffOf(r.facts()) {
			if _, known := people[staff.ID]; !known {
				people[staff.ID] = campus.Person{ID: staff.ID, Name: staff.Name}
			}
		}
	}
	if err := s.nameClosers(ctx, reports, people); err != nil {
		return nil, err
	}
	for i := range reports {
		nameReport(&reports[i], people)
	}
	return reports, nil
}

// nameClosers adds those who closed reports and are not known yet.
func (s *Reports) nameClosers(ctx context.Context, reports []campus.Report, people map[int64]campus.Person) error {
	var unknown []int64
	for _, r := range reports {
		if _, known := people[r.ClosedBy.ID]; !known && r.ClosedBy.ID != 0 {
			unknown = append(unknown, r.ClosedBy.ID)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	more, err := s.people.Some(ctx, unknown)
	maps.Copy(people, more)
	return err
}

// nameReport gives a report the names of now. What somebody said who was erased is gone here too.
func nameReport(r *campus.Report, people map[int64]campus.Person) {
	whom := people[r.Whom.ID]
	r.Whom.Name, r.Reporter.Name, r.ClosedBy.Name = whom.Name, people[r.Reporter.ID].Name, people[r.ClosedBy.ID].Name
	if whom.Status == campus.StatusErased {
		r.Body = ""
	}
}

// Close says that somebody has looked after a report; the first who did stays. Refusals: ErrNoReport, also for who may not
// see it.
func (s *Reports) Close(ctx context.Context, who campus.Person, text, op string) error {
	id, ok := campus.ParseReportID(text)
	room, isRoom := RoomOf(id.Room)
	if !ok || !isRoom {
		return campus.ErrNoReport
	}
	facts, err := s.lookedAfter(ctx, id.Room)
	if err != nil {
		return err
	}
	var read reportRead
	if err := s.e.Read(ctx, func(p engine.Reader) { read = s.queueReport(ctx, p, id, facts.Meeting.Course) }); err != nil {
		return err
	}
	if !campus.SeesReport(who, id, read.facts()) {
		return campus.ErrNoReport
	}
	_, err = s.e.Write(ctx, engine.Asked(who.ID, "close:"+text, op), closeReportScript, []string{s.keys.report(room, id)}, who.ID)
	return err
}

// listedReport names a report in lists: with its meeting's course, so that who reads the list knows at once what to look at.
func listedReport(id campus.ReportID, course string) string { return id.String() + " " + course }

// parseListed reads what listedReport wrote.
func parseListed(member string) (id campus.ReportID, course string, ok bool) {
	text, course, _ := strings.Cut(member, " ")
	id, ok = campus.ParseReportID(text)
	return id, course, ok && (course == "" || campus.IsCourseID(course))
}

// Attendee returns somebody who is or was in a room, or ErrNotThere, in one round trip; of one that outlives meetings who is
// in it, in two.
func (s *Reports) Attendee(ctx context.Context, room Room, person int64) (campus.Person, error) {
	if room.kind != meetingRooms {
		return s.meetings.rooms.member(ctx, room, person)
	}
	var came *redis.FloatCmd
	var read peopleRead
	err := s.e.Read(ctx, func(p engine.Reader) {
		came, read = p.ZScore(ctx, s.keys.attended(room), num(person)), s.people.queue(ctx, p, []int64{person})
	})
	if err != nil {
		return campus.Person{}, err
	}
	p, ok := read.people()[person]
	if !ok || came.Err() != nil {
		return p, campus.ErrNotThere
	}
	return p, nil
}
