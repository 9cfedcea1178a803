package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

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
		person + "/ban": "Ban The john from this meeting?", town.room + "/lock": "Lock this room?",
		town.room + "/end": "End " + town.meeting.Title + " now?"} {
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

func TestWhoWasSentOutOrMayNotComeInReadsWhyAtTheDoor(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john, town.thales)
	thales, john := town.signedIn(t, "thales"), town.signedIn(t, "john")
	do := func(deed string) {
		t.Helper()
		thales.post(t, views.SanctionPath(town.room, town.john.ID, deed), url.Values{"op": {campus.NewOp()}}).wantSeeOther(t, town.room)
	}
	door := func() string { return text(one(t, john.get(t, town.room).page(t), "main")) }
	const sentOut = "The staff of this meeting have sent you out."
	do("remove")
	if got := door(); !strings.Contains(got, sentOut) {
		t.Errorf("who was sent out reads %q", got)
	}
	john.post(t, town.room+"/join", nil).wantSeeOther(t, town.room)
	john.post(t, town.room+"/leave", nil).wantSeeOther(t, views.PathMeetings)
	if got := door(); strings.Contains(got, sentOut) {
		t.Errorf("who has left by themselves reads %q", got)
	}
	thales.post(t, town.room+"/lock", nil).wantSeeOther(t, town.room)
	knocked := john.post(t, town.room+"/join", nil)
	if page := knocked.page(t); knocked.status != http.StatusForbidden ||
		text(one(t, page, "main p[role=alert]")) != campus.ErrLocked.Sentence ||
		!strings.Contains(text(one(t, page, "#door-lock")), "The room is locked") {
		t.Errorf("who knocks at a locked door gets %s", knocked)
	}
	do("ban")
	banned := john.post(t, town.room+"/messages", url.Values{"body": {"half a <thought>"}})
	page := wantErrorPage(t, banned, http.StatusForbidden, "This door is closed to you", campus.ErrBanned.Sentence)
	if typed := text(one(t, page, "textarea")); typed != "half a <thought>" {
		t.Errorf("what they typed is %q", typed)
	}
	if strings.Contains(banned.body, town.meeting.Title) {
		t.Error("the door tells who is banned what is behind it")
	}
	do("lift")
	if got := door(); !strings.Contains(got, town.meeting.Title) {
		t.Errorf("after the ban was lifted the door says %q", got)
	}
}

func TestTenMinutesMoreAreRefusedInWordsOnThePage(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	now := town.Now()
	m, err := town.Meetings.Create(t.Context(), town.thales, campus.NewMeeting{Title: "A whole day", Public: true, Slots: []campus.Slot{
		{From: now.Add(-time.Minute), To: now.Add(23*time.Hour + 45*time.Minute), Zone: "UTC"}}}, "")
	if err != nil {
		t.Fatal(err)
	}
	room := views.InstancePath(m.ID, 1)
	thales := town.signedIn(t, "thales")
	thales.post(t, room+"/join", nil).wantSeeOther(t, room)
	more := func() answer { return thales.post(t, room+"/extend", url.Values{"op": {campus.NewOp()}}) }
	more().wantSeeOther(t, room)
	for range 9 {
		got := more()
		page := got.page(t)
		if alert := one(t, page, "main header p[role=alert]"); got.status != http.StatusConflict || text(alert) != campus.ErrLong.Sentence {
			t.Fatalf("it answers %d and says %q", got.status, text(alert))
		}
		one(t, page, "#composer") // the room is there still
	}
	if text := text(thales.get(t, room).page(t)); strings.Contains(text, campus.ErrLong.Sentence) {
		t.Error("the refusal is said again where nothing was asked")
	}
}
