package store_test

import (
	"testing"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// An edit that names the same host has read their name before; it must not bring back the old one.
func TestAnEditLeavesTheNameOfAHostWhoIsRenamedMeanwhile(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	ctx, thales := t.Context(), c.Person(t, "thales", campus.Teacher)
	course, m := c.Course(t, thales, "Geometry", 5), c.Meeting(t, thales, "Circle")
	c.Settle(t)
	through, gate := c.Gated(t, c.InvitedKey(m.ID))
	done := make(chan error, 1)
	go func() {
		_, err := through.Meetings.Edit(ctx, thales, m.ID, campus.NewMeeting{Title: "Circle", Host: thales.ID, Course: course.ID}, "")
		done <- err
	}()
	storetest.Next(t, "the edit at the gate", gate.Reached)
	name := "Thales of Miletus"
	_, _, err := c.People.Edit(ctx, asks(thales), thales.ID, campus.PersonChange{Name: &name})
	must(t, err)
	c.Settle(t)
	gate.Open()
	must(t, storetest.Next(t, "its end", done))
	if now, err := c.Meetings.Get(ctx, m.ID); err != nil || now.Host.Name != name || now.Course != course.ID {
		t.Errorf("the meeting is %+v, %v, want it hosted by %q", now, err, name)
	}
}
