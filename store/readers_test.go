package store_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// quarters is rooms of every kind, and people who may be in some of them.
type quarters struct {
	*storetest.Campus
	rooms  []store.Room
	people []campus.Person
}

func newQuarters(t *testing.T, c *storetest.Campus) *quarters {
	t.Helper()
	ctx, q := t.Context(), &quarters{Campus: c, people: c.Students(t, 6)}
	thales, hypatia := c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
	admin := c.Person(t, "admin", campus.Admin)
	open, closed, gone := c.Course(t, thales, "Circles", 2), c.Course(t, hypatia, "Cones", 0), c.Course(t, thales, "Ovals", 0)
	c.Enrol(t, open, q.people[:4]...) // two of them wait
	c.Enrol(t, closed, q.people[3:]...)
	c.Enrol(t, gone, q.people[0])
	must(t, c.Courses.Delete(ctx, thales, gone.ID, ""))
	plan := func(host campus.Person, n campus.NewMeeting) campus.Meeting {
		n.Title, n.Slots = "Talk", []campus.Slot{hour(0), hour(2 * time.Hour)}
		return c.Plan(t, host, n)
	}
	meetings := []campus.Meeting{plan(thales, campus.NewMeeting{Public: true}), plan(hypatia, campus.NewMeeting{Course: closed.ID}),
		plan(thales, campus.NewMeeting{Course: open.ID}), plan(thales, campus.NewMeeting{Course: open.ID, Public: true}),
		plan(hypatia, campus.NewMeeting{Audience: []string{q.people[1].Email, q.people[2].Email}}), plan(thales, campus.NewMeeting{Public: true})}
	c.Settle(t)
	must(t, c.Meetings.Delete(ctx, thales, meetings[5].ID, 0, ""))
	c.Settle(t)
	for _, m := range meetings {
		q.rooms = append(q.rooms, store.MeetingRoom(m.ID, 1), store.MeetingRoom(m.ID, 3))
	}
	q.rooms = append(q.rooms, store.GeneralRoom(), store.CourseRoom(open.ID), store.CourseRoom(closed.ID), store.CourseRoom(gone.ID),
		store.CourseRoom(campus.NewCourseID()), store.PrivateRoom(q.people[0].ID, q.people[1].ID), store.PrivateRoom(q.people[1].ID, 12345))
	must(t, c.Rooms.Sanction(ctx, admin, store.GeneralRoom(), q.people[5].ID, campus.KindBanned, ""))
	must(t, c.Rooms.Sanction(ctx, thales, store.CourseRoom(open.ID), q.people[1].ID, campus.KindBanned, ""))
	must(t, c.Rooms.Sanction(ctx, thales, store.MeetingRoom(meetings[0].ID, 1), q.people[4].ID, campus.KindBanned, ""))
	q.people = append(q.people, thales, hypatia, admin)
	return q
}

func TestManyWhoWouldReadAreRefusedExactlyAsEachOfThemIs(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		q, dice := newQuarters(t, c), rand.New(rand.NewPCG(3, 4))
		var all []store.Reading
		for _, room := range q.rooms {
			for _, who := range q.people {
				all = append(all, store.Reading{Who: who, Room: room})
			}
		}
		dice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		readers, err := c.Rooms.MayRead(t.Context(), all)
		must(t, err)
		may := 0
		for i, one := range all {
			place, want := c.Rooms.Place(t.Context(), one.Who, one.Room)
			if got := readers[i].Refused; !errors.Is(got, want) || (want == nil) != (got == nil) {
				t.Errorf("%s in %s is refused with %v among many, alone with %v", one.Who.Username, one.Room.Topic, got, want)
			}
			if got := readers[i].Shut; got != place.Why && place.Kind != campus.PlaceMeeting {
				t.Errorf("to %s in %s it is shut with %v among many, alone with %v", one.Who.Username, one.Room.Topic, got, place.Why)
			}
			if want == nil {
				may++
			}
		}
		if may < 40 || len(all)-may < 40 {
			t.Errorf("%d of %d may read: that tries too little", may, len(all))
		}
	})
}

// commands counts what is asked of Redis, and in how many round trips.
type commands struct{ trips, all atomic.Int64 }

// DialHook implements redis.Hook.
func (c *commands) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

// ProcessHook implements redis.Hook.
func (c *commands) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error { c.trips.Add(1); c.all.Add(1); return next(ctx, cmd) }
}

// ProcessPipelineHook implements redis.Hook.
func (c *commands) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		c.trips.Add(1)
		c.all.Add(int64(len(cmds)))
		return next(ctx, cmds)
	}
}

// A beat looks at everybody who reads in a room: what it costs must not grow with how many they are, but for their sessions.
func TestHundredsWhoReadInARoomCostTheRoomOneReading(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	thales, course := c.Person(t, "thales", campus.Teacher), campus.Course{}
	course = c.Course(t, thales, "Circles", 0)
	s := c.Students(t, 300)
	c.Enrol(t, course, s[:250]...)
	m := c.Plan(t, thales, campus.NewMeeting{Title: "Talk", Course: course.ID, Slots: []campus.Slot{
		{From: c.Now().Add(-time.Minute), To: c.Now().Add(time.Hour), Zone: "UTC"}}})
	c.Settle(t)
	rooms := []store.Room{store.MeetingRoom(m.ID, 1), store.CourseRoom(course.ID)}
	var all []store.Reading
	for _, one := range s {
		for _, room := range rooms {
			all = append(all, store.Reading{Who: one, Room: room})
		}
	}
	counted := &commands{}
	c.Redis.AddHook(counted)
	readers, err := c.Rooms.MayRead(t.Context(), all)
	must(t, err)
	if trips, n := counted.trips.Load(), counted.all.Load(); trips != 2 || n > 9 {
		t.Errorf("600 readings of two rooms take %d commands in %d round trips, want nine in two", n, trips)
	}
	for i, one := range readers {
		if enrolled := i/2 < 250; (one.Refused == nil) != enrolled {
			t.Errorf("reading %d is refused with %v", i, one.Refused)
		}
	}
}

func TestManyVisitsAreFoundInOneReadingAndAMomentLaterInNone(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	s := c.Students(t, 3)
	var visits []store.Visit
	for _, one := range append(s, s[0]) {
		session, err := c.Sessions.SignIn(t.Context(), store.Credentials{Login: one.Username, Password: storetest.Password, Kind: store.API})
		must(t, err)
		visits = append(visits, store.Visit{Token: session.Token, Kind: store.API}, store.Visit{Token: session.Token, Kind: store.API})
	}
	visits = append(visits, store.Visit{Token: visits[0].Token, Kind: store.Browser}, store.Visit{Token: "1.nonsense", Kind: store.API},
		store.Visit{Token: "nonsense", Kind: store.API}, store.Visit{})
	other, counted := c.Beside(t), &commands{}
	c.Redis.AddHook(counted)
	for _, round := range []struct {
		visits []store.Visit
		trips  int64
	}{{visits, 1}, {visits[:8], 1}} {
		found, err := other.Sessions.Visitors(t.Context(), round.visits)
		must(t, err)
		for i, one := range found {
			if i < 8 && (one.Err != nil || one.Person.ID != s[i/2%3].ID) || i >= 8 && !errors.Is(one.Err, campus.ErrSignedOut) {
				t.Errorf("visit %d is of %d, %v", i, one.Person.ID, one.Err)
			}
		}
		if trips := counted.trips.Load(); trips != round.trips {
			t.Errorf("by now it takes %d round trips, want %d", trips, round.trips)
		}
	}
	disabled := campus.StatusDisabled
	_, _, err := c.People.Edit(t.Context(), store.Itself(""), s[1].ID, campus.PersonChange{Status: &disabled})
	must(t, err)
	found, err := c.Beside(t).Sessions.Visitors(t.Context(), visits[:4])
	must(t, err)
	if found[0].Err != nil || !errors.Is(found[2].Err, campus.ErrSignedOut) {
		t.Errorf("after the second was disabled they are %v and %v", found[0].Err, found[2].Err)
	}
}
