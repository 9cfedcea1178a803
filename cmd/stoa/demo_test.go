package main

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/redisserver"
)

// emptyCampus is a store on a Redis of the test's own.
func emptyCampus(t *testing.T) *store.Store {
	t.Helper()
	return campusWith(t, store.Options{HashCost: 4})
}

func campusWith(t *testing.T, o store.Options) *store.Store {
	t.Helper()
	server, err := redisserver.Start(t.Context(), redisserver.Config{Dir: t.TempDir(), Ephemeral: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	client, err := store.Connect(store.Redis{Socket: server.Socket()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	s, err := store.New(t.Context(), client, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestADemoThatIsLoadedIsInEverybodysLists(t *testing.T) {
	t.Parallel()
	s := &stoa{config: config{demo: true}, store: emptyCampus(t)}
	s.followers = store.NewFollowers(s.store)
	if err := s.load(t.Context()); err != nil || !s.loaded.Load() {
		t.Fatalf("loaded: %v, %v", s.loaded.Load(), err)
	}
	open, err := s.store.Meetings.Active(t.Context(), campus.Person{Role: campus.Admin})
	if len(open) != 3 || err != nil {
		t.Errorf("%d meetings are active, %v, want the three", len(open), err)
	}
	found, err := s.store.Courses.Search(t.Context(), store.CourseQuery{Limit: store.MaxPageSize})
	if len(found.Courses) != len(demoCourses) || err != nil {
		t.Errorf("%d courses are listed, %v, want %d", len(found.Courses), err, len(demoCourses))
	}
}

func TestADemoWhoseCoursesLiveForMinutesHasAllOfThemAndOneThatCloses(t *testing.T) {
	t.Parallel()
	s := campusWith(t, store.Options{HashCost: 4, CourseTTL: 300 * time.Second, CourseRefresh: time.Minute})
	if err := loadDemo(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if _, err := store.NewFollowers(s).Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	found, err := s.Courses.Search(t.Context(), store.CourseQuery{Sort: store.ByClosing, Limit: store.MaxPageSize})
	if len(found.Courses) != len(demoCourses) || err != nil {
		t.Fatalf("%d courses are open, %v, want %d", len(found.Courses), err, len(demoCourses))
	}
	for i, c := range found.Courses {
		left, want := c.Closes.Sub(s.Now()), campus.ClosesDate
		if i == 0 {
			want = campus.ClosesAuto // its students have moved it out by a minute each
		}
		if c.Closing != want || (left < 10*time.Minute) != (i == 0) {
			t.Errorf("%s closes %s in %v", c.Title, c.Closing, left)
		}
	}
}

// The demo has a past. It is written while a Stoa runs, which ends at once whatever is over.
func TestTheDemosPastIsWholeThoughTheSchedulerIsAtItAllTheTime(t *testing.T) {
	t.Parallel()
	s := emptyCampus(t)
	loading, done := context.WithCancel(t.Context())
	var ticking sync.WaitGroup
	ticking.Go(func() {
		for loading.Err() == nil {
			if _, err := store.NewScheduler(s).Tick(loading); err != nil && loading.Err() == nil {
				t.Error(err)
			}
		}
	})
	err := loadDemo(t.Context(), s)
	done()
	ticking.Wait()
	if err != nil {
		t.Fatal(err)
	}
	for _, past := range []struct {
		meeting, order int
		lines, people  int
	}{{1, 3, 6, 2}, {2, 1, 5, 3}} {
		id := int64(past.meeting)
		said, err := s.Rooms.Messages(t.Context(), store.MeetingRoom(id, past.order), store.Span{Limit: 50})
		if err != nil || len(said.Lines) != past.lines {
			t.Errorf("%d/%d has %d lines, %v, want %d", id, past.order, len(said.Lines), err, past.lines)
		}
		who, _, err := s.Rooms.Attended(t.Context(), store.MeetingRoom(id, past.order), "", store.MaxShown)
		if err != nil || len(who) != past.people {
			t.Errorf("%d/%d had %d people, %v, want %d", id, past.order, len(who), err, past.people)
		}
		i, err := s.Meetings.Instance(t.Context(), id, past.order)
		if err != nil || i.State(s.Now()) != campus.Ended || s.Now().Sub(i.To).Hours() < 24 {
			t.Errorf("%d/%d is %+v, %v, want one that ended days ago", id, past.order, i, err)
		}
		left, err := s.Meetings.Transcript(t.Context(), campus.Person{Role: campus.Admin}, id, past.order, store.TranscriptPiece{Limit: 50})
		if err != nil || !left.PlannedTo.Equal(i.To) || !i.Planned.IsZero() {
			t.Errorf("%d/%d was planned until %v, %v, and held until %v", id, past.order, left.PlannedTo, err, i.To)
		}
	}
}

func TestTheDemosRoomsHaveBeenTalkedInOnce(t *testing.T) {
	t.Parallel()
	s := emptyCampus(t)
	for range 2 { // again: nothing changes
		if err := loadDemo(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		if _, err := store.NewFollowers(s).Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for username, want := range map[string][]string{
		"john": {"Thales of Miletus", "General", "Hamid Mehr"}, "hamid": {"General", "John Papadatos"},
		"thales": {"John Papadatos", "General", "Geometry by Compass and Straightedge", "Hypatia of Alexandria"},
	} {
		id, err := s.People.Find(t.Context(), username)
		if err != nil {
			t.Fatal(err)
		}
		who, err := s.People.Get(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		mine, err := s.Rooms.Mine(t.Context(), who, nil)
		var got []string
		for _, m := range mine {
			if m.Last.ID > 0 && m.Last.ID != int64(len(demoRooms[demoRoomOf(m)].said)) {
				t.Errorf("%s has %d lines", m.Title, m.Last.ID)
			}
			if m.Last.ID > 0 {
				got = append(got, m.Title)
			}
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s has the rooms %q, %v, want %q", username, got, err, want)
		}
	}
}

// demoRoomOf returns which conversation of the demo a room holds, by its last line.
func demoRoomOf(m store.MyRoom) int {
	return slices.IndexFunc(demoRooms, func(r demoRoom) bool { return r.said[len(r.said)-1].body == m.Last.Body })
}

func TestTheDemosPeopleHaveSomethingToRead(t *testing.T) {
	t.Parallel()
	s := emptyCampus(t)
	if err := loadDemo(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if _, err := store.NewFollowers(s).Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	silent := store.UsernameOf(demoStudents[0])
	for username, want := range map[string]int{"john": 1, silent: len(demoRooms[0].said)} {
		id, err := s.People.Find(t.Context(), username)
		if err != nil {
			t.Fatal(err)
		}
		mine, err := s.Rooms.Mine(t.Context(), campus.Person{ID: id, Role: campus.Student, Status: campus.StatusActive}, nil)
		at := slices.IndexFunc(mine, func(m store.MyRoom) bool { return m.ID == campus.GeneralID })
		if err != nil || at < 0 || mine[at].Unread != want {
			t.Errorf("%s has in General to read %+v, %v, want %d lines", username, mine, err, want)
		}
	}
}
