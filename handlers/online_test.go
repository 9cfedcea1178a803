package handlers

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// onlooker is a page or a script that keeps who is online, as it is told.
type onlooker struct {
	feed   *feed
	mu     sync.Mutex
	online map[int64]bool
	told   []string // every event, in few words
}

// look has somebody follow who is online.
func look(tb testing.TB, v *visitor, path string) *onlooker {
	tb.Helper()
	o := &onlooker{feed: v.watch(tb, path, []string{campus.TopicPresence})}
	go func() {
		for {
			got, err := o.feed.next()
			if err != nil || got.name == "bye" {
				return
			}
			o.take(tb, got)
		}
	}()
	storetest.Await(tb, "all who are online", func() bool { return o.now() != nil })
	return o
}

// take takes up an event of either form.
func (o *onlooker) take(tb testing.TB, got sent) {
	kind, ids := "", []int64{}
	if got.name == "online" {
		words := strings.Fields(got.data)
		kind = words[0]
		last := int64(0)
		for _, step := range words[1:] {
			n, err := strconv.ParseInt(step, 10, 64)
			if err != nil {
				tb.Error(err)
			}
			last += n
			ids = append(ids, last)
		}
	} else {
		var e struct {
			Kind   string
			People []struct {
				ID   int64
				Name string
			}
		}
		if err := json.Unmarshal([]byte(got.data), &e); err != nil {
			tb.Error(err)
		}
		kind = e.Kind
		for _, p := range e.People {
			ids = append(ids, p.ID)
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.told = append(o.told, fmt.Sprint(kind, ids))
	if kind == "all" || kind == "state" {
		o.online = map[int64]bool{}
	}
	for _, id := range ids {
		if kind == "offline" {
			delete(o.online, id)
		} else {
			o.online[id] = true
		}
	}
}

// now returns who is online as the onlooker has it; nil before it was told.
func (o *onlooker) now() []int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.online == nil {
		return nil
	}
	return append([]int64{}, slices.Sorted(maps.Keys(o.online))...)
}

// history returns what was told, but for what an onlooker is told at the start.
func (o *onlooker) history() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Join(o.told[1:], " ")
}

// beside starts another Stoa of the same campus.
func (r *rig) beside(tb testing.TB, s setup) *rig {
	tb.Helper()
	return startRig(tb, r.Apart(tb), s)
}

// at is the same browser or script at another Stoa.
func (v *visitor) at(r *rig) *visitor {
	other := *v
	other.rig = r
	return &other
}

func TestAPersonAtTwoStoasComesOnceAndGoesWithTheLastStream(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{online: true})
	other := town.beside(t, setup{online: true})
	john := town.script(t, "john")
	admin := look(t, town.script(t, "admin"), eventsPath)
	page := look(t, town.signedIn(t, "thales"), livePath)
	told := fmt.Sprintf("online[%d]", town.john.ID)
	storetest.Await(t, "the onlookers themselves", func() bool { return len(admin.now()) == 2 })
	first := john.watch(t, eventsPath, []string{"me"})
	storetest.Await(t, "john to come", func() bool { return strings.Contains(admin.history(), told) })
	second := john.at(other).watch(t, eventsPath, []string{"me"})
	first.close()
	third := john.watch(t, eventsPath, []string{"me"})
	third.close()
	second.close()
	closed := time.Now()
	gone := fmt.Sprintf("offline[%d]", town.john.ID)
	storetest.Await(t, "john to go", func() bool { return strings.Contains(admin.history(), gone) })
	if took := time.Since(closed); took < 4500*time.Millisecond || took > 9*time.Second {
		t.Errorf("john is offline %v after the last stream was closed, want some five seconds", took)
	}
	if history := admin.history(); strings.Count(history, told) != 1 || strings.Count(history, gone) != 1 {
		t.Errorf("told was %s", history)
	}
	storetest.Await(t, "a page to know the same", func() bool { return slices.Equal(page.now(), []int64{town.thales.ID, town.admin.ID}) })
}

func TestWhoseStoaStopsIsNeverOfflineOnTheWayToAnother(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{online: true})
	other := town.beside(t, setup{online: true})
	john, admin := town.script(t, "john"), town.script(t, "admin").at(other)
	watched := look(t, admin, eventsPath)
	stays := john.watch(t, eventsPath, []string{"me"})
	storetest.Await(t, "john to come", func() bool { return slices.Contains(watched.now(), town.john.ID) })
	town.server.Drain()
	stays.want(t) // me, as it is
	stays.wantEnd(t, "bye")
	began := time.Now()
	// thales comes and goes meanwhile, which takes longer than a clean close does.
	thales := town.script(t, "thales").at(other).watch(t, eventsPath, []string{"me"})
	storetest.Await(t, "thales to come", func() bool { return slices.Contains(watched.now(), town.thales.ID) })
	thales.close()
	storetest.Await(t, "thales to go", func() bool { return !slices.Contains(watched.now(), town.thales.ID) })
	if !slices.Contains(watched.now(), town.john.ID) {
		t.Errorf("john is offline %v after his Stoa stopped: %s", time.Since(began), watched.history())
	}
	john.at(other).watch(t, eventsPath, []string{"me"})
	if history := watched.history(); strings.Contains(history, fmt.Sprintf("offline[%d]", town.john.ID)) {
		t.Errorf("told was %s", history)
	}
}

// plaza is two Stoas, whose people a test moves about, with onlookers who come and go.
type plaza struct {
	*town
	clock     *storetest.Hands
	stoas     [2]*rig
	visitors  []*visitor
	people    []int64
	onlookers []*onlooker
	dice      *rand.Rand
}

func newPlaza(t *testing.T, seed uint64) *plaza {
	t.Helper()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	quiet := setup{clock: clock, redis: store.Redis{Socket: storetest.OwnServer(t).Socket()},
		config: func(c *Config) { c.Log = discard() }}
	p := &plaza{town: newTown(t, quiet), clock: clock, dice: rand.New(rand.NewPCG(seed, 7))}
	p.stoas = [2]*rig{p.rig, p.beside(t, quiet)}
	p.visitors = []*visitor{p.script(t, "john"), p.signedIn(t, "thales")}
	for _, s := range p.Students(t, 30) {
		p.people = append(p.people, s.ID)
	}
	return p
}

// some returns some of the people.
func (p *plaza) some() []int64 {
	var some []int64
	for _, id := range p.people {
		if p.dice.IntN(5) == 0 {
			some = append(some, id)
		}
	}
	return some
}

// step is one thing that happens: people move, time passes, a bell is lost, an onlooker comes or goes.
func (p *plaza) step(t *testing.T) {
	t.Helper()
	ctx, stoa := t.Context(), fmt.Sprint(p.dice.IntN(3))
	var err error
	switch p.dice.IntN(8) {
	case 0:
		err = p.Presence.Stand(ctx, stoa, p.some(), nil)
	case 1:
		err = p.Presence.Stand(ctx, stoa, nil, p.some())
	case 2:
		err = p.Redis.Do(ctx, "CLIENT", "KILL", "TYPE", "pubsub").Err()
	case 3:
		i := p.dice.IntN(len(p.visitors))
		p.onlookers = append(p.onlookers, look(t, p.visitors[i].at(p.stoas[p.dice.IntN(2)]), []string{eventsPath, livePath}[i]))
	case 4:
		if n := len(p.onlookers); n > 2 {
			i := p.dice.IntN(n)
			p.onlookers[i].feed.close()
			p.onlookers = slices.Delete(p.onlookers, i, i+1)
		}
	default:
		p.clock.Add(time.Duration(p.dice.IntN(8)) * time.Second)
		_, _, err = p.Presence.Tick(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhateverAnOnlookerMissesWhoIsOnlineIsRightInTheEnd(t *testing.T) {
	t.Parallel()
	for seed := range uint64(storetest.Times(4, 40)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			p := newPlaza(t, seed)
			for range 120 {
				p.step(t)
			}
			p.clock.Add(time.Second)
			if _, _, err := p.Presence.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
			fresh := look(t, p.visitors[0], eventsPath).now()
			for i, o := range p.onlookers {
				storetest.Await(t, fmt.Sprintf("onlooker %d to hold %v and not %v after %s", i, fresh, o.now(), o.history()),
					func() bool { return slices.Equal(o.now(), fresh) })
			}
		})
	}
}

// What is told is a difference: whoever has the state is not sent it again because a bell may have been lost.
func TestWhoMissedNothingIsNotSentTheWholeStateAgain(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	o := look(t, town.script(t, "john"), eventsPath)
	tick := func(stand, closed []int64, d time.Duration) {
		t.Helper()
		if err := town.Presence.Stand(t.Context(), "a", stand, closed); err != nil {
			t.Fatal(err)
		}
		clock.Add(d)
		if _, _, err := town.Presence.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	tick([]int64{town.john.ID, town.thales.ID}, nil, time.Second)
	storetest.Await(t, "two to come", func() bool { return len(o.now()) == 2 })
	town.server.Hub.GapAll()
	look(t, town.script(t, "thales"), eventsPath) // meanwhile john's stream has looked at what it may have missed
	tick([]int64{town.admin.ID}, nil, time.Second)
	storetest.Await(t, "a third to come", func() bool { return len(o.now()) == 3 })
	if want := "online[1 2] online[3]"; o.history() != want {
		t.Errorf("told was %s, want %s", o.history(), want)
	}
}

// Without script a page is right as it was loaded.
func TestAPageSaysAsItIsLoadedWhoIsOnline(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	town.enrol(t, town.john)
	two := store.PrivateRoom(town.john.ID, town.thales.ID)
	if _, err := town.Rooms.Post(t.Context(), town.john, two, campus.NewLine{Body: "hello"}, ""); err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	room := fmt.Sprintf("/rooms/%d:%d", min(town.john.ID, town.thales.ID), max(town.john.ID, town.thales.ID))
	course := "/courses/" + town.course.ID
	john, thales, admin := town.signedIn(t, "john"), town.signedIn(t, "thales"), town.signedIn(t, "admin")
	for _, online := range []bool{false, true, false} {
		people := []int64{town.john.ID, town.thales.ID}
		stand, closed := people, []int64(nil)
		if !online {
			stand, closed = nil, people
		}
		if err := town.Presence.Stand(t.Context(), "a", stand, closed); err != nil {
			t.Fatal(err)
		}
		for range 6 {
			clock.Add(time.Second)
			if _, _, err := town.Presence.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for _, page := range []struct {
			who  *visitor
			path string
			of   int64
		}{{john, course, town.thales.ID}, {thales, course + "/students", town.john.ID}, {admin, "/admin/people", town.john.ID},
			{admin, "/admin/people/" + num(town.john.ID), town.john.ID}, {john, room, town.thales.ID}, {john, "/rooms", town.thales.ID},
			{john, "/rooms/course-" + town.course.ID, town.thales.ID}, {john, "/rooms/general", town.thales.ID}} {
			tree := page.who.get(t, page.path).page(t)
			marks := all(tree, fmt.Sprintf("span[data-online=%d]", page.of))
			if len(marks) == 0 || !strings.Contains(attr(one(t, tree, "body"), "data-live"), campus.TopicPresence) {
				t.Errorf("%s has no mark that can be shown", page.path)
			}
			for _, mark := range marks {
				if shown := !slices.ContainsFunc(mark.Attr, func(a html.Attribute) bool { return a.Key == "hidden" }); shown != online {
					t.Errorf("%s says that somebody is online: %v, want %v", page.path, shown, online)
				}
				wantSays(t, mark, "online")
			}
		}
	}
}
