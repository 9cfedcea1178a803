package handlers

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestTheStaffExcuseInAdvanceOnThePageAndOverTheAPI(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	hamid := town.Person(t, "hamid", campus.Student)
	m := town.Plan(t, town.thales, campus.NewMeeting{Title: "Office hour", Audience: []string{town.john.Email, hamid.Email},
		Slots: []campus.Slot{{From: clock.Now().Add(time.Hour), To: clock.Now().Add(2 * time.Hour), Zone: "UTC"}}})
	town.Settle(t)
	room := fmt.Sprintf("/meetings/%d/1", m.ID)
	host, script, path := town.signedIn(t, "thales"), town.script(t, "thales"), room+"/roster"
	one(t, host.get(t, room).page(t), "main a[href="+path+"]")
	if got := rosterSays(t, host, path); len(got) != 3 || got[0] != "2 expected" || !strings.Contains(got[1], "The john Expected Excuse") {
		t.Fatalf("before the beginning it says %q", got)
	}
	asks := path + "/" + num(town.john.ID) + "/excuse"
	strange := host.get(t, asks+"?from=elsewhere").page(t)
	one(t, strange, "main form[action="+asks+"]") // and says nothing of where that was
	if ways := all(strange, "main a[href="+path+"]"); len(ways) != 2 {
		t.Errorf("%d ways lead back to the roster", len(ways))
	}
	form := one(t, host.open(t, asks, "Excuse The john · Stoa"), "main form")
	wantNotice(t, host.follow(t, host.submit(t, form, url.Values{"reason": {"ill"}}), "Roster of Office hour · Stoa"), "They are excused.")
	if got := rosterSays(t, host, path); got[0] != "1 expected, 1 excused" || !strings.Contains(got[1], "The john Excuse: ill Excused") {
		t.Errorf("it says %q", got)
	}
	excuse := fmt.Sprintf("%s/%d/excuse", path, hamid.ID)
	wantStatus(t, script.call(t, "PUT", excuse, `{"reason":"abroad"}`), 204)
	want := fmt.Sprintf(`{"next":null,"roster":[{"id":%d,"name":"The john","state":"excused","joined":null,"left":null,"minutes":0,`+
		`"reason":"ill"},`+
		`{"id":%d,"name":"The hamid","state":"excused","joined":null,"left":null,"minutes":0,"reason":"abroad"}]}`, town.john.ID, hamid.ID)
	if got := script.call(t, "GET", path, nil); strings.TrimSpace(got.body) != want {
		t.Errorf("it is\n%s, want\n%s", got.body, want)
	}
	wantStatus(t, script.call(t, "DELETE", excuse, nil), 204)
	stranger := fmt.Sprintf("%s/%d/excuse", path, town.admin.ID)
	wantStatus(t, host.get(t, stranger), 404)
	script.call(t, "PUT", stranger, `{}`).wantProblem(t, 404, campus.ErrNotExpected.Sentence)
	town.script(t, "john").call(t, "PUT", excuse, `{}`).wantProblem(t, 403, campus.ErrNotMeetingStaff.Sentence)
	clock.Add(time.Hour)
	town.Tick(t)
	if got := rosterSays(t, host, path); got[0] != "1 absent, 1 excused" || !strings.Contains(got[2], "The john Excuse: ill Excused") {
		t.Errorf("once it has begun it says %q", got)
	}
	back := one(t, host.get(t, path).page(t), "#roster li form")
	wantNotice(t, host.follow(t, host.submit(t, back, nil), "Roster of Office hour · Stoa"), "Their excuse is taken back.")
	if got := rosterSays(t, host, path); got[0] != "2 absent" {
		t.Errorf("it says %q", got)
	}
}
