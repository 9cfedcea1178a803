package handlers

import (
	"strings"
	"testing"
)

// Who ends a meeting is asked in one way, and goes back to where they came from: the room, or an admin's list of open meetings.
func TestWhoEndsAMeetingGoesBackToWhereTheyCameFrom(t *testing.T) {
	t.Parallel()
	for who, way := range map[string]struct{ from, back string }{
		"thales": {"", "/meetings/1/1"}, "admin": {"?from=active", "/admin/active"},
	} {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			town := newTown(t, setup{})
			town.enter(t, town.john)
			staff := town.signedIn(t, who)
			question := one(t, staff.open(t, town.room+"/end"+way.from, "End Office hour now? · Stoa"), "#ask")
			wantSays(t, question, "End Office hour now? 1 person is inside and will leave at once. "+
				"The room closes and cannot be opened again; what was said stays readable. End the meeting No, go back")
			if back := attr(one(t, question, "a"), "href"); back != way.back {
				t.Errorf("no leads to %s", back)
			}
			form := one(t, question, "form")
			staff.post(t, attr(form, "action"), fieldsOf(form)).wantSeeOther(t, way.back)
			if after := staff.get(t, way.back); !strings.Contains(after.body, "The meeting has ended, and everybody has left.") {
				t.Errorf("after it %s", after)
			}
		})
	}
}

func TestATeacherIsLedToTheirRoomWhereverTheySayTheyComeFrom(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.signedIn(t, "thales").post(t, town.room+"/end?from=active", nil).wantSeeOther(t, town.room)
}
