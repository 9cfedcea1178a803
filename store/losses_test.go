package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// Whoever may not be in a meeting any more is not let in, or is sent out: whenever the right is lost, by whatever it is.

// scene is a private meeting that is open now, and who may be in it.
type scene struct {
	*storetest.Campus
	host, other, admin, john, hamid campus.Person
	course                          campus.Course
	m                               campus.Meeting
	asker                           campus.Person // who loses the right
}

// loss is a way to lose the right to be in a meeting: how the meeting is planned, and what is done then.
type loss struct {
	name string
	plan func(s *scene, n *campus.NewMeeting)
	lose func(t *testing.T, s *scene) error
	// another gives another right to be there; nil when nothing helps.
	another func(s *scene, n *campus.NewMeeting)
}

func ofCourse(s *scene, n *campus.NewMeeting) { n.Course = s.course.ID }
func listed(s *scene, n *campus.NewMeeting) {
	n.Audience = append(n.Audience, s.john.Email, s.hamid.Email)
}
func forAll(s *scene, n *campus.NewMeeting)     { n.Public = true }
func hostListed(s *scene, n *campus.NewMeeting) { n.Audience = append(n.Audience, s.host.Email) }

// edited is what is sent to edit the scene's meeting so that it stays as it is.
func (s *scene) edited() campus.NewMeeting {
	return campus.NewMeeting{Title: s.m.Title, Course: s.m.Course, Public: s.m.Public}
}

func (s *scene) edit(t *testing.T, who campus.Person, change func(n *campus.NewMeeting)) error {
	n := s.edited()
	change(&n)
	_, err := s.Meetings.Edit(t.Context(), who, s.m.ID, n, "")
	return err
}

var losses = []loss{
	{"the course is dropped", ofCourse, func(t *testing.T, s *scene) error {
		_, err := s.Courses.Drop(t.Context(), s.john, s.course.ID, "")
		return err
	}, listed},
	{"the course is deleted", ofCourse, func(t *testing.T, s *scene) error {
		return s.Courses.Delete(t.Context(), s.host, s.course.ID, "")
	}, listed},
	{"the meeting leaves its course", ofCourse, func(t *testing.T, s *scene) error {
		return s.edit(t, s.host, func(n *campus.NewMeeting) { n.Course = "" })
	}, listed},
	{"the audience is another", listed, func(t *testing.T, s *scene) error {
		return s.edit(t, s.host, func(n *campus.NewMeeting) { n.Audience = []string{s.hamid.Email} })
	}, ofCourse},
	{"the meeting becomes private", forAll, func(t *testing.T, s *scene) error {
		return s.edit(t, s.host, func(n *campus.NewMeeting) { n.Public = false })
	}, listed},
	{"the host is another", func(s *scene, _ *campus.NewMeeting) { s.asker = s.host }, func(t *testing.T, s *scene) error {
		return s.edit(t, s.admin, func(n *campus.NewMeeting) { n.Host = s.other.ID })
	}, hostListed},
	{"the host teaches no more", func(s *scene, _ *campus.NewMeeting) { s.asker = s.host }, func(t *testing.T, s *scene) error {
		role := campus.Student
		_, _, err := s.People.Edit(t.Context(), store.Itself(""), s.host.ID, campus.PersonChange{Role: &role})
		return err
	}, hostListed},
	{"the meeting is deleted", listed, func(t *testing.T, s *scene) error {
		return s.Meetings.Delete(t.Context(), s.host, s.m.ID, 0, "")
	}, nil},
	{"the person is disabled", forAll, func(t *testing.T, s *scene) error {
		return s.People.SetStatus(t.Context(), store.Itself(""), s.john.ID, campus.StatusDisabled)
	}, nil},
}

// stage makes the scene of a loss; with another right if so asked.
func (l loss) stage(t *testing.T, c *storetest.Campus, another bool) *scene {
	t.Helper()
	s := &scene{Campus: c, host: c.Person(t, "thales", campus.Teacher), other: c.Person(t, "hypatia", campus.Teacher),
		admin: c.Person(t, "admin", campus.Admin), john: c.Person(t, "john", campus.Student), hamid: c.Person(t, "hamid", campus.Student)}
	s.course, s.asker = c.Course(t, s.host, "Geometry", 5), s.john
	for _, p := range []campus.Person{s.john, s.hamid} {
		_, err := c.Courses.Enrol(t.Context(), p, s.course.ID, false, "")
		must(t, err)
	}
	now := c.Now()
	n := campus.NewMeeting{Title: "Lecture", Slots: []campus.Slot{{From: now.Add(-time.Minute), To: now.Add(time.Hour),
		Zone: "Europe/Athens"}}}
	l.plan(s, &n)
	if another {
		l.another(s, &n)
	}
	s.m = c.Plan(t, s.host, n)
	c.Settle(t)
	return s
}

func (s *scene) room() store.Room { return store.MeetingRoom(s.m.ID, 1) }

// isOut checks that the asker is not in the meeting, cannot speak there, and that who came also left, once.
func (s *scene) isOut(t *testing.T) {
	t.Helper()
	inside, _, err := s.Rooms.People(t.Context(), s.room(), "", store.MaxLines)
	must(t, err)
	if slices.ContainsFunc(inside, func(p campus.Participant) bool { return p.Person.ID == s.asker.ID }) {
		t.Errorf("%s is in", s.asker.Username)
	}
	if id, err := s.Rooms.Post(t.Context(), s.asker, s.room(), campus.NewLine{Body: "still here"}, ""); err == nil {
		t.Errorf("%s says line %d", s.asker.Username, id)
	}
	joined, left := s.comings(t)
	if joined != left || joined > 1 {
		t.Errorf("the log says that %s joined %d times and left %d times", s.asker.Username, joined, left)
	}
	wantVisits(t, s.Campus, s.room(), s.asker.ID, joined, left)
}

// comings counts in the log how often the asker came and went.
func (s *scene) comings(t *testing.T) (joined, left int) {
	t.Helper()
	for _, e := range logOf(t, s.Campus, s.m.ID, 1) {
		switch {
		case e.Kind == campus.KindJoin && e.Ref == s.asker.ID:
			joined++
		case e.Kind == campus.KindLeave && e.Ref == s.asker.ID, slices.Contains(e.Left, s.asker.ID):
			left++
		}
	}
	return joined, left
}

// wantVisits checks how often somebody came and went by what attendance is counted from.
func wantVisits(t *testing.T, c *storetest.Campus, room store.Room, person int64, joined, left int) {
	t.Helper()
	visits, err := c.Redis.LRange(t.Context(), c.VisitsKey(room), 0, -1).Result()
	must(t, err)
	in, out := 0, 0
	for _, v := range visits {
		if strings.HasPrefix(v, fmt.Sprintf("join %d ", person)) {
			in++
		}
		if strings.HasPrefix(v, fmt.Sprintf("leave %d ", person)) {
			out++
		}
	}
	if in != joined || out != left {
		t.Errorf("by the visits %d came %d times and left %d times, want %d and %d: %q", person, in, out, joined, left, visits)
	}
}

func TestWhoLosesTheRightWhileJoiningIsRefused(t *testing.T) {
	t.Parallel()
	for _, l := range losses {
		for moment, word := range map[string]func(s *scene) string{
			"before the script": func(s *scene) string { return s.room().Topic },
			"after the script":  func(s *scene) string { return s.PersonKey(s.asker.ID) },
		} {
			t.Run(l.name+" "+moment, func(t *testing.T) {
				t.Parallel()
				s := l.stage(t, storetest.New(t), false)
				through, gate := s.Gated(t, word(s))
				err := between(t, gate, func() error { return through.Meetings.Join(t.Context(), s.asker, s.m.ID, 1, "k") },
					func() { must(t, l.lose(t, s)) })
				if code := campus.CodeOf(err); err == nil || code != campus.Forbidden && code != campus.BadRequest {
					t.Errorf("joining got %v, want a refusal", err)
				}
				s.isOut(t)
				s.Settle(t)
				s.isOut(t)
				if err := s.Meetings.Join(t.Context(), s.asker, s.m.ID, 1, "k"); err == nil {
					t.Error("sent again, it is let in")
				}
			})
		}
	}
}

// between lets something that is stopped before a gate go on once another thing is done, and returns its error.
func between(t *testing.T, gate storetest.Gate, stopped func() error, meanwhile func()) error {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- stopped() }()
	storetest.Next(t, "it to stand before the gate", gate.Reached)
	meanwhile()
	gate.Open()
	return storetest.Next(t, "its end", ended)
}

func TestWhoLosesTheRightIsSentOutAndHearsOfIt(t *testing.T) {
	t.Parallel()
	for _, l := range losses {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
				s := l.stage(t, c, false)
				must(t, s.Meetings.Join(t.Context(), s.asker, s.m.ID, 1, "k"))
				_, e := listen(t, s.Beside(t))
				must(t, l.lose(t, s))
				s.Settle(t)
				s.isOut(t)
				s.hearsThatRightsChanged(t, e)
				if joined, _ := s.comings(t); joined != 1 {
					t.Errorf("the log says that %s joined %d times", s.asker.Username, joined)
				}
			})
		})
	}
}

// hearsThatRightsChanged checks that the asker's open streams are made to look again, by the person's own bell or by that
// of the room.
func (s *scene) hearsThatRightsChanged(t *testing.T, e ear) {
	t.Helper()
	for {
		got := storetest.Next(t, "a bell that rights have changed", e.events)
		if got.Kind == campus.KindRights && (got.Topic == campus.PersonTopic(s.asker.ID) || got.Topic == s.room().Topic) {
			return
		}
	}
}

func TestWhoWaitsAtTheDoorHearsThatTheRightIsLost(t *testing.T) {
	t.Parallel()
	for _, l := range losses {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
				s := l.stage(t, c, false)
				_, e := listen(t, s.Beside(t))
				must(t, l.lose(t, s))
				s.Settle(t)
				s.hearsThatRightsChanged(t, e)
			})
		})
	}
}

func TestWhoHasAnotherRightStays(t *testing.T) {
	t.Parallel()
	for _, l := range losses {
		if l.another == nil {
			continue
		}
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
				s := l.stage(t, c, true)
				must(t, s.Meetings.Join(t.Context(), s.asker, s.m.ID, 1, ""))
				if l.name == "the audience is another" { // the course is the other right: it stays the meeting's
					s.m.Course = s.course.ID
				}
				must(t, l.lose(t, s))
				s.Settle(t)
				if joined, left := s.comings(t); joined != 1 || left != 0 {
					t.Errorf("%s joined %d times and left %d times", s.asker.Username, joined, left)
				}
				_, err := s.Rooms.Post(t.Context(), s.asker, s.room(), campus.NewLine{Body: "still here"}, "")
				wantRefusal(t, "a line", err, nil)
			})
		})
	}
}

// followFirst does the follow-ups of one kind before all others, as when another partition is slow.
func (s *scene) followFirst(t *testing.T, outbox, kind string) {
	t.Helper()
	found := 0
	for _, e := range entries(t, s.Campus, outbox) {
		if e.Values["kind"] == kind {
			found++
			must(t, s.Followers.Follow(t.Context(), e))
			must(t, s.Redis.XDel(t.Context(), outbox, e.ID).Err())
		}
	}
	if found == 0 {
		t.Fatalf("%s holds nothing of the kind %s", outbox, kind)
	}
}

func TestWhoLosesTheRightIsSentOutOfWhatTheListsDoNotHaveYet(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		begin func(t *testing.T, s *scene) // a date opens, and its follow-up is late
	}{
		{"a new meeting", func(t *testing.T, s *scene) {
			s.m = s.Plan(t, s.host, campus.NewMeeting{Title: "Extra", Course: s.course.ID, Slots: []campus.Slot{openNow(s)}})
		}},
		{"a meeting that comes into the course", func(t *testing.T, s *scene) {
			s.m = s.Plan(t, s.host, campus.NewMeeting{Title: "Extra", Slots: []campus.Slot{openNow(s)}})
			s.Settle(t)
			must(t, s.edit(t, s.host, func(n *campus.NewMeeting) { n.Course = s.course.ID }))
		}},
		{"a date that is started early", func(t *testing.T, s *scene) {
			later := openNow(s)
			later.From, later.To = later.From.Add(time.Hour), later.To.Add(time.Hour)
			s.m = s.Plan(t, s.host, campus.NewMeeting{Title: "Extra", Course: s.course.ID, Slots: []campus.Slot{later}})
			s.Settle(t)
			_, err := s.Meetings.Turn(t.Context(), s.host, s.m.ID, 1, campus.TurnStart, "")
			must(t, err)
		}},
	} {
		for lost, lose := range map[string]func(t *testing.T, s *scene){
			"the course is dropped": func(t *testing.T, s *scene) {
				must(t, losses[0].lose(t, s))
				s.followFirst(t, s.CourseOutbox(s.course.ID), "seat")
			},
			"the course is deleted": func(t *testing.T, s *scene) {
				must(t, s.Courses.Delete(t.Context(), s.host, s.course.ID, ""))
				s.followFirst(t, s.CourseOutbox(s.course.ID), "course-gone")
			},
			"the person is disabled": func(t *testing.T, s *scene) {
				must(t, s.People.SetStatus(t.Context(), store.Itself(""), s.john.ID, campus.StatusDisabled))
				s.followFirst(t, s.PeopleOutbox(), "rights")
			},
		} {
			t.Run(test.name+", "+lost, func(t *testing.T) {
				t.Parallel()
				storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
					s := losses[0].stage(t, c, false)
					test.begin(t, s)
					must(t, s.Meetings.Join(t.Context(), s.john, s.m.ID, 1, ""))
					lose(t, s)
					s.Settle(t)
					s.isOut(t)
				})
			})
		}
	}
}

func openNow(s *scene) campus.Slot {
	now := s.Now()
	return campus.Slot{From: now.Add(-time.Minute), To: now.Add(time.Hour), Zone: "Europe/Athens"}
}

func TestAJoinThatIsSentAgainIsAnsweredAsItFirstWasThoughTheRightIsLost(t *testing.T) {
	t.Parallel()
	for _, l := range losses {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			s := l.stage(t, storetest.New(t), false)
			must(t, s.Meetings.Join(t.Context(), s.asker, s.m.ID, 1, "k"))
			must(t, l.lose(t, s))
			for range 3 { // before what follows from it, and after
				wantRefusal(t, "sent again", s.Meetings.Join(t.Context(), s.asker, s.m.ID, 1, "k"), nil)
				s.isOut(t)
				s.Settle(t)
			}
			if err := s.Meetings.Join(t.Context(), s.asker, s.m.ID, 1, "k2"); err == nil {
				t.Error("as a new operation it is done")
			}
		})
	}
}
