package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/storetest"
)

// date is one date of a meeting, as it was planned.
type date struct {
	meeting  int64
	order    int
	from, to time.Time
}

const (
	datesEach  = 20 // of a meeting
	dateEvery  = 10 * time.Minute
	dateLength = 7 * time.Minute
	longestGap = 5 * time.Minute // after which a start that was missed is not told any more
)

// planMany plans so many dates, which begin and end at moments of their own from noon on.
func planMany(t *testing.T, c *storetest.Campus, host campus.Person, many int) []date {
	t.Helper()
	dates := make([]date, many)
	meetings := many / datesEach
	storetest.Together(20, func(hand int) {
		for m := hand; m < meetings; m += 20 {
			n := campus.NewMeeting{Title: fmt.Sprint("Talk ", m)}
			for i := range datesEach {
				from := noon.Add(time.Duration(i)*dateEvery + time.Duration(m)*dateEvery/time.Duration(meetings))
				n.Slots = append(n.Slots, campus.Slot{From: from.Truncate(time.Millisecond),
					To: from.Truncate(time.Millisecond).Add(dateLength), Zone: "UTC"})
			}
			made, err := c.Meetings.Create(t.Context(), host, n, "")
			should(t, err)
			for i, slot := range n.Slots {
				dates[m*datesEach+i] = date{made.ID, i + 1, slot.From, slot.To}
			}
		}
	})
	return dates
}

// wantTold checks that each date has told its start, if it was to, and its end: each once, at its time, in this order.
func wantTold(t *testing.T, c *storetest.Campus, dates []date, start func(date) bool) {
	t.Helper()
	wrong := 0
	for _, d := range dates {
		var want []campus.Event
		topic := campus.MeetingTopic(d.meeting, d.order)
		if start(d) {
			want = append(want, campus.Event{Topic: topic, Kind: campus.KindActive, At: d.from, N: 1})
		}
		want = append(want, campus.Event{Topic: topic, Kind: campus.KindEnded, At: d.to, N: int64(len(want) + 1)})
		if got := logOf(t, c, d.meeting, d.order); !slices.EqualFunc(got, want, sameEvent) && wrong < 10 {
			wrong++
			t.Errorf("%s, from %s to %s, has told\n%+v, want\n%+v", topic, d.from, d.to, got, want)
		}
	}
	for n := range engine.Partitions {
		left, err := c.Redis.ZCard(t.Context(), c.Engine().Due(fmt.Sprintf("{p%d}", n))).Result()
		if left != 0 || err != nil {
			t.Errorf("in partition %d there are %d due, %v", n, left, err)
		}
	}
}

// mishap befalls a Stoa at its n-th script: it stands still until it is let go on, or it is killed once Redis has done it.
type mishap struct {
	n       int64
	kill    func() // cuts it off; nil for one that stands still
	scripts atomic.Int64
	befell  chan struct{}
	goOn    chan struct{}
}

// befalls arranges a mishap for a Stoa that has a client of its own.
func befalls(stoa *storetest.Campus, n int64, kill func()) *mishap {
	m := &mishap{n: n, kill: kill, befell: make(chan struct{}), goOn: make(chan struct{})}
	stoa.Redis.AddHook(m)
	return m
}

var errKilled = errors.New("killed")

// DialHook implements redis.Hook.
func (m *mishap) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessPipelineHook implements redis.Hook.
func (m *mishap) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// ProcessHook implements redis.Hook.
func (m *mishap) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if !strings.HasPrefix(cmd.Name(), "eval") {
			return next(ctx, cmd)
		}
		n := m.scripts.Add(1)
		if n < m.n {
			return next(ctx, cmd)
		}
		if m.kill == nil {
			if n == m.n {
				close(m.befell)
			}
			<-m.goOn
			return next(ctx, cmd)
		}
		if n == m.n {
			_ = next(ctx, cmd) // nobody hears of it any more
			m.kill()
			close(m.befell)
		}
		return errKilled
	}
}

// stoa is one of several that run beside each other.
type stoa struct {
	*storetest.Campus
	mishap *mishap       // nil for one that nothing befalls
	busy   chan struct{} // closed when its tick is over
}

// tick lets a Stoa do what is due, until nothing is or something befalls it.
func (s *stoa) tick(t *testing.T) {
	var befell chan struct{}
	if s.mishap != nil {
		befell = s.mishap.befell
	}
	select {
	case <-s.busy:
	default:
		return // it stands still
	}
	done := make(chan struct{})
	s.busy = done
	go func() {
		defer close(done)
		for n := 1; n > 0; {
			var err error
			if n, err = s.Scheduler.Tick(t.Context()); err != nil && (s.mishap == nil || s.mishap.kill == nil) {
				t.Error(err)
			}
		}
	}()
	select {
	case <-done:
	case <-befell:
	}
}

// fleet runs Stoas beside each other, tick by tick.
type fleet []*stoa

func newFleet(stoas ...*stoa) fleet {
	free := make(chan struct{})
	close(free)
	for _, s := range stoas {
		s.busy = free
	}
	return stoas
}

func (f fleet) tick(t *testing.T) {
	storetest.Together(len(f), func(i int) { f[i].tick(t) })
}

// manyDates is how many dates the schedulers are tried with.
func manyDates() int { return storetest.Times(3400, 10_000) }

func TestThreeStoasTellEachStartAndEndOnceThoughOneIsPausedAndOneKilled(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		dates := planMany(t, c, c.Person(t, "thales", campus.Teacher), manyDates())
		lasts, pauses, dies := &stoa{Campus: c.Apart(t)}, &stoa{Campus: c.Apart(t)}, &stoa{Campus: c.Apart(t)}
		early := int64(len(dates) / 10)
		pauses.mishap = befalls(pauses.Campus, early, nil)
		dies.mishap = befalls(dies.Campus, early, func() { dies.Redis.Close() })
		ticks := []time.Time{}
		all := newFleet(lasts, pauses, dies)
		step := func(d time.Duration) {
			clock.Add(d)
			ticks = append(ticks, clock.Now())
			all.tick(t)
		}
		step(time.Hour)
		end := dates[len(dates)-1].to
		down, woken := end.Add(-end.Sub(noon)/2), false
		for clock.Now().Before(end) {
			step(150 * time.Second)
			// all were down for 40 minutes; then one comes to itself in the midst of what it did before
			if !woken && clock.Now().After(down) {
				woken = true
				storetest.Next(t, "the pause", pauses.mishap.befell)
				storetest.Next(t, "the death", dies.mishap.befell)
				step(40 * time.Minute)
				close(pauses.mishap.goOn)
				storetest.Next(t, "the end of the pause", pauses.busy)
			}
		}
		missed := 0
		wantTold(t, c, dates, func(d date) bool {
			i, _ := slices.BinarySearchFunc(ticks, d.from, time.Time.Compare) // the first tick that could
			told := ticks[i].Sub(d.from) <= longestGap
			if !told {
				missed++
			}
			return told
		})
		if missed == 0 || missed > len(dates)/4 {
			t.Errorf("%d starts were missed while nobody was there", missed)
		}
	})
}

func TestStoasWhoseClocksAreFiveMinutesApartTellEachStartAndEndOnce(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		dates := planMany(t, c, c.Person(t, "thales", campus.Teacher), manyDates())
		wrong := func(by time.Duration) *stoa {
			return &stoa{Campus: c.Apart(t, storetest.Clock(func() time.Time { return clock.Now().Add(by) }))}
		}
		all := newFleet(wrong(-longestGap), wrong(0), wrong(longestGap))
		last := dates[len(dates)-1].to
		for clock.Set(noon.Add(-2 * longestGap)); clock.Now().Before(last.Add(2 * longestGap)); clock.Add(150 * time.Second) {
			all.tick(t)
		}
		wantTold(t, c, dates, func(date) bool { return true })
	})
}

// lateness returns how much later than it was due each start and end of some dates was told, by Redis' clock alone: an
// entry's id has when it was written.
func lateness(t *testing.T, c *storetest.Campus, meetings []int64) []time.Duration {
	t.Helper()
	var late []time.Duration
	for _, id := range meetings {
		replay, err := c.Rooms.EventsAfter(t.Context(), store.MeetingRoom(id, 1), campus.LogStart)
		must(t, err)
		if len(replay.Events) != 2 || replay.Events[0].Kind != campus.KindActive || replay.Events[1].Kind != campus.KindEnded {
			t.Errorf("meeting %d has told %+v, want its start and its end", id, replay.Events)
		}
		for _, e := range replay.Events {
			written, _, _ := strings.Cut(e.ID, "-")
			at, err := strconv.ParseInt(written, 10, 64)
			must(t, err)
			late = append(late, time.UnixMilli(at).Sub(e.At))
		}
	}
	slices.Sort(late)
	return late
}

// soon plans meetings that begin one after the other within a spread from now on, and last as long.
func soon(t *testing.T, c *storetest.Campus, many int, spread time.Duration) []int64 {
	t.Helper()
	host, ids := c.Person(t, "thales", campus.Teacher), make([]int64, many)
	begin := redisTime(t, c).Add(2 * time.Second)
	for i := range ids {
		from := begin.Add(spread * time.Duration(i) / time.Duration(many))
		ids[i] = c.Plan(t, host, campus.NewMeeting{Title: "Talk", Slots: []campus.Slot{{From: from, To: from.Add(spread), Zone: "UTC"}}}).ID
	}
	return ids
}

func redisTime(t *testing.T, c *storetest.Campus) time.Time {
	t.Helper()
	now, err := c.Redis.Time(t.Context()).Result()
	must(t, err)
	return now
}

// schedule runs the schedulers of some Stoas until the test ends.
func schedule(t *testing.T, stoas ...*storetest.Campus) {
	t.Helper()
	ended := make(chan error)
	for _, s := range stoas {
		go func() { ended <- s.Scheduler.Run(t.Context()) }()
	}
	t.Cleanup(func() {
		for range stoas {
			wantRefusal(t, "the end", storetest.Next(t, "a scheduler to end", ended), nil)
		}
	})
}

// tell waits until all meetings have told their end, and says how late they were. No start or end comes early, whatever
// the clocks of the machines say.
func tell(t *testing.T, c *storetest.Campus, what string, meetings []int64) {
	t.Helper()
	for _, id := range meetings {
		storetest.Await(t, "an end", func() bool {
			events := logOf(t, c, id, 1)
			return len(events) > 0 && events[len(events)-1].Kind == campus.KindEnded
		})
	}
	late := lateness(t, c, meetings)
	if late[0] < 0 {
		t.Errorf("%s: one was told %v before its time", what, -late[0])
	}
	t.Logf("%s: %d starts and ends came p50 %v, p99 %v, at most %v after their time", what, len(late), late[len(late)/2],
		late[len(late)*99/100],
		late[len(late)-1])
}

func TestStartsAndEndsComeByRedisClockHoweverWrongTheMachinesAre(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		behind, right, ahead := c.Apart(t, storetest.Wall(-longestGap)), c.Apart(t), c.Apart(t, storetest.Wall(longestGap))
		for _, s := range []*storetest.Campus{behind, right, ahead} {
			if off := s.Now().Sub(redisTime(t, c)).Abs(); off > 30*time.Second {
				t.Errorf("a Stoa's pages are %v off", off)
			}
		}
		meetings := soon(t, c, storetest.Times(100, 3000), time.Second)
		schedule(t, behind, right, ahead)
		tell(t, c, "three Stoas", meetings)
	})
}

func TestAStoaAloneOnAMachineWithAWrongClockIsInTime(t *testing.T) {
	t.Parallel()
	for _, wrong := range []time.Duration{-longestGap, longestGap} {
		t.Run(fmt.Sprint(wrong), func(t *testing.T) {
			t.Parallel()
			c := storetest.New(t, storetest.Wall(wrong))
			meetings := soon(t, c, 10, time.Second)
			schedule(t, c)
			tell(t, c, fmt.Sprint("alone, with a clock off by ", wrong), meetings)
		})
	}
}
