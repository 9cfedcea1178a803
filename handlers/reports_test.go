package handlers

import (
	"net/url"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

func TestLinesOfSomebodyBlockedAreFoldedAndThoseOfStaffAreNot(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	hamid := town.Person(t, "hamid", campus.Student)
	town.meeting = town.Meeting(t, town.thales, "Circle", town.john, hamid)
	town.room = "/meetings/" + num(town.meeting.ID) + "/1"
	town.Settle(t)
	town.enter(t, town.john, town.thales, hamid)
	town.say(t, hamid, "a rude word")
	town.say(t, town.thales, "order, please")
	john, other := town.signedIn(t, "john"), town.signedIn(t, "thales")
	for _, whom := range []campus.Person{hamid, town.thales} {
		john.post(t, views.BlockPath(whom.ID), url.Values{"back": {town.room}}).wantSeeOther(t, town.room)
	}
	page := john.get(t, town.room).page(t)
	if got := text(one(t, one(t, page, "#m-1"), "details[class=folded]")); !strings.Contains(got, views.FoldedWords) ||
		!strings.Contains(got, "a rude word") {
		t.Errorf("folded is %q", got)
	}
	if len(all(one(t, page, "#m-2"), "details")) != 0 {
		t.Error("what staff said is folded")
	}
	if got := attr(one(t, page, "#"+views.IDLines), "data-blocked"); got != num(town.thales.ID)+" "+num(hamid.ID) &&
		got != num(hamid.ID)+" "+num(town.thales.ID) {
		t.Errorf("the page says to its script that %q are blocked", got)
	}
	if page := other.get(t, town.room).page(t); len(all(page, "details[class=folded]")) != 0 ||
		attr(one(t, page, "#"+views.IDLines), "data-blocked") != "" {
		t.Error("it is folded for who has blocked nobody")
	}
	feed := john.watch(t, livePath, []string{campus.MeetingTopic(town.meeting.ID, 1)})
	town.say(t, hamid, "another")
	if got := feed.want(t); strings.Contains(got.data, "folded") || !strings.Contains(got.data, "another") {
		t.Errorf("the frame, which is everybody's, is %+v", got)
	}
	john.post(t, views.BlockPath(town.john.ID), nil).wantStatus(t, 409)
	john.post(t, views.BlockPath(hamid.ID), url.Values{"back": {"//evil.example"}}).wantSeeOther(t, "/")
	john.post(t, views.UnblockPath(hamid.ID), nil).wantSeeOther(t, views.PathBlocked)
	if got := texts(all(one(t, john.get(t, views.PathBlocked).page(t), "main"), "li span")); len(got) == 0 ||
		strings.Contains(strings.Join(got, " "), "hamid") {
		t.Errorf("blocked are %q", got)
	}
	if page := john.get(t, town.room).page(t); len(all(page, "details[class=folded]")) != 0 {
		t.Error("it is folded still")
	}
}

func TestAReportIsMadeByAFormAndReadByStaffAlone(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	hamid := town.Person(t, "hamid", campus.Student)
	town.meeting = town.Meeting(t, town.thales, "Circle", town.john, hamid)
	town.room = "/meetings/" + num(town.meeting.ID) + "/1"
	town.Settle(t)
	town.enter(t, town.john, hamid)
	line := town.say(t, hamid, "a rude word")
	john, path := town.signedIn(t, "john"), views.ReportLinePath(town.room, line)
	if got := text(one(t, john.get(t, path).page(t), "blockquote")); !strings.Contains(got, "a rude word") {
		t.Errorf("the form quotes %q", got)
	}
	refused := john.post(t, path, url.Values{"text": {"please look"}})
	refused.wantStatus(t, 422)
	if got := text(one(t, refused.page(t), "textarea")); !strings.Contains(got, "please look") {
		t.Errorf("what was typed came back as %q", got)
	}
	john.post(t, path, url.Values{"reason": {"abuse"}, "text": {"please look"}}).wantSeeOther(t, town.room)
	town.Settle(t)
	thales := town.signedIn(t, "thales")
	list := text(one(t, thales.get(t, views.PathReports).page(t), "main"))
	for _, words := range []string{"a rude word", "please look", "reported by The john", "Open"} {
		if !strings.Contains(list, words) {
			t.Errorf("%q is not in the list: %s", words, list)
		}
	}
	id := campus.ReportID{Room: campus.MeetingTopic(town.meeting.ID, 1), Line: line, Whom: hamid.ID, Reporter: town.john.ID}.String()
	thales.post(t, views.CloseReportPath(id), nil).wantSeeOther(t, views.PathReports)
	if list := text(one(t, thales.get(t, views.PathReports).page(t), "main")); !strings.Contains(list, "Done by The thales") {
		t.Errorf("closed it is %s", list)
	}
	escaped := strings.ReplaceAll(id, ":", "%3A")
	thales.post(t, views.CloseReportPath(escaped), nil).wantSeeOther(t, views.PathReports)
	wantStatus(t, town.script(t, "thales").call(t, "POST", "/reports/"+escaped+"/close", nil), 204)
	for _, where := range []string{views.PathReports, views.ReportLinePath(town.room, line)} {
		if got := town.signedIn(t, "hamid").get(t, where); got.status < 400 {
			t.Errorf("whom it is about reads %s: %s", where, got)
		}
	}
	john.get(t, views.ReportLinePath(town.room, 99)).wantStatus(t, 404)
	john.get(t, views.ReportPersonPath(town.room, 99)).wantStatus(t, 404)
}

func TestAnOpenRoomIsToldOfAnotherName(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john)
	feed := town.signedIn(t, "thales").watch(t, livePath, []string{campus.MeetingTopic(town.meeting.ID, 1)})
	name := "Johann <Bach>"
	if _, _, err := town.People.Edit(t.Context(), store.Itself(""), town.john.ID, campus.PersonChange{Name: &name}); err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	if got := feed.want(t); !strings.Contains(got.data, `data-swap="name"`) || !strings.Contains(got.data, "Johann &lt;Bach&gt;") {
		t.Errorf("the frame is %+v", got)
	}
}

func (a answer) wantStatus(t *testing.T, status int) {
	t.Helper()
	if a.status != status {
		t.Errorf("got %d, want %d: %s", a.status, status, a)
	}
}
