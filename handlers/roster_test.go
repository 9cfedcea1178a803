package handlers

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// rosterSays returns what the page of a roster says: its counts, then each row.
func rosterSays(t *testing.T, v *visitor, path string) []string {
	t.Helper()
	page := v.open(t, path, "Roster of Office hour · Stoa")
	counts, _, _ := strings.Cut(text(all(page, "#roster p")[0]), " · ")
	says := []string{counts}
	for _, row := range all(page, "#roster li") {
		says = append(says, text(row))
	}
	return says
}

func TestTheStaffExcuseAndRemindWhoIsAbsent(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	town.Tick(t)
	host, path := town.signedIn(t, "thales"), town.room+"/roster"
	one(t, host.get(t, town.room).page(t), "main a[href="+path+"]")
	if got := rosterSays(t, host, path); len(got) != 2 || got[0] != "1 absent" || !strings.Contains(got[1], "The john Absent") {
		t.Errorf("before john comes the roster says %q", got)
	}
	remind := one(t, host.get(t, path).page(t), "form[action="+path+"/remind]")
	wantNotice(t, host.follow(t, host.submit(t, remind, nil), "Roster of Office hour · Stoa"),
		"Whoever is absent is being told that they are missed.")
	town.Settle(t)
	if told := text(one(t, town.signedIn(t, "john").get(t, views.PathInbox).page(t), "main")); !strings.Contains(told,
		"You are missed in Office hour") {
		t.Errorf("john is told %s", told)
	}
	refused := host.post(t, path+"/remind", url.Values{"op": {"another"}})
	if refused.status != 429 || refused.header.Get("Retry-After") != "600" || !strings.Contains(refused.body, "less than ten minutes ago") {
		t.Errorf("reminding again is answered %s", refused)
	}

	ask := host.open(t, path+"/"+num(town.john.ID)+"/excuse", "Excuse The john · Stoa")
	form := one(t, ask, "main form")
	long := host.submit(t, form, url.Values{"reason": {strings.Repeat("x", 201)}})
	wantStatus(t, long, 422)
	if kept := value(one(t, long.page(t), "#reason")); len(kept) != 201 {
		t.Errorf("of a reason that is too long %d characters are given back", len(kept))
	}
	wantNotice(t, host.follow(t, host.submit(t, form, url.Values{"reason": {"ill"}}), "Roster of Office hour · Stoa"), "They are excused.")
	if got := rosterSays(t, host, path); got[0] != "1 excused" || !strings.Contains(got[1], "Excuse: ill Excused") {
		t.Errorf("it says %q", got)
	}
	back := one(t, host.get(t, path).page(t), "#roster li form")
	wantNotice(t, host.follow(t, host.submit(t, back, nil), "Roster of Office hour · Stoa"), "Their excuse is taken back.")
	clock.Add(10 * time.Minute)
	town.enter(t, town.john)
	clock.Add(3 * time.Minute)
	if got := rosterSays(t, host, path); got[0] != "1 late" || !strings.Contains(got[1], "The john Late 09:10 – now · 3 minutes") {
		t.Errorf("it says %q", got)
	}
	wantNotice(t, host.follow(t, host.submit(t, remind, url.Values{"op": {"third"}}), "Roster of Office hour · Stoa"), "Nobody is absent.")
	for _, who := range []string{"john"} {
		v := town.signedIn(t, who)
		for _, path := range []string{path, path + "/1/excuse"} {
			wantStatus(t, v.get(t, path), 403)
		}
	}
	for _, path := range []string{"/meetings/9/1/roster", town.room + "/roster/99/excuse", town.room + "/roster/x/excuse",
		"/meetings/1/2/roster"} {
		wantStatus(t, host.get(t, path), 404)
	}
	wantStatus(t, host.get(t, path+"?cursor=x"), 400)
}

func TestTheRosterOfTheAPI(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	town.Tick(t)
	town.enter(t, town.john, town.thales)
	clock.Add(30 * time.Minute)
	if err := town.Meetings.Leave(t.Context(), town.john, town.meeting.ID, 1, ""); err != nil {
		t.Fatal(err)
	}
	script := town.script(t, "thales")
	got := script.call(t, "GET", town.room+"/roster", nil)
	want := `{"next":null,"roster":[{"id":1,"name":"The john","state":"present","joined":"2026-03-01T09:00:00Z",` +
		`"left":"2026-03-01T09:30:00Z","minutes":30,"reason":null}]}`
	if strings.TrimSpace(got.body) != want {
		t.Errorf("it is\n%s, want\n%s", got.body, want)
	}
	script.call(t, "GET", town.room+"/roster?cursor=x", nil).wantProblem(t, 400, "This page of the list does not exist.")
	script.call(t, "GET", "/meetings/7/1/roster", nil).wantProblem(t, 404, campus.ErrNoMeeting.Sentence)
	town.script(t, "john").call(t, "GET", town.room+"/roster", nil).wantProblem(t, 403, campus.ErrNotMeetingStaff.Sentence)
	script.call(t, "PUT", town.room+"/roster/99/excuse", `{}`).wantProblem(t, 404, campus.ErrNotExpected.Sentence)
	script.call(t, "PUT", town.room+"/roster/1/excuse", `{"reason":"`+strings.Repeat("x", 201)+`"}`).wantProblem(t, 422, marked)
	script.call(t, "PUT", town.room+"/roster/1/excuse", `{"reason":`).wantProblem(t, 400, "The body is not JSON that can be read.")
	clock.Add(time.Hour)
	script.call(t, "POST", town.room+"/roster/remind", nil).wantProblem(t, 400, campus.ErrNotActive.Sentence)
}

func TestStaffSeeFromTheRoomHowManyAreMissedAndEverybodyAfterItsEndWhoWasThereWhen(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	town.Tick(t)
	host, pupil := town.signedIn(t, "thales"), town.signedIn(t, "john")
	link := func(v *visitor) string {
		t.Helper()
		words := ""
		for _, one := range all(v.get(t, town.room).page(t), "main a[href="+town.room+"/roster]") {
			words = text(one)
		}
		return words
	}
	if got := link(host); got != "Roster · 1 absent" { // from the door
		t.Errorf("the door leads to %q", got)
	}
	town.enter(t, town.thales)
	if got := link(host); got != "Roster · 1 absent" {
		t.Errorf("the room leads to %q", got)
	}
	if got := link(pupil); got != "" {
		t.Errorf("a student is led to %q", got)
	}
	clock.Add(2 * time.Minute)
	town.enter(t, town.john)
	if got := link(host); got != "Roster" {
		t.Errorf("when nobody is missed it leads to %q", got)
	}
	clock.Add(28 * time.Minute)
	if err := town.Meetings.Leave(t.Context(), town.john, town.meeting.ID, 1, ""); err != nil {
		t.Fatal(err)
	}
	athens := "Europe/Athens"
	if _, _, err := town.People.Edit(t.Context(), store.By{Person: town.admin}, town.john.ID,
		campus.PersonChange{Zone: &athens}); err != nil {
		t.Fatal(err)
	}
	came, end := clock.Now().Add(-30*time.Minute), clock.Now().Add(30*time.Minute)
	clock.Set(end.Add(time.Hour)) // and nobody has looked by then: who was in is counted until the end
	for i := range 2 {
		for v, zone := range map[*visitor]*time.Location{host: time.UTC, pupil: time.FixedZone("", 2*60*60)} {
			var got []string
			for _, one := range all(v.get(t, town.room).page(t), "#people li") {
				_, when, _ := strings.Cut(text(one), "here from ")
				got = append(got, when)
			}
			short := func(at time.Time) string { return at.In(zone).Format("15:04") }
			want := []string{short(came) + " – " + short(end), short(came.Add(2*time.Minute)) + " – " + short(came.Add(30*time.Minute))}
			if !slices.Equal(got, want) {
				t.Errorf("after the end, look %d, it says %q, want %q", i, got, want)
			}
		}
		town.Tick(t)
	}
	if got := link(host); got != "Roster" {
		t.Errorf("after the end the host is led to %q", got)
	}
}
