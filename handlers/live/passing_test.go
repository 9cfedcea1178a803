package live

import (
	"testing"
	"time"

	"stoa/store/campus"
)

func TestWhatPassesWaitsBesideTheLogAndOnceOfEachPerson(t *testing.T) {
	t.Parallel()
	h, table := NewHub(Limits{}), newBoard()
	b := NewBroadcaster(h, table, func() {}, discard())
	watch(t, h, "html room:a")
	for _, person := range []int64{7, 8, 7, 7} {
		b.Heard(campus.Event{Topic: "room:a", Kind: campus.KindTyping, Ref: person})
	}
	b.Heard(table.say("room:a"))
	if log, passing := b.queues["room:a"], b.queues["passing room:a"]; len(log.events) != 1 || len(passing.events) != 2 ||
		passing.events[1].Ref != 7 {
		t.Errorf("of the log %+v waits, and of what passes %+v", log, passing)
	}
	for person := range int64(2 * passingAtOnce) {
		b.Heard(campus.Event{Topic: "room:a", Kind: campus.KindTyping, Ref: person})
	}
	if n := len(b.queues["passing room:a"].events); n != passingAtOnce {
		t.Errorf("%d wait, want %d", n, passingAtOnce)
	}
}

func TestWhatPassesIsDroppedForWhoIsSlowAndTheLogIsNot(t *testing.T) {
	t.Parallel()
	h := NewHub(Limits{})
	w := watch(t, h, room)
	late, soon := state("late"), state("soon")
	late.Until, soon.Until = time.Now().Add(-time.Second), time.Now().Add(time.Hour)
	h.Publish(room, logged(1), late, soon, logged(2))
	got, _, behind := w.Take(nil, w.at)
	if want := string(logged(1).Data) + string(soon.Data) + string(logged(2).Data); string(got) != want || len(behind) > 0 {
		t.Errorf("the reader takes %q, want %q; behind are %q", got, want, behind)
	}
}

func TestAPageHearsWhatPassesAndNoneIsReadAgainForIt(t *testing.T) {
	t.Parallel()
	h, table := NewHub(Limits{}), newBoard()
	b := broadcasting(t, h, table, discard())
	w := watch(t, h, "html room:a")
	b.Heard(campus.Event{Topic: "room:a", Kind: campus.KindTyping, Ref: 7})
	if got, behind := w.follow(t, 1); len(got) != 1 || len(behind) > 0 {
		t.Errorf("the page is told %q, behind are %q", got, behind)
	}
	table.breaks("room:a", true)
	b.Heard(campus.Event{Topic: "room:b", Kind: campus.KindTyping, Ref: 7}) // which nobody watches
	if len(b.queues) > 1 {
		t.Errorf("%d topics wait", len(b.queues))
	}
}
