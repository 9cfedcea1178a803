package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// wayIn reports whether a door is said to be locked, and whether there is a way in for its reader.
func wayIn(t *testing.T, v *visitor, door string) (locked, open bool) {
	t.Helper()
	page := v.get(t, door).page(t)
	_, locked = attribute(one(t, page, "#door-lock"), "data-locked")
	_, open = attribute(one(t, page, "form[action="+door+"/join]").Parent, "data-open")
	return locked, open || !locked
}

func TestALockedDoorHasAWayInForItsStaffAndForWhoWasLetOutUnseenAlone(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	town.enter(t, town.john)
	if err := town.Meetings.Here(t.Context(), town.john, town.meeting.ID, 1); err != nil {
		t.Fatal(err)
	}
	clock.Add(2 * time.Minute)
	town.Tick(t)
	john, thales := town.signedIn(t, "john"), town.signedIn(t, "thales")
	want := func(what string, v *visitor, locked, open bool) {
		t.Helper()
		if l, o := wayIn(t, v, town.room); l != locked || o != open {
			t.Errorf("%s: locked %t, a way in %t; want %t and %t", what, l, o, locked, open)
		}
	}
	want("a door that is not locked", john, false, true)
	if _, err := town.Meetings.Lock(t.Context(), town.thales, town.meeting.ID, 1, true, ""); err != nil {
		t.Fatal(err)
	}
	want("for who was let out unseen", john, true, true)
	want("for its staff", thales, true, true)
	john.post(t, town.room+"/join", nil).wantSeeOther(t, town.room)
	john.post(t, town.room+"/leave", nil)
	want("for who has left", john, true, false)
}

func TestOfSomebodyErasedNothingIsOfferedThatWouldBeRefused(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john, town.thales)
	if err := town.People.Erase(t.Context(), store.By{Person: town.admin}, town.john.ID); err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	thales := town.signedIn(t, "thales")
	path := views.RoomPersonPath(town.room, town.john.ID)
	const words = "This account was erased."
	if menu := thales.get(t, path, "HX-Request", "true"); len(all(menu.page(t), "a")) > 0 || !strings.Contains(menu.body, words) {
		t.Errorf("their menu is %s", menu)
	}
	if page := one(t, thales.get(t, path).page(t), "main"); len(all(page, "ul[class=menu]")) > 0 || !strings.Contains(text(page), words) {
		t.Errorf("their page says %q", text(page))
	}
	got := thales.get(t, views.SanctionPath(town.room, town.john.ID, "ban"))
	wantStatus(t, got, http.StatusNotFound)
	if !strings.Contains(got.body, campus.ErrNoPerson.Sentence) {
		t.Errorf("asked all the same, it says %s", got)
	}
}
