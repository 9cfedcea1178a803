package store_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/redisserver"
	"stoa/store/storetest"
)

// ear is a Sink that keeps what it hears.
type ear struct {
	events  chan campus.Event
	resyncs chan struct{}
}

func (e ear) Heard(event campus.Event) { e.events <- event }
func (e ear) Resync()                  { e.resyncs <- struct{}{} }

// listen runs a listener until the test ends, and returns once it hears.
func listen(t *testing.T, c *storetest.Campus) (*store.Listener, ear) {
	t.Helper()
	e := ear{make(chan campus.Event, 100_000), make(chan struct{}, 1000)}
	l := store.NewListener(c.Store, e)
	if l.Listening() {
		t.Error("it listens before it runs")
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		wantRefusal(t, "the end", storetest.Next(t, "the listener to end", ended), nil)
	})
	storetest.Next(t, "the first Resync", e.resyncs)
	return l, e
}

// next returns the next event that is heard on a topic.
func (e ear) next(t *testing.T, topic string) campus.Event {
	t.Helper()
	for {
		if event := storetest.Next(t, "an event on "+topic, e.events); event.Topic == topic {
			return event
		}
	}
}

func TestAListenerHearsWhatIsInTheLogInItsOrder(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		l, e := listen(t, c.Beside(t))
		r := enter(t, c, 5)
		storetest.Together(len(r.people), func(i int) {
			for range 20 {
				r.say(t, r.people[i], "line")
			}
		})
		log, err := c.Rooms.EventsAfter(t.Context(), store.MeetingRoom(r.id, 1), campus.LogStart)
		must(t, err)
		if len(log.Events) != 105 || !l.Listening() {
			t.Errorf("the log has %d events, listening is %v", len(log.Events), l.Listening())
		}
		for _, want := range log.Events {
			if got := e.next(t, campus.MeetingTopic(r.id, 1)); !sameEvent(got, want) {
				t.Fatalf("heard %+v, want %+v", got, want)
			}
		}
	})
}

func TestAListenerHearsOfStateRightsAndWork(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		teacher, student := c.Person(t, "thales", campus.Teacher), c.Person(t, "student", campus.Student)
		course := c.Course(t, teacher, "Geometry", 1)
		session, err := c.Sessions.SignIn(ctx, store.Credentials{Login: "student", Password: storetest.Password, From: "here",
			Kind: store.Browser})
		must(t, err)
		_, e := listen(t, c.Beside(t))
		bell := func(topic string, kind campus.Kind) campus.Event {
			return campus.Event{Topic: topic, Kind: kind, At: time.UnixMilli(0).UTC()}
		}
		of := campus.CourseTopic(course.ID)
		rights, work := bell(campus.PersonTopic(student.ID), campus.KindRights), bell(campus.TopicOutbox, campus.KindWork)
		for _, test := range []struct {
			what string
			do   func() error
			want campus.Event
		}{
			{"enrol", func() error { _, err := c.Courses.Enrol(ctx, student, course.ID, false, ""); return err },
				bell(of, campus.KindSeats)},
			{"drop", func() error { _, err := c.Courses.Drop(ctx, student, course.ID, ""); return err }, bell(of, campus.KindSeats)},
			{"edit", func() error { _, err := c.Courses.Edit(ctx, teacher, course.ID, geometry(), ""); return err },
				bell(of, campus.KindChanged)},
			{"delete", func() error { return c.Courses.Delete(ctx, teacher, course.ID, "") }, bell(of, campus.KindDeleted)},
			{"sign out", func() error { return c.Sessions.SignOut(ctx, session.Token, "here") }, rights},
			{"disable", func() error { return c.People.SetStatus(ctx, store.Itself(""), student.ID, campus.StatusDisabled) }, rights},
			{"register", func() error { _, err := c.People.Create(ctx, store.Itself(""), newcomer("zeno", "")); return err }, work},
		} {
			must(t, test.do())
			if got := e.next(t, test.want.Topic); !sameEvent(got, test.want) || got.Log() {
				t.Errorf("%s: heard %+v, want %+v", test.what, got, test.want)
			}
		}
	})
}

func TestWhoIsDisabledIsForgottenByEveryStoaThatListens(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, beside, p := t.Context(), c.Beside(t), c.Person(t, "student", campus.Student)
		session, err := c.Sessions.SignIn(ctx, store.Credentials{Login: "student", Password: storetest.Password, From: "here",
			Kind: store.Browser})
		must(t, err)
		_, e := listen(t, beside)
		_, err = beside.Sessions.Visitor(ctx, session.Token, store.Browser)
		must(t, err)
		must(t, c.People.SetStatus(ctx, store.Itself(""), p.ID, campus.StatusDisabled))
		e.next(t, campus.PersonTopic(p.ID))
		_, err = beside.Sessions.Visitor(ctx, session.Token, store.Browser)
		wantRefusal(t, "right after the bell", err, campus.ErrSignedOut)
	})
}

func TestABellThatCannotBeReadIsPassedOver(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		_, e := listen(t, c.Beside(t))
		for _, garbage := range []string{"", "x", "{", `{"n":"x"}`, "null", "\xff"} {
			must(t, c.Redis.Publish(t.Context(), c.Options.Prefix+"doorbell", garbage).Err())
		}
		r := enter(t, c, 1)
		if got := e.next(t, campus.MeetingTopic(r.id, 1)); got.Kind != campus.KindJoin {
			t.Errorf("heard %+v, want the join", got)
		}
	})
}

func TestAListenerWhoseConnectionIsCutSaysSoAndHearsAgain(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAlone(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		l, e := listen(t, c.Beside(t))
		r := enter(t, c, 1)
		topic := campus.MeetingTopic(r.id, 1)
		e.next(t, topic)
		for range 3 {
			for len(e.resyncs) > 0 { // it may have said so twice
				<-e.resyncs
			}
			cut := func(ctx context.Context, node *redis.Client) error {
				return node.ClientKillByFilter(ctx, "TYPE", "pubsub").Err()
			}
			if cluster, ok := c.Redis.(*redis.ClusterClient); ok {
				must(t, cluster.ForEachMaster(ctx, cut))
			} else {
				must(t, cut(ctx, c.Redis.(*redis.Client)))
			}
			storetest.Next(t, "a Resync", e.resyncs)
			hearsAgain(t, r, e)
		}
		if !l.Listening() {
			t.Error("it does not say that it listens")
		}
	})
}

// hearsAgain posts lines until one is heard: one that was posted before it listened again may be missed.
func hearsAgain(t *testing.T, r room, e ear) {
	t.Helper()
	said := map[int64]bool{}
	storetest.Await(t, "a line to be heard", func() bool {
		said[r.say(t, r.people[0], "line")] = true
		for len(e.events) > 0 {
			if got := <-e.events; got.Topic == campus.MeetingTopic(r.id, 1) && said[got.Ref] {
				return true
			}
		}
		return false
	})
}

// logLines is what is written to a log.
type logLines chan string

func (l logLines) Write(line []byte) (int, error) {
	l <- string(line)
	return len(line), nil
}

func TestAListenerNoticesAServerThatIsFrozenAndHearsAgainAfterwards(t *testing.T) {
	t.Parallel()
	lines := make(logLines, 1000)
	c, server := storetest.Own(t, storetest.Log(slog.New(slog.NewTextHandler(lines, nil))))
	l, e := listen(t, c)
	r := enter(t, c, 1)
	must(t, server.Pause())
	for !strings.Contains(storetest.Next(t, "the listener to notice", lines), "did not hear its own bell") {
		continue
	}
	if l.Listening() {
		t.Error("it says that it listens")
	}
	if len(e.resyncs) > 0 {
		t.Error("a frozen server made it say Resync")
	}
	must(t, server.Resume())
	storetest.Next(t, "a Resync", e.resyncs)
	storetest.Await(t, "it to listen", l.Listening)
	hearsAgain(t, r, e)
}

func TestWithoutItsServerTheStoreSaysThatItIsAway(t *testing.T) {
	t.Parallel()
	for state, lose := range map[string]func(*redisserver.Server) error{
		"killed": (*redisserver.Server).Kill, "frozen": (*redisserver.Server).Pause,
	} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			c, server := storetest.Own(t)
			p, teacher := c.Person(t, "student", campus.Student), c.Person(t, "thales", campus.Teacher)
			course, m := c.Course(t, teacher, "Geometry", 1), c.Meeting(t, teacher, "Talk", p)
			session, err := c.Sessions.SignIn(t.Context(), store.Credentials{Login: "student", Password: storetest.Password, From: "here",
				Kind: store.Browser})
			must(t, err)
			must(t, lose(server))
			calls := awayCalls(c, p, teacher, course.ID, m.ID, session.Token)
			names := make([]string, 0, len(calls))
			for name := range calls {
				names = append(names, name)
			}
			storetest.Together(len(names), func(i int) {
				ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
				defer cancel()
				err := calls[names[i]](ctx)
				if refusal, ok := errors.AsType[*campus.Error](err); !ok || refusal.Code != campus.Unavailable {
					t.Errorf("%s: got %v, want Unavailable", names[i], err)
				}
			})
		})
	}
}

// awayCalls is one call of each sort.
func awayCalls(c *storetest.Campus, p, teacher campus.Person, course string, id int64,
	token string) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"ping":   c.Ping,
		"person": func(ctx context.Context) error { _, err := c.Store.People.Get(ctx, 1); return err },
		"people": func(ctx context.Context) error { _, err := c.People.Some(ctx, []int64{1}); return err },
		"register": func(ctx context.Context) error {
			_, err := c.People.Create(ctx, store.Itself(""), newcomer("zeno", ""))
			return err
		},
		"sign in": func(ctx context.Context) error {
			_, err := c.Sessions.SignIn(ctx, store.Credentials{Login: "student", Password: storetest.Password, From: "here",
				Kind: store.Browser})
			return err
		},
		"visitor": func(ctx context.Context) error {
			_, err := c.Sessions.Visitor(ctx, token, store.Browser)
			return err
		},
		"sign out": func(ctx context.Context) error { return c.Sessions.SignOut(ctx, token, "here") },
		"secret":   func(ctx context.Context) error { _, err := c.Sessions.Secret(ctx); return err },
		"disable": func(ctx context.Context) error {
			return c.People.SetStatus(ctx, store.Itself(""), p.ID, campus.StatusDisabled)
		},
		"course": func(ctx context.Context) error { _, err := c.Store.Courses.Get(ctx, course); return err },
		"make":   func(ctx context.Context) error { _, err := c.Courses.Create(ctx, teacher, geometry(), ""); return err },
		"enrol": func(ctx context.Context) error {
			_, err := c.Courses.Enrol(ctx, p, course, true, "")
			return err
		},
		"drop": func(ctx context.Context) error { _, err := c.Courses.Drop(ctx, p, course, ""); return err },
		"students": func(ctx context.Context) error {
			_, _, err := c.Courses.Students(ctx, teacher, course, "", store.MaxPageSize)
			return err
		},
		"my courses": func(ctx context.Context) error { _, err := c.Courses.Mine(ctx, p); return err },
		"newest": func(ctx context.Context) error {
			_, err := c.Courses.Search(ctx, store.CourseQuery{Asker: p.ID, Limit: 10})
			return err
		},
		"search": func(ctx context.Context) error {
			_, err := c.Courses.Search(ctx, store.CourseQuery{Words: "geometry", Limit: 10})
			return err
		},
		"agenda": func(ctx context.Context) error { _, err := c.Meetings.Agenda(ctx, p, nil); return err },
		"attendance": func(ctx context.Context) error {
			_, err := c.Meetings.Attendance(ctx, teacher, store.MaxShown, nil)
			return err
		},
		"seat":  func(ctx context.Context) error { _, err := c.Meetings.Seat(ctx, p, id, 1); return err },
		"join":  func(ctx context.Context) error { return c.Meetings.Join(ctx, p, id, 1, "") },
		"leave": func(ctx context.Context) error { return c.Meetings.Leave(ctx, p, id, 1, "") },
		"post": func(ctx context.Context) error {
			_, err := c.Rooms.Post(ctx, p, store.MeetingRoom(id, 1), campus.NewLine{Body: "line"}, "")
			return err
		},
		"messages": func(ctx context.Context) error {
			_, err := c.Rooms.Messages(ctx, store.MeetingRoom(id, 1), store.Span{})
			return err
		},
		"of": func(ctx context.Context) error {
			_, err := c.Rooms.MessagesOf(ctx, store.MeetingRoom(id, 1), p.ID)
			return err
		},
		"events": func(ctx context.Context) error {
			_, err := c.Rooms.EventsAfter(ctx, store.MeetingRoom(id, 1), campus.LogStart)
			return err
		},
		"cursor": func(ctx context.Context) error {
			_, err := c.Rooms.Cursor(ctx, store.MeetingRoom(id, 1))
			return err
		},
		"follow":   func(ctx context.Context) error { _, err := c.Followers.Tick(ctx); return err },
		"schedule": func(ctx context.Context) error { _, err := c.Scheduler.Tick(ctx); return err },
		"another store": func(ctx context.Context) error {
			_, err := store.New(ctx, c.Redis, c.Options)
			return err
		},
	}
}

func TestAStoreGoesOnWhenItsServerIsBack(t *testing.T) {
	t.Parallel()
	server, err := redisserver.Start(t.Context(), redisserver.Config{Dir: t.TempDir()})
	must(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	t.Cleanup(func() { stop(); wantRefusal(t, "the end", <-ended, nil) })
	c := storetest.On(t, store.Redis{Socket: server.Socket()})
	r := enter(t, c, 1)
	_, e := listen(t, c)
	var want []int64
	for i := range 30 {
		if i%10 == 5 {
			must(t, server.Kill()) // appended and flushed before every answer: nothing that was told is lost
		}
		want = append(want, r.say(t, r.people[0], "line"))
	}
	all, err := c.Rooms.Messages(t.Context(), store.MeetingRoom(r.id, 1), store.Span{Limit: 50})
	must(t, err)
	var got []int64
	for _, l := range all.Lines {
		got = append(got, l.ID)
	}
	if !slices.Equal(got, want) || len(got) != 30 || got[29] != 30 {
		t.Errorf("the room holds %v, told were %v, want 1 to 30", got, want)
	}
	hearsAgain(t, r, e)
}

func TestInAClusterAListenerNoticesAnyNodeThatIsFrozen(t *testing.T) {
	t.Parallel()
	cluster, err := redisserver.StartCluster(t.Context(), t.TempDir(), 3)
	must(t, err)
	t.Cleanup(func() { must(t, cluster.Close()) })
	lines := make(logLines, 1000)
	l, e := listen(t, storetest.On(t, store.Redis{Cluster: cluster.Addrs()}, storetest.Log(slog.New(slog.NewTextHandler(lines, nil)))))
	for _, node := range cluster.Nodes() { // one of them is the one that it listens to, the others only ring
		storetest.Await(t, "it to listen", l.Listening)
		must(t, node.Pause())
		for !strings.Contains(storetest.Next(t, "the listener to notice", lines), "the doorbell was lost") {
			continue
		}
		for len(e.resyncs) > 0 {
			<-e.resyncs
		}
		must(t, node.Resume())
		storetest.Next(t, "a Resync", e.resyncs)
	}
}
