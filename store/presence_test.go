package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// openRoom plans a public meeting from noon on, for an hour, and lets people in.
func openRoom(t *testing.T, c *storetest.Campus, people ...campus.Person) (id int64, topic string) {
	t.Helper()
	host := c.Person(t, "thales", campus.Teacher)
	m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Public: true, Slots: []campus.Slot{hour(0)}})
	for _, p := range people {
		must(t, c.Meetings.Join(t.Context(), p, m.ID, 1, ""))
	}
	c.Tick(t)
	return m.ID, campus.MeetingTopic(m.ID, 1)
}

// inside returns the ids of who is in a room.
func inside(t *testing.T, c *storetest.Campus, id int64) []int64 {
	t.Helper()
	people, _, err := c.Rooms.People(t.Context(), store.MeetingRoom(id, 1), "", 1000)
	must(t, err)
	ids := []int64{}
	for _, p := range people {
		ids = append(ids, p.Person.ID)
	}
	slices.Sort(ids)
	return ids
}

// leavesOf returns when which persons left, from the log.
func leavesOf(t *testing.T, c *storetest.Campus, id int64) map[int64][]time.Time {
	t.Helper()
	all := map[int64][]time.Time{}
	for _, e := range logOf(t, c, id, 1) {
		if e.Kind == campus.KindLeave {
			all[e.Ref] = append(all[e.Ref], e.At)
		}
	}
	return all
}

func TestWhoIsNotSeenForAMinuteIsLetOutAtTheTimeLastSeen(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 4)
		id, topic := openRoom(t, c, s...)
		answers, streams, both, plain := s[0], s[1], s[2], s[3]
		clock.Add(10 * time.Second)
		must(t, c.Meetings.Here(ctx, answers, id, 1))
		must(t, c.Meetings.Came(ctx, topic, both.ID))
		must(t, c.Meetings.Here(ctx, both, id, 1))
		clock.Add(20 * time.Second) // a stream that stands holds only who never answered
		must(t, c.Meetings.Standing(ctx, map[string][]int64{topic: {answers.ID, streams.ID, both.ID, 999}, "active": {1}}))
		clock.Set(noon.Add(70*time.Second - time.Millisecond))
		c.Tick(t)
		if got := inside(t, c, id); len(got) != 4 {
			t.Errorf("a moment before the minute is over %v are inside, want all four", got)
		}
		clock.Add(time.Millisecond)
		c.Tick(t)
		if got, want := inside(t, c, id), []int64{streams.ID, plain.ID}; !slices.Equal(got, want) {
			t.Errorf("after a minute %v are inside, want %v", got, want)
		}
		clock.Set(noon.Add(90 * time.Second))
		c.Tick(t)
		clock.Set(noon.Add(59 * time.Minute))
		c.Tick(t)
		if got, want := inside(t, c, id), []int64{plain.ID}; !slices.Equal(got, want) {
			t.Errorf("when all streams are gone %v are inside, want %v who never had one", got, want)
		}
		left := leavesOf(t, c, id)
		for _, want := range []struct {
			who campus.Person
			at  time.Time
		}{{answers, noon.Add(10 * time.Second)}, {both, noon.Add(10 * time.Second)}, {streams, noon.Add(30 * time.Second)}} {
			if got := left[want.who.ID]; len(got) != 1 || !got[0].Equal(want.at) {
				t.Errorf("%s left at %v, want once at %v, when last seen", want.who.Username, got, want.at)
			}
		}
		kept := c.Value(t, c.VisitsKey(store.MeetingRoom(id, 1)))
		if want := fmt.Sprintf("leave %d %d", streams.ID, noon.Add(30*time.Second).UnixMilli()); !strings.Contains(kept, want) {
			t.Errorf("attendance is %s, want %q in it", kept, want)
		}
	})
}

func TestWhoWasLetOutUnseenMayComeBackAndOthersAreTold(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 3)
		id, _ := openRoom(t, c, s[:2]...)
		for _, p := range s[:2] {
			must(t, c.Meetings.Here(ctx, p, id, 1))
		}
		must(t, c.Meetings.Leave(ctx, s[1], id, 1, ""))
		wantRefusal(t, "who has left", c.Meetings.Here(ctx, s[1], id, 1), campus.ErrNotAttending)
		wantRefusal(t, "who never came", c.Meetings.Here(ctx, s[2], id, 1), campus.ErrNotAttending)
		wantRefusal(t, "a room that is none", c.Meetings.Here(ctx, s[0], id, 2), campus.ErrNotActive)
		clock.Add(2 * time.Minute)
		c.Tick(t)
		wantRefusal(t, "who was let out unseen", c.Meetings.Here(ctx, s[0], id, 1), campus.ErrLost)
		wantRefusal(t, "who left and would have been", c.Meetings.Here(ctx, s[1], id, 1), campus.ErrNotAttending)
		if got := leavesOf(t, c, id); len(got[s[0].ID]) != 1 || len(got[s[1].ID]) != 1 {
			t.Errorf("the log has the leaves %v, want one of each", got)
		}
		must(t, c.Meetings.Join(ctx, s[0], id, 1, ""))
		clock.Add(2 * time.Minute) // the new stay is by no page yet
		c.Tick(t)
		if got := inside(t, c, id); !slices.Equal(got, []int64{s[0].ID}) {
			t.Errorf("%v are inside, want who came back", got)
		}
		must(t, c.Meetings.Here(ctx, s[0], id, 1))
		clock.Set(noon.Add(time.Hour))
		wantRefusal(t, "after the end", c.Meetings.Here(ctx, s[0], id, 1), campus.ErrNotActive)
	})
}

func TestGhostsOfAStoaThatDiedAreLetOutOnceByThreeOthers(t *testing.T) {
	t.Parallel()
	const many = 500
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx := t.Context()
		id, topic := openRoom(t, c, c.Students(t, many)...)
		stoas := []*storetest.Campus{c, c.Beside(t), c.Beside(t)}
		clock.Add(15 * time.Second)
		must(t, stoas[1].Meetings.Standing(ctx, map[string][]int64{topic: inside(t, c, id)}))
		tick := func() {
			storetest.Together(12, func(i int) {
				if _, err := stoas[i%3].Scheduler.Tick(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		clock.Add(59 * time.Second)
		tick()
		if got := inside(t, c, id); len(got) != many {
			t.Errorf("%d are inside within the minute, want all", len(got))
		}
		clock.Add(time.Second)
		tick()
		if got := inside(t, c, id); len(got) != 0 {
			t.Errorf("%d ghosts are left after 60 s", len(got))
		}
		kept := c.Value(t, c.VisitsKey(store.MeetingRoom(id, 1)))
		at := fmt.Sprint(" ", noon.Add(15*time.Second).UnixMilli())
		if all, then := strings.Count(kept, "leave"), strings.Count(kept, at); all != many || then != many {
			t.Errorf("%d have left, %d at the time last seen, want each once", all, then)
		}
		for key, value := range c.Contents(t) {
			if strings.HasSuffix(key, ":due") && strings.Contains(value, "gone:") {
				t.Errorf("%s holds %s, and nobody is left to look for", key, value)
			}
		}
	})
}

func TestAnEndAfterAStopDatesWhoWasGoneToTheTimeLastSeen(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 3)
		id, _ := openRoom(t, c, s...)
		clock.Set(noon.Add(10 * time.Minute))
		must(t, c.Meetings.Here(ctx, s[0], id, 1))
		clock.Set(noon.Add(time.Hour - 30*time.Second))
		must(t, c.Meetings.Here(ctx, s[1], id, 1))
		clock.Set(noon.Add(3 * time.Hour)) // no Stoa ran meanwhile
		c.Tick(t)
		if got := leavesOf(t, c, id); len(got) != 1 || len(got[s[0].ID]) != 1 || !got[s[0].ID][0].Equal(noon.Add(10*time.Minute)) {
			t.Errorf("the leaves are %v, want one, of who was gone before", got)
		}
		log := logOf(t, c, id, 1)
		last := log[len(log)-1]
		if last.Kind != campus.KindEnded || !slices.Equal(last.Left, []int64{s[1].ID, s[2].ID}) || !last.At.Equal(noon.Add(time.Hour)) {
			t.Errorf("the log ends with %+v, want the end with those who were there", last)
		}
		nothingDue(t, c)
		for key := range c.Contents(t) {
			if strings.HasSuffix(key, ":seen") || strings.HasSuffix(key, ":signs") {
				t.Errorf("%s is left after the end", key)
			}
		}
	})
}

// shadow is what should be known of who is in a room, by the rules alone.
type shadow struct {
	in, answers bool
	seen        time.Time // zero for who has no page and no stream
}

func TestWhoIsInARoomIsWhoWasSeenInTheLastMinuteOrNeverHadAStream(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		s := c.Students(t, 8)
		id, topic := openRoom(t, c)
		w := &walk{c: c, clock: clock, id: id, topic: topic, people: s, now: make([]shadow, len(s)),
			random: rand.New(rand.NewPCG(1, uint64(len(t.Name()))))}
		for i := range 600 {
			w.step(t)
			if want := w.inside(); !slices.Equal(inside(t, c, id), want) {
				t.Fatalf("after step %d %v are inside, want %v", i, inside(t, c, id), want)
			}
		}
		clock.Set(noon.Add(time.Hour))
		c.Tick(t)
		for i := range s {
			wantCode(t, "a beat after the end", c.Meetings.Here(t.Context(), s[i], id, 1), campus.BadRequest)
			must(t, c.Meetings.Came(t.Context(), topic, s[i].ID))
			must(t, c.Meetings.Standing(t.Context(), map[string][]int64{topic: {s[i].ID}}))
		}
		nothingDue(t, c)
		if got := inside(t, c, id); len(got) != 0 {
			t.Errorf("%v are inside after the end", got)
		}
	})
}

// walk is people who come, answer, have streams and vanish, in any order.
type walk struct {
	c      *storetest.Campus
	clock  *storetest.Hands
	id     int64
	topic  string
	people []campus.Person
	now    []shadow
	random *rand.Rand
}

func (w *walk) step(t *testing.T) {
	t.Helper()
	w.clock.Add(time.Duration(w.random.IntN(11)) * 500 * time.Millisecond)
	i := w.random.IntN(len(w.people))
	who, at, ctx := w.people[i], w.clock.Now(), t.Context()
	// Whatever is due is done before, as by a scheduler that is never late.
	w.c.Tick(t)
	for j := range w.now {
		if seen := w.now[j].seen; !seen.IsZero() && at.Sub(seen) >= time.Minute {
			w.now[j] = shadow{}
		}
	}
	m := &w.now[i]
	switch w.random.IntN(5) {
	case 0:
		if err := w.c.Meetings.Join(ctx, who, w.id, 1, ""); (err == nil) == m.in {
			t.Fatalf("joining gets %v, in before: %v", err, m.in)
		} else if err == nil {
			*m = shadow{in: true}
		}
	case 1:
		if err := w.c.Meetings.Leave(ctx, who, w.id, 1, ""); (err == nil) != m.in {
			t.Fatalf("leaving gets %v, in before: %v", err, m.in)
		}
		*m = shadow{}
	case 2:
		if err := w.c.Meetings.Here(ctx, who, w.id, 1); (err == nil) != m.in {
			t.Fatalf("a beat gets %v, in before: %v", err, m.in)
		} else if m.in {
			m.answers, m.seen = true, at
		}
	case 3:
		must(t, w.c.Meetings.Came(ctx, w.topic, who.ID))
		if m.in {
			m.seen = at
		}
	case 4:
		must(t, w.c.Meetings.Standing(ctx, map[string][]int64{w.topic: {who.ID}}))
		if m.in && !m.answers {
			m.seen = at
		}
	}
}

func (w *walk) inside() []int64 {
	ids := []int64{}
	for i, m := range w.now {
		if m.in {
			ids = append(ids, w.people[i].ID)
		}
	}
	slices.Sort(ids)
	return ids
}
