package handlers

import (
	"strings"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

func TestListsOfMeetingsHaveAWayInAndAreDrawnAgainAsAPart(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	soon := town.planned(t, campus.NewMeeting{Title: "Late hour", Public: true}, time.Hour)
	gone := town.planned(t, campus.NewMeeting{Title: "Cancelled hour", Public: true}, 2*time.Hour)
	if err := town.Meetings.CancelInstances(t.Context(), town.thales, gone.ID, 1, false, 0, ""); err != nil {
		t.Fatal(err)
	}
	town.Tick(t)
	town.Settle(t)
	john, thales := town.signedIn(t, "john"), town.signedIn(t, "thales")
	for _, path := range []string{"/", "/meetings"} {
		part := john.get(t, path, "HX-Request", "true")
		if strings.Contains(part.body, "<html") || attr(one(t, part.page(t), "#"+views.IDMeetings), "hx-get") != path {
			t.Errorf("%s is no part: %.200s", path, part.body)
		}
		join := one(t, part.page(t), "form[action="+town.room+"/join]")
		if text(join) != "Join" || value(one(t, join, "input[name=op]")) == "" {
			t.Errorf("%s lets in by %q", path, text(join))
		}
	}
	john.post(t, town.room+"/join", nil).wantSeeOther(t, town.room)
	if back := john.get(t, "/meetings").page(t); len(all(back, "form[action="+town.room+"/join]")) != 0 ||
		!strings.Contains(text(back), "Back to the room") {
		t.Error("who is in is not led back")
	}
	if page := john.get(t, "/meetings?state=cancelled"); !strings.Contains(page.body, "Cancelled hour") ||
		strings.Contains(page.body, "Late hour") {
		t.Error("what is cancelled is not listed as such")
	}
	if mine := thales.get(t, "/meetings?mine=1"); !strings.Contains(mine.body, "Late hour") || !strings.Contains(mine.body, "My meetings") {
		t.Errorf("thales has not what he hosts")
	}
	if mine := john.get(t, "/meetings?mine=1"); strings.Contains(mine.body, "Late hour") {
		t.Error("john has what thales hosts")
	}
	var listed struct{ Meetings []struct{ ID int64 } }
	town.script(t, "thales").call(t, "GET", "/meetings?mine=1&state=scheduled", nil).read(t, &listed)
	if len(listed.Meetings) != 1 || listed.Meetings[0].ID != soon.ID {
		t.Errorf("the API lists %+v", listed)
	}
}
