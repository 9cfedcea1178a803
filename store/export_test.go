package store

import (
	"context"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/index"
)

// What the tests of package store_test see of the inside.

// PartitionOf returns the hash tag of a course's partition.
var PartitionOf = courseTag

func (s *Store) keys() keys { return keys{s.engine.Keys} }

// Engine is what the store stands on.
func (s *Store) Engine() *engine.Engine { return s.engine }

// SeatKeys are a course, who is enrolled and who waits.
func (s *Store) SeatKeys(course string) (fields, enrolled, waiting string) {
	return s.keys().course(course), s.keys().enrolled(course), s.keys().waiting(course)
}

// CourseOutbox is where a course leaves work for the followers.
func (s *Store) CourseOutbox(course string) string { return s.keys().courseOutbox(course) }

// PeopleOutbox is where people leave work for the followers.
func (s *Store) PeopleOutbox() string { return s.keys().Outbox(tagPeople) }

// MeetingOutbox is where a meeting leaves work for the followers.
func (s *Store) MeetingOutbox(id int64) string { return s.keys().meetingOutbox(id) }

// Awaiting is where it stands which meetings list an address that nobody has yet.
func (s *Store) Awaiting(address string) string { return s.keys().awaiting(address) }

// LeaseOfCourse is held by who works a course's outbox.
func (s *Store) LeaseOfCourse(course string) string { return s.keys().Lease(courseTag(course)) }

// LogKey is the stream of a room's events.
func (s *Store) LogKey(room Room) string { return s.keys().events(room) }

// PresentKey is who is in a room.
func (s *Store) PresentKey(room Room) string { return s.keys().present(room) }

// VisitsKey is who came into a room and left it, and when.
func (s *Store) VisitsKey(room Room) string { return s.keys().visits(room) }

// RosterKey is who is expected in a room, and who came.
func (s *Store) RosterKey(room Room) string { return s.keys().roster(room) }

// InvitedKey is the key of whom a meeting invites, which of an edit only the script names.
func (s *Store) InvitedKey(meeting int64) string { return s.keys().invited(meeting) }

// PersonKey is somebody, whom Join looks at once the person is in.
func (s *Store) PersonKey(id int64) string { return s.keys().person(id) }

// AwaitingKey is the meetings that list an address which nobody has yet.
func (s *Store) AwaitingKey(email string) string { return s.keys().awaiting(email) }

// ListKey is the list of a scope's instances that are in a state.
func (s *Store) ListKey(scope, state string) string { return s.keys().list(scope, state) }

// OwnCoursesKey is how a person stands in courses, as the followers have written it down.
func (s *Store) OwnCoursesKey(person int64) string { return s.keys().personCourses(person) }

// InstanceKey is a date of a meeting.
func (s *Store) InstanceKey(id int64, order int) string { return s.keys().instance(id, order) }

// SearchKey is a key of the search for courses.
func (s *Store) SearchKey(what string) string { return s.Courses.index.Key(what) }

// ReadNames reads a person's name as a follower does, and returns what that follower does next.
func (s *Store) ReadNames(t testing.TB, person int64) (write func(course string, meeting int64)) {
	names, err := s.Courses.namings(t.Context(), []int64{person})
	if err != nil {
		t.Fatal(err)
	}
	return func(course string, meeting int64) {
		calls := []engine.Call{s.Courses.copied(course, names[person]), s.Courses.copiedWith(course, names[person]), s.Meetings.copied(meeting, names[person])}
		if _, err := s.engine.RunAll(t.Context(), calls); err != nil {
			t.Fatal(err)
		}
	}
}

// BlockedKey is whom a person has blocked.
func (s *Store) BlockedKey(person int64) string { return s.keys().personBlocked(person) }

// ReportBlindly reports a line as somebody does who has read it before.
func (s *Store) ReportBlindly(t testing.TB, meeting, line, whom, reporter int64) error {
	id := campus.ReportID{Room: campus.MeetingTopic(meeting, 1), Line: line, Whom: whom, Reporter: reporter}
	by := By{Person: campus.Person{ID: reporter}}
	_, err := s.Reports.write(t.Context(), by, MeetingRoom(meeting, 1), id, campus.NewReport{Reason: campus.ReasonOther})
	return err
}

// TextKey is a key that no part of the store uses.
func (s *Store) TextKey(name string) string { return s.keys().In(tagPeople, name) }

// Standing reads in which of courses a person is enrolled or waiting, as the followers last wrote it down.
func (s *Store) Standing(ctx context.Context, person int64, courses []string) (map[string]string, error) {
	var kept *redis.SliceCmd
	err := s.engine.Read(ctx, func(p engine.Reader) { kept = p.HMGet(ctx, s.keys().personCourses(person), courses...) })
	out := map[string]string{}
	for i, text := range engine.Texts(kept.Val()) {
		if _, status, ok := strings.Cut(text, " "); ok && status != campus.NotEnrolled {
			out[courses[i]] = status
		}
	}
	return out, err
}

// LinkKey is somebody's sign-in link.
func (s *Store) LinkKey(person int64) string { return s.keys().link(person) }

// InvitationKey is an invitation, by its number.
func (s *Store) InvitationKey(id int64) string { return s.keys().invitation(id) }

// ListsOfPeople are the lists that people are in by name and by words.
func (s *Store) ListsOfPeople() []string {
	k := s.keys()
	return []string{k.names(), k.words(), k.cards(), k.confirmed()}
}

// EndBlindly ends a session as somebody who has not looked whose it is.
func (s *Store) EndBlindly(t testing.TB, by By, person int64, token string) error {
	return s.Sessions.end(t.Context(), by, person, "blindly", []string{hashToken(token)}, campus.DeedEnded)
}

// AuditKey is where it is kept what was done.
func (s *Store) AuditKey() string { return s.keys().audit() }

// HashHere has passwords hashed on the goroutine that asks, so that its work can be counted.
func (s *Store) HashHere() { s.local.passwords.run = func(f func() error) error { return f() } }

// Shelve lets the search know courses that there are nowhere else.
func (s *Store) Shelve(t testing.TB, courses []campus.Course) {
	calls := make([]engine.Call, len(courses))
	for i, c := range courses {
		calls[i] = s.Courses.indexed(c.ID, "1", c, true)
	}
	if _, err := s.engine.RunAll(t.Context(), calls); err != nil {
		t.Fatal(err)
	}
}

// ShelvePart is one call to let the search know a course, or forget it, and what that answers.
func (s *Store) ShelvePart(t testing.TB, course campus.Course, order string, exists bool) string {
	call := s.Courses.indexed(course.ID, order, course, exists)
	got, err := s.engine.Run(t.Context(), call.Script, call.Keys, call.Args...)
	if err != nil {
		t.Fatal(err)
	}
	return got.Word()
}

// LevelsKey is how much a person would be told of courses.
func (s *Store) LevelsKey(person int64) string { return s.keys().personLevels(person) }

// NotesKey is the words of what somebody was told.
func (s *Store) NotesKey(person int64) string { return s.keys().personNotes(person) }

// TeachesKey is the courses that somebody teaches, as the followers have written it down.
func (s *Store) TeachesKey(person int64) string { return s.keys().personTeaches(person) }

// CompareSearch is CheckSearch without looking twice.
func (s *Courses) CompareSearch(ctx context.Context) ([]string, error) { return s.compareSearch(ctx) }

// CourseDue is where it stands when a course is looked at.
func (s *Store) CourseDue(course string) string { return s.keys().courseDue(course) }

// LookUp returns the numbers of lines in a room that have words, as its index alone has them: all of them, the best first.
func (s *Store) LookUp(t testing.TB, room Room, words string) (lines []int64, meant []string) {
	t.Helper()
	for cursor := ""; ; {
		q := index.Query{Words: index.Words(words), Order: index.Best, Limit: 50, Cursor: cursor}
		var across index.Across
		var wrong error
		err := s.engine.Read(t.Context(), func(p engine.Reader) {
			across, wrong = index.QueueAcross(t.Context(), p, []*index.Index{s.Rooms.lineIndex(room)}, q, nil)
		})
		if err != nil || wrong != nil {
			t.Fatal(err, wrong)
		}
		hits, words, next := across.Hits()
		for _, h := range hits {
			n, _ := numberNamed(h.ID)
			lines = append(lines, n)
		}
		if len(words) > 0 {
			meant = words[0]
		}
		if cursor = next; next == "" {
			return lines, meant
		}
	}
}

// FoundKey is a key of a room's index.
func (s *Store) FoundKey(room Room, what string) string { return s.Rooms.lineIndex(room).Key(what) }

// CompareSearch is CheckSearch without looking twice.
func (s *Rooms) CompareSearch(ctx context.Context) ([]string, error) { return s.compareSearch(ctx) }

// RoomKey is what is kept of a room as a whole; OutboxOf is where it leaves work for the followers.
func (s *Store) RoomKey(room Room) string  { return s.keys().room(room) }
func (s *Store) OutboxOf(room Room) string { return s.keys().Outbox(room.tag) }

// LinesKey is where what was said in a room is.
func (s *Store) LinesKey(room Room) string { return s.keys().lines(room) }

// MarksKey is where a person's read marks are.
func (s *Store) MarksKey(person int64) string { return s.keys().personRead(person) }

// MentionsKey is what is meant for a person, and unread.
func (s *Store) MentionsKey(person int64) string { return s.keys().personMentions(person) }

// PrivateKey is with whom a person has a private room.
func (s *Store) PrivateKey(person int64) string { return s.keys().personPrivate(person) }

// LeaseOf is held by who works the outbox of a room.
func (s *Store) LeaseOf(room Room) string { return s.keys().Lease(room.tag) }

// ReadLine reads a line as a follower does, for an entry of an order, and returns what that follower does next.
func (s *Store) ReadLine(t testing.TB, room Room, line int64, order string) (write func()) {
	lines, err := s.Rooms.bareLines(t.Context(), room, []int64{line})
	if err != nil || len(lines) != 1 {
		t.Fatal(lines, err)
	}
	return func() {
		if _, err := s.engine.RunAll(t.Context(), s.Rooms.lineIndex(room).PutAll([]index.Change{lineChange(lines[0], order)})); err != nil {
			t.Fatal(err)
		}
	}
}

// Forget forgets who was online when that was last read here.
func (s *Presence) Forget() { s.last.Store(&Online{At: -1}) }

// InboxKey is what somebody was told.
func (s *Store) InboxKey(person int64) string { return s.keys().personInbox(person) }

// LeaseOfMeeting is held by who works a meeting's outbox.
func (s *Store) LeaseOfMeeting(id int64) string { return s.keys().Lease(meetingTag(id)) }
