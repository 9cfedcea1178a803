package live

import (
	"log/slog"
	"testing"

	"stoa/store/campus"
)

func TestAResyncSaysThatAnythingMayHaveBeenMissed(t *testing.T) {
	t.Parallel()
	h, worked := NewHub(Limits{}), 0
	b := NewBroadcaster(h, newBoard(), func() { worked++ }, slog.New(slog.DiscardHandler))
	w := watch(t, h, room)
	b.Resync()
	if got := w.Signal(); got != (Signal{Rights: true}) {
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
	if got, not := mine.Signal(), other.Signal(); got != (Signal{Rights: true}) || not != (Signal{}) {
		t.Errorf("the signals are %+v and %+v", got, not)
	}
	if worked != 1 || len(b.queues) != 0 {
		t.Errorf("the followers were woken %d times and %d events wait", worked, len(b.queues))
	}
}
