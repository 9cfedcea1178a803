package store_test

import (
	"fmt"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// Between what MarkUnread reads and what it writes another tab reads on, and somebody mentions its reader; or a tab that read before
// comes after it. What was set back stays so, and what is meant is all there.
func TestMarkingUnreadAndReadingAtOnceLoseNeither(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	o, ctx, room := newTown(t, c), t.Context(), store.GeneralRoom()
	for i := range 6 {
		o.say(t, o.hamid, room, fmt.Sprintf("line %d @john", i+1))
	}
	c.Settle(t)
	o.read(t, o.john, room, 2)

	through, gate := c.Gated(t, c.MarksKey(o.john.ID))
	marked := make(chan error, 1)
	go func() {
		_, err := through.Rooms.MarkUnread(ctx, o.john, room, 4, "op")
		marked <- err
	}()
	<-gate.Reached
	o.read(t, o.john, room, 5)
	o.say(t, o.hamid, room, "and again, @john")
	c.Settle(t)
	gate.Open()
	must(t, <-marked)
	if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{4, 4} {
		t.Errorf("set back after another tab has read on, john has not read %v, want from line 4 on", got)
	}

	through, gate = c.Gated(t, c.MarksKey(o.john.ID))
	go func() {
		_, err := through.Rooms.MarkReadFrom(ctx, o.john, room, 7, 1)
		marked <- err
	}()
	<-gate.Reached
	mark, err := c.Rooms.MarkUnread(ctx, o.john, room, 2, "")
	must(t, err)
	gate.Open()
	must(t, <-marked)
	if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{6, 6} || mark.Marked != 2 {
		t.Errorf("read by a tab from before it was set back, john has not read %v after %+v, want from line 2 on", got, mark)
	}
	_, err = c.Rooms.MarkReadFrom(ctx, o.john, room, 7, mark.Marked)
	must(t, err)
	if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{} {
		t.Errorf("read by a tab that knows of it, john has not read %v", got)
	}
}
