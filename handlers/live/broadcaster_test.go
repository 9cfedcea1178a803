package live

import (
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestAResyncSaysThatAnythingMayHaveBeenMissed(t *testing.T) {
	t.Parallel()
	h, worked := NewHub(Limits{}), 0
	b := NewBroadcaster(h, newBoard(), func() { worked++ }, slog.New(slog.DiscardHandler))
	w := watch(t, h, room)
	b.Resync()
	if got := w.Signal(); got != (Signal{Rights: true, Beside: true}) {
		t.Errorf("the stream is told %+v, want to check its right", got)
	}
	w.want(t, "", room)
	if worked != 1 {
		t.Errorf("the followers were woken %d times, want once", worked)
	}
}

func TestABellOfRightsOrWorkIsNoEvent(t *testing.T) {
	t.Parallel()
	h, worked := NewHub(Limits{}), 0
	b := NewBroadcaster(h, newBoard(), func() { worked++ }, slog.New(slog.DiscardHandler))
	mine, other := enter(t, h, 7, room), enter(t, h, 8, room)
	b.Heard(campus.Event{Topic: campus.PersonTopic(7), Kind: campus.KindRights})
	b.Heard(campus.Event{Topic: campus.TopicOutbox, Kind: campus.KindWork})
	if got, not := mine.Signal(), other.Signal(); got != (Signal{Rights: true, Beside: true}) || not != (Signal{}) {
		t.Errorf("the signals are %+v and %+v", got, not)
	}
	if worked != 1 || len(b.queues) != 0 {
		t.Errorf("the followers were woken %d times and %d events wait", worked, len(b.queues))
	}
}

func TestABellOfRightsToATopicReachesWhoWatchesItInWhicheverForm(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{})
	b := NewBroadcaster(h, newBoard(), func() {}, discard())
	page, script, other := enter(t, h, 7, "html room:a"), enter(t, h, 8, "json room:a"), enter(t, h, 9, "html room:b")
	b.Heard(campus.Event{Topic: "room:a", Kind: campus.KindRights})
	for name, w := range map[string]*Watcher{"page": page, "script": script} {
		if got := w.Signal(); got != (Signal{Rights: true}) {
			t.Errorf("the %s is told %+v, want to check its right", name, got)
		}
	}
	if got := other.Signal(); got != (Signal{}) || len(b.queues) != 0 {
		t.Errorf("another room is told %+v, and %d topics wait to be drawn", got, len(b.queues))
	}
}

func TestOfAStateOnlyTheNewestBellWaits(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{})
	b := NewBroadcaster(h, newBoard(), func() {}, discard())
	watch(t, h, "html seats:x")
	for range 3 {
		b.Heard(campus.Event{Topic: "seats:x", Kind: campus.KindState})
	}
	if n := len(b.queues["seats:x"].events); n != 1 {
		t.Errorf("%d bells of a state wait, want the newest alone", n)
	}
}

// follow takes what a watcher is offered until it has had n frames, and returns their data; a topic that is behind ends it.
func (r *reading) follow(t *testing.T, n int) (got []string, behind []string) {
	t.Helper()
	for len(got) < n {
		storetest.Next(t, "something for the watcher", r.Wake())
		var buf []byte
		buf, r.at, behind = r.Take(nil, r.at)
		for line := range strings.Lines(string(buf)) {
			if text, ok := strings.CutPrefix(strings.TrimSpace(line), "data: "); ok {
				got = append(got, text)
			}
		}
		if len(behind) > 0 {
			break
		}
	}
	return got, behind
}

func TestASlowTopicHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	h, table := NewHub(Limits{}), newBoard()
	b := broadcasting(t, h, table, discard())
	slow, quick := watch(t, h, "html room:slow"), watch(t, h, "html room:quick")
	free := table.hold("room:slow")
	defer free()
	b.Heard(table.say("room:slow"))
	storetest.Next(t, "the slow drawing", table.begun)
	for range 3 {
		b.Heard(table.say("room:slow"))
		b.Heard(table.say("room:quick"))
	}
	if got, _ := quick.follow(t, 3); strings.Join(got, " ") != "1 2 3" {
		t.Errorf("the quick room was told %q", got)
	}
	slow.want(t, "")
	free()
	if got, _ := slow.follow(t, 4); strings.Join(got, " ") != "1 2 3 4" {
		t.Errorf("the slow room was told %q", got)
	}
}

func TestEveryTopicIsToldInItsOrderByOneDrawerAtATime(t *testing.T) {
	t.Parallel()
	const rooms, events = 40, 200
	h, table := NewHub(Limits{}), newBoard()
	b := broadcasting(t, h, table, discard())
	watchers := make([]*reading, rooms)
	for i := range watchers {
		watchers[i] = watch(t, h, fmt.Sprintf("json room:%d", i))
	}
	for range events {
		for i := range watchers {
			b.Heard(table.say(fmt.Sprintf("room:%d", i)))
		}
	}
	for i, w := range watchers {
		got, behind := w.follow(t, events)
		for n, text := range got {
			if text != strconv.Itoa(n+1) {
				t.Fatalf("room %d was told %s as number %d", i, text, n+1)
			}
		}
		if len(behind) != 0 {
			t.Errorf("room %d is behind: two drawers had it at once", i)
		}
	}
}

func TestADrawingThatPanicsIsLoggedAndItsTopicReadAgain(t *testing.T) {
	t.Parallel()
	h, table, notes := NewHub(Limits{}), newBoard(), &notebook{}
	b := broadcasting(t, h, table, notes.log())
	w, other := watch(t, h, "html room:a"), watch(t, h, "html room:b")
	table.breaks("room:a", true)
	b.Heard(table.say("room:a"))
	if got, behind := w.follow(t, 1); len(got) != 0 || !slices.Equal(behind, []string{"html room:a"}) {
		t.Errorf("it was told %q and is behind in %q", got, behind)
	}
	if said := notes.String(); !strings.Contains(said, "no template for room:a") || !strings.Contains(said, "drawer_test.go") {
		t.Errorf("the log has no panic with its stack: %s", said)
	}
	table.breaks("room:a", false)
	b.Heard(table.say("room:a"))
	b.Heard(table.say("room:b"))
	if got, _ := w.follow(t, 1); strings.Join(got, " ") != "2" {
		t.Errorf("afterwards it was told %q", got)
	}
	if got, _ := other.follow(t, 1); strings.Join(got, " ") != "1" {
		t.Errorf("another room was told %q", got)
	}
}

func TestWhatDoesNotFitIsReadFromTheLog(t *testing.T) {
	t.Parallel()
	h, table := NewHub(Limits{}), newBoard()
	b := broadcasting(t, h, table, discard())
	w, other := watch(t, h, "html room:a"), watch(t, h, "html room:b")
	free := table.hold("room:a")
	defer free()
	b.Heard(table.say("room:a"))
	storetest.Next(t, "the drawing", table.begun)
	for range heardSize + 1 {
		b.Heard(table.say("room:a"))
	}
	free()
	got, behind := w.follow(t, heardSize+2)
	if strings.Join(got, " ") != "1" && len(got) != 0 || !slices.Equal(behind, []string{"html room:a"}) {
		t.Errorf("it was told %d events and is behind in %q, want to read the log", len(got), behind)
	}
	b.Heard(table.say("room:b"))
	if got, behind := other.follow(t, 1); len(got) != 1 || len(behind) != 0 {
		t.Errorf("another room was told %q and is behind in %q", got, behind)
	}
}

func TestEveryDrawingHasADeadlineOfItsOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, table := NewHub(Limits{}), newBoard()
		b := broadcasting(t, h, table, discard())
		one, two := watch(t, h, "html room:1"), watch(t, h, "html room:2")
		table.hold("room:1") // for ever
		table.hold("room:2")
		b.Heard(table.say("room:1"))
		time.Sleep(drawPatience / 2) // of the bubble's clock: it takes no time
		b.Heard(table.say("room:2"))
		time.Sleep(drawPatience/2 + time.Second)
		one.want(t, "", "html room:1")
		two.want(t, "")
		time.Sleep(drawPatience / 2)
		two.want(t, "", "html room:2")
	})
}

func TestAStateIsDrawnAtOnceAndThenNoFasterThanItsPace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, table := NewHub(Limits{}), newBoard()
		table.pace = Sort{Pace: time.Second}
		b := broadcasting(t, h, table, discard())
		watch(t, h, "html seats:x", "json seats:x")
		drawn := func(want int) {
			t.Helper()
			synctest.Wait()
			if n := table.times("seats:x"); n != want {
				t.Errorf("it was drawn %d times, want %d", n, want)
			}
		}
		change := func() { b.Heard(campus.Event{Topic: "seats:x", Kind: campus.KindState}) }
		change()
		drawn(1) // at once, and once for both encodings
		for range 3 {
			change()
			synctest.Wait()
		}
		drawn(1)
		time.Sleep(time.Second + time.Millisecond) // of the bubble's clock: it takes no time
		drawn(2)                                   // once for the three
		time.Sleep(time.Minute)
		drawn(2)
		if len(b.queues) != 0 {
			t.Errorf("%d queues are left of what is at rest", len(b.queues))
		}
		change()
		drawn(3)
	})
}

func TestNothingIsDrawnThatNobodyWatches(t *testing.T) {
	t.Parallel()
	table := newBoard()
	b := NewBroadcaster(NewHub(Limits{}), table, func() {}, discard())
	b.Heard(table.say("room:a"))
	if len(b.queues) != 0 {
		t.Error("an event waits to be drawn for nobody")
	}
}
