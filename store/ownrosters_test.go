package store_test

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/storetest"
)

// ownDates returns how somebody attended, as they read it: a line for each date.
func ownDates(t *testing.T, c *storetest.Campus, p campus.Person, of store.TimeRange) string {
	t.Helper()
	got, err := c.Meetings.AttendanceOfPerson(t.Context(), p, p.ID, store.AttendanceQuery{TimeRange: of}, nil)
	must(t, err)
	var lines []string
	for _, one := range got.Dates {
		lines = append(lines, one.CourseTitle+one.Meeting.Title+" "+attendedLine(one.Attending, one.Instance.From))
	}
	if got.Sums.Dates != len(lines) {
		t.Errorf("of %s %d dates are counted and %q shown", p.Name, got.Sums.Dates, lines)
	}
	return strings.Join(lines, "; ")
}

// rosters returns the list of the dates on whose rosters somebody is.
func rosters(t *testing.T, c *storetest.Campus, p campus.Person) []redis.Z {
	t.Helper()
	list, err := c.Redis.ZRangeWithScores(t.Context(), rostersKey(c, p), 0, -1).Result()
	must(t, err)
	return list
}

func rostersKey(c *storetest.Campus, p campus.Person) string {
	topic := campus.PersonTopic(p.ID)
	return engine.Keys{Prefix: c.Options.Prefix}.In(engine.TagOf(topic), topic+":rosters")
}

func TestHowOneAttendedStaysOnesOwnWhoeverMaySeeTheMeetingLater(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s, thales := t.Context(), c.Students(t, 3), c.Person(t, "thales", campus.Teacher)
		geometry, algebra := c.Course(t, thales, "Geometry: ", 0), c.Course(t, thales, "Algebra: ", 0)
		c.Enrol(t, geometry, s[1])
		private := c.Plan(t, thales, campus.NewMeeting{Title: "Private", Audience: []string{s[0].Email}, Slots: hours(0, 1)})
		lesson := c.Plan(t, thales, campus.NewMeeting{Title: "Lesson", Course: geometry.ID, Slots: hours(0, 1)})
		talk := c.Plan(t, thales, campus.NewMeeting{Title: "Talk", Public: true, Slots: hours(0, 2)})
		clock.Set(noon)
		c.Tick(t)
		for n, m := range []campus.Meeting{private, lesson, talk} {
			must(t, c.Meetings.Join(ctx, s[n], m.ID, 1, ""))
		}
		must(t, c.Meetings.Excuse(ctx, thales, private.ID, 1, s[0].ID, "ill", ""))
		c.Settle(t)
		want := func(when string, dates ...string) {
			t.Helper()
			for n, want := range dates {
				if got := ownDates(t, c, s[n], store.TimeRange{}); got != want {
					t.Errorf("%s student%d reads %q, want %q", when, n, got, want)
				}
			}
		}
		want("while it is on", "", "", "")
		clock.Set(noon.Add(2 * time.Hour)) // and nobody has seen to what is over
		all := []string{"Private present 60 0-60", "Geometry: Lesson present 60 0-60", "Talk present 60 0-60"}
		want("before anything follows", all...)
		c.Tick(t)
		want("when it is over", all...)
		for range 2 {
			_, err := c.Meetings.Edit(ctx, thales, private.ID, campus.NewMeeting{Title: "Private", Audience: []string{}}, "")
			must(t, err)
			_, err = c.Meetings.Edit(ctx, thales, lesson.ID, campus.NewMeeting{Title: "Lesson", Course: algebra.ID}, "")
			must(t, err)
			_, err = c.Meetings.Edit(ctx, thales, talk.ID, campus.NewMeeting{Title: "Talk"}, "")
			must(t, err)
			c.Settle(t)
			want("un-invited", all[0], "Algebra: "+all[1][len("Geometry: "):], all[2])
		}
		if got, err := c.Meetings.AttendanceOfPerson(ctx, s[1], s[0].ID, store.AttendanceQuery{}, nil); err != nil || len(got.Dates) > 0 {
			t.Errorf("another reads %+v, %v", got, err)
		}
		must(t, c.Meetings.Delete(ctx, thales, private.ID, 0, ""))
		c.Settle(t)
		want("deleted", "")
		if got, err := c.Meetings.AttendanceOfPerson(ctx, thales, s[0].ID, store.AttendanceQuery{}, nil); err != nil || len(got.Dates) > 0 {
			t.Errorf("its host reads of what is deleted %+v, %v", got, err)
		}
	})
}

func TestTheEndOfADateIsInOnesListOnceAndForGood(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 2)
		l := newLesson(t, c, clock, s[1])
		gone := c.Plan(t, l.thales, campus.NewMeeting{Title: "Gone", Audience: []string{s[0].Email}, Slots: hours(0, 1)})
		l.at(t, 0)
		c.Enrol(t, l.course, s[0]) // while it is on
		l.at(t, 5*time.Minute)
		must(t, c.Meetings.Delete(ctx, l.thales, gone.ID, 0, ""))
		_, err := c.Meetings.Turn(ctx, l.thales, l.id, 1, campus.TurnExtend, "")
		must(t, err)
		l.at(t, 65*time.Minute)
		_, err = c.Meetings.Turn(ctx, l.thales, l.id, 1, campus.TurnEnd, "")
		must(t, err)
		end := noon.Add(65 * time.Minute)
		after, before := store.TimeRange{After: end}, store.TimeRange{After: end.Add(-1), Before: end.Add(1)}
		for _, follows := range []func(){func() {}, func() { l.at(t, 2*time.Hour) }, func() { c.Tick(t) }} {
			follows()
			for _, p := range s {
				for _, of := range []store.TimeRange{after, before} {
					if got := ownDates(t, c, p, of); got != "GeometryLesson absent 0 -" {
						t.Errorf("%+v: %s reads %q", of, p.Name, got)
					}
				}
				for _, of := range []store.TimeRange{{After: end.Add(1)}, {Before: end}} {
					if got := ownDates(t, c, p, of); got != "" {
						t.Errorf("%+v: %s reads %q", of, p.Name, got)
					}
				}
			}
		}
		want := [][]redis.Z{{{Score: float64(noon.Add(5 * time.Minute).UnixMilli()), Member: "2:1"},
			{Score: float64(end.UnixMilli()), Member: "1:1"}}, {{Score: float64(end.UnixMilli()), Member: "1:1"}}}
		for n, p := range s {
			if got := rosters(t, c, p); len(got) != len(want[n]) || got[0] != want[n][0] || got[len(got)-1] != want[n][len(got)-1] {
				t.Errorf("%s has %v, want %v", p.Name, got, want[n])
			}
		}
	})
}

// A Stoa stands still where it is to note that somebody is on a roster; when it goes on, the date is long over.
func TestWhoNotesARosterLateDoesNotOpenTheEndOfItsDateAgain(t *testing.T) {
	t.Parallel()
	clock := storetest.At(noon.Add(-time.Hour))
	c := storetest.New(t, storetest.Clock(clock.Now))
	john := c.Students(t, 1)[0]
	l := newLesson(t, c, clock, john)
	clock.Set(noon)
	if n, err := c.Scheduler.Tick(t.Context()); n == 0 || err != nil {
		t.Fatal(n, err)
	}
	through, gate := c.Gated(t, rostersKey(c, john))
	ended := make(chan bool)
	go func() {
		_, _ = through.Followers.Tick(t.Context()) // it finds out that it is another's work now
		close(ended)
	}()
	storetest.Next(t, "the follower to stand before john's list", gate.Reached)
	must(t, c.Redis.Del(t.Context(), c.LeaseOfMeeting(l.id)).Err()) // its lease is over
	l.at(t, 2*time.Hour)
	want := redis.Z{Score: float64(noon.Add(time.Hour).UnixMilli()), Member: "1:1"}
	for _, when := range []string{"by another Stoa", "in the end"} {
		if got := rosters(t, c, john); len(got) != 1 || got[0] != want {
			t.Errorf("%s john has %v, want %v", when, got, want)
		}
		gate.Open()
		storetest.Next(t, "the follower's end", ended)
	}
}

func TestTheListOfWhoIsErasedGoesAndDoesNotComeBack(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 2)
		l := newLesson(t, c, clock)
		c.Enrol(t, l.course, s...)
		l.at(t, 0)
		must(t, c.Meetings.Join(ctx, s[0], l.id, 1, ""))
		must(t, c.Meetings.Join(ctx, l.thales, l.id, 1, ""))
		c.Settle(t)
		if len(rosters(t, c, s[0])) != 1 {
			t.Fatal("what is on is in no list")
		}
		if got := rosters(t, c, l.thales); len(got) != 0 {
			t.Errorf("the host, whom nobody expects, has %v", got)
		}
		must(t, c.People.Erase(ctx, store.By{Person: c.Person(t, "admin", campus.Admin)}, s[0].ID))
		c.Settle(t)
		for _, after := range []time.Duration{time.Minute, 2 * time.Hour} {
			if l.at(t, after); len(rosters(t, c, s[0])) != 0 {
				t.Errorf("%v after the beginning they have %v", after, rosters(t, c, s[0]))
			}
		}
		if len(rosters(t, c, s[1])) != 1 {
			t.Errorf("the other has %v", rosters(t, c, s[1]))
		}
	})
}

// keysRead counts the keys that scripts are given and all other commands.
type keysRead struct {
	mu sync.Mutex
	n  int
}

func (k *keysRead) add(cmds ...redis.Cmder) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, cmd := range cmds {
		k.n += len(cmd.Args())
	}
}

func (k *keysRead) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (k *keysRead) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error { k.add(cmd); return next(ctx, cmd) }
}

func (k *keysRead) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error { k.add(cmds...); return next(ctx, cmds) }
}

func TestWhatOneDidNotAttendCostsNothing(t *testing.T) {
	t.Parallel()
	clock := storetest.At(noon.Add(-time.Hour))
	c := storetest.New(t, storetest.Clock(clock.Now))
	john, thales := c.Students(t, 1)[0], c.Person(t, "thales", campus.Teacher)
	one := c.Plan(t, thales, campus.NewMeeting{Title: "Talk", Public: true, Slots: hours(0, 1)})
	clock.Set(noon)
	c.Tick(t)
	must(t, c.Meetings.Join(t.Context(), john, one.ID, 1, ""))
	clock.Set(noon.Add(2 * time.Hour))
	c.Tick(t)
	other, count := c.Apart(t), &keysRead{}
	other.Redis.AddHook(count)
	cost := func() int {
		t.Helper()
		count.n = 0
		if got := ownDates(t, other, john, store.TimeRange{}); got != "Talk present 60 0-60" {
			t.Fatalf("john reads %q", got)
		}
		return count.n
	}
	cost() // the scripts are loaded
	alone := cost()
	for range 2 {
		c.Plan(t, thales, campus.NewMeeting{Title: "Talks", Public: true, Slots: hours(1, 500)})
	}
	clock.Set(noon.Add(600 * day))
	c.Tick(t)
	if among := cost(); among != alone {
		t.Errorf("with a thousand dates that he was not at they are %d arguments, without them %d", among, alone)
	}
}
