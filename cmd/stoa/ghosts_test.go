package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

const (
	crowdSize = 500
	// unseenFor is how long after they were last seen somebody is let out of a room.
	unseenFor = time.Minute
	// A reader is seen at least so often: a stream that stands with every beat, a page that answers with every second one.
	beat = 15 * time.Second
)

// gathering is the room of a meeting that four Stoas serve: three are killed.
type gathering struct {
	*storetest.Campus
	stoas [4]*process
	room  store.Room
	keys  map[string]string // of the room, by what they hold
}

func newGathering(t *testing.T) *gathering {
	t.Helper()
	c, server := storetest.Own(t, func(o *store.Options) { o.Prefix = "stoa:" }) // as the processes have it
	g := &gathering{Campus: c, keys: map[string]string{}}
	for i := range g.stoas {
		g.stoas[i] = startStoa(t, "--redis-url", "unix://"+server.Socket())
	}
	now := c.Now()
	m := c.Plan(t, c.Person(t, "thales", campus.Teacher), campus.NewMeeting{Title: "Talk", Public: true,
		Slots: []campus.Slot{{From: now.Add(-time.Minute), To: now.Add(time.Hour), Zone: "UTC"}}})
	g.room = store.MeetingRoom(m.ID, 1)
	return g
}

// count returns how many are in a sorted set of the room.
func (g *gathering) count(t *testing.T, what string) int64 {
	t.Helper()
	if g.keys[what] == "" {
		found, err := g.Redis.Keys(t.Context(), "*:room:"+g.room.Topic+":"+what).Result()
		if err != nil || len(found) != 1 {
			return 0
		}
		g.keys[what] = found[0]
	}
	n, err := g.Redis.ZCard(t.Context(), g.keys[what]).Result()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// enter lets somebody in.
func (g *gathering) enter(t *testing.T, p campus.Person) {
	t.Helper()
	id, order, _ := campus.ParseMeetingTopic(g.room.Topic)
	if err := g.Meetings.Join(t.Context(), p, id, order, ""); err != nil {
		t.Fatal(err)
	}
}

// read opens a stream of the room for somebody at each of these Stoas.
func (g *gathering) read(t *testing.T, p campus.Person, at ...int) {
	t.Helper()
	token := sessionOf(t, g.Campus, p)
	for _, i := range at {
		openStreams(t, g.stoas[i].url, token, g.room.Topic, 1)
	}
}

// visit opens the room in a browser.
func (g *gathering) visit(t *testing.T, b *browser, p campus.Person, at int) *tab {
	t.Helper()
	w := b.person(t, p.Username, g.stoas[at].url)
	w.signIn(p.Username, storetest.Password)
	w.open("/meetings/" + strings.ReplaceAll(strings.TrimPrefix(g.room.Topic, "meeting:"), ":", "/"))
	w.until("the room live", "document.querySelector('main[data-here]')")
	return w
}

// departures returns when who left, as the room's log says.
func (g *gathering) departures(t *testing.T) map[int64][]time.Time {
	t.Helper()
	logs, err := g.Redis.Keys(t.Context(), "*:room:"+g.room.Topic+":events").Result()
	if err != nil || len(logs) != 1 {
		t.Fatalf("the logs are %q, %v", logs, err)
	}
	var entries []redis.XMessage
	if entries, err = g.Redis.XRange(t.Context(), logs[0], "-", "+").Result(); err != nil {
		t.Fatal(err)
	}
	left := map[int64][]time.Time{}
	for _, e := range entries {
		if e.Values["kind"] != string(campus.KindLeave) {
			continue
		}
		who, _ := strconv.ParseInt(fmt.Sprint(e.Values["ref"]), 10, 64)
		at, _ := strconv.ParseInt(fmt.Sprint(e.Values["at"]), 10, 64)
		left[who] = append(left[who], time.UnixMilli(at).UTC())
	}
	return left
}

// wantLeft checks that each of these left once, when they were last seen: not later than they were cut off, and not much
// earlier than a reader is seen again.
func (g *gathering) wantLeft(t *testing.T, why string, cut time.Time, every time.Duration, people ...campus.Person) {
	t.Helper()
	left := g.departures(t)
	for _, p := range people {
		at := left[p.ID]
		if len(at) != 1 || at[0].After(cut.Add(time.Second)) || at[0].Before(cut.Add(-every-5*time.Second)) {
			t.Errorf("%s: %s left at %v, want once, within %v before %v", why, p.Username, at, every, cut)
		}
	}
}

// wantAlone waits until so many are left inside, and checks that this took a minute at most.
func (g *gathering) wantAlone(t *testing.T, why string, cut time.Time, inside int64) {
	t.Helper()
	patiently(t, unseenFor+patience, why, func() bool { return g.count(t, "present") <= inside })
	took := g.Now().Sub(cut)
	t.Logf("%s: nobody was left who was cut off after %v", why, took.Round(100*time.Millisecond))
	if got := g.count(t, "present"); took > unseenFor+5*time.Second || got != inside {
		t.Errorf("%s: %d are inside after %v, want %d after a minute", why, got, took, inside)
	}
}

// closeTab ends a tab as somebody does who closes it.
func closeTab(t *testing.T, w *tab) {
	t.Helper()
	if err := chromedp.Cancel(w.ctx); err != nil {
		t.Error(err)
	}
}

// This takes two minutes, in which it does nothing but wait: of a process nobody moves the clock.
func TestWhoseStoaTabOrBrowserIsKilledIsOutAfterAMinuteAndWhoHasAnotherStoaIsNot(t *testing.T) {
	t.Parallel()
	g := newGathering(t)
	everybody := g.Students(t, crowdSize+5)
	crowd, others := everybody[:crowdSize], everybody[crowdSize:]
	three, stays, plain, closes, killed := others[0], others[1], others[2], others[3], others[4]
	for _, p := range everybody {
		g.enter(t, p)
	}
	for _, p := range crowd {
		g.read(t, p, 0)
	}
	g.read(t, three, 0, 1, 2)
	g.read(t, stays, 3)
	b := newBrowser(t)
	tabs := []*tab{g.visit(t, b, closes, 3), g.visit(t, b, killed, 3)}
	eventually(t, "all but one are seen", func() bool { return g.count(t, "seen") == int64(len(everybody)-1) })

	g.stoas[0].kill(t)
	g.stoas[1].kill(t)
	closeTab(t, tabs[0])
	if err := chromedp.FromContext(tabs[1].ctx).Browser.Process().Kill(); err != nil {
		t.Fatal(err)
	}
	cut := g.Now()
	g.wantAlone(t, "two Stoas and a browser are dead", cut, 3)
	g.wantLeft(t, "their Stoa was killed", cut, beat, crowd...)
	g.wantLeft(t, "a tab was closed", cut, 2*beat, closes)
	g.wantLeft(t, "a browser was killed", cut, 2*beat, killed)

	g.stoas[2].kill(t)
	cut = g.Now()
	g.wantAlone(t, "the last of three Stoas is dead", cut, 2)
	g.wantLeft(t, "the last of three Stoas was killed", cut, beat, three)
	if left := g.departures(t); len(left[stays.ID])+len(left[plain.ID]) > 0 || len(left) != len(everybody)-2 {
		t.Errorf("%d have left, among them %v and %v: want all but these two", len(left), left[stays.ID], left[plain.ID])
	}
}
