package store_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// contenders are those who want something of an instance while it ends: half of them are in and speak, half come in.
const (
	contenders = 100
	atOnce     = 10 // of them: more would all be on their way before the end is
)

// ending is a race of many against the end of an instance.
type ending struct {
	host     campus.Person
	students []campus.Person
	dice     *rand.Rand
	in, late atomic.Int64 // who came before the end, and who after it
}

func newEnding(t *testing.T, c *storetest.Campus) *ending {
	t.Helper()
	return &ending{host: c.Person(t, "thales", campus.Teacher), students: c.Students(t, contenders), dice: rand.New(rand.NewPCG(1, 2))}
}

// run lets all contenders begin at the same moment, and ends the instance when some of them are done.
func (e *ending) run(t *testing.T, c *storetest.Campus, m campus.Meeting, end func()) {
	t.Helper()
	ctx, room := t.Context(), store.MeetingRoom(m.ID, 1)
	storetest.Together(contenders/2, func(i int) { should(t, c.Meetings.Join(ctx, e.students[i], m.ID, 1, "")) })
	var done atomic.Int64
	turn, due, way := 1+e.dice.Int64N(contenders/2), make(chan struct{}), make(chan struct{}, atOnce)
	storetest.Together(contenders+1, func(i int) {
		if i == contenders {
			<-due
			end()
			return
		}
		way <- struct{}{}
		defer func() { <-way }()
		var err error
		switch {
		case i%2 == 0:
			_, err = c.Rooms.Post(ctx, e.students[i/2], room, campus.NewLine{Body: "line"}, "")
		default:
			err = c.Meetings.Join(ctx, e.students[contenders/2+i/2], m.ID, 1, "")
		}
		switch err {
		case nil:
			e.in.Add(1)
		case campus.ErrNotActive:
			e.late.Add(1)
		default:
			t.Error(err)
		}
		if done.Add(1) == turn {
			close(due)
		}
	})
}

// wantRaces checks that these were races: some were before the end, some after it.
func (e *ending) wantRaces(t *testing.T, rounds int) {
	t.Helper()
	in, late := e.in.Load(), e.late.Load()
	t.Logf("%d were in time and %d late", in, late)
	if all := int64(rounds * contenders); in+late != all || in < all/20 || late < all/20 {
		t.Errorf("of %d contenders %d were in time and %d late: that is no race", all, in, late)
	}
}

// wantNothingAfter checks that nothing in an instance is dated after its end, and that whoever was in left with it. What
// is dated to the very millisecond of an end by hand came before it: that is in the order of the log.
func wantNothingAfter(t *testing.T, c *storetest.Campus, round int, id int64, byHand bool) {
	t.Helper()
	endsWithItsEnd(t, c, round, id)
	i, err := c.Meetings.Instance(t.Context(), id, 1)
	must(t, err)
	room, over := store.MeetingRoom(id, 1), func(at time.Time) bool { return at.After(i.To) || !byHand && at.Equal(i.To) }
	var lines []int64
	ends := 0
	for _, e := range logOf(t, c, id, 1) {
		switch {
		case e.Kind == campus.KindEnded:
			ends++
			if !e.At.Equal(i.To) {
				t.Errorf("round %d: its end is told for %s, want %s", round, e.At, i.To)
			}
		case over(e.At):
			t.Errorf("round %d: after the end at %s came %+v", round, i.To, e)
		}
		if e.Kind == campus.KindMessage {
			lines = append(lines, e.Ref)
		}
	}
	if ends != 1 {
		t.Errorf("round %d: it ended %d times", round, ends)
	}
	said, err := c.Rooms.Lines(t.Context(), room, lines)
	must(t, err)
	for _, l := range said {
		if over(l.At) {
			t.Errorf("round %d: after the end at %s was said %+v", round, i.To, l)
		}
	}
	wantAllLeft(t, c, round, room, i.To, over)
}

// wantAllLeft checks attendance: nobody came after the end, and whoever was in left at its time.
func wantAllLeft(t *testing.T, c *storetest.Campus, round int, room store.Room, end time.Time, over func(time.Time) bool) {
	t.Helper()
	kept, err := c.Redis.LRange(t.Context(), c.VisitsKey(room), 0, -1).Result()
	must(t, err)
	in := map[int64]bool{}
	for _, visit := range kept {
		var what string
		var person, ms int64
		if _, err := fmt.Sscan(visit, &what, &person, &ms); err != nil {
			t.Fatal(err)
		}
		at := time.UnixMilli(ms)
		switch {
		case what == "join" && !in[person] && !over(at):
			in[person] = true
		case what == "leave" && in[person] && at.Equal(end):
			delete(in, person)
		default:
			t.Errorf("round %d: %q, with the end at %s, of\n%s", round, visit, end, strings.Join(kept, "\n"))
		}
	}
	if len(in) != 0 {
		t.Errorf("round %d: %v never left", round, in)
	}
}

func TestNothingComesAfterAnEndByHand(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		e, rounds := newEnding(t, c), storetest.Times(34, 100)
		for round := range rounds {
			m := c.Plan(t, e.host, campus.NewMeeting{Title: "Talk", Public: true, Slots: []campus.Slot{
				{From: c.Now().Add(-time.Minute), To: c.Now().Add(time.Hour), Zone: "UTC"}}})
			e.run(t, c, m, func() {
				_, err := c.Meetings.Turn(t.Context(), e.host, m.ID, 1, campus.TurnEnd, "")
				should(t, err)
			})
			wantNothingAfter(t, c, round, m.ID, true)
		}
		e.wantRaces(t, rounds)
	})
}

func TestNothingComesAfterAnEndByTheClock(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		e, rounds := newEnding(t, c), storetest.Times(34, 100)
		for round := range rounds {
			end := clock.Now().Add(time.Hour)
			m := c.Plan(t, e.host, campus.NewMeeting{Title: "Talk", Public: true,
				Slots: []campus.Slot{{From: clock.Now(), To: end, Zone: "UTC"}}})
			e.run(t, c, m, func() {
				clock.Set(end)
				_, err := c.Scheduler.Tick(t.Context())
				should(t, err)
			})
			wantNothingAfter(t, c, round, m.ID, false)
		}
		e.wantRaces(t, rounds)
	})
}
