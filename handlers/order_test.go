package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stoa/store/campus"
	"stoa/views"
)

func TestAQuestionAboutTheRoomIsAskedInItAndAnsweredThere(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john, town.thales)
	thales := town.signedIn(t, "thales")
	person := views.RoomPersonPath(town.room, town.john.ID)
	for path, title := range map[string]string{person + "/mute": "Mute The john?", person + "/remove": "Send The john out?",
		person + "/ban": "Ban The john from this meeting?", town.room + "/lock": "Lock this room?", town.room + "/end": "End " + town.meeting.Title + " now?"} {
		got := thales.get(t, path, "HX-Request", "true")
		page := got.page(t)
		if h := one(t, page, "h2"); got.status != http.StatusOK || text(h) != title || len(all(page, "main")) > 0 {
			t.Errorf("%s: in the room it is %d %.300s", path, got.status, got.body)
		}
		if action := attr(one(t, page, "form"), "action"); action != path {
			t.Errorf("%s: yes is posted to %s", path, action)
		}
		if whole := thales.get(t, path).page(t); text(one(t, whole, "main h1")) != title {
			t.Errorf("%s: the page of it says %q", path, text(whole))
		}
	}
	for _, path := range []string{person + "/mute", person + "/unmute", person + "/remove", town.room + "/lock"} {
		if got := thales.post(t, path, url.Values{"op": {campus.NewOp()}}, "HX-Request", "true"); got.status != http.StatusNoContent {
			t.Errorf("%s: in the room it answers %s", path, got)
		}
	}
	thales.post(t, town.room+"/end", url.Values{"op": {campus.NewOp()}}, "HX-Request", "true").wantSeeOther(t, town.room)
}

func TestWhoSaidALineHasTheirMenuAtIt(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john, town.thales)
	town.say(t, town.john, "one")
	town.say(t, town.john, "two")
	thales := town.signedIn(t, "thales")
	room := thales.get(t, town.room).page(t)
	person := views.RoomPersonPath(town.room, town.john.ID)
	if link := one(t, room, "#m-1 a[class=author]"); attr(link, "href") != person || text(link) != "The john" {
		t.Errorf("the author's name leads to %s and says %q", attr(link, "href"), text(link))
	}
	if more := all(room, "#m-2 a[class=author]"); len(more) > 0 {
		t.Error("a line that follows repeats the way")
	}
	menu := thales.get(t, town.room+"/messages/2", "HX-Request", "true").page(t)
	if entry := one(t, menu, "a[data-do=menu]"); attr(entry, "href") != person || !strings.HasPrefix(text(entry), "About The john") {
		t.Errorf("the menu of a line has %q, to %s", text(entry), attr(entry, "href"))
	}
	own := town.signedIn(t, "john").get(t, town.room+"/messages/2", "HX-Request", "true").page(t)
	if len(all(own, "a[data-do=menu]")) > 0 {
		t.Error("there is something about oneself")
	}
}
