package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestAnInstanceIsOpenExactlyFromItsBeginToItsEnd(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, student := t.Context(), c.Person(t, "student", campus.Student)
		m := c.Plan(t, c.Person(t, "thales", campus.Teacher), campus.NewMeeting{Title: "Talk", Public: true, Slots: []campus.Slot{hour(0)}})
		for _, test := range []struct {
			at   time.Duration // after the begin
			want campus.State
		}{
			{-time.Hour, campus.Scheduled}, {-time.Millisecond, campus.Scheduled}, {0, campus.Active}, {time.Hour - time.Millisecond,
				campus.Active},
			{time.Hour, campus.Ended}, {48 * time.Hour, campus.Ended},
		} {
			clock.Set(noon.Add(test.at))
			i, err := c.Meetings.Instance(ctx, m.ID, 1)
			if i.State(c.Now()) != test.want || err != nil {
				t.Errorf("at %v it is %s, %v, want %s", test.at, i.State(c.Now()), err, test.want)
			}
			err = c.Meetings.Join(ctx, student, m.ID, 1, "") // nobody waits for the scheduler
			if (err == nil) != (test.want == campus.Active) || err != nil && err != campus.ErrNotActive {
				t.Errorf("at %v joining gets %v", test.at, err)
			}
			if err == nil {
				must(t, c.Meetings.Leave(ctx, student, m.ID, 1, ""))
			}
		}
	})
}

func TestStartAndEndAreToldOnceHoweverManySchedulersRun(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Minute), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, host, students := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 5)
		m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Public: true, Slots: []campus.Slot{hour(0)}})
		stoas := []*storetest.Campus{c, c.Beside(t), c.Beside(t)}
		tick := func() {
			storetest.Together(12, func(i int) {
				if _, err := stoas[i%3].Scheduler.Tick(ctx); err != nil {
					t.Error(err)
				}
			})
			c.Tick(t)
		}
		tick()
		wantLog(t, c, m.ID)
		clock.Set(noon.Add(300 * time.Millisecond))
		tick()
		tick()
		want := []campus.Event{{Kind: campus.KindActive, At: noon}}
		wantLog(t, c, m.ID, want...)
		for _, s := range students {
			clock.Add(time.Second)
			must(t, c.Meetings.Join(ctx, s, m.ID, 1, ""))
			want = append(want, campus.Event{Kind: campus.KindJoin, Ref: s.ID, At: clock.Now()})
		}
		clock.Set(noon.Add(time.Hour + 700*time.Millisecond))
		tick()
		tick()
		var left []int64
		for _, s := range students {
			left = append(left, s.ID)
		}
		wantLog(t, c, m.ID, append(want, campus.Event{Kind: campus.KindEnded, At: noon.Add(time.Hour), Left: left})...)
		if n, err := c.Rooms.PresentCount(ctx, store.MeetingRoom(m.ID, 1)); n != 0 || err != nil {
			t.Errorf("%d are still present, %v", n, err)
		}
		nothingDue(t, c)
	})
}

func nothingDue(t *testing.T, c *storetest.Campus) {
	t.Helper()
	for key, value := range c.Contents(t) {
		if strings.HasSuffix(key, ":due") {
			t.Errorf("%s is left: %s", key, value)
		}
	}
}

func TestAStartMissedByMoreThanFiveMinutesIsNotTold(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		host := c.Person(t, "thales", campus.Teacher)
		plan := func(slot campus.Slot) int64 {
			return c.Plan(t, host, campus.NewMeeting{Title: "Talk", Slots: []campus.Slot{slot}}).ID
		}
		five := plan(hour(0))
		late := plan(hour(-time.Millisecond))
		over := plan(campus.Slot{From: noon.Add(-30 * time.Minute), To: noon.Add(-20 * time.Minute)})
		short := plan(campus.Slot{From: noon, To: noon.Add(time.Second)})
		c.Tick(t)
		clock.Set(noon.Add(5 * time.Minute))
		c.Tick(t)
		wantLog(t, c, five, campus.Event{Kind: campus.KindActive, At: noon})
		wantLog(t, c, late)
		wantLog(t, c, over, campus.Event{Kind: campus.KindEnded, At: noon.Add(-20 * time.Minute)})
		wantLog(t, c, short, campus.Event{Kind: campus.KindActive, At: noon},
			campus.Event{Kind: campus.KindEnded, At: noon.Add(time.Second)})
		clock.Set(noon.Add(2 * time.Hour))
		c.Tick(t)
		wantLog(t, c, late, campus.Event{Kind: campus.KindEnded, At: noon.Add(time.Hour - time.Millisecond)})
		nothingDue(t, c)
	})
}

func TestAGreatMeetingEndsInOneEventThatNamesAllWhoLeft(t *testing.T) {
	t.Parallel()
	const many = 2000
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx := t.Context()
		m := c.Plan(t, c.Person(t, "thales", campus.Teacher), campus.NewMeeting{Title: "Talk", Public: true, Slots: []campus.Slot{hour(0)}})
		room := store.MeetingRoom(m.ID, 1)
		present, left, visits := make([]redis.Z, many), make([]int64, many), make([]string, many) // as if so many had joined
		for i := range present {
			present[i] = redis.Z{Score: float64(noon.UnixMilli() + int64(i)), Member: i + 1}
			left[i], visits[i] = int64(i+1), fmt.Sprintf("leave %d %d", i+1, noon.Add(time.Hour).UnixMilli())
		}
		must(t, c.Redis.ZAdd(ctx, c.PresentKey(room), present...).Err())
		clock.Add(time.Hour)
		c.Tick(t)
		wantLog(t, c, m.ID, campus.Event{Kind: campus.KindEnded, At: noon.Add(time.Hour), Left: left})
		kept, err := c.Redis.LRange(ctx, c.VisitsKey(room), 0, -1).Result()
		if err != nil || !slices.Equal(kept, visits) {
			t.Errorf("attendance has %d entries, %v; want one leave for each, dated to the end", len(kept), err)
		}
		if n, err := c.Rooms.PresentCount(ctx, room); n != 0 || err != nil {
			t.Errorf("%d are still there, %v", n, err)
		}
		nothingDue(t, c)
	})
}

func TestNothingIsSaidOrDoneInARoomAfterItsEnd(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, host, students := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 12)
		for round := range storetest.Times(5, 200) {
			m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Public: true,
				Slots: []campus.Slot{{From: clock.Now(), To: clock.Now().Add(time.Minute)}}})
			over := make(chan struct{})
			storetest.Together(len(students)+2, func(i int) {
				switch {
				case i < len(students):
					if err := chatter(c, students[i], m.ID, over); err != nil {
						t.Error(err)
					}
				case i == len(students):
					clock.Add(time.Minute)
				default:
					defer close(over)
					storetest.Await(t, "the end", func() bool {
						if _, err := c.Scheduler.Tick(ctx); err != nil {
							t.Error(err)
						}
						events := logOf(t, c, m.ID, 1)
						return len(events) > 0 && events[len(events)-1].Kind == campus.KindEnded
					})
				}
			})
			endsWithItsEnd(t, c, round, m.ID)
		}
	})
}

// chatter joins, talks and leaves until the end.
func chatter(c *storetest.Campus, p campus.Person, id int64, over <-chan struct{}) error {
	for n := 0; ; n++ {
		select {
		case <-over:
			return nil
		default:
		}
		ctx := context.Background()
		err := c.Meetings.Join(ctx, p, id, 1, "")
		if err == nil {
			_, err = c.Rooms.Post(ctx, p, store.MeetingRoom(id, 1), campus.NewLine{Body: "line"}, "")
		}
		if err == nil && n%3 == 2 {
			err = c.Meetings.Leave(ctx, p, id, 1, "")
		}
		if err != nil && err != campus.ErrNotActive && err != campus.ErrAlreadyIn && err != campus.ErrNotAttending {
			return err
		}
	}
}

func endsWithItsEnd(t *testing.T, c *storetest.Campus, round int, id int64) {
	t.Helper()
	in, ended := map[int64]bool{}, false
	for _, e := range logOf(t, c, id, 1) {
		if ended {
			t.Errorf("round %d: after the end came %+v", round, e)
		}
		switch e.Kind {
		case campus.KindJoin:
			in[e.Ref] = true
		case campus.KindLeave:
			if !in[e.Ref] {
				t.Errorf("round %d: %d left without being there", round, e.Ref)
			}
			delete(in, e.Ref)
		case campus.KindEnded:
			ended = true
			for _, person := range e.Left {
				if !in[person] {
					t.Errorf("round %d: %d left at the end without being there", round, person)
				}
				delete(in, person)
			}
		}
	}
	if n, err := c.Rooms.PresentCount(t.Context(), store.MeetingRoom(id, 1)); n != 0 || len(in) != 0 || !ended || err != nil {
		t.Errorf("round %d: %d are present, %v never left, %v", round, n, in, err)
	}
}

func TestAStoaWhoseClockIsBehindDoesNotReopenARoom(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, student := t.Context(), c.Person(t, "student", campus.Student)
		m := c.Plan(t, c.Person(t, "thales", campus.Teacher), campus.NewMeeting{Title: "Talk", Public: true, Slots: []campus.Slot{hour(0)}})
		c.Tick(t)
		must(t, c.Meetings.Join(ctx, student, m.ID, 1, ""))
		clock.Add(time.Hour)
		if _, err := c.Scheduler.Tick(ctx); err != nil {
			t.Fatal(err)
		}
		behind := c.At(func() time.Time { return clock.Now().Add(-time.Second) }) // as Redis' own clock is after a fail-over
		wantRefusal(t, "joining", behind.Meetings.Join(ctx, student, m.ID, 1, ""), campus.ErrNotActive)
		wantRefusal(t, "leaving", behind.Meetings.Leave(ctx, student, m.ID, 1, ""), campus.ErrNotActive)
		_, err := behind.Rooms.Post(ctx, student, store.MeetingRoom(m.ID, 1), campus.NewLine{Body: "too late"}, "")
		wantRefusal(t, "posting", err, campus.ErrNotActive)
		if _, err := store.NewFollowers(behind).Tick(ctx); err != nil {
			t.Fatal(err)
		}
		agenda, err := c.Meetings.Agenda(ctx, student, nil)
		if len(agenda.Past) != 1 || len(agenda.Active)+len(agenda.Coming) != 0 || err != nil {
			t.Errorf("the agenda is %+v, %v", agenda, err)
		}
		for key, value := range c.Contents(t) {
			if strings.HasSuffix(key, ":open") {
				t.Errorf("%s is left: %s", key, value)
			}
		}
	})
}

func TestARunningSchedulerDoesWhatIsDue(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- c.Scheduler.Run(ctx) }()
		m := c.Meeting(t, c.Person(t, "thales", campus.Teacher), "Talk")
		storetest.Await(t, "the start to be told", func() bool { return len(logOf(t, c, m.ID, 1)) == 1 })
		stop()
		wantRefusal(t, "the end", storetest.Next(t, "the scheduler to end", ended), nil)
	})
}

func TestADueDateWithANameThatIsNoneIsTakenOut(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		m := c.Plan(t, c.Person(t, "thales", campus.Teacher), campus.NewMeeting{Title: "Talk", Slots: []campus.Slot{hour(-2 * time.Hour)}})
		for key := range c.Contents(t) {
			if strings.HasSuffix(key, ":due") {
				for _, name := range []string{"x", "", "0:1", "1:x", fmt.Sprint(m.ID, ":1:course"), fmt.Sprint("0", m.ID, ":1")} {
					must(t, c.Redis.ZAdd(t.Context(), c.Options.Prefix+key, redis.Z{Member: "instance:" + name}).Err())
				}
			}
		}
		_, err := c.Scheduler.Tick(t.Context())
		must(t, err)
		nothingDue(t, c)
	})
}
